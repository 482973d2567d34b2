"""The customer's card: who, what is owed, numbers masked, promises, holds, timeline, score."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.changes import CHANGES
from console.domain.compliance import Proposed, check
from console.domain.dispatch import FACTOR_WORDS
from console.domain.facts import BalanceMonth as BalanceFact
from console.domain.facts import Money
from console.domain.outcomes import BY_CODE
from console.store.case import Case
from console.store.models import (
    Account,
    Attempt,
    BalanceMonth,
    Customer,
    CustomerPhone,
    FactChange,
    Handout,
    Instalment,
    Outcome,
    Person,
    Phone,
    Promise,
)
from console.store.queries import masking
from console.store.queries.file import file_lines
from console.store.queries.words import HOLDS, LINE, PRODUCTS, ROLES, STATUS, named, words
from console.store.views import (
    AccountView,
    CustomerView,
    FactorView,
    HoldView,
    PhoneView,
    PromiseView,
    TimelineItem,
    Words,
)

TIMELINE = 25


def customer_view(
    session: Session, case: Case, handout: Handout, attempt: Attempt | None, now: datetime
) -> CustomerView:
    """Give the card of the customer who is with an agent."""
    customer = case.customer
    accounts = _accounts(session, case)
    owed: dict[str, int] = {}
    for account in accounts:
        if account.balance.minor > 0:
            owed[account.balance.currency] = (
                owed.get(account.balance.currency, 0) + account.balance.minor
            )
    return CustomerView(
        handout_id=handout.id,
        customer_id=customer.id,
        facts_version=customer.facts_version,
        kind=handout.kind,
        name=customer.name,
        made_up=customer.made_up,
        external_id=customer.external_id,
        portfolio=case.portfolio.name,
        place=customer.province or customer.region,
        local_time_zone=customer.zone,
        stage=customer.stage,
        owed=tuple(Money(minor, currency) for currency, minor in owed.items()),
        days_past_due=customer.days_past_due,
        offered_at=handout.offered_at,
        offer_until=handout.offer_until if handout.accepted_at is None else None,
        accepted=handout.accepted_at is not None,
        phones=_phones(session, case, attempt, now),
        accounts=accounts,
        promises=_promises(session, customer.id) if case.facts.promises else (),
        holds=_holds(case, now),
        on_file=file_lines(session, case, now),
        timeline=_timeline(session, case),
        score=handout.score,
        factors=tuple(
            FactorView(
                f["key"], words(FACTOR_WORDS.get(f["key"], (f["key"], f["key"]))), f["value"],
                f["points"],
            )
            for f in handout.factors
        ),
        handover_note=handout.note,
        changed=_changed(session, customer, handout),
        attempt_id=attempt.id if attempt is not None and attempt.ended_at is None else None,
        line=attempt.line if attempt is not None else "",
        line_state=_line_state(attempt),
        line_result=attempt.line_result if attempt is not None else "",
        talking_since=attempt.answered_at
        if attempt is not None and attempt.ended_at is None
        else None,
    )  # fmt: skip


def _line_state(attempt: Attempt | None) -> str:
    if attempt is None:
        return ""
    if attempt.ended_at is not None:
        return "ended"
    return "talking" if attempt.answered_at is not None else "ringing"


def _accounts(session: Session, case: Case) -> tuple[AccountView, ...]:
    rows = (
        session.execute(
            select(Account)
            .where(Account.customer_id == case.customer.id)
            .order_by(Account.days_past_due.desc(), Account.id)
        )
        .scalars()
        .all()
    )
    true_months = _true_months(session, case)
    months: dict[str, list[BalanceFact]] = {}
    for month in case.facts.history or ():
        months.setdefault(month.account_id or "", []).append(month)

    def money(minor: int | None, currency: str) -> Money | None:
        return None if minor is None else Money(minor, currency)

    found = []
    for row in rows:
        mine = months.get(str(row.id), [])
        found.append(
            AccountView(
                id=row.id,
                external_id=row.external_id,
                product=named(PRODUCTS, row.product),
                balance=Money(row.balance_minor, row.currency),
                principal=money(row.principal_minor, row.currency),
                interest=money(row.interest_minor, row.currency),
                fees=money(row.fees_minor, row.currency),
                credit_limit=money(row.credit_limit_minor, row.currency),
                days_past_due=row.days_past_due,
                stage="",
                due_on=row.due_on,
                balance_at=row.balance_at,
                true_month=true_months.get(row.id),
                months=tuple(
                    (m.month, m.status, money(m.billed, row.currency),
                     money(m.paid, row.currency))
                    for m in mine
                ),
            )
        )  # fmt: skip
    return tuple(found)


def _true_months(session: Session, case: Case) -> dict[int, date]:
    """Give the data's own last month per account; only a sample moves months."""
    if not case.portfolio.made_up:
        return {}
    rows = session.execute(
        select(BalanceMonth.account_id, func.max(BalanceMonth.true_month))
        .where(BalanceMonth.account_id.in_([int(a.id) for a in case.facts.accounts or ()]))
        .group_by(BalanceMonth.account_id)
    ).all()
    return {row[0]: row[1] for row in rows if row[1] is not None}


