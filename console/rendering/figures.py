"""Figures as text: values, numerators and denominators, for the page, the files and the print."""

from __future__ import annotations

from console.domain.facts import Money
from console.domain.figures import Figure, Measure
from console.wording.formats import NONE, Writer

SCALES = {"percent": " %", "per_thousand": " ‰", "seconds": " s", "ratio": "", "money": ""}


def value_text(figure: Figure, writer: Writer) -> str:
    """Return a figure's value: "12.5 %", "6:40", "NT$135"; a dash where nothing can be divided."""
    return plain_text(figure.measure, figure.value, figure.currency, writer)


def plain_text(measure: Measure, value: float | None, currency: str, writer: Writer) -> str:
    """Return a value of a measure as text."""
    if value is None:
        return NONE
    match measure.unit:
        case "seconds":
            return minutes(round(value))
        case "money":
            return writer.money(Money(round(value), currency))
        case "ratio":
            return f"{value:.2f}"
        case _:
            return f"{value:.1f}{SCALES[measure.unit]}"


def minutes(seconds: int) -> str:
    """Return a length as minutes and seconds, from an hour on with hours before them: "6:40", "2:05:30"."""
    if seconds >= 3600:
        return f"{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return f"{seconds // 60}:{seconds % 60:02d}"


def above_text(figure: Figure, writer: Writer) -> str:
    """Return the numerator as text."""
    name, factor = figure.measure.above[0]
    return _number(name, figure.above // factor if name.endswith("_minor") else figure.above, figure.currency, writer)


def below_text(figure: Figure, writer: Writer) -> str:
    """Return the denominator as text."""
    return _number(figure.measure.below[0][0], figure.below, figure.currency, writer)


def _number(name: str, number: int, currency: str, writer: Writer) -> str:
    if name.endswith("_minor"):
        return writer.money(Money(number, currency)) if currency else "0"
    return minutes(number) if name.startswith("s_") else f"{number:,}"
