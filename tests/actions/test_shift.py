"""The life of a hand-out, on SQLite and on PostgreSQL."""

from __future__ import annotations

import uuid
from datetime import timedelta

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, outcome, shift
from console.actions.steps import audit_chain
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, Entry, Handout, Instalment, Outcome, Promise, Request
from tests.people import IDS, SampleSite


def test_ready_offers_the_best_waiting_customer_with_reasons(site: SampleSite) -> None:
    token = site.ready("agent1")
    view = site.desk("agent1")
    assert view.shift.state == "offered"
    assert view.customer is not None and view.customer.handout_id == token
    assert sum(f.points for f in view.customer.factors) == view.customer.score
    best = site.one(select(func.max(Entry.priority)).where(Entry.queue_id == 1))
    mine = site.one(select(Entry.priority).where(Entry.customer_id == view.customer.customer_id))
    assert mine == best


def test_an_offer_that_nobody_answers_expires_and_pauses_the_agent(site: SampleSite) -> None:
    token = site.ready("agent1")
    site.later(seconds=31)
    late = handout.accept(site.call("agent1"), token)
    assert not late.ok and late.code == "conflict"
    handout.expire(site.worker())
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "missed_offer")
    assert site.live_handouts() == 0


def test_decline_gives_the_next_customer_and_not_the_same_again(site: SampleSite) -> None:
    first = site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    done = handout.decline(site.call("agent1"), first, "known")
    assert done.ok
    second = site.desk("agent1").customer
    assert second is not None and second.customer_id != customer.customer_id
    site.later(minutes=6)
    site.wake()
    assert site.one(select(Entry.state).where(Entry.customer_id == customer.customer_id)) == ("waiting")
    handout.decline(site.call("agent1"), second.handout_id, "known")
    third = site.desk("agent1").customer
    assert third is not None and third.customer_id != customer.customer_id