def _phones(
    session: Session, case: Case, attempt: Attempt | None, now: datetime
) -> tuple[PhoneView, ...]:
    rows = session.execute(
        select(CustomerPhone, Phone)
        .join(Phone, Phone.id == CustomerPhone.phone_id)
        .where(CustomerPhone.customer_id == case.customer.id)
        .order_by(CustomerPhone.rank, CustomerPhone.id)
    ).all()
    today = now.astimezone(ZoneInfo(case.customer.zone)).date()
    found = []
    for link, phone in rows:
        verdict = check(
            Proposed("call", party=link.role, number=phone.e164, at=now),  # type: ignore[arg-type]
            case.facts, case.packs, now, plan=False,
        )  # fmt: skip
        usable = link.status == "usable"
        blocking = next((f for f in verdict.findings if f.severity == "block"), None)
        tries = sum(
            1
            for a in case.facts.attempts or ()
            if a.number == phone.e164
            and a.at.astimezone(ZoneInfo(case.customer.zone)).date() == today
        )
        found.append(
            PhoneView(
                id=phone.id,
                masked=masking.phone(phone.e164),
                role=link.role,
                role_words=named(ROLES, link.role),
                status=link.status,
                kind=link.kind,
                callable=usable and blocking is None,
                reason=Words(blocking.text_en, blocking.text_zh) if blocking else None,
                next_allowed_at=None,
                attempts_today=tries,
                chosen=attempt is not None and attempt.phone_id == phone.id,
            )
        )
    if not any(p.chosen for p in found):
        first = next((i for i, p in enumerate(found) if p.callable), None)
        if first is not None:
            p = found[first]
            found[first] = PhoneView(
                p.id, p.masked, p.role, p.role_words, p.status, p.kind, p.callable, p.reason,
                p.next_allowed_at, p.attempts_today, True,
            )  # fmt: skip
    return tuple(found)


def _promises(session: Session, customer_id: int) -> tuple[PromiseView, ...]:
    rows = session.execute(
        select(Promise, Instalment, Person.name)
        .join(Instalment, Instalment.promise_id == Promise.id)
        .join(Person, Person.id == Promise.agent_id)
        .where(Promise.customer_id == customer_id)
        .order_by(Promise.id.desc(), Instalment.due_on)
    ).all()
    grouped: dict[int, tuple[Promise, str, list[Instalment]]] = {}
    for promise, part, name in rows:
        grouped.setdefault(promise.id, (promise, name, []))[2].append(part)
    return tuple(
        PromiseView(
            id=promise.id,
            made_at=promise.made_at,
            kind=promise.kind,
            status=promise.status,
            status_words=named(STATUS, promise.status),
            total=Money(sum(p.amount_minor for p in parts), promise.currency),
            parts=tuple(
                (p.due_on, Money(p.amount_minor, promise.currency), p.status) for p in parts
            ),
            by=name,
        )
        for promise, name, parts in grouped.values()
    )


def _holds(case: Case, now: datetime) -> tuple[HoldView, ...]:
    found = {
        r.kind: HoldView(r.kind, named(HOLDS, r.kind), r.since, r.until)
        for r in case.facts.requests or ()
        if r.until is None or r.until > now
    }
    return tuple(found.values())


def _changed(session: Session, customer: Customer, handout: Handout) -> tuple[Words, ...]:
    if customer.facts_version == handout.facts_version:
        return ()
    rows = session.execute(
        select(FactChange.kind)
        .where(
            FactChange.customer_id == customer.id,
            FactChange.version > handout.facts_version,
            (FactChange.by_id != handout.agent_id) | FactChange.by_id.is_(None),
        )
        .order_by(FactChange.version.desc())
        .limit(3)
    ).scalars()
    return tuple(named(CHANGES, kind) for kind in dict.fromkeys(rows))


def _timeline(session: Session, case: Case) -> tuple[TimelineItem, ...]:
    items: list[TimelineItem] = []
    outcomes = session.execute(
        select(Outcome, Person.name)
        .join(Person, Person.id == Outcome.agent_id)
        .where(Outcome.customer_id == case.customer.id)
        .order_by(Outcome.id.desc())
        .limit(TIMELINE)
    ).all()
    told = set()
    replaced = {o.corrects_id for o, _ in outcomes}
    for outcome, name in outcomes:
        rule = BY_CODE.get(outcome.code)
        title = Words(rule.en, rule.zh) if rule else Words(outcome.code, outcome.code)
        tone = (
            "warn" if rule and rule.starred else "good" if rule and rule.group == "p" else "plain"
        )
        if outcome.id in replaced:
            title, tone = Words(f"{title.en} (corrected)", f"{title.zh}（已更正）"), "plain"
        told.add(outcome.attempt_id)
        items.append(TimelineItem(outcome.at, "outcome", "phone", title, outcome.note, name, tone))
    for row in list(case.facts.attempts or ())[-TIMELINE:]:
        if int(row.id or 0) not in told:
            title = named(LINE, row.result) if row.result else Words("Call begun", "已发起呼叫")
            items.append(TimelineItem(row.at, "attempt", "phone-outgoing", title, "", "", "plain"))
    for paid in list(case.facts.payments or ())[-TIMELINE:]:
        amount = f"{paid.currency} {paid.amount / 100:,.2f}"
        items.append(
            TimelineItem(
                paid.at, "payment", "banknote", Words("Payment", "还款"), amount, "", "good"
            )
        )
    items.sort(key=lambda item: item.at, reverse=True)
    return tuple(items[:TIMELINE])
