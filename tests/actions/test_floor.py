"""What a lead may do on the floor, and the way out of every stuck state."""

from __future__ import annotations

from functools import partial
from typing import Any

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, outcome, people, shift
from console.actions import floor as floor_actions
from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.promises import OutcomeForm
from console.domain.shift import SYSTEM_REASONS
from console.store.models import AgentLog, Attempt, ChainEntry, Handout, Outcome
from tests.actions.at_once import at_once
from tests.people import IDS, SampleSite


def change(site: SampleSite, login: str, role: str = "agent", *, disabled: bool = False) -> Any:
    call = site.call("admin1")
    return people.change_person(call, IDS[login], "Li Min", role, 1, disabled)


def other_lead(site: SampleSite) -> Call:
    call = site.call("lead1")
    return Call(call.context, Actor(99, "lead", "other", 2), call.now, call.key)


def test_an_agent_gone_in_contact_stays_on_the_floor_until_the_lead_recalls(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert change(site, "agent1", disabled=True).data["state"] == "stays"
    seen = site.on_floor("agent1")
    assert seen.gone and seen.recall and seen.alarm is not None and "take the customer" in (seen.alarm.en)
    held = inbound.take_inbound(site.call("agent2"), customer)
    assert held.code == "conflict" and "Ask your lead" in held.text
    people.change_person(site.call("admin1"), IDS["agent1"], "Li Min", "compliance", None, True)
    assert site.on_floor("agent1").gone  # of no team now: on each lead's floor until taken over
    done = floor_actions.recall(site.call("lead1"), token, "queue", "she left the firm")
    assert done.ok, done
    assert site.live_handouts() == 0 and site.agent("agent1").state == "offline"
    assert IDS["agent1"] not in [a.agent_id for a in site.floor().agents]
    site.wake()
    assert site.entry(customer).state == "waiting"
    assert inbound.take_inbound(site.call("agent2"), customer).ok


def test_an_offer_is_not_late_while_its_queue_lets_it_stand(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.tick()
    site.sql("UPDATE queue SET offer_seconds = 200")
    assert site.ready("agent1")
    site.later(seconds=190)
    shown = site.on_floor("agent1")
    assert (shown.state, shown.alarm, shown.late_at) == ("offered", None, site.agent("agent1").until)
    site.later(seconds=11)
    late = site.on_floor("agent1").alarm
    assert late is not None and late.en.startswith("Offer unanswered")


def test_recall_frees_the_customer_of_a_browser_that_never_comes_back(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert not site.on_floor("agent1").gone
    site.later(minutes=20)
    site.tick()
    assert site.desk("agent1").token == token  # a begun contact stays hers
    assert site.on_floor("agent1").gone
    assert floor_actions.recall(site.call("lead1"), token, "queue", "no signal for long").ok
    assert (site.agent("agent1").state, site.agent("agent1").reason) == ("offline", "recalled")
    assert "recalled" in SYSTEM_REASONS, "the floor says it in words"


def test_recall_fences_the_hand_out_and_keeps_the_late_report(site: SampleSite) -> None:
    token = site.talk("agent1")
    shift.mark_seen(site.worker(), [IDS["agent1"]])
    seq = site.desk("agent1").seq
    assert floor_actions.recall(other_lead(site), token, "queue", "curious").code == "not_found"
    assert floor_actions.recall(site.call("lead1"), token, "queue", " ").at_field == "reason"
    assert floor_actions.recall(site.call("lead1"), token, "", "long call").at_field == "to"
    assert site.live_handouts() == 1
    call = site.call("lead1")
    done = floor_actions.recall(call, token, "queue", "customer asked for me")
    assert done.ok and floor_actions.recall(call, token, "queue", "customer asked for me").replayed
    agent = site.agent("agent1")
    assert (agent.state, agent.reason) == ("on_break", "recalled")  # nobody is offered meanwhile
    assert site.desk("agent1").seq > seq and site.desk("agent1").token == 0
    assert site.one(select(func.count()).where(Attempt.ended_at.is_(None))) == 0
    refused = handout.extend(site.call("agent1"), token)
    assert refused.text == "Your lead took this customer over."
    before = site.entry(site.one(select(Handout.customer_id))).state
    late = outcome.finish(site.call("agent1"), token, "REF", "she refused", OutcomeForm(), 1)
    assert late.ok and late.data["late"] is True
    assert site.one(select(Outcome.late)) and site.one(select(Outcome.note)) == "she refused"
    assert site.entry(site.one(select(Handout.customer_id))).state == before
    assert floor_actions.recall(site.call("lead1"), token, "queue", "once more").code == "conflict"
    kinds = [row[0] for row in site.rows(select(ChainEntry.kind))]
    assert "customer.recalled" in kinds and "action.floor.recall" in kinds


def test_recall_to_a_ready_colleague_or_to_the_lead(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    away = floor_actions.recall(site.call("lead1"), token, "2", "speaks Cantonese")
    assert away.code == "conflict" and away.at_field == "to"
    stranger = floor_actions.recall(site.call("lead1"), token, "3", "speaks Cantonese")
    assert stranger.code == "not_found"
    site.sql("UPDATE agent SET state = 'ready', seen_at = since WHERE id = 2")
    assert (2, Bilingual("Chen Jie", "陈杰")) in site.floor().free
    given = floor_actions.recall(site.call("lead1"), token, "2", "speaks Cantonese")
    assert given.ok and given.data["token"] > token
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.customer_id == customer
    assert theirs.handover_note == "speaks Cantonese"
    mine = floor_actions.recall(site.call("lead1"), given.data["token"], "me", "I call her myself")
    assert mine.ok
    desk = site.desk("lead1")
    assert desk.token == mine.data["token"] and desk.shift.phase == "preview"
    site.connect("lead1", desk.token)
    assert site.finish("lead1", desk.token, "REF").ok


def test_set_off_shift_ends_every_stuck_state(site: SampleSite) -> None:
    def off(login: str = "agent1", reason: str = "went home") -> Any:
        return floor_actions.set_off_shift(site.call("lead1"), IDS[login], reason)

    assert off().code == "conflict"
    token = site.ready("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert off(reason="").at_field == "reason"
    assert off("agent3").code == "not_found"
    assert off().ok and site.live_handouts() == 0
    assert site.entry(customer).reason == "returned"
    assert (site.agent("agent1").state, site.agent("agent1").reason) == ("offline", "lead")
    token = site.talk("agent1")
    assert off().code == "illegal"
    site.finish("agent1", token, "REF")
    assert site.on_floor("agent1").off and off().ok and site.live_handouts() == 0
    site.sql("UPDATE entry SET state = 'sleeping', wake_at = NULL")
    site.ready("agent1")
    assert off().code == "illegal"  # her screen is alive
    site.later(seconds=40)
    alarm = site.on_floor("agent1").alarm
    assert site.on_floor("agent1").off and alarm is not None and "signal" in alarm.en
    assert off().ok
    causes = {row[0] for row in site.rows(select(AgentLog.cause))}
    assert {"lead", "recalled", "done"} <= causes


def test_recall_ends_a_contact_that_still_rings(site: SampleSite) -> None:
    token = site.preview("agent1")
    begun = site.begin("agent1", token)
    assert floor_actions.recall(site.call("lead1"), token, "queue", "wrong portfolio").ok
    assert not site.one(select(Attempt.live))
    reported = contact.line_reports(site.worker(), begun.data["attempt_id"], "answered")
    assert reported.ok or reported.code
    assert site.live_handouts() == 0


def test_recall_and_finish_at_once_keep_both_reports_and_one_queue_entry(site: SampleSite) -> None:
    for number in range(4):
        token = site.talk("agent1")
        version = site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
        recall, finish = site.call("lead1"), site.call("agent1")
        first, second = at_once(
            [
                partial(floor_actions.recall, recall, token, "queue", "long call"),
                partial(outcome.finish, finish, token, "REF", "said no", OutcomeForm(), version),
            ]
        )
        assert second.ok, second  # what happened is never lost
        assert first.ok == bool(second.data.get("late")), (first, second)
        assert site.one(select(func.count()).select_from(Outcome)) == number + 1
        assert site.live_handouts() == (0 if first.ok else 1)
        if not first.ok:
            assert first.code == "illegal"
            shift.take_break(site.call("agent1"), "rest")
            site.hang_up("agent1")
            handout.end_wrap_up(site.call("agent1"), token)
        assert site.agent("agent1").state == "on_break"


def test_recall_by_six_leads_at_once_succeeds_once(site: SampleSite) -> None:
    token = site.talk("agent1")
    calls = [site.call("lead1") for _ in range(6)]
    done = at_once([partial(floor_actions.recall, c, token, "me", "I take the call") for c in calls])
    assert [d.ok for d in done].count(True) == 1 and site.live_handouts() == 1
