"""Check one row of an imported file: the values as they are stored, or every reason against them.

Two kinds of file: ``customers`` (one row an account) and ``contacts`` (one row a past contact). CSV and XLSX come
here alike: a cell is text, or a value of a workbook (number, date).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from console.domain.facts import PARTIES
from console.importing.amounts import DecimalSign, amount, marks_of, money
from console.importing.fields import (
    CHANNELS,
    DAYS,
    FIELDS,
    HOLDS,
    IDS,
    INSTEAD,
    KINDS,
    MONEY,
    NEEDED,
    NUMBERS,
    PRODUCTS,
    RESULTS,
    RINGS,
    WORDS,
    plain,
)
from console.importing.values import (
    CUT,
    DayOrder,
    Fault,
    day,
    instant,
    is_cut,
    is_error,
    is_nothing,
    is_total,
    neat,
    phone,
    tail_of,
)

LONGEST = 500
LONGEST_ID = 80
# marks that reorder text, and zero-width characters: a name would look like another on the screen
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_WRAPPED = re.compile(r"=\"([^\"=]*)\"|['’]([^'’]+)")
_SEVERAL = re.compile(r"\d[^\d]*[/;|,、，；][^\d]*\d|\d{7,}\s+\+?\d{7,}")  # two numbers in one cell
_FLOAT = re.compile(r"(?<=\d)\.0$")  # a table program has made a number of it
WIDTH = "%(count)s values for %(heads)s columns"
ONE_VALUE = "%(count)s value for %(heads)s columns"
UNCLOSED = "a quotation mark does not close: several lines were read as one row"
WIDTHS = (WIDTH, ONE_VALUE, UNCLOSED)
TOTAL = "this is a totals row, not a customer"
HEAD_AGAIN = "this is the line of column names again, not a customer"
DATED = "the spreadsheet has turned this into a date: format it as text"
Reason = tuple[str, str, dict[str, object]]


@dataclass(frozen=True)
class Terms:
    """What applies to all rows of a file."""

    kind: str
    columns: Mapping[str, int]
    currency: str
    region: str  # of numbers written without a country
    zone: str  # of times written without an offset
    now: datetime
    decimal: DecimalSign = "point"
    strict: bool = False  # the decimal sign is not sure
    order: DayOrder = ""
    as_of: date | None = None  # the day of the list: days past due are counted to it
    heads: tuple[str, ...] = ()  # the column names, as far as there are any
    cut: frozenset[str] = frozenset()  # columns in which every long number has lost its last digits
    uncut: frozenset[str] = frozenset()  # columns of whole long numbers, in which zeros at the end are chance
    usual: int = 0  # the commonest width of a row: some programs end each line with a sign too many
    exact: bool = True  # a row that is too short is one, too (CSV)


class Cells:
    """The mapped cells of one row as plain text, and the reasons against the row."""

    def __init__(self, raw: list[Any], terms: Terms) -> None:
        self.raw, self.terms = raw, terms
        self.reasons: list[Reason] = []

    def fault(self, field: str, text: str, **words: object) -> None:
        """Add a reason: the field, an English text with %(name)s places, and their values."""
        self.reasons.append((field, text, words))

    def take(self, field: str, fault: Fault) -> None:
        """Add the fault of a value, if it has one."""
        if fault is not None:
            self.fault(field, fault[0], **fault[1])

    def value(self, field: str) -> Any:
        """Return the cell as the file has it."""
        index = self.terms.columns.get(field)
        return "" if index is None or index >= len(self.raw) else self.raw[index]

    def text(self, field: str, longest: int = LONGEST) -> str:
        """Return the cell as trimmed text, "" for what stands for no value.

        A formula, a control character, a too long text and a number that the sheet has cut are reasons.
        """
        value = self.value(field)
        if field in IDS or field in NUMBERS:
            value = unwrapped(value)
            if isinstance(value, datetime):
                self.fault(field, DATED)
            elif (is_cut(value) and not (field in self.terms.uncut and neat(value).isdigit())) or (
                field in self.terms.cut and tail_of(neat(value))
            ):
                self.fault(field, CUT)
        found = self._plain(field, _spelled(value))
        if len(found) > longest:
            self.fault(field, "is longer than %(most)s characters", most=longest)
            found = found[:longest]
        if found.startswith(("=", "@")):
            self.fault(field, "a formula is not a value")
        elif is_error(found):
            self.fault(field, "%(value)s is an error of a formula, not a value", value=found)
        return "" if is_nothing(found) else found

    def _plain(self, field: str, text: str) -> str:
        found = UNSEEN.sub("", neat(text[: 4 * LONGEST]))
        if CONTROL.search(found):
            self.fault(field, "contains control characters")
            found = CONTROL.sub("", found)
        return found

    def needs(self, field: str) -> bool:
        """Add a reason when a needed cell has no value. Return whether it has one."""
        found = neat(self.value(field))
        if found and is_nothing(found):
            self.fault(field, "%(value)r is no value, and one is needed", value=found[:40])
        elif not found:
            self.fault(field, "is empty")
        return bool(found) and not is_nothing(found)

    def has(self, field: str) -> bool:
        """Return whether the cell has a value."""
        found = neat(self.value(field))
        return bool(found) and not is_nothing(found)

    def money(self, field: str) -> int | None:
        """Return minor units. A number cell of a workbook needs no decimal sign."""
        value = self.value(field)
        if isinstance(value, int | float) and not isinstance(value, bool):
            found, fault = amount(value)
        else:
            text = self.text(field)
            found, fault = (
                (None, (CUT, {}))
                if is_cut(text)
                else money(text, self.terms.decimal, self.terms.strict, self.terms.currency)
            )
        self.take(field, fault)
        return found

    def code(self, field: str, known: tuple[str, ...], default: str = "") -> str:
        """Return the cell as one of the known codes."""
        given = self.text(field).lower() or default
        found = WORDS.get(given, given)
        if found and found not in known:
            self.fault(field, "write one of %(codes)s", codes=", ".join(known))
        return found

    def number(self, field: str) -> list[str]:
        """Return [E.164, kind, region, zone] of a telephone number, [] when there is none."""
        before = len(self.reasons)
        text = self.text(field, 40)
        if not text or len(self.reasons) > before:
            return []
        if _SEVERAL.search(text):
            self.fault(field, "%(value)r holds several numbers: give each a column of its own", value=text)
            return []
        text = _FLOAT.sub("", text)
        found, fault = phone(text, self.terms.region)
        if fault:
            self.fault(field, fault[0], value=text)
            return []
        return list(found)


def unwrapped(value: Any) -> Any:
    """Return an id or number without the signs by which sheets mark a text: ="001234" and '001234."""
    if not isinstance(value, str) or value[:1] not in ("=", "'", "’"):
        return value
    found = _WRAPPED.fullmatch(value.strip())
    return next((part for part in found.groups() if part is not None), value) if found else value


