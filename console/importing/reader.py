"""Read a file of customers or past contacts, row by row, in a child process with a memory limit.

``python -m console.importing.reader`` takes options as one JSON line and writes one JSON line a row: a checked
row, or its reasons. The file is read twice: first whole columns tell how it writes amounts and days, then each row
is checked. CSV is streamed; XLSX is read with openpyxl's read-only mode over defusedxml.
Columns that describe sex, age, marriage or schooling are never read (architecture, "Import in two phases").
"""

from __future__ import annotations

import json
import re
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from console.importing.columns import columns_of, guess, is_protected
from console.importing.days_of_lists import day_of_list
from console.importing.encodings import encoding_of
from console.importing.faults import BadFile, Note
from console.importing.proposals import Columns, propose
from console.importing.row_checks import CHECKS, FIELDS, WIDTHS, Reason, Terms, no_record
from console.importing.tables import Table, cells, open_table

TOO_MUCH = "The file needs more memory than an import may take. Save it as CSV, or split it."
UNREADABLE = "The file cannot be read: %(why)s. Save it again as CSV."
NO_PRODUCT = "The file does not say the product. The desk shows “product not given”."
NO_ACCOUNT = "The file has no column for the account. The customer's number stands for it."
NO_NUMBER = "The file has no column for telephone numbers. Nobody in it can be called."
DAYS_COUNTED = "Days past due are counted from the due date to %(day)s."
PEEKED = 2000  # rows in which the currency is looked for before the portfolio is opened
TELL_EVERY = 2.0  # seconds between two signs of life while the columns are looked at
OTHER_BALANCE = "this account has another balance in line %(line)s, and one account has one balance"
LOW = (1 << 32) - 1
UNSURE_SHOWN = 5
LOOKED = 30  # percent of the work that looking at the columns is


