"""Writing one staged customer with all accounts, or nothing of her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update

from console.actions.steps.changes import facts_changed
from console.actions.steps.operation import Act
from console.domain import dispatch
from console.domain.facts import Account as AccountFacts
from console.store import claim
from console.store.models import (
    Account,
    Address,
    Customer,
    CustomerPhone,
    Entry,
    Phone,
    Portfolio,
    Queue,
    Request,
)

LONG = timedelta(days=400)


def apply_customer(
    act: Act, portfolio: Portfolio, source: str, key: str, rows: Sequence[dict[str, Any]], *,
    known: bool,
) -> bool:  # fmt: skip
    """Add or update one customer; True when she is new. Holds are added, never lifted."""
    session = act.work.session
    first = rows[0]
    days = max(row["days_past_due"] for row in rows)
    values = {
        "name": first["name"], "stage": dispatch.stage_of(days), "days_past_due": days,
        "owed_minor": sum(max(0, row["balance"]) for row in rows), "updated_at": act.now,
    }  # fmt: skip
    if first["province"]:
        values["province"] = first["province"]
    customer = session.execute(
        select(Customer)
        .where(
            Customer.creditor_id == portfolio.creditor_id, Customer.source == source,
            Customer.external_id == key,
        )
        .with_for_update()
    ).scalar_one_or_none()  # fmt: skip
    new = customer is None
    if customer is None:
        customer = Customer(
            creditor_id=portfolio.creditor_id, portfolio_id=portfolio.id, source=source,
            external_id=key, zone="Asia/Shanghai", region="CN", made_up=False, facts_version=1,
            attempts_known_from=act.now - LONG if known else act.now, psychology_label="",
            currency=portfolio.currency, province="", **{k: v for k, v in values.items() if k != "province"},
        )  # fmt: skip
        customer.province = first["province"]
        session.add(customer)
        session.flush()
    else:
        for name, value in values.items():
            setattr(customer, name, value)
    for row in rows:
        _account(act, customer.id, row)
        for number in row["phones"]:
            _phone(act, customer.id, number)
        if row["address"] and new:
            session.execute(
                insert(Address).values(
                    customer_id=customer.id, kind="home", text=row["address"],
                    zone="Asia/Shanghai", region="CN", province=row["province"],
                )
            )  # fmt: skip
        if row["hold"]:
            _hold(act, customer.id, row["hold"])
    _entry(act, customer, rows, new=new)
    if not new:
        facts_changed(act, customer, ["import"])
    return new


def _account(act: Act, customer_id: int, row: dict[str, Any]) -> None:
    values = {
        "product": row["product"] or "credit_card", "currency": row["currency"],
        "balance_minor": row["balance"], "principal_minor": row["principal"],
        "interest_minor": row["interest"], "fees_minor": row["fees"],
        "credit_limit_minor": row["credit_limit"], "days_past_due": row["days_past_due"],
        "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        "balance_at": act.now,
    }  # fmt: skip
    done = act.work.session.execute(
        update(Account)
        .where(Account.customer_id == customer_id, Account.external_id == row["account_id"])
        .values(**values)
    )
    if done.rowcount == 0:  # type: ignore[attr-defined]
        act.work.session.execute(
            insert(Account).values(customer_id=customer_id, external_id=row["account_id"], **values)
        )


def _phone(act: Act, customer_id: int, e164: str) -> None:
    session = act.work.session
    phone_id = session.execute(select(Phone.id).where(Phone.e164 == e164)).scalar()
    if phone_id is None:
        phone_id = session.execute(
            insert(Phone)
            .values(e164=e164, region="CN" if e164.startswith("+86") else "", zone="")
            .returning(Phone.id)
        ).scalar_one()
    link = session.execute(
        select(CustomerPhone.id).where(
            CustomerPhone.customer_id == customer_id, CustomerPhone.phone_id == phone_id
        )
    ).scalar()
    if link is None:  # a number once marked wrong stays so: an import lifts nothing
        session.execute(
            insert(CustomerPhone).values(
                customer_id=customer_id, phone_id=phone_id, role="debtor", source="contract",
                status="usable", kind="mobile", rank=0,
            )
        )  # fmt: skip


def _hold(act: Act, customer_id: int, kind: str) -> None:
    have = act.work.session.execute(
        select(Request.id).where(
            Request.customer_id == customer_id, Request.kind == kind, Request.lifted_at.is_(None)
        )
    ).first()
    if have is None:
        act.work.session.execute(
            insert(Request).values(
                customer_id=customer_id, kind=kind, scope={}, since=act.now, by_party="debtor",
                by_id=act.actor.id or None, proof="import", lifted_why="",
            )
        )  # fmt: skip


def _entry(act: Act, customer: Customer, rows: Sequence[dict[str, Any]], *, new: bool) -> None:
    session = act.work.session
    facts = tuple(
        AccountFacts(id="", balance=r["balance"], days_past_due=r["days_past_due"]) for r in rows
    )
    points, _ = dispatch.score(facts, (), (), act.now)
    owes = customer.owed_minor > 0
    if new:
        queue = session.execute(
            select(Queue.id)
            .where(Queue.closed.is_(False), Queue.stage.in_((customer.stage, "")))
            .order_by(Queue.stage.desc(), Queue.skill, Queue.team_id.is_not(None), Queue.id)
        ).scalar()
        if queue is None:
            queue = session.execute(
                insert(Queue)
                .values(
                    name=f"Stage {customer.stage}", name_zh="", stage=customer.stage, skill="",
                    offer_seconds=30, wrapup_seconds=60, extension_seconds=60, extensions=2,
                    closed=False,
                )
                .returning(Queue.id)
            ).scalar_one()  # fmt: skip
        session.execute(
            insert(Entry).values(
                customer_id=customer.id, queue_id=queue, state="sleeping" if owes else "closed",
                priority=points, wake_at=act.now if owes else None,
                reason="due" if owes else "nothing_owed", own_kind="", updated_at=act.now,
            )
        )  # fmt: skip
        return
    entry = session.execute(select(Entry).where(Entry.customer_id == customer.id)).scalar_one()
    if entry.state == "handed_out":
        return
    if not owes:
        claim.close(act.work, customer.id, act.now, "nothing_owed")
    elif entry.state == "closed" and entry.reason in ("nothing_owed", "no_number"):
        claim.put_to_sleep(
            act.work, customer.id, act.now, wake_at=act.now, reason="due", priority=points
        )
