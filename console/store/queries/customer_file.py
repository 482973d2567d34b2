"""A customer's file: what is on it, who put it there, and what waits for another person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, aliased

from console.domain.bilingual import Bilingual, called
from console.domain.compliance.lost_contact import Condition, conditions
from console.domain.compliance.packs.cn import CN
from console.domain.customer_file import CLOCKS, PLACES, REVIEWED, clock_days
from console.domain.labels import CHANNELS, CONSENTS, HOLDS, named
from console.store.customer_case import Case, load_case
from console.store.fast.statements import rows
from console.store.models import (
    Account,
    Address,
    Consent,
    Customer,
    CustomerPhone,
    FactChange,
    Person,
    Phone,
    Proposal,
    Request,
)
from console.store.queries import masking
from console.store.queries.proposals import ProposalLine, proposals
from console.store.views import FileLine

DAYS = (
    ("Mon", "周一"),
    ("Tue", "周二"),
    ("Wed", "周三"),
    ("Thu", "周四"),
    ("Fri", "周五"),
    ("Sat", "周六"),
    ("Sun", "周日"),
)
LOST = next(rule for rule in CN.rules if rule.id == "cn-party-lost-contact")
REGISTER = timedelta(days=400)

# composed once: composing a statement anew costs more than running it
_LIFTS = select(Proposal.payload).where(
    Proposal.customer_id == bindparam("customer"), Proposal.state == "asked", Proposal.what == "lift"
)


def scope_words(scope: Mapping[str, Any], accounts: Mapping[str, str] | None = None) -> Bilingual:
    """Return how far a wish reaches, in words; numbers are masked."""
    en: list[str] = []
    zh: list[str] = []

    def add(a: str, b: str) -> None:
        en.append(a)
        zh.append(b)

    for channel in scope.get("channels") or ():
        add(*CHANNELS.get(channel, (channel, channel)))
    if scope.get("number"):
        add(masking.phone(scope["number"]), masking.phone(scope["number"]))
    for opens, closes in scope.get("hours") or ():
        add(f"{opens}-{closes}", f"{opens}-{closes}")
    for day in scope.get("days") or ():
        add(*DAYS[day - 1])
    if scope.get("place"):
        add(*PLACES.get(scope["place"], (scope["place"], scope["place"])))
    if scope.get("employer"):
        add("the employer forbids it", "雇主禁止")
    if scope.get("account"):
        number = (accounts or {}).get(scope["account"], scope["account"])
        add(f"account {number}", f"账户 {number}")
    for key in ("name", "person"):
        if scope.get(key):
            add(scope[key], scope[key])
    if scope.get("chosen"):
        names = [CHANNELS.get(c, (c, c)) for c in scope["chosen"]]
        add("open: " + ", ".join(n[0] for n in names), "保留：" + "、".join(n[1] for n in names))
    return Bilingual(" · ".join(en), " · ".join(zh))


def file_lines(session: Session, case: Case, now: datetime) -> tuple[FileLine, ...]:
    """Return what is on the file of the customer who is with an agent, newest first."""
    asked: set[int] = set()
    if case.facts.requests:
        asked = {payload.get("request", 0) for (payload,) in rows(session, _LIFTS, customer=case.customer.id)}
    lines = []
    for row in case.facts.requests or ():
        if row.until is not None and row.until <= now:
            continue
        number = int(row.id or 0)
        state = "binds"
        if number in asked:
            state = "asked"
        elif row.kind in REVIEWED:
            state = "reviewed" if row.confirmed else "review"
        lines.append(FileLine(number, "request", _kind(row.kind), scope_words(row.scope), row.since, row.until, state))
    for consent in case.facts.consents or ():
        over = [end for end in (consent.until, consent.revoked_at) if end is not None]
        if over and min(over) <= now:
            continue
        scope = {"channels": consent.channels, "hours": [consent.window] if consent.window else ()}
        since = consent.binds_from or now
        lines.append(
            FileLine(
                int(consent.id or 0),
                "consent",
                named(CONSENTS, consent.kind),
                scope_words(scope),
                since,
                consent.until,
                "waits" if since > now else "binds",
            )
        )
    lines.sort(key=lambda line: line.since, reverse=True)
    return tuple(lines)


def _kind(kind: str) -> Bilingual:
    return named(HOLDS, kind)


@dataclass(frozen=True, slots=True)
class RequestLine:
    """One wish or hold with its whole history."""

    id: int
    kind: str
    words: Bilingual
    scope: Bilingual
    since: datetime
    until: datetime | None
    by_party: str
    by: str
    by_id: int | None
    written: bool | None
    wording: str
    proof: str
    confirmed: bool
    days: int | None
    due: datetime | None
    answered_at: datetime | None
    lifted_at: datetime | None
    lifted_by: str
    lifted_why: str
    customer_id: int = 0
    customer: str = ""
    external_id: str = ""
    red: bool = False


@dataclass(frozen=True, slots=True)
class FileView:
    """Everything the officer needs of one customer's file."""

    customer: Customer
    portfolio: Bilingual
    creditor: Bilingual
    requests: tuple[RequestLine, ...]
    consents: tuple[tuple[Consent, Bilingual, Bilingual, str], ...]
    phones: tuple[tuple[int, str, CustomerPhone], ...]
    addresses: tuple[Address, ...]
    accounts: tuple[Account, ...]
    proposals: tuple[ProposalLine, ...]
    lost: tuple[Condition, ...]
    changes: tuple[tuple[FactChange, str], ...]


