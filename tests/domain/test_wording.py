"""What a person types is read strictly: one value, or a refusal that says how to write it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.bilingual import LOCALES
from console.domain.errors import Invalid
from console.wording import formats
from console.wording.amounts import amount, number
from console.wording.days import day
from console.wording.times import clock, day_and_clock

SATURDAY = date(2026, 11, 28)
SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("typed", "minor"),
    [
        *(("115056", 11505600), ("115,056", 11505600), ("115056.00", 11505600), ("NT$115,056", 11505600)),
        *(("12.5", 1250), ("12.50", 1250), ("1,234.50", 123450), (" 115 056 ", 11505600), ("0.01", 1)),
        *(("１１５，０５６", 11505600), ("ＮＴ＄１２．５", 1250), ("115056元", 11505600), ("新台币500元", 50000)),
        *(("1万", 1000000), ("1.5万", 1500000), ("1万2千", 1200000), ("1.23456万", 1234560), ("twd 500", 50000)),
    ],
)
def test_an_amount_is_read_however_one_writes_it(locale: str, typed: str, minor: int) -> None:
    assert amount(typed, "amount", locale, "TWD") == minor


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        *(("5,5", ("5.50", "55")), ("1.000", ("1", "1,000")), ("1,00", ("1", "100")), ("500,50", ("500.50", "50,050"))),
        *(("1.234,56", ("1,234.56", "123,456")), ("1,000,00", ("1,000", "100,000")), ("12,3456", ("123,456",))),
        *(("1万2", ()), ("五百", ()), ("1e5", ()), ("nan", ()), ("infinity", ()), ("", ())),
        *(("0", ()), ("-5", ()), ("1.005", ("1,005",)), ("12.3456", ()), ("US$5", ()), ("¥100", ()), ("100%", ())),
    ],
)
def test_an_amount_that_may_mean_two_is_refused_and_both_are_named(
    locale: str, typed: str, readings: tuple[str, ...]
) -> None:
    with pytest.raises(Invalid) as refused:
        amount(typed, "amount", locale, "TWD")
    assert refused.value.field == "amount"
    assert [refused.value.words[name] for name in ("one", "other") if name in refused.value.words] == list(readings)


def test_a_currency_has_its_own_number_of_decimals() -> None:
    assert amount("100", "amount", "en", "JPY") == 10000
    for currency, typed in (("JPY", "100.5"), ("CNY", "1.2345"), ("KRW", "9.9")):
        with pytest.raises(Invalid, match="decimals"):
            amount(typed, "amount", "en", currency)
    assert float(number("-1.5", "value", "en")) == -1.5


@given(st.integers(1, 10**12), st.sampled_from(("TWD", "CNY", "USD", "EUR", "GBP")), st.sampled_from(LOCALES))
def test_what_is_written_is_read_as_the_same_amount(minor: int, currency: str, locale: str) -> None:
    assert amount(formats.money(minor, currency, locale), "amount", locale, currency) == minor
    assert amount(formats.amount(minor, locale), "amount", locale, currency) == minor


@pytest.mark.parametrize(
    ("typed", "on"),
    [
        *(("5", "2026-12-05"), ("28", "2026-11-28"), ("31", "2026-12-31"), ("+3", "2026-12-01"), ("+2w", "2026-12-12")),
        *(("Fri", "2026-12-04"), ("周五", "2026-12-04"), ("Sat", "2026-12-05"), ("下周五", "2026-12-04")),
        *(("12/2", "2026-12-02"), ("25/12", "2026-12-25"), ("1/1", "2027-01-01"), ("2 Dec", "2026-12-02")),
        *(
            ("12月2日", "2026-12-02"),
            ("十二月二日", "2026-12-02"),
            ("Dec 2nd, 2027", "2027-12-02"),
            ("5号", "2026-12-05"),
        ),
        *(("明天", "2026-11-29"), ("tomorrow", "2026-11-29"), ("后天", "2026-11-30"), ("三天后", "2026-12-01")),
        *(("2026-12-02", "2026-12-02"), ("2026年12月2日", "2026-12-02"), ("20261202", "2026-12-02")),
        *(
            ("Wed 2 Dec", "2026-12-02"),
            ("12月2日 周三", "2026-12-02"),
            ("１２／２", "2026-12-02"),
            ("月底", "2026-11-30"),
        ),
        *(("下个月5号", "2026-12-05"), ("29 Feb", "2028-02-29"), ("today", "2026-11-28"), ("-1", "2026-11-27")),
    ],
)
def test_a_day_is_read_however_one_writes_it(typed: str, on: str) -> None:
    assert day(typed, "on", SATURDAY).isoformat() == on


@pytest.mark.parametrize(
    ("typed", "on"), [("5", "2026-11-05"), ("2 Dec", "2025-12-02"), ("Fri", "2026-11-27"), ("Wed 2 Dec", "2026-12-02")]
)
def test_in_a_field_about_the_past_a_day_is_the_last_one(typed: str, on: str) -> None:
    assert day(typed, "on", SATURDAY, past=True).isoformat() == on


@pytest.mark.parametrize(
    "typed", ["", "soon", "0", "32", "2/30", "1202", "12/2/26", "Thu 2 Dec", "1/1/26", "2026-13-01", "99999-01-01"]
)
def test_a_day_that_is_not_certain_is_refused(typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        day(typed, "on", SATURDAY)
    assert refused.value.field == "on"


@given(st.integers(-300, 2000), st.sampled_from(LOCALES), st.booleans())
def test_a_written_day_is_read_as_the_same_day(ahead: int, locale: str, past: bool) -> None:
    on = SATURDAY + timedelta(days=ahead)
    written = formats.day(on, locale, weekday=True, year=on.year != SATURDAY.year)
    assert day(written, "on", SATURDAY, past=past) == on


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        *(
            ("10", time(10)),
            ("10:30", time(10, 30)),
            ("1030", time(10, 30)),
            ("930", time(9, 30)),
            ("10.30", time(10, 30)),
        ),
        *(("3pm", time(15)), ("3:30 pm", time(15, 30)), ("12am", time(0)), ("12pm", time(12)), ("noon", time(12))),
        *(("下午3点", time(15)), ("下午三点半", time(15, 30)), ("15点", time(15)), ("晚上8点", time(20))),
        *(("８点一刻", time(8, 15)), ("20时15分", time(20, 15)), ("10:30:00", time(10, 30)), ("中午12点", time(12))),
    ],
)
def test_a_time_is_read_however_one_writes_it(typed: str, at: time) -> None:
    assert clock(typed, "at") == at


@pytest.mark.parametrize("typed", ["", "24", "25:00", "9:5", "晚上12点", "13pm", "99", "soon", "10:60", "9点30分钟"])
def test_a_time_that_is_not_certain_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        clock(typed, "at")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        *(("Fri 10:30", datetime(2026, 12, 4, 10, 30)), ("明天下午3点", datetime(2026, 11, 29, 15))),
        *(("2026-12-02T14:30", datetime(2026, 12, 2, 14, 30)), ("2 Dec 3pm", datetime(2026, 12, 2, 15))),
        *(("12月2日 下午三点", datetime(2026, 12, 2, 15)), ("Fri", datetime(2026, 12, 4))),
    ],
)
def test_a_day_with_its_time_is_read_from_one_field(typed: str, at: datetime) -> None:
    assert day_and_clock(typed, "at", SATURDAY, SHANGHAI) == at.replace(tzinfo=SHANGHAI)
