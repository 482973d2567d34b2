"""How a file writes amounts and days, decided from its whole columns: what one value leaves open, another proves.

What nothing decides is never guessed: such rows are held back, and the person is asked. What a person says, or has
said for this source before, stands. When the file contradicts what is kept, that is asked, too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from console.importing.amounts import DecimalSign, bare_amount
from console.importing.faults import Note
from console.importing.fields import AMOUNTS, DAYS, IDS
from console.importing.values import DayOrder, neat, order_told, tail_of

Seen = tuple[int, str]  # line and value
_ONE_SIGN = re.compile(r"[+-]?(\d+)([.,])(\d+)")
_BOTH_SIGNS = re.compile(r"[+-]?\d{1,3}(?:([., '])\d{3})+([.,])\d+")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
MOST_DAYS = 20  # different texts of the list's day that are looked at
ENOUGH = 200  # long numbers in a column, from which on a few that end in 000 are chance
TWO_WAYS = (
    "Amounts are written in two ways: %(one)s in line %(one_line)s, %(other)s in line %(other_line)s. "
    "Choose the decimal sign."
)
UNCLEAR = "%(value)s in line %(line)s may be thousands or decimals. Choose the decimal sign."
OTHER_SIGN = (
    "Line %(line)s has the amount %(value)s, but this source has written amounts with another decimal sign so far. "
    "Choose the decimal sign."
)
TWO_ORDERS = (
    "Dates are written in two ways: %(one)s in line %(one_line)s, %(other)s in line %(other_line)s. "
    "Choose whether the day or the month comes first."
)
UNCLEAR_ORDER = "%(value)s in line %(line)s may be two days. Choose whether the day or the month comes first."
OTHER_ORDER = (
    "Line %(line)s has the date %(value)s, but this source has written dates in another order so far. "
    "Choose whether the day or the month comes first."
)


def decimal_told(text: str) -> tuple[DecimalSign, bool]:
    """Return (the decimal sign that this amount proves, whether it leaves it open) for a text such as 1.234,56."""
    text = bare_amount(text)[0]
    if (found := _BOTH_SIGNS.fullmatch(text)) and found[1] != found[2]:
        return ("comma" if found[2] == "," else "point"), False
    if found := _GROUPED.fullmatch(text):  # 1,234,567
        return ("point" if found[1] == "," else "comma"), False
    if not (found := _ONE_SIGN.fullmatch(text)):
        return "", False
    whole, sign, part = found.groups()
    if len(part) == 3 and len(whole) <= 3 and not whole.startswith("0"):
        return "", True
    return ("comma" if sign == "," else "point"), False


@dataclass
class Columns:
    """What the columns of a file show, collected row by row."""

    columns: Mapping[str, int]
    signs: dict[str, Seen] = field(default_factory=dict)  # what is proved, or "," and "." for what is open
    orders: dict[str, Seen] = field(default_factory=dict)  # what is proved, or "open"
    long: dict[str, int] = field(default_factory=dict)  # field -> numbers of more than 15 digits
    cut: dict[str, int] = field(default_factory=dict)  # ... and those that end in zeros from the 16th digit on

    round: dict[str, int] = field(default_factory=dict)  # ... and those that end in 000
    widths: Counter[int] = field(default_factory=Counter)  # how many cells the rows have
    of_day: dict[str, int] = field(default_factory=dict)  # what the rows say is the day of the list -> first line

    def see(self, line: int, raw: list[Any]) -> None:
        """Look at one row."""
        self.widths[len(raw)] += 1
        for name, at in self.columns.items():
            if at >= len(raw):
                continue
            text = raw[at]
            if name == "as_of" and len(self.of_day) < MOST_DAYS and (said := str(text).strip()):
                self.of_day.setdefault(said, line)
            if not isinstance(text, str):
                continue
            if name in AMOUNTS:
                if "," in text or "." in text or not text.isascii():
                    sign, unclear = decimal_told(text)
                    shown = sign or (("," if "," in neat(text) else ".") if unclear else "")
                    if shown and shown not in self.signs:
                        self.signs[shown] = (line, neat(text)[:40])
            elif name in DAYS:
                order, unclear = order_told(text)
                key = order or ("open" if unclear else "")
                if key and key not in self.orders:
                    self.orders[key] = (line, neat(text)[:40])
            elif name in IDS and len(text) > 15 and (tail := tail_of(neat(text))):
                self.long[name] = self.long.get(name, 0) + 1
                self.cut[name] = self.cut.get(name, 0) + (set(tail) == {"0"})
                self.round[name] = self.round.get(name, 0) + text.rstrip().endswith("000")

    def cut_columns(self) -> frozenset[str]:
        """Return the columns in which every number of more than 15 digits has lost the last ones."""
        return frozenset(name for name, count in self.long.items() if count > 1 and self.cut[name] == count)

    def usual_width(self) -> int:
        """Return the commonest number of cells of a row."""
        return max(self.widths, key=lambda width: self.widths[width], default=0)

    def text_columns(self) -> frozenset[str]:
        """Return the columns with so many whole long numbers that the few which end in 000 are chance."""
        return frozenset(
            name for name, count in self.long.items() if count >= ENOUGH and self.round[name] * 100 <= count
        )


@dataclass(frozen=True)
class Proposal:
    """How the amounts and days of a file are read."""

    decimal: DecimalSign
    strict: bool  # amounts that may be thousands or decimals are held back
    order: DayOrder  # "" = days that could be two days are held back
    notes: tuple[Note, ...]
    asks: tuple[Note, ...]  # what a person should say before the file is read again


def propose(seen: Columns, said: Mapping[str, str], kept: Mapping[str, str], *, sure: bool = False) -> Proposal:
    """Decide from whole columns, what a person said and what is kept for the source.

    ``sure``: nobody looks at a report before the file counts, so that 1,234 alone is asked, too.
    """
    asks: list[Note] = []
    decimal, strict = _decimal(seen, said.get("decimal", ""), kept.get("decimal", ""), asks, sure)
    order = _order(seen, said.get("dates", ""), kept.get("dates", ""), asks)
    notes: list[Note] = []
    if decimal == "comma":
        notes.append(("Amounts are read with a decimal comma: 1.234,56.", {}))
    elif decimal == "point" and seen.signs:
        notes.append(("Amounts are read with a decimal point: 1,234.56.", {}))
    if order == "dmy" and seen.orders:
        notes.append(("Dates are read with the day first: 31/12/2026.", {}))
    elif order == "mdy" and seen.orders:
        notes.append(("Dates are read with the month first: 12/31/2026.", {}))
    return Proposal(decimal, strict, order, tuple(notes), tuple(asks))


def _decimal(seen: Columns, said: str, kept: str, asks: list[Note], sure: bool) -> tuple[DecimalSign, bool]:
    """Return (decimal sign, whether what is open is held back)."""
    if said:
        return cast(DecimalSign, said), False
    proved = [sign for sign in ("point", "comma") if sign in seen.signs]
    other = next((sign for sign in proved if kept and sign != kept), "")
    if len(proved) == 2:
        asks.append((TWO_WAYS, _both(seen.signs["point"], seen.signs["comma"])))
    elif other:
        asks.append((OTHER_SIGN, _one(seen.signs[other])))
    elif not proved and not kept and (open_sign := "." if "." in seen.signs else "," if sure else "") in seen.signs:
        asks.append((UNCLEAR, _one(seen.signs[open_sign])))
    # nothing but 1,234: three decimals are no money, and a comma between thousands is what most write
    found = kept or (proved[0] if len(proved) == 1 else "point" if seen.signs else "")
    return cast(DecimalSign, found), bool(asks)


def _order(seen: Columns, said: str, kept: str, asks: list[Note]) -> DayOrder:
    if said:
        return cast(DayOrder, said)
    before = len(asks)
    proved = [order for order in ("dmy", "mdy") if order in seen.orders]
    other = next((order for order in proved if kept and order != kept), "")
    if len(proved) == 2:
        asks.append((TWO_ORDERS, _both(seen.orders["dmy"], seen.orders["mdy"])))
    elif other:
        asks.append((OTHER_ORDER, _one(seen.orders[other])))
    elif not proved and not kept and "open" in seen.orders:
        asks.append((UNCLEAR_ORDER, _one(seen.orders["open"])))
    return "" if len(asks) > before else cast(DayOrder, kept or "".join(proved))


def _one(seen: Seen) -> dict[str, object]:
    return {"line": seen[0], "value": seen[1]}


def _both(one: Seen, other: Seen) -> dict[str, object]:
    return {"one_line": one[0], "one": one[1], "other_line": other[0], "other": other[1]}


def see_all(columns: Mapping[str, int], rows: Iterable[tuple[int, list[Any]]]) -> Columns:
    """Return what the columns of these rows show."""
    seen = Columns(columns)
    for line, raw in rows:
        seen.see(line, raw)
    return seen
