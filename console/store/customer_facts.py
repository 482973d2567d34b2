"""One customer's facts for the rules, read in the caller's own transaction.

Eight small indexed statements, built once; the claim needs no more. History that only guidance needs
(months, payments) is read separately, by screens. Payments also where a claim is old: one may have restarted its time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Row, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from console.domain import facts as f
from console.domain.compliance.limitation import any_may_be_barred
from console.store.cached.holidays import holidays
from console.store.fast.entities import entity_and_row
from console.store.fast.statements import NamedRow, required_row, row, rows, typed_as
from console.store.joint import Mine, Theirs, rows_of_accounts
from console.store.models import (
    Account,
    Address,
    Attempt,
    BalanceMonth,
    Consent,
    Creditor,
    Customer,
    CustomerPhone,
    Declaration,
    Instalment,
    Payment,
    Phone,
    Portfolio,
    Promise,
    Request,
    Site,
    Suppression,
)

HISTORY = timedelta(days=400)


def _columns(table: Any, *names: str) -> list[Any]:
    return [getattr(table, name) for name in names]


# built once: composing a statement anew costs more than running it
_CID: Any = bindparam("cid")
_ACCOUNTS = select(Account).where(Account.customer_id == _CID).order_by(Account.days_past_due.desc(), Account.id)
_PHONES = (
    select(CustomerPhone, Phone.e164, Phone.zone, Phone.region)
    .join(Phone, Phone.id == CustomerPhone.phone_id)
    .where(CustomerPhone.customer_id == _CID)
    .order_by(CustomerPhone.rank, CustomerPhone.id)
)
_ATTEMPTS = (
    select(
        *_columns(
            Attempt,
            "id",
            "customer_id",
            "phone_id",
            "channel",
            "direction",
            "party",
            "purpose",
            "initiator",
            "began_at",
            "ended_at",
            "result",
            "agency_id",
            "breach",
            "accounts",
            "person",
            "template",
        )
    )
    .where(
        or_(
            Attempt.customer_id == _CID,
            and_(Attempt.phone_id.in_(bindparam("numbers", expanding=True)), Attempt.customer_id != _CID),
        ),
        Attempt.began_at > bindparam("since"),
        Attempt.began_at <= bindparam("now"),
        or_(Attempt.result.is_(None), Attempt.result != "not_dialled"),
    )
    .order_by(Attempt.began_at)
)
_ADDRESSES = select(Address).where(Address.customer_id == _CID)
_REQUESTS = (
    select(Request)
    .where(Request.customer_id == _CID, or_(Request.lifted_at.is_(None), Request.lifted_at > bindparam("now")))
    .order_by(Request.id)
)
_SUPPRESSED = (
    select(Suppression, Phone.e164)
    .outerjoin(Phone, Phone.id == Suppression.phone_id)
    .where(
        or_(Suppression.customer_id == _CID, Suppression.phone_id.in_(bindparam("numbers", expanding=True))),
        Suppression.since <= bindparam("now"),
    )
    .order_by(Suppression.id)
)
_RINGS = ["call", "robot_call", "voice_message", "sms"]  # what goes to a number
_CONSENTS = select(Consent).where(Consent.customer_id == _CID, Consent.made_at <= bindparam("now"))
_PROMISES = (
    select(Promise, Instalment.due_on, Instalment.amount_minor)
    .join(Instalment, Instalment.promise_id == Promise.id)
    .where(Promise.customer_id == _CID)
    .order_by(Promise.id, Instalment.due_on)
)
_PAYMENTS = (
    rows_of_accounts(Payment.at, Payment.amount_minor, Payment.currency, Mine.id.label("account_id"))
    .join(Payment, Payment.account_id == Theirs.id)
    .where(Mine.customer_id == _CID)
    .order_by(Payment.at)
)
_MONTHS = (
    select(BalanceMonth)
    .join(Account, Account.id == BalanceMonth.account_id)
    .where(Account.customer_id == _CID)
    .order_by(BalanceMonth.month)
)
_DECLARATIONS = select(Declaration).where(Declaration.portfolio_id == bindparam("portfolio"))
_HOUSE = select(Site.house_version).limit(1).scalar_subquery()
_CUSTOMER = select(Customer, _HOUSE.label("house_version")).where(Customer.id == _CID)
_LOCKED = _CUSTOMER.with_for_update(of=Customer)
_PORTFOLIO = select(Portfolio).where(Portfolio.id == bindparam("portfolio"))
_CREDITOR = select(Creditor).where(Creditor.id == bindparam("creditor"))


class CustomerRows(NamedTuple):
    """A customer with whose debt it is. Portfolio and creditor are plain rows, to be read only."""

    customer: Customer  # an entity when it was loaded with its lock, else a plain row
    portfolio: Portfolio
    creditor: Creditor
    house_version: int  # version of the house rules


def load_customer(session: Session, customer_id: int, *, lock: bool = False) -> CustomerRows | None:
    """Return the customer with portfolio, creditor and the version of the house rules, or None.

    With ``lock`` the customer is an entity whose row is locked until the transaction ends.
    """
    if lock:
        customer, version = lock_customer(session, customer_id)
        if customer is None:
            return None
    else:
        mixed = row(session, _CUSTOMER, cid=customer_id)
        if mixed is None:
            return None
        customer, version = typed_as(Customer, mixed), mixed.house_version or 0
    return CustomerRows(customer, *whose_debt(session, customer), version)


def lock_customer(session: Session, customer_id: int) -> tuple[Customer | None, int]:
    """Return the customer's entity with its row locked, and the version of the house rules; (None, 0) without one."""
    pair = entity_and_row(session, Customer, _LOCKED, cid=customer_id)
    return (None, 0) if pair is None else (pair[0], pair[1].house_version or 0)


