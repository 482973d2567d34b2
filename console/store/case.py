"""A customer with fresh facts and the packs that bind: what the law and the words are asked about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.domain.compliance import PACKS, Pack, packs_for
from console.domain.facts import CustomerFacts
from console.store.facts import load_customer, load_facts
from console.store.models import Creditor, Customer, Portfolio


@dataclass(frozen=True)
class Case:
    """A customer with the facts and the packs that bind."""

    customer: Customer
    portfolio: Portfolio
    creditor: Creditor
    facts: CustomerFacts
    packs: tuple[Pack, ...]


def load_case(
    session: Session, customer_id: int, now: datetime, *, lock: bool = False, history: bool = False
) -> Case | None:
    """Give the case of a customer, or None when there is no such customer."""
    row = load_customer(session, customer_id, lock=lock)
    if row is None:
        return None
    customer, portfolio, creditor = row
    facts = load_facts(session, customer, portfolio, creditor, now, history=history)
    return Case(customer, portfolio, creditor, facts, bound_packs(facts, portfolio.packs))


def bound_packs(facts: CustomerFacts, listed: Sequence[Any]) -> tuple[Pack, ...]:
    """Give the packs that bind: the creditor's home and the customer's places, as listed."""
    return packs_for(facts, [str(code) for code in listed if code in PACKS])
