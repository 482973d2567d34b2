"""Workbooks (XLSX): which sheet is read, what is not, and the rows of the sheet."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import IO, Any

from console.importing.faults import BadFile, Note
from console.importing.file_kinds import EMPTY, NO_BOOK

Line = tuple[int, list[Any]]
NO_SHEET = "The workbook has no sheet %(name)s. It has: %(listed)s."
NEEDS_LIBRARY = "XLSX needs defusedxml. Run the set-up again, or save the file as CSV."
READ = "Sheet %(sheet)s was read."
NOT_READ = {  # (hidden, of one row) -> text
    (False, True): "Sheet %(sheet)s (1 row) was not read.",
    (False, False): "Sheet %(sheet)s (%(count)s rows) was not read.",
    (True, True): "Hidden sheet %(sheet)s (1 row) was not read.",
    (True, False): "Hidden sheet %(sheet)s (%(count)s rows) was not read.",
}
LONGEST_CELL = 32_767  # signs, in every spreadsheet
PROBE = 40  # lines in which the column names are looked for
COUNTED = 100_000  # rows up to which the rows of another sheet are counted
SHARE_EVERY = 500


class Spool:
    """The lines of a slow source: kept in a temporary file when they are read whole, and read again from there."""

    def __init__(self, source: Callable[[], Iterator[Line]]) -> None:
        self.source = source
        self.file: IO[bytes] | None = None

    def __call__(self) -> Iterator[Line]:
        """Yield the lines."""
        if self.file is not None:
            self.file.seek(0)
            while (line := pickle.load(self.file)) is not None:
                yield line
            return
        file = tempfile.TemporaryFile()  # noqa: SIM115 (it stays open between two readings)
        for line in self.source():
            pickle.dump(line, file, pickle.HIGHEST_PROTOCOL)
            yield line
        pickle.dump(None, file)
        self.file = file


class Book:
    """An open workbook."""

    def __init__(self, path: Path) -> None:
        from openpyxl import DEFUSEDXML, load_workbook

        if not DEFUSEDXML:
            raise BadFile(NEEDS_LIBRARY)
        try:
            self.sheets = {sheet.title: sheet for sheet in load_workbook(path, read_only=True).worksheets}
            self.hidden = {name for name, sheet in self.sheets.items() if sheet.sheet_state != "visible"}
            self.sizes = {name: max(1, sheet.max_row or 1) for name, sheet in self.sheets.items()}
            for sheet in self.sheets.values():
                sheet.reset_dimensions()  # a size that the file states wrongly would lose rows in silence
            self.probes = {name: list(islice(self.lines(name), PROBE)) for name in self.sheets}
        except BadFile:
            raise
        except Exception as error:  # a ZIP of something else fails in many ways
            raise BadFile(NO_BOOK) from error
        if not self.sheets:
            raise BadFile(NO_BOOK)

    def lines(self, name: str, share: list[int] | None = None) -> Iterator[Line]:
        """Yield (line number, cells without empty ones at the end) of a sheet."""
        for line, row in enumerate(self.sheets[name].iter_rows(values_only=True), 1):
            if share is not None and line % SHARE_EVERY == 1:
                share[0] = min(100, line * 100 // self.sizes[name])
            cells = ["" if value is None else _cell(value) for value in row]
            while cells and (cells[-1] == "" or str(cells[-1]).isspace()):
                cells.pop()
            yield line, cells

    def choose(self, wanted: str, kept: str, score: Callable[[list[Line]], int]) -> str:
        """Return the sheet to read: as named, as kept for the source, else the first with the most known columns."""
        found = {name.strip().casefold(): name for name in self.sheets}
        if wanted:
            if wanted.strip().casefold() not in found:
                raise BadFile(NO_SHEET, name=wanted[:40], listed=", ".join(list(self.sheets)[:20]))
            return found[wanted.strip().casefold()]
        if kept.strip().casefold() in found and kept:
            return found[kept.strip().casefold()]
        filled = [name for name, lines in self.probes.items() if any(cells for _, cells in lines)]
        if not filled:
            raise BadFile(EMPTY)
        seen = [name for name in filled if name not in self.hidden] or filled
        return max(seen, key=lambda name: score(self.probes[name]))  # of equals the first

    def notes(self, read: str, score: Callable[[list[Line]], int]) -> list[Note]:
        """Return which sheet was read and which were not, with their rows."""
        if len(self.sheets) == 1:
            return []
        notes: list[Note] = [(READ, {"sheet": read})]
        for name in self.sheets:
            heads = 1 if score(self.probes[name]) > 1 else 0
            count = 0 if name == read else max(0, self.count(name) - heads)
            if count:
                words: dict[str, object] = {
                    "sheet": name,
                    "count": f"{count:,}" if count < COUNTED else f"{COUNTED:,}+",
                }
                notes.append((NOT_READ[name in self.hidden, count == 1], words))
        if read in self.hidden:
            notes.append(("Sheet %(sheet)s is hidden in the workbook.", {"sheet": read}))
        return notes

    def count(self, name: str) -> int:
        """Return the filled rows of a sheet."""
        return sum(1 for _, cells in islice(self.lines(name), COUNTED + 1) if cells)


def _cell(value: object) -> object:
    """Return a cell as text, number or time. A date alone is its midnight; anything stranger is text."""
    if isinstance(value, str):
        return value[:LONGEST_CELL]
    if isinstance(value, int | float | datetime):
        return str(value) if isinstance(value, bool) else value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, time | timedelta):
        return str(value)
    return str(getattr(value, "text", value))  # the formula of an array
