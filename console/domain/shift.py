"""The agent's state machine: the legal moves and the state after each.

The state belongs to the agent: no automatic change turns a break into ready. A break asked for during a
contact is kept as ``next_state`` and wins over the automatic ready. Each move raises IllegalMove when the
state does not allow it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from console.domain.errors import IllegalMove

State = Literal["offline", "ready", "offered", "in_contact", "wrap_up", "on_break"]
STATES: tuple[State, ...] = ("offline", "ready", "offered", "in_contact", "wrap_up", "on_break")
HOLDING: frozenset[str] = frozenset({"offered", "in_contact", "wrap_up"})

# Seconds that a state may last before the team lead sees an alarm. Other states have no limit.
LIMITS: dict[str, int] = {"offered": 60, "in_contact": 3600, "wrap_up": 300, "on_break": 3600}

AWAY = timedelta(seconds=90)  # without a beat for longer, an agent loses customer and state
LEASE = timedelta(seconds=100)  # an accepted customer without a begun contact: AWAY and the delay of one beat
COLLEAGUE_OFFER = timedelta(seconds=60)  # how long an offer to a chosen colleague stands

BREAK_REASONS: dict[str, tuple[str, str]] = {
    "rest": ("Rest", "休息"),
    "meal": ("Meal", "用餐"),
    "training": ("Training", "培训"),
    "meeting": ("Meeting", "会议"),
    "breather": ("Breather after a hard call", "难缠通话后缓一缓"),
    "technical": ("Technical problem", "设备故障"),
}
# why an agent is on a break or off the shift without having asked for it
SYSTEM_REASONS: dict[str, tuple[str, str]] = {
    "missed_offer": ("An offer was missed", "错过了派案"),
    "lead": ("Set by the lead", "由组长设置"),
    "unseen": ("screen was silent", "终端无响应"),
    "recalled": ("A lead took the customer over", "组长已接管客户"),
    "access": ("Access changed", "账号权限有变"),
    "declines": ("Today’s declines are used up", "今日退案次数已用完"),
}
DECLINE_REASONS: dict[str, tuple[str, str]] = {
    "known": ("I know this person", "认识此客户"),
    "conflict": ("Earlier conflict with this customer", "曾与此客户有冲突"),
    "skill": ("Needs another language or skill", "需要其他语言或技能"),
    "technical": ("Technical problem", "设备故障"),
    "other": ("Other", "其他"),
}


DECLINES_A_DAY = 30  # offers and customers that one agent may decline or give back in a day
PERSONAL = ("known", "conflict")  # reasons that stand beyond that number: then the agent gets a break


@dataclass(frozen=True, slots=True)
class Shift:
    """The state of an agent. ``next_state``: what the agent asked for after the present customer."""

    state: State
    reason: str = ""
    next_state: str = ""
    next_reason: str = ""


def is_away(seen_at: datetime | None, now: datetime) -> bool:
    """Return True when the last beat of the agent's screen (None = never) is more than AWAY ago."""
    return seen_at is None or now - seen_at > AWAY


def _refuse(shift: Shift, move: str) -> IllegalMove:
    return IllegalMove("That is not possible now: your state is %(state)s.", state=shift.state, move=move)


def ready(shift: Shift) -> Shift:
    """Return the state after "ready". During a contact it cancels a break that was asked for."""
    if shift.state in ("offline", "on_break", "ready"):
        return Shift("ready")
    if shift.state in HOLDING:
        return Shift(shift.state, shift.reason)
    raise _refuse(shift, "ready")


def pause(shift: Shift, reason: str) -> Shift:
    """Return the state after "break": at once when free, else after the present customer."""
    if shift.state in HOLDING:
        return Shift(shift.state, shift.reason, "on_break", reason)
    return Shift("on_break", reason)


def leave(shift: Shift) -> Shift:
    """Return the state after "end shift": at once when free, else after the present customer."""
    if shift.state in HOLDING:
        return Shift(shift.state, shift.reason, "offline")
    return Shift("offline")


def offer(shift: Shift) -> Shift:
    """Return the state after a customer is offered. Only a ready agent gets an offer."""
    if shift.state != "ready":
        raise _refuse(shift, "offer")
    return Shift("offered")


def accept(shift: Shift) -> Shift:
    """Return the state after the agent accepts the offer: the preview begins."""
    if shift.state != "offered":
        raise _refuse(shift, "accept")
    return Shift("in_contact", "", shift.next_state, shift.next_reason)


def take(shift: Shift) -> Shift:
    """Return the state after a customer is taken without an offer (an inbound call, a transfer)."""
    if shift.state not in ("ready", "on_break", "offline"):
        raise _refuse(shift, "take")
    back = "" if shift.state == "ready" else shift.state
    return Shift("in_contact", "", back, shift.reason if back == "on_break" else "")


def finish(shift: Shift) -> Shift:
    """Return the state after an outcome is recorded: wrap-up."""
    if shift.state != "in_contact":
        raise _refuse(shift, "finish")
    return Shift("wrap_up", "", shift.next_state, shift.next_reason)


def release(shift: Shift, *, missed: bool = False, away: bool = False) -> Shift:
    """Return the state after the hand-out ended: what the agent asked for, else ready.

    ``missed``: the offer was missed, so the agent goes on a break. ``away``: the agent's page is gone, so the
    agent goes offline."""
    if shift.state not in HOLDING:
        return shift
    if shift.next_state == "on_break":
        return Shift("on_break", shift.next_reason)
    if shift.next_state == "offline" or away:
        return Shift("offline")
    if missed:
        return Shift("on_break", "missed_offer")
    return Shift("ready")


def moves(shift: Shift, phase: str) -> tuple[str, ...]:
    """Return the moves that are possible now, in the order of the buttons. ``phase``: "preview" adds giving back."""
    if shift.state == "offline":
        return ("ready", "break")
    if shift.state == "ready":
        return ("break", "offline")
    if shift.state == "on_break":
        return ("ready", "offline")
    after = ("ready",) if shift.next_state else ()
    if shift.state == "offered":
        return ("accept", "decline", "break", "offline", *after)
    if shift.state == "in_contact":
        free = ("give_back", "handover") if phase == "preview" else ("handover",)
        return (*free, "break", "offline", *after)
    return ("extend", "end_wrap_up", "break", "offline", *after)


def skill_of(text: str) -> str:
    """Return a skill in the one spelling in which it is stored and compared."""
    return " ".join(text.casefold().split())[:40]
