"""The customer's card: who, what is owed, numbers masked, promises, holds, timeline, score."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual, Sentence, called
from console.domain.compliance import Proposed, check
from console.domain.dispatch import FACTOR_LABELS, factor_rule, shown_kind
from console.domain.fact_changes import CHANGES
from console.domain.facts import BalanceMonth as BalanceFact
from console.domain.facts import Money, Purpose
from console.domain.labels import HOLDS, LINE, NO_PRODUCT, OWN_PAGE, PRODUCTS, ROLES, STATUS, bilingual, named
from console.domain.promises import purpose_of
from console.domain.say_back import form_of, outcome_sentence
from console.domain.visit_outcomes import ANY_CODE
from console.store.customer_case import Case
from console.store.fast.statements import NamedRow, rows, value
from console.store.models import (
    Account,
    Attempt,
    BalanceMonth,
    CallProof,
    Customer,
    FactChange,
    Handout,
    Instalment,
    Outcome,
    Person,
    Promise,
)
from console.store.models.types import Instant
from console.store.queries import masking
from console.store.queries.conversation import conversation
from console.store.queries.customer_file import file_lines
from console.store.queries.reminders import reminder_items
from console.store.views import (
    AccountView,
    CustomerView,
    FactorView,
    FileLine,
    HoldView,
    PhoneView,
    PromiseView,
    TimelineItem,
)

TIMELINE = 25


# composed once: composing a statement anew costs more than running it
_CID: Any = bindparam("cid")
_FILES = select(
    Account.id,
    Account.external_id,
    select(func.max(BalanceMonth.true_month))
    .where(BalanceMonth.account_id == Account.id)
    .scalar_subquery()
    .label("true_month"),
).where(Account.customer_id == _CID)
_PROMISES = (
    select(
        Promise,
        Person.name.label("by"),
        Person.name_zh.label("by_zh"),
        Instalment.due_on,
        Instalment.amount_minor,
        Instalment.status.label("part_status"),
    )
    .join(Instalment, Instalment.promise_id == Promise.id)
    .outerjoin(Person, Person.id == Promise.agent_id)
    .where(Promise.customer_id == _CID)
    .order_by(Promise.id.desc(), Instalment.due_on)
)
_CHANGES = (
    select(FactChange.kind)
    .where(
        FactChange.customer_id == _CID,
        FactChange.version > bindparam("seen"),
        (FactChange.by_id != bindparam("agent")) | FactChange.by_id.is_(None),
    )
    .order_by(FactChange.version.desc())
    .limit(3)
)
_PROOF = select(CallProof.code).where(
    CallProof.attempt_id == bindparam("attempt"), CallProof.until > bindparam("now", type_=Instant())
)
_OUTCOMES = (
    select(
        Outcome.id,
        Outcome.code,
        Outcome.at,
        Outcome.note,
        Outcome.details,
        Outcome.attempt_id,
        Outcome.corrects_id,
        Person.name.label("by"),
        Person.name_zh.label("by_zh"),
    )
    .join(Person, Person.id == Outcome.agent_id)
    .where(Outcome.customer_id == _CID)
    .order_by(Outcome.id.desc())
    .limit(TIMELINE)
)


def customer_view(
    session: Session, case: Case, handout: Handout, attempt: Attempt | None, now: datetime
) -> CustomerView:
    """Return the card of the customer who is with an agent."""
    customer = case.customer
    accounts = _accounts(session, case)
    on_file = file_lines(session, case, now)
    owed: dict[str, int] = {}
    for account in accounts:
        if account.balance.minor > 0:
            owed[account.balance.currency] = owed.get(account.balance.currency, 0) + account.balance.minor
    return CustomerView(
        handout_id=handout.id,
        customer_id=customer.id,
        facts_version=customer.facts_version,
        kind=shown_kind(handout.kind, handout.factors),
        name=customer.name,
        made_up=customer.made_up,
        external_id=customer.external_id,
        portfolio=called(case.portfolio.name, case.portfolio.name_zh),
        place=customer.province or customer.region,
        region=customer.region,
        local_time_zone=customer.zone,
        stage=customer.stage,
        owed=tuple(Money(minor, currency) for currency, minor in owed.items()),
        days_past_due=customer.days_past_due,
        offered_at=handout.offered_at,
        offer_until=handout.offer_until if handout.accepted_at is None else None,
        accepted=handout.accepted_at is not None,
        phones=_phones(case, attempt, now, purpose_of(shown_kind(handout.kind, handout.factors))),
        accounts=accounts,
        promises=promises_of(session, customer.id) if case.facts.promises else (),
        messages=conversation(session, customer.id),
        holds=_holds(case, now),
        on_file=on_file,
        timeline=_timeline(session, case, on_file),
        score=handout.score,
        factors=tuple(
            FactorView(
                f["key"],
                bilingual(FACTOR_LABELS.get(f["key"], (f["key"], f["key"]))),
                f["value"],
                f["points"],
                _rule(f["key"]),
            )
            for f in handout.factors
        ),
        handover_note=handout.note,
        changed=_changed(session, customer, handout),
        attempt_id=attempt.id if attempt is not None and attempt.ended_at is None else None,
        line=attempt.line if attempt is not None else "",
        line_state=_line_state(attempt),
        line_result=attempt.line_result if attempt is not None else "",
        talking_since=attempt.answered_at if attempt is not None and attempt.ended_at is None else None,
        proof=_proof(session, attempt, now),
    )


def _proof(session: Session, attempt: Attempt | None, now: datetime) -> str:
    """Return the code of the call that runs now, "" without one."""
    if attempt is None or attempt.ended_at is not None or attempt.answered_at is None:
        return ""
    return value(session, _PROOF, attempt=attempt.id, now=now) or ""


@lru_cache(maxsize=64)
def _rule(factor: str) -> Bilingual:
    return bilingual(factor_rule(factor))


def _line_state(attempt: Attempt | None) -> str:
    if attempt is None:
        return ""
    if attempt.ended_at is not None:
        return "ended"
    return "talking" if attempt.answered_at is not None else "ringing"


def _accounts(session: Session, case: Case) -> tuple[AccountView, ...]:
    files = {str(row.id): row for row in rows(session, _FILES, cid=case.customer.id)}
    months: dict[str, list[BalanceFact]] = {}
    for month in case.facts.history or ():
        months.setdefault(month.account_id or "", []).append(month)

    def money(minor: int | None, currency: str) -> Money | None:
        return None if minor is None else Money(minor, currency)

    return tuple(
        AccountView(
            id=int(a.id),
            external_id=files[a.id].external_id,
            product=named(PRODUCTS, a.product) if a.product else bilingual(NO_PRODUCT),
            balance=Money(a.balance or 0, a.currency),
            principal=money(a.principal, a.currency),
            interest=money(a.interest, a.currency),
            fees=money(a.fees, a.currency),
            credit_limit=money(a.credit_limit, a.currency),
            days_past_due=a.days_past_due or 0,
            stage="",
            due_on=a.due_on,
            balance_at=a.ledger_at,
            # only a sample moves months
            true_month=files[a.id].true_month if case.portfolio.made_up else None,
            months=tuple(
                (m.month, m.status, money(m.billed, a.currency), money(m.paid, a.currency))
                for m in months.get(a.id, [])
            ),
        )
        for a in case.facts.accounts or ()
    )


def _phones(case: Case, attempt: Attempt | None, now: datetime, purpose: Purpose) -> tuple[PhoneView, ...]:
    zone = ZoneInfo(case.customer.zone)
    today = now.astimezone(zone).date()
    tries = Counter(a.number for a in case.facts.attempts or () if a.at.astimezone(zone).date() == today)
    ringing = str(attempt.phone_id) if attempt is not None else ""
    judged = []
    for phone in case.facts.phones or ():
        verdict = check(
            Proposed("call", purpose=purpose, party=phone.role, number=phone.e164, at=now),
            case.facts,
            case.packs,
            now,
            plan=False,
        )
        blocking = next((f for f in verdict.findings if f.severity == "block"), None)
        judged.append((phone, blocking, phone.status == "usable" and blocking is None))
    chosen = ringing if any(p.id == ringing for p, _, _ in judged) else ""
    chosen = chosen or next((str(p.id) for p, _, free in judged if free), "")
    return tuple(
        PhoneView(
            id=int(phone.id or 0),
            masked=masking.phone(phone.e164),
            role=phone.role,
            role_words=named(ROLES, phone.role),
            status=phone.status,
            kind=phone.kind or "",
            callable=free,
            reason=Bilingual(blocking.text_en, blocking.text_zh) if blocking else None,
            next_allowed_at=None,
            attempts_today=tries[phone.e164],
            chosen=phone.id == chosen,
        )
        for phone, blocking, free in judged
    )


def promises_of(session: Session, customer_id: int) -> tuple[PromiseView, ...]:
    """Return the customer's promises, the newest first."""
    grouped: dict[int, list[NamedRow]] = {}
    for row in rows(session, _PROMISES, cid=customer_id):
        grouped.setdefault(row.id, []).append(row)
    return tuple(
        PromiseView(
            id=parts[0].id,
            made_at=parts[0].made_at,
            kind=parts[0].kind,
            status=parts[0].status,
            status_words=named(STATUS, parts[0].status),
            total=Money(sum(p.amount_minor for p in parts), parts[0].currency),
            parts=tuple((p.due_on, Money(p.amount_minor, p.currency), p.part_status) for p in parts),
            by=called(parts[0].by, parts[0].by_zh) if parts[0].by else OWN_PAGE,
        )
        for parts in grouped.values()
    )


