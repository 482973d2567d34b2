"""The mainland pack: published scenarios, the exact minute, and that more history never loosens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.compliance import PACKS, Proposed, allowed_until, calls_left, check
from console.domain.compliance.types import LEVELS
from console.domain.facts import (
    Account,
    Address,
    Attempt,
    Consent,
    Customer,
    CustomerFacts,
    Declaration,
    Phone,
    Promise,
    Request,
)

SH = ZoneInfo("Asia/Shanghai")
CN = (PACKS["cn"],)
A = "+8613800001234"
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
DECLARED = tuple(
    Declaration(key, True) for key in ("recording", "processing_contract", "agency_listed", "impact_assessment")
)


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 11, year: int = 2026) -> datetime:
    """Return a Shanghai instant; Tuesday is 2026-11-24."""
    return datetime(year, month, day, hour, minute, second, tzinfo=SH).astimezone(UTC)


def facts(**more: Any) -> CustomerFacts:
    """Return a customer of whom everything is known and unobjectionable."""
    plain: dict[str, Any] = {
        "customer": Customer("1", deceased=False, capacity="full", minor=False),
        "accounts": (Account("a", "credit_card", balance=100_00, due_on=date(2026, 10, 1)),),
        "phones": (Phone(A, source="contract", kind="mobile"),),
        "addresses": (Address(zone="Asia/Shanghai", province="广东省"),),
        "attempts": (),
        "attempts_known_from": LONG_AGO,
        "consents": (),
        "requests": (),
        "promises": (),
        "payments": (),
        "declarations": DECLARED,
        "holidays": (),
    }
    return CustomerFacts(**{**plain, **more})


def ask(now: datetime, given: CustomerFacts | None = None, **proposed: Any) -> Any:
    """Ask about a call unless another channel is named."""
    fields = {"channel": "call", "number": A, "at": now, **proposed}
    return check(Proposed(**fields), given or facts(), CN, now)


def tried(hour: int, minute: int = 0, day: int = 24, result: Any = "no_answer", **more: Any) -> Attempt:
    return Attempt(at(day, hour, minute), number=A, result=result, **more)


def rules(verdict: Any, severity: str) -> set[str]:
    return {f.rule_id for f in verdict.findings if f.severity == severity}


def test_cn_1_a_dial_in_the_last_minute_warns_the_agent_and_stops_a_machine() -> None:
    now = at(24, 21, 59, 59)
    agent = ask(now)
    assert rules(agent, "warn") == {"cn-time-wrapup"} and agent.level == "warn"
    assert agent.next_allowed_at == now and agent.next_clean_at == at(25, 8)
    robot = ask(now, initiator="dispatcher")
    assert robot.blocked and robot.next_allowed_at == at(25, 8)


def test_cn_3_a_second_before_eight_is_quiet() -> None:
    verdict = ask(at(24, 7, 59, 59))
    assert rules(verdict, "block") == {"cn-time-quiet-hours"}
    assert verdict.next_allowed_at == at(24, 8)
    assert ask(at(24, 8)).level == "allow"


def test_cn_7_an_inbound_call_at_night_reminds() -> None:
    verdict = ask(at(24, 23, 10), direction="in", purpose="answer")
    assert verdict.level == "remind" and rules(verdict, "remind") == {"cn-time-inbound"}


def test_cn_9_a_consent_for_calls_does_not_cover_a_visit() -> None:
    yes = Consent("hours", ("call",), LONG_AGO, window=("22:00", "23:30"))
    given = facts(consents=(yes,))
    visit = ask(at(24, 22, 40), given, channel="visit", extra={"collectors": 2})
    assert "cn-time-quiet-hours" in rules(visit, "block")
    assert visit.next_allowed_at == at(25, 8)
    call = ask(at(24, 22, 40), given)
    assert not call.blocked and "cn-time-consent-window" in rules(call, "remind")


def test_cn_11_urumqi_in_the_morning() -> None:
    given = facts(addresses=(Address(province="Xinjiang"),))
    verdict = ask(at(24, 8, 5), given)
    assert rules(verdict, "warn") == {"cn-time-zone-xj"}
    assert verdict.next_clean_at == at(24, 10)


def test_cn_13_new_york_at_night() -> None:
    given = facts(customer=Customer("1", zones=("America/New_York",), deceased=False, capacity="full", minor=False))
    verdict = ask(at(24, 15), given)
    assert rules(verdict, "block") == {"cn-time-zone-abroad"}
    assert verdict.next_allowed_at == at(24, 21)


def test_cn_15_spring_festival_eve() -> None:
    feast = ((date(2027, 2, 5), "除夕"), (date(2027, 2, 6), "初一"), (date(2027, 2, 7), "初二"))
    given = facts(holidays=feast)
    verdict = ask(at(5, 19, month=2, year=2027), given, channel="visit", extra={"collectors": 2})
    assert rules(verdict, "warn") == {"cn-time-holiday"}
    assert verdict.next_clean_at == at(7, 8, month=2, year=2027)


def test_cn_17_the_seventh_unanswered_try() -> None:
    given = facts(attempts=tuple(tried(9, m) for m in range(0, 60, 10)))
    verdict = ask(at(24, 14), given)
    assert rules(verdict, "block") == {"cn-freq-unanswered-6"}
    assert verdict.next_allowed_at == at(25, 8)
    five = ask(at(24, 14), facts(attempts=given.attempts[:5]))  # type: ignore[index]
    assert rules(five, "warn") == {"cn-freq-unanswered-6"}


def test_cn_19_the_fourth_effective_call_counts_voice_robots() -> None:
    given = facts(
        attempts=(
            tried(9, result="effective"),
            tried(11, result="effective"),
            tried(13, result="effective", channel="robot_call"),
        )
    )
    verdict = ask(at(24, 17), given)
    assert rules(verdict, "block") == {"cn-freq-effective-3"}
    assert verdict.next_allowed_at == at(25, 8)


def test_cn_21_a_promise_for_tomorrow_asks_to_wait() -> None:
    promise = Promise("p", at(24, 9, 10), ((date(2026, 11, 25), 100),), "CNY")
    verdict = ask(at(24, 14), facts(promises=(promise,)))
    assert rules(verdict, "warn") == {"cn-freq-reasonable"}
    assert verdict.next_clean_at == at(26, 8)


def test_cn_23_a_robot_repeats_a_notice_too_soon() -> None:
    notice = tried(10, result="answered", channel="robot_call", template="t")
    now = at(24, 10) + timedelta(seconds=40)
    verdict = ask(
        now,
        facts(attempts=(notice,)),
        channel="robot_call",
        initiator="robot",
        purpose="notify",
        extra={"template": "t"},
    )
    assert rules(verdict, "block") == {"cn-freq-carrier"}
    assert verdict.next_allowed_at == at(24, 10, 1)


def test_cn_25_three_failed_dials_open_third_parties_only_the_next_day() -> None:
    failed = tuple(Attempt(at(23, 9 + n), number=A, result="no_answer") for n in range(3))
    given = facts(attempts=failed)
    verdict = ask(at(23, 16), given, party="listed_contact", purpose="locate", number=None)
    assert rules(verdict, "block") == {"cn-party-lost-contact"}
    assert verdict.next_allowed_at == at(24, 8)


def test_cn_29_the_debtor_was_reached_so_third_parties_are_left_alone() -> None:
    given = facts(attempts=(tried(9, day=25, result="effective"),))
    verdict = ask(at(26, 9), given, party="listed_contact", purpose="locate", number=None)
    assert "cn-party-recontact-stop" in rules(verdict, "block")


def test_cn_31_a_wife_without_and_with_proof_of_joint_debt() -> None:
    without = ask(at(24, 10), party="spouse", number=None)
    assert rules(without, "block") == {"cn-party-debtor-only"}
    proved = ask(at(24, 10), party="spouse", number=None, extra={"joint_debt": True})
    assert proved.level == "remind" and rules(proved, "remind") == {"cn-party-related-spouse"}


def test_cn_33_a_child_answers() -> None:
    verdict = ask(at(24, 10), extra={"listener_minor": True})
    assert rules(verdict, "block") == {"cn-party-minor"}


def test_cn_35_a_lawyer_with_authority() -> None:
    given = facts(requests=(Request("represented", at(20, 9)),))
    lawyer = ask(at(24, 10), given, direction="in", purpose="answer", party="representative")
    assert lawyer.level == "allow"
    debtor = ask(at(24, 10), given)
    assert rules(debtor, "warn") == {"cn-party-agent-lawyer"}


def test_cn_37_a_plan_of_sixty_and_of_seventy_two_months() -> None:
    assert ask(at(24, 10), extra={"plan_months": 60}).level == "allow"
    assert rules(ask(at(24, 10), extra={"plan_months": 72}), "block") == {"cn-hard-plan-5y"}


def test_cn_39_a_visit_needs_two() -> None:
    one = ask(at(24, 14), channel="visit", extra={"collectors": 1})
    assert rules(one, "block") == {"cn-visit-two"}
    assert ask(at(24, 14), channel="visit", extra={"collectors": 2}).level == "allow"


@pytest.mark.parametrize(
    ("rule", "more", "proposed"),
    [
        ("house-cease", {"requests": (Request("cease", LONG_AGO),)}, {}),
        ("cn-dispute-hold", {"requests": (Request("dispute", LONG_AGO),)}, {}),
        ("cn-hard-plan-stop", {"requests": (Request("plan", LONG_AGO),)}, {}),
        ("house-paid-check", {"requests": (Request("paid_claim", LONG_AGO),)}, {}),
        ("house-bankruptcy", {"requests": (Request("bankruptcy", LONG_AGO),)}, {}),
        ("cn-law-psapl-50", {"requests": (Request("police_ban", LONG_AGO),)}, {}),
        ("cn-law-illegal-debt", {"accounts": (Account("a", illegal=True),)}, {}),
        ("cn-id-assignment", {"accounts": (Account("a", sold=True),)}, {}),
        ("cn-party-wrong-number", {"phones": (Phone(A, source="contract", status="wrong"),)}, {}),
        ("cn-party-source", {"phones": (Phone(A, source="bought"),)}, {}),
        ("cn-party-deceased", {"requests": (Request("deceased", LONG_AGO),)}, {}),
        ("cn-party-incapacity", {"requests": (Request("incapacity", LONG_AGO),)}, {}),
        ("cn-rec-call", {"declarations": (Declaration("recording", False),)}, {}),
        ("cn-data-entrust", {"declarations": (Declaration("processing_contract", False),)}, {}),
        ("cn-id-agency-listed", {"declarations": (Declaration("agency_listed", False),)}, {}),
        ("cn-party-workplace", {}, {"channel": "visit", "address": Address("work"), "extra": {"collectors": 2}}),
        (
            "cn-party-optout",
            {"requests": (Request("third_party_refused", LONG_AGO),)},
            {"party": "third_party", "purpose": "locate"},
        ),
        (
            "cn-freq-third-party",
            {"attempts": (tried(9, party="third_party"),)},
            {"party": "third_party", "purpose": "locate"},
        ),
        (
            "cn-freq-multi-number",
            {
                "attempts": tuple(
                    Attempt(at(24, 9, n), number=f"+8613900000{n:03d}", result="no_answer") for n in range(10)
                )
            },
            {},
        ),
        (
            "cn-freq-notice-3",
            {
                "attempts": tuple(
                    tried(8 + n, channel="voice_message", result="answered", template=str(n)) for n in range(3)
                )
            },
            {"channel": "voice_message", "initiator": "robot"},
        ),
    ],
)
def test_a_hold_or_limit_blocks(rule: str, more: dict[str, Any], proposed: dict[str, Any]) -> None:
    assert rule in rules(ask(at(24, 12), facts(**more), **proposed), "block")
    if rule in ("house-cease", "cn-dispute-hold", "cn-hard-plan-stop"):
        assert not ask(at(24, 12), facts(**more), purpose="answer").blocked


@pytest.mark.parametrize(
    ("rule", "more", "proposed"),
    [
        ("cn-complaint", {"requests": (Request("complaint", LONG_AGO),)}, {}),
        ("cn-hard-vulnerable", {"requests": (Request("hardship", LONG_AGO),)}, {}),
        ("cn-law-limitation", {"accounts": (Account("a", due_on=date(2023, 11, 24)),)}, {}),
        ("cn-data-profile", {"declarations": DECLARED[:3]}, {}),
        ("cn-party-guarantor", {}, {"party": "guarantor"}),
        ("cn-freq-sms", {"attempts": (tried(9, channel="sms"), tried(10, channel="sms"))}, {"channel": "sms"}),
    ],
)
def test_a_row_warns(rule: str, more: dict[str, Any], proposed: dict[str, Any]) -> None:
    assert rule in rules(ask(at(24, 12), facts(**more), **proposed), "warn")


def test_unknown_history_counts_as_full_until_the_window_is_over() -> None:
    for unknown in (facts(attempts=None), facts(attempts_known_from=at(24, 9))):
        verdict = ask(at(24, 10), unknown)
        assert verdict.blocked and verdict.next_allowed_at == at(25, 8)
        assert any("attempts" in f.missing for f in verdict.findings)


def test_a_begun_attempt_fills_every_cap_until_it_is_settled() -> None:
    open_one = tried(9, result=None)
    given = facts(attempts=(open_one, tried(10, result="effective"), tried(11, result="effective")))
    assert "cn-freq-effective-3" in rules(ask(at(24, 12), given), "block")
    proposed = Proposed("call", number=A)
    assert calls_left(proposed, given, CN, at(24, 12)) == (3, 3)


def test_what_is_undeclared_warns_and_openings_name_the_smallest_change() -> None:
    verdict = ask(at(24, 22, 30), facts(declarations=()))
    assert "cn-rec-call" in rules(verdict, "warn")
    assert {o.kind for o in verdict.openings} == {"time", "consent"}


times = st.datetimes(datetime(2026, 1, 2), datetime(2027, 12, 30)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))
histories = st.lists(
    st.tuples(st.integers(0, 60 * 40), st.sampled_from(["no_answer", "effective", "busy", None, "voicemail"])),
    max_size=12,
)
zones = st.sampled_from(["Asia/Shanghai", "America/New_York", "Pacific/Apia", "Pacific/Midway"])


def random_facts(now: datetime, history: list[tuple[int, Any]], zone: str, quiet_consent: bool) -> Any:
    yes = Consent("hours", ("call",), now - timedelta(hours=3), window=("21:30", "23:00"))
    return facts(
        customer=Customer("1", zones=(zone,), deceased=False, capacity="full", minor=False),
        attempts=tuple(Attempt(now - timedelta(minutes=m), number=A, result=r) for m, r in history),
        consents=(yes,) if quiet_consent else (),
    )


@settings(max_examples=120)
@given(times, histories, zones, st.booleans(), st.sampled_from(["agent", "dispatcher"]))
def test_nothing_blocks_at_the_next_lawful_minute_and_something_did_a_second_before(
    now: datetime, history: list[tuple[int, Any]], zone: str, consent: bool, who: str
) -> None:
    given_facts = random_facts(now, history, zone, consent)
    verdict = ask(now, given_facts, initiator=who)
    if not verdict.blocked:
        assert verdict.next_allowed_at == now
        return
    opens = verdict.next_allowed_at
    assert opens is not None and opens > now
    assert not ask(opens, given_facts, initiator=who).blocked
    assert ask(opens - timedelta(seconds=1), given_facts, initiator=who).blocked
    step = now
    while step < opens:  # brute force by ten minutes: no earlier hole
        assert ask(step, given_facts, initiator=who).blocked
        step += timedelta(minutes=10)


@settings(max_examples=80)
@given(times, histories, st.integers(0, 600), zones)
def test_more_history_never_loosens(now: datetime, history: list[tuple[int, Any]], extra: int, zone: str) -> None:
    less = ask(now, random_facts(now, history, zone, False))
    more = ask(now, random_facts(now, [*history, (extra, "no_answer")], zone, False))
    assert LEVELS[more.level] >= LEVELS[less.level]


@settings(max_examples=60)
@given(times, histories)
def test_the_window_that_is_shown_ends_where_the_block_begins(now: datetime, history: list[tuple[int, Any]]) -> None:
    given_facts = random_facts(now, history, "Asia/Shanghai", False)
    until = allowed_until(Proposed("call", number=A), given_facts, CN, now)
    if until is None:
        assert ask(now, given_facts).blocked
    else:
        assert ask(until, given_facts).blocked
        assert not ask(until - timedelta(seconds=1), given_facts).blocked
