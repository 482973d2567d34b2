"""Read a file of customers or past contacts, row by row, in a child process with a memory limit.

``python -m console.importing.reader`` takes options as one JSON line and writes one JSON line a row: a checked
row, or its reasons. CSV is streamed; XLSX is read with openpyxl's read-only mode over defusedxml.
Columns that describe sex, age, marriage or schooling are never read (architecture, "Import in two phases").
"""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
import sys
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from console.importing.row_checks import CHECKS, FIELDS, KINDS, NEEDED, Reason, Terms

PROTECTED = re.compile(r"^(sex|gender|age|marriage|education|性别|性別|年龄|年齡|婚姻.*|学历|學歷|教育.*)$", re.I)
MOST_CELLS = 200
LONGEST_LINE = 1_000_000
SHARE_EVERY = 500
TOO_MUCH = "The file needs more memory than an import may take. Save it as CSV, or split it."
UNREADABLE = "The file cannot be read: %(why)s. Save it again as CSV."
Line = tuple[int, list[Any]]


class BadFile(Exception):
    """The file cannot be read. The message ``text`` (filled with ``words``) says what to do."""

    def __init__(self, text: str, **words: object) -> None:
        super().__init__(text % words if words else text)
        self.text, self.words = text, words


def encoding_of(path: Path) -> str:
    """Return the encoding of the file: UTF-8 (or UTF-16 with a byte order mark), else GB18030 or Big5.

    The whole file is tried as UTF-8, because Chinese names may first appear far down.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
        file.seek(0)
        try:
            while part := file.read(1 << 20):
                decoder.decode(part)
            decoder.decode(b"", final=True)
            return "utf-8-sig"
        except UnicodeDecodeError:
            file.seek(0)
            return _chinese(file)


def _chinese(file: BinaryIO) -> str:
    """Return gb18030 or big5: by the known headers, else by how many characters are common ones."""
    sample = file.read(1 << 20)
    sample = sample[: sample.rfind(b"\n") + 1] or sample
    known = {alias for fields in KINDS.values() for names in fields.values() for alias in names}
    best = ("gb18030", (-1, -1.0))
    for name, common in (("gb18030", "gb2312"), ("big5", "big5")):
        text = sample.decode(name, "replace")
        head = {_plain(cell) for cell in re.split("[,;\t]", text.split("\n", 1)[0])}
        wide = [sign for sign in text if sign > "\x7f"]
        fits = sum(1 for sign in wide if sign.encode(common, "ignore")) / max(1, len(wide))
        mark = (len(head & known), fits)
        if mark > best[1]:
            best = (name, mark)
    return best[0]


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value or "")).strip().strip('"').lower()


def guess(header: list[str], kind: str = "customers") -> dict[str, int]:
    """Return field -> column index, found by the headers. Protected columns are left out.

    Raises BadFile when two columns could be one field.
    """
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = _plain(cell)
        if PROTECTED.match(name):
            continue
        for field, names in KINDS[kind].items():
            if name in names and field not in found:
                found[field] = index
            elif name in names:
                raise BadFile(
                    "Two columns, %(one)s and %(other)s, are both %(field)s. Rename or remove one of them.",
                    one=header[found[field]],
                    other=cell,
                    field=field,
                )
    return found


def cells(path: Path, share: list[int] | None = None) -> Iterator[Line]:
    """Yield (line number, cells) of a CSV or XLSX file, the header first.

    ``share[0]`` is set to the part of the file that is read, in percent.
    """
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        yield from _xlsx(path, share or [0])
    elif magic[:2] in (b"\xd0\xcf", b"%P", b"\x89P", b"\x1f\x8b", b"\xff\xd8"):
        raise BadFile("This is not a CSV or XLSX file. Save it as CSV or XLSX and try again.")
    else:
        yield from _csv(path, share or [0])


def _csv(path: Path, share: list[int]) -> Iterator[Line]:
    encoding, size = encoding_of(path), max(1, path.stat().st_size)
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
            head = text.readline(LONGEST_LINE)
            if "\x00" in head:
                raise BadFile("This is not a CSV or XLSX file. Save it as CSV or XLSX and try again.")
            text.seek(0)
            most = Counter(sign for sign in head if sign in ",;\t").most_common(1)
            for row in csv.reader(lines(), delimiter=most[0][0] if most else ","):
                yield line, row
        except UnicodeDecodeError as error:
            name = {"utf-8-sig": "UTF-8"}.get(encoding, encoding.upper())
            raise BadFile(
                "After line %(line)s there is a byte that is not %(name)s. Save the file as UTF-8.",
                line=line,
                name=name,
            ) from error
        except csv.Error as error:
            raise BadFile("Line %(line)s cannot be read as CSV: %(why)s.", line=line, why=str(error)) from error


def _xlsx(path: Path, share: list[int]) -> Iterator[Line]:
    from openpyxl import DEFUSEDXML, load_workbook

    if not DEFUSEDXML:
        raise BadFile("XLSX needs defusedxml. Run the set-up again, or save the file as CSV.")
    with zipfile.ZipFile(path) as archive:
        size = sum(info.file_size for info in archive.infolist())
        if (
            len(archive.infolist()) > 1000
            or size > 2_000_000_000
            or (size > 200_000_000 and size > 100 * path.stat().st_size)
        ):
            raise BadFile("The XLSX file is too large when unpacked. Save it as CSV.")
    try:
        sheet = load_workbook(path, read_only=True).worksheets[0]
        total = max(1, sheet.max_row or 1)
        sheet.reset_dimensions()  # a size that the file states wrongly would lose rows in silence
        head = next(sheet.iter_rows(values_only=True, max_row=1, max_col=MOST_CELLS + 1), ())
    except Exception as error:  # a ZIP of something else fails in many ways
        raise BadFile("This is not an XLSX workbook with a sheet. Save it as XLSX or CSV and try again.") from error
    header = ["" if value is None else value for value in head]
    while header and header[-1] == "":
        header.pop()
    yield 1, header
    rows = sheet.iter_rows(min_row=2, values_only=True, max_col=max(1, len(header)))
    for line, row in enumerate(rows, 2):
        if line % SHARE_EVERY == 1:
            share[0] = min(100, line * 100 // total)
        yield line, ["" if value is None else value for value in row]


def columns_of(header: list[str], kind: str, names: Mapping[str, str]) -> dict[str, int]:
    """Return field -> column index: as named for this source, else found by the headers."""
    if len(header) > MOST_CELLS:
        raise BadFile("The file has more than %(most)s columns. Keep those that are needed.", most=MOST_CELLS)
    heads = [_plain(cell) for cell in header]
    mapped = {field: name for field, name in names.items() if field in KINDS[kind]}
    for field, name in mapped.items():
        if heads.count(_plain(name)) != 1:
            none = _plain(name) not in heads
            raise BadFile(
                "The file has no column %(name)s for %(field)s. Change this source's columns. It has: %(listed)s."
                if none
                else "The file has more than one column %(name)s for %(field)s. Rename them. It has: %(listed)s.",
                name=name,
                field=field,
                listed=_listed(header),
            )
    spoken = {_plain(name) for name in mapped.values()}
    rest = ["" if head in spoken else cell for cell, head in zip(header, heads, strict=True)]
    found = {field: at for field, at in guess(rest, kind).items() if field not in mapped}
    found |= {field: heads.index(_plain(name)) for field, name in mapped.items()}
    missing = [field for field in NEEDED[kind] if field not in found]
    if missing:
        raise BadFile(
            "No column for %(missing)s. Rename columns, or say which column is which field. The file has: %(listed)s.",
            missing=", ".join(missing),
            listed=_listed(header),
        )
    return found


def _listed(header: list[str]) -> str:
    shown = [str(cell)[:40] for cell in header if not PROTECTED.match(_plain(cell))]
    return ", ".join(shown[:20]) + (", …" if len(shown) > 20 else "")


class Doubles:
    """The accounts, customer names and contacts seen in the file so far, as hashes."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.seen: set[int] = set()
        self.names: dict[int, int] = {}
        self.times: Counter[int] = Counter()
        self.bad: set[str] = set()

    def judge(self, row: dict[str, Any], reasons: list[Reason]) -> None:
        """Add the reasons that come from other rows, and set the key of each contact."""
        customer = hash(row["external_id"])
        known = self.names.setdefault(customer, hash(row.get("name")))
        if self.kind == "customers":
            if known != hash(row["name"]):
                reasons.append(("name", "another row of this customer has a different name", {}))
            own = hash((row["external_id"], row["account_id"]))
            if own in self.seen:
                reasons.append(("account_id", "this account is in the file twice", {}))
            self.seen.add(own)
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
        if reasons and row["external_id"]:
            self.bad.add(row["external_id"])


