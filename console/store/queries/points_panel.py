"""The talking points: the probable state of mind with reasons, and what to say now."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain import guidance, psychology
from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.guidance import Point
from console.domain.guidance.explain import explanation
from console.domain.offers import CARD
from console.domain.speech.listen import Listener, Truths, truths_of
from console.domain.visit_outcomes import ANY_CODE
from console.store.cached.talking_points import library, library_version, model
from console.store.customer_case import Case
from console.store.fast.statements import rows
from console.store.models import Approval, Attempt, DisclosureMark, Handout
from console.store.queries.mind import MARKS, Mark, Mind, means_view, mind_of
from console.store.queries.placeholders import claimed_of, crisis_line, in_force, next_part, sample_values
from console.store.queries.plan_panel import plan_view
from console.store.queries.question_panel import Asking, question_view
from console.store.views import DisclosureView, EvidenceView, ObjectionView, PointsView, PointView, SignalView

_HANDOUT_ID: Any = bindparam("handout")
_SAID = select(DisclosureMark.key, DisclosureMark.state, DisclosureMark.reason, DisclosureMark.at).where(
    DisclosureMark.handout_id == _HANDOUT_ID
)
_APPROVALS = (
    select(Approval.what, Approval.state, Approval.reason)
    .where(Approval.handout_id == _HANDOUT_ID)
    .order_by(Approval.id)
)


@dataclass(frozen=True)
class _Choice:
    """What the points of this contact are chosen by, beside the state of mind."""

    handout_id: int
    stage: str
    step: str
    path: str
    truths: Mapping[str, bool]
    library: tuple[guidance.Point, ...]
    values: Mapping[str, Mapping[str, str]]
    gate: Truths
    claimed: Mapping[str, bool | None]

    def guidance(self, belief: psychology.Posterior, label: str) -> guidance.Guidance:
        """Return the points for this state of mind."""
        return guidance.talking_points(
            belief.top,
            unsure=belief.unsure or label == "none",
            stage=self.stage,
            step=self.step,
            truths=self.truths,
            path=self.path,
            library=self.library,
            draw=lambda cell: draw(self.handout_id, cell),
            lawful=self.lawful,
        )

    def lawful(self, point: Point) -> bool:
        """Return True when the point may be said in this contact now."""
        return guidance.sayable(point, self.values, self.gate, self.claimed)


def _truths(case: Case, handout: Handout, attempt: Attempt | None, verified: bool, now: datetime) -> dict[str, bool]:
    """Return what the points may take as true: about this contact, the site and the accounts."""
    declared = {declaration.kind for declaration in case.facts.declarations or () if declaration.value}
    claimed = claimed_of(case.facts.accounts)
    return {
        "identity_verified": verified,
        "relief_open": "relief_open" in declared,
        "recording": "recording" in declared,
        "promise_due": handout.kind == "promise" and next_part(case, now) is not None,
        "plan_open": in_force(case, "plan", now),
        "card": any(account.product == CARD for account in case.facts.accounts or ()),
        "inbound": attempt is not None and attempt.direction == "in",
        **{fact: value is True for fact, value in claimed.items()},
    }


def _listener(party: str) -> Listener:
    return "debtor" if party in ("debtor", "co_debtor", "guarantor") else "other"


def _end_of(case: Case) -> str:
    """Return the path that ends a call: "settled" when nothing is owed any more, else "stop"."""
    return "settled" if sum(max(0, account.balance or 0) for account in case.facts.accounts or ()) <= 0 else "stop"


def _path_of(case: Case, signals: Collection[str], now: datetime, *, end: str, ending: bool, path: str) -> str:
    """Return the special path to show: the end, the outcome's, the one marked by hand, the gentle one, or ""."""
    gentle = "vulnerable" if in_force(case, "vulnerable", now) else ""
    return end if ending else (path or _marked_path(signals) or gentle)


def _marked_path(signals: Collection[str]) -> str:
    return next((key.removeprefix("path:") for key in signals if key.startswith("path:")), "")