def whose_debt(session: Session, customer: Customer) -> tuple[Portfolio, Creditor]:
    """Return the customer's portfolio and creditor as plain rows."""
    return (
        required_row(session, _PORTFOLIO, portfolio=customer.portfolio_id),
        required_row(session, _CREDITOR, creditor=customer.creditor_id),
    )


def load_facts(
    session: Session,
    customer: Customer,
    portfolio: Portfolio,
    creditor: Creditor,
    now: datetime,
    *,
    history: bool = False,
    version: int = 0,
    without: int | None = None,
) -> f.CustomerFacts:
    """Return the facts of one customer as of ``now``; with ``history`` also months and payments.

    ``version`` is the version of site-wide facts: a calendar cached under another version is read again.
    ``without`` is the id of the attempt that is being judged, which is left out.
    """
    cid = customer.id
    own_accounts = tuple(account_facts(account, creditor.type) for account in rows(session, _ACCOUNTS, cid=cid))
    phones = rows(session, _PHONES, cid=cid)
    numbers = {phone.phone_id: phone.e164 for phone in phones}
    attempts = rows(session, _ATTEMPTS, cid=cid, numbers=list(numbers), since=now - HISTORY, now=now)
    own, others = _attempt_facts(attempts, numbers, cid, without)
    places = _address_facts(session, cid, now)
    known_phones = _phone_facts(phones)
    zones = {customer.zone}
    zones.update(a.zone for a in places if a.zone)
    requests = (*_requests(session, cid, now), *_suppressed(session, cid, list(numbers), now))
    bound = f.by_hand(requests)
    zones.update(p.zone for p in known_phones if p.zone and (p.status == "usable" or p.e164 in bound))
    return f.CustomerFacts(
        customer=f.Customer(
            id=str(cid),
            home_region=creditor.home_region,
            zones=tuple(sorted(zones)),
            deceased=customer.deceased,
            capacity=customer.capacity,  # type: ignore[arg-type]
            minor=customer.minor,
            work_forbids_calls=any(r.scope.get("employer") for r in requests) or None,
        ),
        accounts=own_accounts,
        phones=known_phones,
        addresses=places,
        attempts=own,
        attempts_known_from=customer.attempts_known_from,
        consents=_consents(session, cid, now),
        requests=requests,
        promises=load_promises(session, cid),
        payments=_payments(session, cid) if history or any_may_be_barred(own_accounts, now) else None,
        history=_months(session, cid) if history else None,
        declarations=declarations(session, portfolio.id),
        holidays=holidays(session, creditor.home_region, now, version),
        number_attempts=others,
    )


def _attempt_facts(
    attempts: Sequence[Row[*tuple[Any, ...]]], numbers: dict[int, str], cid: int, without: int | None
) -> tuple[tuple[f.Attempt, ...], tuple[f.Attempt, ...]]:
    """Return the attempts on this customer, and those on others by one of the customer's numbers.

    ``numbers``: phone id -> E.164. ``without``: the id of an attempt to leave out.
    """
    own: list[f.Attempt] = []
    others: list[f.Attempt] = []
    for attempt in attempts:
        if attempt.id == without:
            continue
        fact = f.Attempt(
            at=attempt.began_at,
            channel=attempt.channel,
            direction=attempt.direction,
            party=attempt.party,
            purpose=attempt.purpose,
            initiator=attempt.initiator,
            number=numbers.get(attempt.phone_id),
            result=attempt.result,
            ended_at=attempt.ended_at,
            agency=str(attempt.agency_id) if attempt.agency_id else None,
            account_ids=tuple(map(str, attempt.accounts)) if attempt.accounts else (),
            person=attempt.person,
            template=attempt.template,
            breach=attempt.breach,
            id=str(attempt.id),
        )
        (own if attempt.customer_id == cid else others).append(fact)
    return tuple(own), tuple(others)


def _address_facts(session: Session, cid: int, now: datetime) -> tuple[f.Address, ...]:
    return tuple(
        f.Address(a.kind, a.zone or None, a.region or None, a.province or None, a.verified, a.binds_until)
        for a in rows(session, _ADDRESSES, cid=cid)
        if a.binds_until is None or a.binds_until > now
    )


