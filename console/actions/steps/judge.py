"""Asking the law about one customer, with facts fresh in this transaction (rule 1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.domain.compliance import PACKS, Pack, Proposed, Verdict, check, packs_for
from console.domain.facts import CustomerFacts
from console.domain.sleep import sleep_reason
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


@dataclass(frozen=True)
class Choice:
    """The verdict at choosing: the number to ring first, or why none and until when."""

    verdict: Verdict
    phone_id: int | None
    wake_at: datetime | None
    reason: str


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


def choose(case: Case, now: datetime) -> Choice:
    """Judge each usable number as the dispatcher; one free number is enough."""
    if sum(max(0, account.balance or 0) for account in case.facts.accounts or ()) <= 0:
        return Choice(_verdict(case, None, now), None, None, "nothing_owed")
    usable = [
        p
        for p in case.facts.phones or ()
        if p.status == "usable" and p.role in ("debtor", "co_debtor")
    ]
    blocked: list[Verdict] = []
    for phone in usable:
        verdict = _verdict(case, phone.e164, now)
        if not verdict.blocked:
            return Choice(verdict, int(phone.id or 0), None, "")
        blocked.append(verdict)
    if not blocked:
        return Choice(_verdict(case, None, now), None, None, "no_number")
    planned = [_verdict(case, phone.e164, now, plan=True) for phone in usable]
    times = [v.next_allowed_at for v in planned if v.next_allowed_at is not None]
    first = planned[0]
    reason = sleep_reason(
        (finding.rule_id, finding.missing)
        for finding in first.findings
        if finding.severity == "block"
    )
    return Choice(first, None, min(times) if times else None, reason)


def _verdict(case: Case, number: str | None, now: datetime, *, plan: bool = False) -> Verdict:
    proposed = Proposed(
        "call",
        initiator="dispatcher",
        number=number,
        account_ids=tuple(account.id for account in case.facts.accounts or ()),
        at=now,
    )
    return check(proposed, case.facts, case.packs, now, plan=plan)


def brief(verdict: Verdict) -> dict[str, Any]:
    """Give the verdict as it is kept with an attempt or in a chain."""
    at = verdict.next_allowed_at
    return {
        "level": verdict.level,
        "findings": [
            {"rule": finding.rule_id, "pack": finding.pack, "severity": finding.severity}
            for finding in verdict.findings
        ],
        "next_allowed_at": at.isoformat() if at else None,
        "policy": verdict.policy_version,
        "facts": verdict.facts_digest,
    }