def _points_before(
    mind: Mind, choice: _Choice, marks: Sequence[Mark], state: tuple[psychology.Posterior, str], now: datetime
) -> frozenset[str] | None:
    """Return the ids of the points that stood there before the newest mark; None when it changed nothing.

    ``state``: what all marks say (``Mind.belief``).
    """
    belief, label = state
    newest = [mark for mark in marks if not mark.key.startswith("path:")]
    if not newest or choice.path:
        return None
    earlier, earlier_label = mind.belief([mark for mark in marks if mark is not newest[-1]], now)
    if (earlier.top, earlier.unsure, earlier_label == "none") == (belief.top, belief.unsure, label == "none"):
        return None
    return frozenset(point.id for point in choice.guidance(earlier, earlier_label).points)


def _disclosures(
    session: Session, handout: Handout, attempt: Attempt | None, party: str, *, recording: bool
) -> tuple[tuple[DisclosureView, ...], bool]:
    """Return the disclosures that are owed with what was said of them, and whether the identity was checked."""
    said = {mark.key: mark for mark in rows(session, _SAID, handout=handout.id)}
    owed = guidance.disclosures(
        direction=attempt.direction if attempt else "out",
        party=party,
        answered=attempt is not None and attempt.answered_at is not None,
        recording=recording,
    )
    views = []
    for d in owed:
        mark = said.get(d.key)
        state, reason, at = (mark.state, mark.reason, mark.at) if mark is not None else ("", "", None)
        views.append(DisclosureView(d.key, Bilingual(d.en, d.zh), d.law, state, reason, guidance.CARD_OF[d.key], at))
    return tuple(views), "identity" in said and said["identity"].state == "said"


def points_view(
    session: Session,
    case: Case,
    handout: Handout,
    attempt: Attempt | None,
    agent: Actor,
    now: datetime,
    *,
    ending: bool,
    path: str = "",
) -> PointsView:
    """Return the talking points for this contact as it stands."""
    told = [Mark(*mark) for mark in rows(session, MARKS, handout=handout.id, customer=handout.customer_id)]
    marks = [mark for mark in told if mark.handout_id == handout.id]
    version = handout.library_version if handout.library_version is not None else library_version(session)
    mind = mind_of(session, case, handout, told, model(session, version))
    belief, label = mind.belief(marks, now)
    signals = {mark.key for mark in marks if mark.kind == "signal"}
    party = attempt.party if attempt else "debtor"
    recording = any(d.kind == "recording" and d.value for d in case.facts.declarations or ())
    disclosures, verified = _disclosures(session, handout, attempt, party, recording=recording)
    truths = _truths(case, handout, attempt, verified, now)
    line = crisis_line(session, case) if "self_harm" in (path, _marked_path(signals)) else None
    values = sample_values(case, agent.called, now, line)
    end = _end_of(case)
    choice = _Choice(
        handout.id,
        case.customer.stage,
        handout.step,
        _path_of(case, signals, now, end=end, ending=ending, path=path),
        {**truths, "crisis_line": line is not None},
        library(session, version),
        values,
        truths_of(case.facts.accounts, listener=_listener(party), verified=verified),
        claimed_of(case.facts.accounts),
    )
    shown = choice.guidance(belief, label)
    before = _points_before(mind, choice, marks, (belief, label), now)
    shares = belief.percent()
    plan_open = verified and not ending and not choice.path
    means = None if mind.refused else mind.means(marks, now)
    answered = attempt is not None and attempt.answered_at is not None
    ability = handout.ability or "unknown"
    asking = None
    if plan_open and means is not None and answered and handout.finished_at is None:
        asked = Asking(handout.step, marks, mind.before, belief, means, label, ability)
        asking = question_view(asked, now, choice.lawful)
    terms = (ability, agent.role, truths["relief_open"], now, _asked(session, handout), handout.payday)
    return PointsView(
        handout_id=handout.id,
        procrastination=shares[0],
        fear=shares[1],
        rational=shares[2],
        top="" if belief.unsure else belief.top,
        certainty=belief.certainty,
        means=means_view(means),
        question=asking,
        refused=mind.refused,
        labels=mind.learned.labels,
        corrected=label,
        neutral=shown.neutral,
        path=shown.path,
        recorded=handout.finished_at is not None,
        answered=answered,
        step=handout.step,
        steps=STEPS,
        points=_points(shown.points, values, before),
        disclosures=disclosures,
        evidence=_evidence(belief.evidence),
        signals=() if mind.refused else _signals(frozenset(signals)),
        objections=() if ending else _objections(values),
        plan=plan_view(case, *terms) if plan_open else None,
        explain=_explain(belief.evidence),
        marked=_marked_path(signals),
        paths=() if ending else PATH_VIEWS,
        danger=None,
        closing=_closing(end, values) if ending else (),
    )