def file_view(session: Session, actor_id: int, role: str, customer_id: int, now: datetime) -> FileView | None:
    """Return one customer's file, or None when there is no such customer."""
    case = load_case(session, customer_id, now)
    if case is None:
        return None
    accounts = tuple(
        session.execute(select(Account).where(Account.customer_id == customer_id).order_by(Account.id)).scalars()
    )
    phones = session.execute(
        select(Phone.id, Phone.e164, CustomerPhone)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer_id)
        .order_by(CustomerPhone.rank, CustomerPhone.id)
    ).all()
    consents = session.execute(
        select(Consent, Person.name)
        .outerjoin(Person, Person.id == Consent.by_id)
        .where(Consent.customer_id == customer_id)
        .order_by(Consent.id.desc())
    ).all()
    changes = session.execute(
        select(FactChange, Person.name)
        .outerjoin(Person, Person.id == FactChange.by_id)
        .where(FactChange.customer_id == customer_id)
        .order_by(FactChange.version.desc())
        .limit(20)
    ).all()
    return FileView(
        case.customer,
        called(case.portfolio.name, case.portfolio.name_zh),
        called(case.creditor.name, case.creditor.name_zh),
        tuple(
            request_lines(session, now, customer_id=customer_id, accounts={str(a.id): a.external_id for a in accounts})
        ),
        tuple(
            (
                c,
                named(CONSENTS, c.kind),
                scope_words({"channels": c.channels, "hours": [c.window] if c.window else ()}),
                name or "",
            )
            for c, name in consents
        ),
        tuple((row[0], masking.phone(row[1]), row[2]) for row in phones),
        tuple(
            session.execute(select(Address).where(Address.customer_id == customer_id).order_by(Address.id)).scalars()
        ),
        accounts,
        tuple(proposals(session, actor_id, role, customer_id=customer_id)),
        conditions(case.facts, now, CN.zone, LOST.params),
        tuple((row[0], row[1] or "") for row in changes),
    )


def request_lines(
    session: Session,
    now: datetime,
    *,
    customer_id: int = 0,
    kinds: Sequence[str] = (),
    accounts: Mapping[str, str] | None = None,
    since: datetime | None = None,
) -> list[RequestLine]:
    """Return wishes and holds with their history: open ones first, then newest first."""
    lifter = aliased(Person)
    query = (
        select(Request, Customer, Person.name, lifter.name)
        .join(Customer, Customer.id == Request.customer_id)
        .outerjoin(Person, Person.id == Request.by_id)
        .outerjoin(lifter, lifter.id == Request.lifted_by_id)
        .order_by(Request.lifted_at.is_not(None), Request.id.desc())
        .limit(300)
    )
    if customer_id:
        query = query.where(Request.customer_id == customer_id)
    if kinds:
        query = query.where(Request.kind.in_(kinds))
    if since is not None:
        query = query.where(Request.since >= since)
    found = []
    for row, customer, by, lifted_by in session.execute(query).all():
        days = clock_days(row.kind, row.scope)
        due = row.since + timedelta(days=days) if days is not None else None
        open_ = row.answered_at is None and row.lifted_at is None
        found.append(
            RequestLine(
                row.id,
                row.kind,
                _kind(row.kind),
                scope_words(row.scope, accounts),
                row.since,
                row.until,
                row.by_party,
                by or "",
                row.by_id,
                row.written,
                row.wording or "",
                row.proof,
                bool(row.confirmed),
                days,
                due,
                row.answered_at,
                row.lifted_at,
                lifted_by or "",
                row.lifted_why,
                customer.id,
                customer.name,
                customer.external_id,
                due is not None and open_ and now >= due,
            )
        )
    return found


def complaints(session: Session, now: datetime) -> list[RequestLine]:
    """Return everything that must be answered by a day: complaints, disputes, claims."""
    found = request_lines(session, now, kinds=tuple(CLOCKS), since=now - REGISTER)
    open_ = [r for r in found if r.lifted_at is None]
    open_.sort(key=lambda r: (not r.red, r.due or now))
    return open_ + [r for r in found if r.lifted_at is not None]
