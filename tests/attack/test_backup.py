"""A backup that was stolen tells nothing, one that was changed is refused, and a restore cannot be made in silence."""

from __future__ import annotations

import os
import stat
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from console.actions import audit_roots
from console.cli.backup import do_backup, do_restore
from console.cli.setup import Stop
from console.evidence import documents
from console.settings import Settings
from console.store import portable, schema
from console.store.models import ChainEntry, Customer, Handout, Site, WebSession
from console.store.unit_of_work import open_database
from tests import databases
from tests.attack.test_record import Victim
from tests.people import SampleSite


def command(victim: Victim, do: Callable[[Settings, Namespace], None], **words: Any) -> None:
    do(Settings(victim.url, "s" * 40, victim.folder), Namespace(**{"root": "", "replace": False, **words}))


def rows(url: str) -> dict[str, list[str]]:
    """Return every row of a database as a backup has it, by table."""
    database = open_database(url, databases.KEYS)
    found: dict[str, list[str]] = {}
    with database.reading() as session:
        for line in portable.lines(session):
            if line.startswith("{"):
                found[line] = name = []
            else:
                name.append(line)
    database.close()
    return found


def differing(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    assert before.keys() == after.keys()
    return {line.split('"')[3] for line in before if before[line] != after[line]}


def test_a_restore_brings_back_every_row_and_says_on_record_what_is_lost(
    site: SampleSite, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = Victim(site, tmp_path / "instance")
    photo = victim.folder / "field_media" / "1" / "whole"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(os.urandom(100_000))
    paper = documents.keep(victim.folder, b"what a customer sent")
    before = rows(victim.url)
    file = tmp_path / "site.backup"
    command(victim, do_backup, file=str(file))  # beside the site, which has its connections open
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    name = site.one(select(Customer.name))
    assert name.encode() not in file.read_bytes() and b"person:1" not in file.read_bytes()
    picture = photo.read_bytes()
    photo.unlink()
    documents.drop(victim.folder, paper)
    site.later(hours=3)
    victim.act("agent3")
    audit_roots.write_root(site.worker())
    lost = site.one(select(func.count()).where(ChainEntry.actor == "person:3"))
    token = site.one(select(func.max(Handout.id)))
    epoch = site.one(select(Site.epoch))
    kept = victim.keep(tmp_path / "elsewhere")
    site.close()
    with pytest.raises(Stop, match="Say --replace"):
        command(victim, do_restore, file=str(file))
    if victim.url.startswith("postgres"):  # what was here is gone, and the copy that left the house tells
        wiped = open_database(victim.url, databases.KEYS)
        with wiped.writer.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        wiped.close()
    command(victim, do_restore, file=str(file), replace=True, root=str(kept))
    said = capsys.readouterr().out
    assert f"person:3: {lost} recorded acts since the backup are lost." in said
    assert photo.read_bytes() == picture
    assert documents.read(victim.folder, paper) == b"what a customer sent"
    after = rows(victim.url)
    assert differing(before, after) <= {"site", "chain_entry", "chain_head", "web_session"}
    site._open(victim.url)
    here = site.one(select(Site))
    assert here.epoch != epoch and here.restored_at is not None and here.restored_lost >= lost
    assert site.one(select(func.count()).where(WebSession.ended_at.is_(None))) == 0
    assert site.one(select(ChainEntry.body).where(ChainEntry.kind == "site.restored"))["lost"]["person:3"] == lost
    assert victim.verify() == "" and victim.verify(str(kept)) == "", "what a restore lost is on record"
    site.later(hours=3)
    assert site.preview("agent3") > token, "no token is given twice"
    assert victim.verify() == ""


def test_a_backup_that_was_changed_cut_or_sealed_with_another_key_is_refused(
    sqlite_site: SampleSite, tmp_path: Path
) -> None:
    victim = Victim(sqlite_site, tmp_path / "instance")
    file = tmp_path / "site.backup"
    command(victim, do_backup, file=str(file))
    whole = file.read_bytes()
    middle = len(whole) // 2
    sqlite_site.close()
    before = Path(victim.url.removeprefix("sqlite:///")).read_bytes()
    for bad in (
        whole[:-1],
        whole[: middle // 2],
        whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
        b"no",
    ):
        file.write_bytes(bad)
        with pytest.raises(Stop, match="cannot be opened"):
            command(victim, do_restore, file=str(file), replace=True)
    file.write_bytes(whole)
    with pytest.raises(Stop, match="cannot be opened"):
        do_restore(Settings(victim.url, "t" * 40, victim.folder), Namespace(file=str(file), replace=True, root=""))
    assert Path(victim.url.removeprefix("sqlite:///")).read_bytes() == before, "the site that is here stays"
    assert schema.FOLDER.is_dir()
