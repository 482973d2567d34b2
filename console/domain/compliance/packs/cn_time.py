"""Mainland rules on hours and frequency.

Sources: the China Banking Association's guideline (CBA) of 2026-01-30, GB/T 45251-2025, NIFA 2024. A
test's docstring says what the rule demands or forbids. Law and article stand in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from console.domain.compliance.combined import strictest
from console.domain.compliance.context import MAINLAND, UNCONNECTED, Ctx, zone_of
from console.domain.compliance.reach import (
    A_MACHINE,
    A_NUMBERS_QUOTA,
    ARRIVAL,
    BY_HAND,
    DIALOGUE,
    INCOMING_CALL,
    MESSAGES,
    OUTBOX,
    RINGS,
    RINGS_OR_COMES,
)
from console.domain.compliance.types import Hit, Rule
from console.domain.compliance.who import DEBTORS_VOICE, THIRD, binds, same_person
from console.domain.facts import Attempt, Channel, Party

P = Mapping[str, Any]
SPOKEN = ("call", "robot_call", "voice_message")
WRITTEN = ("sms", "email", "im")
XINJIANG = frozenset({"Asia/Urumqi", "Asia/Kashgar"})  # names of zones only: the legal hour is Beijing's
JOINT: tuple[Party, ...] = (*DEBTORS_VOICE, "co_debtor", "spouse")  # who owes together shares one count


def quiet_hours(ctx: Ctx, p: P) -> Hit | None:
    """No contact from 22:00:00 to 08:00:00 local time, unless a consent covers this minute."""
    if p["opens"] <= ctx.local.hour < p["closes"] or ctx.covering("hours", ctx.at):
        return None
    morning = ctx.clock(p["opens"], days=0 if ctx.local.hour < p["opens"] else 1)
    return Hit(ctx.next_consent("hours", morning) or morning)


def by_hand(ctx: Ctx, p: P) -> Hit | None:
    """A letter delivered by hand must keep the quiet hours. A posted letter need not."""
    return quiet_hours(ctx, p) if ctx.detail("by_hand") is True else None


def consent_window(ctx: Ctx, p: P) -> Hit | None:
    """A contact in the quiet hours must stay inside the hours of the consent."""
    if p["opens"] <= ctx.local.hour < p["closes"]:
        return None
    end = ctx.covering("hours", ctx.at)
    return Hit(end) if end else None


def wrap_up(ctx: Ctx, p: P) -> Hit | None:
    """In the last minutes of the allowed hours agents are warned, and robots may not start a contact."""
    end = ctx.open_end(p["opens"], p["closes"])
    if end is None:
        return None
    machine = ctx.proposed.initiator != "agent"
    mark = end - timedelta(minutes=p["block_minutes"] if machine else p["warn_minutes"])
    return Hit(end, "block" if machine else "warn") if ctx.at >= mark else None


def inbound(ctx: Ctx, p: P) -> Hit | None:
    """When the customer calls in the quiet hours, answer only what the customer asks."""
    if p["opens"] <= ctx.local.hour < p["closes"]:
        return None
    return Hit(ctx.clock(p["opens"], days=0 if ctx.local.hour < p["opens"] else 1))


def zone_abroad(ctx: Ctx, p: P) -> Hit | None:
    """For a customer abroad it must be between 08:00 and 22:00 at the customer's place as well."""
    until: datetime | None = None
    for name in ctx.facts.customer.zones:
        if name in MAINLAND:
            continue
        local = ctx.at.astimezone(zone_of(name))
        if p["opens"] <= local.hour < p["closes"]:
            continue
        days = 0 if local.hour < p["opens"] else 1
        morning = datetime.combine(local.date() + timedelta(days=days), time(p["opens"]), zone_of(name))
        until = max(until, morning) if until else morning
    return Hit(until) if until else None


def zone_xj(ctx: Ctx, p: P) -> Hit | None:
    """In Xinjiang the day starts two hours later than Beijing time says, so early contacts warn."""
    there = any((a.province or "").startswith(("Xinjiang", "新疆", "CN-XJ")) for a in ctx.facts.addresses or ()) or any(
        zone in XINJIANG for zone in ctx.facts.customer.zones
    )
    if there and p["opens"] <= ctx.local.hour < p["soft_start"]:
        return Hit(ctx.clock(p["soft_start"]))
    return None


def holiday(ctx: Ctx, p: P) -> Hit | None:
    """On a statutory holiday New Year's Eve and the first day warn. Other days remind."""
    return strictest(
        Hit(ctx.tomorrow(), "warn" if any(word in name for word in p["strict"]) else "remind", (name,))
        for day, name in ctx.facts.holidays or ()
        if day == ctx.local.date()
    )


