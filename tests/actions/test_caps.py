"""The last free slot of every cap: of 64 parallel begins exactly one takes it, on real databases.

The caps are read from the packs: a new number of a frequency row without its race turns red here.
They are asked for through different tokens, agencies, channels, numbers, debtors and desks at once.
"""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from console.actions import contact, permits
from console.actions.call import Answer, Call
from console.actions.permits import Wish
from console.actions.steps import attempt_gate, external_keys
from console.domain.actor import Actor
from console.domain.compliance import PACKS
from console.domain.compliance.house_rules import KINDS
from console.scenarios.rejudge import verify_verdicts
from console.store import customer_facts
from console.store.models import (
    Account,
    Address,
    Agency,
    Attempt,
    Customer,
    CustomerPhone,
    Handout,
    HouseRule,
    Phone,
    Portfolio,
    Request,
    ServiceToken,
    Site,
)
from tests import databases
from tests.actions.at_once import at_once
from tests.people import MONDAY_TEN, SampleSite

NEW_YORK_TEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SPANS = {"warn", "opens", "days"}  # no counts of their own, unless a row has nothing else
MANY = 64
SERVICES = 4


def caps() -> set[tuple[str, str]]:
    """Give (row, number) of everything in both packs that a begun attempt uses up."""
    found = set()
    for pack in PACKS.values():
        for rule in pack.rules:
            if "-freq-" not in rule.id:
                continue
            numbers = {key for key, value in rule.params.items() if type(value) is int and key != "opens"}
            counts = numbers - SPANS or numbers
            found |= {(rule.id, key) for key in counts}
    return found | {("house", kind) for kind in KINDS if kind in ("param", "cap")}


