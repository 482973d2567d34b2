"""Security events: a line of the log with a stable name for each act that guards or opens a door."""

from __future__ import annotations

from collections import Counter
from typing import Any

import structlog

from console.actions.call import Answer, Call

log = structlog.get_logger()
# action -> name in the log when it was done; None: only a refusal is told. The names never change.
EVENTS: dict[str, str | None] = {
    "people.sign_in": "security.sign_in",
    "people.sign_out": "security.sign_out",
    "people.confirm": "security.password_confirmed",
    "people.change_password": "security.password_changed",
    "people.reset_password": "security.password_reset",
    "people.add": "security.person_added",
    "people.change": "security.role_changed",
    "people.export": "security.exported",
    "factor.switch_on": "security.factor_on",
    "factor.switch_off": "security.factor_off",
    "factor.new_codes": "security.factor_codes",
    "factor.reset": "security.factor_reset",
    "factor.check": None,
    "factor.enter": "security.sign_in",
    "service.make_token": "security.token_made",
    "service.change_token": "security.token_changed",
    "service.end_token": "security.token_ended",
    "number.reveal": "security.number_revealed",
}
REFUSED = "security.refused"  # an act above that was refused; "act" names it
LIMITED = "security.limited"  # too many tries, or too fast
counted: Counter[str] = Counter()  # event -> how often in this process


def tell(name: str, **fields: Any) -> None:
    """Write one security event and count it."""
    counted[name] += 1
    log.info(name, **fields)


def tell_of(action: str, call: Call, args: tuple[Any, ...], answer: Answer) -> None:
    """Write the security event of an action, when it has one. Its arguments may hold secrets and are not written."""
    if action not in EVENTS:
        return
    fields: dict[str, Any] = {"actor": call.actor.key, "act": action}
    if action == "people.sign_in":
        fields |= {"login": str(args[0])[:80], "remote": str(args[2])}
    if answer.ok:
        name = EVENTS[action]
        if name is not None:
            tell(name, **fields)
        return
    tell(LIMITED if answer.code == "busy" else REFUSED, **fields, why=answer.code)