def count_unanswered(ctx: Ctx) -> int:
    """Return today's unconnected calls at this number, in every customer's file. Unsettled calls count."""
    return sum(1 for a in ctx.number_today() if a.channel in SPOKEN and a.result in UNCONNECTED)


def unanswered(ctx: Ctx, p: P) -> Hit | None:
    """At most six unconnected calls a day to one number."""
    if ctx.covering("call_again", ctx.at):
        return None
    gap = ctx.history_gap()
    if gap is not None:
        return Hit(gap, "block", missing=("attempts",))
    used = count_unanswered(ctx)
    if used >= p["cap"]:
        return Hit(ctx.tomorrow(), "block", (f"{used}/{p['cap']}",))
    return Hit(ctx.tomorrow(), "warn", (f"{used}/{p['cap']}",)) if used == p["warn"] else None


def count_effective(ctx: Ctx) -> int:
    """Return today's effective calls with this debtor, by agents and robots. Unsettled calls count."""
    return len(talks(ctx))


def talks(ctx: Ctx) -> list[Attempt]:
    """Return today's effective calls that count for this listener.

    Those who owe together share one count: the debtor, co-debtors, and a spouse who owes jointly. A guarantor and
    anybody else has a count of the own.
    """
    return [
        a
        for a in ctx.today()
        if a.channel in ("call", "robot_call") and a.result in ("effective", None) and _shares(ctx, a)
    ]


def _shares(ctx: Ctx, attempt: Attempt) -> bool:
    jointly = ctx.detail("joint_debt") is not False  # unknown: it may be joint (rule 21)
    joint = [party for party in JOINT if party != "spouse" or jointly]
    if ctx.proposed.party in joint:
        return attempt.party in joint
    return same_person(ctx.proposed, attempt.party, attempt.person)


def effective(ctx: Ctx, p: P) -> Hit | None:
    """At most three effective calls a day with one debtor."""
    gap = ctx.history_gap()
    if gap is not None:
        return Hit(gap, "block", missing=("attempts",))
    used = count_effective(ctx)
    if used >= p["cap"]:
        return Hit(ctx.tomorrow(), "block", (f"{used}/{p['cap']}",))
    return Hit(ctx.tomorrow(), "warn", (f"{used}/{p['cap']}",)) if used == p["warn"] else None


def notice(ctx: Ctx, p: P) -> Hit | None:
    """At most three connected one-way notice calls a day."""
    used = sum(
        1
        for a in ctx.today()
        if a.channel in ("robot_call", "voice_message") and a.result in ("answered", "effective", "delivered", None)
    )
    return Hit(ctx.tomorrow(), facts=(f"{used}/{p['cap']}",)) if used >= p["cap"] else None


def count_all(ctx: Ctx) -> int:
    """Return today's calls to all numbers of the customer."""
    return sum(1 for a in ctx.today() if a.channel in SPOKEN and a.party not in THIRD)


def pooled(ctx: Ctx, p: P) -> Hit | None:
    """The daily cap counts the calls of all agencies of a creditor together."""
    gap = ctx.history_gap()
    if gap is not None:
        return Hit(gap, "block", missing=("attempts",))
    calls = talks(ctx)
    others = sum(1 for a in calls if a.agency)
    if others and len(calls) >= p["cap"]:
        return Hit(ctx.tomorrow(), facts=(f"{others}/{len(calls)}",))
    return None


def caller_id(ctx: Ctx, p: P) -> Hit | None:
    """The caller ID must be the firm's own and may not change after a refusal."""
    if ctx.detail("caller_id_registered") is False:
        return Hit(facts=("caller_id_registered",))
    return Hit(facts=("caller_id_rotated",)) if ctx.detail("caller_id_rotated") is True else None


def multi_number(ctx: Ctx, p: P) -> Hit | None:
    """At most ten calls a day to all numbers of one debtor, and only with the firm's own caller ID."""
    foreign = caller_id(ctx, p)
    if foreign is not None:
        return foreign
    used = count_all(ctx)
    return Hit(ctx.tomorrow(), facts=(f"{used}/{p['cap']}",)) if used >= p["cap"] else None


def reasonable(ctx: Ctx, p: P) -> Hit | None:
    """Wait while a promise is open, and for the rest of the day after a refusal."""
    until: datetime | None = None
    for promise in ctx.facts.promises or ():
        if promise.status != "open" or promise.made_at > ctx.at:
            continue
        for day, _ in sorted(promise.parts):
            after = datetime.combine(day + timedelta(days=1), time(p["opens"]), zone_of(ctx.zone))
            if after > ctx.at:
                until = max(until, after) if until else after
                break
    for request in ctx.wishes():
        today = ctx.day_start <= request.since <= ctx.at
        if request.kind == "refusal" and today and binds(request, ctx.proposed):
            morning = ctx.clock(p["opens"], days=1)
            until = max(until, morning) if until else morning
    return Hit(until, facts=(until.isoformat(),)) if until else None


