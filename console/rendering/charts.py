"""The geometry of charts that templates draw as SVG: bars, their labels and a scale with round steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 720, 220  # of the drawing, in its own units
LEFT, TOP, BOTTOM = 56, 18, 26  # room for the scale and the labels
LABELS = 14  # so many labels fit below
STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place, its label below, its value as text. Without a value ``height`` is None."""

    x: float
    y: float
    width: float
    height: float | None
    label: str
    text: str
    shown: bool  # the label below is drawn
    told: bool  # the value above is drawn
    few: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale."""

    y: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars over time or over the values of a dimension, with a scale."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Value:
    """What one bar shows."""

    label: str
    value: float | None
    text: str
    few: bool = False


def round_step(highest: float, lines: int = 4) -> float:
    """Return the round step with which about so many lines reach the highest value."""
    if highest <= 0:
        return 1.0
    rough = highest / lines
    size = 10 ** math.floor(math.log10(rough))
    return float(next(step * size for step in STEPS if step * size >= rough * 0.999))


def bars(values: Sequence[Value], scale: str = "") -> Chart:
    """Return a bar chart. ``scale`` follows each number of the scale, such as " %"."""
    numbers = [one.value for one in values if one.value is not None]
    step = round_step(max(numbers, default=0.0))
    top = step * max(1, math.ceil(max(numbers, default=0.0) / step - 1e-9))
    base, room = HEIGHT - BOTTOM, HEIGHT - BOTTOM - TOP
    slot = (WIDTH - LEFT) / max(1, len(values))
    every = max(1, math.ceil(len(values) / LABELS))
    drawn = []
    for place, one in enumerate(values):
        height = None if one.value is None else max(0.0, one.value) / top * room
        drawn.append(
            Bar(
                x=round(LEFT + place * slot + slot * 0.15, 2),
                y=round(base - (height or 0.0), 2),
                width=round(slot * 0.7, 2),
                height=None if height is None else round(height, 2),
                label=one.label,
                text=one.text,
                shown=place % every == 0,
                told=len(values) <= LABELS,
                few=one.few,
            )
        )
    lines = round(top / step)
    ticks = tuple(Tick(round(base - room * n / lines, 2), f"{step * n:,.10g}{scale}") for n in range(lines + 1))
    return Chart(tuple(drawn), ticks)
