"""Times of day as a person types them: "10", "10:30", "1030", "3pm", "下午3点", "三点半"; and a day with a time."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from console.domain.errors import Invalid
from console.wording.days import day
from console.wording.plain_text import digits_for_numerals, plain

_ENGLISH = re.compile(r"(\d{1,2})(?:[:.](\d\d))?(?::00(?:\.0+)?)? ?([ap])\.?m\.?")
_COLON = re.compile(r"(\d{1,2}):(\d\d)(?::00(?:\.0+)?)?")
_BARE = re.compile(r"(\d{1,2})|(\d{1,2})(\d\d)(?:h| h)?|(\d{1,2})[h.](\d\d)")
_PARTS = "上午|早上|早|凌晨|中午|下午|晚上|晚|傍晚"
_CHINESE = re.compile(rf"({_PARTS})? ?(\d{{1,2}})(?:[:](\d\d)|[点时](?:(半)|(?:(\d{{1,2}})分?)|(一刻|三刻|整))?)?")
_WHOLE = {"noon": time(12), "midday": time(12), "正午": time(12), "中午": time(12)}
_CUT = re.compile(rf" |t(?=\d)|(?={_PARTS}|正午)")


def clock(text: str, field: str) -> time:
    """Return the time of day that was typed.

    Raises:
        Invalid: names the field and says how to write a time."""
    found = _clock(digits_for_numerals(plain(text)))
    if found is None:
        raise Invalid("Enter a time such as 10, 10:30, 1030 or 3pm.", field=field)
    return found


def _clock(typed: str) -> time | None:
    if typed in _WHOLE:
        return _WHOLE[typed]
    if found := _ENGLISH.fullmatch(typed):
        of_twelve = int(found[1])
        return _time(of_twelve % 12 + (12 if found[3] == "p" else 0), found[2]) if 1 <= of_twelve <= 12 else None
    if found := _COLON.fullmatch(typed):
        return _time(int(found[1]), found[2])
    if found := _BARE.fullmatch(typed):
        return _time(int(found[1] or found[2] or found[4]), found[3] or found[5])
    if found := _CHINESE.fullmatch(typed):
        part, hour, colon, half, minutes, quarter = found.groups()
        minute = colon or minutes or ("30" if half else {"一刻": "15", "三刻": "45"}.get(quarter or "", "0"))
        turned = _hour(part or "", int(hour))
        return None if turned is None else _time(turned, minute)
    return None


def _hour(part: str, hour: int) -> int | None:
    """Return the hour from 0 to 23; None where the part of the day does not say which ("晚上12点")."""
    if part in ("下午", "傍晚"):
        return hour + 12 if 1 <= hour <= 11 else hour if 12 <= hour <= 19 else None
    if part in ("晚上", "晚"):
        return hour + 12 if 5 <= hour <= 11 else hour if 17 <= hour <= 23 else None
    if part == "中午":
        return {11: 11, 12: 12, 1: 13, 2: 14}.get(hour)
    if part in ("上午", "早上", "早", "凌晨"):
        return hour if hour < 12 else None
    return hour


def _time(hour: int, minute: str | None) -> time | None:
    return time(hour, int(minute or 0)) if hour < 24 and int(minute or 0) < 60 else None


def day_and_clock(text: str, field: str, today: date, zone: ZoneInfo, *, past: bool = False) -> datetime:
    """Return the instant of a typed day with its time ("Fri 10:30", "明天下午3点", "2026-12-02 14:30").

    A day alone is its start.

    Raises:
        Invalid: names the field and says how to write both."""
    typed = digits_for_numerals(plain(text))
    found = set()
    for cut in _CUT.finditer(typed):
        try:
            on = day(typed[: cut.start()], field, today, past=past)
            found.add(datetime.combine(on, clock(typed[cut.end() :], field), zone))
        except Invalid:
            continue
    if not found:
        try:
            found.add(datetime.combine(day(typed, field, today, past=past), time(0), zone))
        except Invalid:
            pass
    if len(found) != 1:
        raise Invalid("Enter a day and a time such as Fri 10:30 or 2026-12-02 14:30.", field=field)
    return found.pop()