def _phone_facts(phones: Sequence[NamedRow]) -> tuple[f.Phone, ...]:
    return tuple(
        f.Phone(
            e164=phone.e164,
            role=phone.role,
            source=phone.source,
            status=phone.status,
            kind=phone.kind,
            verified=phone.verified,
            zone=phone.zone or None,
            region=phone.region or None,
            id=str(phone.phone_id),
        )
        for phone in phones
    )


def account_facts(row: Account, creditor_type: str) -> f.Account:
    """Return one account as the rules see it."""
    return f.Account(
        id=str(row.id),
        product=row.product or None,  # not given
        currency=row.currency,
        balance=row.balance_minor,
        principal=row.principal_minor,
        interest=row.interest_minor,
        fees=row.fees_minor,
        credit_limit=row.credit_limit_minor,
        days_past_due=row.days_past_due,
        due_on=row.due_on,
        signed_on=row.signed_on,
        creditor_type=creditor_type,
        suit_filed=row.suit_filed,
        judgment=row.judgment,
        enforcement=row.enforcement,
        credit_reported=row.credit_reported,
        secured=row.secured,
        illegal=row.illegal,
        sold=row.sold,
        transfer_notice=row.transfer_notice,
        ledger_at=row.balance_at,
        yearly_cost_percent=row.yearly_cost_percent,
        limitation_interrupted_on=row.limitation_interrupted_on,
        extra=row.extra or {},
    )


def _requests(session: Session, cid: int, now: datetime) -> tuple[f.Request, ...]:
    """Return the holds on file at ``now``. For an instant in the past, a hold that was lifted later is included."""
    return tuple(
        f.Request(
            kind=row.kind,  # type: ignore[arg-type]  # a code that the rules know
            since=row.since,
            until=row.until,
            scope=row.scope,
            written=row.written,
            confirmed=row.confirmed,
            answered_at=row.answered_at,
            by=row.by_party,  # type: ignore[arg-type]
            proof=row.proof or None,
            id=str(row.id),
        )
        for row in rows(session, _REQUESTS, cid=cid, now=now)
    )


def _suppressed(session: Session, cid: int, numbers: list[int], now: datetime) -> tuple[f.Request, ...]:
    """Return what suppression lists say of this customer and of the numbers on file, as holds."""
    return tuple(
        f.Request(
            kind="suppressed",
            since=row.since,
            until=row.until,
            scope={} if row.e164 is None else {"number": row.e164, "channels": _RINGS},
            proof=row.reason or row.list_name or None,
            id="0",  # no row of a person's own: nobody can propose to lift it
        )
        for row in rows(session, _SUPPRESSED, cid=cid, numbers=numbers, now=now)
    )


def _consents(session: Session, cid: int, now: datetime) -> tuple[f.Consent, ...]:
    """Return the consents on file at ``now``: one given later does not change an earlier verdict."""
    return tuple(
        f.Consent(
            kind=row.kind,
            channels=tuple(row.channels) if row.channels is not None else None,
            binds_from=row.binds_from,
            until=row.until,
            window=(row.window[0], row.window[1]) if row.window else None,
            days=tuple(row.days) if row.days else None,
            given_to=row.given_to or None,
            revoked_at=row.revoked_at,
            wording=row.wording or None,
            proof=row.proof or None,
            id=str(row.id),
        )
        for row in rows(session, _CONSENTS, cid=cid, now=now)
    )


def load_promises(session: Session, cid: int) -> tuple[f.Promise, ...]:
    """Return the customer's promises with their dated parts, oldest first."""
    promises: dict[int, f.Promise] = {}
    for part in rows(session, _PROMISES, cid=cid):
        promise = promises.get(part.id) or f.Promise(str(part.id), part.made_at, (), part.currency, part.status)
        promises[part.id] = replace(promise, parts=(*promise.parts, (part.due_on, part.amount_minor)))
    return tuple(promises.values())


def _payments(session: Session, cid: int) -> tuple[f.Payment, ...]:
    return tuple(
        f.Payment(p.at, p.amount_minor, p.currency, str(p.account_id)) for p in rows(session, _PAYMENTS, cid=cid)
    )


def _months(session: Session, cid: int) -> tuple[f.BalanceMonth, ...]:
    return tuple(
        f.BalanceMonth(m.month, m.status, m.billed_minor, m.paid_minor, str(m.account_id))
        for m in rows(session, _MONTHS, cid=cid)
    )


def declarations(session: Session, portfolio_id: int) -> tuple[f.Declaration, ...]:
    """Return what was declared for the portfolio (rule 21)."""
    return tuple(
        f.Declaration(d.key, d.value, d.since, d.until, d.by_name, d.proof or None)
        for d in rows(session, _DECLARATIONS, portfolio=portfolio_id)
    )
