"""Files of payments: each entry is stored and booked once, and what fits no account waits for a person."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, literal, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import book_payment
from console.actions.steps.book_payment import Wanted
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.domain.payments import LONGEST_TEXT, PaymentRow, account_keys, digest_of, payment_keys
from console.store import scope
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Account, Creditor, Customer, Payment, PaymentEntry, PaymentFile

MOST_EARLY = 200  # reversals that one file may settle after the fact
COUNTS = ("booked", "reversed", "known", "waiting")


@action("payments.open")
def open_file(
    act: Act, creditor: str, source: str, file_name: str, columns: Mapping[str, str], options: Mapping[str, str]
) -> Answer:
    """Open a file of payments of a creditor. What it says about columns and numbers is kept for its source."""
    creditor_id = act.work.session.execute(
        select(Creditor.id).where(Creditor.name == creditor.strip())
    ).scalar_one_or_none()
    if creditor_id is None:
        raise Invalid("There is no such creditor. Import its customers first.", field="creditor")
    file_id = add(
        act.work.session,
        PaymentFile,
        creditor_id=creditor_id,
        source=source.strip()[:40] or "main",
        file_name=file_name[:200],
        columns=dict(columns),
        options=dict(options),
        by_id=act.actor.id or None,
        made_at=act.now,
        ended_at=None,
        rows_read=0,
        booked=0,
        reversed=0,
        known=0,
        waiting=0,
        report={},
    )
    return Answer(data={"file_id": file_id})


@action("payments.take", audited=False)
def take_slice(act: Act, file_id: int, rows: Sequence[PaymentRow]) -> Answer:
    """Store these entries of a file and book them. An entry that is stored already is left alone."""
    session = act.work.session
    file = session.get(PaymentFile, file_id, with_for_update=True)
    if file is None:
        raise NotYours()
    done = dict.fromkeys(COUNTS, 0)
    known = _known(act, file, rows)
    for row in rows:
        contents = (row.amount, row.currency, row.on)
        name, fault = row.key, row.fault
        if name in known and (known[name] == contents or _other(row) in known):
            done["known"] += 1
            continue
        if name in known:
            name, fault = _other(row), "differs"
        known[name] = contents
        done[_settle(act, _store(act, file, row, name), row, fault)] += 1
    put(
        session,
        file,
        rows_read=file.rows_read + len(rows),
        **{name: getattr(file, name) + count for name, count in done.items()},
    )
    return Answer(data=done)


def _known(act: Act, file: PaymentFile, rows: Sequence[PaymentRow]) -> dict[str, tuple[int, str, date]]:
    """Return key -> (amount, currency, day) of those entries that are stored already."""
    names = [name for row in rows for name in (row.key, _other(row))]
    found = act.work.session.execute(
        select(PaymentEntry.key, PaymentEntry.at, PaymentEntry.amount_minor, PaymentEntry.currency).where(
            PaymentEntry.creditor_id == file.creditor_id,
            PaymentEntry.source == file.source,
            PaymentEntry.key.in_(names),
        )
    )
    zone = act.context.zone
    return {row.key: (row.amount_minor, row.currency, row.at.astimezone(zone).date()) for row in found}


def _other(row: PaymentRow) -> str:
    """Return the key of an entry whose bank's reference is on record with other contents."""
    return f"{row.key}|{digest_of(row)}"


def _store(act: Act, file: PaymentFile, row: PaymentRow, key: str) -> int:
    return add(
        act.work.session,
        PaymentEntry,
        file_id=file.id,
        creditor_id=file.creditor_id,
        source=file.source,
        key=key,
        line=row.line,
        at=_moment(act, row.on),
        amount_minor=row.amount,
        currency=row.currency,
        account_key=row.account[:80],
        reference=row.reference,
        end_to_end=row.end_to_end[:80],
        reverses_key=row.reverses[:120],
        state="waiting",
        reason="",
        payment_id=None,
        decided_by_id=None,
        decided_at=None,
        why="",
    )


def _moment(act: Act, day: date) -> datetime:
    """Return the instant of a payment that has a day only: the end of the day, but never in the future.

    So a payment counts for a promise of the same day.
    """
    end = datetime.combine(day, time(23, 59, 59), act.context.zone)
    return act.now if end > act.now and day <= act.now.astimezone(act.context.zone).date() else end


def _settle(act: Act, entry_id: int, row: PaymentRow, fault: str) -> str:
    """Book a stored entry, or let it wait with its reason. Return which count it belongs to."""
    entry = act.work.session.get_one(PaymentEntry, entry_id)
    if fault:
        return _waits(act, entry, fault)
    if entry.at > act.now:
        return _waits(act, entry, "future")
    if row.amount < 0:
        return _take_back(act, entry, row)
    keys = account_keys(row)
    found = book_payment.accounts_named(act, entry.creditor_id, keys) if keys else []
    if len(found) != 1:
        return _waits(act, entry, "several_accounts" if found else "no_account")
    account_id, currency = found[0]
    if currency != row.currency:
        return _waits(act, entry, "currency")
    return _book(act, entry, account_id, None)


