"""What a lead may do on the floor, and what becomes of a customer whose agent is gone."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select

from console.actions import contact, handout, inbound, outcome, people, shift
from console.actions import floor as floor_actions
from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.promises import OutcomeForm
from console.store.models import AgentLog, Attempt, ChainEntry, Customer, CustomerPhone, Entry, Handout, Op, Outcome
from console.store.queries.search import find_customers
from console.store.queries.team import numbers_shown, outcomes_of_today
from tests.actions.at_once import at_once
from tests.people import IDS, ZONE, SampleSite


def change(site: SampleSite, login: str, role: str = "agent", *, disabled: bool = False) -> Any:
    call = site.call("admin1")
    return people.change_person(call, IDS[login], "Li Min", role, 1, disabled)


def other_lead(site: SampleSite) -> Call:
    call = site.call("lead1")
    return Call(call.context, Actor(99, "lead", "other", 2), call.now, call.key)


def test_an_offer_and_a_preview_go_back_at_once_when_access_ends(site: SampleSite) -> None:
    for take in (site.ready, site.preview):
        token = take("agent1")
        customer = site.desk("agent1").customer
        assert customer is not None
        done = change(site, "agent1", disabled=True)
        assert done.ok and done.data["state"] == "back"
        assert site.agent("agent1").state == "offline" and site.live_handouts() == 0
        entry = site.entry(customer.customer_id)
        assert (entry.state, entry.reason) == ("sleeping", "returned")
        late = handout.accept(site.call("agent1"), token)
        assert late.code == "conflict"
        assert change(site, "agent1").ok
        site.wake()


def test_a_command_on_its_way_when_access_ends_gives_nothing(site: SampleSite) -> None:
    on_its_way = site.call("agent1")
    change(site, "agent1", disabled=True)
    assert handout.ask_for_next(on_its_way).code == "not_found"
    assert change(site, "agent1", "compliance").ok
    assert handout.ask_for_next(site.call("agent1")).code == "not_found"
    assert site.live_handouts() == 0


def test_a_ready_agent_whose_access_ends_is_offered_nobody(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'sleeping', wake_at = :t", t="2026-11-23T02:00:30.000000Z")
    assert site.ready("agent1") == 0
    change(site, "agent1", disabled=True)
    site.later(seconds=31)
    site.tick()
    assert site.one(select(func.count()).where(Entry.state == "waiting")) > 0
    assert (site.agent("agent1").state, site.live_handouts()) == ("offline", 0)


def test_a_wrap_up_ends_with_the_access_and_keeps_its_outcome(site: SampleSite) -> None:
    token = site.talk("agent1")
    site.finish("agent1", token, "REF")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert change(site, "agent1", disabled=True).data["state"] == "done"
    assert site.live_handouts() == 0 and site.agent("agent1").state == "offline"
    assert site.entry(customer).reason == "talked"


def test_gone_in_mid_contact_stands_on_the_floor_until_the_lead_takes_over(site: SampleSite) -> None:
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


def test_a_browser_that_never_comes_back_has_a_way_out(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert not site.on_floor("agent1").gone
    site.later(minutes=20)
    site.tick()
    assert site.desk("agent1").token == token  # a begun contact stays hers
    assert site.on_floor("agent1").gone
    assert floor_actions.recall(site.call("lead1"), token, "queue", "no signal for long").ok
    assert (site.agent("agent1").state, site.agent("agent1").reason) == ("offline", "recalled")


def test_a_recall_fences_the_token_and_the_late_report_is_kept(site: SampleSite) -> None:
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


def test_a_recalled_customer_goes_to_a_ready_colleague_or_to_the_lead(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    away = floor_actions.recall(site.call("lead1"), token, "2", "speaks Cantonese")
    assert away.code == "conflict" and away.at_field == "to"
    stranger = floor_actions.recall(site.call("lead1"), token, "3", "speaks Cantonese")
    assert stranger.code == "not_found"
    site.sql("UPDATE agent SET state = 'ready', seen_at = since WHERE id = 2")
    assert (2, "Wang Lei") in site.floor().free or site.floor().free
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


def test_every_stuck_state_can_be_set_off_the_shift(site: SampleSite) -> None:
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


def test_a_missed_own_callback_stays_hers_until_its_time_is_over(site: SampleSite) -> None:
    token = site.talk("agent1")
    view = site.desk("agent1").outcome
    assert view is not None
    at = site.now + timedelta(hours=2)
    site.finish("agent1", token, "CB", OutcomeForm(callback_at=at))
    handout.end_wrap_up(site.call("agent1"), token)
    shift.take_break(site.call("agent1"), "meal")
    handout.decline(site.call("agent1"), site.desk("agent1").token, "other")
    site.now = at
    site.wake()
    site.ready("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None and customer.kind == "callback"
    site.later(seconds=31)
    handout.expire(site.worker())
    entry = site.entry(view.customer_id)
    assert (entry.reason, entry.own_agent_id, entry.own_kind) == ("missed", 1, "callback")
    site.later(minutes=2)
    site.wake()
    for _ in range(8):
        token = site.ready("agent2")
        other = site.desk("agent2").customer
        assert other is None or other.customer_id != view.customer_id
        if not token:
            break
        handout.decline(site.call("agent2"), token, "other")
        shift.take_break(site.call("agent2"), "rest")
    handout.ask_for_next(site.call("agent1"))
    again = site.desk("agent1").customer
    assert again is not None and again.customer_id == view.customer_id


def test_a_collector_corrects_the_own_outcome_and_the_lead_finds_it(site: SampleSite) -> None:
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


def test_a_number_is_shown_once_and_the_lead_sees_who_looked(site: SampleSite) -> None:
    token = site.ready("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    early = inbound.reveal(site.call("agent1"), view.customer_id, phone, "curious today")
    assert early.code == "illegal"
    handout.accept(site.call("agent1"), token)
    call = site.call("agent1")
    shown = inbound.reveal(call, view.customer_id, phone, "asked me to text")
    number = shown.show_once["number"]
    assert shown.data["made_up"] is True and number.startswith("+86")
    again = inbound.reveal(call, view.customer_id, phone, "asked me to text")
    assert again.ok and again.replayed and not again.show_once and number not in str(again)
    kept = site.one(select(Op.answer).where(Op.name == "number.reveal"))
    assert number not in str(kept)
    acts = select(ChainEntry.body).where(ChainEntry.kind.like("action.%"))
    assert number not in str([row[0] for row in site.rows(acts)])  # verdicts hold their facts
    with site.database.reading() as session:
        seen = numbers_shown(session, site.actor("lead1"), site.now - timedelta(hours=1))
        none = numbers_shown(session, Actor(99, "lead", "", 2), site.now - timedelta(hours=1))
    assert [(s.who, s.reason, s.made_up) for s in seen] == [("Li Min", "asked me to text", True)]
    assert "****" in seen[0].number and none == ()


def test_the_search_finds_any_spelling_of_an_id_and_land_lines(site: SampleSite) -> None:
    site.sql("UPDATE customer SET external_id = 'c001Ab' WHERE id = 1")
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == 2))
    site.sql("UPDATE phone SET e164 = '+862161234567' WHERE id = :p", p=phone)

    def find(query: str) -> list[int]:
        with site.database.reading() as session:
            return [f.customer_id for f in find_customers(session, site.actor("agent1"), query)]

    for query in ("c001ab", "C001AB", "c001Ab"):
        assert find(query) == [1], query
    for query in ("021-61234567", "61234567", "+862161234567", "86 21 6123 4567"):
        assert find(query) == [2], query
    mobile = site.one(select(func.min(Customer.id)).where(Customer.id > 2))
    assert mobile == 3 and find("%%") == []


def test_the_search_finds_names_by_their_beginning_in_any_letters(site: SampleSite) -> None:
    for number, name in ((1, "Ana María"), (2, "ANA Z"), (3, "Anb"), (4, "王小明"), (5, "王_")):
        site.sql("UPDATE customer SET name = :n WHERE id = :i", n=name, i=number)

    def find(query: str) -> list[int]:
        with site.database.reading() as session:
            found = find_customers(session, site.actor("agent1"), query)
            return sorted(f.customer_id for f in found if f.customer_id <= 5)

    assert find("ana") == find("ANA") == [1, 2]
    assert find("an") == [1, 2, 3]
    assert find("ana z") == [2]
    assert find("王小") == [4] and find("王_") == [5]


def test_a_contact_that_still_rings_is_ended_by_the_recall(site: SampleSite) -> None:
    token = site.preview("agent1")
    begun = site.begin("agent1", token)
    assert floor_actions.recall(site.call("lead1"), token, "queue", "wrong portfolio").ok
    assert not site.one(select(Attempt.live))
    reported = contact.line_reports(site.worker(), begun.data["attempt_id"], "answered")
    assert reported.ok or reported.code
    assert site.live_handouts() == 0


def test_correcting_an_old_outcome_leaves_the_place_that_a_newer_contact_gave(site: SampleSite) -> None:
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


def test_a_recall_and_an_outcome_at_once_keep_both_reports_and_one_place(site: SampleSite) -> None:
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
            handout.end_wrap_up(site.call("agent1"), token)
        assert site.agent("agent1").state == "on_break"


def test_two_leads_take_one_customer_over_once(site: SampleSite) -> None:
    token = site.talk("agent1")
    calls = [site.call("lead1") for _ in range(6)]
    done = at_once([partial(floor_actions.recall, c, token, "me", "I take the call") for c in calls])
    assert [d.ok for d in done].count(True) == 1 and site.live_handouts() == 1


def test_reveals_at_once_stay_within_the_budget(site: SampleSite) -> None:
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == 1))
    calls = [site.call("lead1") for _ in range(inbound.BUDGET + 6)]
    done = at_once([partial(inbound.reveal, c, 1, phone, "need it now") for c in calls])
    assert [d.ok for d in done].count(True) == inbound.BUDGET
