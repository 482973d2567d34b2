"""The period of a guarantee: agreed, or six months from the due date (Civil Code 692, 693)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from console.domain.compliance.days import day_of, months_later
from console.domain.facts import Account


@dataclass(frozen=True, slots=True)
class Guarantee:
    """Whether the guarantor still answers for the debt. ``is_open`` None: the dates are not known."""

    is_open: bool | None
    kind: str | None = None  # joint, general
    facts: tuple[str, ...] = ()


def guarantee(accounts: Sequence[Account], today: date, months: int, *, every: bool = False) -> Guarantee:
    """Return the state of the guarantees of these debts together.

    ``every``: the debts were named, so that each of them must still be guaranteed.
    """
    rows = [_one(account, today, months) for account in accounts]
    states = [row.is_open for row in rows]
    kinds = {row.kind for row in rows if row.kind}
    kind = None if not kinds else ("general" if "general" in kinds else "joint")
    facts = tuple(sorted({fact for row in rows if row.is_open is False for fact in row.facts}))
    if states and (all(state is False for state in states) or (every and False in states)):
        return Guarantee(False, kind, facts)
    return Guarantee(True if states and None not in states else None, kind)


def _one(account: Account, today: date, months: int) -> Guarantee:
    """Return the state of one guarantee.

    The claim must be made within the period: against a joint guarantor directly, against a general one by a suit or
    arbitration against the debtor. What was claimed in time stays open.
    """
    kind = account.extra.get("guarantee_kind")
    due, agreed = account.due_on, day_of(account.extra.get("guarantee_until"))
    if agreed is not None and due is not None and agreed <= due:
        agreed = None  # a period that ends before the debt is due counts as none
    end = agreed or (months_later(due, months) if due is not None else None)
    if end is None or (kind is None and agreed is None):
        return Guarantee(None, kind)
    claims = {"joint": ("guarantee_demanded_on",), "general": ("guarantee_sued_on",)}
    made = [day_of(account.extra.get(name)) for name in claims.get(str(kind), ("guarantee_sued_on",))]
    if any(day is not None and day <= end for day in made):
        return Guarantee(True, kind)
    return Guarantee(today <= end, kind, (end.isoformat(),))