def written(ctx: Ctx, p: P) -> Hit | None:
    """At most two written messages a day and five in seven days, the same text once in 24 hours."""
    week = ctx.at - timedelta(days=p["days"])
    sent = [
        a
        for a in ctx.facts.attempts or ()
        if a.channel in WRITTEN and a.direction == "out" and week < a.at <= ctx.at and a.result != "not_dialled"
    ]
    recent = sorted(a.at for a in sent)
    today = sum(1 for at in recent if at >= ctx.day_start)
    until = ctx.tomorrow() if today >= p["per_day"] else None
    if len(recent) >= p["per_week"]:
        free = recent[len(recent) - p["per_week"]] + timedelta(days=p["days"])
        until = max(until, free) if until else free
    template = ctx.detail("template")
    if template is not None:
        span = timedelta(hours=p["same_hours"])
        same = [a.at for a in sent if a.template == template and a.at > ctx.at - span]
        if same:
            until = max([max(same) + span, *([until] if until else [])])
    return Hit(until, facts=(f"{today}/{p['per_day']}", f"{len(recent)}/{p['per_week']}")) if (until) else None


def carrier(ctx: Ctx, p: P) -> Hit | None:
    """The carrier's limits for the same voice template to the same number: per minute, hour and day."""
    template = ctx.proposed.extra.get("template")
    times = sorted(
        a.at
        for a in (*(ctx.facts.attempts or ()), *(ctx.facts.number_attempts or ()))
        if a.channel in ("robot_call", "voice_message")
        and a.direction == "out"
        and a.number == ctx.number
        and a.template == template
        and a.at <= ctx.at
        and a.result != "not_dialled"
    )
    until: datetime | None = None
    for seconds, cap in ((60, p["minute"]), (3600, p["hour"]), (86400, p["day"])):
        span = timedelta(seconds=seconds)
        recent = [at for at in times if at > ctx.at - span]
        if len(recent) >= cap:
            free = recent[len(recent) - cap] + span
            until = max(until, free) if until else free
    return Hit(until) if until else None