def read(path: Path, options: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the head, then one record a data row (line, key, row, errors), then the totals.

    ``options``: kind, currency, region, zone, now, names. Raises BadFile when nothing can be read.
    """
    kind, share = str(options.get("kind", "customers")), [0]
    rows = cells(path, share)
    _, first = next(rows, (0, []))
    header = [str(cell) for cell in first]
    if not any(cell.strip() for cell in header):
        raise BadFile("The file is empty. Its first line must name the columns.")
    columns = columns_of(header, kind, options.get("names") or {})
    used = set(columns.values())
    left = [cell for at, cell in enumerate(header) if at not in used and cell.strip()]
    yield {
        "head": {
            "columns": {field: header[at] for field, at in columns.items()},
            "ignored": [cell[:40] for cell in left if not PROTECTED.match(_plain(cell))][:50],
            "protected": [cell[:40] for cell in left if PROTECTED.match(_plain(cell))],
        }
    }
    now = datetime.fromisoformat(options["now"])
    terms = Terms(kind, columns, options["currency"], options["region"], options["zone"], now)
    check, doubles, count = CHECKS[kind], Doubles(kind), 0
    for line, raw in rows:
        if not any(str(cell).strip() for cell in raw):
            continue
        count += 1
        row, reasons = check(raw, terms)
        doubles.judge(row, reasons)
        yield {"line": line, "key": row["external_id"], "row": row, "errors": reasons, "share": share[0]}
    if not count:
        raise BadFile("The file has a header but no rows.")
    bad = sorted(doubles.bad)
    for at in range(0, len(bad), 500):
        yield {"bad": bad[at : at + 500]}
    yield {"customers": len(doubles.names) - (hash("") in doubles.names), "bad_customers": len(bad)}


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
        for record in read(Path(options["path"]), options):
            sys.stdout.write(json.dumps(record, ensure_ascii=True) + "\n")
        sys.stdout.write(json.dumps({"end": True, "peak_mb": _peak_mb()}) + "\n")
    except BadFile as error:
        print(json.dumps({"fatal": error.text, "words": error.words}))
    except MemoryError:
        print(json.dumps({"fatal": TOO_MUCH}))
    except (zipfile.BadZipFile, OSError, ValueError, KeyError) as error:
        print(json.dumps({"fatal": UNREADABLE, "words": {"why": str(error)[:200]}}))
    return 0


__all__ = ["FIELDS", "BadFile", "cells", "columns_of", "encoding_of", "guess", "read"]

if __name__ == "__main__":
    sys.exit(main())
