"""The offers of this case, from the account's own history and what the customer says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.credit_grade import grade
from console.domain.errors import NotYours
from console.domain.facts import Money
from console.domain.offers import ABILITIES, Ability, Offer, offers, schedule, within
from console.store.customer_case import Case, load_case
from console.store.models import Handout, Person
from console.store.views import OfferView, PlanView


def plan_view(
    case: Case,
    ability: str,
    role: str,
    relief_open: bool,
    now: datetime,
    asked: Mapping[str, tuple[str, str]],
    payday: int | None = None,
) -> PlanView:
    """Return grade, ability and at most three offers; amounts in the customer's currency.

    ``asked``: kind of offer -> (state of the approval, its reason).
    """
    facts, customer = case.facts, case.customer
    accounts = facts.accounts or ()
    graded = grade(accounts, facts.history or (), facts.promises or ())
    owed = sum(max(0, a.balance or 0) for a in accounts if a.currency == customer.currency)
    said: Ability = ability if ability in ABILITIES else "unknown"
    today = now.astimezone(ZoneInfo(customer.zone)).date()
    given = offers(
        graded.letter,
        said,
        customer.stage,
        owed,
        today,
        relief_open=relief_open,
        product=accounts[0].product if accounts else None,
        off_days=frozenset(day for day, _ in facts.holidays or ()),
        payday=payday,
    )
    return PlanView(
        grade=graded.letter,
        points=graded.points,
        factors=tuple((Bilingual(f.en, f.zh), f.value, f.points) for f in graded.factors),
        ability=said,
        payday=payday,
        offers=tuple(_offer(offer, role, customer.currency, asked.get(offer.kind, ("", ""))) for offer in given),
    )


def _offer(offer: Offer, role: str, currency: str, asked: tuple[str, str]) -> OfferView:
    total = sum(amount for _, amount in offer.parts)
    return OfferView(
        kind=offer.kind,
        words=Bilingual(offer.en, offer.zh),
        why=Bilingual(offer.why_en, offer.why_zh),
        count=len(offer.parts),
        first_on=offer.parts[0][0] if offer.parts else None,
        part=Money(offer.parts[0][1], currency) if offer.parts else None,
        total=Money(total, currency) if offer.parts else None,
        parts=tuple((on, Money(minor, currency)) for on, minor in offer.parts),
        authority=offer.authority,
        mine=within(role, offer.terms),
        asked=asked[0],
        reason=asked[1],
    )


def plan_dates(
    session: Session, actor: Actor, handout_id: int, count: int, first: date, now: datetime
) -> list[tuple[date, Money]]:
    """Return (day, amount) of each part of a plan over everything that the customer owes.

    Raises NotYours for a hand-out of another agent (a lead may ask for the team's, the compliance officer for all),
    Invalid with the name of the field.
    """
    mine = (Handout.agent_id == actor.id) & Handout.ended_at.is_(None)
    if actor.role == "lead":
        mine = mine | (Person.team_id == actor.team_id)
    allowed = true() if actor.role == "compliance" else mine
    handout = session.execute(
        select(Handout).join(Person, Person.id == Handout.agent_id).where(Handout.id == handout_id, allowed)
    ).scalar_one_or_none()
    case = load_case(session, handout.customer_id, now) if handout is not None else None
    if handout is None or case is None:
        raise NotYours()
    owed = sum(max(0, a.balance or 0) for a in case.facts.accounts or ())
    off = frozenset(day for day, _ in case.facts.holidays or ())
    parts = schedule(owed, count, first, day=handout.payday, off_days=off)
    return [(on, Money(minor, case.customer.currency)) for on, minor in parts]
