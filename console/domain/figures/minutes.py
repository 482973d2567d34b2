"""Paid minutes, all explained: every second of an agent's day stands in one part, with the row that says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TypeVar

# part -> (en, zh, lost). Lost: nobody is helped meanwhile. The order is that of the page
PARTS: Mapping[str, tuple[str, str, bool]] = {
    "talking": ("Talking", "通话", False),
    "ringing": ("Dialling and ringing", "拨号振铃", False),
    "reading": ("Reading the file, before and after the call", "通话前后查看资料", False),
    "wrap_up": ("Wrap-up", "话后处理", True),
    "answering": ("An offer waits to be answered", "等待响应派案", True),
    "no_customer": ("No lawful customer", "无合规可拨客户", True),
    "lead": ("Waiting for a lead", "等待组长审批", True),
    "technical": ("Slow screen or another technical problem", "系统卡顿或设备故障", True),
    "missed": ("Paused after a missed offer", "错过派案后暂停", True),
    "break": ("Break, training, meeting", "休息、培训、会议", True),
}
OF_STATE = {"ready": "no_customer", "offered": "answering", "wrap_up": "wrap_up", "on_break": "break"}
OF_REASON = {"technical": "technical", "missed_offer": "missed"}


@dataclass(frozen=True, slots=True)
class Spent:
    """A stretch of one state of an agent, with its reason; ``id`` 0 = the one that still runs."""

    agent: int
    state: str
    reason: str
    began_at: datetime
    ended_at: datetime
    id: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt of an agent. What has not come yet is None."""

    agent: int
    began_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class Wait:
    """A question to a lead, from the asking to the answer; None = still open."""

    agent: int
    asked_at: datetime
    decided_at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of paid time: its part, and the row that explains it (``log``, ``attempt`` or ``approval``)."""

    agent: int
    part: str
    began_at: datetime
    ended_at: datetime
    source: str
    id: int

    @property
    def seconds(self) -> float:
        """The length."""
        return (self.ended_at - self.began_at).total_seconds()


def pieces(
    spent: Sequence[Spent], calls: Sequence[Call], waits: Sequence[Wait], begins: datetime, ends: datetime
) -> Iterator[Piece]:
    """Yield the paid time of [begins, ends) as pieces that neither overlap nor leave a gap."""
    rung, asked = _by_agent(calls), _by_agent(waits)
    for stretch in sorted(spent, key=lambda one: (one.agent, one.began_at)):
        began, ended = max(stretch.began_at, begins), min(stretch.ended_at, ends)
        if stretch.state == "offline" or began >= ended:
            continue
        if stretch.state != "in_contact":
            part = OF_STATE[stretch.state]
            if part == "break":
                part = OF_REASON.get(stretch.reason, "break")
            yield Piece(stretch.agent, part, began, ended, "log", stretch.id)
            continue
        yield from _contact(stretch, began, ended, rung.get(stretch.agent, ()), asked.get(stretch.agent, ()))


T = TypeVar("T", Call, Wait)


def _by_agent(rows: Sequence[T]) -> dict[int, list[T]]:
    """Return the rows of each agent: a day of a large house has too many to look through all of them each time."""
    found: dict[int, list[T]] = {}
    for one in rows:
        found.setdefault(one.agent, []).append(one)
    return found


def _contact(
    stretch: Spent, began: datetime, ended: datetime, calls: Sequence[Call], waits: Sequence[Wait]
) -> Iterator[Piece]:
    """Yield a contact cut where a call rings, is answered or ends, and where a lead is asked or answers.

    ``calls`` and ``waits`` are the agent's own.
    """
    agent = stretch.agent
    spans = [
        ("lead", one.asked_at, one.decided_at or ended, "approval", one.id)
        for one in waits
        if one.asked_at < ended and (one.decided_at is None or one.decided_at > began)
    ]
    for call in calls:
        if call.began_at >= ended or (call.ended_at is not None and call.ended_at <= began):
            continue
        over = call.ended_at or ended
        if call.answered_at is not None:
            spans.append(("talking", call.answered_at, over, "attempt", call.id))
        spans.append(("ringing", call.began_at, call.answered_at or over, "attempt", call.id))
    cuts = {began, ended}
    for _, since, until, _, _ in spans:
        cuts |= {at for at in (since, until) if began < at < ended}
    points = sorted(cuts)
    for since, until in pairwise(points):
        here = next((span for span in spans if span[1] <= since and until <= span[2]), None)
        part, source, number = (here[0], here[3], here[4]) if here else ("reading", "log", stretch.id)
        yield Piece(agent, part, since, until, source, number)


def summed(found: Sequence[Piece]) -> dict[str, float]:
    """Return seconds by part, in the order of the page; parts without any are left out."""
    sums = dict.fromkeys(PARTS, 0.0)
    for piece in found:
        sums[piece.part] += piece.seconds
    return {part: seconds for part, seconds in sums.items() if seconds}
