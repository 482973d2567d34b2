"""The compliance strip: colour, minute, calls left, reasons, and the smallest opening."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain.alarms import BY_PATH
from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.compliance import Finding, Pack, Proposed, Verdict, allowed_until, calls_left, check
from console.domain.facts import CustomerFacts, Purpose
from console.domain.speech import CATEGORIES, CUES
from console.store.customer_case import Case
from console.store.fast.statements import rows
from console.store.models import SpeechFinding
from console.store.views import FindingView, HeardView, MaybeView, StripView

PAID = Bilingual("Paid: thank the customer and end the call", "已还清：致谢并结束通话")
RECORDED = Bilingual("Recorded. The next contact must wait.", "已记录；下次联系须等待。")
TONES = {"allow": "green", "remind": "green", "warn": "amber", "block": "red"}

_HEARD = (
    select(SpeechFinding)
    .where(SpeechFinding.handout_id == bindparam("handout"), SpeechFinding.gone_at.is_(None))
    .order_by(SpeechFinding.id.desc())
)


def heard_view(session: Session, handout_id: int) -> HeardView | None:
    """Return the most important speech finding: danger to a life, then severe, what a rule
    found before what the model suspects, breach before cue, newest first."""
    found = rows(session, _HEARD, handout=handout_id)
    worst = min(
        found,
        key=lambda row: (
            not (row.is_cue and row.kind in BY_PATH),
            not row.severe,
            row.suspected is not None,
            row.is_cue,
        ),
        default=None,
    )
    if worst is None:
        return None
    kind: Any = CUES[worst.kind] if worst.is_cue else CATEGORIES[worst.kind]
    return HeardView(
        worst.rule,
        worst.kind,
        Bilingual(kind.en, kind.zh),
        worst.quote,
        Bilingual(kind.say_en, kind.say_zh),
        worst.is_cue,
        worst.severe,
        maybe_view(worst.suspected),
    )


def maybe_view(suspected: dict[str, Any] | None) -> MaybeView | None:
    """Return what the model said of a finding, or None when a rule found it."""
    if suspected is None:
        return None
    tenths = min(9, max(1, round(10 * suspected["chance"])))
    return MaybeView(tenths, tuple(suspected["words"]), suspected["near"], suspected["version"])


def strip_view(
    case: Case,
    handout_id: int,
    phone: str | None,
    role: str,
    now: datetime,
    running: int | None,
    heard: HeardView | None = None,
    purpose: Purpose = "collect",
    recorded: bool = False,
    inbound: bool = False,
) -> StripView:
    """Return the strip for the number that would be rung, or is: ``running`` is that attempt's id.

    A running call counts in its own caps; the verdict on continuing it leaves it out. ``recorded``: the call's
    own outcome is on record; what that forbids is the next call, and the words of goodbye stay on the screen.
    ``inbound``: the customer made the call, so answering it is what is judged.
    """
    facts = case.facts
    if running is not None and facts.attempts is not None:
        others = tuple(a for a in facts.attempts if a.id != str(running))
        facts = replace(facts, attempts=others)
    proposed = Proposed(
        "call",
        direction="in" if inbound else "out",
        purpose="answer" if inbound else purpose,
        party=role,  # type: ignore[arg-type]
        number=phone,
        account_ids=tuple(account.id for account in case.facts.accounts or ()),
        at=now,
    )
    verdict, until = _judged((handout_id, phone, role, purpose, inbound), proposed, facts, case.packs, now)
    left = calls_left(proposed, case.facts, case.packs, now)
    paid = sum(max(0, account.balance or 0) for account in facts.accounts or ()) <= 0
    ending = running is not None and (verdict.blocked or paid) and not recorded
    late = recorded and running is not None and verdict.level in ("warn", "block")
    return StripView(
        handout_id=handout_id,
        level=verdict.level,
        tone=TONES[verdict.level],
        headline=PAID if ending and paid else _headline(verdict, until, case.customer.zone, ending, late),
        calls_used=left[0] if left else None,
        calls_cap=left[1] if left else None,
        allowed_until=until,
        next_allowed_at=verdict.next_allowed_at if verdict.blocked else None,
        next_clean_at=verdict.next_clean_at if verdict.level in ("warn", "block") else None,
        valid_until=verdict.valid_until,
        findings=tuple(_finding(finding) for finding in verdict.findings),
        openings=tuple(
            Sentence(o.text_en, o.text_zh, (("at", LocalTime(o.at, case.customer.zone) if o.at else "–"),))
            for o in verdict.openings
            if o.kind != "channel"  # a desk has the telephone only
        ),
        packs=verdict.packs,
        heard=heard,
        ending=ending,
    )


_Key = tuple[int, str | None, str, Purpose, bool]  # hand-out, number, who answers there, purpose, inbound
_JUDGED: dict[_Key, tuple[CustomerFacts, tuple[Pack, ...], datetime, Verdict, datetime | None]] = {}
HELD = 4096  # strips kept in this process


def _judged(
    key: _Key, proposed: Proposed, facts: CustomerFacts, packs: tuple[Pack, ...], now: datetime
) -> tuple[Verdict, datetime | None]:
    """Return the verdict, and when a lawful contact stops being lawful.

    For the same facts and packs the last verdict is used until time alone may change it.
    """
    kept = _JUDGED.get(key)
    if (
        kept is not None
        and kept[3].valid_until is not None
        and kept[2] <= now < kept[3].valid_until
        and len(kept[1]) == len(packs)
        and all(one is other for one, other in zip(kept[1], packs, strict=True))
        and kept[0] == facts
    ):
        return kept[3], kept[4]
    verdict = check(proposed, facts, packs, now)
    until = None if verdict.blocked else allowed_until(proposed, facts, packs, now, lawful=True)
    if len(_JUDGED) >= HELD:
        _JUDGED.clear()
    _JUDGED[key] = (facts, packs, now, verdict, until)
    return verdict, until


def _headline(verdict: Verdict, until: datetime | None, zone: str, ending: bool, recorded: bool) -> Bilingual:
    if ending:
        return Bilingual("End the call politely", "请礼貌结束通话")
    if recorded:
        return RECORDED
    worst = verdict.findings[0] if verdict.findings else None
    if worst is not None and worst.severity in ("warn", "block"):
        return Bilingual(worst.text_en, worst.text_zh)
    if until is not None:
        return Sentence("May call until %(at)s", "可致电至 %(at)s", (("at", LocalTime(until, zone, with_day=False)),))
    return Bilingual("May call", "可以致电")


def _finding(finding: Finding) -> FindingView:
    return FindingView(
        rule_id=finding.rule_id,
        severity=finding.severity,
        text=Bilingual(finding.text_en, finding.text_zh),
        law=finding.law,
        article=finding.article,
        confidence=finding.confidence,
        is_law=finding.confidence not in ("policy", "low"),
        facts=finding.facts,
        missing=finding.missing,
        override=finding.override,
    )