def _take_back(act: Act, entry: PaymentEntry, row: PaymentRow) -> str:
    """Book a reversal that names one payment on record; else it waits."""
    found = _named_payments(act, entry, row)
    if len(found) != 1:
        return _waits(act, entry, "several_payments" if found else "no_payment")
    payment_id, account_id = found[0]
    left = book_payment.open_amount(act, payment_id)
    if left < -row.amount:
        return _waits(act, entry, "too_much" if left else "taken_back")
    return _book(act, entry, account_id, payment_id)


def _named_payments(act: Act, entry: PaymentEntry, row: PaymentRow) -> list[tuple[int, int]]:
    """Return (payment, account) of the payments that a reversal names.

    It names one by the payment's id, or by the bank's or the payer's reference of the entry that brought it.
    Of payments with one reference those count that are open with exactly this amount.
    """
    names = payment_keys(row)
    if not names:
        return []
    mine = (
        select(Payment.id, Payment.account_id, Payment.amount_minor)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(
            Customer.creditor_id == entry.creditor_id,
            Payment.currency == entry.currency,
            Payment.reverses_id.is_(None),
            Payment.at <= entry.at,
        )
    )
    by_entry = select(PaymentEntry.payment_id).where(
        PaymentEntry.creditor_id == entry.creditor_id,
        PaymentEntry.amount_minor > 0,
        PaymentEntry.key.in_([f"id:{name}" for name in names]) | PaymentEntry.end_to_end.in_(names),
    )
    rows = act.work.session.execute(
        mine.where(Payment.external_id.in_(names) | Payment.id.in_(by_entry)).order_by(Payment.id)
    ).all()
    if len(rows) > 1:
        rows = [row for row in rows if book_payment.open_amount(act, row.id) == -entry.amount_minor] or rows
    return [(row.id, row.account_id) for row in rows]


def _waits(act: Act, entry: PaymentEntry, reason: str) -> str:
    put(act.work.session, entry, state="waiting", reason=reason)
    return "waiting"


def _book(act: Act, entry: PaymentEntry, account_id: int, reverses: int | None) -> str:
    """Book an entry. Return which count it belongs to: "known" when a machine has told the payment already."""
    external = entry.key.removeprefix("id:")
    if len(external) > 120:
        external = hashlib.sha256(external.encode()).hexdigest()
    wanted = Wanted(external, entry.at, abs(entry.amount_minor), entry.currency, reverses)
    try:
        booked = book_payment.book(act, account_id, wanted)
    except Conflict:  # raised before anything is written
        if entry.decided_at is not None:
            raise
        return _waits(act, entry, "differs")
    put(act.work.session, entry, state="booked", payment_id=booked.payment_id)
    if booked.in_list:
        file = act.work.session.get_one(PaymentFile, entry.file_id)
        put(act.work.session, file, report={**file.report, "in_list": file.report.get("in_list", 0) + 1})
    if booked.state == "known":
        return "known"
    return "booked" if reverses is None else "reversed"


@action("payments.end")
def end_file(act: Act, file_id: int, bad: Sequence[Sequence[Any]], more: Mapping[str, Any] | None = None) -> Answer:
    """Close a file that was read to its end. ``bad``: (line, field, text, words) of rows that could not be read."""
    file = act.work.session.get(PaymentFile, file_id, with_for_update=True)
    if file is None:
        raise NotYours()
    _settle_early_reversals(act, file)
    report = {**file.report, **(more or {}), "bad": [list(one) for one in bad[:100]], "bad_rows": len(bad)}
    put(act.work.session, file, ended_at=act.now, report=report)
    act.work.happened(ComplianceChanged())
    told = {"rows": file.rows_read, "bad": len(bad), "in_list": report.get("in_list", 0)}
    return Answer(data={**told, **{name: getattr(file, name) for name in COUNTS}})


