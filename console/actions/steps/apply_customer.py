"""Writing a slice of staged customers, each with all accounts, in a few statements.

One statement per table and slice, not per customer: on SQLite everybody waits for this transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from console.actions.call import Act
from console.actions.steps.fact_changes import many_changed
from console.domain import dispatch
from console.domain.facts import Account as AccountFacts
from console.store import claim
from console.store.fast.statements import add, add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.models import Account, Address, Customer, CustomerPhone, Entry, Portfolio, Queue, Request
from console.store.phone_numbers import phone_ids

LONG = timedelta(days=400)
MONEY = ("balance", "principal", "interest", "fees", "credit_limit")
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
_ACCOUNTS = select(Account).where(Account.customer_id.in_(bindparam("customers", expanding=True)))


@dataclass(frozen=True)
class Applied:
    """What a slice did to its customers, as numbers."""

    created: int
    updated: int
    unchanged: int


def lock_customers(act: Act, portfolio: Portfolio, source: str, keys: list[str]) -> dict[str, Customer]:
    """Lock the known customers among these external ids, in the order of their ids.

    Returns plain rows by external id.
    """
    known = rows_of(act.work.session, _LOCKED, creditor=portfolio.creditor_id, source=source, keys=keys)
    return {customer.external_id: customer for customer in known}


def apply_customers(
    act: Act, portfolio: Portfolio, source: str, groups: Rows, *, known: bool, asleep_until: datetime | None
) -> Applied:
    """Add or update these customers (external id -> rows). Holds are added, never lifted.

    ``known``: it is on record that nobody was contacted in the last window. Otherwise new customers sleep
    until ``asleep_until``.
    """
    session = act.work.session
    have = lock_customers(act, portfolio, source, list(groups))
    ids = {key: row.id for key, row in have.items()}
    fresh = [key for key in groups if key not in have]
    known_from = act.now - LONG if known else act.now
    if fresh:
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
                **_sums((row["balance"], row["days_past_due"]) for row in groups[key]),
            }
            for key in fresh
        ]
        add_rows(session, Customer, values)
        made = rows_of(session, _MADE, creditor=portfolio.creditor_id, source=source, keys=list(fresh))
        ids.update({row.external_id: row.id for row in made})
    changed: set[str] = set()
    sums = _accounts(act, groups, ids, have, changed)
    _phones(act, groups, ids, have, changed)
    _addresses(act, [(ids[key], groups[key]) for key in fresh])
    _holds(act, groups, ids, have, changed)
    _enter(act, {key: ids[key] for key in fresh}, groups, None if known else asleep_until)
    updated = unchanged = 0
    written: dict[int, dict[str, Any]] = {}  # customer -> columns
    now_known: list[int] = []  # customers whose past contacts are known from now on
    for key, customer in have.items():
        first = groups[key][0]
        new = {"name": first["name"], "province": first["province"] or customer.province, **sums[customer.id]}
        if any(getattr(customer, name) != value for name, value in new.items()):
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
    return Applied(created=len(fresh), updated=updated, unchanged=unchanged)


def _sums(accounts: Iterable[tuple[int, int]]) -> dict[str, Any]:
    """Return the sums of a customer's accounts (balance, days past due). A paid account is not late."""
    rows = list(accounts)
    days = max((late for owed, late in rows if owed > 0), default=max(late for _, late in rows))
    return {
        "owed_minor": sum(max(0, owed) for owed, _ in rows),
        "days_past_due": days,
        "stage": dispatch.stage_of(days),
    }


def _accounts(
    act: Act, groups: Rows, ids: Mapping[str, int], have: Mapping[str, Customer], changed: set[str]
) -> dict[int, dict[str, Any]]:
    """Write the accounts and return the sums of customers who were here before.

    An account that this file does not name stays as it was, and counts.
    """
    session = act.work.session
    old: dict[int, dict[str, Account]] = {row.id: {} for row in have.values()}
    if old:
        for account in rows_of(session, _ACCOUNTS, customers=list(old)):
            old[account.customer_id][account.external_id] = account
    new_accounts: list[dict[str, Any]] = []
    written: dict[int, dict[str, Any]] = {}  # account -> columns
    sums: dict[int, list[tuple[int, int]]] = {}
    for key, rows in groups.items():
        mine = dict(old.get(ids[key], {}))
        parts = {name: (a.balance_minor, a.days_past_due) for name, a in mine.items()}
        for row in rows:
            values = {
                "product": row["product"] or "credit_card",
                "currency": row["currency"],
                **{f"{name}_minor": row[name] for name in MONEY},
                "days_past_due": row["days_past_due"],
                "due_on": date.fromisoformat(row["due_on"]) if row["due_on"] else None,
            }
            parts[row["account_id"]] = (row["balance"], row["days_past_due"])
            known = mine.get(row["account_id"])
            if known is None:
                new_accounts.append(
                    {"customer_id": ids[key], "external_id": row["account_id"], "balance_at": act.now, **values}
                )
                changed.add(key)
                continue
            if any(getattr(known, name) != value for name, value in values.items()):
                changed.add(key)
            written[known.id] = {**values, "balance_at": act.now}
        sums[ids[key]] = list(parts.values())
    change_rows(session, Account, written)
    add_rows(session, Account, new_accounts)
    return {customer_id: _sums(sums[customer_id]) for customer_id in old}


def _phones(act: Act, groups: Rows, ids: Mapping[str, int], have: Mapping[str, Customer], changed: set[str]) -> None:
    session = act.work.session
    numbers = {number[0]: number for rows in groups.values() for r in rows for number in r["phones"]}
    phones = phone_ids(session, numbers.values())
    linked: set[Any] = set()
    if have:
        linked.update(
            session.execute(
                select(CustomerPhone.customer_id, CustomerPhone.phone_id).where(
                    CustomerPhone.customer_id.in_([row.id for row in have.values()])
                )
            )
        )
    links = []
    for key, rows in groups.items():
        for rank, (e164, kind, *_) in enumerate(n for row in rows for n in row["phones"]):
            link = (ids[key], phones[e164])
            if link in linked:  # a number once marked wrong stays so: an import lifts nothing
                continue
            linked.add(link)
            changed.add(key)
            links.append(
                {
                    "customer_id": link[0],
                    "phone_id": link[1],
                    "role": "debtor",
                    "source": "contract",
                    "status": "usable",
                    "kind": kind,
                    "rank": rank,
                }
            )
    add_rows(session, CustomerPhone, links)


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
        sums = _sums((row["balance"], row["days_past_due"]) for row in rows)
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
    if entry.state == "closed" and entry.reason in ("nothing_owed", "no_number"):
        claim.put_to_sleep(act.work, customer.id, act.now, wake_at=act.now, reason="due")
