"""Booking a payment, or taking one back: balance, promises, facts and the queue follow in one transaction.

Every door (bank files, machines, a person at the list of unmatched entries) books through ``book``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time

from sqlalchemy import func, select

from console.actions.call import Act
from console.actions.steps import audit_chain
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.promises import settle_promises
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged, SupplyChanged
from console.store import claim
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.joint import rows_alike
from console.store.models import Account, Customer, Entry, Payment, ServiceToken


@dataclass(frozen=True)
class Wanted:
    """A payment to be booked, or with ``reverses`` (a payment's id) a reversal. ``amount`` is above zero."""

    external_id: str
    at: datetime
    amount: int
    currency: str
    reverses: int | None = None


@dataclass(frozen=True)
class Booked:
    """What became of it: "booked" or "known", and the id of the payment's row.

    ``in_list``: it was made before the moment of the creditor's last list, whose balance holds it already.
    ``flag``: why a person must look at it first ("credit": above the debt, "sum": above the token's sum of the day).
    """

    state: str
    payment_id: int
    in_list: bool = False
    flag: str = ""


def accounts_named(act: Act, creditor_id: int, keys: Sequence[str]) -> list[tuple[int, str]]:
    """Return (id, currency) of each account of the creditor with one of these numbers, in any case of letters.

    The rows that a source lists for several people are one account.
    """
    found = act.work.session.execute(
        select(Account.id, Account.currency, Account.external_id, Customer.source)
        .join(Customer, Customer.id == Account.customer_id)
        .where(Customer.creditor_id == creditor_id, func.lower(Account.external_id).in_([key.lower() for key in keys]))
        .order_by(Account.id)
    )
    joint: dict[tuple[str, str], tuple[int, str]] = {}
    for row in found:
        joint.setdefault((row.source, row.external_id), (row.id, row.currency))
    return list(joint.values())


def only_account(act: Act, creditor_id: int, key: str) -> int:
    """Return the id of the creditor's account with this number.

    Raises NotYours when there is none, and Conflict when several sources have one of this number.
    """
    found = act.work.session.execute(
        select(func.min(Account.id).label("id"))
        .join(Customer, Customer.id == Account.customer_id)
        .where(Customer.creditor_id == creditor_id, Account.external_id == key)
        .group_by(Customer.source)
    ).all()
    if not found:
        raise NotYours()
    if len(found) > 1:
        raise Conflict(
            "%(count)s accounts of this creditor have the number %(key)s. Nothing was booked.",
            count=len(found),
            key=key[:80],
        )
    return int(found[0].id)


def book(act: Act, account_id: int, wanted: Wanted) -> Booked:
    """Book a payment once. Balances move, promises are judged again, open desks follow.

    Raises:
        Invalid: names what does not fit.
        Conflict: it is on record with other contents, or its payment was taken back already.
    """
    session = act.work.session
    alike = rows_alike(session, account_id)
    customers = _lock_holders(act, [customer_id for _, customer_id in alike])
    accounts = [session.get_one(Account, one, with_for_update=True) for one, _ in alike]
    account = accounts[0]
    if wanted.amount <= 0:
        raise Invalid("Enter an amount above zero.", field="amount_minor")
    if wanted.currency != account.currency:
        raise Invalid("The account is kept in %(currency)s.", field="currency", currency=account.currency)
    if wanted.at > act.now:
        raise Invalid("A payment cannot be in the future.", field="at")
    amount = -wanted.amount if wanted.reverses is not None else wanted.amount
    known = session.execute(
        select(Payment.id, Payment.amount_minor, Payment.reverses_id).where(
            Payment.account_id == account.id, Payment.external_id == wanted.external_id
        )
    ).one_or_none()
    if known is not None:
        if (known.amount_minor, known.reverses_id) != (amount, wanted.reverses):
            raise Conflict("This payment was already recorded with another amount.")
        return Booked("known", known.id)
    if wanted.reverses is not None:
        _check_reversal(act, account, wanted)
    flag = "" if wanted.reverses is not None else _flag(act, account, wanted)
    payment_id = add(
        session,
        Payment,
        customer_id=account.customer_id,
        account_id=account.id,
        external_id=wanted.external_id,
        at=wanted.at,
        amount_minor=amount,
        currency=wanted.currency,
        reverses_id=wanted.reverses,
        service_id=act.actor.id if act.actor.role == "service" else None,
        booked_at=act.now,
        flag=flag,
        held=bool(flag),
    )
    # a payment before the list is in the list's balance; what the creditor took back is not kept here any more
    held = [one for one in accounts if one.recalled_at is None and (one.listed_at is None or wanted.at > one.listed_at)]
    for one in held:
        put(session, one, balance_minor=one.balance_minor - amount, balance_at=act.now)
    in_list = not held
    if flag:
        audit_chain.append(act, "payment.flagged", {"payment": payment_id, "flag": flag}, account.customer_id)
        act.work.happened(ComplianceChanged())
    for customer in customers:
        _owes(act, customer)
        settle_promises(act, customer, paid=True)  # a held payment keeps no promise
    for customer in customers:
        facts_changed(act, customer, ["payment" if amount > 0 else "reversal"], wanted.external_id[:80])
    return Booked("booked", payment_id, in_list, flag)


def _flag(act: Act, account: Account, wanted: Wanted) -> str:
    """Return why a person must look at a payment before anything follows from it, "" for a usual one."""
    held_here = account.recalled_at is None and (account.listed_at is None or wanted.at > account.listed_at)
    if held_here and wanted.amount > max(0, account.balance_minor):
        return "credit"
    if act.actor.role != "service":
        return ""
    session = act.work.session
    most = session.execute(select(ServiceToken.most_a_day).where(ServiceToken.id == act.actor.id)).scalar()
    if most is None:
        return ""
    began = datetime.combine(act.now.astimezone(act.context.zone).date(), time(0), act.context.zone)
    booked = session.execute(
        select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            Payment.service_id == act.actor.id,
            Payment.booked_at >= began,
            Payment.currency == wanted.currency,
            Payment.amount_minor > 0,
        )
    ).scalar_one()
    return "sum" if int(booked) + wanted.amount > most else ""


