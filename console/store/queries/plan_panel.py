"""The offers of this case: from the account's own history and what the customer says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from console.domain.facts import Money
from console.domain.grade import grade
from console.domain.offers import ABILITIES, Ability, Offer, offers, within
from console.store.case import Case
from console.store.views import OfferView, PlanView, Words


def plan_view(
    case: Case, ability: str, role: str, relief_open: bool, now: datetime,
    asked: Mapping[str, tuple[str, str]],
) -> PlanView:  # fmt: skip
    """Give grade, ability and at most three offers; amounts in the customer's currency.

    ``asked``: kind of offer -> (state of the approval, its reason).
    """
    facts, customer = case.facts, case.customer
    accounts = facts.accounts or ()
    graded = grade(accounts, facts.history or (), facts.promises or ())
    owed = sum(max(0, a.balance or 0) for a in accounts if a.currency == customer.currency)
    said: Ability = ability if ability in ABILITIES else "unknown"
    today = now.astimezone(ZoneInfo(customer.zone)).date()
    given = offers(
        graded.letter, said, customer.stage, owed, today, relief_open=relief_open,
        product=accounts[0].product if accounts else None,
        off_days=frozenset(day for day, _ in facts.holidays or ()),
    )  # fmt: skip
    return PlanView(
        grade=graded.letter,
        points=graded.points,
        factors=tuple((Words(f.en, f.zh), f.value, f.points) for f in graded.factors),
        ability=said,
        offers=tuple(
            _offer(offer, role, customer.currency, asked.get(offer.kind, ("", "")))
            for offer in given
        ),
    )


def _offer(offer: Offer, role: str, currency: str, asked: tuple[str, str]) -> OfferView:
    total = sum(amount for _, amount in offer.parts)
    return OfferView(
        kind=offer.kind,
        words=Words(offer.en, offer.zh),
        why=Words(offer.why_en, offer.why_zh),
        count=len(offer.parts),
        first_on=offer.parts[0][0] if offer.parts else None,
        part=Money(offer.parts[0][1], currency) if offer.parts else None,
        total=Money(total, currency) if offer.parts else None,
        authority=offer.authority,
        mine=within(role, offer.terms),
        asked=asked[0],
        reason=asked[1],
    )
