"""A correction takes back what the mistake did, and nothing that stood before it or came after it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from console.actions import handout, inbound, outcome
from console.domain.promises import OutcomeForm
from console.store.models import Due, Entry, Instalment, Outcome, Promise, Request
from console.store.queries.team import outcomes_of_today
from tests.people import IDS, ZONE, SampleSite


def _promise(site: SampleSite, login: str, token: int, days: int, amount: int) -> Any:
    view = site.desk(login).outcome
    assert view is not None
    form = OutcomeForm(((view.today + timedelta(days=days), amount),), None, "")
    done = site.finish(login, token, "PTP-P", form)
    assert done.ok, done
    return done


def _correct(site: SampleSite, login: str, wrong: int, code: str, customer_id: int) -> Any:
    version = site.customer(customer_id).facts_version
    return outcome.correct(site.call(login), wrong, code, "", OutcomeForm(), version)


def test_correct_restores_a_promise_that_was_replaced_by_mistake(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    first = _promise(site, "agent1", token, 9, 300_00)
    second = site.ring_in("agent1", customer.customer_id)
    mistake = _promise(site, "agent1", second, 3, 900_00)
    assert site.one(select(Promise.status).where(Promise.id == first.data["promise_id"])) == "withdrawn"
    done = _correct(site, "agent1", mistake.data["outcome_id"], "NOCOMM", customer.customer_id)
    assert done.ok, done
    found = dict(site.rows(select(Promise.id, Promise.status)))
    assert found[first.data["promise_id"]] == "open"
    assert found[mistake.data["promise_id"]] == "withdrawn"
    parts = site.rows(select(Instalment.status).where(Instalment.promise_id == first.data["promise_id"]))
    assert [part.status for part in parts] == ["open"]
    duties = site.one(select(func.count()).where(Due.outcome_id == first.data["outcome_id"], Due.done_at.is_(None)))
    assert duties >= 2
    entry = site.rows(
        select(Entry.wake_at, Entry.own_kind, Entry.own_agent_id).where(Entry.customer_id == customer.customer_id)
    )[0]
    day = entry.wake_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    assert (entry.own_kind, entry.own_agent_id) == ("promise", IDS["agent1"])
    assert day == site.now.astimezone(ZoneInfo("Asia/Shanghai")).date() + timedelta(days=9)


def test_correct_of_an_older_contact_leaves_the_newer_one_alone(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    old = site.finish("agent1", token, "REF")
    second = site.ring_in("agent1", customer.customer_id)
    newer = _promise(site, "agent1", second, 5, 300_00)
    handout.end_wrap_up(site.call("agent1"), second)
    place = select(Entry.wake_at, Entry.own_kind, Entry.own_agent_id, Entry.reason).where(
        Entry.customer_id == customer.customer_id
    )
    before = site.rows(place)[0]
    done = _correct(site, "lead1", old.data["outcome_id"], "HUP", customer.customer_id)
    assert done.ok, done
    assert tuple(site.rows(place)[0]) == tuple(before)
    view = site.customer(customer.customer_id)
    form = OutcomeForm(((site.now.date() + timedelta(days=2), 200_00),), None, "")
    last = site.one(select(Outcome.id).where(Outcome.corrects_id == old.data["outcome_id"]))
    again = outcome.correct(site.call("lead1"), last, "PTP-P", "", form, view.facts_version)
    assert again.ok, again
    assert tuple(site.rows(place)[0]) == tuple(before)
    assert site.one(select(Promise.status).where(Promise.id == newer.data["promise_id"])) == "open"


def test_correct_undoes_the_promise_and_keeps_the_holds(site: SampleSite) -> None:
    token = site.talk("agent1")
    today = site.desk("agent1").outcome.today  # type: ignore[union-attr]
    promised = site.finish("agent1", token, "PTP-P", OutcomeForm(((today, 10_000),)))
    version = site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    call = site.call("agent1")
    fixed = outcome.correct(call, promised.data["outcome_id"], "CEASE", "asked to stop", OutcomeForm(), version)
    assert fixed.ok, fixed
    assert site.one(select(Promise.status)) == "withdrawn"
    assert site.one(select(Request.kind)) == "cease"
    version = site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    again = outcome.correct(site.call("agent1"), fixed.data["outcome_id"], "REF", "", OutcomeForm(), version)
    assert again.ok
    assert site.one(select(func.count()).where(Request.kind == "cease")) == 1
    twice = outcome.correct(site.call("agent1"), promised.data["outcome_id"], "HUP", "", OutcomeForm(), version)
    assert twice.code == "conflict"


def test_correct_later_is_open_to_the_lead_and_never_to_another_agent(site: SampleSite) -> None:
    token = site.talk("agent1")
    done = site.finish("agent1", token, "REF")
    handout.end_wrap_up(site.call("agent1"), token)
    number = done.data["outcome_id"]
    own = outcome.correct(site.call("agent1"), number, "HUP", "", OutcomeForm(), 99)
    assert own.code == "illegal"
    other = outcome.correct(site.call("agent3"), number, "HUP", "", OutcomeForm(), 99)
    assert other.code == "not_found"
    lead = outcome.correct(site.call("lead1"), number, "HUP", "", OutcomeForm(), 99)
    assert lead.ok


def _note(site: SampleSite, token: int) -> Any:
    return site.one(select(Outcome.note).where(Outcome.handout_id == token).order_by(Outcome.id.desc()).limit(1))


def test_correct_keeps_the_note(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="important")
    view = site.desk("agent1").outcome
    assert view is not None and view.recorded is not None and view.note == "important"
    done = outcome.correct(site.call("agent1"), view.recorded.id, "HUP", view.note, OutcomeForm(), view.facts_version)
    assert done.ok
    handout.end_wrap_up(site.call("agent1"), token)
    assert _note(site, token) == "important"


def test_correct_by_a_collector_is_found_by_compliance(site: SampleSite) -> None:
    token = site.talk("collector1")
    done = site.finish("collector1", token, "REF", note="no money")
    number = done.data["outcome_id"]
    version = site.desk("collector1").outcome.facts_version  # type: ignore[union-attr]
    fixed = outcome.correct(site.call("collector1"), number, "HUP", "", OutcomeForm(), version)
    assert fixed.ok, fixed
    handout.end_wrap_up(site.call("collector1"), token)
    newest = fixed.data["outcome_id"]
    over = outcome.correct(site.call("collector1"), newest, "REF", "", OutcomeForm(), 99)
    assert over.code == "illegal"

    def today(wanted: str = "", login: str = "lead1") -> list[Any]:
        with site.database.reading() as session:
            return list(outcomes_of_today(session, site.actor(login), site.now, ZONE, wanted))

    rows = today(login="compliance1")
    assert [(r.id, r.corrected, r.corrects) for r in rows] == [(newest, False, True), (number, True, False)]
    row = rows[0]
    assert row.customer.endswith("**") and row.code == "HUP"
    assert [r.id for r in today(row.external_id.lower(), "compliance1")] == [newest, number]
    assert today("nobody of this name", "compliance1") == []
    site.sql("UPDATE person SET team_id = 2 WHERE id = :p", p=IDS["collector1"])
    assert today() == []


def test_correct_of_an_old_outcome_leaves_the_callback_of_a_newer_contact(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    first = site.finish("agent1", token, "NOCOMM").data["outcome_id"]
    handout.end_wrap_up(site.call("agent1"), token)
    newer = inbound.take_inbound(site.call("agent2"), view.customer_id).data["token"]
    at = site.now + timedelta(hours=3)
    assert site.finish("agent2", newer, "CB", OutcomeForm(callback_at=at)).ok
    handout.end_wrap_up(site.call("agent2"), newer)
    fixed = outcome.correct(site.call("lead1"), first, "REF", "", OutcomeForm(), 999)
    assert fixed.ok, fixed
    entry = site.entry(view.customer_id)
    assert (entry.reason, entry.own_agent_id, entry.wake_at) == ("callback", 2, at)
