"""Read a suppression list (CSV or XLSX): numbers or customers, each perhaps with a reason and a last day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.actions import suppressions
from console.actions.call import Answer, Call
from console.actions.suppressions import Named
from console.importing.camt import Fault
from console.importing.faults import BadFile
from console.importing.tables import cells
from console.importing.values import day, is_cut, neat, phone

FIELDS: dict[str, tuple[str, ...]] = {
    "number": (
        *("number", "phone", "mobile", "telephone", "phone number", "phone_number", "tel"),
        *("号码", "电话", "手机号", "手机", "手机号码", "电话号码", "電話", "手機", "手機號"),
    ),
    "customer": ("customer", "customer_id", "external_id", "client_id", "客户编号", "客户号", "客戶編號", "客戶號"),
    "reason": ("reason", "note", "remark", "原因", "备注", "備註", "理由"),
    "until": ("until", "end", "end_date", "valid_until", "截止日期", "到期日", "有效期至"),
}
REGION = "CN"  # of numbers written without a country
SLICE = 200


@dataclass(frozen=True)
class ReadList:
    """A list that was read: its rows, and what could not be read. A list with a bad row binds all the others."""

    rows: list[Named]
    bad: list[Fault]


def read(path: Path, zone: ZoneInfo, region: str = REGION) -> ReadList:
    """Return the rows of a list. Raises BadFile when it names neither numbers nor customers."""
    lines = cells(path)
    _, header = next(lines, (0, []))
    heads = [neat(cell).lower() for cell in header]
    at = {field: heads.index(name) for field, names in FIELDS.items() for name in names[::-1] if name in heads}
    if "number" not in at and "customer" not in at:
        raise BadFile(
            "No column for %(missing)s. Rename columns, or say which column is which field. The file has: %(listed)s.",
            missing="number, customer",
            listed=", ".join(str(cell)[:40] for cell in header[:20]),
        )
    found = ReadList([], [])
    for line, row in lines:
        value = {field: row[place] if place < len(row) else "" for field, place in at.items()}
        if any(neat(cell) for cell in value.values()):
            _row(found, line, value, zone, region)
    if not found.rows and not found.bad:
        raise BadFile("The file has a header but no rows.")
    return found


def _row(found: ReadList, line: int, value: dict[str, Any], zone: ZoneInfo, region: str) -> None:
    number, customer = value.get("number", ""), value.get("customer", "")
    told = None
    if neat(number):
        told, fault = phone(_digits(number), region)
        if fault is not None or is_cut(number):
            text, words = fault or ("the spreadsheet has cut this number: format it as text", {})
            found.bad.append((line, "number", text, {**words, "value": neat(number)[:40]}))
            return
    elif not neat(customer):
        found.bad.append((line, "number", "is empty", {}))
        return
    last, fault = day(value.get("until", ""))
    if fault is not None:
        found.bad.append((line, "until", fault[0], fault[1]))
        return
    until = datetime.combine(date.fromisoformat(last) + timedelta(days=1), time(0), zone) if last else None
    found.rows.append(Named(told, neat(customer)[:80], neat(value.get("reason", ""))[:200], until))


def _digits(cell: Any) -> str:
    return f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else neat(cell)


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
