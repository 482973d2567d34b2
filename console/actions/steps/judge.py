"""Asking the law about one customer, with facts fresh in this transaction (rule 1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.domain.compliance import Proposed, Verdict, check, digest_of
from console.domain.facts import CustomerFacts, Purpose
from console.domain.sleep import sleep_reason
from console.store.case import Case, bound_packs, load_case

__all__ = ["Case", "Choice", "bound_packs", "brief", "choose", "load_case"]


@dataclass(frozen=True)
class Choice:
    """The verdict at choosing: the number to ring first, or why none and until when."""

    verdict: Verdict
    phone_id: int | None
    wake_at: datetime | None
    reason: str


def choose(case: Case, now: datetime, purpose: Purpose = "collect") -> Choice:
    """Judge each usable number as the dispatcher; one free number is enough."""
    if sum(max(0, account.balance or 0) for account in case.facts.accounts or ()) <= 0:
        return Choice(_verdict(case, None, now, purpose), None, None, "nothing_owed")
    usable = [
        p
        for p in case.facts.phones or ()
        if p.status == "usable" and p.role in ("debtor", "co_debtor")
    ]
    blocked: list[Verdict] = []
    for phone in usable:
        verdict = _verdict(case, phone.e164, now, purpose)
        if not verdict.blocked:
            return Choice(verdict, int(phone.id or 0), None, "")
        blocked.append(verdict)
    if not blocked:
        return Choice(_verdict(case, None, now, purpose), None, None, "no_number")
    planned = [_verdict(case, phone.e164, now, purpose, plan=True) for phone in usable]
    times = [v.next_allowed_at for v in planned if v.next_allowed_at is not None]
    first = planned[0]
    reason = sleep_reason(
        (finding.rule_id, finding.missing)
        for finding in first.findings
        if finding.severity == "block"
    )
    return Choice(first, None, min(times) if times else None, reason)


def _verdict(
    case: Case, number: str | None, now: datetime, purpose: Purpose, *, plan: bool = False
) -> Verdict:
    proposed = Proposed(
        "call",
        purpose=purpose,
        initiator="dispatcher",
        number=number,
        account_ids=tuple(account.id for account in case.facts.accounts or ()),
        at=now,
    )
    return check(proposed, case.facts, case.packs, now, plan=plan)


def brief(verdict: Verdict, facts: CustomerFacts) -> dict[str, Any]:
    """Give the verdict as it is kept with an attempt or in a chain, with its facts' digest."""
    at = verdict.next_allowed_at
    return {
        "level": verdict.level,
        "findings": [
            {"rule": finding.rule_id, "pack": finding.pack, "severity": finding.severity}
            for finding in verdict.findings
        ],
        "next_allowed_at": at.isoformat() if at else None,
        "policy": verdict.policy_version,
        "facts": digest_of(facts),
    }