def _evidence(found: Sequence[psychology.Evidence]) -> tuple[EvidenceView, ...]:
    return tuple(EvidenceView(e.key, Bilingual(e.en, e.zh), e.toward, e.strength, e.struck, e.source) for e in found)


def _points(
    shown: Sequence[guidance.Point], values: Mapping[str, Mapping[str, str]], before: Collection[str] | None
) -> tuple[PointView, ...]:
    """Return the points with their words. ``before``: those that stood there before the newest mark."""
    return tuple(
        _point(point, number, values, changed=before is not None and point.id not in before)
        for number, point in enumerate(shown)
    )


def _closing(end: str, values: Mapping[str, Mapping[str, str]]) -> tuple[Bilingual, ...]:
    return tuple(
        Bilingual(guidance.fill(point.en, values["en"]), guidance.fill(point.zh, values["zh"]))
        for point in guidance.PATHS[end]
    )


def draw(handout_id: int, cell: str) -> float:
    """Return a number from 0 to 1 that is always the same for one contact and cell."""
    digest = hashlib.sha256(f"{handout_id} {cell}".encode()).digest()
    return int.from_bytes(digest[:8]) / 2**64


def path_of(code: str) -> str:
    """Return the special path that an outcome code opens."""
    rule = ANY_CODE.get(code)
    return rule.path if rule else ""


def _asked(session: Session, handout: Handout) -> dict[str, tuple[str, str]]:
    return {row.what: (row.state, row.reason) for row in rows(session, _APPROVALS, handout=handout.id)}


# what an agent may open by hand, without typing a word
PATH_WORDS: dict[str, tuple[str, str]] = {
    "third_party": ("Third party", "第三人接听"),
    "wrong_number": ("Wrong number", "错号"),
    "minor": ("A minor", "未成年人"),
    "deceased": ("Has died", "已身故"),
    "represented": ("Has a lawyer", "有律师代理"),
    "dispute": ("Disputes it", "有异议"),
    "hardship": ("Hardship", "经济困难"),
    "self_harm": ("Self-harm", "轻生风险"),
    "threat": ("Threatens me", "受到威胁"),
    "scam": ("“Is this a scam?”", "“是骗子吗？”"),
}

# the same on every screen: made once
STEPS = tuple((key, Bilingual(en, zh)) for key, en, zh in guidance.STEPS)
STEP_WORDS = dict(STEPS)
PATH_VIEWS = tuple((key, Bilingual(*pair)) for key, pair in PATH_WORDS.items())


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
    """Return what the agent says when the customer asks how the words are chosen."""
    best = sorted((e for e in evidence if not e.struck), key=lambda e: -e.weight)
    return tuple(Bilingual(*line) for line in explanation(tuple((e.en, e.zh) for e in best)))


def _objections(values: Mapping[str, Mapping[str, str]]) -> tuple[ObjectionView, ...]:
    return _filled(tuple(values["en"].items()), tuple(values["zh"].items()))


@lru_cache(maxsize=1024)
def _filled(en: tuple[tuple[str, str], ...], zh: tuple[tuple[str, str], ...]) -> tuple[ObjectionView, ...]:
    """Return the objections of one case; they are the same at every drawing of its desk."""
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