def _spelled(value: Any) -> str:
    """Return a cell as text: a number of a workbook without ".0" and noise, a date as its day."""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{round(value, 4):f}".rstrip("0")
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == datetime.min.time() else value.isoformat(" ")
    return str(value)


def no_record(raw: list[Any], terms: Terms) -> Reason | None:
    """Return why a row is not a customer or contact at all: its width, a totals row, the head again."""
    used = len(raw)
    while used and not str(raw[used - 1]).strip():
        used -= 1
    heads = len(terms.heads)
    shifted = used < heads and len(raw) > max(heads, terms.usual)  # a cell too many, and the last ones are empty
    if used > heads or (terms.exact and (len(raw) < heads or shifted)):
        if _totals(raw, terms):  # its label often stands alone
            return ("", TOTAL, {})
        if any(isinstance(cell, str) and "\n" in cell for cell in raw):
            return ("", UNCLOSED, {})
        count = len(raw) if terms.exact else used
        return ("", WIDTH if count > 1 else ONE_VALUE, {"count": count, "heads": heads})
    if _totals(raw, terms):
        return ("", TOTAL, {})
    same = [plain(raw[at]) == plain(terms.heads[at]) for at in terms.columns.values() if at < used]
    if len(same) > 1 and all(same):
        return ("", HEAD_AGAIN, {})
    return None


