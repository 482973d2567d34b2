"""What the board says of an agent: from when on a state takes long, and which state needs the lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain.bilingual import Bilingual
from console.domain.shift import LIMITS

# seconds after which the time in a state stands out, and after which it is too long
THRESHOLDS: Mapping[str, tuple[int, int]] = {
    "offered": (20, LIMITS["offered"]),
    "preview": (180, 600),
    "dialing": (45, 120),
    "talking": (1200, LIMITS["in_contact"]),
    "talked": (60, 300),
    "wrap_up": (120, LIMITS["wrap_up"]),
    "on_break": (1800, LIMITS["on_break"]),
    "ready": (300, 900),
}
OUT = {
    "offered": Bilingual("Offer unanswered: end the shift", "派案未响应：请结束其班次"),
    "in_contact": Bilingual("Very long contact: talk to the agent, or take over", "通话过长：请联系坐席或接管客户"),
    "wrap_up": Bilingual("Long wrap-up: talk to the agent, or end the shift", "话后处理过长：请联系或结束其班次"),
    "on_break": Bilingual("Long break: talk to the agent, or end the shift", "休息过长：请联系或结束其班次"),
}
GONE = Bilingual("Left during a contact: take the customer over", "联系中离开：请接管客户")
SILENT = Bilingual("Ready without a signal: end the shift", "就绪但无信号：请结束其班次")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in one state."""

    state: str
    reason: str
    began_at: datetime
    ended_at: datetime


def moments(phase: str, since: datetime, until: datetime | None = None) -> tuple[datetime | None, datetime | None]:
    """Return from when on the time in this phase stands out, and from when on it is too long.

    ``until`` is the end of an offer: a queue may let its offers stand for minutes, and so long none is too long.
    """
    if phase not in THRESHOLDS:
        return None, None
    slow, late = (since + timedelta(seconds=seconds) for seconds in THRESHOLDS[phase])
    return slow, max(late, until) if phase == "offered" and until is not None else late


def way_out(
    state: str, since: datetime, now: datetime, until: datetime | None = None, *, gone: bool, seen: bool
) -> Bilingual | None:
    """Return what a lead should do about this agent, or None when nothing is wrong. ``until`` as in ``moments``."""
    if gone:
        return GONE
    if state == "ready" and not seen:
        return SILENT
    if state == "offered" and until is not None and now <= until:
        return None
    limit = LIMITS.get(state)
    late = limit is not None and (now - since).total_seconds() > limit
    return OUT.get(state) if late else None


def strip(stretches: list[Stretch], start: datetime, end: datetime, width: int) -> list[tuple[Stretch, float, float]]:
    """Return each stretch with its place and length on a strip of this width; what lies outside is cut off."""
    whole = max((end - start).total_seconds(), 1.0)
    placed = []
    for one in stretches:
        first, last = max(one.began_at, start), min(one.ended_at, end)
        if last > first:
            x, w = (first - start).total_seconds() / whole * width, (last - first).total_seconds() / whole * width
            placed.append((one, round(x, 2), round(w, 2)))
    return placed
