"""The safety state of a contact: no clock and no other act ends it, and a call for help is always lawful."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import (
    contact,
    floor,
    handout,
    inbound,
    note,
    outcome,
    people,
    safety,
    service_reports,
    shift,
    transfer,
)
from console.actions.call import Answer
from console.domain.bilingual import Bilingual
from console.domain.promises import OutcomeForm
from console.store.models import Alarm, Attempt, ChainEntry, CustomerPhone, Entry, Handout, Outcome, Request
from console.store.queries.safety_panel import alone_view
from tests.actions import machines
from tests.people import IDS, SampleSite


def enter(site: SampleSite, token: int, kind: str = "self_harm", login: str = "agent1") -> Answer:
    done = safety.enter(site.call(login), token, kind)
    assert done.ok, done
    return done


def end(site: SampleSite, token: int, how: str = "safe", login: str = "agent1") -> Answer:
    return safety.end(site.call(login), token, how)


def alarm(site: SampleSite) -> Any:
    found = site.rows(select(Alarm).order_by(Alarm.id.desc()).limit(1))
    return found[0][0]


def holds(site: SampleSite, customer: int) -> list[str]:
    return sorted(
        row.kind
        for row in site.rows(select(Request.kind).where(Request.customer_id == customer, Request.lifted_at.is_(None)))
    )


def in_preview(site: SampleSite) -> int:
    return site.preview("agent1")


def in_talk(site: SampleSite) -> int:
    return site.talk("agent1")


def in_wrap_up(site: SampleSite) -> int:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "REF").ok
    return token


def pass_time(site: SampleSite) -> None:
    """Let every clock run out: offer, lease, wrap-up, silent screen, quiet hours, a night."""
    for _ in range(6):
        site.later(hours=3)
        shift.drop_unseen(site.worker())
        site.tick()


@pytest.mark.parametrize("begin", [in_preview, in_talk, in_wrap_up])
def test_no_clock_ends_a_contact_in_the_safety_state(site: SampleSite, begin: Callable[[SampleSite], int]) -> None:
    token = begin(site)
    customer = site.customer_of(token)
    enter(site, token)
    assert site.agent("agent1").until is None
    pass_time(site)
    desk = site.desk("agent1")
    assert desk.token == token and desk.safety is not None and desk.safety.kind == "self_harm"
    assert desk.shift.until is None and not desk.shift.moves and desk.strip is None and desk.points is None
    assert site.entry(customer).state != "waiting"
    assert inbound.take_inbound(site.call("agent2"), customer).code == "conflict"


ENDINGS: dict[str, Callable[[SampleSite, int], Answer]] = {
    "end_wrap_up": lambda s, t: handout.end_wrap_up(s.call("agent1"), t),
    "extend": lambda s, t: handout.extend(s.call("agent1"), t),
    "give_back": lambda s, t: handout.give_back(s.call("agent1"), t, "other"),
    "finish": lambda s, t: outcome.finish(s.call("agent1"), t, "REF", "", OutcomeForm(), 99),
    "hand_over": lambda s, t: transfer.hand_over(s.call("agent1"), t, "lead", "please take", 99),
    "recall": lambda s, t: floor.recall(s.call("lead1"), t, "queue", "far too long"),
    "set_off_shift": lambda s, t: floor.set_off_shift(s.call("lead1"), IDS["agent1"], "far too long"),
}


@pytest.mark.parametrize("name", ENDINGS)
@pytest.mark.parametrize("begin", [in_preview, in_talk, in_wrap_up])
def test_no_other_act_ends_it(sqlite_site: SampleSite, begin: Callable[[SampleSite], int], name: str) -> None:
    site = sqlite_site
    token = begin(site)
    shift.take_break(site.call("lead1"), "rest")
    enter(site, token)
    assert not ENDINGS[name](site, token).ok
    assert site.desk("agent1").token == token and site.desk("agent1").safety is not None


def test_break_end_of_shift_sign_out_and_lost_access_leave_it_on(site: SampleSite) -> None:
    token = site.preview("agent1")
    enter(site, token)
    assert shift.take_break(site.call("agent1"), "rest").ok
    assert shift.go_offline(site.call("agent1")).ok
    people.sign_out(site.call("agent1"), "a session")
    assert site.desk("agent1").token == token and site.desk("agent1").safety is not None
    done = people.change_person(site.call("admin1"), IDS["agent1"], "Li Min", "agent", 1, True)
    assert done.data["state"] == "stays" and site.live_handouts() == 1


def test_the_safe_end_records_the_outcome_and_gives_a_break_instead_of_the_next_customer(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    enter(site, token)
    assert holds(site, customer) == ["risk", "safety", "vulnerable"]
    assert end(site, token, "somehow").at_field == "how"
    assert end(site, token).ok
    assert (site.agent("agent1").state, site.agent("agent1").reason) == ("on_break", "breather")
    assert site.one(select(Outcome.code).where(Outcome.handout_id == token)) == "RISK"
    assert site.one(select(Attempt.result).where(Attempt.handout_id == token)) == "effective"
    assert holds(site, customer) == ["risk", "safety", "vulnerable"]  # each once
    assert site.entry(customer).state == "sleeping" and site.entry(customer).wake_at is None
    assert alarm(site).ended_how == "safe" and alarm(site).handled_at is None
    assert site.one(select(ChainEntry.kind).where(ChainEntry.kind == "safety.ended"))


def test_an_outcome_that_was_recorded_before_is_corrected_by_the_safe_end(site: SampleSite) -> None:
    token = site.talk("agent1")
    today = site.now.date() + timedelta(days=2)
    form = OutcomeForm(parts=((today, site.owed(token)),))
    assert site.finish("agent1", token, "PTP", form).ok
    enter(site, token)
    assert end(site, token).ok
    codes = site.rows(select(Outcome.code, Outcome.corrects_id).where(Outcome.handout_id == token).order_by(Outcome.id))
    assert [row.code for row in codes] == ["PTP", "RISK"] and codes[1].corrects_id is not None
    assert not site.entry(site.customer_of(token)).own_kind  # no promise is reminded of


def test_the_code_leads_into_the_state_and_never_ends_the_contact(site: SampleSite) -> None:
    token = site.talk("agent1")
    done = site.finish("agent1", token, "RISK", note="she said she cannot go on")
    assert done.ok and done.data["state"] == "safety"
    assert site.desk("agent1").safety is not None
    assert site.one(select(Outcome.id).where(Outcome.handout_id == token)) is None
    assert end(site, token, "unreached").ok
    assert site.one(select(Outcome.note).where(Outcome.handout_id == token)) == "she said she cannot go on"


def test_the_code_as_a_correction_leads_into_the_state_too(site: SampleSite) -> None:
    token = in_wrap_up(site)
    old = site.one(select(Outcome.id).where(Outcome.handout_id == token))
    version = site.customer(site.customer_of(token)).facts_version
    assert outcome.correct(site.call("agent1"), old, "RISK", "", OutcomeForm(), version).data["state"] == "safety"
    assert site.desk("agent1").safety is not None


def test_a_late_report_of_the_code_raises_the_alarm_without_a_contact(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    assert floor.recall(site.call("lead1"), token, "queue", "no signal for long").ok
    assert site.finish("agent1", token, "RISK").data["late"]
    assert alarm(site).kind == "self_harm" and alarm(site).ended_at is not None
    assert holds(site, customer) == ["risk", "safety", "vulnerable"]


def test_the_safety_call_back_passes_hours_caps_and_requests_to_stop(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    assert contact.hang_up(site.call("agent1"), token, attempt).ok  # the line drops
    site.execute(
        Request.__table__.insert().values(  # type: ignore[attr-defined]
            customer_id=customer, kind="cease", scope={}, since=site.now, by_party="debtor", proof="", lifted_why=""
        )
    )
    site.sql("UPDATE customer_phone SET status = 'opted_out' WHERE customer_id = :c", c=customer)
    assert site.one(select(CustomerPhone.status).where(CustomerPhone.phone_id == phone)) == "opted_out"
    site.later(hours=13)  # 23:00
    assert not contact.begin(site.call("agent1"), token, phone, 99).ok
    assert not contact.begin(site.call("agent1"), token, phone, 99, purpose="safety").ok  # the state is not on
    enter(site, token)
    panel = site.desk("agent1").safety
    assert panel is not None and phone in [number.id for number in panel.numbers]
    for _ in range(8):
        done = contact.begin(site.call("agent1"), token, phone, 0)
        assert done.ok, done
        contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    kept = site.one(select(Attempt.verdict).order_by(Attempt.id.desc()).limit(1))
    assert kept["level"] == "remind" and kept["findings"][0]["rule"] == "cn-safety-state"
    assert (
        site.one(select(ChainEntry.body).where(ChainEntry.kind == "verdict.begin").order_by(ChainEntry.id.desc()))[
            "purpose"
        ]
        == "safety"
    )


def test_nothing_else_reaches_the_customer_meanwhile(gateway_site: SampleSite) -> None:
    site = gateway_site
    token = site.talk("agent1")
    enter(site, token)
    customer = site.customer_of(token)
    for purpose in ("collect", "safety"):
        asked = machines.ask(site, "sms", customer, purpose=purpose, text="Hello", details={"safety_caller": True})
        assert asked.code == "blocked" and "afety" in asked.words["reason"]["en"]


def test_a_mistake_goes_back_to_the_contact_with_its_clocks_while_nobody_has_taken_it(site: SampleSite) -> None:
    token = in_wrap_up(site)
    customer = site.customer_of(token)
    before = holds(site, customer)
    enter(site, token)
    assert safety.stand_down(site.call("agent1"), token, " ").at_field == "reason"
    assert safety.stand_down(site.call("agent1"), token, "pressed by mistake").ok
    assert holds(site, customer) == before
    assert site.desk("agent1").safety is None and site.agent("agent1").until is not None
    assert alarm(site).handled_at is not None and alarm(site).ended_how == "mistake"
    site.later(minutes=10)
    site.tick()
    assert site.desk("agent1").token != token  # the wrap-up ended by its clock


def test_a_threat_stops_the_clocks_alarms_and_offers_no_call_back(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.customer_of(token)
    enter(site, token, "threat_to_agent")
    assert holds(site, customer) == ["safety"]
    pass_time(site)
    panel = site.desk("agent1").safety
    assert panel is not None and panel.kind == "threat_to_agent" and not panel.numbers
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    assert contact.hang_up(site.call("agent1"), token, attempt).ok
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer))
    assert contact.begin(site.call("agent1"), token, phone, 0).code == "blocked"
    assert end(site, token, "hung_up").ok
    assert site.desk("agent1").safety is None and site.agent("agent1").reason == "breather"
    assert site.one(select(Outcome.code).where(Outcome.handout_id == token)) == "THREAT"
    assert site.entry(customer).wake_at is not None  # no hold of its own: the lead decides when the alarm is handled
    assert alarm(site).ended_how == "hung_up" and holds(site, customer)[-1] == "safety"


def test_the_other_kind_replaces_the_first_alarm(site: SampleSite) -> None:
    token = site.talk("agent1")
    first = enter(site, token).data["alarm"]
    assert enter(site, token).data["alarm"] == first  # a second press changes nothing
    second = enter(site, token, "threat_to_agent").data["alarm"]
    assert second != first
    kinds = site.rows(select(Alarm.kind, Alarm.ended_how).order_by(Alarm.id))
    assert [tuple(row) for row in kinds] == [("self_harm", "replaced"), ("threat_to_agent", "")]
    assert holds(site, site.customer_of(token)) == ["safety"]


def test_a_lead_who_takes_the_customer_over_goes_on_in_the_safety_state(site: SampleSite) -> None:
    token = site.talk("agent1")
    enter(site, token)
    done = floor.recall(site.call("lead1"), token, "me", "the agent's screen is gone")
    assert done.ok, done
    desk = site.desk("lead1")
    assert desk.safety is not None and desk.token == done.data["token"]
    assert alarm(site).taken_by_id == IDS["lead1"] and alarm(site).handout_id == desk.token
    pass_time(site)
    assert site.desk("lead1").token == desk.token
    assert end(site, desk.token, login="lead1").ok


def test_only_the_holder_of_a_taken_customer_enters_and_leaves(site: SampleSite) -> None:
    token = site.ready("agent1")
    assert safety.enter(site.call("agent1"), token, "self_harm").code == "illegal"  # only offered
    assert safety.enter(site.call("agent2"), token, "self_harm").code == "not_found"
    assert handout.accept(site.call("agent1"), token).ok
    assert safety.enter(site.call("agent1"), token, "no such kind").at_field == "kind"
    assert safety.end(site.call("agent1"), token, "safe").code == "illegal"
    assert site.one(select(Alarm.id)) is None
    assert site.one(select(Handout.safety_at).where(Handout.id == token)) is None
    assert site.one(select(Entry.id).where(Entry.reason == "safety")) is None


def test_a_call_that_goes_on_after_its_outcome_has_no_clock_either(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "REF", hang_up=False).ok and site.agent("agent1").state == "in_contact"
    enter(site, token)
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    assert contact.hang_up(site.call("agent1"), token, attempt).ok  # the line drops
    assert site.agent("agent1").until is None
    pass_time(site)
    assert site.desk("agent1").token == token and site.desk("agent1").safety is not None
    enter(site, token, "threat_to_agent")
    assert end(site, token, "hung_up").ok
    assert site.agent("agent1").state == "wrap_up" and site.agent("agent1").until is not None


def test_the_code_of_a_threat_alarms_and_an_outcome_that_was_recorded_before_stays(site: SampleSite) -> None:
    token = site.talk("agent1")
    assert site.finish("agent1", token, "REF", hang_up=False).ok
    old = site.one(select(Outcome.id).where(Outcome.handout_id == token))
    version = site.customer(site.customer_of(token)).facts_version
    done = outcome.correct(site.call("agent1"), old, "THREAT", "", OutcomeForm(), version)
    assert done.data["state"] == "safety" and alarm(site).kind == "threat_to_agent"
    assert end(site, token, "police").ok
    assert site.rows(select(Outcome.code).where(Outcome.handout_id == token)) == [("REF",)]
    assert site.agent("agent1").state == "wrap_up"


def test_suspected_words_of_self_harm_only_ask(site: SampleSite) -> None:
    token = site.talk("agent1")
    attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
    said = [service_reports.Segment("customer", "我活着就是给别人添麻烦，过了今晚大家都清静")]
    assert service_reports.take_transcript(machines.machine(site), attempt, said).ok
    desk = site.desk("agent1")
    assert desk.points is not None and desk.strip is not None and desk.strip.heard is not None
    assert desk.strip.heard.maybe is not None, "no rule knows these words"
    assert desk.points.danger == ("self_harm", Bilingual("Risk of self-harm", "轻生风险"))
    assert desk.points.path == "" and desk.safety is None, "the cards and the contact go on until the agent answers"


@pytest.mark.parametrize("way", ["note", "transcript"])
def test_words_of_self_harm_offer_the_state_before_anything_else_that_was_heard(site: SampleSite, way: str) -> None:
    token = site.talk("agent1")
    assert site.desk("agent1").points.danger is None  # type: ignore[union-attr]
    rude = "再不还钱就去你家里找你父母"
    if way == "note":
        assert note.judge_words(site.call("agent1"), token, f"客户说不想活了。{rude}").ok
    else:
        attempt = site.one(select(Attempt.id).where(Attempt.handout_id == token))
        said = [service_reports.Segment("customer", "我不想活了"), service_reports.Segment("agent", rude)]
        assert service_reports.take_transcript(machines.machine(site), attempt, said).ok
    desk = site.desk("agent1")
    assert desk.points is not None and desk.strip is not None and desk.strip.heard is not None
    assert desk.points.danger == ("self_harm", Bilingual("Risk of self-harm", "轻生风险"))
    assert desk.strip.heard.kind == "self_harm"


def test_the_words_to_say_name_the_crisis_line(sqlite_site: SampleSite) -> None:
    """Also those that the page keeps for a moment without a connection, for the customers of each country."""
    enter(sqlite_site, in_talk(sqlite_site))
    view = sqlite_site.desk("agent1").safety
    assert view is not None and any("12356" in said.zh and "12356" in said.en for said in view.say)
    with sqlite_site.database.reading() as session:
        alone = next(kind for kind in alone_view(session).kinds if kind.key == "self_harm")
    named = {region: said.en for region, said in alone.say if region}
    assert "12356" in named["CN"] and "988" in named["US"]
    assert not any("{" in said.en + said.zh for _, said in alone.say)