def look_at(act: Act, payment_id: int, right: bool, why: str) -> str:
    """Carry out what a person says of a flagged payment: it counts from now on, or it is taken back.

    Returns "counts" or "reversed". Raises NotYours for another payment, and Conflict when somebody was first.
    """
    session = act.work.session
    row = session.get(Payment, payment_id)
    if row is None or not row.flag:
        raise NotYours()
    customers = _lock_holders(act, [customer_id for _, customer_id in rows_alike(session, row.account_id)])
    session.refresh(row, with_for_update=True)
    if not row.held:
        raise Conflict("This was already decided.")
    put(session, row, held=False, looked_by_id=act.actor.id, looked_at=act.now)
    audit_chain.append(act, "payment.looked_at", {"payment": row.id, "right": right, "why": why}, row.customer_id)
    if not right:
        left = open_amount(act, row.id)
        if left:
            book(act, row.account_id, Wanted(f"back:{row.id}", act.now, left, row.currency, row.id))
        return "reversed"
    for customer in customers:
        settle_promises(act, customer, paid=True)
        facts_changed(act, customer, ["payment"], row.external_id[:80])
    return "counts"


def open_amount(act: Act, payment_id: int) -> int:
    """Return how much of a payment was not taken back, in minor units. 0 for a reversal."""
    found = act.work.session.execute(
        select(func.coalesce(func.sum(Payment.amount_minor), 0)).where(
            (Payment.id == payment_id) | (Payment.reverses_id == payment_id)
        )
    ).scalar_one()
    return max(0, int(found))


def _check_reversal(act: Act, account: Account, wanted: Wanted) -> None:
    original = act.work.session.execute(
        select(Payment.account_id, Payment.amount_minor).where(Payment.id == wanted.reverses)
    ).one_or_none()
    if original is None or original.account_id != account.id or original.amount_minor <= 0:
        raise Invalid("A reversal must name a payment of this account.", field="reverses")
    left = open_amount(act, wanted.reverses or 0)
    if left == 0:
        raise Conflict("This payment was already taken back.")
    if wanted.amount > left:
        raise Conflict("That is more than is left of the payment that it names.")


def _lock_holders(act: Act, ids: Sequence[int]) -> list[Customer]:
    """Return the people who owe an account, locked in the order of their ids (rule 4)."""
    found = []
    for customer_id in sorted(set(ids)):
        loaded = load_customer(act.work.session, customer_id, lock=True)
        assert loaded is not None
        found.append(loaded.customer)
    if not found:
        raise NotYours()
    return found


def _owes(act: Act, customer: Customer) -> None:
    """Write what the customer owes now. Somebody who owes again after a reversal comes back into the queue."""
    session = act.work.session
    owed = session.execute(
        select(func.coalesce(func.sum(Account.balance_minor), 0)).where(
            Account.customer_id == customer.id, Account.balance_minor > 0
        )
    ).scalar_one()
    put(session, customer, owed_minor=int(owed))
    if owed:
        closed = session.execute(
            select(Entry.id).where(
                Entry.customer_id == customer.id, Entry.state == "closed", Entry.reason == "nothing_owed"
            )
        ).first()
        if closed is not None:
            claim.put_to_sleep(act.work, customer.id, act.now, wake_at=act.now, reason="due")
            act.work.happened(SupplyChanged())
