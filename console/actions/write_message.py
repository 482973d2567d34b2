"""An agent writes to the customer: the library's words or own ones, judged as they are typed and when they go out."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.agent_state import desk_seq_of, raise_desk_seq
from console.actions.steps.choose_number import load_case
from console.actions.steps.handout_lock import LockedHandout, lock_live_handout
from console.actions.steps.message_words import words_for
from console.actions.steps.outbox import Wanted, own_number, proposed_of, put_out, words_as_sent
from console.actions.steps.reply_effects import mark_answered
from console.actions.steps.speech_findings import as_marks
from console.domain.compliance import check
from console.domain.errors import IllegalMove, Invalid
from console.domain.events import FactsChanged
from console.domain.guidance.types import STEPS
from console.domain.messages import LONGEST
from console.domain.sms_parts import parts_of
from console.domain.speech import listen, truths_of
from console.store.customer_facts import whose_debt
from console.store.models import Message
from console.suspicion import suspicions

STEPS_WRITTEN = ("debt", "offer", "next_step", "close")
CHANNEL = "sms"


@action("message.words", audited=False)
def words(act: Act, handout_id: int) -> Answer:
    """Return the library's words for this case: ``data["words"]``, each with its point, step and text."""
    mine = _accepted(act, handout_id)
    _number(act, mine)
    case = load_case(act.work.session, mine.customer.id, act.now)
    assert case is not None
    promised = any(promise.status == "open" for promise in case.facts.promises or ())
    found: list[dict[str, Any]] = []
    for key, en, zh in STEPS:
        if key in STEPS_WRITTEN:
            truths = {"promise_due": promised and key == "next_step"}
            one = words_for(act, case, CHANNEL, key, truths, act.actor.id, "own")
            if one is not None:
                found.append({"template": one.template, "text": one.text, "step": {"en": en, "zh": zh}})
    return Answer(data={"words": found}, keep=False)


@action("message.judge", audited=False)
def judge(act: Act, handout_id: int, text: str) -> Answer:
    """Judge words as they are typed, for this moment. Nothing is stored.

    ``data``: ``words`` as they would leave, ``parts`` of the SMS, ``marks`` of the text check, and the ``level`` and
    ``findings`` of the verdict.
    """
    mine = _accepted(act, handout_id)
    wanted = _wanted(act, mine, text, "", "")
    case = load_case(act.work.session, mine.customer.id, act.now, team=act.actor.team_id)
    assert case is not None
    sent = words_as_sent(_case(act, mine), CHANNEL, text)
    verdict = check(
        proposed_of(wanted, sent, _number(act, mine)[1], "debtor", act.now), case.facts, case.packs, act.now
    )
    told = truths_of(case.facts.accounts)
    cut = parts_of(sent)
    return Answer(
        data={
            "words": sent,
            "parts": cut.parts,
            "places": cut.places,
            "marks": as_marks(listen(text, "message", told, suspicions(text, "message", "debtor"))),
            "level": verdict.level,
            "findings": [{"en": x.text_en, "zh": x.text_zh, "severity": x.severity} for x in verdict.findings],
        },
        keep=False,
    )


@action("message.write")
def write(act: Act, handout_id: int, text: str, template: str = "", reason: str = "") -> Answer:
    """Put the agent's SMS out; it leaves within a second. What the customer wrote counts as answered.

    A message that the check blocks now is refused with the reason, and nothing is written.
    """
    mine = _accepted(act, handout_id)
    if not text.strip():
        raise Invalid("Write the message.", field="text")
    if len(text) > LONGEST:
        raise Invalid("The message is too long. Keep it under 1,000 characters.", field="text")
    wanted = _wanted(act, mine, text, template, reason)
    out = put_out(act, _case(act, mine), wanted)
    if out.verdict is not None and out.verdict.blocked:
        return attempt_gate.refused(out.verdict, desk_seq_of(act, act.actor.id))
    mark_answered(act, mine.customer.id)
    raise_desk_seq(act, (act.actor.id,))
    act.work.happened(FactsChanged((act.actor.id,)))
    return Answer(seq=desk_seq_of(act, act.actor.id), data={"message": out.id, "state": out.state})


def _accepted(act: Act, handout_id: int) -> LockedHandout:
    """Return the customer who is with the agent now, locked: not one who is only offered, nor one who is gone."""
    mine = lock_live_handout(act, handout_id)
    if mine.handout.accepted_at is None:
        raise IllegalMove("Accept the customer first.")
    return mine


def _number(act: Act, mine: LockedHandout) -> tuple[int, str]:
    """Return (id, E.164) of the number that gets the SMS. Raises Invalid where nothing can be sent at all."""
    if CHANNEL not in act.context.carriers:
        raise Invalid("No carrier for SMS is set up.", field="text")
    number = own_number(act, mine.customer.id)
    if number is None:
        raise Invalid("This customer has no mobile number that may be used.", field="text")
    return number


def _case(act: Act, mine: LockedHandout) -> attempt_gate.Case:
    return attempt_gate.Case(mine.customer, *whose_debt(act.work.session, mine.customer), mine.house_version)


def _wanted(act: Act, mine: LockedHandout, text: str, template: str, reason: str) -> Wanted:
    return Wanted(
        key=f"own-{act.call.key or uuid.uuid4()}",
        channel=CHANNEL,
        kind="answer" if _asked(act, mine.customer.id) is not None else "own",
        purpose="answer" if _asked(act, mine.customer.id) is not None else "collect",
        text=text,
        template=template if template and _unchanged(act, mine, text, template) else "",
        due_at=act.now,
        phone_id=_number(act, mine)[0],
        by_id=act.actor.id,
        agent_id=act.actor.id,
        handout_id=mine.handout.id,
        warn_reason=reason.strip()[:500],
    )


def _asked(act: Act, customer_id: int) -> datetime | None:
    """Return by when the customer's oldest open message is to be answered, or None."""
    query = (
        select(Message.answer_by)
        .where(Message.customer_id == customer_id, Message.answer_by.is_not(None), Message.answered_at.is_(None))
        .order_by(Message.answer_by)
        .limit(1)
    )
    return act.work.session.execute(query).scalar()


def _unchanged(act: Act, mine: LockedHandout, text: str, template: str) -> bool:
    """Return True when the words are still those of the library: a changed text counts as own words."""
    case = load_case(act.work.session, mine.customer.id, act.now)
    step = template.split(".")[3] if template.count(".") == 4 else ""
    if case is None or step not in STEPS_WRITTEN:
        return False
    promised = any(promise.status == "open" for promise in case.facts.promises or ())
    one = words_for(act, case, CHANNEL, step, {"promise_due": promised and step == "next_step"}, act.actor.id, "own")
    return one is not None and one.template == template and one.text == text.strip()
