"""Whoever holds the database wants the record to say something else. Each case does it in SQL, and asks `verify`."""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import audit_roots
from console.actions.steps.audit_chain import body_digest, keyless_root, keyless_row, root_text, row_text
from console.cli.setup import Stop
from console.cli.verify import do_verify
from console.evidence.roots_outside import Keeper
from console.keyring import Keyring
from console.scenarios.record_state import state_of
from console.settings import Settings
from console.store import schema
from console.store.models import ChainEntry, ChainHead, ChainRoot
from tests import databases
from tests.people import SampleSite


class Victim:
    """A site with a record of some acts, and its folder outside the database."""

    def __init__(self, site: SampleSite, folder: Path) -> None:
        self.site, self.folder = site, folder
        self.data_keys = ""
        self.url = site.database.url.render_as_string(hide_password=False)
        site.sql("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        site.sql("INSERT INTO alembic_version VALUES (:v)", v=schema.version(site.database)[1])
        self.act()
        audit_roots.write_root(site.worker())
        site.later(minutes=11)
        self.token = site.talk("agent2")

    def act(self, login: str = "agent1") -> None:
        token = self.site.talk(login)
        assert self.site.finish(login, token, "REF", note="polite").ok

    def keep(self, folder: Path | None = None) -> Path:
        """Write what the worker writes outside. Return the newest statement."""
        with self.site.database.reading() as session:
            now = state_of(session, self.site.now)
        assert now is not None
        Keeper([folder or self.folder / "roots"], databases.KEYS).keep(now)
        return next((folder or self.folder / "roots").glob("*/latest.json"))

    def verify(self, root: str = "") -> str:
        """Return what `python -m console verify` says is broken, "" when nothing is."""
        settings = Settings(self.url, "s" * 40, self.folder, data_keys=self.data_keys)
        words = Namespace(root=root, visit="", export="", verdicts=False, scenarios="")
        try:
            do_verify(settings, words)
        except Stop as stop:
            return str(stop)
        return ""

    def last(self, actor: str) -> Any:
        return self.site.one(select(ChainEntry).where(ChainEntry.actor == actor).order_by(ChainEntry.n.desc()).limit(1))


@pytest.fixture
def victim(site: SampleSite, tmp_path: Path) -> Victim:
    found = Victim(site, tmp_path / "instance")
    assert found.verify() == ""
    return found


COLUMNS = {
    "a block on another customer": "customer_id = 1 + customer_id",
    "a call at another hour": "at = :other",
    "a second time that fits": "real_at = :other",
    "another kind of act": "kind = 'action.shift.break'",
    "another number in the chain": "n = n + 100",
    "another's deed": "actor = 'person:3'",
    "other words": "body = :body",
    "words that nobody can check": "salt = '', body = :body",
    "no contents at all": "salt = '', body = :body, digest = ''",
}


@pytest.mark.parametrize("wish", COLUMNS)
def test_one_column_of_one_row_says_something_else(victim: Victim, wish: str) -> None:
    row = victim.site.one(select(ChainEntry).where(ChainEntry.kind == "verdict.begin", ChainEntry.actor == "person:1"))
    change = COLUMNS[wish]
    values: dict[str, Any] = {"id": row.id}
    if ":other" in change:
        other = datetime(2026, 11, 22, 3, tzinfo=UTC)
        values["other"] = "2026-11-22T03:00:00.000000Z" if victim.url.startswith("sqlite") else other
    if ":body" in change:
        values["body"] = json.dumps({**row.body, "verdict": {**row.body["verdict"], "level": "block"}})
    victim.site.sql(f"UPDATE chain_entry SET {change} WHERE id = :id", **values)
    assert victim.verify().startswith(("Broken: chain person:1", "Broken: chain person:3")), wish


def test_changed_words_with_a_digest_that_fits_them(victim: Victim) -> None:
    row = victim.last("person:1")
    body = {**row.body, "x": 1}
    victim.site.sql(
        "UPDATE chain_entry SET body = :b, digest = :d WHERE id = :i",
        **{"b": json.dumps(body), "d": body_digest(row.salt, body), "i": row.id},
    )
    assert victim.verify() == f"Broken: chain person:1, row {row.n}."


def test_an_act_that_happened_once_is_on_record_twice(victim: Victim) -> None:
    row = victim.last("person:1")
    copied = "actor, kind, at, real_at, customer_id, body, salt, digest, hash"
    victim.site.sql(
        f"INSERT INTO chain_entry (id, n, {copied}) SELECT 9999, n + 1, {copied} FROM chain_entry WHERE id = :i",
        i=row.id,
    )
    victim.site.sql("UPDATE chain_head SET n = n + 1 WHERE actor = 'person:1'")
    assert victim.verify() == f"Broken: chain person:1, row {row.n + 1}."


def test_the_rows_of_one_agent_are_deleted(victim: Victim) -> None:
    n = victim.last("person:2").n
    victim.site.sql("DELETE FROM chain_entry WHERE actor = 'person:2'")
    assert victim.verify() == f"Broken: chain person:2 has {n} rows by its head, and none is there."


def test_the_rows_of_one_agent_are_deleted_and_the_head_with_them(victim: Victim) -> None:
    """No root has seen this chain, and nothing was kept outside: the acts that were answered tell."""
    for table in ("chain_entry", "chain_head"):
        victim.site.sql(f"DELETE FROM {table} WHERE actor = 'person:2'")
    assert victim.verify().startswith("Broken: person:2 did ") and victim.verify().endswith("of person:2 lacks it.")


def test_the_person_is_deleted_with_the_deeds(victim: Victim) -> None:
    victim.site.sql("UPDATE chain_entry SET actor = 'person:999' WHERE actor = 'person:2'")
    victim.site.sql("UPDATE chain_head SET actor = 'person:999' WHERE actor = 'person:2'")
    assert victim.verify().startswith("Broken: chain person:999")


def cut(site: SampleSite, actor: str, rows: int) -> None:
    """Delete the newest rows of a chain, set its head back, and delete every root that saw them."""
    last = site.one(select(func.max(ChainEntry.n)).where(ChainEntry.actor == actor))
    kept = site.one(select(ChainEntry).where(ChainEntry.actor == actor, ChainEntry.n == last - rows))
    site.sql("DELETE FROM chain_entry WHERE actor = :a AND n > :n", a=actor, n=kept.n)
    site.sql("UPDATE chain_head SET n = :n, hash = :h WHERE actor = :a", n=kept.n, h=kept.hash, a=actor)
    site.sql("DELETE FROM chain_root")


def test_the_newest_rows_vanish_with_head_and_roots(victim: Victim) -> None:
    cut(victim.site, "person:1", 2)
    assert victim.verify().startswith("Broken: person:1 did "), "the answered acts are still there"
    victim.site.sql("DELETE FROM op")
    assert victim.verify() == "", "all that told was deleted, and nothing was kept outside"


def test_the_newest_rows_vanish_and_a_root_was_kept_outside(victim: Victim) -> None:
    victim.keep()
    assert victim.verify() == ""
    victim.site.sql("DELETE FROM op")
    victim.site.sql("DELETE FROM chain_root")
    assert "names root 1; it is not there now." in victim.verify()
    cut(victim.site, "person:1", 2)
    assert victim.verify().startswith("Broken: the root that was kept outside at 2026-11-23T")
    audit_roots.write_root(victim.site.worker())  # its time is another one, so its mark is
    assert "names root 1; it is " in victim.verify()


def rewrite(victim: Victim, mark: Callable[[str], str], old: bool = False) -> None:
    """Write every chain, head and root anew, as somebody without the site's key can."""
    site = victim.site
    for actor, _ in site.rows(select(ChainHead.actor, ChainHead.n)):
        before = ""
        for (row,) in site.rows(select(ChainEntry).where(ChainEntry.actor == actor).order_by(ChainEntry.n)):
            body = {**row.body, "forged": True}
            digest = body_digest(row.salt, body)
            if old:
                made = keyless_row(before, actor, row.n, row.kind, row.at.isoformat(), body)
            else:
                made = mark(row_text(before, actor, row.n, row.kind, row.at, row.real_at, row.customer_id, digest))
            site.sql(
                "UPDATE chain_entry SET body = :b, digest = :d, hash = :h WHERE id = :i",
                **{"b": json.dumps(body), "d": digest, "h": made, "i": row.id},
            )
            before = made
        site.sql("UPDATE chain_head SET hash = :h WHERE actor = :a", h=before, a=actor)
    heads = {actor: [n, made] for actor, n, made in site.rows(select(ChainHead.actor, ChainHead.n, ChainHead.hash))}
    for (root,) in site.rows(select(ChainRoot)):
        at = root.at.isoformat()
        made = keyless_root("", at, heads) if old else mark(root_text("", at, heads))
        site.sql("UPDATE chain_root SET heads = :d, hash = :h", d=json.dumps(heads), h=made)


@pytest.mark.parametrize("way", ["without a key", "with a key of one's own"])
def test_the_whole_record_is_written_anew(victim: Victim, way: str) -> None:
    rewrite(victim, Keyring({0: b"x" * 32}).mac, way == "without a key")
    assert victim.verify() == "Broken: root 1."
    victim.site.sql("DELETE FROM chain_root")
    assert victim.verify().startswith("Broken: chain person:1, row 1.")


def test_yesterdays_backup_is_put_back(victim: Victim) -> None:
    site = victim.site
    victim.keep()
    yesterday = databases.fresh_like(victim.url)
    site.close()
    databases.copy(victim.url, yesterday)
    site._open(victim.url)
    site.later(hours=3)
    victim.act("agent3")
    elsewhere = victim.keep(victim.folder / "elsewhere")
    victim.keep()
    assert victim.verify(str(elsewhere)) == ""
    site.close()
    databases.copy(yesterday, victim.url)
    site._open(victim.url)
    assert "saw chain person:3 at row" in victim.verify(), "found by the instance's own copy"
    for path in (victim.folder / "roots").rglob("*.json*"):
        path.unlink()
    assert victim.verify() == ""
    assert "saw chain person:3 at row" in victim.verify(str(elsewhere)), "found by the copy that left the house"


def test_the_root_outside_is_changed_or_is_another_sites(victim: Victim) -> None:
    kept = victim.keep()
    honest = kept.read_text()
    kept.write_text(honest.replace('"person:2": [', '"person:2": [1'))
    assert "not written with the keys of this site" in victim.verify()
    kept.write_text(honest)
    assert victim.verify(str(kept)) == ""
    made = "2020-01-01T00:00:00.000000Z"
    old = datetime(2020, 1, 1, tzinfo=UTC)
    victim.site.sql("UPDATE site SET made_at = :m", m=made if victim.url.startswith("sqlite") else old)
    assert "are those of another site" in victim.verify()


def test_the_printed_page_is_asked(victim: Victim, tmp_path: Path) -> None:
    mark = victim.site.one(select(ChainRoot.hash))
    page = tmp_path / "printed.txt"
    page.write_text(f"Roots of 24 November\n1   {mark}\n")
    assert victim.verify(str(page)) == ""
    page.write_text(f"1   0:{'0' * 64}\n")
    assert victim.verify(str(page)) == f"Broken: the root 0:{'0' * 64} is not in this record."
    page.write_text("nothing here")
    assert "names no root" in victim.verify(str(page))
