"""Three customers of one creditor, at whom the races for a last free slot are run, and one such race."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from console.actions import contact, permits
from console.actions.call import Answer, Call
from console.actions.permits import Wish
from console.domain.actor import Actor
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
from tests.people import MONDAY_TEN, SampleSite

NEW_YORK_TEN = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
MANY = 64
SERVICES = 4


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
    races: int = 0  # races that have run on this site

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
    """Return a wish about customer number ``who``."""
    return Wish(cast.creditor, cast.people[who][1], channel, **more)


def spread(cast: Cast, who: int, *channels: str, agencies: tuple[str, ...] = ("",), **more: Any) -> list[Wish]:
    """Return wishes over all numbers, channels and agencies; no two texts alike."""
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
    """Return a settled attempt that many minutes ago."""
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
    """Return wishes of three debtors and three firms at the number that they share."""
    return [
        made(cast, who, channel, number=cast.shared, agency=agency, **more)
        for who in range(3)
        for agency in ("", "North", "South")
    ]


def own(cast: Cast, n: int) -> int:
    return cast.ids[cast.numbers[0][n]]


DAY = 60 * 24
FIRMS = ("", "North", "South")


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
                permits_a_minute=100_000,
                name=f"gateway {n}",
                token_sha256=str(n),
                scopes=["permits"],
                made_at=cast.site.now,
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
