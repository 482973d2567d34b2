"""Days as a person types them, in English or Chinese, read into one date.

"5", "+3", "Fri", "周五", "12/2", "2 Dec", "12月2日", "明天", "下周五", "2026-12-02". A day without its year is the
next one, or the last one in a field about the past. A weekday that does not fit its date is refused.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from babel import Locale

from console.domain.bilingual import ENGLISH
from console.domain.errors import Invalid
from console.wording.plain_text import digits_for_numerals, plain

_NEAR = {
    **{"today": 0, "今天": 0, "今日": 0, "tomorrow": 1, "tmr": 1, "明天": 1, "明日": 1},
    **{"后天": 2, "大后天": 3, "yesterday": -1, "昨天": -1, "昨日": -1, "前天": -2},
}
_LAST_OF_MONTH = ("月底", "月末", "month end", "end of month", "end of the month")
_STEP = re.compile(r"([+-])? ?(\d{1,3}) ?(d|days?|w|weeks?|天|日|周|星期)?(?:之?(后|以后|前)| (later|ago))?")
_WEEK = {"上": -1, "本": 0, "这": 0, "下": 1, "next ": 1, "last ": -1}
_WEEKDAY_CHINESE = re.compile(r"(上|本|这|下)?个?(?:周|星期|礼拜)([一二三四五六日天1-7])")
_BESIDE = re.compile(
    r"(?<![上下本这个]) ?\(?(?:周|星期|礼拜)([一二三四五六日天])\)?$|^(?:周|星期|礼拜)([一二三四五六日天]) ?(?=\d)"
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.年] ?(\d{1,2})[-/.月] ?(\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_TWO = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}))?")
_CHINESE = re.compile(r"(?:(上|下|本|这)个?月|(\d{1,2})月)(\d{1,2})[日号]?")
_DAY_ONLY = re.compile(r"(\d{1,2})(?:st|nd|rd|th|日|号)?")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]?([a-z]{3,9})\.?,?(?:[ -](\d{4}))?")
_MONTH_DAY = re.compile(r"([a-z]{3,9})\.?[ -]?(\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?")
FIRST_YEAR, LAST_YEAR = 1970, 2200  # date arithmetic works there in every zone


def sensible(on: date) -> bool:
    """Return True for a year in which date arithmetic works in every zone."""
    return FIRST_YEAR <= on.year <= LAST_YEAR


def day(text: str, field: str, today: date, *, past: bool = False) -> date:
    """Return the day that was typed; ``past``: a day without its year is the last one, not the next one.

    Raises:
        Invalid: names the field and says how to write a day."""
    found = _date(digits_for_numerals(plain(text)), today, past)
    if found is None or not sensible(found):
        raise Invalid("Enter a day such as 5, +3, Fri, 2 Dec or 2026-12-02.", field=field)
    return found


def _date(typed: str, today: date, past: bool) -> date | None:
    typed, weekday = _split_weekday(typed)
    if weekday is not None and not typed:
        return _next_weekday(weekday, today, past)
    for read in _READERS:
        try:
            found = read(typed, today, past)
        except (ValueError, OverflowError):
            return None
        if found is not None and weekday is not None and found.weekday() != weekday:
            found = read(typed, today, not past)  # a day on the other side of today, with its weekday
        if found is not None:
            return found if weekday in (None, found.weekday()) else None
    return None


@lru_cache(maxsize=1)
def _weekdays() -> dict[str, int]:
    names = {}
    for width in ("wide", "abbreviated"):
        for number, name in Locale.parse(ENGLISH).days["format"][width].items():
            names[name.lower()] = number
    return names | {"tues": 1, "thur": 3, "thurs": 3}


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    names = {}
    for width in ("wide", "abbreviated"):
        for number, name in Locale.parse(ENGLISH).months["format"][width].items():
            names[name.lower()] = number
    return names | {"sept": 9}


def _split_weekday(typed: str) -> tuple[str, int | None]:
    """Return the text without a weekday beside its date, and that weekday."""
    words = typed.replace(",", " ").split()
    for at in (0, -1):
        if words and words[at].rstrip(".") in _weekdays():
            number = _weekdays()[words.pop(at).rstrip(".")]
            if words in (["next"], ["last"]):
                return typed, None
            return " ".join(words), number
    found = _BESIDE.search(typed)
    if found:
        return (typed[: found.start()] + typed[found.end() :]).strip(), _chinese_weekday(found[1] or found[2])
    return typed, None


def _chinese_weekday(name: str) -> int:
    return "一二三四五六日".index(name.replace("天", "日"))


def _next_weekday(number: int, today: date, past: bool) -> date:
    """Return the next such day after today, or the last one before it."""
    ahead = (number - today.weekday() - 1) % 7 + 1
    return today - timedelta(days=(today.weekday() - number - 1) % 7 + 1) if past else today + timedelta(days=ahead)


def _near(typed: str, today: date, past: bool) -> date | None:
    if typed in _LAST_OF_MONTH:
        return today.replace(day=calendar.monthrange(today.year, today.month)[1])
    return today + timedelta(days=_NEAR[typed]) if typed in _NEAR else None


def _step(typed: str, today: date, past: bool) -> date | None:
    found = _STEP.fullmatch(typed)
    if not found:
        return None
    sign, count, unit, after, later = found.groups()
    if not sign and not after and not later:
        return None
    days = int(count) * (7 if unit and unit[0] in "w周星" else 1)
    back = sign == "-" or after == "前" or later == "ago"
    return today + timedelta(days=-days if back else days)


def _of_week(typed: str, today: date, past: bool) -> date | None:
    found = _WEEKDAY_CHINESE.fullmatch(typed)
    which, number = "", 0
    if found:
        which = found[1] or ""
        number = int(found[2]) - 1 if found[2].isdigit() else _chinese_weekday(found[2])
    else:
        for word in ("next ", "last "):
            if typed.startswith(word) and typed.removeprefix(word) in _weekdays():
                which, number = word, _weekdays()[typed.removeprefix(word)]
    if not which:
        return _next_weekday(number, today, past) if found else None
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(days=7 * _WEEK[which] + number)


def _full(typed: str, today: date, past: bool) -> date | None:
    found = _YEAR_FIRST.fullmatch(typed) or _COMPACT.fullmatch(typed)
    return date(*map(int, found.groups())) if found else None


def _numbers(typed: str, today: date, past: bool) -> date | None:
    """Month first, as both languages of the product write it; a first number above 12 can only be the day."""
    found = _TWO.fullmatch(typed)
    if not found:
        return None
    month, on = int(found[1]), int(found[2])
    if month > 12:
        month, on = on, month
    return _with_year(month, on, int(found[3]) if found[3] else None, today, past)


def _chinese(typed: str, today: date, past: bool) -> date | None:
    found = _CHINESE.fullmatch(typed)
    if not found:
        return None
    if found[2]:
        return _with_year(int(found[2]), int(found[3]), None, today, past)
    month = today.month - 1 + {"上": -1, "下": 1}.get(found[1], 0)
    return date(today.year + month // 12, month % 12 + 1, int(found[3]))


def _named(typed: str, today: date, past: bool) -> date | None:
    found = _DAY_MONTH.fullmatch(typed)
    name, on, year = (found[2], found[1], found[3]) if found else ("", "", None)
    if not found and (turned := _MONTH_DAY.fullmatch(typed)):
        name, on, year = turned[1], turned[2], turned[3]
    if name not in _months():
        return None
    return _with_year(_months()[name], int(on), int(year) if year else None, today, past)


def _with_year(month: int, on: int, year: int | None, today: date, past: bool) -> date | None:
    if year is not None:
        return date(year, month, on)
    for ahead in range(9):  # 29 February may be eight years away
        turn = today.year - ahead if past else today.year + ahead
        try:
            found = date(turn, month, on)
        except ValueError:
            continue
        if found <= today if past else found >= today:
            return found
    return None


def _day_of_month(typed: str, today: date, past: bool) -> date | None:
    found = _DAY_ONLY.fullmatch(typed)
    if not found:
        return None
    on = int(found[1])
    for months in range(12):
        index = today.month - 1 + (-months if past else months)
        try:
            turn = date(today.year + index // 12, index % 12 + 1, on)
        except ValueError:
            continue
        if turn <= today if past else turn >= today:
            return turn
    return None


_READERS: tuple[Callable[[str, date, bool], date | None], ...] = (
    *(_near, _step, _of_week, _full, _numbers, _chinese, _named, _day_of_month),
)
