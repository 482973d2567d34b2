"""Offers for a credit grade and an ability to repay, instalment schedules, limits of authority.

The matrix goes from light to far-reaching relief: reminder, move of the due date, split, pause, dated
promise, autopay, instalments, hardship plan, settlement quote, personalised instalments, advice.
Money is integer minor units. A card plan runs at most 60 months (China, card rules art. 70), and the
product keeps that limit for every debt. Defaults and authority are our own estimates.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from console.domain.errors import Invalid
from console.domain.promises import MINIMUM, PLAN_MONTHS

Ability = Literal["able", "partly", "unable", "unknown"]
Parts = tuple[tuple[date, int], ...]
ABILITIES: tuple[Ability, ...] = ("able", "partly", "unable", "unknown")
CARD = "credit_card"
SHIFT_DAYS = 14  # a part moves at most this far to reach a working day
FIRST_DAYS = 3  # from today to the first date of an offer
LEAST_PART = 100_00  # minor units: offers have no smaller parts


@dataclass(frozen=True, slots=True)
class Terms:
    """The relief in an offer. ``AUTHORITY`` limits what a role may grant alone."""

    months: int = 0
    pause_days: int = 0
    waive_interest_percent: int = 0
    discount_percent: int = 0


@dataclass(frozen=True, slots=True)
class Offer:
    """One offer: its texts, its dated parts if any, and who may grant it."""

    kind: str
    en: str
    zh: str
    why_en: str
    why_zh: str
    parts: Parts = ()
    terms: Terms = Terms()
    authority: str = "agent"  # the lowest role that may grant it


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of offer in the matrix.

    ``count``: the number of dated parts. ``relief``: only while relief is open for the case."""

    key: str
    en: str
    zh: str
    why_en: str
    why_zh: str
    count: int = 0
    terms: Terms = Terms()
    relief: bool = False
    cards_only: bool = False


_K = Kind
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        _K(
            "reminder",
            "A reminder with the pay link",
            "提醒并附还款链接",
            "Often a reminder is enough.",
            "多数时候提醒就够了。",
        ),
        _K(
            "due_date_move",
            "Move the due date after payday",
            "还款日调整到发薪日后",
            "The date fits the income.",
            "日期与收入匹配。",
            terms=Terms(months=1),
        ),
        _K(
            "split2",
            "Two instalments",
            "分两次还",
            "A short split keeps the cost low.",
            "短期分摊，成本低。",
            2,
            Terms(months=2),
        ),
        _K(
            "split3",
            "Three instalments",
            "分三次还",
            "Three dated instalments within a quarter.",
            "一个季度内三次还清。",
            3,
            Terms(months=3),
        ),
        _K(
            "pause",
            "30 days of pause, then a review",
            "暂缓30天后再评估",
            "Nothing is possible now. Agree on a date for a review.",
            "暂时无力，约定再评估。",
            terms=Terms(pause_days=30),
        ),
        _K("promise", "One dated promise", "约定一个还款日", "One day and one amount.", "一个日期，一个金额。", 1),
        _K(
            "autopay",
            "Automatic payment from payday",
            "设置自动还款",
            "Nothing to remember.",
            "无需记挂。",
            terms=Terms(months=1),
        ),
        _K(
            "instalments6",
            "Six instalments after payday",
            "发薪日后分六期",
            "A monthly amount within the means.",
            "每月一份，力所能及。",
            6,
            Terms(months=6),
        ),
        _K(
            "instalments12",
            "Twelve instalments after payday",
            "发薪日后分十二期",
            "Smaller amounts over a year.",
            "一年内小额还清。",
            12,
            Terms(months=12),
        ),
        _K(
            "hardship",
            "Hardship plan with lower interest",
            "困难帮扶并减免利息",
            "Less in total helps more than a lower minimum.",
            "降低总额更有帮助。",
            12,
            Terms(months=12, waive_interest_percent=50),
            True,
        ),
        _K(
            "settlement",
            "Settlement quote with basis and expiry",
            "一次性结清报价",
            "A quote states basis, authority and last day.",
            "写明依据、权限与有效期。",
            1,
            Terms(discount_percent=10),
            True,
        ),
        _K(
            "personalised",
            "Personalised instalments, up to 60 months",
            "个性化分期，最长60个月",
            "Fitted to the means; the card rules allow it.",
            "按能力安排，符合规定。",
            36,
            Terms(months=36),
            cards_only=True,
        ),
        _K(
            "advice",
            "Stop pressure, advice and a specialist",
            "停止催收，转专员评估",
            "Pressure helps nobody here.",
            "此时施压无益。",
            terms=Terms(pause_days=60),
        ),
        _K(
            "ask",
            "Ask: next income, and what it must cover",
            "先问：下笔收入与必要支出",
            "Ability decides the plan.",
            "能力决定方案。",
        ),
    )
}

# (row of the matrix, ability) -> kinds, best first. Rows: early (grades A, B), mid (C), late (D).
MATRIX: dict[tuple[str, Ability], tuple[str, ...]] = {
    ("early", "able"): ("reminder", "promise", "due_date_move"),
    ("early", "partly"): ("split2", "split3", "due_date_move"),
    ("early", "unable"): ("pause", "due_date_move"),
    ("early", "unknown"): ("ask", "reminder", "split2"),
    ("mid", "able"): ("promise", "autopay", "split2"),
    ("mid", "partly"): ("split3", "instalments6", "instalments12"),
    ("mid", "unable"): ("hardship", "pause", "instalments12"),
    ("mid", "unknown"): ("ask", "promise", "split3"),
    ("late", "able"): ("settlement", "promise", "split3"),
    ("late", "partly"): ("personalised", "instalments12", "instalments6"),
    ("late", "unable"): ("advice", "pause"),
    ("late", "unknown"): ("ask", "instalments12", "promise"),
}
ROWS = {"A": "early", "B": "early", "C": "mid", "D": "late"}
STAGE_ROWS = {"M1": "early", "M2": "mid", "M3+": "late"}
ORDER = ("early", "mid", "late")
# role -> the most relief that it may grant alone
AUTHORITY: dict[str, Terms] = {
    "agent": Terms(months=12, pause_days=30),
    "collector": Terms(months=12, pause_days=30),
    "lead": Terms(months=36, pause_days=60, waive_interest_percent=50, discount_percent=10),
    "compliance": Terms(),
    "admin": Terms(),
}
LADDER = ("agent", "lead", "committee")