# a spouse or an heir who is asked to pay has the same protection; strangers have their own row
OWING: tuple[Party, ...] = ("debtor", "co_debtor", "guarantor", "spouse", "heir", "guardian", "representative")
HOURS: dict[str, Any] = {"opens": 8, "closes": 22}
HOURS_TIGHTER = {"opens": "more", "closes": "less"}
CAP_TIGHTER = {"cap": "less", "warn": "less"}
CBA = "CBA personal-loan collection guideline (2026)"
GBT = "GB/T 45251-2025"
CBA_FROM, GBT_FROM = date(2026, 1, 30), date(2025, 2, 28)  # in force from
TIMED: tuple[Channel, ...] = ("call", "robot_call", "voice_message", "sms", "email", "im", "visit")
ROWS: tuple[Rule, ...] = (
    Rule(
        "cn-time-quiet-hours",
        f"{CBA}; {GBT}",
        "ch. 3; 5.3",
        "block",
        "high",
        "Quiet hours: contact again from 08:00.",
        "现在是禁催时段，请8:00后再联系。",
        quiet_hours,
        reach=ARRIVAL,
        params=HOURS,
        tighter=HOURS_TIGHTER,
        since=GBT_FROM,
    ),
    Rule(
        "cn-time-quiet-hours",
        f"{CBA}; {GBT}",
        "ch. 3; 5.3",
        "block",
        "high",
        "Quiet hours: contact again from 08:00.",
        "现在是禁催时段，请8:00后再联系。",
        by_hand,
        reach=BY_HAND,
        params=HOURS,
        tighter=HOURS_TIGHTER,
        needs=("by_hand",),
        since=GBT_FROM,
    ),
    Rule(
        "cn-time-consent-window",
        f"{CBA}; {GBT}",
        "",
        "remind",
        "high",
        "The customer agreed to this time; stay inside it.",
        "客户已同意此时段，请勿超时。",
        consent_window,
        reach=ARRIVAL,
        params=HOURS,
    ),
    Rule(
        "cn-time-wrapup",
        "product policy from the quiet hours",
        "",
        "warn",
        "policy",
        "Close the call before 22:00.",
        "请在22:00前结束通话。",
        wrap_up,
        reach=RINGS_OR_COMES,
        params={**HOURS, "warn_minutes": 10, "block_minutes": 5},
        tighter={**HOURS_TIGHTER, "warn_minutes": "more", "block_minutes": "more"},
    ),
    Rule(
        "cn-time-send-check",
        "product policy from the quiet hours",
        "",
        "block",
        "policy",
        "Message held until 08:00.",
        "消息已暂存，8:00后发送。",
        quiet_hours,
        reach=OUTBOX,
        params=HOURS,
        tighter=HOURS_TIGHTER,
    ),
    Rule(
        "cn-time-inbound",
        "product policy",
        "",
        "remind",
        "policy",
        "Inbound call: answer, do not press.",
        "客户来电，可答复，勿施压。",
        inbound,
        reach=INCOMING_CALL,
        directions=("in",),
        params=HOURS,
    ),
    Rule(
        "cn-time-zone-abroad",
        "product policy",
        "",
        "block",
        "policy",
        "It is night where the customer is.",
        "客户所在地为夜间，请勿联系。",
        zone_abroad,
        reach=ARRIVAL,
        params=HOURS,
        tighter=HOURS_TIGHTER,
    ),
    Rule(
        "cn-time-zone-xj",
        "product policy",
        "",
        "warn",
        "policy",
        "Early in Xinjiang: better from 10:00.",
        "新疆当地尚早，建议10:00后联系。",
        zone_xj,
        reach=ARRIVAL,
        params={"opens": 8, "soft_start": 10},
        tighter={"soft_start": "more"},
    ),
    Rule(
        "cn-time-holiday",
        "Holiday decree 2024; no ban found",
        "",
        "remind",
        "policy",
        "Public holiday: call only if needed.",
        "法定节假日，非必要不联系。",
        holiday,
        reach=RINGS_OR_COMES,
        params={"strict": ("除夕", "初一")},
    ),
    Rule(
        "cn-freq-unanswered-6",
        CBA,
        "",
        "block",
        "high",
        "6 tries today on this number; stop.",
        "该号码今日已拨6次，请停止。",
        unanswered,
        reach=RINGS,
        counts=True,
        params={"cap": 6, "warn": 5, "unit": "calls", "count": count_unanswered},
        when_unknown="block",
        tighter=CAP_TIGHTER,
        since=CBA_FROM,
    ),
    Rule(
        "cn-freq-effective-3",
        GBT,
        "5.3",
        "block",
        "high",
        "3 effective calls today; stop.",
        "今日有效通话已满3次。",
        effective,
        reach=DIALOGUE,
        counts=True,
        parties=OWING,
        params={"cap": 3, "warn": 2, "unit": "calls", "count": count_effective},
        when_unknown="block",
        tighter=CAP_TIGHTER,
        since=GBT_FROM,
    ),
    Rule(
        "cn-freq-notice-3",
        "NIFA guideline 2024 (superseded, kept as floor)",
        "",
        "block",
        "med",
        "Notice calls used up today.",
        "今日语音告知已达3次。",
        notice,
        reach=A_MACHINE,
        counts=True,
        params={"cap": 3},
        when_unknown="block",
        tighter={"cap": "less"},
    ),
    Rule(
        "cn-freq-pool",
        "NIFA guideline 2024 on the combined count; else policy",
        "",
        "block",
        "med",
        "Another team already used today's quota.",
        "其他团队已用完今日次数。",
        pooled,
        reach=A_NUMBERS_QUOTA,
        counts=True,
        parties=OWING,
        params={"cap": 3},
        when_unknown="block",
        tighter={"cap": "less"},
    ),
    Rule(
        "cn-freq-multi-number",
        f"{CBA} (spirit); anti-telecom-fraud law",
        "13, 14",
        "block",
        "med",
        "Do not rotate numbers.",
        "禁止换号轰炸或改号。",
        multi_number,
        reach=RINGS,
        counts=True,
        params={"cap": 10, "unit": "calls", "count": count_all},
        when_unknown="block",
        tighter={"cap": "less"},
    ),
    Rule(
        "cn-freq-reasonable",
        CBA,
        "ch. 3",
        "warn",
        "high",
        "Already spoken; wait.",
        "已沟通，请等待。",
        reasonable,
        reach=RINGS,
        counts=True,
        purposes=("collect",),
        params={"opens": 8},
    ),
    Rule(
        "cn-freq-sms",
        "product policy after Civil Code; PSAPL",
        "1033(1); 50",
        "warn",
        "policy",
        "Message quota reached.",
        "文字提醒已达上限。",
        written,
        reach=MESSAGES,
        counts=True,
        params={"per_day": 2, "per_week": 5, "days": 7, "same_hours": 24},
        tighter={"per_day": "less", "per_week": "less", "same_hours": "more"},
    ),
    Rule(
        "cn-freq-carrier",
        "carrier limit for voice notices",
        "",
        "block",
        "high",
        "Carrier limit; retry later.",
        "触发线路限流，请稍后。",
        carrier,
        reach=A_MACHINE,
        counts=True,
        params={"minute": 1, "hour": 5, "day": 20},
        tighter={"minute": "less", "hour": "less", "day": "less"},
    ),
)