@dataclass
class Cast:
    """The site: three customers of one creditor, eight numbers each, one shared by all."""

    site: SampleSite
    creditor: int = 0
    people: list[tuple[int, str]] = field(default_factory=list)
    numbers: dict[int, list[str]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    debts: list[tuple[int, str]] = field(default_factory=list)
    agencies: dict[str, int] = field(default_factory=dict)
    token: int = 0
    shared: str = "+8613900008888"
    third: str = "+8613900009999"

    def now(self) -> datetime:
        return self.site.now


Row = dict[str, Any]


@dataclass(frozen=True)
class Race:
    """What was there before, who asks for the last slot, and how the cap shows in an answer."""

    rule: str
    seeds: Callable[[Cast], list[Row]]
    wishes: Callable[[Cast], list[Wish]]
    settles: str = "no_answer"
    warns: str = ""  # a word among the facts: the row warns, exactly one answer is clean
    desk: bool = False
    opens_after: timedelta | None = None  # the refused hear of a later minute than this
    never: bool = False  # the refused hear of none
    us: bool = False
    lost: bool = False
    house_rule: Row | None = None


def made(cast: Cast, who: int, channel: str, **more: Any) -> Wish:
    """Give a wish about customer number ``who``."""
    return Wish(cast.creditor, cast.people[who][1], channel, **more)


def spread(cast: Cast, who: int, *channels: str, agencies: tuple[str, ...] = ("",), **more: Any) -> list[Wish]:
    """Give wishes over all numbers, channels and agencies; no two texts alike."""
    found = []
    for n, number in enumerate(cast.numbers[who] * 2):
        for m, channel in enumerate(channels):
            named = number if channel not in ("email", "im", "letter", "visit") else ""
            found.append(
                made(
                    cast,
                    who,
                    channel,
                    number=named,
                    template=f"t{n}.{m}",
                    agency=agencies[(n + m) % len(agencies)],
                    details=DETAILS.get(channel, {}),
                    **more,
                )
            )
    return found


DETAILS: dict[str, dict[str, Any]] = {
    "visit": {
        "collectors": 2,
        "recorder_on": True,
        "id_shown": True,
        "entering": False,
        "authority_letter_shown": True,
        "papers_shown_after_s": 1,
    }
}


def seed(cast: Cast, who: int, minutes: float, channel: str, result: str, **more: Any) -> Row:
    """Give a settled attempt that many minutes ago."""
    at = cast.now() - timedelta(minutes=minutes)
    row = {
        "customer_id": cast.people[who][0],
        "phone_id": None,
        "channel": channel,
        "direction": "out",
        "party": "debtor",
        "purpose": "collect",
        "initiator": "agent",
        "began_at": at,
        "ended_at": at,
        "line": "",
        "line_result": result,
        "result": result,
        "live": False,
        "verdict": {},
        "warn_reason": "",
        "breach": False,
        "accounts": None,
        "person": None,
        "template": None,
        "agency_id": None,
        **more,
    }
    return row


def three(cast: Cast, channel: str, **more: Any) -> list[Wish]:
    """Give wishes of three debtors and three firms at the number that they share."""
    return [
        made(cast, who, channel, number=cast.shared, agency=agency, **more)
        for who in range(3)
        for agency in ("", "North", "South")
    ]


def own(cast: Cast, n: int) -> int:
    return cast.ids[cast.numbers[0][n]]


DAY = 60 * 24
FIRMS = ("", "North", "South")
RACES: dict[tuple[str, str], Race] = {
    ("cn-freq-unanswered-6", "cap"): Race(
        "cn-freq-unanswered-6",
        lambda c: [seed(c, n % 3, 5 + n, "call", "no_answer", phone_id=c.ids[c.shared]) for n in range(5)],
        lambda c: three(c, "call"),
    ),
    ("cn-freq-effective-3", "cap"): Race(
        "cn-freq-effective-3",
        lambda c: [seed(c, 0, 20 + n, "call", "effective", phone_id=own(c, n)) for n in range(2)],
        lambda c: spread(c, 0, "call", "robot_call", agencies=FIRMS),
        settles="effective",
        desk=True,
    ),
    ("cn-freq-notice-3", "cap"): Race(
        "cn-freq-notice-3",
        lambda c: [seed(c, 0, 20 + n, "voice_message", "delivered") for n in range(2)],
        lambda c: spread(c, 0, "robot_call", "voice_message", agencies=FIRMS),
        settles="answered",
    ),
    ("cn-freq-pool", "cap"): Race(
        "cn-freq-pool",
        lambda c: [seed(c, 0, 20 + n, "call", "effective", agency_id=c.agencies["North"]) for n in range(2)],
        lambda c: spread(c, 0, "call", "robot_call", agencies=FIRMS),
        settles="effective",
        desk=True,
    ),
    ("cn-freq-multi-number", "cap"): Race(
        "cn-freq-multi-number",
        lambda c: [seed(c, 0, 20 + n, "call", "busy", phone_id=own(c, n % 7)) for n in range(9)],
        lambda c: spread(c, 0, "call", agencies=FIRMS),
        desk=True,
    ),
    ("cn-freq-sms", "per_day"): Race(
        "cn-freq-sms",
        lambda c: [seed(c, 0, 30, "sms", "sent", template="old")],
        lambda c: spread(c, 0, "sms", "email", "im", agencies=FIRMS),
        settles="sent",
        warns="/2",
    ),
    ("cn-freq-sms", "per_week"): Race(
        "cn-freq-sms",
        lambda c: [seed(c, 0, (n + 1) * DAY, "email", "sent", template=f"o{n}") for n in range(4)],
        lambda c: spread(c, 0, "sms", "email", "im", agencies=FIRMS),
        settles="sent",
        warns="5/5",
    ),
    ("cn-freq-sms", "same_hours"): Race(
        "cn-freq-sms",
        lambda c: [],
        lambda c: [
            replace(w, template="", text="您的账单已逾期，请联系我们。") for w in spread(c, 0, "sms", agencies=FIRMS)
        ],
        settles="sent",
        warns="1/2",
    ),
    ("cn-freq-carrier", "minute"): Race(
        "cn-freq-carrier",
        lambda c: [],
        lambda c: three(c, "robot_call", template="bill") + three(c, "voice_message", template="bill"),
        opens_after=timedelta(0),
    ),
    ("cn-freq-carrier", "hour"): Race(
        "cn-freq-carrier",
        lambda c: [
            seed(c, n % 3, 50 - n, "robot_call", "no_answer", template="bill", phone_id=c.ids[c.shared])
            for n in range(4)
        ],
        lambda c: three(c, "robot_call", template="bill"),
        opens_after=timedelta(minutes=5),
    ),
    ("cn-freq-carrier", "day"): Race(
        "cn-freq-carrier",
        lambda c: [
            seed(c, n % 3, 600 + n, "robot_call", "no_answer", template="bill", phone_id=c.ids[c.shared])
            for n in range(19)
        ],
        lambda c: three(c, "robot_call", template="bill"),
        opens_after=timedelta(hours=2),
    ),
    ("cn-freq-third-party", "cap"): Race(
        "cn-freq-third-party",
        lambda c: [],
        lambda c: [
            made(c, 0, channel, number=c.third, purpose="locate", agency=agency, template=f"{channel}{agency}")
            for channel in ("call", "sms")
            for agency in FIRMS
        ],
        opens_after=timedelta(hours=2),
        lost=True,
    ),
    ("cn-freq-third-party", "total"): Race(
        "cn-freq-third-party",
        lambda c: [seed(c, 0, DAY, "call", "no_answer", party="listed_contact", phone_id=c.ids[c.third])],
        lambda c: [
            made(c, 0, channel, number=c.third, purpose="locate", agency=agency, template=f"{channel}{agency}")
            for channel in ("call", "sms")
            for agency in FIRMS
        ],
        never=True,
        lost=True,
    ),
    ("us-freq-7in7", "cap"): Race(
        "us-freq-7in7",
        lambda c: [seed(c, 0, (n + 1) * DAY * 0.9, "call", "no_answer", accounts=[c.debts[0][0]]) for n in range(6)],
        lambda c: spread(c, 0, "call", "robot_call", "voice_message", accounts=(c.debts[0][1],)),
        us=True,
    ),
    ("us-freq-after-talk", "days"): Race(
        "us-freq-after-talk",
        lambda c: [],
        lambda c: spread(c, 0, "call", "robot_call", accounts=(c.debts[0][1],)),
        settles="effective",
        us=True,
    ),
    ("us-freq-factors", "minutes"): Race(
        "us-freq-factors", lambda c: [], lambda c: spread(c, 0, "voice_message"), warns="rapid", us=True
    ),
    ("us-freq-factors", "per_day"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, 90 + n, "call", "no_answer") for n in range(2)],
        lambda c: spread(c, 0, "voice_message"),
        warns="one day",
        us=True,
    ),
    ("us-freq-factors", "all_debts"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, (1 + n * 0.8) * DAY, "call", "no_answer", accounts=[c.debts[1][0]]) for n in range(6)],
        lambda c: spread(c, 0, "voice_message", accounts=(c.debts[0][1],)),
        warns="many calls over all debts",
        us=True,
    ),
    ("us-freq-factors", "voicemails"): Race(
        "us-freq-factors",
        lambda c: [seed(c, 0, (n + 1) * DAY, "call", "voicemail") for n in range(2)],
        lambda c: spread(c, 0, "voice_message"),
        warns="voicemail after voicemail",
        us=True,
    ),
    ("house", "cap"): Race(
        "house-",
        lambda c: [seed(c, 0, 30, "letter", "sent"), seed(c, 0, 40, "call", "busy")],
        lambda c: spread(c, 0, "call", "sms", "email", "im", "letter", "visit", agencies=FIRMS),
        desk=True,
        house_rule={"kind": "cap", "value": 3.0, "rule_id": "", "param": ""},
    ),
    ("house", "param"): Race(
        "cn-freq-unanswered-6",
        lambda c: [seed(c, 1, 30, "call", "no_answer", phone_id=c.ids[c.shared])],
        lambda c: three(c, "call"),
        house_rule={"kind": "param", "value": 2.0, "rule_id": "cn-freq-unanswered-6", "param": "cap"},
    ),
}