class Doubles:
    """The accounts, customer names and contacts seen in the file so far, as hashes."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.seen: set[int] = set()
        # account -> its first row, packed into one number to save memory: line, balance, customer (32 bits each)
        self.accounts: dict[int, int] = {}
        self.names: dict[int, int] = {}
        self.times: Counter[int] = Counter()
        self.bad: set[str] = set()
        self.unsure: list[int] = []  # lines of rows that do not say whose they are

    def judge(self, line: int, row: dict[str, Any], reasons: list[Reason]) -> None:
        """Add the reasons that come from other rows, and set the key of each contact."""
        customer = hash(row["external_id"])
        known = self.names.setdefault(customer, hash(row.get("name")))
        if self.kind == "customers":
            if known != hash(row["name"]):
                reasons.append(("name", "another row of this customer has a different name", {}))
            if not reasons:
                self._account(line, row, customer, reasons)
        elif row["contact_id"]:
            own = hash(row["contact_id"])
            if own in self.seen:
                reasons.append(("contact_id", "this contact is in the file twice", {}))
            self.seen.add(own)
            row["key"] = row["contact_id"]
        else:
            # two equal rows are two calls: to count one too many is lawful, one too few is not
            base = "|".join(
                (row["external_id"], row["at"] or "", row["channel"], row["direction"], (row["number"] or [""])[0])
            )
            self.times[hash(base)] += 1
            row["key"] = f"{base}|{self.times[hash(base)]}"
        self.mark(row["external_id"], reasons)

    def _account(self, line: int, row: dict[str, Any], customer: int, reasons: list[Reason]) -> None:
        """Compare a row with the first one of its account: another person may owe it, too, but it has one balance."""
        account, balance, mine = hash(row["account_id"]), hash(row["balance"]) & LOW, customer & LOW
        first = self.accounts.setdefault(account, line << 64 | balance << 32 | mine)
        if first >> 64 == line:
            return
        own = hash((customer, account))
        if first & LOW == mine or own in self.seen:
            reasons.append(("account_id", "this account is in the file twice", {}))
        elif first >> 32 & LOW != balance:
            reasons.append(("account_id", OTHER_BALANCE, {"line": first >> 64}))
        self.seen.add(own)

    def mark(self, key: str, reasons: list[Reason]) -> None:
        """Keep the customer of a bad row: all rows of a customer come in, or none."""
        if reasons and key:
            self.bad.add(key)

    def count(self) -> int:
        """Return how many customers the file has."""
        return len(({*self.names} | {hash(key) for key in self.bad}) - {hash("")})


def read(path: Path, options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the head, then one record a data row (line, key, row, errors), then the totals.

    ``options``: kind, currency, region, zone, now, names, and how the file is written where a person said so:
    decimal ("point", "comma"), dates ("dmy", "mdy"), sheet, head_line, as_of; ``kept``: the same of this source's
    last file. Raises BadFile when nothing can be read, or when the person must say something first.
    """
    kind = str(options.get("kind", "customers"))
    table = open_table(path, options)
    currency = str(options.get("currency") or "")
    columns = columns_of(table.header, kind, options.get("names") or {}, currency)
    seen = Columns(columns)
    told = time.monotonic()
    for line, raw in table.rows():
        seen.see(line, raw)
        if time.monotonic() - told > TELL_EVERY:
            told = time.monotonic()
            yield {"share": table.share[0] * LOOKED // 100}
    proposal = propose(seen, {k: str(options.get(k) or "") for k in ("decimal", "dates")}, options.get("kept") or {})
    yield {
        "head": _head(table, columns)
        | {"reading": _reading(table, "" if proposal.strict else proposal.decimal, proposal.order, options)}
    }
    now = datetime.fromisoformat(options["now"])
    as_of, of_day = day_of_list(seen.of_day, proposal.order, options)
    terms = Terms(
        kind,
        columns,
        currency,
        options["region"],
        options["zone"],
        now,
        decimal=proposal.decimal,
        strict=proposal.strict,
        order=proposal.order,
        as_of=as_of or now.astimezone(ZoneInfo(options["zone"])).date(),
        heads=table.header,
        cut=seen.cut_columns(),
        uncut=seen.text_columns(),
        usual=seen.usual_width(),
        exact=table.exact,
    )
    notes = [*table.notes, *proposal.notes, *_unsaid(table, terms)]
    yield {"head": {"notes": notes, "asks": [*proposal.asks, *of_day], "as_of": as_of.isoformat() if as_of else ""}}
    yield from _checked(table, terms)


def _checked(table: Table, terms: Terms) -> Iterator[dict[str, Any]]:
    """Yield one record a data row, then the customers with a bad row and the totals."""
    check, doubles, count = CHECKS[terms.kind], Doubles(terms.kind), 0
    for line, raw in table.rows():
        if not any(not isinstance(cell, str) or cell.strip() for cell in raw):
            continue
        count += 1
        row, reasons = check(raw, terms)
        key = row["external_id"]
        if reason := no_record(raw, terms):
            reasons = [reason]
            key = key if reason[1] in WIDTHS else ""  # a totals row is nobody's
            doubles.mark(key, reasons)
        else:
            doubles.judge(line, row, reasons)
        if _is_unsure(reasons):
            doubles.unsure.append(line)
        share = LOOKED + table.share[0] * (100 - LOOKED) // 100
        yield {"line": line, "key": key, "row": row, "errors": reasons, "share": share}
    if not count:
        raise BadFile("The file has a header but no rows.")
    bad_ones = sorted(doubles.bad)
    for at in range(0, len(bad_ones), 500):
        yield {"bad": bad_ones[at : at + 500]}
    yield {
        "customers": doubles.count(),
        "bad_customers": len(bad_ones),
        "unsure": len(doubles.unsure),
        "unsure_lines": doubles.unsure[:UNSURE_SHOWN],
    }


def _is_unsure(reasons: Sequence[Reason]) -> bool:
    """Return True for a row that somebody owns, but whose id is missing, cut, or perhaps in another column."""
    return any(field == "external_id" or text in WIDTHS for field, text, _ in reasons)


def _head(table: Table, columns: Mapping[str, int]) -> dict[str, Any]:
    """Return which column is which field, and what is not read."""
    used, header = set(columns.values()), table.header
    left = [cell for at, cell in enumerate(header) if at not in used and cell.strip()]
    return {
        "columns": {field: header[at] for field, at in columns.items()},
        "ignored": [cell[:40] for cell in left if not is_protected(cell)][:50],
        "protected": [cell[:40] for cell in left if is_protected(cell)],
    }


def _unsaid(table: Table, terms: Terms) -> list[Note]:
    """Return what the file of customers does not say, and what stands in its place."""
    if terms.kind != "customers":
        return []
    notes: list[Note] = []
    if "product" not in terms.columns:
        notes.append((NO_PRODUCT, {}))
    if "account_id" not in terms.columns:
        notes.append((NO_ACCOUNT, {}))
    if "phone" not in terms.columns:
        notes.append((NO_NUMBER, {}))
    if "days_past_due" not in terms.columns and terms.as_of:
        notes.append((DAYS_COUNTED, {"day": terms.as_of.isoformat()}))
    return notes


def peek_currency(path: Path, options: Mapping[str, Any]) -> str:
    """Return the currency that the first rows name, "" when they name none or several."""
    table = open_table(path, options)
    at = columns_of(table.header, str(options.get("kind", "customers")), options.get("names") or {}).get("currency")
    if at is None:
        return ""
    codes = {str(raw[at]).strip().upper() for _, raw in islice(table.rows(), PEEKED) if at < len(raw)} - {""}
    return codes.pop() if len(codes) == 1 else ""


def _reading(table: Table, decimal: str, order: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return how the file is read, as it is kept for the source. A sheet and a line are kept when a person said so."""
    said = {"sheet": table.sheet if options.get("sheet") else "", "head_line": options.get("head_line") or 0}
    return {key: value for key, value in {"decimal": decimal, "dates": order, **said}.items() if value}


def _peak_mb() -> int:
    """Return the peak memory of this process in MB (getrusage would include the parent's)."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found.group(1)) // 1024 if found else 0


def main() -> int:
    """Read a file for the server: options as one JSON line on standard input."""
    import resource

    options = json.loads(sys.stdin.readline())
    limit = int(options.get("memory", 500)) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        if options.get("peek"):
            print(json.dumps({"currency": peek_currency(Path(options["path"]), options)}))
            return 0
        for record in read(Path(options["path"]), options):
            sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")
        sys.stdout.write(json.dumps({"end": True, "peak_mb": _peak_mb()}) + "\n")
    except BadFile as error:
        print(json.dumps({"fatal": error.faults}))
    except MemoryError:
        print(json.dumps({"fatal": [(TOO_MUCH, {})]}))
    except (zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        print(json.dumps({"fatal": [(UNREADABLE, {"why": str(error)[:200]})]}))
    return 0


__all__ = ["FIELDS", "BadFile", "cells", "columns_of", "encoding_of", "guess", "read"]

if __name__ == "__main__":
    sys.exit(main())
