"""The customer's own page: what is owed, who made contact by what right, when the next one may come, the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual, LocalTime, called
from console.domain.compliance import Proposed, allowed_until, calls_left, check
from console.domain.compliance.context import OWN_PARTIES
from console.domain.compliance.plain import sentence_of
from console.domain.customer_page import ASK_AGAIN, ASK_FOR, token_mark
from console.domain.facts import Channel, Money
from console.domain.labels import HOLDS, LINE, NO_PRODUCT, PRODUCTS, bilingual, named
from console.domain.promises import latest_promise
from console.store.customer_case import Case, load_case
from console.store.joint import Mine, Theirs, rows_of_accounts
from console.store.models import (
    Account,
    Agency,
    Attempt,
    CallProof,
    Customer,
    Document,
    Opinion,
    PageLink,
    PageSession,
    Payment,
    Phone,
    Request,
    Signal,
)
from console.store.queries import masking
from console.store.queries.customer_file import file_lines
from console.store.queries.customer_panel import promises_of
from console.store.queries.deadlines import read_deadlines
from console.store.queries.page_offers import slots
from console.store.views.customer_page import (
    CustomerPage,
    PageAccount,
    PageContact,
    PageDocument,
    PageNext,
    PageNumber,
    PagePayment,
)

MOST = 100  # contacts and payments
CHANNELS: tuple[Channel, ...] = ("call", "sms", "email", "visit")
LAWFUL = Bilingual("Checked before it began: no rule forbade it.", "联系前已核对规则：当时不违反任何规定。")
TOLD = Bilingual("Reported to us by others afterwards.", "由其他机构事后报送。")


def session_of(session: Session, token: str) -> Any:
    """Return customer, link and times of the page session with this token, or None."""
    return session.execute(
        select(PageSession.customer_id, PageSession.made_at, PageSession.seen_at)
        .join(PageLink, PageLink.id == PageSession.link_id)
        .where(
            PageSession.token_sha256 == token_mark(token), PageSession.ended_at.is_(None), PageLink.ended_at.is_(None)
        )
    ).one_or_none()


def zone_of(session: Session, customer_id: int) -> ZoneInfo:
    """Return the customer's time zone."""
    return ZoneInfo(session.execute(select(Customer.zone).where(Customer.id == customer_id)).scalar_one())


def currency_of(session: Session, customer_id: int) -> str:
    """Return the currency of what the customer owes."""
    return session.execute(select(Customer.currency).where(Customer.id == customer_id)).scalar_one()


def customer_page(session: Session, customer_id: int, now: datetime, zone: ZoneInfo) -> CustomerPage | None:
    """Return the customer's own page, or None when there is no such customer."""
    case = load_case(session, customer_id, now, history=True)
    if case is None:
        return None
    customer = case.customer
    owed: dict[str, int] = {}
    for account in case.facts.accounts or ():
        owed[account.currency] = owed.get(account.currency, 0) + max(0, account.balance or 0)
    kinds = {r.kind for r in case.facts.requests or () if r.until is None or r.until > now}
    marks = session.execute(
        select(func.count()).where(
            Signal.customer_id == customer_id, Signal.undone_at.is_(None), Signal.key.not_like("path:%")
        )
    ).scalar_one()
    return CustomerPage(
        customer_id=customer.id,
        facts_version=customer.facts_version,
        name=customer.name,
        zone=customer.zone,
        currency=customer.currency,
        region=customer.region,
        home_region=case.creditor.home_region,
        creditor=called(case.creditor.name, case.creditor.name_zh),
        agency=case.agency,
        phone_back=case.creditor.phone_back,
        owed=tuple(Money(minor, currency) for currency, minor in owed.items()),
        accounts=_accounts(session, case),
        payments=_payments(session, customer),
        contacts=tuple(_contacts(session, case)),
        others=_others(session, customer_id),
        next=tuple(_next(case, now)),
        promises=promises_of(session, customer_id),
        on_file=file_lines(session, case, now),
        numbers=tuple(
            PageNumber(int(p.id or 0), masking.phone(p.e164), p.status, p.role == "debtor")
            for p in case.facts.phones or ()
        ),
        documents=_documents(session, customer_id),
        profiled="profiling_refused" not in kinds,
        marks=int(marks) + bool(customer.psychology_label),
        stopped="cease" in kinds,
        answers=_answers(session, customer, now, zone),
        today=now.astimezone(ZoneInfo(customer.zone)).date(),
        latest=latest_promise(now.astimezone(ZoneInfo(customer.zone)).date()),
        slots=tuple(LocalTime(at, customer.zone) for at in slots(case, now)),
        asks_opinion=bool(asked_about(session, customer.id, now)),
        proof=_proof(session, customer_id, now),
    )


