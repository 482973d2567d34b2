"""The talking points: the probable state of mind with reasons, and what to say now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain import guidance, psychology
from console.domain.outcomes import BY_CODE
from console.domain.speech.listen import Listener, truths_of
from console.store.case import Case
from console.store.library import library, library_version, model
from console.store.models import Approval, DisclosureMark, Signal
from console.store.queries.plan_panel import plan_view
from console.store.rows import rows
from console.store.views import (
    DisclosureView,
    EvidenceView,
    HeardView,
    ObjectionView,
    PointsView,
    PointView,
    SignalView,
    Words,
)

SYMBOLS = {"TWD": "NT$", "CNY": "¥", "USD": "US$"}

_TOKEN: Any = bindparam("token")
_MARKS = (
    select(Signal.key, Signal.at, Signal.kind)
    .where(Signal.handout_id == _TOKEN, Signal.undone_at.is_(None))
    .order_by(Signal.id)
)
_SAID = select(DisclosureMark.key, DisclosureMark.state, DisclosureMark.reason).where(
    DisclosureMark.handout_id == _TOKEN
)
_APPROVALS = (
    select(Approval.what, Approval.state, Approval.reason)
    .where(Approval.handout_id == _TOKEN)
    .order_by(Approval.id)
)


def amount(minor: int, currency: str) -> str:
    """Give an amount as it is spoken: no decimals when they are zero."""
    whole, rest = divmod(minor, 100)
    tail = f".{rest:02d}" if rest else ""
    return f"{SYMBOLS.get(currency, currency + ' ')}{whole:,}{tail}"


def points_view(
    session: Session,
    case: Case,
    handout: Any,
    attempt: Any,
    agent: Any,
    now: datetime,
    *,
    ending: bool,
    path: str = "",
) -> PointsView:
    """Give the words for this contact as it stands."""
    marks = rows(session, _MARKS, token=handout.id)
    signals = [(m.key, m.at) for m in marks if m.kind == "signal"]
    struck = {m.key for m in marks if m.kind == "strike"}
    label = next((m.key for m in reversed(marks) if m.kind == "correction"), "")
    ability = handout.ability or "unknown"
    refused = any(r.kind == "profiling_refused" for r in case.facts.requests or ())
    evidence = psychology.gather(
        case.facts, signals, now, label=label or case.customer.psychology_label, struck=struck
    )
    version = (
        handout.library_version
        if handout.library_version is not None
        else (library_version(session))
    )
    learned = model(session, version)
    belief = psychology.posterior(
        evidence, now, prior=learned.prior, factors=learned.factors, refused=refused
    )
    said = {mark.key: mark for mark in rows(session, _SAID, token=handout.id)}
    answered = attempt is not None and attempt.answered_at is not None
    identity = said.get("identity")
    verified = identity is not None and identity.state == "said"
    accounts = case.facts.accounts
    truths = {
        "identity_verified": verified,
        "relief_open": any(
            d.kind == "relief_open" and d.value for d in case.facts.declarations or ()
        ),
        "suit_filed": any(a.suit_filed for a in accounts or ()),
        "credit_reported": any(a.credit_reported for a in accounts or ()),
    }
    party = attempt.party if attempt else "debtor"
    listener: Listener = "debtor" if party in ("debtor", "co_debtor", "guarantor") else "other"
    told = truths_of(accounts, listener=listener, verified=verified)
    values = sample_values(case, agent.name, handout.offered_at)
    chosen = "stop" if ending else path
    shown = guidance.talking_points(
        belief.top, unsure=belief.unsure or label == "none", stage=case.customer.stage,
        step=handout.step, truths=truths, path=chosen, library=library(session, version),
        draw=lambda cell: draw(handout.id, cell),
        lawful=lambda point: guidance.sayable(point, values, told),
    )  # fmt: skip
    changed_at = max((m.at for m in marks), default=None)
    shares = belief.percent()
    owed = guidance.disclosures(
        direction=attempt.direction if attempt else "out",
        party=party,
        answered=answered,
        recording=any(d.kind == "recording" and d.value for d in case.facts.declarations or ()),
    )
    return PointsView(
        handout_id=handout.id,
        procrastination=shares[0],
        fear=shares[1],
        rational=shares[2],
        top="" if belief.unsure else belief.top,
        unsure=belief.unsure,
        corrected=label,
        neutral=shown.neutral,
        path=shown.path,
        step=handout.step,
        steps=tuple((key, Words(en, zh)) for key, en, zh in guidance.STEPS),
        points=tuple(
            _point(point, number, values, changed=changed_at is not None)
            for number, point in enumerate(shown.points)
        ),
        disclosures=tuple(
            DisclosureView(
                d.key, Words(d.en, d.zh), d.law,
                said[d.key].state if d.key in said else "",
                said[d.key].reason if d.key in said else "",
            )
            for d in owed
        ),
        evidence=tuple(
            EvidenceView(e.key, Words(e.en, e.zh), e.toward, e.strength, e.struck, e.source)
            for e in evidence
        ),
        signals=tuple(
            SignalView(s.key, Words(s.en, s.zh), s.hotkey, any(k == s.key for k, _ in signals))
            for s in psychology.SIGNALS
        ),
        objections=() if ending else _objections(values),
        plan=plan_view(case, ability, agent.role, truths["relief_open"], now,
                       _asked(session, handout))
        if verified and not ending and not chosen
        else None,
        closing=tuple(
            Words(guidance.fill(p.en, values["en"]), guidance.fill(p.zh, values["zh"]))
            for p in guidance.PATHS["stop"]
        )
        if ending
        else (),
    )  # fmt: skip


def draw(token: int, cell: str) -> float:
    """Give a number from 0 to 1, the same for one contact and cell at every drawing."""
    digest = hashlib.sha256(f"{token} {cell}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def path_of(code: str) -> str:
    """Give the special path that an outcome code opens."""
    rule = BY_CODE.get(code)
    return rule.path if rule else ""


def _asked(session: Session, handout: Any) -> dict[str, tuple[str, str]]:
    return {
        row.what: (row.state, row.reason) for row in rows(session, _APPROVALS, token=handout.id)
    }


# a customer's cue -> the special path of the guidance
CUE_PATHS = {
    "self_harm": "self_harm", "minor": "minor", "deceased": "deceased", "lawyer": "represented",
    "wrong_number": "wrong_number", "illness": "vulnerable", "dispute": "dispute",
}  # fmt: skip


def path_of_cue(heard: HeardView | None) -> str:
    """Give the special path that a customer's own words open."""
    return CUE_PATHS.get(heard.kind, "") if heard is not None and heard.is_cue else ""


