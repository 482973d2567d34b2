"""A customer with fresh facts and the packs that bind: the input of the compliance check and of guidance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from console.domain.compliance import PACKS, Pack, packs_for
from console.domain.compliance.house_rules import with_house
from console.domain.facts import CustomerFacts
from console.store.cached.house_rules import binding
from console.store.customer_facts import load_customer, load_facts
from console.store.models import Agency, Creditor, Customer, Portfolio


@dataclass(frozen=True)
class Case:
    """A customer with the facts and the packs that bind."""

    customer: Customer
    portfolio: Portfolio
    creditor: Creditor
    facts: CustomerFacts
    packs: tuple[Pack, ...]
    agency: str = ""  # the agency that works the portfolio; "" = the creditor itself


def load_case(
    session: Session,
    customer_id: int,
    now: datetime,
    *,
    lock: bool = False,
    history: bool = False,
    team: int | None = None,
) -> Case | None:
    """Return the case of a customer, or None when there is no such customer.

    ``team`` is the team of the agent: some house rules bind one team only.
    """
    loaded = load_customer(session, customer_id, lock=lock)
    if loaded is None:
        return None
    customer, portfolio, creditor, version = loaded
    facts = load_facts(session, customer, portfolio, creditor, now, history=history, version=version)
    packs = bound_packs(session, facts, portfolio, version, now, team)
    agency = session.get(Agency, portfolio.agency_id) if portfolio.agency_id else None
    return Case(customer, portfolio, creditor, facts, packs, agency.name if agency else "")


def bound_packs(
    session: Session, facts: CustomerFacts, portfolio: Portfolio, version: int, now: datetime, team: int | None = None
) -> tuple[Pack, ...]:
    """Return the packs that bind, tightened by the house rules in force.

    The creditor's home and the places of the customer decide, as far as the portfolio lists them.
    """
    packs = packs_for(facts, [str(code) for code in portfolio.packs if code in PACKS])
    house = binding(session, facts, version, now, creditor=portfolio.creditor_id, portfolio=portfolio.id, team=team)
    return with_house(packs, house)
