"""What may be put on a customer's file: who may set it, who must confirm it, and what it covers.

A restriction binds at once, no matter who enters it. A change that widens or lifts something waits for another person
(``console.domain.second_person``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from console.domain.actor import CUSTOMER
from console.domain.errors import Invalid
from console.domain.facts import Channel, Party
from console.domain.second_person import DESK, OFFICE

ANYBODY = (*DESK, CUSTOMER)  # the customer too, on the own page
CHANNELS: tuple[Channel, ...] = ("call", "robot_call", "voice_message", "sms", "email", "im", "letter", "visit")
PLACES: Mapping[str, tuple[str, str]] = {
    "work": ("at work", "工作单位"),
    "home": ("at home", "住所"),
    "other": ("elsewhere", "其他地点"),
}
BY: tuple[Party, ...] = (
    "debtor",
    "co_debtor",
    "guarantor",
    "spouse",
    "heir",
    "guardian",
    "representative",
    "listed_contact",
    "third_party",
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One fact that a person may put on file.

    ``change``: the kind of change that raises the version of the facts (``fact_changes``). ``reviewed``: the
    officer confirms which channel stays open. ``days``: the deadline for an answer.
    """

    key: str
    en: str
    zh: str
    may_set: tuple[str, ...]
    change: str  # a key of fact_changes.CHANGES
    scope: tuple[str, ...] = ()  # channels number hours days place account person name employer
    needs: tuple[str, ...] = ()  # required parts of the scope ("a|b": one of them)
    reviewed: bool = False
    confirmed: bool = False  # binds at once, and the officer confirms or lifts it later
    days: int | None = None
    proof: bool = False  # cannot be put on file without proof


_K = Kind
ROWS: tuple[Kind, ...] = (
    _K("cease", "Stop all contact", "停止一切联系", ANYBODY, "stop", ("account",), reviewed=True),
    _K(
        "medium_refused",
        "Not by this channel",
        "不要用此方式联系",
        ANYBODY,
        "stop",
        ("channels", "number"),
        ("channels",),
        reviewed=True,
    ),
    _K(
        "opt_out",
        "Opts out: this number or these messages",
        "退订：此号码或此类消息",
        ANYBODY,
        "stop",
        ("channels", "number"),
        ("channels|number",),
        reviewed=True,
    ),
    _K(
        "time_refused",
        "Not at these hours or days",
        "不要在此时段联系",
        ANYBODY,
        "stop",
        ("hours", "days", "channels", "number"),
        ("hours|days",),
        reviewed=True,
    ),
    _K(
        "place_refused",
        "Not at this place",
        "不要在此地点联系",
        ANYBODY,
        "stop",
        ("place", "number", "employer"),
        ("place|number",),
        reviewed=True,
    ),
    _K("wrong_number", "Wrong number", "号码有误", ANYBODY, "number", ("number",), ("number",)),
    _K(
        "represented", "Has a lawyer or an authorised agent", "已委托律师或代理人", ANYBODY, "stop", ("name", "account")
    ),
    _K(
        "dispute",
        "Disputes the debt or the amount",
        "对债务或金额有异议",
        ANYBODY,
        "dispute",
        ("account", "credit_record"),
        days=20,
    ),
    _K("fraud_claim", "Says: not my debt", "称非本人借款", ANYBODY, "dispute", ("account",), days=20),
    _K("complaint", "Complaint", "投诉", ANYBODY, "hold", (), days=15),
    _K("hardship", "Hardship", "经济困难", ANYBODY, "hold"),
    _K("vulnerable", "Ill, bereaved or otherwise vulnerable", "患病、丧亲等特殊困难", ANYBODY, "hold"),
    _K("bankruptcy", "Insolvency", "破产程序", DESK, "hold"),
    _K("deceased", "The customer died", "客户已故", DESK, "stop", confirmed=True),
    _K("incapacity", "Lacks legal capacity", "无民事行为能力或受限", DESK, "stop", ("name",), confirmed=True),
    _K("minor", "The customer is a minor", "客户为未成年人", DESK, "stop", ("name",), confirmed=True),
    _K("third_party_refused", "Third party wants no contact", "第三人拒绝联系", DESK, "stop", ("person",)),
    _K("profiling_refused", "Refuses profiling", "拒绝画像", ANYBODY, "hold"),
    _K("plan", "Signed plan in force", "已签分期协议", OFFICE, "hold", ("account",), ("until",), proof=True),
    _K("police_ban", "Police contact ban", "禁止接触令", OFFICE, "stop", (), ("until",), proof=True),
    _K("illegal_debt", "Debt flagged illegal", "涉嫌非法债务", OFFICE, "stop", ("account",), proof=True),
)
BY_KEY: Mapping[str, Kind] = {row.key: row for row in ROWS}
REVIEWED = tuple(row.key for row in ROWS if row.reviewed)
CONFIRMED = tuple(row.key for row in ROWS if row.confirmed)
CLOCKS: Mapping[str, int] = {row.key: row.days for row in ROWS if row.days}
PAGE_DAYS: Mapping[str, int] = {"hardship": 5}  # written by the customer on the own page: a person answers by then
ANSWERED = (*CLOCKS, *PAGE_DAYS)  # kinds that may wait for an answer
EXTENSIONS = (30, 60)  # days: a complaint's deadline may be extended to these, with a reason

