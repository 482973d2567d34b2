"""Writing a slice of staged customers, each with all accounts, in a few statements.

One statement per table and slice, not per customer: on SQLite everybody waits for this transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from console.actions.call import Act
from console.actions.steps.apply_accounts import sums_of, write_accounts
from console.actions.steps.apply_numbers import write_numbers
from console.actions.steps.fact_changes import many_changed
from console.actions.steps.recall import listed_again
from console.domain import dispatch
from console.domain.facts import Account as AccountFacts
from console.domain.lists import Listed
from console.store import claim
from console.store.fast.statements import add, add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.models import Address, Customer, Entry, Portfolio, Queue, Request

LONG = timedelta(days=400)
Rows = Mapping[str, Sequence[dict[str, Any]]]
_MADE = select(Customer.id, Customer.external_id).where(
    Customer.creditor_id == bindparam("creditor"),
    Customer.source == bindparam("source"),
    Customer.external_id.in_(bindparam("keys", expanding=True)),
)


_LOCKED = (
    select(Customer)
    .where(
        Customer.creditor_id == bindparam("creditor"),
        Customer.source == bindparam("source"),
        Customer.external_id.in_(bindparam("keys", expanding=True)),
    )
    .order_by(Customer.id)
    .with_for_update()
)


@dataclass(frozen=True)
class Applied:
    """What a slice did to its customers, as numbers. ``more`` is for the report."""

    created: int
    updated: int
    unchanged: int
    more: Mapping[str, int]


def lock_customers(act: Act, portfolio: Portfolio, source: str, keys: list[str]) -> dict[str, Customer]:
    """Lock the known customers among these external ids, in the order of their ids.

    Returns plain rows by external id.
    """
    known = rows_of(act.work.session, _LOCKED, creditor=portfolio.creditor_id, source=source, keys=keys)
    return {customer.external_id: customer for customer in known}


def apply_customers(
    act: Act,
    portfolio: Portfolio,
    source: str,
    groups: Rows,
    listed: Listed,
    *,
    known: bool,
    asleep_until: datetime | None,
) -> Applied:
    """Add or update these customers (external id -> rows). Holds are added, never lifted.

    ``listed`` is the moment of the list. ``known``: it is on record that nobody was contacted in the last window.
    Otherwise new customers sleep until ``asleep_until``.
    """
    session = act.work.session
    have = lock_customers(act, portfolio, source, list(groups))
    ids = {key: row.id for key, row in have.items()}
    fresh = [key for key in groups if key not in have]
    known_from = act.now - LONG if known else act.now
    if fresh:
        ids.update(_make(act, portfolio, source, groups, fresh, known_from))
    changed: set[str] = set()
    accounts = write_accounts(act, listed, groups, ids, have, changed)
    dropped = write_numbers(act, listed, groups, ids, have, changed)
    back = set() if listed.late else listed_again(act, [row.id for row in have.values()])
    _addresses(act, [(ids[key], groups[key]) for key in fresh])
    _holds(act, groups, ids, have, changed)
    _enter(act, {key: ids[key] for key in fresh}, groups, None if known else asleep_until)
    updated = unchanged = 0
    written: dict[int, dict[str, Any]] = {}  # customer -> columns
    now_known: list[int] = []  # customers whose past contacts are known from now on
    for key, customer in have.items():
        first = groups[key][0]
        new = {"name": customer.name, "province": customer.province, **accounts.sums[customer.id]}
        if not listed.late:
            new |= {"name": first["name"], "province": first["province"] or customer.province}
        if customer.id in back or any(getattr(customer, name) != value for name, value in new.items()):
            changed.add(key)
        woken = known and (customer.attempts_known_from or act.now) > known_from
        if woken:
            now_known.append(customer.id)
        if key in changed:
            written[customer.id] = {**new, "updated_at": act.now, "facts_version": customer.facts_version + 1}
        if woken or key in changed:
            updated += 1
        else:
            unchanged += 1
    change_rows(session, Customer, written)
    if now_known:
        session.execute(update(Customer).where(Customer.id.in_(now_known)).values(attempts_known_from=known_from))
        claim.wake_many(act.work, now_known, act.now, "history")
    for customer in have.values():
        if customer.id in written:
            _move(act, customer, written[customer.id])
    many_changed(act, {customer_id: new["facts_version"] for customer_id, new in written.items()}, "import")
    more = {"paid_since": 0, "older": 0, **accounts.counts, "dropped": dropped}
    return Applied(created=len(fresh), updated=updated, unchanged=unchanged, more=more)


def _make(
    act: Act, portfolio: Portfolio, source: str, groups: Rows, fresh: Sequence[str], known_from: datetime
) -> dict[str, int]:
    """Write the new customers (external ids) and return external id -> id."""
    session = act.work.session
    values = [
        {
            "creditor_id": portfolio.creditor_id,
            "portfolio_id": portfolio.id,
            "source": source,
            "external_id": key,
            "zone": "Asia/Shanghai",
            "region": "CN",
            "made_up": False,
            "facts_version": 1,
            "attempts_known_from": known_from,
            "psychology_label": "",
            "currency": portfolio.currency,
            "updated_at": act.now,
            "province": groups[key][0]["province"],
            "name": groups[key][0]["name"],
            **sums_of((row["balance"], row["days_past_due"]) for row in groups[key]),
        }
        for key in fresh
    ]
    add_rows(session, Customer, values)
    made = rows_of(session, _MADE, creditor=portfolio.creditor_id, source=source, keys=list(fresh))
    return {row.external_id: row.id for row in made}


def _addresses(act: Act, fresh: Sequence[tuple[int, Sequence[dict[str, Any]]]]) -> None:
    addresses = []
    for customer_id, rows in fresh:
        for text, province in {row["address"]: row["province"] for row in rows}.items():
            if text:
                addresses.append(
                    {
                        "customer_id": customer_id,
                        "kind": "home",
                        "text": text,
                        "zone": "Asia/Shanghai",
                        "region": "CN",
                        "province": province,
                    }
                )
    add_rows(act.work.session, Address, addresses)


def _holds(act: Act, groups: Rows, ids: Mapping[str, int], have: Mapping[str, Customer], changed: set[str]) -> None:
    wanted = {(ids[key], row["hold"]): key for key, rows in groups.items() for row in rows if row["hold"]}
    if not wanted:
        return
    session = act.work.session
    stand = set(
        session.execute(
            select(Request.customer_id, Request.kind).where(
                Request.customer_id.in_({customer_id for customer_id, _ in wanted}), Request.lifted_at.is_(None)
            )
        )
    )
    holds = []
    for (customer_id, kind), key in wanted.items():
        if (customer_id, kind) not in stand:
            changed.add(key)
            holds.append(
                {
                    "customer_id": customer_id,
                    "kind": kind,
                    "scope": {},
                    "since": act.now,
                    "by_party": "debtor",
                    "by_id": act.actor.id or None,
                    "proof": "import",
                    "lifted_why": "",
                }
            )
    add_rows(session, Request, holds)


def _enter(act: Act, fresh: Mapping[str, int], groups: Rows, asleep_until: datetime | None) -> None:
    places = []
    queues: dict[str, int] = {}
    for key, customer_id in fresh.items():
        rows = groups[key]
        sums = sums_of((row["balance"], row["days_past_due"]) for row in rows)
        stage = sums["stage"]
        if stage not in queues:
            queues[stage] = _queue(act, stage)
        facts = tuple(AccountFacts(id="", balance=r["balance"], days_past_due=r["days_past_due"]) for r in rows)
        points, _ = dispatch.score(facts, (), (), act.now)
        owes = sums["owed_minor"] > 0
        places.append(
            {
                "customer_id": customer_id,
                "queue_id": queues[stage],
                "priority": points,
                "state": "sleeping" if owes else "closed",
                "wake_at": (asleep_until or act.now) if owes else None,
                "reason": ("history" if asleep_until else "due") if owes else "nothing_owed",
            }
        )
    claim.enter(act.work, places, act.now)


def _queue(act: Act, stage: str) -> int:
    """Return the open queue of a stage; a new one is made when there is none."""
    session = act.work.session
    found = session.execute(
        select(Queue.id)
        .where(Queue.closed.is_(False), Queue.stage.in_((stage, "")))
        .order_by(Queue.stage.desc(), Queue.skill, Queue.team_id.is_not(None), Queue.id)
    ).scalar()
    if found is not None:
        return found
    return add(
        session,
        Queue,
        name=f"Stage {stage}",
        name_zh="",
        stage=stage,
        skill="",
        offer_seconds=30,
        wrapup_seconds=60,
        extension_seconds=60,
        extensions=2,
        closed=False,
    )


def _move(act: Act, customer: Customer, new: Mapping[str, Any]) -> None:
    """Let the queue entry follow the customer's new columns. A customer who is with an agent stays there."""
    entry = act.work.session.execute(
        select(Entry.state, Entry.reason, Queue.stage)
        .join(Queue, Queue.id == Entry.queue_id)
        .where(Entry.customer_id == customer.id)
    ).one()
    if entry.state == "handed_out":
        return
    if new["owed_minor"] <= 0:
        claim.close(act.work, customer.id, act.now, "nothing_owed")
        return
    if new["stage"] != customer.stage and entry.stage == customer.stage:
        claim.requeue(act.work, customer.id, _queue(act, new["stage"]), act.now)
    if entry.state == "closed" and entry.reason in ("nothing_owed", "no_number", "recalled"):
        claim.put_to_sleep(act.work, customer.id, act.now, wake_at=act.now, reason="due")
