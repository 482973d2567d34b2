"""Why a customer whose contact is blocked sleeps, from the verdict's findings."""

from __future__ import annotations

from collections.abc import Iterable

# The first match in this order names the reason: what needs a person before what time heals.
_ORDER: tuple[tuple[str, str], ...] = (
    ("deceased", "legal"),
    ("incapacity", "legal"),
    ("illegal", "legal"),
    ("bankrupt", "legal"),
    ("cease", "cease"),
    ("optout", "cease"),
    ("attorney", "represented"),
    ("lawyer", "represented"),
    ("represented", "represented"),
    ("dispute", "dispute"),
    ("complaint", "complaint"),
    ("plan", "plan"),  # before "hard": the row is cn-hard-plan-stop
    ("hard", "hardship"),
    ("vulnerable", "hardship"),
    ("history", "history"),
    ("freq", "cap"),
    ("time", "quiet_hours"),
    ("number", "no_number"),
)


def sleep_reason(blocking: Iterable[tuple[str, tuple[str, ...]]]) -> str:
    """Give the sleep reason code for (rule id, missing facts) of the blocking findings."""
    rows = list(blocking)
    if any("freq" in rule and missing for rule, missing in rows):
        return "history"
    for part, reason in _ORDER:
        if any(part in rule for rule, _ in rows):
            return reason
    return "rule"
