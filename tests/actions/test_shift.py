"""The life of a hand-out, on SQLite and on PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, outcome, shift
from console.actions.steps import audit_chain
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, Entry, Handout, Instalment, Outcome, Promise, Request
from tests.people import IDS, House


def test_ready_offers_the_best_waiting_customer_with_reasons(house: House) -> None:
    token = house.ready("agent1")
    view = house.desk("agent1")
    assert view.shift.state == "offered"
    assert view.customer is not None and view.customer.handout_id == token
    assert sum(f.points for f in view.customer.factors) == view.customer.score
    best = house.one(select(func.max(Entry.priority)).where(Entry.queue_id == 1))
    mine = house.one(select(Entry.priority).where(Entry.customer_id == view.customer.customer_id))
    assert mine == best


def test_an_offer_that_nobody_answers_expires_and_pauses_the_agent(house: House) -> None:
    token = house.ready("agent1")
    house.later(seconds=31)
    late = handout.accept(house.call("agent1"), token)
    assert not late.ok and late.code == "conflict"
    handout.expire(house.worker())
    agent = house.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "missed_offer")
    assert house.live_handouts() == 0


def test_decline_gives_the_next_customer_and_not_the_same_again(house: House) -> None:
    first = house.ready("agent1")
    customer = house.desk("agent1").customer
    assert customer is not None
    done = handout.decline(house.call("agent1"), first, "known")
    assert done.ok
    second = house.desk("agent1").customer
    assert second is not None and second.customer_id != customer.customer_id
    house.later(minutes=6)
    house.wake()
    assert house.one(select(Entry.state).where(Entry.customer_id == customer.customer_id)) == ("waiting")
    handout.decline(house.call("agent1"), second.handout_id, "known")
    third = house.desk("agent1").customer
    assert third is not None and third.customer_id != customer.customer_id


def test_a_whole_call_with_a_promise_that_wakes_on_its_day(house: House) -> None:
    token = house.talk("agent1")
    view = house.desk("agent1").outcome
    assert view is not None
    day = view.today + timedelta(days=3)
    done = house.finish("agent1", token, "PTP-P", OutcomeForm(((day, 50_000),)), note="after payday")
    assert done.ok, done
    assert house.desk("agent1").shift.state == "wrap_up"
    entry = house.rows(select(Entry).where(Entry.customer_id == view.customer_id))[0][0]
    assert (entry.state, entry.reason, entry.own_agent_id) == ("sleeping", "promise", 1)
    assert house.one(select(Instalment.amount_minor)) == 50_000
    again = handout.end_wrap_up(house.call("agent1"), token)
    assert again.ok and house.desk("agent1").shift.state == "offered"


def test_a_promise_cannot_be_in_the_past_or_above_the_balance(house: House) -> None:
    token = house.talk("agent1")
    view = house.desk("agent1").outcome
    assert view is not None
    for form, field in (
        (OutcomeForm(((view.today - timedelta(days=1), 100),)), "on_date"),
        (OutcomeForm(((view.today, view.owed[0].minor + 1),)), "amount"),
        (OutcomeForm(((view.today, 0),)), "amount"),
        (OutcomeForm(), "amount"),
    ):
        refused = house.finish("agent1", token, "PTP-P", form)
        assert not refused.ok and refused.code == "invalid" and refused.at_field == field
    assert house.one(select(func.count()).select_from(Outcome)) == 0


def test_double_enter_and_a_resend_after_a_lost_answer_are_one_outcome(house: House) -> None:
    token = house.talk("agent1")
    key = str(uuid.uuid4())
    version = house.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    first = house.finish("agent1", token, "REF", key=key, facts_version=version)
    second = house.finish("agent1", token, "REF", key=key, facts_version=version)
    assert first.ok and second.ok and second.replayed
    assert first.data == second.data
    other = house.finish("agent1", token, "HUP", key=key, facts_version=version)
    assert other.code == "conflict"
    stranger = outcome.finish(house.call("agent2", key), token, "REF", "", OutcomeForm(), version)
    assert stranger.code == "not_found"
    assert house.one(select(func.count()).select_from(Outcome)) == 1


def test_a_correction_undoes_the_promise_and_keeps_the_holds(house: House) -> None:
    token = house.talk("agent1")
    today = house.desk("agent1").outcome.today  # type: ignore[union-attr]
    promised = house.finish("agent1", token, "PTP-P", OutcomeForm(((today, 10_000),)))
    version = house.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    call = house.call("agent1")
    fixed = outcome.correct(call, promised.data["outcome_id"], "CEASE", "asked to stop", OutcomeForm(), version)
    assert fixed.ok, fixed
    assert house.one(select(Promise.status)) == "withdrawn"
    assert house.one(select(Request.kind)) == "cease"
    version = house.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    again = outcome.correct(house.call("agent1"), fixed.data["outcome_id"], "REF", "", OutcomeForm(), version)
    assert again.ok
    assert house.one(select(func.count()).where(Request.kind == "cease")) == 1
    twice = outcome.correct(house.call("agent1"), promised.data["outcome_id"], "HUP", "", OutcomeForm(), version)
    assert twice.code == "conflict"


def test_the_lead_corrects_later_and_a_stranger_never(house: House) -> None:
    token = house.talk("agent1")
    done = house.finish("agent1", token, "REF")
    handout.end_wrap_up(house.call("agent1"), token)
    number = done.data["outcome_id"]
    own = outcome.correct(house.call("agent1"), number, "HUP", "", OutcomeForm(), 99)
    assert own.code == "illegal"
    other = outcome.correct(house.call("agent3"), number, "HUP", "", OutcomeForm(), 99)
    assert other.code == "not_found"
    lead = outcome.correct(house.call("lead1"), number, "HUP", "", OutcomeForm(), 99)
    assert lead.ok


def test_the_line_refuses_a_not_reached_outcome_when_somebody_answered(house: House) -> None:
    token = house.talk("agent1")
    refused = house.finish("agent1", token, "NA")
    assert refused.code == "invalid" and refused.at_field == "code"


def test_nothing_is_begun_in_the_quiet_hours_and_the_verdict_is_kept(house: House) -> None:
    token = house.preview("agent1")
    house.now = house.now.replace(hour=14, minute=0)  # 22:00 in Shanghai
    refused = house.begin("agent1", token)
    assert refused.code == "blocked"
    assert refused.next_allowed_at is not None
    assert refused.next_allowed_at.astimezone(house.context.zone).hour == 8
    assert house.one(select(func.count()).select_from(Attempt)) == 0


def test_a_stale_view_stops_the_call_and_a_second_press_goes_through(house: House) -> None:
    token = house.preview("agent1")
    seen = house.desk("agent1").customer
    assert seen is not None
    house.sql("UPDATE customer SET facts_version = facts_version + 1 WHERE id = :c", c=seen.customer_id)
    house.sql(
        "INSERT INTO fact_change (customer_id, version, kind, at, by_id, note) "
        "VALUES (:c, :v, 'payment', '2026-11-23T02:00:00.000000Z', NULL, '')",
        c=seen.customer_id,
        v=seen.facts_version + 1,
    )
    stopped = house.begin("agent1", token, facts_version=seen.facts_version)
    assert stopped.code == "stale" and stopped.changed == ("payment",)
    again = house.begin("agent1", token)
    assert again.ok


def test_a_lease_runs_out_after_ninety_seconds_and_a_begun_contact_stays(house: House) -> None:
    token = house.preview("agent1")
    house.later(seconds=60)
    shift.mark_seen(house.worker(), [IDS["agent1"]])
    house.later(seconds=60)
    handout.expire(house.worker())
    assert house.desk("agent1").token == token
    house.later(seconds=60)
    handout.expire(house.worker())
    assert house.desk("agent1").token == 0
    assert house.agent("agent1").state == "offline"
    refused = house.finish("agent1", token, "REF")
    assert refused.code in ("conflict", "illegal")
    second = house.talk("agent2")
    house.later(minutes=20)
    handout.expire(house.worker())
    assert house.desk("agent2").token == second


def test_a_break_asked_for_in_contact_wins_over_the_automatic_ready(house: House) -> None:
    token = house.talk("agent1")
    shift.take_break(house.call("agent1"), "meal")
    house.finish("agent1", token, "REF")
    house.later(seconds=61)
    shift.mark_seen(house.worker(), [1])
    handout.expire(house.worker())
    agent = house.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "meal")


def test_wrap_up_ends_by_itself_and_the_next_customer_comes(house: House) -> None:
    token = house.talk("agent1")
    house.finish("agent1", token, "REF")
    extended = handout.extend(house.call("agent1"), token)
    assert extended.ok
    house.later(seconds=61)
    shift.mark_seen(house.worker(), [1])
    handout.expire(house.worker())
    assert house.desk("agent1").shift.state == "wrap_up"
    house.later(seconds=60)
    shift.mark_seen(house.worker(), [1])
    handout.expire(house.worker())
    assert house.desk("agent1").shift.state == "offered"


def test_an_inbound_call_claims_that_customer_or_says_who_has_her(house: House) -> None:
    token = house.preview("agent1")
    customer = house.desk("agent1").customer
    assert customer is not None
    busy = inbound.take_inbound(house.call("agent2"), customer.customer_id)
    assert busy.code == "conflict" and busy.words["name"] == "Li Min"
    house.begin("agent1", token)
    attempt = house.one(select(Attempt.id))
    contact.hang_up(house.call("agent1"), token, attempt)
    house.finish("agent1", token, "NA")
    handout.end_wrap_up(house.call("agent1"), token)
    done = inbound.take_inbound(house.call("agent2"), customer.customer_id)
    assert done.ok, done
    assert house.desk("agent2").shift.phase == "talking"
    finished = house.finish("agent2", done.data["token"], "REF")
    assert finished.ok


def test_a_finished_report_under_an_older_token_is_kept_and_moves_nothing(house: House) -> None:
    token = house.talk("agent1")
    house.sql("UPDATE handout SET ended_at = offered_at, end_reason = 'recalled' WHERE id = :t", t=token)
    house.sql("UPDATE agent SET handout_id = NULL, state = 'offline' WHERE id = 1")
    entry = house.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id))
    late = outcome.finish(house.call("agent1"), token, "PTP-P", "he promised", OutcomeForm(), 1)
    assert late.ok and late.data["late"] is True
    assert house.one(select(func.count()).select_from(Promise)) == 0
    assert house.one(select(Outcome.late))
    assert house.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id)) == entry


def test_reasons_of_the_empty_queue_add_up(house: House) -> None:
    for _ in range(3):
        token = house.talk("agent1")
        house.finish("agent1", token, "REF")
        handout.end_wrap_up(house.call("agent1"), token)
        shift.go_offline(house.call("agent1"))
        handout.decline(house.call("agent1"), house.desk("agent1").token, "known")
    view = house.desk("agent1").queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    assert view.total == 30


def test_the_chains_are_whole_and_a_changed_byte_is_found(house: House) -> None:
    token = house.talk("agent1")
    house.finish("agent1", token, "REF", note="polite")
    with house.database.reading() as session:
        assert audit_chain.first_broken(session) is None
    house.sql("UPDATE chain_entry SET kind = 'other' WHERE actor = 'person:1' AND n = 2")
    with house.database.reading() as session:
        assert audit_chain.first_broken(session) == ("person:1", 2)
