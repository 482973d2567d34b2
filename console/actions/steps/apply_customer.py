"""Writing a slice of staged customers, each with all accounts, in a few statements.

One statement per table and slice, not per customer: on SQLite everybody waits for this transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select

from console.actions.call import Act
from console.actions.steps.fact_changes import many_changed
from console.domain import dispatch
from console.domain.facts import Account as AccountFacts
from console.store import claim
from console.store.fast.statements import add_rows
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


@dataclass
class Applied:
    """What a slice did to its customers, as numbers."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    versions: dict[int, int] = field(default_factory=dict)


def lock_customers(act: Act, portfolio: Portfolio, source: str, keys: list[str]) -> dict[str, Customer]:
    """Lock the known customers among these external ids, in the order of their ids, and return them by key."""
    return {
        row.external_id: row
        for row in act.work.session.execute(
            select(Customer)
            .where(
                Customer.creditor_id == portfolio.creditor_id, Customer.source == source, Customer.external_id.in_(keys)
            )
            .order_by(Customer.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).scalars()
    }


def apply_customers(
    act: Act, portfolio: Portfolio, source: str, groups: Rows, *, known: bool, asleep_until: datetime | None
) -> Applied:
    """Add or update these customers (external id -> rows). Holds are added, never lifted.

    ``known``: it is on record that nobody was contacted in the last window. Otherwise new customers sleep
    until ``asleep_until``.
    """
    session = act.work.session
    have = lock_customers(act, portfolio, source, list(groups))
    done = Applied()
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
    for key, customer in have.items():
        first = groups[key][0]
        new = {"name": first["name"], "province": first["province"] or customer.province, **sums[customer.id]}
        if any(getattr(customer, name) != value for name, value in new.items()):
            changed.add(key)
        woken = False
        if known and (customer.attempts_known_from or act.now) > known_from:
            customer.attempts_known_from, woken = known_from, True
            claim.wake_many(act.work, [customer.id], act.now, "history")
        if key not in changed:
            done.unchanged += not woken
            done.updated += woken
            continue
        done.updated += 1
        stage = customer.stage
        for name, value in new.items():
            setattr(customer, name, value)
        customer.updated_at = act.now
        customer.facts_version += 1
        done.versions[customer.id] = customer.facts_version
        _move(act, customer, stage)
    done.created = len(fresh)
    session.flush()
    many_changed(act, done.versions, "import")
    return done


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
        for account in session.execute(select(Account).where(Account.customer_id.in_(list(old)))).scalars():
            old[account.customer_id][account.external_id] = account
    add = []
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
            account_ = mine.get(row["account_id"])
            if account_ is None:
                add.append({"customer_id": ids[key], "external_id": row["account_id"], "balance_at": act.now, **values})
                changed.add(key)
                continue
            if any(getattr(account_, name) != value for name, value in values.items()):
                changed.add(key)
            for name, value in values.items():
                setattr(account_, name, value)
            account_.balance_at = act.now
        sums[ids[key]] = list(parts.values())
    add_rows(session, Account, add)
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
    add = []
    for key, rows in groups.items():
        for rank, (e164, kind, *_) in enumerate(n for row in rows for n in row["phones"]):
            link = (ids[key], phones[e164])
            if link in linked:  # a number once marked wrong stays so: an import lifts nothing
                continue
            linked.add(link)
            changed.add(key)
            add.append(
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
    add_rows(session, CustomerPhone, add)


def _addresses(act: Act, fresh: Sequence[tuple[int, Sequence[dict[str, Any]]]]) -> None:
    add = []
    for customer_id, rows in fresh:
        for text, province in {row["address"]: row["province"] for row in rows}.items():
            if text:
                add.append(
                    {
                        "customer_id": customer_id,
                        "kind": "home",
                        "text": text,
                        "zone": "Asia/Shanghai",
                        "region": "CN",
                        "province": province,
                    }
                )
    add_rows(act.work.session, Address, add)


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
    add = []
    for (customer_id, kind), key in wanted.items():
        if (customer_id, kind) not in stand:
            changed.add(key)
            add.append(
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
    add_rows(session, Request, add)


def _enter(act: Act, fresh: Mapping[str, int], groups: Rows, asleep_until: datetime | None) -> None:
    add = []
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
        add.append(
            {
                "customer_id": customer_id,
                "queue_id": queues[stage],
                "priority": points,
                "state": "sleeping" if owes else "closed",
                "wake_at": (asleep_until or act.now) if owes else None,
                "reason": ("history" if asleep_until else "due") if owes else "nothing_owed",
            }
        )
    claim.enter(act.work, add, act.now)


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
    return session.execute(
        insert(Queue)
        .values(
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
        .returning(Queue.id)
    ).scalar_one()


def _move(act: Act, customer: Customer, stage: str) -> None:
    """Let the queue entry follow what changed. A customer who is with an agent stays there."""
    entry = act.work.session.execute(
        select(Entry.state, Entry.reason, Queue.stage)
        .join(Queue, Queue.id == Entry.queue_id)
        .where(Entry.customer_id == customer.id)
    ).one()
    if entry.state == "handed_out":
        return
    if customer.owed_minor <= 0:
        claim.close(act.work, customer.id, act.now, "nothing_owed")
        return
    if customer.stage != stage and entry.stage == stage:
        claim.requeue(act.work, customer.id, _queue(act, customer.stage), act.now)
    if entry.state == "closed" and entry.reason in ("nothing_owed", "no_number"):
        claim.put_to_sleep(act.work, customer.id, act.now, wake_at=act.now, reason="due")
