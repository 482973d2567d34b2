"""Bring in a file of payments: the page and the command read and book it alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.actions import payments
from console.actions.call import Answer, Call
from console.actions.steps.throttle import AT_ONCE, Pace
from console.domain.payments import PaymentRow, with_keys
from console.importing.camt import Fault, is_xml, read_camt
from console.importing.payment_rows import open_payments, payment_rows
from console.store.models import Creditor, PaymentFile
from console.store.unit_of_work import Database

SLICE = 20  # entries a transaction: on SQLite everybody waits for it


@dataclass(frozen=True)
class Said:
    """What a person says about a file. Empty values are those kept for the source, else they are proposed."""

    creditor: str
    source: str = "main"
    currency: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    decimal: str = ""  # point or comma
    order: str = ""  # dmy or mdy
    kept: Mapping[str, str] = field(default_factory=dict)  # how the last file of the source was written


@dataclass(frozen=True)
class ReadFile:
    """A file that was read, before anything is booked."""

    rows: Sequence[PaymentRow]
    bad: Sequence[Fault]
    columns: Mapping[str, str]
    options: Mapping[str, str]
    ignored: Sequence[str] = ()


def kept(database: Database, said: Said) -> Said:
    """Return what was said, filled up with what the last file of this source was read with."""
    with database.reading() as session:
        last = session.execute(
            select(PaymentFile.columns, PaymentFile.options)
            .join(Creditor, Creditor.id == PaymentFile.creditor_id)
            .where(Creditor.name == said.creditor.strip(), PaymentFile.source == (said.source.strip() or "main"))
            .where(PaymentFile.options["format"].as_string() == "table")
            .order_by(PaymentFile.id.desc())
            .limit(1)
        ).first()
    if last is None:
        return said
    options = last.options
    return replace(
        said,
        currency=said.currency or options.get("currency", ""),
        columns=said.columns or last.columns,
        kept={name: options[name] for name in ("decimal", "dates") if options.get(name)},
    )


def read(path: Path, said: Said) -> ReadFile:
    """Return the payments of a file, each with the key under which it is known again. Raises BadFile."""
    bad: list[Fault] = []
    if is_xml(path):
        rows = list(with_keys(read_camt(path, bad)))
        return ReadFile(rows, bad, {}, {"format": "camt.053"})
    written = {"decimal": said.decimal, "dates": said.order}
    table = open_payments(path, said.columns, written, said.kept, said.currency)
    rows = list(with_keys(payment_rows(table, bad)))
    proposal = table.proposal
    options = {"format": "table", "decimal": proposal.decimal, "dates": proposal.order, "currency": said.currency}
    return ReadFile(rows, bad, table.columns, options, table.ignored)


def book(
    call: Call,
    said: Said,
    file_name: str,
    found: ReadFile,
    progress: Callable[[int], None] = lambda done: None,
    pace: Pace = AT_ONCE,
) -> Answer:
    """Book the payments of a file that was read. After a crash the same file goes on where it stopped."""
    opened = payments.open_file(call, said.creditor, said.source, file_name, found.columns, found.options)
    if not opened.ok:
        return opened
    file_id = int(opened.data["file_id"])
    done = 0
    for part in slices(found.rows):
        answer = payments.take_slice(plain(pace.call(call)), file_id, part)
        if not answer.ok:
            return answer
        done += len(part)
        progress(done)
    bad: list[list[Any]] = [list(fault) for fault in found.bad]
    more = {"ignored": [cell[:40] for cell in found.ignored][:50]}
    ended = payments.end_file(plain(pace.call(call)), file_id, bad, more)
    return Answer(ok=ended.ok, code=ended.code, text=ended.text, words=ended.words, data={**ended.data, "id": file_id})


def slices(rows: Sequence[PaymentRow]) -> Iterator[tuple[PaymentRow, ...]]:
    """Yield the rows in slices of one transaction each."""
    for at in range(0, len(rows), SLICE):
        yield tuple(rows[at : at + SLICE])


def plain(call: Call) -> Call:
    """Return the call without its key: each slice is known again by the keys of its entries."""
    return Call(call.context, call.actor, call.now)
