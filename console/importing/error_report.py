"""The rows of an import that were held back, as CSV with the reasons."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from typing import TextIO

from sqlalchemy import select

from console.store.models import Staging
from console.store.unit_of_work import Database

HEAD = ("line", "reasons", "external_id", "name", "account_id", "at", "number")


def filled(text: str, words: Mapping[str, object]) -> str:
    """Return a reason with its values filled in."""
    return text % words if words else text


def error_lines(
    database: Database,
    run_id: int,
    say: Callable[[str, Mapping[str, object]], str] = filled,
    name: Callable[[str], str] = str,
) -> Iterator[str]:
    """Yield the CSV of every row that was held back, the header first. Cells that look like formulas are disarmed.

    ``say`` translates a reason into the reader's language, and ``name`` a field.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([name(head) for head in HEAD])
    with database.reading() as session:
        for line, errors, row in session.execute(
            select(Staging.line, Staging.errors, Staging.row)
            .where(Staging.run_id == run_id, Staging.held.is_(True))
            .order_by(Staging.line)
            .execution_options(yield_per=500)
        ):
            yield out.getvalue()
            out.seek(0)
            out.truncate()
            reasons = "; ".join(
                f"{name(field)}: {say(text, words)}" if field else say(text, words) for field, text, words in errors
            )
            cells = [row.get(k) or "" for k in ("external_id", "name", "account_id", "at")]
            number = (row.get("number") or [""])[0]
            writer.writerow([line, disarm(reasons), *(disarm(cell) for cell in (*cells, number))])
    yield out.getvalue()


def error_file(database: Database, run_id: int, out: TextIO) -> int:
    """Write the rows that were held back. Return their number."""
    count = -1
    for line in error_lines(database, run_id):
        out.write(line)
        count += 1
    return count


def disarm(value: object) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = str(value)
    return "'" + text if text.lstrip().startswith(("=", "+", "-", "@", "\t", "＝", "＋")) else text
