"""Read a table of payments (CSV or XLSX) with a mapping of its columns, as a bank or another system writes it.

The decimal sign and the order of a date are proposed from the whole column. When the column does not tell, the
file is refused until somebody says it: an amount is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from console.domain.input import LARGEST_AMOUNT, to_minor
from console.domain.payments import PaymentRow
from console.importing.camt import Fault
from console.importing.reader import BadFile, cells

PAYMENT_FIELDS: dict[str, tuple[str, ...]] = {
    "date": (
        *("date", "booking date", "booked on", "payment_date", "paid on", "buchungstag", "buchungsdatum"),
        *("入账日期", "入帳日期", "交易日期", "还款日期", "還款日期", "记账日期"),
    ),
    "amount": ("amount", "paid", "payment", "betrag", "金额", "金額", "还款金额", "還款金額", "交易金额"),
    "credit": ("credit", "credit amount", "haben", "贷方金额", "貸方金額", "收入金额", "收入"),
    "debit": ("debit", "debit amount", "soll", "借方金额", "借方金額", "支出金额", "支出"),
    "currency": ("currency", "währung", "waehrung", "币种", "幣別"),
    "account": ("account", "account_id", "account number", "账号", "账户", "借据号", "帳號"),
    "reference": (
        *("reference", "text", "remittance", "details", "description", "purpose", "verwendungszweck"),
        *("摘要", "附言", "用途", "备注", "備註"),
    ),
    "id": ("id", "payment_id", "transaction_id", "bank reference", "交易流水号", "流水号", "流水號"),
    "end_to_end": ("end_to_end", "end to end id", "endtoendid", "end-to-end", "ende-zu-ende-referenz"),
    "reverses": ("reverses", "reversal of", "original id", "原流水号", "原流水號", "原交易流水号"),
}
MOST_ROWS = 200_000
DECIMALS = (".", ",")
ORDERS = ("ymd", "dmy", "mdy")
SIGNS = re.compile(r"^[+-]?[0-9., '’\u00a0\u202f]+-?$")
_WHOLE = r"(\d+|\d{1,3}([%s]\d{3})+)"  # with the signs between thousands
STYLES = {".": re.compile(_WHOLE % ",'’ " + r"(\.\d+)?"), ",": re.compile(_WHOLE % ".'’ " + r"(,\d+)?")}
_UNCLEAR = re.compile(r"\d{1,3}[.,]\d{3}")  # thousands or three decimals
ORDERED = {
    "ymd": (re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"), (1, 2, 3)),
    "dmy": (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"), (3, 2, 1)),
    "mdy": (re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})"), (3, 1, 2)),
}
_SHORT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_TIME = re.compile(r"[T ]\d{1,2}:\d{2}(:\d{2})?(\.\d+)?([+-]\d{2}:?\d{2}|Z)?$")


@dataclass(frozen=True)
class Style:
    """How a table writes its numbers and dates."""

    decimal: str = "."
    order: str = "ymd"


@dataclass(frozen=True)
class Table:
    """A table that was read: what its columns are, how it writes, and its lines."""

    columns: Mapping[str, str]  # field -> header
    ignored: tuple[str, ...]
    style: Style
    at: Mapping[str, int]
    width: int
    lines: Sequence[tuple[int, list[str]]]


def open_table(path: Path, names: Mapping[str, str], decimal: str = "", order: str = "") -> Table:
    """Return the table with its columns found and its style proposed from whole columns.

    ``names``: field -> header, as the person says it. Raises BadFile when a column is missing, or when the style
    must be said.
    """
    rows = cells(path)
    _, first = next(rows, (0, []))
    header = [_plain(cell) for cell in first]
    if not any(header):
        raise BadFile("The file is empty. Its first line must name the columns.")
    at = _columns(header, names)
    lines = []
    for line, row in rows:
        plain = [_plain(cell) for cell in row]
        if any(plain):
            lines.append((line, plain))
        if len(lines) > MOST_ROWS:
            raise BadFile("The file has more than %(most)s rows. Split it.", most=MOST_ROWS)
    if not lines:
        raise BadFile("The file has a header but no rows.")
    money = [at[field] for field in ("amount", "credit", "debit") if field in at]
    style = Style(
        decimal or _decimal_of(value for _, row in lines for place in money if (value := _cell(row, place))),
        order or _order_of(_TIME.sub("", value) for _, row in lines if (value := _cell(row, at["date"]))),
    )
    ignored = tuple(str(cell) for place, cell in enumerate(header) if cell and place not in at.values())
    return Table({field: header[place] for field, place in at.items()}, ignored, style, at, len(header), lines)


def payment_rows(table: Table, currency: str, bad: list[Fault]) -> Iterator[PaymentRow]:
    """Yield the payments of a table. Rows that cannot be read go into ``bad`` with their reason.

    ``currency`` is that of rows which name none.
    """
    for line, row in table.lines:
        if any(row[table.width :]):
            bad.append((line, "row", "%(have)s values for %(want)s columns", {"have": len(row), "want": table.width}))
            continue
        value = {field: _cell(row, place) for field, place in table.at.items()}
        amount, fault = _amount(value, table.style)
        if fault is not None:
            bad.append((line, *fault))
            continue
        on = day_of(value["date"], table.style.order)
        if on is None:
            text = "%(value)r is not a date such as 2026-11-30"
            bad.append((line, "date", text, {"value": value["date"][:40]}))
            continue
        code = (value.get("currency") or currency).upper()
        if len(code) != 3 or not code.isalpha():
            bad.append((line, "currency", "the row names no currency, and none was said for the file", {}))
            continue
        yield PaymentRow(
            line=line,
            on=on,
            amount=amount,
            currency=code,
            account=value.get("account", "")[:80],
            texts=tuple(text for text in (value.get("reference", "")[:500],) if text),
            bank_id=value.get("id", "")[:100],
            end_to_end=value.get("end_to_end", "")[:80],
            reverses=value.get("reverses", "")[:120],
            reversal=amount < 0,
        )


def _plain(cell: Any) -> str:
    """Return a cell as text: full-width signs as plain ones, no control characters, dates as ISO text."""
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    if isinstance(cell, float):
        return f"{cell:.2f}" if abs(cell * 100 - round(cell * 100)) < 1e-6 else repr(cell)
    text = unicodedata.normalize("NFKC", "" if cell is None else str(cell)).replace("\u2212", "-")
    return " ".join("".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf")).split())


def _cell(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _columns(header: list[str], names: Mapping[str, str]) -> dict[str, int]:
    heads = [cell.lower() for cell in header]
    at: dict[str, int] = {}
    for field, name in names.items():
        wanted = _plain(name).lower()
        if heads.count(wanted) != 1:
            raise BadFile(
                "The file has no column %(name)s for %(field)s. Change this source's columns. It has: %(listed)s."
                if wanted not in heads
                else "The file has more than one column %(name)s for %(field)s. Rename them. It has: %(listed)s.",
                name=name,
                field=field,
                listed=", ".join(header[:20]),
            )
        at[field] = heads.index(wanted)
    for field, known in PAYMENT_FIELDS.items():
        if field in at:
            continue
        fits = [place for place, cell in enumerate(heads) if cell in known and place not in at.values()]
        if len(fits) > 1:
            raise BadFile(
                "Two columns, %(one)s and %(other)s, are both %(field)s. Rename or remove one of them.",
                one=header[fits[0]],
                other=header[fits[1]],
                field=field,
            )
        if fits:
            at[field] = fits[0]
    missing = [field for field in ("date",) if field not in at]
    if not {"amount", "credit", "debit"} & set(at):
        missing.append("amount")
    if not {"account", "reference", "end_to_end"} & set(at):
        missing.append("account")
    if missing:
        raise BadFile(
            "No column for %(missing)s. Rename columns, or say which column is which field. The file has: %(listed)s.",
            missing=", ".join(missing),
            listed=", ".join(header[:20]),
        )
    return at


def _decimal_of(values: Iterator[str]) -> str:
    """Return the decimal sign that every amount of the column fits."""
    seen = [_bare(value) for value in values if SIGNS.match(value)]
    telling = [value for value in seen if not _UNCLEAR.fullmatch(value)]
    fits = [sign for sign in DECIMALS if all(STYLES[sign].fullmatch(value) for value in telling)]
    unclear = len(telling) < len(seen)
    if len(fits) == 1:
        return fits[0]
    if not fits:
        raise BadFile("The amounts are written in two ways. Say which sign comes before the cents: a point or a comma.")
    if unclear:
        raise BadFile(
            "An amount such as %(value)s can be read in two ways. Say which sign comes before the cents.",
            value=next(value for value in seen if _UNCLEAR.fullmatch(value)),
        )
    return "."


def _order_of(values: Iterator[str]) -> str:
    """Return the order of day, month and year that every date of the column fits."""
    seen = [value for value in values if not _SHORT.fullmatch(value)]
    fits = [order for order in ORDERS if all(day_of(value, order) is not None for value in seen)]
    if len(fits) == 1 or not seen:
        return fits[0] if fits else "ymd"
    if set(fits) == {"dmy", "mdy"}:
        if all("." in value for value in seen):
            return "dmy"  # with points the day always comes first
        raise BadFile(
            "A date such as %(value)s can be read in two ways. Say whether the day or the month comes first.",
            value=seen[0],
        )
    counts = {order: sum(1 for value in seen if day_of(value, order) is not None) for order in ORDERS}
    return max(ORDERS, key=lambda order: counts[order])


def day_of(text: str, order: str) -> date | None:
    """Return the day that a text names, or None. A time of day after it is left out."""
    text = _TIME.sub("", text)
    found, places = _SHORT.fullmatch(text), (1, 2, 3)
    if found is None:
        pattern, places = ORDERED[order]
        found = pattern.fullmatch(text)
    if found is None:
        return None
    try:
        day = date(*(int(found.group(place)) for place in places))
    except ValueError:
        return None
    return day if 1980 <= day.year <= 2100 else None


def _bare(text: str) -> str:
    return text.strip().strip("+-").strip()


def _amount(value: Mapping[str, str], style: Style) -> tuple[int, tuple[str, str, dict[str, object]] | None]:
    """Return (minor units, fault): the amount, or what came in less what went out."""
    total, named = 0, False
    for field, sign in (("amount", 1), ("credit", 1), ("debit", -1)):
        text = value.get(field, "")
        if not text:
            continue
        named = True
        bare = _bare(text)
        minus = -1 if text.startswith("-") or text.endswith("-") else 1
        if not STYLES[style.decimal].fullmatch(bare):
            return 0, (field, "%(value)r is not an amount such as 1234.56", {"value": text[:40]})
        digits = re.sub(r"[^0-9]" if style.decimal not in bare else rf"[^0-9{re.escape(style.decimal)}]", "", bare)
        number = Decimal(digits.replace(style.decimal, "."))
        minor = to_minor(number) if number <= LARGEST_AMOUNT else None
        if minor is None:
            many = number <= LARGEST_AMOUNT
            return 0, (field, "has more than two decimals" if many else "is larger than any allowed amount", {})
        if field == "debit":
            minus = 1  # a column of debits holds them with or without a sign
        total += sign * minus * minor
    if not named or total == 0:
        return 0, ("amount", "the row names no amount", {})
    return total, None
