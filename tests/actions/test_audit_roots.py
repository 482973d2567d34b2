"""Roots over all audit chains show what one chain alone hides."""

from __future__ import annotations

from sqlalchemy import func, select, text

from console.actions import audit_roots
from console.scenarios.record_check import record_fault
from console.store.models import ChainEntry, ChainRoot
from tests.people import SampleSite


def test_write_root_every_ten_minutes_when_a_chain_has_grown(site: SampleSite) -> None:
    site.preview("agent1")
    assert audit_roots.write_root(site.worker()).data["count"] == 1
    site.preview("agent2")
    site.later(minutes=9)
    assert audit_roots.write_root(site.worker()).data["count"] == 0
    site.later(minutes=1)
    assert audit_roots.write_root(site.worker()).data["count"] == 1
    site.later(minutes=20)
    assert audit_roots.write_root(site.worker()).data["count"] == 0, "no chain has grown since"
    assert site.one(select(func.count()).select_from(ChainRoot)) == 2
    assert root_fault(site) == ""


def root_fault(site: SampleSite) -> str:
    """Return what `python -m console verify` names."""
    with site.database.reading() as session:
        return record_fault(session)


def test_a_chain_that_was_cut_and_rewritten_is_seen_by_the_root(site: SampleSite) -> None:
    """The end of a chain is cut off and its head set back: the chain alone looks whole."""
    site.preview("agent1")
    audit_roots.write_root(site.worker())
    actor, n = site.rows(
        select(ChainEntry.actor, func.max(ChainEntry.n)).group_by(ChainEntry.actor).having(func.max(ChainEntry.n) > 1)
    )[0]
    site.sql("DELETE FROM chain_entry WHERE actor = :a AND n = :n", a=actor, n=n)
    before = site.one(select(ChainEntry.hash).where(ChainEntry.actor == actor, ChainEntry.n == n - 1))
    site.sql("UPDATE chain_head SET n = :n, hash = :h WHERE actor = :a", a=actor, n=n - 1, h=before)
    assert root_fault(site) == (f"Broken: root 1 saw chain {actor} at row {n}; it is not there now.")


def test_a_root_that_was_changed_or_removed_is_named(site: SampleSite) -> None:
    for login in ("agent1", "agent2", "agent3"):
        site.preview(login)
        audit_roots.write_root(site.worker())
        site.later(minutes=11)
    assert site.one(select(func.count()).select_from(ChainRoot)) == 3
    site.sql("DELETE FROM chain_root WHERE id = 2")
    assert root_fault(site) == "Broken: root 3."
    site.sql("UPDATE chain_root SET hash = 'x' WHERE id = 1")
    assert root_fault(site) == "Broken: root 1."
    assert site.one(text("SELECT count(*) FROM chain_root")) == 2
