"""Regulation F rules on hours, places and frequency.

Source: 12 CFR 1006.6, 1006.14 and the official comments. A test's docstring says what the rule demands or
forbids. The section stands in the rule's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from console.domain.compliance.combined import latest, strictest
from console.domain.compliance.context import (
    Ctx,
    at_work,
    consent_end,
    consent_starts,
    midnight,
    tied_to_place,
    window_end,
    zone_of,
)
from console.domain.compliance.labels import last_message
from console.domain.compliance.reach import ARRIVAL_BY_HAND, ELECTRONIC, MESSAGES, RINGS, THE_PLACE, THE_STOP
from console.domain.compliance.types import Hit, Rule
from console.domain.compliance.who import own_contact, spoken_with
from console.domain.facts import Attempt, Consent, Party, Request

P = Mapping[str, Any]
DIALLED = ("call", "robot_call", "voice_message")
NO_CONNECTION = frozenset({"busy", "suspended", "invalid", "not_dialled", "failed"})
LIFTS = ("law_requires", "litigation", "own_request", "urgent_harm")


# who is "the consumer" of 6(a): their word is the consumer's, and they are protected like the consumer
CONSUMER_EAR: tuple[Party, ...] = ("debtor", "spouse", "guardian", "heir")


def answering(ctx: Ctx, since: datetime | None = None) -> bool:
    """Return True for the one answer to a consumer who made contact first, by the same medium.

    ``since``: the message must have come after this moment, such as the refusal that it sets aside.
    """
    came = last_message(ctx.proposed, ctx.facts, ctx.at)
    return came is not None and (since is None or came.at >= since)


def _ours(consent: Consent) -> bool:
    return consent.given_to in (None, "collector")


def inconvenient(ctx: Ctx, p: P) -> Hit | None:
    """No contact before 08:00 or from 21:00 in any zone where the consumer may be."""
    if ctx.proposed.channel == "letter" and ctx.detail("by_hand") is not True:
        return None
    until = _closed_until(ctx, ctx.at, p)
    if until is None or any(_ours(c) for c in ctx.consents("hours") if _covers(c, ctx)):
        return None
    came = last_message(ctx.proposed, ctx.facts, ctx.at)
    if came is not None and _closed_until(ctx, came.at, p) == until:
        return None  # the consumer wrote in these same closed hours
    return asked_in_call(ctx, Hit(ctx.next_consent("hours", until) or until))


def _closed_until(ctx: Ctx, at: datetime, p: P) -> datetime | None:
    """Return when the closed hours around ``at`` end in every zone that counts, or None when none is closed."""
    until: datetime | None = None
    for name in ctx.places():
        local = at.astimezone(zone_of(name))
        if p["opens"] <= local.hour < p["closes"]:
            continue
        day = local.date() + timedelta(days=0 if local.hour < p["opens"] else 1)
        morning = datetime.combine(day, time(p["opens"]), zone_of(name))
        until = max(until, morning) if until else morning
    return until


def asked_in_call(ctx: Ctx, hit: Hit | None) -> Hit | None:
    """In a call that already runs, the agent may ask for a better time, but not for leave to go on."""
    if hit is not None and ctx.detail("in_call") is True and ctx.detail("asks") == "better_time":
        return replace(hit, severity="remind", facts=(*hit.facts, "better_time"))
    return hit


def _later(consent: Consent, request: Request) -> bool:
    return consent.binds_from is not None and consent.binds_from > request.since


def _covers(consent: Consent, ctx: Ctx) -> bool:
    return any(consent_end(consent, ctx.at, name) is not None for name in ctx.places())


def refused_time(ctx: Ctx, p: P) -> Hit | None:
    """No contact at a time that the consumer called inconvenient, in whatever words."""
    ends: list[datetime | None] = []
    came = last_message(ctx.proposed, ctx.facts, ctx.at)
    for request, end in ctx.binding("time_refused", ear=CONSUMER_EAR):
        if came is not None and came.at >= request.since and _same_window(ctx, request, came.at):
            continue  # the consumer wrote in these same hours
        given = [c for c in ctx.consents("hours") if _ours(c) and _later(c, request)]
        if any(_covers(c, ctx) for c in given):
            continue  # a consent given after the refusal counts
        starts = [
            start
            for c in given
            for name in ctx.places()
            for start in consent_starts(c, ctx.at, name)
            if start > ctx.at and consent_end(c, start, name) is not None
        ]
        ends.append(min([*starts, *([end] if end else [])], default=None))
    if not ends:
        return None
    return asked_in_call(ctx, Hit(latest(ends), facts=("time_refused",)))


def _same_window(ctx: Ctx, request: Request, came: datetime) -> bool:
    """Return True when the refused hours around now and around a message are the same."""
    return all(window_end(request, came, name) == window_end(request, ctx.at, name) for name in ctx.places())


def refused_place(ctx: Ctx, p: P) -> Hit | None:
    """A place named as inconvenient closes what is tied to it, not a mobile that is carried elsewhere."""
    return strictest(
        Hit(request.until, facts=(str(request.scope.get("place")),))
        for request in ctx.requests("place_refused", ear=CONSUMER_EAR)
        if tied_to_place(ctx, request)
    )


def work_forbids(ctx: Ctx, p: P) -> Hit | None:
    """No contact at work when the employer is known to forbid it."""
    if ctx.facts.customer.work_forbids_calls is True and at_work(ctx):
        return Hit(facts=("work_forbids_calls",))
    return None


# -- frequency: per person, particular debt and collector -----------------------------------------
def debts(ctx: Ctx) -> list[frozenset[str]]:
    """Return the debts of this contact, as sets of account ids. Student loans under one number are one debt."""
    groups: dict[str, set[str]] = {}
    if ctx.facts.accounts is None and not ctx.proposed.account_ids:
        # no debt is named anywhere: it may be any of those that earlier contacts were about
        spoken = {name for a in ctx.facts.attempts or () for name in a.account_ids}
        return [frozenset({name}) for name in sorted(spoken)] or [frozenset()]
    for account in ctx.facts.accounts or ():
        group = account.extra.get("student_loan_group")
        groups.setdefault(f"group {group}" if group else account.id, set()).add(account.id)
    named = ctx.proposed.account_ids or tuple(a.id for a in ctx.facts.accounts or ())
    named_debts = [frozenset(ids) for ids in groups.values() if ids.intersection(named)]
    known = {name for ids in groups.values() for name in ids}
    named_debts += [frozenset({name}) for name in named if name not in known]
    return named_debts or [frozenset(named)]


def _same_person(ctx: Ctx, attempt: Attempt) -> bool:
    return spoken_with(ctx.proposed, attempt)


def _about(attempt: Attempt, debt: frozenset[str]) -> bool:
    return not attempt.account_ids or bool(debt.intersection(attempt.account_ids))


def consented(ctx: Ctx, debt: frozenset[str], at: datetime) -> datetime | None:
    """Return when the direct prior consent to call that covers ``at`` ends, or None when no consent covers it.

    It ends with its own end, its revocation, the next conversation or day seven, whichever comes first.
    """
    best: datetime | None = None
    for consent in ctx.facts.consents or ():
        given = consent.binds_from
        if consent.kind != "call_again" or not _ours(consent) or given is None or at < given:
            continue
        if consent.channels is not None and "call" not in consent.channels:
            continue
        if consent.account_id is not None and consent.account_id not in debt:
            continue
        ends = [_days_after(ctx, given, 7)]
        ends += [end for end in (consent.until, consent.revoked_at) if end is not None]
        ends += [
            a.ended_at or a.at
            for a in ctx.facts.attempts or ()
            if _talk(a) and a.at > given and _about(a, debt) and _same_person(ctx, a) and own_contact(ctx.proposed, a)
        ]
        end = min(ends)
        if at < end:
            best = max(best, end) if best else end
    return best


def _days_after(ctx: Ctx, at: datetime, days: int) -> datetime:
    """Return local midnight ``days`` calendar days after ``at``, in the zone where midnight comes last."""
    return max(midnight(name, at.astimezone(zone_of(name)).date() + timedelta(days=days)) for name in ctx.places())


def _talk(attempt: Attempt) -> bool:
    """Return True for a telephone conversation and for an unsettled call (rule 17)."""
    return attempt.channel in ("call", "robot_call") and attempt.result in ("effective", None)


def _wrong_numbers(ctx: Ctx) -> set[str]:
    """Return the numbers known to be wrong. Calls to them do not count."""
    return {p.e164 for p in ctx.facts.phones or () if p.status == "wrong"}


def counted(ctx: Ctx, debt: frozenset[str]) -> list[Attempt]:
    """Return the calls to this person about this debt that count, oldest first."""
    wrong = _wrong_numbers(ctx)
    return sorted(
        (
            a
            for a in ctx.facts.attempts or ()
            if a.channel in DIALLED
            and a.direction == "out"
            and a.at <= ctx.at
            and own_contact(ctx.proposed, a)
            and a.party != "representative"
            and a.result not in NO_CONNECTION
            and a.number not in wrong
            and _same_person(ctx, a)
            and _about(a, debt)
            and consented(ctx, debt, a.at) is None
        ),
        key=lambda a: a.at,
    )


def _lifted(ctx: Ctx) -> bool:
    """Return True for a recorded reason that lifts the presumption, unless the file says that it is not true."""
    reason = ctx.detail("lift_reason")
    if reason == "litigation":
        rows = ctx.accounts()
        return not rows or any(account.suit_filed is not False for account in rows)
    return reason in LIFTS


def seven_in_seven(ctx: Ctx, p: P) -> Hit | None:
    """At most seven calls within seven consecutive days about one debt."""
    gap = _unknown_until(ctx, p)
    if gap is not None:
        return Hit(gap, "block", missing=("attempts",))
    if _lifted(ctx) or ctx.proposed.party == "representative":
        return None
    until: datetime | None = None
    most = 0
    for debt in debts(ctx):
        if consented(ctx, debt, ctx.at) is not None:
            continue
        calls = counted(ctx, debt)
        for name in ctx.places():
            first = ctx.at.astimezone(zone_of(name)).date() - timedelta(days=p["days"] - 1)
            days = [d for a in calls if (d := a.at.astimezone(zone_of(name)).date()) >= first]
            most = max(most, len(days))
            if len(days) >= p["cap"]:
                free = midnight(name, days[len(days) - p["cap"]] + timedelta(days=p["days"]))
                until = max(until, free) if until else free
    return Hit(until, facts=(f"{most}/{p['cap']}",)) if until else None


def _unknown_until(ctx: Ctx, p: P) -> datetime | None:
    """Return when the window holds only days with a known history, or None when it does so now."""
    known = ctx.facts.attempts_known_from
    if ctx.facts.attempts is None or known is None:
        known = ctx.asked
    ends = [
        midnight(name, known.astimezone(zone_of(name)).date() + timedelta(days=p["days"]))
        for name in ctx.places()
        if known > midnight(name, _first_day(ctx.at, name, p["days"]))
    ]
    return max(ends, default=None)


def _first_day(at: datetime, zone: str, days: int) -> date:
    return at.astimezone(zone_of(zone)).date() - timedelta(days=days - 1)


def after_talk(ctx: Ctx, p: P) -> Hit | None:
    """No call within seven days of a telephone conversation about that debt. The day of the talk is day one."""
    if _lifted(ctx) or ctx.proposed.party == "representative":
        return None
    if ctx.proposed.purpose == "locate" and (
        ctx.detail("asked_again") is True or ctx.detail("earlier_answer_wrong") is True
    ):
        return None  # a second location call is allowed for these reasons, see us-locate
    until: datetime | None = None
    for debt in debts(ctx):
        if consented(ctx, debt, ctx.at) is not None:
            continue
        for a in ctx.facts.attempts or ():
            mine = own_contact(ctx.proposed, a) and _same_person(ctx, a)
            if mine and _talk(a) and a.at <= ctx.at and _about(a, debt):
                end = _days_after(ctx, a.at, p["days"])
                if ctx.at < end:
                    until = max(until, end) if until else end
    return Hit(until, facts=("conversation",)) if until else None


def excluded(ctx: Ctx, p: P) -> Hit | None:
    """Reminds that this call is not counted: the person consented, or it goes to an attorney."""
    if ctx.proposed.party == "representative":
        return Hit(facts=("attorney",))
    ends = [end for debt in debts(ctx) if (end := consented(ctx, debt, ctx.at)) is not None]
    return Hit(min(ends), facts=("consent",)) if ends else None


def factors(ctx: Ctx, p: P) -> Hit | None:
    """Warns of calls within the numbers that may still harass: close together, over all debts, after anger."""
    wrong = _wrong_numbers(ctx)
    own = [
        a
        for a in ctx.facts.attempts or ()
        if a.channel in DIALLED
        and a.direction == "out"
        and a.at <= ctx.at
        and own_contact(ctx.proposed, a)
        and _same_person(ctx, a)
        and a.result not in NO_CONNECTION
        and a.number not in wrong
    ]
    reasons: list[str] = []
    ends: list[datetime] = []
    gap = timedelta(minutes=p["minutes"])
    last = max((a.at for a in own), default=None)
    if last is not None and ctx.at < last + gap:
        reasons.append("rapid")
        ends.append(last + gap)
    zone = ctx.places()[0]
    today = ctx.at.astimezone(zone_of(zone)).date()
    days = [a.at.astimezone(zone_of(zone)).date() for a in own]
    if sum(1 for day in days if day == today) >= p["per_day"]:
        reasons.append("one day")
        ends.append(midnight(zone, today + timedelta(days=1)))
    week = sorted(d for d in days if d > today - timedelta(days=7))
    if len(week) >= p["all_debts"]:
        reasons.append("many calls over all debts")
        ends.append(midnight(zone, week[len(week) - p["all_debts"]] + timedelta(days=7)))
    mails = sorted(
        a.at.astimezone(zone_of(zone)).date()
        for a in own
        if a.result in ("voicemail", None) or a.channel == "voice_message"
    )
    mails = [d for d in mails if d > today - timedelta(days=7)]
    if len(mails) >= p["voicemails"]:
        reasons.append("voicemail after voicemail")
        ends.append(midnight(zone, mails[len(mails) - p["voicemails"]] + timedelta(days=7)))
    asked = [r for r in ctx.requests("cease", "refusal") if r.written is not True]
    if asked or ctx.detail("anger") is True or ctx.detail("distress") is True:
        return Hit(facts=(*reasons, "asked to stop or upset"))
    return Hit(max(ends), facts=tuple(reasons)) if reasons else None


def messages(ctx: Ctx, p: P) -> Hit | None:
    """Warns of many messages in few days: a pattern that may harass, though no number is set for them."""
    zone = ctx.places()[0]
    today = ctx.at.astimezone(zone_of(zone)).date()
    days = sorted(
        a.at.astimezone(zone_of(zone)).date()
        for a in ctx.facts.attempts or ()
        if a.channel in ELECTRONIC
        and a.direction == "out"
        and a.at <= ctx.at
        and a.result not in ("not_dialled", "failed")
        and own_contact(ctx.proposed, a)
        and _same_person(ctx, a)
    )
    week = [day for day in days if day > today - timedelta(days=p["days"])]
    used = week.count(today)
    ends = []
    if used >= p["per_day"]:
        ends.append(midnight(zone, today + timedelta(days=1)))
    if len(week) >= p["per_week"]:
        ends.append(midnight(zone, week[len(week) - p["per_week"]] + timedelta(days=p["days"])))
    return Hit(max(ends), facts=(f"{used}/{p['per_day']}", f"{len(week)}/{p['per_week']}")) if ends else None


REG = "12 CFR 1006"
_R = Rule
ROWS: tuple[Rule, ...] = (
    _R(
        "us-time-inconvenient",
        REG,
        "6(b)(1)(i)",
        "block",
        "med",
        "Outside 8 am-9 pm where the consumer is.",
        "当地时间不在8:00至21:00之间。",
        inconvenient,
        reach=ARRIVAL_BY_HAND,
        params={"opens": 8, "closes": 21},
        tighter={"opens": "more", "closes": "less"},
    ),
    _R(
        "us-time-known",
        REG,
        "6(b)(1)(i)",
        "block",
        "med",
        "The consumer asked not to be reached at this time.",
        "客户要求此时段不要联系。",
        refused_time,
        reach=THE_STOP,
        reads="requests",
    ),
    _R(
        "us-place-known",
        REG,
        "6(b)(1)(ii)",
        "block",
        "med",
        "The consumer asked not to be reached there.",
        "客户要求不要在该地点联系。",
        refused_place,
        reach=THE_PLACE,
        reads="requests",
    ),
    _R(
        "us-place-work",
        REG,
        "6(b)(3)",
        "block",
        "med",
        "The employer forbids such calls.",
        "雇主禁止此类来电。",
        work_forbids,
        reach=THE_PLACE,
        assumes=("customer.work_forbids_calls",),
    ),
    _R(
        "us-freq-7in7",
        REG,
        "14(b)(2)(i)(A)",
        "block",
        "med",
        "7 calls in 7 days used for this debt.",
        "该笔债务7日内已拨打7次。",
        seven_in_seven,
        reach=RINGS,
        counts=True,
        params={"cap": 7, "days": 7},
        when_unknown="block",
        override="reason",
        tighter={"cap": "less", "days": "more"},
    ),
    _R(
        "us-freq-after-talk",
        REG,
        "14(b)(2)(i)(B)",
        "block",
        "med",
        "Spoken within the last 7 days.",
        "7日内已通话，请等待。",
        after_talk,
        reach=RINGS,
        counts=True,
        reads="attempts",
        params={"days": 7},
        override="reason",
        tighter={"days": "more"},
    ),
    _R(
        "us-freq-excluded",
        REG,
        "14(b)(3)",
        "remind",
        "med",
        "This call does not count.",
        "本次来电不计入次数。",
        excluded,
        reach=RINGS,
        counts=True,
    ),
    _R(
        "us-freq-factors",
        REG,
        "14(b)(2)(ii), comment",
        "warn",
        "med",
        "Within the count, yet close together.",
        "未超次数，但联系过于密集。",
        factors,
        reach=RINGS,
        counts=True,
        params={"minutes": 60, "per_day": 3, "all_debts": 7, "voicemails": 3},
        tighter={"minutes": "more", "per_day": "less", "all_debts": "less", "voicemails": "less"},
    ),
    _R(
        "us-freq-messages",
        "product policy; 12 CFR 1006",
        "14(a), comment",
        "warn",
        "policy",
        "Many messages in few days: wait.",
        "短期内消息过多，请暂缓。",
        messages,
        reach=MESSAGES,
        counts=True,
        params={"per_day": 3, "per_week": 5, "days": 7},
        reads="attempts",
        tighter={"per_day": "less", "per_week": "less"},
    ),
)