def ability_of(income: int | None, must_pay: int | None, owed: int) -> Ability:
    """Return the ability to repay from monthly income and necessary costs (minor units), as the customer tells.

    "able": what is left in six months covers the debt. "partly": in three years. Else "unable".
    """
    if income is None or must_pay is None:
        return "unknown"
    left = income - must_pay
    if left <= 0:
        return "unable"
    if left * 6 >= owed:
        return "able"
    return "partly" if left * 36 >= owed else "unable"


def row_of(letter: str, stage: str) -> str:
    """Return the row of the matrix. Grades C and D can make it later than the stage says, never earlier."""
    by_stage = STAGE_ROWS.get(stage, "early")
    by_grade = ROWS.get(letter, by_stage)
    return max(by_stage, by_grade, key=ORDER.index) if letter in ("C", "D") else by_stage


def offers(
    letter: str,
    ability: Ability,
    stage: str,
    owed: int,
    today: date,
    *,
    relief_open: bool = False,
    product: str | None = None,
    off_days: Collection[date] = (),
    payday: int | None = None,
) -> tuple[Offer, ...]:
    """Return at most three offers, best first, or none when nothing is owed.

    ``owed``: minor units. ``payday``: day of the month for the parts after the first."""
    if owed <= 0:
        return ()
    fitting = []
    for key in MATRIX[(row_of(letter, stage), ability)]:
        kind = KINDS[key]
        if (kind.relief and not relief_open) or (kind.cards_only and product != CARD):
            continue
        parts: Parts = ()
        if kind.count:
            count = min(kind.count, max(1, owed // LEAST_PART))
            whole = owed - owed * kind.terms.discount_percent // 100
            parts = schedule(whole, count, first_day(today, off_days), day=payday, off_days=off_days)
        fitting.append(
            Offer(kind.key, kind.en, kind.zh, kind.why_en, kind.why_zh, parts, kind.terms, who_may(kind.terms))
        )
    return tuple(fitting[:3])


def first_day(today: date, off_days: Collection[date] = ()) -> date:
    """Return the day that is proposed for a promise, and for the first part of an offer: a working day."""
    return _working(today + timedelta(days=FIRST_DAYS), off_days)


def schedule(
    total: int,
    count: int,
    first_on: date,
    *,
    day: int | None = None,
    off_days: Collection[date] = (),
    least: int = MINIMUM,
    product: str | None = CARD,
) -> Parts:
    """Return the dated parts in minor units. They sum exactly to ``total`` and fall on rising working days.

    The parts differ by at most one minor unit, and the first ones are the greater ones. ``day``: the day of
    the month from the second part on (the last day of a shorter month).

    Raises:
        Invalid: when there is no such schedule. It names the field and what to do.
    """
    if total <= 0:
        raise Invalid("Enter an amount above zero.", field="amount")
    if count < 1:
        raise Invalid("A plan has at least one instalment.", field="parts")
    if count > PLAN_MONTHS:
        raise Invalid("A plan has at most 60 monthly instalments.", field="parts")
    if total < count * least:
        raise Invalid("Each instalment would be too small. Choose fewer instalments.", field="parts")
    if day is not None and not 1 <= day <= 31:
        raise Invalid("Choose a day of the month from 1 to 31.", field="day")
    part, rest = divmod(total, count)
    parts: list[tuple[date, int]] = []
    for number in range(count):
        wanted = first_on if number == 0 else _month_later(first_on, number, day)
        on = _working(wanted, off_days)
        if parts and on <= parts[-1][0]:
            on = _working(parts[-1][0] + timedelta(days=1), off_days)
        parts.append((on, part + (number < rest)))
    return tuple(parts)


def _month_later(start: date, months: int, day: int | None) -> date:
    month = start.month - 1 + months
    year, month = start.year + month // 12, month % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return date(year, month, min(day or start.day, last))


def _working(on: date, off_days: Collection[date]) -> date:
    for shift in range(SHIFT_DAYS + 1):
        day = on + timedelta(days=shift)
        if day.isoweekday() < 6 and day not in off_days:
            return day
    raise Invalid("There is no working day near this date. Choose another one.", field="first")


def within(role: str, terms: Terms) -> bool:
    """Return True when this role may grant these terms alone."""
    most = AUTHORITY.get(role)
    return most is not None and (
        terms.months <= most.months
        and terms.pause_days <= most.pause_days
        and terms.waive_interest_percent <= most.waive_interest_percent
        and terms.discount_percent <= most.discount_percent
    )


def months_of(parts: Parts) -> int:
    """Return the number of calendar months from the first part of a plan to its last, both included."""
    if len(parts) < 2:
        return len(parts)
    first, last = parts[0][0], parts[-1][0]
    return (last.year - first.year) * 12 + last.month - first.month + 1


def who_may(terms: Terms) -> str:
    """Return the lowest role that may grant these terms, or "committee" when no role may."""
    return next((role for role in LADDER[:-1] if within(role, terms)), LADDER[-1])
