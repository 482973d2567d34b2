"""Somebody tries what is not theirs and hopes that nobody hears of it."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import handout, note
from console.scenarios.record_check import record_fault
from console.store.models import ChainEntry
from tests.people import SampleSite


def refusals(site: SampleSite, login: str) -> list[tuple[str, str, list[int]]]:
    rows = site.rows(
        select(ChainEntry.kind, ChainEntry.body)
        .where(ChainEntry.kind.startswith("refused."), ChainEntry.actor == site.actor(login).key)
        .order_by(ChainEntry.n)
    )
    return [(row.kind, row.body["code"], row.body["numbers"]) for row in rows]


def test_anothers_customer_is_reached_for(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.ready("agent1")
    assert handout.accept(site.call("agent2"), token).code == "not_found"
    assert refusals(site, "agent2") == [("refused.handout.accept", "not_found", [token])]
    assert refusals(site, "agent1") == []
    with site.database.reading() as session:
        assert record_fault(session) == ""


def test_a_key_is_used_again_for_other_contents_and_by_somebody_else(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    key = "0b0c0d0e-0000-4000-8000-000000000001"
    assert note.save_note(site.call("agent1", key), token, "first words", 0).ok
    assert note.save_note(site.call("agent1", key), token, "secret other words", 0).code == "conflict"
    assert note.save_note(site.call("agent2", key), token, "first words", 0).code == "not_found"
    assert [row[:2] for row in refusals(site, "agent1")] == [("refused.note.save", "conflict")]
    assert [row[:2] for row in refusals(site, "agent2")] == [("refused.note.save", "not_found")]
    assert "secret other words" not in str(site.rows(select(ChainEntry.body)))


def test_a_resend_of_the_same_is_no_refusal(sqlite_site: SampleSite) -> None:
    token = sqlite_site.ready("agent1")
    call = sqlite_site.call("agent1")
    assert handout.accept(call, token).ok and handout.accept(call, token).replayed
    assert refusals(sqlite_site, "agent1") == []