def test_every_cap_of_both_packs_and_of_the_house_has_its_race() -> None:
    assert caps() == set(RACES)


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def cast(request: Any, tmp_path_factory: Any) -> Iterator[Cast]:
    if request.param == "sqlite":
        url = databases.fresh_sqlite(tmp_path_factory.mktemp("caps"))
    else:
        url = databases.fresh_postgres()
    site = SampleSite(url, 12)
    token = site.preview("agent1")
    made_cast = Cast(site, token=token)
    site.database.transaction(lambda work: people(work.session, made_cast))
    yield made_cast
    site.close()


def people(session: Any, cast: Cast) -> None:
    """Put numbers, debts, firms and tokens of machines on file."""
    held = session.get_one(Handout, cast.token).customer_id
    others = session.execute(select(Customer.id).where(Customer.id != held, Customer.owed_minor > 0).limit(2)).scalars()
    for who, cid in enumerate([held, *others]):
        customer = session.get_one(Customer, cid)
        cast.creditor = customer.creditor_id
        cast.people.append((cid, customer.external_id))
        cast.numbers[who] = []
        for n in range(8):
            number = f"+86138{who}{n:07d}"
            cast.numbers[who].append(number)
            phone(session, cast, cid, number)
        phone(session, cast, cid, cast.shared)
        for row in session.execute(select(Account).where(Account.customer_id == cid)).scalars():
            row.extra = {"validation_sent_on": "2020-01-01"}
    held_id = cast.people[0][0]
    phone(session, cast, held_id, cast.third, "listed_contact")
    first = session.execute(select(Account).where(Account.customer_id == held_id)).scalars().first()
    values = {c.key: getattr(first, c.key) for c in Account.__table__.columns if c.key != "id"}
    session.execute(insert(Account).values(**{**values, "external_id": "second"}))
    for row in session.execute(select(Account).where(Account.customer_id == held_id)).scalars():
        cast.debts.append((row.id, row.external_id))
    for name in FIRMS[1:]:
        cast.agencies[name] = session.execute(
            insert(Agency).values(creditor_id=cast.creditor, name=name).returning(Agency.id)
        ).scalar_one()
    for n in range(SERVICES):
        session.execute(
            insert(ServiceToken).values(
                name=f"gateway {n}", token_sha256=str(n), scopes=["permits"], made_at=cast.site.now
            )
        )


