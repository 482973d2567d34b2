"""The talking points: the probable state of mind with reasons, and what to say now."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from console.domain import guidance, psychology
from console.domain.bilingual import Bilingual
from console.domain.guidance.explain import explanation
from console.domain.outcomes import BY_CODE
from console.domain.speech.listen import Listener, truths_of
from console.store.cached.talking_points import library, library_version, model
from console.store.customer_case import Case
from console.store.fast.statements import rows
from console.store.models import Approval, DisclosureMark, Outcome, Signal
from console.store.queries.placeholders import claimed_of, in_force, next_part, sample_values
from console.store.queries.plan_panel import plan_view
from console.store.views import (
    DisclosureView,
    EvidenceView,
    HeardView,
    ObjectionView,
    PointsView,
    PointView,
    SignalView,
)

_TOKEN: Any = bindparam("token")
_MARKS = (
    select(Signal.handout_id, Signal.key, Signal.at, Signal.kind)
    .where(
        Signal.customer_id == bindparam("customer"),
        Signal.undone_at.is_(None),
        or_(Signal.handout_id == _TOKEN, Signal.kind == "correction"),
    )
    .order_by(Signal.id)
)
_HUNG_UP = select(Outcome.at).where(
    Outcome.customer_id == bindparam("customer"), Outcome.code == "HUP", Outcome.handout_id < _TOKEN
)
_SAID = select(DisclosureMark.key, DisclosureMark.state, DisclosureMark.reason).where(
    DisclosureMark.handout_id == _TOKEN
)
_APPROVALS = (
    select(Approval.what, Approval.state, Approval.reason).where(Approval.handout_id == _TOKEN).order_by(Approval.id)
)


def points_view(
    session: Session, case: Case, handout: Any, attempt: Any, agent: Any, now: datetime, *, ending: bool, path: str = ""
) -> PointsView:
    """Give the words for this contact as it stands."""
    told = rows(session, _MARKS, token=handout.id, customer=handout.customer_id)
    marks = [m for m in told if m.handout_id == handout.id]
    # the correction of an earlier contact fades like other evidence
    past: tuple[str, datetime | None] = next(
        ((m.key, m.at) for m in reversed(told) if m.handout_id < handout.id and m.key in psychology.STATES), ("", None)
    )
    refused = any(r.kind == "profiling_refused" for r in case.facts.requests or ())
    version = handout.library_version if handout.library_version is not None else (library_version(session))
    learned = model(session, version)

    hung_up = [row.at for row in rows(session, _HUNG_UP, customer=handout.customer_id, token=handout.id)]

    def believe(some: Sequence[Any]) -> tuple[psychology.Posterior, str]:
        """Give what these marks say of the state of mind, and the agent's own correction."""
        label = next((m.key for m in reversed(some) if m.kind == "correction"), "")
        found = psychology.gather(
            case.facts,
            [(m.key, m.at) for m in some if m.kind == "signal"],
            now,
            label=label or past[0],
            labelled_at=next((m.at for m in reversed(some) if m.kind == "correction"), past[1]),
            hung_up=hung_up,
            struck={m.key for m in some if m.kind == "strike"},
        )
        return psychology.posterior(
            () if refused else found, now, prior=learned.prior, factors=learned.factors, refused=refused
        ), label

    belief, label = believe(marks)
    evidence = belief.evidence
    signals = {m.key for m in marks if m.kind == "signal"}
    ability = handout.ability or "unknown"
    said = {mark.key: mark for mark in rows(session, _SAID, token=handout.id)}
    answered = attempt is not None and attempt.answered_at is not None
    identity = said.get("identity")
    verified = identity is not None and identity.state == "said"
    accounts = case.facts.accounts
    claimed = claimed_of(accounts)
    truths = {
        "identity_verified": verified,
        "relief_open": any(d.kind == "relief_open" and d.value for d in case.facts.declarations or ()),
        "recording": any(d.kind == "recording" and d.value for d in case.facts.declarations or ()),
        "promise_due": handout.kind == "promise" and next_part(case, now) is not None,
        "plan_open": in_force(case, "plan", now),
        **{fact: value is True for fact, value in claimed.items()},
    }
    party = attempt.party if attempt else "debtor"
    listener: Listener = "debtor" if party in ("debtor", "co_debtor", "guarantor") else "other"
    gate = truths_of(accounts, listener=listener, verified=verified)
    values = sample_values(case, agent.name, now)
    marked = next((k.removeprefix("path:") for k in signals if k.startswith("path:")), "")
    gentle = "vulnerable" if in_force(case, "vulnerable", now) else ""
    paid = sum(max(0, account.balance or 0) for account in accounts or ()) <= 0
    end = "settled" if paid else "stop"
    chosen = end if ending else (path or marked or gentle)

    def words_for(found: psychology.Posterior, label: str) -> guidance.Guidance:
        return guidance.talking_points(
            found.top,
            unsure=found.unsure or label == "none",
            stage=case.customer.stage,
            step=handout.step,
            truths=truths,
            path=chosen,
            library=library(session, version),
            draw=lambda cell: draw(handout.id, cell),
            lawful=lambda point: guidance.sayable(point, values, gate, claimed),
        )

    shown = words_for(belief, label)
    old: frozenset[str] | None = None  # what stood there before the newest mark
    newest = [m for m in marks if not m.key.startswith("path:")]
    if newest and not chosen:
        was, was_label = believe([m for m in marks if m is not newest[-1]])
        if (was.top, was.unsure, was_label == "none") != (belief.top, belief.unsure, label == "none"):
            old = frozenset(point.id for point in words_for(was, was_label).points)
    shares = belief.percent()
    owed = guidance.disclosures(
        direction=attempt.direction if attempt else "out", party=party, answered=answered, recording=truths["recording"]
    )
    return PointsView(
        handout_id=handout.id,
        procrastination=shares[0],
        fear=shares[1],
        rational=shares[2],
        top="" if belief.unsure else belief.top,
        unsure=belief.unsure,
        refused=refused,
        labels=learned.labels,
        corrected=label,
        neutral=shown.neutral,
        path=shown.path,
        step=handout.step,
        steps=STEPS,
        points=tuple(
            _point(point, number, values, changed=old is not None and point.id not in old)
            for number, point in enumerate(shown.points)
        ),
        disclosures=tuple(
            DisclosureView(
                d.key,
                Bilingual(d.en, d.zh),
                d.law,
                said[d.key].state if d.key in said else "",
                said[d.key].reason if d.key in said else "",
            )
            for d in owed
        ),
        evidence=tuple(
            EvidenceView(e.key, Bilingual(e.en, e.zh), e.toward, e.strength, e.struck, e.source) for e in evidence
        ),
        signals=() if refused else _signals(frozenset(signals)),
        objections=() if ending else _objections(values),
        plan=plan_view(case, ability, agent.role, truths["relief_open"], now, _asked(session, handout), handout.payday)
        if verified and not ending and not chosen
        else None,
        explain=_explain(evidence),
        marked=marked,
        paths=() if ending else PATH_VIEWS,
        closing=tuple(
            Bilingual(guidance.fill(p.en, values["en"]), guidance.fill(p.zh, values["zh"])) for p in guidance.PATHS[end]
        )
        if ending
        else (),
    )


