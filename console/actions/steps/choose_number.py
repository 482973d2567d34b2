"""Asking the law which number of a customer may be rung, on facts read in this transaction (rule 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from console.domain.compliance import Proposed, Verdict, check
from console.domain.facts import Purpose
from console.domain.sleep_reasons import sleep_reason
from console.store.customer_case import Case, bound_packs, load_case

__all__ = ["Case", "Choice", "bound_packs", "choose", "load_case"]


@dataclass(frozen=True)
class Choice:
    """The verdict at choosing: the number to ring first, or why there is none and until when."""

    proposed: Proposed
    verdict: Verdict
    phone_id: int | None
    wake_at: datetime | None
    reason: str


def choose(case: Case, now: datetime, purpose: Purpose = "collect") -> Choice:
    """Judge each usable number as the dispatcher. One lawful number is enough."""
    if sum(max(0, account.balance or 0) for account in case.facts.accounts or ()) <= 0:
        return _asked(case, None, now, purpose, reason="nothing_owed")
    usable = [p for p in case.facts.phones or () if p.status == "usable" and p.role in ("debtor", "co_debtor")]
    for phone in usable:
        choice = _asked(case, phone.e164, now, purpose, int(phone.id or 0))
        if not choice.verdict.blocked:
            return choice
    if not usable:
        return _asked(case, None, now, purpose, reason="no_number")
    planned = [_asked(case, phone.e164, now, purpose, plan=True) for phone in usable]
    times = [at for one in planned if (at := one.verdict.next_allowed_at) is not None]
    first = planned[0]
    reason = sleep_reason(
        (finding.rule_id, finding.missing) for finding in first.verdict.findings if finding.severity == "block"
    )
    return replace(first, wake_at=min(times) if times else None, reason=reason)


def _asked(
    case: Case,
    number: str | None,
    now: datetime,
    purpose: Purpose,
    phone_id: int | None = None,
    *,
    plan: bool = False,
    reason: str = "",
) -> Choice:
    proposed = Proposed("call", purpose=purpose, initiator="dispatcher", number=number, at=now)
    verdict = check(proposed, case.facts, case.packs, now, plan=plan)
    return Choice(proposed, verdict, phone_id, None, reason)
