"""Reading a made-up file without a database, as the tests of the file reader do it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import openpyxl

from console.importing.faults import Note, filled
from console.importing.reader import read

HEAD = "customer_id,name,account,balance,dpd,mobile"
CALLS = "customer_id,call_time,channel,mobile,result"
OPTIONS = {
    "currency": "CNY",
    "region": "CN",
    "zone": "Asia/Shanghai",
    "now": datetime(2026, 11, 30, 2, tzinfo=UTC).isoformat(),
}


@dataclass
class Found:
    """What the reader told about a file."""

    head: dict[str, Any] = field(default_factory=dict)
    rows: dict[int, dict[str, Any]] = field(default_factory=dict)  # good rows by line
    held: dict[int, str] = field(default_factory=dict)  # reasons by line
    totals: dict[str, Any] = field(default_factory=dict)

    @property
    def notes(self) -> str:
        return told(self.head["notes"])

    @property
    def asks(self) -> str:
        return told(self.head["asks"])

    def values(self, name: str) -> list[Any]:
        return [row[name] for row in self.rows.values()]


def told(notes: list[Note]) -> str:
    return " ".join(filled(text, words) for text, words in notes)


def found(path: Path, **options: Any) -> Found:
    """Read a file. Raises BadFile."""
    result = Found()
    for record in read(path, {**OPTIONS, "file_name": path.name, **options}):
        if "line" in record and record["errors"]:
            result.held[record["line"]] = "; ".join(
                f"{name}: {filled(text, words)}" for name, text, words in record["errors"]
            )
        elif "line" in record:
            result.rows[record["line"]] = record["row"]
        elif "head" in record:
            result.head |= record["head"]
        else:
            result.totals |= record
    return result


def csv(path: Path, *lines: str, head: str = HEAD, encoding: str = "utf-8", **options: Any) -> Found:
    """Write a CSV file and read it."""
    path = path / "list.csv" if path.is_dir() else path
    path.write_bytes("\n".join((head, *lines, "")).encode(encoding))
    return found(path, **options)


def xlsx(path: Path, *sheets: tuple[str, Sequence[Any]], hidden: tuple[str, ...] = (), **options: Any) -> Found:
    """Write a workbook of these sheets and read it."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, lines in sheets:
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
        if name in hidden:
            sheet.sheet_state = "hidden"
    path = path / "list.xlsx"
    book.save(path)
    return found(path, **options)