def phone(session: Any, cast: Cast, cid: int, number: str, role: str = "debtor") -> None:
    if number not in cast.ids:
        cast.ids[number] = session.execute(
            insert(Phone).values(e164=number, region="CN", zone="").returning(Phone.id)
        ).scalar_one()
    session.execute(
        insert(CustomerPhone).values(
            customer_id=cid,
            phone_id=cast.ids[number],
            role=role,
            source="contract",
            status="usable",
            kind="mobile",
            rank=9,
        )
    )


def set_up(cast: Cast, race: Race) -> None:
    """Take back the last race and lay out this one."""
    cast.site.now = NEW_YORK_TEN if race.us else MONDAY_TEN

    def do(work: Any) -> None:
        session = work.session
        session.execute(delete(Attempt))
        session.execute(delete(Request))
        session.execute(delete(HouseRule))
        session.execute(update(Portfolio).values(packs=["us"] if race.us else ["cn"]))
        zone = "America/New_York" if race.us else "Asia/Shanghai"
        for table in (Customer, Phone, Address):
            session.execute(update(table).values(zone=zone))
        session.execute(update(Site).values(house_version=func.coalesce(Site.house_version, 0) + 1))
        for row in race.seeds(cast):
            session.execute(insert(Attempt).values(**row))
        if race.lost:
            session.execute(
                insert(Request).values(
                    customer_id=cast.people[0][0],
                    kind="lost",
                    scope={},
                    since=cast.now(),
                    by_party="debtor",
                    proof="",
                    lifted_why="",
                )
            )
        if race.house_rule is not None:
            session.execute(
                insert(HouseRule).values(
                    reason="race",
                    opens="",
                    closes="",
                    channels=[],
                    purposes=["collect"],
                    products=[],
                    since=cast.now(),
                    written_by_id=1,
                    written_at=cast.now(),
                    approved_by_id=2,
                    approved_at=cast.now(),
                    **race.house_rule,
                )
            )

    cast.site.database.transaction(do)


