"""Rows that both packs hold: a debt that is over, a hold for a lawsuit, a purpose that is not proved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import Ctx
from console.domain.compliance.reach import AN_ACT, THE_DEBT, THE_LABEL
from console.domain.compliance.types import Hit, Rule
from console.domain.facts import Account

P = Mapping[str, Any]
OVER = ("paid", "settled", "discharged", "closed")


def debt_over(ctx: Ctx, p: P) -> Hit | None:
    """A debt that was paid, settled, discharged or closed is not collected, by no channel.

    When no debt is named, the contact is lawful while one of the debts is open.
    """
    rows = ctx.accounts()
    over = [Hit(facts=(account.id, _state(account))) for account in rows if _state(account)]
    if not ctx.proposed.account_ids and len(over) < len(rows):
        return None
    return strictest(over)


def _state(account: Account) -> str:
    status = str(account.extra.get("status") or "")
    return status if status in OVER else ""


def litigation_hold(ctx: Ctx, p: P) -> Hit | None:
    """What a lawsuit may need is not deleted, however old it is."""
    if ctx.detail("litigation_hold") is True:
        return Hit(facts=("litigation_hold",))
    sued = [account.id for account in ctx.accounts() if account.suit_filed and not account.judgment]
    return Hit(facts=("suit_filed", *sorted(sued)), severity="warn") if sued else None


def not_proved(ctx: Ctx, p: P) -> Hit | None:
    """A contact is judged as collecting when nothing shows that it answers, confirms or only gives notice."""
    return Hit(facts=(ctx.label,)) if ctx.label else None


def rows(label: str, over: tuple[str, str, str], hold: tuple[str, str, str, str]) -> tuple[Rule, ...]:
    """Return the rows of one pack.

    ``label``: the id of the row on purposes. ``over`` and ``hold``: id, law, article (and confidence).
    """
    return (
        Rule(
            label,
            "product policy",
            "",
            "warn",
            "policy",
            "Judged as collecting: the purpose is not shown.",
            "目的无依据，按催收处理。",
            not_proved,
            reach=THE_LABEL,
        ),
        Rule(
            *over,
            "block",
            "high",
            "This debt is over: do not collect.",
            "该债务已了结，不得催收。",
            debt_over,
            reach=THE_DEBT,
            purposes=("collect", "locate"),
            deeds=("contact", "plan", "suit"),
            reads="accounts",
        ),
        Rule(
            *hold[:3],
            "block",
            hold[3],
            "Held for a lawsuit: do not delete.",
            "涉诉留存，不得删除。",
            litigation_hold,
            reach=AN_ACT,
            deeds=("retention",),
            assumes=("details.litigation_hold",),
        ),
    )


CN_ROWS = rows(
    "house-purpose", ("cn-debt-over", "Civil Code", "557"), ("cn-litigation-hold", "Civil Procedure Law", "114", "med")
)
US_ROWS = rows(
    "us-purpose",
    ("us-debt-over", "12 CFR 1006; 11 USC", "18(b)(2)(i); 524(a)(2)"),
    ("us-litigation-hold", "FRCP", "37(e)", "med"),
)