def _accounts(session: Session, case: Case) -> tuple[PageAccount, ...]:
    zone = case.customer.zone
    numbers = {
        str(row.id): row.external_id
        for row in session.execute(
            select(Account.id, Account.external_id).where(Account.customer_id == case.customer.id)
        )
    }
    months: dict[str, list[tuple[Any, Money | None, Money | None]]] = {}

    def money(minor: int | None, currency: str) -> Money | None:
        return None if minor is None else Money(minor, currency)

    currencies = {a.id: a.currency for a in case.facts.accounts or ()}
    for month in case.facts.history or ():
        currency = currencies.get(month.account_id or "", case.customer.currency)
        row = (month.month, money(month.billed, currency), money(month.paid, currency))
        months.setdefault(month.account_id or "", []).append(row)
    return tuple(
        PageAccount(
            id=int(a.id),
            product=named(PRODUCTS, a.product) if a.product else bilingual(NO_PRODUCT),
            ending=numbers[a.id][-4:],
            balance=Money(a.balance or 0, a.currency),
            principal=money(a.principal, a.currency),
            interest=money(a.interest, a.currency),
            fees=money(a.fees, a.currency),
            due_on=a.due_on,
            days_past_due=a.days_past_due or 0,
            listed=LocalTime(a.ledger_at, zone) if a.ledger_at else None,
            months=tuple(sorted(months.get(a.id, []), key=lambda row: row[0], reverse=True)),
        )
        for a in case.facts.accounts or ()
    )


def _payments(session: Session, customer: Customer) -> tuple[PagePayment, ...]:
    rows = session.execute(
        select(Payment.at, Payment.amount_minor, Payment.currency)
        .where(Payment.account_id.in_(rows_of_accounts(Theirs.id).where(Mine.customer_id == customer.id)))
        .order_by(Payment.at.desc())
        .limit(MOST)
    )
    return tuple(PagePayment(LocalTime(r.at, customer.zone), Money(r.amount_minor, r.currency)) for r in rows)


def _contacts(session: Session, case: Case) -> Iterator[PageContact]:
    rows = session.execute(
        select(Attempt, Phone.e164, Agency.name.label("agency"))
        .outerjoin(Phone, Phone.id == Attempt.phone_id)
        .outerjoin(Agency, Agency.id == Attempt.agency_id)
        .where(Attempt.customer_id == case.customer.id, Attempt.party.in_(OWN_PARTIES))
        .order_by(Attempt.began_at.desc())
        .limit(MOST)
    )
    for row, number, agency in rows:
        yield PageContact(
            at=LocalTime(row.began_at, case.customer.zone),
            channel=row.channel,
            inbound=row.direction == "in",
            result=named(LINE, row.result or row.line_result) if row.result or row.line_result else Bilingual("", ""),
            number=masking.phone(number) if number else "",
            by=_by(case, row, agency),
            purpose=row.purpose,
            right=_right(row),
            breach=row.breach,
        )


def _by(case: Case, row: Attempt, agency: str | None) -> Bilingual:
    """Return who made the contact. A person of ours is named by the number that the house can find again."""
    creditor = called(case.creditor.name, case.creditor.name_zh)
    firm = called(agency or case.agency, "") if agency or case.agency else creditor
    if row.agent_id is None:
        return firm
    return Bilingual(f"{firm.en}, employee no. {row.agent_id}", f"{firm.zh}，{row.agent_id}号员工")


