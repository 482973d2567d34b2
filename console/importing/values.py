"""Reading single values of a file: days, times, telephone numbers. Each returns (value, fault).

Nothing is guessed: how a file writes amounts and days is decided from whole columns (``proposals.py``).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Literal
from zoneinfo import ZoneInfo, available_timezones

import phonenumbers
from phonenumbers.timezone import time_zones_for_number

Fault = tuple[str, dict[str, object]] | None
DayOrder = Literal["", "dmy", "mdy"]
NO_DAY = "%(value)r is not a date such as 2026-11-30"
NO_TIME = "%(value)r is not a time such as 2026-11-30 14:05:00"
TWICE = "%(value)s is skipped or occurs twice in %(zone)s: write it with its offset"
SHORT_YEAR = "%(value)r: write the year with four digits"
EITHER_ORDER = "%(value)r: say whether the day or the month comes first"
CUT = "the spreadsheet has cut this number: format it as text"
EARLIEST, LATEST = date(1980, 1, 1), date(2100, 1, 1)
SHEET_EPOCH = datetime(1899, 12, 30)  # day 0 of spreadsheets
_SERIAL = re.compile(r"(\d{5})(?:[.,](\d+))?")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})")
_NAMED = re.compile(r"(\d{1,2})[\s\-/]*([a-z]{3,9})\.?[\s\-/,]*(\d{4}|\d{2})")
_NAMED_FIRST = re.compile(r"([a-z]{3,9})\.?\s*(\d{1,2})(?:st|nd|rd|th)?,?\s*(\d{4})")
_SHORT = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
_WEEKDAY = re.compile(r"\s*(?:星期|周|週|礼拜)[一二三四五六日天]\s*|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
_HALF = r"a\.?m\.?|p\.?m\.?|上午|下午|凌晨|清晨|早上|早晨|中午|晚上|傍晚"
_CLOCK = re.compile(
    rf"(?P<before>{_HALF})?\s*(?P<hour>\d{{1,2}})"
    r"(?:\s*[:时時点點]\s*(?P<minute>\d{2})(?:\s*[:分]\s*(?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?|[时時点點](?=$|整))"
    rf"(?:分|秒|整)?\s*(?P<after>{_HALF})?\s*(?P<offset>z|utc|gmt|[+-]\d{{2}}(?::?\d{{2}})?)?"
)
_COMPACT = re.compile(r"(\d{8})[t ]?(\d{2})(\d{2})(\d{2})?(z|[+-]\d{2}(?::?\d{2})?)?")


def neat(value: object) -> str:
    """Return a value as people see it: full-width signs as plain ones, single spaces, true minus and apostrophe."""
    text = str(value)
    if text.isascii():
        return " ".join(text.split())
    text = unicodedata.normalize("NFKC", text)
    return " ".join(text.replace("\u2212", "-").replace("\u2019", "'").split())


def day(value: Any, order: DayOrder = "") -> tuple[str | None, Fault]:
    """Return (ISO date, fault). The year first, or day and month first in the ``order`` of the column."""
    if isinstance(value, datetime):
        value = value.date()
    text = value.isoformat() if isinstance(value, date) else neat(value)
    if not text:
        return None, None
    found, fault = _day(text, order)
    return (found.isoformat() if found else None), fault


def _day(text: str, order: DayOrder) -> tuple[date | None, Fault]:
    text = text.lower()
    if serial := _from_serial(text):
        return serial.date(), None
    text = _WEEKDAY.sub(" ", text).strip()
    if (clock := _clock_of(re.sub(r"(?<=\d)t(?=\d)", " ", text))) and clock["minute"]:
        text = text[: clock.start()].strip()  # 2026/11/30 0:00: a database or a sheet keeps days so
    if _SHORT.fullmatch(text):
        return None, (SHORT_YEAR, {"value": text})
    if parts := _YEAR_FIRST.fullmatch(text) or re.fullmatch(r"(\d{4})(\d{2})(\d{2})", text):
        year, month, number = (int(part) for part in parts.groups())
    elif parts := _YEAR_LAST.fullmatch(text):
        one, sign, other, last = parts.groups()
        year, number, month = int(last), int(one), int(other)
        order = order or order_told(text)[0] or ("dmy" if sign == "." or one == other else "")
        if not order:
            return None, (EITHER_ORDER, {"value": text})
        if order == "mdy":
            number, month = month, number
    elif parts := _NAMED.fullmatch(text):
        number, month, year = int(parts[1]), _month(parts[2]), int(parts[3])
        year += 2000 if year < 70 else 1900 if year < 100 else 0
    elif parts := _NAMED_FIRST.fullmatch(text):
        number, month, year = int(parts[2]), _month(parts[1]), int(parts[3])
    else:
        return None, (NO_DAY, {"value": text[:40]})
    try:
        found = date(year, month, number)
    except ValueError:
        return None, ("there is no day %(value)s", {"value": text})
    return (found, None) if EARLIEST <= found <= LATEST else (None, (NO_DAY, {"value": text[:40]}))


def _month(word: str) -> int:
    """Return the number of an English month, 0 for another word."""
    if word in _MONTH_NAMES:
        return _MONTH_NAMES.index(word) + 1
    return _MONTHS.index(word[:3]) + 1 if word in (*_MONTHS, "sept") else 0


def _from_serial(text: str) -> datetime | None:
    """Return the time of a spreadsheet's day number such as 46356.385417, to the second."""
    found = _SERIAL.fullmatch(text)
    if not found:
        return None
    at = SHEET_EPOCH + timedelta(days=float(f"{found[1]}.{found[2] or 0}"))
    at = (at + timedelta(milliseconds=500)).replace(microsecond=0)
    return at if EARLIEST <= at.date() <= LATEST else None


