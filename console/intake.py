"""Reading a portfolio file, row by row, in a child process with a memory limit (design §9).

``python -m console.intake OPTIONS`` writes one JSON line a row to standard output: a checked row, or
its reason. CSV is streamed; XLSX is read with openpyxl's read-only mode over defusedxml. Columns that
describe sex, age, marriage or schooling are never read.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import phonenumbers

FIELDS: dict[str, tuple[str, ...]] = {
    "external_id": ("external_id", "customer_id", "客户编号", "客户号"),
    "name": ("name", "customer_name", "姓名", "客户姓名", "客戶姓名"),
    "account_id": ("account_id", "account", "账号", "账户", "借据号", "帳號"),
    "product": ("product", "产品", "產品"),
    "currency": ("currency", "币种", "幣別"),
    "balance": ("balance", "amount_owed", "欠款金额", "欠款余额", "欠款金額", "余额"),
    "principal": ("principal", "本金"),
    "interest": ("interest", "利息"),
    "fees": ("fees", "费用", "費用"),
    "credit_limit": ("credit_limit", "授信额度", "信用額度"),
    "days_past_due": ("days_past_due", "dpd", "逾期天数", "逾期天數"),
    "due_on": ("due_on", "due_date", "应还日", "應還日"),
    "phone": ("phone", "mobile", "手机号", "电话", "手機"),
    "phone_2": ("phone_2", "phone2", "手机号2"),
    "phone_3": ("phone_3", "phone3", "手机号3"),
    "province": ("province", "省份"),
    "address": ("address", "地址"),
    "hold": ("hold", "限制", "停催"),
}  # fmt: skip
NEEDED = ("external_id", "name", "balance", "days_past_due")
MONEY = ("balance", "principal", "interest", "fees", "credit_limit")
PROTECTED = re.compile(
    r"^(sex|gender|age|marriage|education|性别|性別|年龄|年齡|婚姻.*|学历|學歷|教育.*)$", re.I
)
HOLDS = ("cease", "dispute", "hardship", "represented", "deceased", "complaint", "opt_out")
LARGEST = Decimal("1e13")
MOST_CELLS = 200
LONGEST = 500


class BadFile(Exception):
    """The file cannot be read as a portfolio; the message says what to do."""


def encoding_of(path: Path) -> str:
    """Give the file's encoding: UTF-8, else the one of GB18030 and Big5 whose header is known."""
    sample = path.read_bytes()[:1] + path.open("rb").read(1 << 20)[1:]
    try:
        sample[: len(sample) - 4 if len(sample) > 1000 else len(sample)].decode("utf-8")
        return "utf-8-sig"
    except UnicodeDecodeError:
        pass
    head = sample.split(b"\n", 1)[0]
    known = {alias for names in FIELDS.values() for alias in names}
    best = ("gb18030", -1)
    for name in ("gb18030", "big5"):
        try:
            cells = head.decode(name).strip().split(",")
        except UnicodeDecodeError:
            continue
        hits = sum(1 for cell in cells if _plain(cell) in known)
        if hits > best[1]:
            best = (name, hits)
    return best[0]


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value or "")).strip().strip('"').lower()


def guess(header: list[str]) -> dict[str, int]:
    """Give which column is which field, by its header; protected columns are left out."""
    found: dict[str, int] = {}
    for index, cell in enumerate(header):
        name = _plain(cell)
        if PROTECTED.match(name):
            continue
        for field, names in FIELDS.items():
            if name in names and field not in found:
                found[field] = index
    return found


def cells(path: Path) -> Iterator[list[Any]]:
    """Give the rows of a CSV or XLSX file, the header first."""
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        yield from _xlsx(path)
    elif magic[:2] in (b"\xd0\xcf", b"%P"):
        raise BadFile("This is no CSV or XLSX file. Save it as CSV or XLSX and try again.")
    else:
        with path.open(encoding=encoding_of(path), newline="") as text:
            try:
                yield from csv.reader(text)
            except (csv.Error, UnicodeDecodeError) as error:
                raise BadFile(f"The file cannot be read as CSV: {error}.") from error


def _xlsx(path: Path) -> Iterator[list[Any]]:
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
            raise BadFile("The XLSX file unpacks to too much. Save it as CSV.")
    book = load_workbook(path, read_only=True, data_only=True)
    for row in book.worksheets[0].iter_rows(values_only=True, max_col=MOST_CELLS):
        yield ["" if value is None else value for value in row]


