"""Check one row of an imported file: the values as they are stored, or every reason against them.

Two kinds of file: ``customers`` (one row an account) and ``contacts`` (one row a past contact).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, get_args
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers.timezone import time_zones_for_number

from console.domain.facts import PARTIES, AttemptResult, Channel
from console.domain.input import LARGEST_AMOUNT, to_minor

FIELDS: dict[str, tuple[str, ...]] = {
    "external_id": ("external_id", "customer_id", "客户编号", "客户号", "客戶編號"),
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
}
CONTACT_FIELDS: dict[str, tuple[str, ...]] = {
    "external_id": FIELDS["external_id"],
    "contact_id": ("contact_id", "call_id", "记录编号", "通话编号", "流水号"),
    "at": ("at", "time", "when", "contact_time", "call_time", "时间", "联系时间", "通话时间", "聯絡時間"),
    "zone": ("zone", "timezone", "时区", "時區"),
    "channel": ("channel", "渠道", "联系方式", "聯絡方式"),
    "direction": ("direction", "方向", "呼叫方向"),
    "number": ("number", "phone", "mobile", "号码", "被叫号码", "电话", "手机号", "電話", "手機"),
    "result": ("result", "结果", "联系结果", "結果"),
    "agency": ("agency", "机构", "催收机构", "機構"),
    "party": ("party", "联系对象", "聯絡對象"),
}
KINDS = {"customers": FIELDS, "contacts": CONTACT_FIELDS}
NEEDED = {
    "customers": ("external_id", "name", "balance", "days_past_due"),
    "contacts": ("external_id", "at", "channel", "result"),
}
MONEY = ("balance", "principal", "interest", "fees", "credit_limit")
HOLDS = ("cease", "dispute", "hardship", "represented", "deceased", "complaint", "opt_out")
CHANNELS, RESULTS = get_args(Channel), get_args(AttemptResult)
RINGS = ("call", "robot_call", "voice_message", "sms")  # what goes to a number
WORDS = {
    "电话": "call",
    "電話": "call",
    "机器人": "robot_call",
    "短信": "sms",
    "簡訊": "sms",
    "邮件": "email",
    "微信": "im",
    "信函": "letter",
    "上门": "visit",
    "外访": "visit",
    "呼出": "out",
    "呼入": "in",
    "outbound": "out",
    "inbound": "in",
    "未接": "no_answer",
    "无人接听": "no_answer",
    "占线": "busy",
    "关机": "off",
    "停机": "suspended",
    "空号": "invalid",
    "拒接": "rejected",
    "语音信箱": "voicemail",
    "接通": "answered",
    "有效": "effective",
    "有效接通": "effective",
    "已发送": "sent",
    "已送达": "delivered",
    "失败": "failed",
    "面谈": "met",
    "无人": "nobody",
}
LONGEST = 500
LONGEST_ID = 80
# marks that reorder text, and zero-width characters: a name would look like another on the screen
UNSEEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
NO_TIME = "%(value)r is not a time such as 2026-11-30 14:05:00"
TWICE = "%(value)s is skipped or occurs twice in %(zone)s: write it with its offset"
AMOUNT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")


Fault = tuple[str, dict[str, object]] | None
Reason = tuple[str, str, dict[str, object]]


@dataclass(frozen=True)
class Terms:
    """What applies to all rows of a file."""

    kind: str
    columns: Mapping[str, int]
    currency: str
    region: str  # of numbers written without a country
    zone: str  # of times written without an offset
    now: datetime


class Cells:
    """The mapped cells of one row as plain text, and the reasons against the row."""

    def __init__(self, raw: list[Any], terms: Terms) -> None:
        self.raw, self.terms = raw, terms
        self.reasons: list[Reason] = []

    def fault(self, field: str, text: str, **words: object) -> None:
        """Add a reason: the field, an English text with %(name)s places, and their values."""
        self.reasons.append((field, text, words))

    def take(self, field: str, fault: Fault) -> None:
        """Add the fault of a value, if it has one."""
        if fault is not None:
            self.fault(field, fault[0], **fault[1])

    def value(self, field: str) -> Any:
        """Return the cell as the file has it."""
        index = self.terms.columns.get(field)
        return "" if index is None or index >= len(self.raw) else self.raw[index]

    def text(self, field: str, longest: int = LONGEST) -> str:
        """Return the cell as trimmed text. A formula, a control character or a too long text is a reason."""
        value = self.value(field)
        if isinstance(value, float):
            if value.is_integer() and abs(value) >= 1e15 and field not in MONEY:
                self.fault(field, "the spreadsheet has cut this number: format it as text")
            value = f"{value:.0f}" if value.is_integer() else f"{round(value, 4):f}".rstrip("0")
        elif isinstance(value, datetime) and field != "at":
            value = value.date().isoformat()
        found = str(value)
        if len(found) > 4 * LONGEST:
            found = found[: 4 * LONGEST]
        found = UNSEEN.sub("", unicodedata.normalize("NFKC", found))
        if CONTROL.search(found):
            self.fault(field, "contains control characters")
            found = CONTROL.sub("", found)
        found = " ".join(found.split())
        if len(found) > longest:
            self.fault(field, "is longer than %(most)s characters", most=longest)
            found = found[:longest]
        if found.startswith(("=", "@")):
            self.fault(field, "a formula is not a value")
        return found

    def code(self, field: str, known: tuple[str, ...], default: str = "") -> str:
        """Return the cell as one of the known codes."""
        given = self.text(field).lower() or default
        found = WORDS.get(given, given)
        if found and found not in known:
            self.fault(field, "write one of %(codes)s", codes=", ".join(known))
        return found

    def number(self, field: str) -> list[str]:
        """Return [E.164, kind, region, zone] of a telephone number, [] when there is none."""
        text = self.text(field, 40)
        if not text:
            return []
        found, fault = phone(text, self.terms.region)
        if fault:
            self.fault(field, fault[0], value=text)
            return []
        return list(found)


def check_customer(raw: list[Any], terms: Terms) -> tuple[dict[str, Any], list[Reason]]:
    """Return (row, reasons) of one account."""
    cells = Cells(raw, terms)
    row: dict[str, Any] = {
        "external_id": cells.text("external_id", LONGEST_ID),
        "name": cells.text("name", 120),
        "account_id": cells.text("account_id", LONGEST_ID),
        **{field: cells.text(field) for field in ("product", "province", "address")},
    }
    row["account_id"] = row["account_id"] or row["external_id"]
    for field in NEEDED["customers"]:
        if not str(cells.value(field)).strip():
            cells.fault(field, "is empty")
    for field in MONEY:
        row[field], fault = money(cells.text(field))
        cells.take(field, fault)
    given = cells.text("currency").upper() or terms.currency
    if given != terms.currency:
        cells.fault("currency", "the portfolio is in %(code)s", code=terms.currency)
    row["currency"] = terms.currency
    days = cells.text("days_past_due")
    whole = re.fullmatch(r"[0-9]{1,5}", days)
    if days and not whole:
        cells.fault("days_past_due", "write a whole number of days, 0 or more")
    row["days_past_due"] = int(days) if whole else 0
    row["due_on"], fault = day(cells.text("due_on"))
    cells.take("due_on", fault)
    row["phones"] = []
    for field in ("phone", "phone_2", "phone_3"):
        found = cells.number(field)
        if found and found not in row["phones"]:
            row["phones"].append(found)
    row["hold"] = cells.code("hold", HOLDS)
    return row, cells.reasons


def check_contact(raw: list[Any], terms: Terms) -> tuple[dict[str, Any], list[Reason]]:
    """Return (row, reasons) of a past contact. ``at`` is UTC as ISO text."""
    cells = Cells(raw, terms)
    for field in NEEDED["contacts"]:
        # a contact without a result is stored as begun: it counts in every cap that it could count in
        if field != "result" and not str(cells.value(field)).strip():
            cells.fault(field, "is empty")
    row: dict[str, Any] = {
        "external_id": cells.text("external_id", LONGEST_ID),
        "contact_id": cells.text("contact_id", LONGEST_ID),
        "channel": cells.code("channel", CHANNELS),
        "direction": cells.code("direction", ("out", "in"), "out"),
        "result": cells.code("result", RESULTS) or None,
        "agency": cells.text("agency", 80),
        "party": cells.code("party", PARTIES, "debtor"),
        "number": cells.number("number"),
    }
    zone = cells.text("zone", LONGEST_ID) or terms.zone
    row["at"], fault = instant(cells.value("at"), cells.text("at"), zone)
    cells.take("at", fault)
    if row["at"] and row["at"] > terms.now.isoformat():
        cells.fault("at", "is in the future")
    outbound = row["channel"] in RINGS and row["direction"] == "out"
    if outbound and not str(cells.value("number")).strip():
        cells.fault("number", "is empty, but the law counts calls by number")
    return row, cells.reasons


CHECKS = {"customers": check_customer, "contacts": check_contact}


def money(text: str) -> tuple[int | None, Fault]:
    """Return (minor units, fault) of an amount such as 1,234.56."""
    if not text:
        return None, None
    if not AMOUNT.fullmatch(text.replace(" ", "")):
        return None, ("%(value)r is not an amount such as 1234.56", {"value": text[:40]})
    try:
        value = Decimal(text.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        return None, ("%(value)r is not an amount such as 1234.56", {"value": text[:40]})
    if abs(value) > LARGEST_AMOUNT:
        return None, ("is larger than any allowed amount", {})
    minor = to_minor(value)
    return (minor, None) if minor is not None else (None, ("has more than two decimals", {}))


def day(text: str) -> tuple[str | None, Fault]:
    """Return (ISO date, fault). The year comes first, or day.month.year with dots."""
    if not text:
        return None, None
    parts = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", text)
    parts = parts or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text)
    order = (1, 2, 3)
    if parts is None:
        parts, order = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text), (3, 2, 1)
    if parts is not None:
        try:
            found = date(*(int(parts.group(n)) for n in order))
        except ValueError:
            return None, ("there is no day %(value)s", {"value": text})
        if date(1980, 1, 1) <= found <= date(2100, 1, 1):
            return found.isoformat(), None
    return None, ("%(value)r is not a date such as 2026-11-30", {"value": text[:40]})


def instant(value: Any, text: str, zone: str) -> tuple[str | None, Fault]:
    """Return (UTC as ISO text, fault). A time without an offset is read in ``zone``.

    The hour that a clock change skips does not exist, and a time in the doubled hour needs its offset.
    """
    if not text:
        return None, None
    if zone not in _zones():
        return None, ("there is no time zone %(value)r: write one such as Asia/Shanghai", {"value": zone})
    if isinstance(value, datetime):
        found = value
    else:
        try:
            found = datetime.fromisoformat(re.sub(r"^(\d{4})[/.](\d{2})[/.]", r"\1-\2-", text))
        except ValueError:
            return None, (NO_TIME, {"value": text[:40]})
        if not re.search(r"\d:?\d\d", text[10:]):
            return None, ("%(value)r has no time of day", {"value": text[:40]})
    if found.tzinfo is None:
        local = found.replace(tzinfo=ZoneInfo(zone))
        later = local.replace(fold=1)
        if local.utcoffset() != later.utcoffset():
            return None, (TWICE, {"value": text, "zone": zone})
        found = local
    if not 1980 <= found.year <= 2100:
        return None, (NO_TIME, {"value": text[:40]})
    return found.astimezone(UTC).isoformat(), None


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


@lru_cache(maxsize=4096)
def phone(text: str, region: str) -> tuple[tuple[str, str, str, str], Fault]:
    """Return ((E.164, kind, region, zone or ""), fault). A number of several zones has none."""
    nothing = ("", "", "", "")
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return nothing, ("%(value)r is not a telephone number", {})
    if not phonenumbers.is_valid_number(number):
        return nothing, ("%(value)r is not a valid number", {})
    kind = "landline" if _landline(number) else "mobile"
    place = phonenumbers.region_code_for_number(number) or ""
    zones = () if place in ("", region) else time_zones_for_number(number)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return (e164, kind, place, zones[0] if len(zones) == 1 and "/" in zones[0] else ""), None


def _landline(number: phonenumbers.PhoneNumber) -> bool:
    return phonenumbers.number_type(number) == phonenumbers.PhoneNumberType.FIXED_LINE