def order_told(text: str) -> tuple[DayOrder, bool]:
    """Return (the order that this date proves, whether it could be either) for a date such as 30/11/2026.

    A date with dots begins with its day unless it proves the opposite, so its day proves nothing about the others.
    """
    found = _YEAR_LAST.match(neat(text))
    if not found:
        return "", False
    one, other = int(found[1]), int(found[3])
    if one > 12 >= other:
        return "" if found[2] == "." else "dmy", False
    if other > 12 >= one:
        return "mdy", False
    return "", one != other and found[2] != "."


def instant(value: Any, text: str, zone: str, order: DayOrder = "") -> tuple[str | None, Fault]:
    """Return (UTC as ISO text, fault). A time without an offset is read in ``zone``.

    The hour that a clock change skips does not exist, and a time in the doubled hour needs its offset.
    """
    if not text:
        return None, None
    if zone not in _zones():
        return None, ("there is no time zone %(value)r: write one such as Asia/Shanghai", {"value": zone})
    no_time: tuple[None, Fault] = (None, (NO_TIME, {"value": text[:40]}))
    found: datetime | None
    if isinstance(value, datetime):
        found = value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        found = _from_serial(f"{value:.9f}") if value < 100_000 else _written(text, order)[0]
    else:
        found, fault = _written(text, order)
        if fault:
            return None, fault
    if found is None:
        return no_time
    if (
        isinstance(value, datetime | int | float) or _SERIAL.fullmatch(neat(text))
    ) and found.time() == datetime.min.time():
        return None, ("%(value)r has no time of day", {"value": text[:40]})
    if found.tzinfo is None:
        local = found.replace(tzinfo=ZoneInfo(zone))
        later = local.replace(fold=1)
        if local.utcoffset() != later.utcoffset():
            return None, (TWICE, {"value": text, "zone": zone})
        found = local
    if not EARLIEST.year <= found.year <= LATEST.year:
        return no_time
    return found.astimezone(UTC).isoformat(), None


def _written(text: str, order: DayOrder) -> tuple[datetime | None, Fault]:
    """Return (local or aware time, fault) of a written date with a time of day."""
    text = neat(text).lower()
    if serial := _from_serial(text):
        return serial, None
    if parts := _COMPACT.fullmatch(text):
        text = f"{parts[1]} {parts[2]}:{parts[3]}:{parts[4] or '00'}{parts[5] or ''}"
    text = re.sub(r"(?<=\d)t(?=\d)", " ", text)
    clock = _clock_of(text)
    if clock is None:
        dated, _ = _day(text, order or "dmy")
        return None, ("%(value)r has no time of day" if dated else NO_TIME, {"value": text[:40]})
    on, fault = _day(text[: clock.start()].strip(" ,"), order)
    if on is None:
        return None, fault if fault and fault[0] in (EITHER_ORDER, SHORT_YEAR) else (NO_TIME, {"value": text[:40]})
    hour = _hour(int(clock["hour"]), clock["before"] or "", clock["after"] or "")
    part = (clock["part"] or "0")[:6].ljust(6, "0")
    try:
        at = datetime(on.year, on.month, on.day, hour, int(clock["minute"] or 0), int(clock["second"] or 0), int(part))
        offset = clock["offset"] or ""
        if offset in ("z", "utc", "gmt"):
            return at.replace(tzinfo=UTC), None
        return (datetime.fromisoformat(at.isoformat() + offset) if offset else at), None
    except ValueError:
        return None, (NO_TIME, {"value": text[:40]})