def check_row(
    raw: list[Any], columns: Mapping[str, int], currency: str, region: str
) -> tuple[dict[str, Any], list[str]]:
    """Give (row, reasons): the checked values, and every reason why it cannot be taken."""
    reasons: list[str] = []

    def cell(field: str) -> str:
        index = columns.get(field)
        if index is None or index >= len(raw):
            return ""
        value = raw[index]
        if isinstance(value, datetime):
            value = value.date().isoformat()
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        return unicodedata.normalize("NFKC", str(value)).strip()[:LONGEST]

    row: dict[str, Any] = {
        f: cell(f) for f in ("external_id", "name", "product", "province", "address")
    }
    row["account_id"] = cell("account_id") or row["external_id"]
    for field in NEEDED:
        if not cell(field):
            reasons.append(f"{field}: is empty")
    for field in MONEY:
        row[field], fault = _money(cell(field))
        if fault:
            reasons.append(f"{field}: {fault}")
    given = cell("currency").upper() or currency
    if given != currency:
        reasons.append(f"currency: {given}, but the portfolio is in {currency}")
    row["currency"] = currency
    days = cell("days_past_due")
    if days and not re.fullmatch(r"\d{1,5}", days):
        reasons.append("days_past_due: write a whole number of days")
    row["days_past_due"] = int(days) if re.fullmatch(r"\d{1,5}", days) else 0
    row["due_on"], fault = _day(cell("due_on"))
    if fault:
        reasons.append(f"due_on: {fault}")
    row["phones"] = []
    for field in ("phone", "phone_2", "phone_3"):
        if cell(field):
            number, fault = _phone(cell(field), region)
            if fault:
                reasons.append(f"{field}: {fault}")
            elif number not in row["phones"]:
                row["phones"].append(number)
    hold = cell("hold").lower()
    if hold and hold not in HOLDS:
        reasons.append(f"hold: write one of {', '.join(HOLDS)}")
    row["hold"] = hold
    for field in ("external_id", "name"):
        if row[field].startswith(("=", "@")):
            reasons.append(f"{field}: a formula is not a value")
    return row, reasons


def _money(text: str) -> tuple[int | None, str]:
    if not text:
        return None, ""
    try:
        value = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None, f"{text!r} is no amount"
    if not value.is_finite() or abs(value) > LARGEST:
        return None, "is no amount"
    if value != value.quantize(Decimal("0.01")):
        return None, "has more than two decimals"
    return int(value * 100), ""


def _day(text: str) -> tuple[str | None, str]:
    if not text:
        return None, ""
    for pattern in ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%d.%m.%Y"):
        try:
            found = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if date(1980, 1, 1) <= found <= date(2100, 1, 1):
            return found.isoformat(), ""
    return None, f"{text!r} is no date such as 2026-11-30"


def _phone(text: str, region: str) -> tuple[str, str]:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return "", f"{text!r} is no telephone number"
    if not phonenumbers.is_valid_number(number):
        return "", f"{text!r} is no valid number"
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164), ""


def read(
    path: Path,
    currency: str,
    region: str,
    columns: Mapping[str, int] | None = None,
    names: Mapping[str, str] | None = None,
) -> Iterator[dict[str, Any]]:
    """Give one record a data row: line, key, row, errors. Raises BadFile when nothing can be read."""
    rows = cells(path)
    header = next(rows, None)
    if not header:
        raise BadFile("The file is empty.")
    found = dict(columns) if columns else guess([str(cell) for cell in header])
    heads = [_plain(str(cell)) for cell in header]
    for field, name in (names or {}).items():
        if _plain(name) not in heads:
            raise BadFile(
                f"The file has no column {name!r} for {field}. Change this source's columns."
            )
        found[field] = heads.index(_plain(name))
    missing = [field for field in NEEDED if field not in found]
    if missing:
        raise BadFile(
            f"No column for {', '.join(missing)}. Name the columns so, or give --column field=header."
        )
    seen: set[int] = set()
    for line, raw in enumerate(rows, 2):
        if not any(str(cell).strip() for cell in raw):
            continue
        row, reasons = check_row(raw, found, currency, region)
        mark = hash((row["external_id"], row["account_id"]))
        if mark in seen:
            reasons.append("account_id: this account stands twice in the file")
        seen.add(mark)
        yield {"line": line, "key": row["external_id"], "row": row, "errors": reasons}


def main() -> int:
    """Read a file for the server: options as one JSON line on standard input."""
    import resource

    options = json.loads(sys.stdin.readline())
    limit = int(options.get("memory", 500)) * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    try:
        for record in read(
            Path(options["path"]),
            options["currency"],
            options["region"],
            options.get("columns"),
            options.get("names"),
        ):
            print(json.dumps(record, ensure_ascii=False))
    except BadFile as error:
        print(json.dumps({"fatal": str(error)}))
    except (MemoryError, zipfile.BadZipFile, OSError) as error:
        print(json.dumps({"fatal": f"The file cannot be read: {error}."}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
