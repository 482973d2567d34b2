"""Read a table of payments (CSV or XLSX), as a bank or another system writes it.

Columns, decimal sign and order of a date are found as for every other file (``tables``, ``columns``, ``proposals``).
But nobody looks at a report before a payment counts: a file that leaves something open is refused until somebody
says it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from console.domain.payments import PaymentRow
from console.importing.camt import Fault, name_or_none
from console.importing.columns import columns_of
from console.importing.faults import BadFile, all_of
from console.importing.proposals import Columns, Proposal, propose
from console.importing.row_checks import Cells, Terms, no_record
from console.importing.tables import Table, open_table
from console.importing.values import CUT, day, is_cut, is_nothing, neat

MOST_ROWS = 200_000
NO_CURRENCY = "the row names no currency, and none was said for the file"
NO_AMOUNT = "the row names no amount"
SIDES = (("amount", 1), ("credit", 1), ("debit", -1))
_SHORT_YEAR = re.compile(r"(\d{1,2}\.\d{1,2}\.)(\d{2})")  # with points the day comes first, and this century is meant


@dataclass(frozen=True)
class PaymentTable:
    """A table whose columns and whose way of writing are known."""

    table: Table
    terms: Terms
    proposal: Proposal

    @property
    def columns(self) -> dict[str, str]:
        """Field -> column name."""
        return {field: self.table.header[at] for field, at in self.terms.columns.items()}

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns that are not read."""
        used = set(self.terms.columns.values())
        return tuple(cell for at, cell in enumerate(self.table.header) if cell and at not in used)


def open_payments(
    path: Path, names: Mapping[str, str], said: Mapping[str, str], kept: Mapping[str, str], currency: str = ""
) -> PaymentTable:
    """Return the table with its columns found and its way of writing decided from whole columns.

    ``names``: field -> column name. ``said`` and ``kept``: decimal and dates, as a person says them and as the last
    file of the source was read. ``currency`` is that of rows which name none. Raises BadFile for a missing column,
    and when a person must say how the file is written.
    """
    table = open_table(path, {"kind": "payments", "names": names})
    columns = columns_of(table.header, "payments", names, currency)
    seen, count = Columns(columns), 0
    for line, raw in table.rows():
        seen.see(line, raw)
        count += any(str(cell).strip() for cell in raw)
        if count > MOST_ROWS:
            raise BadFile("The file has more than %(most)s rows. Split it.", most=MOST_ROWS)
    if not count:
        raise BadFile("The file has a header but no rows.")
    proposal = propose(seen, said, kept, sure=True)
    if proposal.asks:
        raise all_of(proposal.asks)
    terms = Terms(
        "payments",
        columns,
        currency,
        region="",
        zone="",
        now=datetime.max.replace(tzinfo=UTC),  # nothing of a payment depends on it
        decimal=proposal.decimal,
        order=proposal.order,
        heads=table.header,
        cut=seen.cut_columns(),
        uncut=seen.text_columns(),
        usual=seen.usual_width(),
        exact=table.exact,
    )
    return PaymentTable(table, terms, proposal)


def payment_rows(found: PaymentTable, bad: list[Fault]) -> Iterator[PaymentRow]:
    """Yield the payments of a table. Rows that cannot be read go into ``bad`` with their reason."""
    for line, raw in found.table.rows():
        if not any(str(cell).strip() for cell in raw):
            continue
        reason = no_record(raw, found.terms)
        row = _row(line, cells := Cells(raw, found.terms)) if reason is None else None
        if row is not None and not cells.reasons:
            yield row
        else:
            field, text, words = reason or cells.reasons[0]
            bad.append((line, field or "row", text, words))


def _row(line: int, cells: Cells) -> PaymentRow | None:
    """Return the payment of a row; None with the reasons in ``cells`` when it cannot be read."""
    amount = 0
    for field, sign in SIDES:
        if cells.has(field):
            minor = cells.money(field) or 0
            amount += sign * (abs(minor) if field == "debit" else minor)  # debits come with and without a minus
    if not cells.reasons and not amount:
        cells.fault("amount", NO_AMOUNT)
    on = _day(cells)
    currency = (_words(cells, "currency", 20) or cells.terms.currency).upper()
    if len(currency) != 3 or not currency.isalpha():
        cells.fault("currency", NO_CURRENCY)
    cells.text("account")  # a number that the sheet has cut names another account
    for field in ("id", "end_to_end", "reverses"):
        if is_cut(cells.value(field)) and not neat(cells.value(field)).isdigit():
            cells.fault(field, CUT)
    if on is None or cells.reasons:
        return None
    return PaymentRow(
        line=line,
        on=on,
        amount=amount,
        currency=currency,
        account=_words(cells, "account", 80),
        texts=tuple(text for text in (_words(cells, "reference", 500),) if text),
        bank_id=name_or_none(_words(cells, "id", 100)),
        end_to_end=name_or_none(_words(cells, "end_to_end", 80)),
        reverses=_words(cells, "reverses", 120),
        reversal=amount < 0,
    )


def _day(cells: Cells) -> date | None:
    value: Any = cells.value("date")
    if isinstance(value, int | float) or not isinstance(value, datetime):
        value = cells.text("date")
        if short := _SHORT_YEAR.fullmatch(value):
            value = f"{short[1]}20{short[2]}"
    found, fault = day(value, cells.terms.order)
    cells.take("date", fault)
    if found is None and fault is None:
        cells.fault("date", "is empty")
    return date.fromisoformat(found) if found else None


def _words(cells: Cells, field: str, longest: int) -> str:
    """Return a text of the bank: full-width signs as plain ones, no control characters, "" for what stands for none."""
    value = cells.value(field)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).replace("\u2212", "-")
    text = " ".join("".join(sign for sign in text if unicodedata.category(sign) not in ("Cc", "Cf")).split())
    return "" if is_nothing(neat(text)) else text[:longest]