LONGEST_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement to be put on file: who says what, and what it covers."""

    kind: str
    channels: tuple[str, ...] = ()
    number: str = ""  # E.164
    hours: tuple[tuple[str, str], ...] = ()
    days: tuple[int, ...] = ()
    place: str = ""
    account: str = ""
    person: str = ""
    name: str = ""
    employer: bool = False
    credit_record: bool = False
    by: str = "debtor"
    written: bool | None = None
    wording: str = ""
    proof: str = ""
    since: datetime | None = None
    until: datetime | None = None


def scope_of(statement: Statement) -> dict[str, Any]:
    """Return what the statement covers, as ``Request.scope``. An empty scope covers everything."""
    kind = BY_KEY[statement.kind]
    scope: dict[str, Any] = {}
    for key, value in (
        ("channels", list(statement.channels)),
        ("number", statement.number),
        ("place", statement.place),
        ("hours", [list(pair) for pair in statement.hours]),
        ("days", list(statement.days)),
        ("account", statement.account),
        ("person", statement.person),
        ("name", statement.name),
        ("employer", statement.employer),
        ("credit_record", statement.credit_record),
    ):
        if value and key in kind.scope:
            scope[key] = value
    if statement.kind == "represented":
        scope["attorney_known"] = bool(statement.name)
    return scope


def examine(statement: Statement, role: str, now: datetime) -> Kind:
    """Check a statement before it is put on file, and return its kind.

    Raises:
        Invalid: names the field and what to do.
    """
    kind = BY_KEY.get(statement.kind)
    if kind is None or role not in kind.may_set:
        raise Invalid("Choose what is put on file.", field="kind")
    if statement.by not in BY:
        raise Invalid("Choose who says it.", field="by")
    if any(channel not in CHANNELS for channel in statement.channels):
        raise Invalid("Choose channels from the list.", field="channels")
    if statement.place and statement.place not in PLACES:
        raise Invalid("Choose the place from the list.", field="place")
    if len(statement.wording.strip()) < 3:
        raise Invalid("Write it in the words of the person who says it.", field="wording")
    if kind.proof and not statement.proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    _hours(statement)
    if any(day not in range(1, 8) for day in statement.days):
        raise Invalid("Choose days of the week.", field="days")
    _times(statement, now)
    _complete(statement, kind)
    return kind


def _hours(statement: Statement) -> None:
    for opens, closes in statement.hours:
        try:
            begin, end = time.fromisoformat(opens), time.fromisoformat(closes)
        except ValueError:
            raise Invalid("Enter hours as HH:MM.", field="opens") from None
        if begin == end:
            raise Invalid("The closing time must be after the opening time.", field="closes")


def _times(statement: Statement, now: datetime) -> None:
    if statement.since is not None and not now - LONGEST_BACK <= statement.since <= now:
        raise Invalid("Enter a start within the last 400 days, not in the future.", field="since")
    if statement.until is not None and statement.until <= now:
        raise Invalid("The end must be in the future.", field="until")


def _complete(statement: Statement, kind: Kind) -> None:
    values = scope_of(statement)
    if statement.until is not None:
        values["until"] = statement.until
    for need in kind.needs:
        parts = need.split("|")
        if not any(values.get(part) for part in parts):
            raise Invalid(_MISSING[need], field="opens" if parts[0] == "hours" else parts[0])


_MISSING = {
    "channels": "Choose at least one channel.",
    "channels|number": "Choose a channel or a number.",
    "hours|days": "Enter the hours or the days.",
    "place|number": "Choose the place or the number.",
    "number": "Choose the number.",
    "until": "Enter the day on which it ends.",
}


def later_limitation(
    due_on: date | None, interrupted_on: date | None, new_due: date | None, new_interrupted: date | None
) -> bool:
    """Return True when the new dates start the limitation period later, which extends the claim."""

    def start(*days: date | None) -> date:
        return max((day for day in days if day is not None), default=date.max)

    before, after = start(due_on, interrupted_on), start(new_due, new_interrupted)
    return after > before


def clock_days(kind: str, scope: Mapping[str, Any]) -> int | None:
    """Return the days until an answer is due, with any extension. None when this kind has no deadline."""
    days = scope.get("clock_days", CLOCKS.get(kind))
    return int(days) if days is not None else None