def _totals(raw: list[Any], terms: Terms) -> bool:
    """Return True for a row with the label of a total, and for one that holds nothing but amounts."""
    first = next((cell for cell in raw if not isinstance(cell, str) or cell.strip()), "")
    places = [terms.columns.get(field, len(raw)) for field in ("external_id", "name", "account_id")]
    named = [raw[at] for at in places if at < len(raw)]
    if any(isinstance(cell, str) and is_total(cell) for cell in (first, *named)):
        return True
    if terms.kind != "customers" or any(not is_nothing(neat(cell)) for cell in named):
        return False
    sums = {at for field, at in terms.columns.items() if field in (*MONEY, "days_past_due")}
    filled = {at for at, cell in enumerate(raw) if not is_nothing(neat(cell))}
    return bool(filled) and filled <= sums


def check_customer(raw: list[Any], terms: Terms) -> tuple[dict[str, Any], list[Reason]]:
    """Return (row, reasons) of one account."""
    cells = Cells(raw, terms)
    row: dict[str, Any] = {
        "external_id": cells.text("external_id", LONGEST_ID),
        "name": cells.text("name", 120),
        "account_id": cells.text("account_id", LONGEST_ID),
        **{field: cells.text(field) for field in ("product", "province", "address")},
    }
    if not row["account_id"].strip("0"):  # nothing but zeros is no account
        row["account_id"] = row["external_id"]
    row["product"] = PRODUCTS.get(row["product"].lower(), row["product"])
    for field in NEEDED["customers"]:
        if not any(cells.has(one) for one in INSTEAD.get(field, ())):
            cells.needs(field)
    for field in MONEY:
        row[field] = cells.money(field)
    given = cells.text("currency").upper() or terms.currency
    if given != terms.currency and given.lower() not in marks_of(terms.currency):
        cells.fault("currency", "the portfolio is in %(code)s", code=terms.currency)
    row["currency"] = terms.currency
    row["due_on"], fault = day(_dated(cells, "due_on"), terms.order)
    cells.take("due_on", fault)
    row["days_past_due"] = _days(cells, row["due_on"])
    row["phones"] = []
    for field in ("phone", "phone_2", "phone_3"):
        found = cells.number(field)
        if found and found not in row["phones"]:
            row["phones"].append(found)
    row["hold"] = cells.code("hold", HOLDS)
    return row, cells.reasons


def _dated(cells: Cells, field: str) -> Any:
    """Return a date of a workbook as it is, anything else as text."""
    value = cells.value(field)
    text = cells.text(field)
    return value if isinstance(value, datetime) else text


def _days(cells: Cells, due_on: str | None) -> int:
    """Return the days past due: as the file says, else from the due date to the day of the list."""
    text = cells.text("days_past_due")
    if text:
        whole = re.fullmatch(r"([0-9]{1,5})([.,]0+)?", text)
        if not whole:
            cells.fault("days_past_due", "write a whole number of days, 0 or more")
        return int(whole[1]) if whole else 0
    if not due_on or cells.terms.as_of is None:
        return 0
    return max(0, (cells.terms.as_of - date.fromisoformat(due_on)).days)


def check_contact(raw: list[Any], terms: Terms) -> tuple[dict[str, Any], list[Reason]]:
    """Return (row, reasons) of a past contact. ``at`` is UTC as ISO text."""
    cells = Cells(raw, terms)
    for field in NEEDED["contacts"]:
        # a contact without a result is stored as begun: it counts in every cap that it could count in
        if field != "result":
            cells.needs(field)
    row: dict[str, Any] = {
        "external_id": cells.text("external_id", LONGEST_ID),
        "contact_id": cells.text("contact_id", LONGEST_ID),
        "channel": cells.code("channel", CHANNELS),
        "direction": cells.code("direction", ("out", "in"), "out"),
        "result": cells.code("result", RESULTS) or None,
        "agency": cells.text("agency", 80),
        "party": cells.code("party", PARTIES, "debtor"),
        "number": cells.number("number"),
    }
    zone = cells.text("zone", LONGEST_ID) or terms.zone
    row["at"], fault = instant(cells.value("at"), cells.text("at"), zone, terms.order)
    cells.take("at", fault)
    if row["at"] and row["at"] > terms.now.isoformat():
        cells.fault("at", "is in the future")
    outbound = row["channel"] in RINGS and row["direction"] == "out"
    if outbound and not cells.has("number"):
        cells.fault("number", "is empty, but the law counts calls by number")
    return row, cells.reasons


CHECKS = {"customers": check_customer, "contacts": check_contact}
__all__ = ["CHECKS", "DAYS", "FIELDS", "KINDS", "NEEDED", "Reason", "Terms", "day", "instant", "money", "phone"]