def _holds(case: Case, now: datetime) -> tuple[HoldView, ...]:
    found = {
        r.kind: HoldView(r.kind, named(HOLDS, r.kind), r.since, r.until)
        for r in case.facts.requests or ()
        if r.until is None or r.until > now
    }
    return tuple(found.values())


def _changed(session: Session, customer: Customer, handout: Handout) -> tuple[Bilingual, ...]:
    if customer.facts_version == handout.facts_version:
        return ()
    found = rows(session, _CHANGES, cid=customer.id, seen=handout.facts_version, agent=handout.agent_id)
    return tuple(named(CHANGES, kind) for kind in dict.fromkeys(row.kind for row in found))


def _timeline(session: Session, case: Case, on_file: Sequence[FileLine]) -> tuple[TimelineItem, ...]:
    items: list[TimelineItem] = []
    outcomes = rows(session, _OUTCOMES, cid=case.customer.id)
    told = set()
    replaced = {outcome.corrects_id for outcome in outcomes}
    for outcome in outcomes:
        rule = ANY_CODE.get(outcome.code)
        title = Bilingual(outcome.code, outcome.code)
        if rule:
            title = outcome_sentence(rule, form_of(outcome.details), case.customer.currency, case.customer.zone)
        tone = "warn" if rule and rule.starred else "good" if rule and rule.group == "p" else "plain"
        if outcome.id in replaced:
            title, tone = Sentence("%(said)s (corrected)", "%(said)s（已更正）", (("said", title),)), "plain"
        told.add(outcome.attempt_id)
        items.append(
            TimelineItem(outcome.at, "outcome", "phone", title, outcome.note, called(outcome.by, outcome.by_zh), tone)
        )
    by_outcome = {outcome.at for outcome in outcomes}
    for line in on_file:
        if line.since not in by_outcome:
            kept = Sentence("On file: %(what)s", "登记：%(what)s", (("what", line.words), ("scope", line.scope)))
            if line.scope.en:
                kept = replace(kept, en=f"{kept.en} %(scope)s", zh=f"{kept.zh} %(scope)s")
            items.append(TimelineItem(line.since, "request", "folder-open", kept, "", None, "plain"))
    for row in list(case.facts.attempts or ())[-TIMELINE:]:
        if int(row.id or 0) not in told:
            title = named(LINE, row.result) if row.result else Bilingual("Call begun", "已发起呼叫")
            items.append(TimelineItem(row.at, "attempt", "phone-outgoing", title, "", None, "plain"))
    for paid in list(case.facts.payments or ())[-TIMELINE:]:
        back = paid.amount < 0
        of = (("amount", Money(abs(paid.amount), paid.currency)),)
        said = Sentence("Payment %(amount)s", "还款%(amount)s", of)
        if back:
            said = Sentence("Payment taken back: %(amount)s", "还款退回%(amount)s", of)
        items.append(TimelineItem(paid.at, "payment", "banknote", said, "", None, "warn" if back else "good"))
    if case.facts.promises:
        items += reminder_items(session, case, TIMELINE)
    items.sort(key=lambda item: item.at, reverse=True)
    return tuple(items[:TIMELINE])