def test_a_whole_call_with_a_promise_that_wakes_on_its_day(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    day = view.today + timedelta(days=3)
    done = site.finish("agent1", token, "PTP-P", OutcomeForm(((day, 50_000),)), note="after payday")
    assert done.ok, done
    assert site.desk("agent1").shift.state == "wrap_up"
    entry = site.rows(select(Entry).where(Entry.customer_id == view.customer_id))[0][0]
    assert (entry.state, entry.reason, entry.own_agent_id) == ("sleeping", "promise", 1)
    assert site.one(select(Instalment.amount_minor)) == 50_000
    again = handout.end_wrap_up(site.call("agent1"), token)
    assert again.ok and site.desk("agent1").shift.state == "offered"


def test_a_promise_cannot_be_in_the_past_or_above_the_balance(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    for form, field in (
        (OutcomeForm(((view.today - timedelta(days=1), 100),)), "on_date"),
        (OutcomeForm(((view.today, view.owed[0].minor + 1),)), "amount"),
        (OutcomeForm(((view.today, 0),)), "amount"),
        (OutcomeForm(), "amount"),
    ):
        refused = site.finish("agent1", token, "PTP-P", form)
        assert not refused.ok and refused.code == "invalid" and refused.at_field == field
    assert site.one(select(func.count()).select_from(Outcome)) == 0


def test_double_enter_and_a_resend_after_a_lost_answer_are_one_outcome(site: SampleSite) -> None:
    token = site.talk("agent1")
    key = str(uuid.uuid4())
    version = site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    first = site.finish("agent1", token, "REF", key=key, facts_version=version)
    second = site.finish("agent1", token, "REF", key=key, facts_version=version)
    assert first.ok and second.ok and second.replayed
    assert first.data == second.data
    other = site.finish("agent1", token, "HUP", key=key, facts_version=version)
    assert other.code == "conflict"
    stranger = outcome.finish(site.call("agent2", key), token, "REF", "", OutcomeForm(), version)
    assert stranger.code == "not_found"
    assert site.one(select(func.count()).select_from(Outcome)) == 1


def test_a_correction_undoes_the_promise_and_keeps_the_holds(site: SampleSite) -> None:
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


def test_the_lead_corrects_later_and_a_stranger_never(site: SampleSite) -> None:
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


def test_the_line_refuses_a_not_reached_outcome_when_somebody_answered(site: SampleSite) -> None:
    token = site.talk("agent1")
    refused = site.finish("agent1", token, "NA")
    assert refused.code == "invalid" and refused.at_field == "code"


def test_nothing_is_begun_in_the_quiet_hours_and_the_verdict_is_kept(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.now = site.now.replace(hour=14, minute=0)  # 22:00 in Shanghai
    refused = site.begin("agent1", token)
    assert refused.code == "blocked"
    assert refused.next_allowed_at is not None
    assert refused.next_allowed_at.astimezone(site.context.zone).hour == 8
    assert site.one(select(func.count()).select_from(Attempt)) == 0


def test_a_stale_view_stops_the_call_and_a_second_press_goes_through(site: SampleSite) -> None:
    token = site.preview("agent1")
    seen = site.desk("agent1").customer
    assert seen is not None
    site.sql("UPDATE customer SET facts_version = facts_version + 1 WHERE id = :c", c=seen.customer_id)
    site.sql(
        "INSERT INTO fact_change (customer_id, version, kind, at, by_id, note) "
        "VALUES (:c, :v, 'payment', '2026-11-23T02:00:00.000000Z', NULL, '')",
        c=seen.customer_id,
        v=seen.facts_version + 1,
    )
    stopped = site.begin("agent1", token, facts_version=seen.facts_version)
    assert stopped.code == "stale" and stopped.changed == ("payment",)
    again = site.begin("agent1", token)
    assert again.ok


def test_a_lease_runs_out_after_ninety_seconds_and_a_begun_contact_stays(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.later(seconds=60)
    shift.mark_seen(site.worker(), [IDS["agent1"]])
    site.later(seconds=60)
    handout.expire(site.worker())
    assert site.desk("agent1").token == token
    site.later(seconds=60)
    handout.expire(site.worker())
    assert site.desk("agent1").token == 0
    assert site.agent("agent1").state == "offline"
    refused = site.finish("agent1", token, "REF")
    assert refused.code in ("conflict", "illegal")
    second = site.talk("agent2")
    site.later(minutes=20)
    handout.expire(site.worker())
    assert site.desk("agent2").token == second


def test_a_break_asked_for_in_contact_wins_over_the_automatic_ready(site: SampleSite) -> None:
    token = site.talk("agent1")
    shift.take_break(site.call("agent1"), "meal")
    site.finish("agent1", token, "REF")
    site.later(seconds=61)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "meal")


def test_wrap_up_ends_by_itself_and_the_next_customer_comes(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF")
    extended = handout.extend(site.call("agent1"), token)
    assert extended.ok
    site.later(seconds=61)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    assert site.desk("agent1").shift.state == "wrap_up"
    site.later(seconds=60)
    shift.mark_seen(site.worker(), [1])
    handout.expire(site.worker())
    assert site.desk("agent1").shift.state == "offered"


def test_an_inbound_call_claims_that_customer_or_says_who_has_her(site: SampleSite) -> None:
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    busy = inbound.take_inbound(site.call("agent2"), customer.customer_id)
    assert busy.code == "conflict" and busy.words["name"] == "Li Min"
    site.begin("agent1", token)
    attempt = site.one(select(Attempt.id))
    contact.hang_up(site.call("agent1"), token, attempt)
    site.finish("agent1", token, "NA")
    handout.end_wrap_up(site.call("agent1"), token)
    done = inbound.take_inbound(site.call("agent2"), customer.customer_id)
    assert done.ok, done
    assert site.desk("agent2").shift.phase == "talking"
    finished = site.finish("agent2", done.data["token"], "REF")
    assert finished.ok


def test_a_finished_report_under_an_older_token_is_kept_and_moves_nothing(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.sql("UPDATE handout SET ended_at = offered_at, end_reason = 'recalled' WHERE id = :t", t=token)
    site.sql("UPDATE agent SET handout_id = NULL, state = 'offline' WHERE id = 1")
    entry = site.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id))
    late = outcome.finish(site.call("agent1"), token, "PTP-P", "he promised", OutcomeForm(), 1)
    assert late.ok and late.data["late"] is True
    assert site.one(select(func.count()).select_from(Promise)) == 0
    assert site.one(select(Outcome.late))
    assert site.one(select(Entry.state).join(Handout, Handout.customer_id == Entry.customer_id)) == entry


def test_reasons_of_the_empty_queue_add_up(site: SampleSite) -> None:
    for _ in range(3):
        token = site.talk("agent1")
        site.finish("agent1", token, "REF")
        handout.end_wrap_up(site.call("agent1"), token)
        shift.go_offline(site.call("agent1"))
        handout.decline(site.call("agent1"), site.desk("agent1").token, "known")
    view = site.desk("agent1").queue
    assert view is not None
    assert view.waiting + view.with_agents + sum(s.count for s in view.sleeping) == view.total
    assert view.total == 30


def test_the_chains_are_whole_and_a_changed_byte_is_found(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF", note="polite")
    with site.database.reading() as session:
        assert audit_chain.first_broken(session) is None
    site.sql("UPDATE chain_entry SET kind = 'other' WHERE actor = 'person:1' AND n = 2")
    with site.database.reading() as session:
        assert audit_chain.first_broken(session) == ("person:1", 2)
