"""The outcome bar: codes in groups with their effects, its forms, the note, the wrap-up."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.domain.offers import first_day
from console.domain.outcomes import CONTRADICTS_IDENTITY, GROUPS, NOT_REACHED, RULES, OutcomeRule
from console.domain.say_back import effect_sentence, form_of, outcome_sentence
from console.domain.visit_outcomes import ANY_CODE
from console.store.customer_case import Case
from console.store.fast.statements import row
from console.store.models import Attempt, Draft, Handout, Outcome
from console.store.queries import masking
from console.store.views import OutcomeChoice, OutcomeGroup, OutcomeView, RecordedOutcome

ANSWERED = Bilingual("The line reports that somebody answered.", "线路显示已有人接听。")
UNANSWERED = Bilingual("The line reports that nobody answered.", "线路显示无人接听。")
RINGING = Bilingual("Nobody has answered yet.", "尚无人接听。")
NOT_BEGUN = Bilingual("Call first.", "请先致电。")
VERIFIED = Bilingual(
    "The identity is checked in this call: this is the customer. Take that tick back first.",
    "本次通话已核身，对方即为客户本人；如有误，请先取消该项告知。",
)


def outcome_view(
    session: Session, case: Case, handout: Handout, attempt: Attempt | None, now: datetime, *, extensions: int
) -> OutcomeView:
    """Return the outcome bar of the hand-out. ``extensions``: how often its queue lets a wrap-up be extended."""
    customer = case.customer
    today = now.astimezone(ZoneInfo(customer.zone)).date()
    owed: dict[str, int] = {}
    for account in case.facts.accounts or ():
        owed[account.currency] = owed.get(account.currency, 0) + max(0, account.balance or 0)
    draft = row(session, _DRAFT, handout=handout.id)
    return OutcomeView(
        handout_id=handout.id,
        customer_id=customer.id,
        facts_version=customer.facts_version,
        begun=attempt is not None,
        can_finish=attempt is not None and handout.finished_at is None,
        recorded=_recorded(session, case, handout, attempt),
        groups=_groups(_line_says(attempt)),
        meant=None if handout.finished_at is not None else _meant(attempt),
        owed=tuple(Money(minor, currency) for currency, minor in owed.items()),
        currency=customer.currency,
        suggested_on=first_day(today, frozenset(day for day, _ in case.facts.holidays or ())),
        today=today,
        tomorrow=today + timedelta(days=1),
        note=draft.text if draft else "",
        note_version=draft.version if draft else 0,
        extensions_left=max(0, extensions - handout.extensions),
        on_the_line=handout.finished_at is not None and attempt is not None and attempt.ended_at is None,
    )


def _line_says(attempt: Attempt | None) -> str:
    """Return what is known of the last call: "" (none), ringing, answered, silent (unanswered, so the line), over."""
    if attempt is None:
        return ""
    if attempt.answered_at is not None:
        return "answered"
    if attempt.ended_at is None:
        return "ringing"
    return "silent" if attempt.line != "tel" else "over"


def _meant(attempt: Attempt | None) -> OutcomeChoice | None:
    """Return the outcome that the report of the line means, when nobody answered."""
    if attempt is None or attempt.answered_at is not None or attempt.ended_at is None:
        return None
    rule = next((rule for rule in RULES if rule.group == "n" and rule.result == attempt.line_result), None)
    return _choice(rule, _line_says(attempt)) if rule is not None else None


def without_strangers(view: OutcomeView) -> OutcomeView:
    """Return the bar of a call in which the identity was checked: the number is not a wrong one."""
    groups = tuple(
        replace(
            group,
            choices=tuple(
                replace(choice, enabled=False, why_not=choice.why_not or VERIFIED)
                if choice.code in CONTRADICTS_IDENTITY
                else choice
                for choice in group.choices
            ),
        )
        for group in view.groups
    )
    return replace(view, groups=groups)


@lru_cache(maxsize=8)
def _groups(line: str) -> tuple[OutcomeGroup, ...]:
    found = []
    for key, en, zh in GROUPS:
        choices = tuple(_choice(rule, line) for rule in RULES if rule.group == key)
        found.append(OutcomeGroup(key, Bilingual(en, zh), choices))
    return tuple(found)


def _choice(rule: OutcomeRule, line: str) -> OutcomeChoice:
    """Return a code as a button. Only what can be true of the call is open."""
    why: Bilingual | None = None
    if not line:
        why = NOT_BEGUN
    elif line == "answered" and rule.code in NOT_REACHED and rule.code != "VM":
        why = ANSWERED
    elif line == "ringing" and rule.group != "n":
        why = RINGING
    elif line == "silent" and rule.group != "n":
        why = UNANSWERED
    return OutcomeChoice(
        code=rule.code,
        key=rule.key,
        words=Bilingual(rule.en, rule.zh),
        leads_to=Bilingual(rule.leads_en, rule.leads_zh),
        form=rule.form,
        starred=rule.starred,
        enabled=why is None,
        why_not=why,
    )


def _recorded(session: Session, case: Case, handout: Handout, attempt: Attempt | None) -> RecordedOutcome | None:
    last = row(session, _LAST, handout=handout.id)
    if last is None:
        return None
    rule, zone, form = ANY_CODE[last.code], case.customer.zone, form_of(last.details)
    rung = attempt.phone_id if attempt is not None else None
    number = next((p.e164 for p in case.facts.phones or () if rung is not None and p.id == str(rung)), "")
    needs = any(request.kind == "vulnerable" for request in case.facts.requests or ())
    return RecordedOutcome(
        id=last.id,
        code=last.code,
        words=Bilingual(rule.en, rule.zh),
        at=last.at,
        said=outcome_sentence(rule, form, case.customer.currency, zone),
        effect=effect_sentence(
            rule, form, last.at, zone, number=masking.phone(number) if number else "", as_hardship=not needs
        ),
        note=last.note,
    )


# built once: composing a statement anew costs more than running it
_HANDOUT_ID: Any = bindparam("handout")
_DRAFT = select(Draft.text, Draft.version).where(Draft.handout_id == _HANDOUT_ID)
_LAST = (
    select(Outcome.id, Outcome.code, Outcome.at, Outcome.note, Outcome.details)
    .where(Outcome.handout_id == _HANDOUT_ID)
    .order_by(Outcome.id.desc())
    .limit(1)
)