def _right(row: Attempt) -> Bilingual:
    """Return by what right it was made, from the verdict that was stored then."""
    if row.breach:
        broken = [sentence_of(str(x.get("rule"))) for x in _findings(row) if x.get("severity") == "block"]
        return Bilingual(" ".join(b.en for b in broken), "".join(b.zh for b in broken))
    return LAWFUL if row.verdict else TOLD


def _findings(row: Attempt) -> Sequence[dict[str, Any]]:
    return tuple((row.verdict or {}).get("findings") or ())


def _others(session: Session, customer_id: int) -> int:
    return int(
        session.execute(
            select(func.count()).where(Attempt.customer_id == customer_id, Attempt.party.not_in(OWN_PARTIES))
        ).scalar_one()
    )


def _next(case: Case, now: datetime) -> Iterator[PageNext]:
    """Yield for each channel when it may be used next, by the one check of the law."""
    number = next((p.e164 for p in case.facts.phones or () if p.status == "usable" and p.role == "debtor"), None)
    zone = case.customer.zone

    def there(at: datetime | None) -> LocalTime | None:
        return LocalTime(at, zone) if at is not None else None

    for channel in CHANNELS:
        proposed = Proposed(channel, number=number if channel in ("call", "sms") else None, at=now)
        verdict = check(proposed, case.facts, case.packs, now)
        left = calls_left(proposed, case.facts, case.packs, now) if channel == "call" else None
        rules = dict.fromkeys(x.rule_id for x in verdict.findings if x.severity == "block")
        yield PageNext(
            channel=channel,
            at=there(verdict.next_allowed_at) if verdict.blocked else None,
            now=not verdict.blocked,
            until=None if verdict.blocked else there(allowed_until(proposed, case.facts, case.packs, now, lawful=True)),
            why=tuple(sentence_of(rule) for rule in rules),
            used=left[0] if left else None,
            cap=left[1] if left else None,
        )


def _documents(session: Session, customer_id: int) -> tuple[PageDocument, ...]:
    return tuple(PageDocument(row.name, row.at) for row in documents_of(session, customer_id))


def _answers(
    session: Session, customer: Customer, now: datetime, zone: ZoneInfo
) -> tuple[tuple[Bilingual, LocalTime], ...]:
    """Return what waits for an answer, and the day by which it comes."""
    deadlines = read_deadlines(session, now, zone)
    rows = session.execute(
        select(Request).where(
            Request.customer_id == customer.id, Request.lifted_at.is_(None), Request.answered_at.is_(None)
        )
    ).scalars()
    found = [(named(HOLDS, row.kind), deadlines.of(row, customer)) for row in rows]
    return tuple((words, LocalTime(due, customer.zone)) for words, due in found if due is not None)


def asked_about(session: Session, customer_id: int, now: datetime) -> int:
    """Return the contact of which an opinion is asked, 0 without one: a talk of this week, once a month."""
    given = select(Opinion.id).where(Opinion.customer_id == customer_id, Opinion.at > now - ASK_AGAIN)
    if session.execute(given.limit(1)).first() is not None:
        return 0
    talk = (
        select(Attempt.id)
        .where(
            Attempt.customer_id == customer_id,
            Attempt.began_at > now - ASK_FOR,
            Attempt.began_at <= now,
            Attempt.answered_at.is_not(None),
            Attempt.party == "debtor",
        )
        .order_by(Attempt.began_at.desc())
        .limit(1)
    )
    return session.execute(talk).scalar() or 0


def documents_of(session: Session, customer_id: int) -> Sequence[Document]:
    """Return the documents of a customer, the newest first."""
    query = select(Document).where(Document.customer_id == customer_id).order_by(Document.id.desc())
    return session.execute(query).scalars().all()


def _proof(session: Session, customer_id: int, now: datetime) -> str:
    """Return the code of the call that runs now with the customer, "" without one. Calls with others have none here."""
    found = session.execute(
        select(CallProof.code)
        .join(Attempt, Attempt.id == CallProof.attempt_id)
        .where(
            CallProof.customer_id == customer_id,
            CallProof.until > now,
            Attempt.party == "debtor",
            Attempt.ended_at.is_(None),
        )
        .order_by(CallProof.id.desc())
        .limit(1)
    ).scalar()
    return found or ""
