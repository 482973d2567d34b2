"""Properties of the law: the exact minute against a scan, house rules never loosen, days that lie."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from console.domain.compliance import PACKS, Proposed, check
from console.domain.compliance.house_rules import HouseRule, with_house
from console.domain.compliance.types import LEVELS
from console.domain.facts import Account, Attempt, Consent, Customer, CustomerFacts, Request

US, CN = (PACKS["us"],), (PACKS["cn"],)
NUMBER = "+12125550100"
OLD = datetime(2020, 1, 1, tzinfo=UTC)
ZONES = (
    "America/New_York",
    "America/Los_Angeles",
    "America/Phoenix",
    "Pacific/Pago_Pago",
    "Pacific/Kiritimati",
    "Asia/Shanghai",
    "Europe/London",
)
moments = st.datetimes(datetime(2027, 1, 2), datetime(2028, 12, 30)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))
calls = st.lists(
    st.tuples(
        st.integers(1, 60 * 24 * 9),
        st.sampled_from(["no_answer", "effective", "busy", "voicemail", None]),
        st.sampled_from(["A", "B"]),
    ),
    max_size=10,
)


def person(now: datetime, zones: tuple[str, ...], history: Any, **more: Any) -> CustomerFacts:
    plain: dict[str, Any] = {
        "customer": Customer("1", "US", zones, False, "full", False, False),
        "accounts": (
            Account("A", extra={"validation_sent_on": "2020-01-01"}),
            Account("B", extra={"validation_sent_on": "2020-01-01"}),
        ),
        "phones": (),
        "addresses": (),
        "attempts_known_from": OLD,
        "consents": (),
        "requests": (),
        "promises": (),
        "payments": (),
        "declarations": (),
        "holidays": (),
        "attempts": tuple(
            Attempt(now - timedelta(minutes=m), number=NUMBER, result=r, account_ids=(a,)) for m, r, a in history
        ),
    }
    return CustomerFacts(**{**plain, **more})


def ask(now: datetime, facts: CustomerFacts, packs: Any = US, **more: Any) -> Any:
    return check(Proposed("call", number=NUMBER, account_ids=("A",), **more), facts, packs, now)


@settings(max_examples=60)
@given(moments, st.lists(st.sampled_from(ZONES), min_size=1, max_size=2, unique=True), calls)
def test_the_next_lawful_minute_is_what_a_scan_by_the_minute_finds(
    now: datetime, zones: list[str], history: Any
) -> None:
    facts = person(now, tuple(zones), history)
    verdict = ask(now, facts)
    opens = verdict.next_allowed_at
    if not verdict.blocked:
        assert opens == now
        return
    if opens is None:
        return  # two zones without a common window
    assert not ask(opens, facts).blocked
    assert check(
        Proposed("call", number=NUMBER, account_ids=("A",)), facts, US, opens - timedelta(seconds=1), plan=False
    ).blocked
    step = now
    while step < min(opens, now + timedelta(hours=30)):
        assert check(Proposed("call", number=NUMBER, account_ids=("A",)), facts, US, step, plan=False).blocked
        step += timedelta(minutes=1)


@settings(max_examples=60)
@given(moments, st.sampled_from(ZONES), calls, st.integers(1, 60 * 24 * 6))
def test_more_history_never_loosens_a_verdict(now: datetime, zone: str, history: Any, minutes: int) -> None:
    less = ask(now, person(now, (zone,), history))
    more = ask(now, person(now, (zone,), [*history, (minutes, "no_answer", "A")]))
    assert LEVELS[more.level] >= LEVELS[less.level]


house_rules = st.one_of(
    st.builds(
        lambda v: HouseRule("1", "param", "r", OLD, rule_id="cn-freq-unanswered-6", param="cap", value=v),
        st.integers(0, 12),
    ),
    st.builds(
        lambda v: HouseRule("1", "param", "r", OLD, rule_id="cn-time-quiet-hours", param="closes", value=v),
        st.integers(10, 24),
    ),
    st.builds(lambda v: HouseRule("1", "cap", "r", OLD, value=v), st.integers(0, 5)),
    st.builds(lambda a: HouseRule("1", "hours", "r", OLD, opens=f"{a:02}:30", closes="20:00"), st.integers(0, 19)),
    st.just(HouseRule("1", "closed", "r", OLD, channels=("call",))),
)


@settings(max_examples=120)
@given(moments, calls, house_rules)
def test_a_house_rule_never_loosens(now: datetime, history: Any, rule: HouseRule) -> None:
    facts = person(
        now, ("Asia/Shanghai",), history, customer=Customer("1", "CN", ("Asia/Shanghai",), False, "full", False)
    )
    plain = ask(now, facts, CN)
    strict = ask(now, facts, with_house(CN, (rule,)))
    assert LEVELS[strict.level] >= LEVELS[plain.level]
    if plain.next_allowed_at is not None and strict.next_allowed_at is not None:
        assert strict.next_allowed_at >= plain.next_allowed_at
    assert strict.policy_version != plain.policy_version


def test_the_days_on_which_the_clock_moves() -> None:
    """8 March and 1 November 2026 in New York: the window is 08:00 to 21:00 on the clock there."""
    zone = ZoneInfo("America/New_York")
    for month, day in ((3, 8), (11, 1)):
        morning = datetime(2026, month, day, 8, tzinfo=zone).astimezone(UTC)
        facts = person(morning, ("America/New_York",), [])
        assert ask(morning - timedelta(seconds=1), facts).next_allowed_at == morning
        assert not ask(morning, facts).blocked
        night = datetime(2026, month, day, 21, tzinfo=zone).astimezone(UTC)
        assert ask(night, facts).blocked and not ask(night - timedelta(seconds=1), facts).blocked


@settings(max_examples=60)
@given(moments, calls)
def test_a_verdict_of_the_past_is_the_same_when_it_is_computed_again(now: datetime, history: Any) -> None:
    """What happened afterwards does not change what was lawful then."""
    facts = person(now, ("America/New_York",), history)
    later = person(now, ("America/New_York",), [*history, (-60, "effective", "A")])
    cease = Request("cease", now + timedelta(minutes=5), written=True)
    consent = Consent("hours", binds_from=now + timedelta(minutes=5), window=("00:00", "23:59"))
    after = CustomerFacts(
        **{name: getattr(later, name) for name in later.__dataclass_fields__ if name not in ("requests", "consents")},
        requests=(cease,),
        consents=(consent,),
    )
    first, again = ask(now, facts), ask(now, after)
    assert (first.level, [f.rule_id for f in first.findings]) == (again.level, [f.rule_id for f in again.findings])


@settings(max_examples=60)
@given(moments, st.sampled_from(ZONES), calls)
def test_until_valid_until_the_level_stays(now: datetime, zone: str, history: Any) -> None:
    facts = person(now, (zone,), history)
    verdict = ask(now, facts)
    step = now
    while step < min(verdict.valid_until, now + timedelta(hours=12)):
        assert (
            check(Proposed("call", number=NUMBER, account_ids=("A",)), facts, US, step, plan=False).level
            == verdict.level
        )
        step += timedelta(minutes=7)
