"""The safety state of a customer: nobody collects, and a call for help is always lawful. One row for each place.

The purpose "safety" is gated by this row alone: no hour, no cap and no request to stop stands against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.domain.compliance.context import Ctx
from console.domain.compliance.reach import THE_STOP
from console.domain.compliance.types import OUTBOUND, Hit, Rule


def safety_state(ctx: Ctx, p: Mapping[str, Any]) -> Hit | None:
    """While the safety state is on, only the agent or whoever took the alarm calls, and only for safety."""
    on = list(ctx.requests("safety"))
    if ctx.proposed.purpose == "safety":
        lawful = ctx.detail("safety_caller") is True and any(hold.scope.get("call_back") for hold in on)
        return Hit(severity="remind" if lawful else "", facts=("safety",))
    return Hit(facts=("safety",)) if on else None


def row(rule_id: str) -> Rule:
    """Return the row under the id of its pack."""
    return Rule(
        rule_id,
        "product policy",
        "",
        "block",
        "policy",
        "Safety state: only a safety call-back.",
        "安全状态：仅限安全回拨。",
        safety_state,
        reach=THE_STOP,
        purposes=(*OUTBOUND, "safety"),
    )
