"""Speech findings of a hand-out: unlawful words and the customer's cues, found in a text and stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.domain.events import ComplianceChanged
from console.domain.psychology_phrases import signals_in
from console.domain.speech import CATEGORIES, CUES, Heard, Suspicion, Truths, listen, truths_of
from console.domain.speech.listen import Speaker
from console.store.customer_facts import account_facts
from console.store.fast.statements import add, change, rows, typed_as
from console.store.models import Account, Creditor, Customer, DisclosureMark, Handout, Request, Signal, SpeechFinding
from console.suspicion import suspicions

_REFUSED = select(Request.id).where(
    Request.customer_id == bindparam("customer"), Request.kind == "profiling_refused", Request.lifted_at.is_(None)
)
_HANDOUT_ID: Any = bindparam("handout")
_ACCOUNTS = (
    select(Account, Creditor.type.label("creditor_type"))
    .join(Customer, Customer.id == Account.customer_id)
    .join(Creditor, Creditor.id == Customer.creditor_id)
    .where(Account.customer_id == bindparam("customer"))
)
_VERIFIED = select(DisclosureMark.id).where(
    DisclosureMark.handout_id == _HANDOUT_ID, DisclosureMark.key == "identity", DisclosureMark.state == "said"
)
_FOUND = select(SpeechFinding.id, SpeechFinding.kind).where(
    SpeechFinding.handout_id == _HANDOUT_ID,
    SpeechFinding.source == bindparam("source"),
    SpeechFinding.gone_at.is_(None),
)
_SIGNALS = select(Signal.id, Signal.key).where(
    Signal.handout_id == _HANDOUT_ID,
    Signal.kind == "signal",
    Signal.key.like(bindparam("keys")),
    Signal.undone_at.is_(None),
)
WAYS = {"note": "noted", "transcript": "heard"}


def truths(act: Act, handout: Handout) -> Truths:
    """Return what is true of the customer's debts, for checking words."""
    session = act.work.session
    accounts = rows(session, _ACCOUNTS, customer=handout.customer_id)
    verified = bool(rows(session, _VERIFIED, handout=handout.id))
    return truths_of(
        tuple(account_facts(typed_as(Account, row), row.creditor_type) for row in accounts), verified=verified
    )


def check_text(act: Act, handout: Handout, text: str, speaker: Speaker, source: str) -> tuple[Heard, ...]:
    """Check a text and store new findings. Findings of a note whose words are gone are marked as gone.

    What the model suspects enters the check as a fact, and stands with its version on what is found by it.
    """
    session = act.work.session
    told = truths(act, handout)
    found = listen(text, speaker, told, suspicions(text, speaker, told.listener))
    known = {row.kind: row.id for row in rows(session, _FOUND, handout=handout.id, source=source)}
    fresh = [x for x in found if x.kind not in known]
    for one in fresh:
        add(
            session,
            SpeechFinding,
            at=act.now,
            customer_id=handout.customer_id,
            handout_id=handout.id,
            agent_id=handout.agent_id,
            source=source,
            speaker=speaker,
            kind=one.kind,
            rule=one.rule,
            quote=one.quote[:200],
            is_cue=one.is_cue,
            severe=one.severe,
            suspected=as_fact(one.suspected),
        )
    gone = []
    if source == "note":
        kinds = {x.kind for x in found}
        gone = [number for kind, number in known.items() if kind not in kinds]
        for number in gone:
            change(session, SpeechFinding, number, gone_at=act.now)
    if fresh or gone:
        act.work.happened(ComplianceChanged())
    return found


def refused(act: Act, customer_id: int) -> bool:
    """Return True when the customer refused profiling: then nothing about the state of mind is stored."""
    return bool(rows(act.work.session, _REFUSED, customer=customer_id))


def hear_mind(act: Act, handout: Handout, text: str, speaker: Speaker, source: str) -> bool:
    """Store the signals that the words hold, and undo those that left the note. True if anything changed.

    The agent's own speech says nothing about the customer.
    """
    way = WAYS[source]
    wanted = {f"{way}:{key}" for key in signals_in(text)} if speaker != "agent" else set()
    session = act.work.session
    known = {row.key: row.id for row in rows(session, _SIGNALS, handout=handout.id, keys=f"{way}:%")}
    fresh = sorted(wanted - known.keys())
    gone = [known[key] for key in known.keys() - wanted] if source == "note" else []
    if not fresh and not gone:
        return False
    if refused(act, handout.customer_id):
        return False
    for key in fresh:
        add(
            session,
            Signal,
            handout_id=handout.id,
            customer_id=handout.customer_id,
            agent_id=handout.agent_id,
            kind="signal",
            key=key,
            at=act.now,
        )
    for number in gone:
        change(session, Signal, number, undone_at=act.now)
    return True


def as_fact(suspected: Suspicion | None) -> dict[str, Any] | None:
    """Return what the model said, as it is stored and sent: chance, version, nearest example, weightiest words."""
    return {**asdict(suspected), "words": list(suspected.words)} if suspected is not None else None


def as_marks(found: Sequence[Heard]) -> list[dict[str, Any]]:
    """Return findings for a screen: place, kind, texts in both languages, what to say instead."""
    rows = []
    for one in found:
        row = CUES[one.kind] if one.is_cue else CATEGORIES[one.kind]
        rows.append(
            {
                "kind": one.kind,
                "rule": one.rule,
                "start": one.start,
                "end": one.end,
                "quote": one.quote,
                "cue": one.is_cue,
                "severe": one.severe,
                "suspected": as_fact(one.suspected),
                "text": {"en": row.en, "zh": row.zh},
                "say": {"en": row.say_en, "zh": row.say_zh},
            }
        )
    return rows
