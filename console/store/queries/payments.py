"""Reads for the page of payments: entries that wait for a person, with what they may mean, and the last files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual
from console.domain.facts import Money
from console.domain.labels import named
from console.domain.payments import PAYMENT_REASONS, PaymentRow, account_keys, payment_keys
from console.store.models import Account, Creditor, Customer, Payment, PaymentEntry, PaymentFile, Person, ServiceToken
from console.store.scope import answered_by, brought_by

MOST = 100  # entries on the page
MOST_FITS = 5


@dataclass(frozen=True, slots=True)
class Fit:
    """What a waiting entry may mean: an account, or for money that went back a payment."""

    id: int
    account: str
    customer: str
    amount: Money  # what is owed on the account, or the payment's amount
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """An entry that fitted nothing, or too much."""

    id: int
    at: datetime
    amount: Money
    back: bool
    account: str
    reference: str
    end_to_end: str
    creditor: str
    file_name: str
    line: int
    reason: Bilingual
    fits: tuple[Fit, ...]


@dataclass(frozen=True, slots=True)
class FileView:
    """A file that was brought in."""

    file: PaymentFile
    creditor: str
    who: str


def waiting(session: Session, actor: Actor) -> tuple[list[WaitingEntry], int]:
    """Return the entries that wait for a person, oldest first, and how many there are in all.

    A lead sees none of a file that another team has brought in.
    """
    mine = [PaymentEntry.state == "waiting"]
    mine.append(PaymentEntry.file_id.in_(select(PaymentFile.id).where(brought_by(actor, PaymentFile.by_id))))
    total = session.execute(select(func.count()).select_from(PaymentEntry).where(*mine)).scalar_one()
    found = session.execute(
        select(PaymentEntry, Creditor.name, PaymentFile.file_name)
        .join(Creditor, Creditor.id == PaymentEntry.creditor_id)
        .join(PaymentFile, PaymentFile.id == PaymentEntry.file_id)
        .where(*mine)
        .order_by(PaymentEntry.id)
        .limit(MOST)
    ).all()
    return [_waiting(session, *row) for row in found], int(total)


def _waiting(session: Session, entry: PaymentEntry, creditor: str, file_name: str) -> WaitingEntry:
    back = entry.amount_minor < 0
    return WaitingEntry(
        entry.id,
        entry.at,
        Money(abs(entry.amount_minor), entry.currency),
        back,
        entry.account_key,
        entry.reference,
        entry.end_to_end,
        creditor,
        file_name,
        entry.line,
        named(PAYMENT_REASONS, entry.reason),
        tuple(_payments(session, entry) if back else _accounts(session, entry)),
    )


def _row(entry: PaymentEntry) -> PaymentRow:
    return PaymentRow(
        line=entry.line,
        on=entry.at.date(),
        amount=entry.amount_minor,
        currency=entry.currency,
        account=entry.account_key,
        texts=(entry.reference,),
        end_to_end=entry.end_to_end,
        reverses=entry.reverses_key,
    )


def _accounts(session: Session, entry: PaymentEntry) -> list[Fit]:
    found = session.execute(
        select(Account.id, Account.external_id, Customer.name, Account.balance_minor, Account.currency, Customer.source)
        .join(Customer, Customer.id == Account.customer_id)
        .where(
            Customer.creditor_id == entry.creditor_id,
            func.lower(Account.external_id).in_(account_keys(_row(entry))),
            Account.currency == entry.currency,
        )
        .order_by(Account.id)
        .limit(MOST_FITS)
    )
    fits: dict[tuple[str, str], Fit] = {}
    for row in found:  # the people of a joint account owe one
        have = fits.get((row.source, row.external_id))
        fit = Fit(row.id, row.external_id, row.name, Money(row.balance_minor, row.currency))
        fits[row.source, row.external_id] = replace(have, customer=f"{have.customer}, {row.name}") if have else fit
    return list(fits.values())


def _payments(session: Session, entry: PaymentEntry) -> list[Fit]:
    """Return the open payments of this creditor that the entry may take back: those named, then equal amounts."""
    taken = aliased(Payment)
    back = select(taken.id).where(taken.reverses_id == Payment.id).exists()
    names = payment_keys(_row(entry))
    by_entry = select(PaymentEntry.payment_id).where(
        PaymentEntry.creditor_id == entry.creditor_id,
        PaymentEntry.amount_minor > 0,
        PaymentEntry.key.in_([f"id:{name}" for name in names]) | PaymentEntry.end_to_end.in_(names),
    )
    said = Payment.external_id.in_(names) | Payment.id.in_(by_entry)
    found = session.execute(
        select(Payment.id, Account.external_id, Customer.name, Payment.amount_minor, Payment.currency, Payment.at)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(
            Customer.creditor_id == entry.creditor_id,
            Payment.currency == entry.currency,
            Payment.reverses_id.is_(None),
            Payment.at <= entry.at,
            said | (Payment.amount_minor == -entry.amount_minor),
            Payment.amount_minor >= -entry.amount_minor,
            ~back,
        )
        .order_by(said.desc(), Payment.at.desc(), Payment.id)
        .limit(MOST_FITS)
    )
    return [Fit(row.id, row.external_id, row.name, Money(row.amount_minor, row.currency), row.at) for row in found]


@dataclass(frozen=True, slots=True)
class FlaggedPayment:
    """A booked payment that a person must look at before a promise counts as kept by it."""

    id: int
    at: datetime
    amount: Money
    owed: Money  # of the account now; below zero it is a credit
    account: str
    customer: str
    flag: str
    told_by: str


def flagged(session: Session, actor: Actor) -> list[FlaggedPayment]:
    """Return the payments above the debt or above a token's sum of the day, oldest first."""
    found = session.execute(
        select(Payment, Account, Customer.name, ServiceToken.name)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .outerjoin(ServiceToken, ServiceToken.id == Payment.service_id)
        .where(Payment.held, answered_by(actor, Customer.id))
        .order_by(Payment.id)
        .limit(MOST)
    )
    return [
        FlaggedPayment(
            row.id,
            row.at,
            Money(row.amount_minor, row.currency),
            Money(account.balance_minor, account.currency),
            account.external_id,
            name,
            row.flag,
            token or "",
        )
        for row, account, name, token in found
    ]


def files(session: Session, actor: Actor) -> list[FileView]:
    """Return the last files, newest first; a lead sees none of another team."""
    found = session.execute(
        select(PaymentFile, Creditor.name, Person.name)
        .join(Creditor, Creditor.id == PaymentFile.creditor_id)
        .outerjoin(Person, Person.id == PaymentFile.by_id)
        .where(brought_by(actor, PaymentFile.by_id))
        .order_by(PaymentFile.id.desc())
        .limit(20)
    )
    return [FileView(file, creditor, who or "") for file, creditor, who in found]


def creditors(session: Session) -> list[str]:
    """Return the names of the creditors."""
    return list(session.execute(select(Creditor.name).order_by(Creditor.name)).scalars())
