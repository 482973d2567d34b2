"""Tables as CSV and XLSX. No cell starts a formula."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Sequence
from io import BytesIO, StringIO
from zoneinfo import ZoneInfo

import xlsxwriter
from flask import Response

from console.store.queries.officer import LogRow

Table = Sequence[Sequence[str | int | float]]
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def verdicts(rows: Sequence[LogRow], zone: ZoneInfo) -> list[list[str]]:
    """Return stored verdicts as a table, the header first."""
    table = [["at", "what", "who", "customer", "level", "rules", "next_allowed_at", "policy", "facts_sha256"]]
    for row in rows:
        table.append(
            [
                row.at.astimezone(zone).isoformat(),
                row.kind,
                row.actor,
                str(row.customer_id or ""),
                row.level,
                " ".join(row.rules),
                row.next_allowed_at,
                row.policy,
                row.digest,
            ]
        )
    return table


def _tame(cell: str) -> str:
    first = unicodedata.normalize("NFKC", cell.lstrip(" "))[:1]
    return "'" + cell if first and first in "=+-@\t\r" else cell


def as_csv(table: Table, to: StringIO) -> None:
    """Write a table as CSV."""
    writer = csv.writer(to)
    for row in table:
        writer.writerow([_tame(cell) if isinstance(cell, str) else cell for cell in row])


def as_xlsx(table: Table, to: BytesIO, sheet: str = "verdicts") -> None:
    """Write a table as one sheet with a bold header. Texts stay texts, numbers are numbers."""
    book = xlsxwriter.Workbook(to, {"in_memory": True, "strings_to_formulas": False})
    page = book.add_worksheet(sheet)
    bold = book.add_format({"bold": True})
    for number, row in enumerate(table):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                page.write_string(number, place, cell, bold if number == 0 else None)
            else:
                page.write_number(number, place, cell)
    page.autofit()
    book.close()


def file(body: bytes, name: str) -> Response:
    """Return a download. The extension of the name sets the type."""
    kind = KINDS[name.rpartition(".")[2]]
    return Response(body, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