def _point(
    point: guidance.Point, number: int, values: Mapping[str, Mapping[str, str]], *, changed: bool
) -> PointView:
    en, zh = guidance.fill(point.en, values["en"]), guidance.fill(point.zh, values["zh"])
    steps = {key: Words(e, z) for key, e, z in guidance.STEPS}
    return PointView(
        id=point.id,
        step=point.step,
        step_words=steps[point.step],
        text=Words(en, zh),
        why=Words(point.why_en, point.why_zh),
        seconds=max(guidance.seconds(en), guidance.seconds(zh)),
        now=number == 0,
        changed=changed and point.psychology != "*",
    )


def sample_values(case: Case, agent: str, at: datetime | None = None) -> dict[str, dict[str, str]]:
    """Give what fills the placeholders of a case, per language."""
    owed = sum(max(0, a.balance or 0) for a in case.facts.accounts or ())
    due = min((a.due_on for a in case.facts.accounts or () if a.due_on), default=None)
    zone = ZoneInfo(case.customer.zone)
    shared = {
        "name": case.customer.name,
        "agent": agent,
        "amount": amount(owed, case.customer.currency),
        "days": str(case.customer.days_past_due),
        "phone_back": case.creditor.phone_back or "–",
        "date": at.astimezone(zone).date().isoformat() if at else "–",
        "plan": "–",
    }
    name = case.creditor.name
    return {
        "en": {**shared, "creditor": name, "due_date": due.strftime("%d %B") if due else "–"},
        "zh": {
            **shared,
            "creditor": case.creditor.name_zh or name,
            "due_date": f"{due.month}月{due.day}日" if due else "–",
        },
    }


def _objections(values: Mapping[str, Mapping[str, str]]) -> tuple[ObjectionView, ...]:
    return _filled(tuple(values["en"].items()), tuple(values["zh"].items()))


@lru_cache(maxsize=1024)
def _filled(
    en: tuple[tuple[str, str], ...], zh: tuple[tuple[str, str], ...]
) -> tuple[ObjectionView, ...]:
    """Give the objections of one case: the same at every drawing of its desk."""
    english, chinese = dict(en), dict(zh)

    def both(pair: tuple[str, str]) -> Words:
        return Words(guidance.fill(pair[0], english), guidance.fill(pair[1], chinese))

    return tuple(
        ObjectionView(
            o.key, o.hotkey, both(o.said), both(o.acknowledge), both(o.clarify), both(o.option),
            both(o.next_step), both(o.avoid), o.code,
        )
        for o in guidance.OBJECTIONS
    )  # fmt: skip