def _clock_of(text: str) -> re.Match[str] | None:
    """Return the time of day at the end of a text that begins with a date."""
    return next((clock for clock in _CLOCK.finditer(text) if clock.end() == len(text) and clock.start()), None)


def _hour(hour: int, before: str, after: str) -> int:
    """Return the hour of the day. 99 when it contradicts its half of the day."""
    half = (before or after).replace(".", "")
    if not half:
        return hour
    if (before and after) or (half in ("晚上", "傍晚") and hour == 12):
        return 99
    if half in ("pm", "下午", "晚上", "傍晚"):
        return hour + 12 if 1 <= hour < 12 else hour or 99
    if half == "中午":
        return hour + 12 if 1 <= hour < 3 else hour if hour in (11, 12, 13, 14) else 99
    return 0 if hour == 12 else hour if hour < 12 else 99


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


_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d{1,3}")
_SURE = re.compile(r".*[.,].*|.*[eE][+-].*")


def is_cut(value: Any) -> bool:
    """Return True for a number that a spreadsheet has cut: 6.22848E+15, 1.39E+10, or 622848001234567000.

    Spreadsheets keep 15 digits, other programs 16. An id such as 12E4 has neither a decimal sign nor a signed
    exponent and stays an id.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return abs(value) >= 1e15
    text = neat(value)
    if text.strip("#") == "" and len(text) > 1:  # the column was too narrow to show the number
        return True
    if _SCIENTIFIC.fullmatch(text):
        return bool(_SURE.fullmatch(text))
    digits = re.sub(r"[ \-]", "", text)
    return tail_of(digits).endswith("0") and digits.endswith("000")


def tail_of(digits: str) -> str:
    """Return the digits that a spreadsheet would have lost: those after the fifteenth."""
    bare = digits.lstrip("0")
    return bare[15:] if digits.isdigit() else ""


_NOTHING = frozenset(
    (
        *("null", "nul", "none", "nil", "na", "n/a", "n.a", "n.a.", "nan", "nat", "undefined", "unknown", "missing"),
        *("blank", "empty", "not available", "not applicable", "not given", "no data", "void", "\\n"),
        *(
            "无",
            "無",
            "空",
            "空值",
            "空白",
            "暂无",
            "暫無",
            "没有",
            "沒有",
            "未知",
            "不详",
            "不詳",
            "未填",
            "未填写",
            "未提供",
        ),
        *("不适用", "不適用", "缺失", "无数据", "無資料", "无记录", "待补充"),
    )
)


def is_nothing(text: str) -> bool:
    """Return True for what stands for "no value": NULL, N/A, -, 无, #N/A, (blank). ``text`` is neat."""
    low = text.lower()
    if low in _NOTHING:
        return True
    bare = re.sub(r"^[\W_]+|[\W_]+$", "", low)
    return not bare or bare in _NOTHING


_TOTAL = re.compile(
    r"(grand|sub|page|sheet|report|overall|portfolio|running)?(totals?|sum)"
    r"(\d+|amount|balance|owed|due|outstanding|rows?|records?|accounts?|customers?|cases?|overdue|general)*"
    r"|(gesamt(summe)?|summe|zwischensumme|totaal|somme|totalgeneral|totale)"
    r"|(本页|本頁|本月|本表|全部|全|各|以上|分|本)?(总?合计|總?合計|小计|小計|总计|總計|共计|共計|累计|累計|总数|總數|汇总|匯總|总额|總額)"
    r"(金额|金額|余额|餘額|欠款|户数|戶數|笔数|筆數|人数)*\d*(户|戶|笔|筆|人|条|條|元|件)?"
    r"|共\d+(户|戶|笔|筆|人|条|條|件)(记录|記錄|数据)?|\d+(rows?|records?|accounts?|customers?)"
)


_LIKE_TOTAL = re.compile(r"tot|sum|som|row|record|account|customer|[合小总總共累汇匯]", re.I)  # most cells end here


def is_total(text: str) -> bool:
    """Return True for the label of a totals row: Total, Sub-total, 合计, 小 计, Grand total (12 accounts)."""
    return bool(_LIKE_TOTAL.search(text)) and bool(_TOTAL.fullmatch(re.sub(r"[\W_]+", "", neat(text).lower())))


def is_error(text: str) -> bool:
    """Return True for an error of a formula, such as #REF!."""
    return bool(re.fullmatch(r"#(ref|value|name|div/0|null|num|spill|calc|field|getting_data)[!?]?", text.lower()))
