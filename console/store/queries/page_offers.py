"""What a customer may agree to alone on the own page: plans of the site's matrix, and lawful times for a call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.compliance import Proposed, check
from console.domain.credit_grade import grade
from console.domain.customer_page import PAGE_ROLE
from console.domain.errors import NotYours
from console.domain.facts import Money
from console.domain.offers import ABILITIES, Ability, Offer, ability_of, offers, within
from console.store.customer_case import Case, load_case
from console.store.models import Account, Customer

AHEAD = 7  # days in which a time for a call may be chosen
HOURS = range(8, 22)  # the law leaves out more of them
SOON = timedelta(minutes=30)  # the first time that may be chosen, from now


@dataclass(frozen=True, slots=True)
class PlanChoice:
    """One plan that the customer may agree to alone, or with a person's word (``mine`` False)."""

    kind: str
    words: Bilingual
    why: Bilingual
    parts: tuple[tuple[date, Money], ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class PlansPage:
    """The plans for what the customer says of the own means. ``ability`` is "unknown" before that."""

    currency: str
    owed: Money
    ability: str
    facts_version: int
    choices: tuple[PlanChoice, ...]


@dataclass(frozen=True, slots=True)
class Debt:
    """One debt of the customer who pays."""

    account_id: int
    creditor_id: int
    number: str
    balance: Money


def debt_of(session: Session, customer_id: int, account_id: int) -> Debt:
    """Return a debt of this customer. Raises NotYours for any other."""
    row = session.execute(
        select(Account.id, Account.external_id, Account.balance_minor, Account.currency, Customer.creditor_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Account.id == account_id, Account.customer_id == customer_id)
    ).one_or_none()
    if row is None:
        raise NotYours()
    return Debt(row.id, row.creditor_id, row.external_id, Money(max(0, row.balance_minor), row.currency))


def plans_page(
    session: Session, customer_id: int, now: datetime, income: int | None = None, must_pay: int | None = None
) -> PlansPage | None:
    """Return the plans for a monthly income and what must be spent (minor units), which are stored nowhere."""
    case = load_case(session, customer_id, now, history=True)
    if case is None:
        return None
    currency = case.customer.currency
    owed = sum(max(0, a.balance or 0) for a in case.facts.accounts or () if a.currency == currency)
    ability = ability_of(income, must_pay, owed)
    choices = tuple(
        PlanChoice(
            offer.kind,
            Bilingual(offer.en, offer.zh),
            Bilingual(offer.why_en, offer.why_zh),
            tuple((on, Money(minor, currency)) for on, minor in offer.parts),
            bool(offer.parts) and within(PAGE_ROLE, offer.terms),
        )
        for offer in offers_of(case, ability, now)
        if offer.kind not in ("ask", "reminder")
    )
    return PlansPage(currency, Money(owed, currency), ability, case.customer.facts_version, choices)


def offers_of(case: Case, ability: str, now: datetime, payday: int | None = None) -> tuple[Offer, ...]:
    """Return the offers of the matrix for what the customer says of the own means."""
    facts, customer = case.facts, case.customer
    accounts = facts.accounts or ()
    graded = grade(accounts, facts.history or (), facts.promises or ())
    said: Ability = ability if ability in ABILITIES else "unknown"
    return offers(
        graded.letter,
        said,
        customer.stage,
        sum(max(0, a.balance or 0) for a in accounts if a.currency == customer.currency),
        now.astimezone(ZoneInfo(customer.zone)).date(),
        product=accounts[0].product if accounts else None,
        off_days=frozenset(day for day, _ in facts.holidays or ()),
        payday=payday,
    )


def free_slot(case: Case, at: datetime, now: datetime) -> bool:
    """Return True when this is a full hour of the coming days at which a call would be lawful."""
    if not now + SOON <= at <= now + timedelta(days=AHEAD + 1):  # first: a year 9999 has no local time in each place
        return False
    local = at.astimezone(ZoneInfo(case.customer.zone))
    return not (local.minute or local.second or local.microsecond) and _lawful(case, at)


def slots(case: Case, now: datetime) -> Iterator[datetime]:
    """Yield the lawful times for a call in the coming days, one an hour."""
    zone = ZoneInfo(case.customer.zone)
    today = now.astimezone(zone).date()
    for ahead in range(AHEAD):
        for hour in HOURS:
            at = datetime.combine(today + timedelta(days=ahead), time(hour), zone)
            if at >= now + SOON and _lawful(case, at):
                yield at


def _lawful(case: Case, at: datetime) -> bool:
    number = next((p.e164 for p in case.facts.phones or () if p.status == "usable" and p.role == "debtor"), None)
    if number is None:
        return False
    proposed = Proposed("call", number=number, at=at)
    return not check(proposed, case.facts, case.packs, at, plan=False).blocked