def _settle_early_reversals(act: Act, file: PaymentFile) -> None:
    """Take back payments of this file whose reversals came before them, in this file or in an earlier one."""
    session = act.work.session
    told = select(PaymentEntry.key, PaymentEntry.end_to_end).where(
        PaymentEntry.file_id == file.id, PaymentEntry.state == "booked", PaymentEntry.amount_minor > 0
    )
    keys, names = told.with_only_columns(PaymentEntry.key), told.with_only_columns(PaymentEntry.end_to_end)
    early = session.execute(
        select(PaymentEntry)
        .where(
            PaymentEntry.creditor_id == file.creditor_id,
            PaymentEntry.state == "waiting",
            PaymentEntry.reason == "no_payment",
            (PaymentEntry.file_id == file.id)
            | PaymentEntry.end_to_end.in_(names.where(PaymentEntry.end_to_end != ""))
            | (literal("id:") + PaymentEntry.reverses_key).in_(keys),
        )
        .order_by(PaymentEntry.id)
        .limit(MOST_EARLY)
    ).scalars()
    for entry in early.all():
        row = PaymentRow(
            entry.line,
            entry.at.astimezone(act.context.zone).date(),
            entry.amount_minor,
            entry.currency,
            texts=(entry.reference,),
            end_to_end=entry.end_to_end,
            reverses=entry.reverses_key,
        )
        if _take_back(act, entry, row) == "reversed":
            its = session.get_one(PaymentFile, entry.file_id)
            put(session, its, waiting=its.waiting - 1, reversed=its.reversed + 1)


def _waiting(act: Act, entry_id: int) -> PaymentEntry:
    entry = act.work.session.get(PaymentEntry, entry_id)
    if entry is None:
        raise NotYours()
    mine = select(PaymentFile.id).where(PaymentFile.id == entry.file_id, scope.brought_by(act.actor, PaymentFile.by_id))
    if act.work.session.execute(mine).first() is None:
        raise NotYours()
    if entry.state != "waiting":
        raise Conflict("Somebody has decided about this entry already.")
    return entry


def _decided(act: Act, entry_id: int, state: str, why: str) -> None:
    """Record the decision. Raises Conflict when another person was quicker."""
    done = act.work.session.execute(
        update(PaymentEntry)
        .where(PaymentEntry.id == entry_id, PaymentEntry.decided_at.is_(None))
        .values(state=state, decided_by_id=act.actor.id or None, decided_at=act.now, why=why.strip()[:LONGEST_TEXT])
    )
    if not done.rowcount:  # type: ignore[attr-defined]
        raise Conflict("Somebody has decided about this entry already.")


@action("payments.assign")
def assign(act: Act, entry_id: int, account_key: str, account_id: int, payment_id: int, why: str) -> Answer:
    """Book a waiting entry as a person says: money that came in on an account, a reversal on a payment.

    The account is chosen by its id, or named by its number when only one account has it.
    """
    entry = _waiting(act, entry_id)
    back = entry.amount_minor < 0
    account = _account_of(act, entry, payment_id) if back else _account(act, entry, account_key.strip(), account_id)
    scope.need_answered(act.work.session, act.actor, act.work.session.get_one(Account, account).customer_id)
    _decided(act, entry_id, "booked", why)
    act.work.session.refresh(entry)
    return Answer(data={"state": _book(act, entry, account, payment_id if back else None)})


def _account_of(act: Act, entry: PaymentEntry, payment_id: int) -> int:
    found = act.work.session.execute(
        select(Payment.account_id)
        .join(Account, Account.id == Payment.account_id)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Payment.id == payment_id, Customer.creditor_id == entry.creditor_id)
    ).scalar_one_or_none()
    if found is None:
        raise Invalid("Choose the payment that was taken back.", field="payment_id")
    return found


def _account(act: Act, entry: PaymentEntry, key: str, account_id: int) -> int:
    if not key and not account_id:
        raise Invalid("Enter the number of the account.", field="account")
    wanted = Account.id == account_id if account_id else func.lower(Account.external_id) == key.lower()
    found = (
        act.work.session.execute(
            select(Account.id)
            .join(Customer, Customer.id == Account.customer_id)
            .where(Customer.creditor_id == entry.creditor_id, wanted)
        )
        .scalars()
        .all()
    )
    if not found:
        raise Invalid("This creditor has no account with that number.", field="account")
    if len(found) > 1:
        raise Invalid("Several accounts have that number. Choose one of them.", field="account")
    return found[0]


@action("payments.look_at")
def look_at(act: Act, payment_id: int, right: bool, why: str) -> Answer:
    """Say whether a flagged payment is right. It counts for promises from now on, or it is taken back."""
    if not right and len(why.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="why")
    row = act.work.session.get(Payment, payment_id)
    if row is None:
        raise NotYours()
    scope.need_answered(act.work.session, act.actor, row.customer_id)
    return Answer(data={"state": book_payment.look_at(act, payment_id, right, why.strip()[:300])})


@action("payments.reject")
def reject(act: Act, entry_id: int, why: str) -> Answer:
    """Close a waiting entry without booking it, with the reason. It is never asked about again."""
    if len(why.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="why")
    _waiting(act, entry_id)
    _decided(act, entry_id, "rejected", why)
    return Answer(data={"state": "rejected"})
