"""A file as lines of cells: which encoding, delimiter, sheet and line of column names it has."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from console.importing.encodings import SPOKEN, encoding_note, encoding_of
from console.importing.faults import BadFile, Note
from console.importing.fields import FIRST_NAMES, SECOND_NAMES, plain, same
from console.importing.file_kinds import EMPTY, NO_TABLE, kind_of
from console.importing.sheets import PROBE, SHARE_EVERY, Book, Line, Spool

MOST_CELLS = 200
LONGEST_LINE = 1_000_000
DELIMITERS = ",;\t|"
_SEP = re.compile(r"\ufeff?\"?sep=(.)\"?\s*")
NO_LINE = "Line %(line)s has no column names. Say which line has them."


@dataclass
class Table:
    """A file that can be read several times."""

    lines: Callable[[], Iterator[Line]]  # from the first line of the file on
    exact: bool  # a row that is too short has lost values (CSV); a sheet has its cells in their places
    notes: list[Note] = field(default_factory=list)
    sheet: str = ""
    share: list[int] = field(default_factory=lambda: [0])  # percent that the present reading has passed
    head_line: int = 0
    header: tuple[str, ...] = ()

    def rows(self) -> Iterator[Line]:
        """Yield the lines below the column names."""
        return (line for line in self.lines() if line[0] > self.head_line)


def open_table(path: Path, options: Mapping[str, Any]) -> Table:
    """Open a file and find its column names.

    ``options``: kind, names (field -> column name), sheet, head_line, file_name, and kept (settings of the source).
    """
    kind, named = str(options.get("kind", "customers")), tuple((options.get("names") or {}).values())

    def known(cells: list[Any]) -> int:
        """Return how many fields a line names."""
        return _known(cells, kind, named)

    def score(lines: list[Line]) -> int:
        return max((known(cells) for _, cells in lines), default=0)

    if kind_of(path, str(options.get("file_name", ""))) == "xlsx":
        book, share = Book(path), [0]
        sheet = book.choose(str(options.get("sheet") or ""), str((options.get("kept") or {}).get("sheet") or ""), score)
        table = Table(
            Spool(lambda: book.lines(sheet, share)),
            exact=False,
            notes=book.notes(sheet, score),
            sheet=sheet,
            share=share,
        )
    else:
        table = _csv(path, score)
    _find_head(table, known, int(options.get("head_line") or 0))
    return table


def cells(path: Path, file_name: str = "") -> Iterator[Line]:
    """Yield (line number, cells) of a CSV file or of the first sheet of a workbook, from the first line on."""

    def nothing(lines: list[Line]) -> int:
        return 0

    if kind_of(path, file_name) == "xlsx":
        book = Book(path)
        return book.lines(book.choose("", "", nothing))
    return _csv(path, nothing).lines()


def _known(cells: list[Any], kind: str, named: tuple[str, ...]) -> int:
    heads = [cell for cell in cells[: MOST_CELLS + 1] if isinstance(cell, str) and cell.strip()]
    said = {same(name) for name in named}
    fields = {FIRST_NAMES[kind].get(plain(cell)) or SECOND_NAMES[kind].get(plain(cell)) for cell in heads} - {None}
    return len(fields) + sum(1 for cell in heads if same(cell) in said)


def _find_head(table: Table, known: Callable[[list[Any]], int], wanted: int) -> None:
    """Set the line of column names: as said, else the first line that names the most fields."""
    lines = list(islice((line for line in table.lines() if any(str(c).strip() for c in line[1])), wanted or PROBE))
    if not lines:
        raise BadFile(EMPTY)
    if wanted:
        found = next((line for line in lines if line[0] == wanted), None)
        if found is None:
            raise BadFile(NO_LINE, line=wanted)
    else:
        found = max(lines, key=lambda line: known(line[1]))
        if known(found[1]) < 2:
            found = lines[0]
    table.head_line = found[0]
    header = [" ".join(str(cell).split()) for cell in found[1]]
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_CELLS:
        raise BadFile("The file has more than %(most)s columns. Keep those that are needed.", most=MOST_CELLS)
    table.header = tuple(header)
    above = sum(1 for line in lines if line[0] < found[0])
    if above:
        words: dict[str, object] = {"line": found[0], "count": above}
        table.notes.append(
            ("The column names are in line %(line)s. Lines above it that were not read: %(count)s.", words)
        )


def _csv(path: Path, score: Callable[[list[Line]], int]) -> Table:
    encoding, share = encoding_of(path), [0]
    sample = list(islice(_text_lines(path, encoding), PROBE))
    if any("\x00" in line for line in sample[:1]):
        raise BadFile(NO_TABLE)
    told = _SEP.fullmatch(sample[0]) if sample else None
    delimiter = told[1] if told else _delimiter(sample, score)
    skip = 1 if told else 0

    def lines() -> Iterator[Line]:
        return (line for line in _csv_lines(path, encoding, delimiter, share) if line[0] > skip)

    return Table(lines, exact=True, notes=encoding_note(encoding), share=share)


def _delimiter(sample: list[str], score: Callable[[list[Line]], int]) -> str:
    """Return the sign between the cells: the one under which a line names the most fields, else the commonest."""

    def mark(sign: str) -> int:
        try:
            return score([(0, row) for row in csv.reader(sample, delimiter=sign)])
        except csv.Error:
            return 0

    marks = {sign: mark(sign) for sign in DELIMITERS}
    best = max(marks, key=lambda sign: marks[sign])
    if marks[best] > 1:
        return best
    first = next((line for line in sample if line.strip()), "")
    most = Counter(sign for sign in first if sign in DELIMITERS).most_common(1)
    return most[0][0] if most else ","


def _text_lines(path: Path, encoding: str) -> Iterator[str]:
    with path.open("rb") as file, io.TextIOWrapper(file, encoding, errors="replace", newline="") as text:
        while line := text.readline(LONGEST_LINE):
            yield line


def _csv_lines(path: Path, encoding: str, delimiter: str, share: list[int]) -> Iterator[Line]:
    size = max(1, path.stat().st_size)
    with path.open("rb") as file, io.TextIOWrapper(file, encoding, newline="") as text:
        line = 0

        def lines() -> Iterator[str]:
            nonlocal line
            while one := text.readline(LONGEST_LINE):
                line += 1
                if len(one) >= LONGEST_LINE:
                    raise BadFile("Line %(line)s does not end. Is this a CSV file?", line=line)
                if line % SHARE_EVERY == 1:
                    share[0] = min(100, file.tell() * 100 // size)
                yield one

        try:
            for row in csv.reader(lines(), delimiter=delimiter):
                yield line, row
        except UnicodeDecodeError as error:
            raise BadFile(
                "After line %(line)s there is a byte that is not %(name)s. Save the file as UTF-8.",
                line=line,
                name=SPOKEN.get(encoding, encoding.upper()),
            ) from error
        except csv.Error as error:
            raise BadFile("Line %(line)s cannot be read as CSV: %(why)s.", line=line, why=str(error)) from error