def draw(token: int, cell: str) -> float:
    """Give a number from 0 to 1, the same for one contact and cell at every drawing."""
    digest = hashlib.sha256(f"{token} {cell}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def path_of(code: str) -> str:
    """Give the special path that an outcome code opens."""
    rule = BY_CODE.get(code)
    return rule.path if rule else ""


def _asked(session: Session, handout: Any) -> dict[str, tuple[str, str]]:
    return {row.what: (row.state, row.reason) for row in rows(session, _APPROVALS, token=handout.id)}


# what an agent may open by hand, without typing a word
PATH_WORDS: dict[str, tuple[str, str]] = {
    "third_party": ("Third person", "第三人接听"),
    "wrong_number": ("Wrong number", "错号"),
    "minor": ("A minor", "未成年人"),
    "deceased": ("Has died", "已身故"),
    "represented": ("Has a lawyer", "有律师代理"),
    "dispute": ("Disputes it", "有异议"),
    "hardship": ("Hardship", "经济困难"),
    "self_harm": ("Self-harm", "自伤风险"),
    "threat": ("Threatens me", "受到威胁"),
    "scam": ("“Is this a scam?”", "“是骗子吗？”"),
}

# the same on every screen: made once
STEPS = tuple((key, Bilingual(en, zh)) for key, en, zh in guidance.STEPS)
STEP_WORDS = dict(STEPS)
PATH_VIEWS = tuple((key, Bilingual(*pair)) for key, pair in PATH_WORDS.items())

# a customer's cue -> the special path of the guidance
CUE_PATHS = {
    "self_harm": "self_harm",
    "minor": "minor",
    "deceased": "deceased",
    "lawyer": "represented",
    "wrong_number": "wrong_number",
    "illness": "vulnerable",
    "dispute": "dispute",
    "scam": "scam",
}


def path_of_cue(heard: HeardView | None) -> str:
    """Give the special path that a customer's own words open."""
    return CUE_PATHS.get(heard.kind, "") if heard is not None and heard.is_cue else ""


def _point(point: guidance.Point, number: int, values: Mapping[str, Mapping[str, str]], *, changed: bool) -> PointView:
    en, zh = guidance.fill(point.en, values["en"]), guidance.fill(point.zh, values["zh"])
    return PointView(
        id=point.id,
        step=point.step,
        step_words=STEP_WORDS[point.step],
        text=Bilingual(en, zh),
        why=Bilingual(point.why_en, point.why_zh),
        seconds=_seconds(en, zh),
        now=number == 0,
        changed=changed,
    )


@lru_cache(maxsize=4096)
def _seconds(en: str, zh: str) -> int:
    return max(guidance.seconds(en), guidance.seconds(zh))


@lru_cache(maxsize=512)
def _signals(marked: frozenset[str]) -> tuple[SignalView, ...]:
    return tuple(SignalView(s.key, Bilingual(s.en, s.zh), s.hotkey, s.key in marked) for s in psychology.SIGNALS)


def _explain(evidence: Sequence[psychology.Evidence]) -> tuple[Bilingual, ...]:
    """Give what the agent says when the customer asks how the words are chosen."""
    best = sorted((e for e in evidence if not e.struck), key=lambda e: -e.weight)
    return tuple(Bilingual(*line) for line in explanation(tuple((e.en, e.zh) for e in best)))


def _objections(values: Mapping[str, Mapping[str, str]]) -> tuple[ObjectionView, ...]:
    return _filled(tuple(values["en"].items()), tuple(values["zh"].items()))


@lru_cache(maxsize=1024)
def _filled(en: tuple[tuple[str, str], ...], zh: tuple[tuple[str, str], ...]) -> tuple[ObjectionView, ...]:
    """Give the objections of one case: the same at every drawing of its desk."""
    english, chinese = dict(en), dict(zh)

    def both(pair: tuple[str, str]) -> Bilingual:
        return Bilingual(guidance.fill(pair[0], english), guidance.fill(pair[1], chinese))

    return tuple(
        ObjectionView(
            o.key,
            o.hotkey,
            both(o.said),
            both(o.acknowledge),
            both(o.clarify),
            both(o.option),
            both(o.next_step),
            both(o.avoid),
            o.code,
        )
        for o in guidance.OBJECTIONS
    )
