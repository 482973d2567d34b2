"""Read a suppression list (CSV or XLSX): numbers or customers, each perhaps with a reason and a last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.actions import suppressions
from console.actions.call import Answer, Call
from console.actions.suppressions import Named
from console.importing.camt import Fault
from console.importing.columns import columns_of
from console.importing.faults import BadFile
from console.importing.proposals import propose, see_all
from console.importing.row_checks import LONGEST_ID, Cells, Terms
from console.importing.tables import open_table
from console.importing.values import day

REGION = "CN"  # of numbers written without a country
SLICE = 200


@dataclass(frozen=True)
class ReadList:
    """A list that was read: its rows, and what could not be read. A list with a bad row binds all the others."""

    rows: list[Named]
    bad: list[Fault]


def read(path: Path, zone: ZoneInfo, region: str = REGION) -> ReadList:
    """Return the rows of a list. Raises BadFile when it names neither numbers nor customers."""
    table = open_table(path, {"kind": "suppressions"})
    columns = columns_of(table.header, "suppressions", {})
    order = propose(see_all(columns, table.rows()), {}, {}).order
    nothing = datetime.max.replace(tzinfo=UTC)  # no row of a list depends on the present time
    terms = Terms("suppressions", columns, "", region, zone.key, nothing, order=order, heads=table.header)
    found = ReadList([], [])
    for line, raw in table.rows():
        if any(str(cell).strip() for cell in raw):
            _row(found, line, Cells(raw, terms), zone)
    if not found.rows and not found.bad:
        raise BadFile("The file has a header but no rows.")
    return found


def _row(found: ReadList, line: int, cells: Cells, zone: ZoneInfo) -> None:
    number, customer = cells.number("number"), cells.text("customer", LONGEST_ID)
    if not number and not customer and not cells.reasons:
        cells.fault("number", "is empty")
    value = cells.value("until")
    last, fault = day(value if isinstance(value, datetime) else cells.text("until"), cells.terms.order)
    cells.take("until", fault)
    if cells.reasons:
        field, text, words = cells.reasons[0]
        found.bad.append((line, field, text, words))
        return
    until = datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(0), zone) if last else None
    told = (number[0], number[1], number[2], number[3]) if number else None
    found.rows.append(Named(told, customer, cells.text("reason", 200), until))


def apply(
    call: Call, list_name: str, creditor: str, found: ReadList, progress: Callable[[int], None] = lambda done: None
) -> Answer:
    """Bring the rows in, slice by slice; each binds from its commit on. ``data`` holds the counts."""
    counts = {"added": 0, "extended": 0, "unknown": 0, "bad": len(found.bad)}
    plain = Call(call.context, call.actor, call.now)
    for at in range(0, len(found.rows), SLICE):
        done = suppressions.take_slice(plain, list_name, creditor, tuple(found.rows[at : at + SLICE]))
        if not done.ok:
            return done
        counts = {name: count + int(done.data.get(name, 0)) for name, count in counts.items()}
        progress(at + SLICE)
    suppressions.end_list(plain, list_name, counts)
    return Answer(data=counts)