def settle(cast: Cast, attempt: int, result: str) -> None:
    """The line, or the machine, says how it ended; it keeps its slot."""
    values = {"result": result, "ended_at": cast.now(), "live": False}
    cast.site.database.transaction(
        lambda work: work.session.execute(update(Attempt).where(Attempt.id == attempt).values(**values))
    )


def begin(cast: Cast, race: Race, number: int, wishes: list[Wish]) -> Answer:
    """Try until the law has spoken: a number that rings is tried again when it is free."""
    for _ in range(400):
        if race.desk and number % 8 == 0:
            own_number = cast.ids[cast.numbers[0][number // 8]]
            done = contact.begin(cast.site.call("agent1"), cast.token, own_number, 10**6, reason="race")
        else:
            actor = Actor(1 + number % SERVICES, "service", "gateway")
            call = Call(cast.site.context, actor, cast.now(), str(uuid.uuid4()))
            done = permits.ask(call, wishes[number % len(wishes)])
        if done.ok:
            key = "permit" if "permit" in done.data else "attempt_id"
            settle(cast, done.data[key], race.settles)
        if done.code not in ("conflict", "illegal"):
            return done
    return done


@pytest.mark.parametrize("cap", sorted(RACES), ids="-".join)
def test_of_sixty_four_begins_at_the_last_free_slot_exactly_one_passes(cast: Cast, cap: tuple[str, str]) -> None:
    race = RACES[cap]
    set_up(cast, race)
    wishes = race.wishes(cast)
    answers = at_once([partial(begin, cast, race, n, wishes) for n in range(MANY)])
    codes = {a.code for a in answers}
    assert codes <= {"", "blocked"}, [a.text for a in answers if a.code not in ("", "blocked")][:3]
    if race.warns:
        said = [[x for x in a.data["findings"] if x["rule"] == race.rule] for a in answers]
        clean = [rows for rows in said if not rows]
        assert len(clean) == 1, f"{len(clean)} of {MANY} saw a free slot"
        spoken = [fact for rows in said for row in rows for fact in row["facts"]]
        assert any(race.warns in fact for fact in spoken)
        return
    passed = [a for a in answers if a.ok]
    assert len(passed) == 1, f"{len(passed)} of {MANY} passed"
    for refused in answers:
        if refused.ok:
            continue
        if "findings" in refused.data:
            rules = [x["rule"] for x in refused.data["findings"] if x["severity"] == "block"]
            assert any(rule.startswith(race.rule) for rule in rules), rules
        if race.opens_after is not None:
            assert refused.next_allowed_at is not None
            assert refused.next_allowed_at > cast.now() + race.opens_after
        if race.never:
            assert refused.next_allowed_at is None


def test_every_verdict_of_the_races_is_the_same_when_taken_again(cast: Cast) -> None:
    """Both packs, house rules, every channel, party and agency of the races above."""
    with cast.site.database.reading() as session:
        tally = verify_verdicts(session)
    assert tally.differ == 0, tally.first
    assert tally.equal >= len(RACES) * (MANY - 8)


@pytest.mark.parametrize("cast", ["postgres"], indirect=True)  # SQLite has one writer
def test_without_the_customers_lock_two_take_the_last_slot(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """The planted fault: facts read without the lock. Both read before either writes.

    The number of the customer's facts is unique and would send the second one back to read again;
    it is left out too, so that the lock alone is tried.
    """
    race = RACES[("cn-freq-effective-3", "cap")]
    set_up(cast, race)
    meet = threading.Barrier(2)
    honest, plain = customer_facts.load_facts, customer_facts.load_customer

    def both(*args: Any, **more: Any) -> Any:
        found = honest(*args, **more)
        meet.wait(20)
        return found

    monkeypatch.setattr(attempt_gate, "load_facts", both)
    monkeypatch.setattr(permits, "facts_changed", lambda *_: None)
    monkeypatch.setattr(external_keys, "load_customer", lambda s, cid, lock: plain(s, cid))
    wishes = race.wishes(cast)
    answers = at_once([partial(begin, cast, race, n, wishes) for n in (1, 3)])
    assert [a.ok for a in answers] == [True, True], json.dumps([a.text for a in answers])
