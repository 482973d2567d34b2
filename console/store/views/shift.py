"""The shift bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.domain.bilingual import Bilingual
from console.domain.facts import Money


@dataclass(frozen=True, slots=True)
class Figures:
    """Today's own figures of one agent. Seconds are whole."""

    contacts: int
    rpc: int
    promises: int
    promised: tuple[Money, ...]
    kept: int
    due: int  # promises that fell due today (denominator of kept)
    talk_seconds: int
    wrapup_seconds: int


@dataclass(frozen=True, slots=True)
class ShiftView:
    """The agent's state with its clock and the moves that are open now."""

    state: str  # offline ready offered in_contact wrap_up on_break
    phase: str  # as state, but in_contact is split: preview, dialing, talking, talked
    reason: str  # break reason code or ""
    since: datetime
    until: datetime | None  # offer or wrap-up ends here
    moves: tuple[str, ...]  # ready break offline accept decline extend end_wrap_up give_back
    break_reasons: tuple[tuple[str, Bilingual], ...]
    decline_reasons: tuple[tuple[str, Bilingual], ...]
    next_break: str  # a break asked for after this contact, or ""
    figures: Figures
