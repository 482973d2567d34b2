"""Load the sample once, and keep its clock, which only moves forward."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from console.domain import dispatch
from console.domain.facts import Account as AccountFacts
from console.sample.calendar import mainland
from console.sample.portfolio import Row, rows
from console.sample.site import build_site
from console.store.models import (
    Account,
    Address,
    BalanceMonth,
    Customer,
    CustomerPhone,
    Entry,
    Phone,
    Portfolio,
    Queue,
    Site,
)
from console.store.unit_of_work import Database, Work

WORK_FROM, WORK_TO = time(9), time(18)
SLICE = 500


def working(day: date, free: Iterable[date]) -> bool:
    """Return True on a working day of the sample's calendar."""
    return day.isoweekday() <= 5 and day not in set(free)


def clock_offset(real: datetime, zone: ZoneInfo, offset: timedelta) -> timedelta:
    """Return the clock offset for a start now.

    Inside working hours it stays. Outside it moves to the next working day at 10:00, never back (rule 22).
    """
    local = (real + offset).astimezone(zone)
    free = {day for day, _ in mainland(range(local.year, local.year + 2))}
    if working(local.date(), free) and WORK_FROM <= local.time() < WORK_TO:
        return offset
    day = local.date()
    if local.time() >= WORK_FROM or not working(day, free):
        day += timedelta(days=1)
    while not working(day, free):
        day += timedelta(days=1)
    start = datetime.combine(day, time(10), zone)
    return timedelta(seconds=int((start - real).total_seconds()))


def load_sample(
    database: Database,
    hashed: str,
    real: datetime,
    zone: ZoneInfo,
    *,
    real_clock: bool = False,
    limit: int | None = None,
) -> int:
    """Load the sample into an empty, migrated database. Return the number of customers.

    A database that already has a site is left alone, but its clock may move forward. Return 0 then.
    """

    def start(work: Work) -> tuple[int | None, timedelta]:
        site = work.session.execute(select(Site)).scalar_one_or_none()
        if site is not None:
            if site.sample and not real_clock:
                offset = clock_offset(real, zone, timedelta(seconds=site.clock_offset_s))
                site.clock_offset_s = max(site.clock_offset_s, int(offset.total_seconds()))
            return None, timedelta()
        offset = timedelta() if real_clock else clock_offset(real, zone, timedelta())
        work.session.execute(
            insert(Site).values(
                epoch=uuid.uuid4().hex, clock_offset_s=int(offset.total_seconds()), sample=True, made_at=real
            )
        )
        return build_site(work.session, hashed, real + offset), offset

    portfolio_id, offset = database.transaction(start)
    if portfolio_id is None:
        return 0
    now = real + offset
    count = 0
    batch: list[Row] = []
    for row in rows(now.astimezone(zone).date(), limit):
        batch.append(row)
        if len(batch) == SLICE:
            count += _store(database, portfolio_id, batch, now, zone)
            batch = []
    if batch:
        count += _store(database, portfolio_id, batch, now, zone)
    return count


def _store(database: Database, portfolio_id: int, batch: list[Row], now: datetime, zone: ZoneInfo) -> int:
    def write(work: Work) -> int:
        session = work.session
        creditor_id = session.execute(select(Portfolio.creditor_id).where(Portfolio.id == portfolio_id)).scalar_one()
        queues = {stage: queue_id for queue_id, stage in session.execute(select(Queue.id, Queue.stage)).all()}
        people = (
            session.execute(
                insert(Customer).returning(Customer.id, sort_by_parameter_order=True),
                [_customer(row, portfolio_id, creditor_id, now) for row in batch],
            )
            .scalars()
            .all()
        )
        accounts = (
            session.execute(
                insert(Account).returning(Account.id, sort_by_parameter_order=True),
                [_account(row, cid, now, zone) for row, cid in zip(batch, people, strict=True)],
            )
            .scalars()
            .all()
        )
        pairs = [(row, e164, cid) for row, cid in zip(batch, people, strict=True) for e164 in row.phones]
        numbers = (
            session.execute(
                insert(Phone).returning(Phone.id, sort_by_parameter_order=True),
                [{"e164": e164, "region": "CN", "zone": "Asia/Shanghai"} for _, e164, _ in pairs],
            )
            .scalars()
            .all()
        )
        session.execute(
            insert(CustomerPhone),
            [
                {
                    "customer_id": cid,
                    "phone_id": pid,
                    "role": "debtor",
                    "source": "contract",
                    "status": "usable",
                    "kind": "mobile",
                    "verified": True,
                    "rank": row.phones.index(e164),
                }
                for (row, e164, cid), pid in zip(pairs, numbers, strict=True)
            ],
        )
        session.execute(
            insert(Address),
            [
                {
                    "customer_id": cid,
                    "kind": "home",
                    "text": row.address,
                    "zone": "Asia/Shanghai",
                    "region": "CN",
                    "province": row.province,
                    "verified": True,
                }
                for row, cid in zip(batch, people, strict=True)
            ],
        )
        session.execute(
            insert(BalanceMonth),
            [
                {
                    "account_id": aid,
                    "month": month,
                    "true_month": true,
                    "status": status,
                    "billed_minor": bill,
                    "paid_minor": paid,
                }
                for row, aid in zip(batch, accounts, strict=True)
                for month, true, status, bill, paid in row.months
            ],
        )
        session.execute(insert(Entry), [_entry(row, cid, queues, now) for row, cid in zip(batch, people, strict=True)])
        return len(batch)

    return database.transaction(write)


def _customer(row: Row, portfolio_id: int, creditor_id: int, now: datetime) -> dict[str, Any]:
    days = 30 * row.status
    return {
        "creditor_id": creditor_id,
        "portfolio_id": portfolio_id,
        "source": "uci",
        "external_id": f"UCI-{row.number:05d}",
        "name": row.name,
        "zone": "Asia/Shanghai",
        "region": "CN",
        "province": row.province,
        "made_up": True,
        "facts_version": 1,
        "deceased": False,
        "capacity": "full",
        "minor": False,
        "attempts_known_from": now - timedelta(days=30),
        "psychology_label": "",
        "stage": dispatch.stage_of(days),
        "days_past_due": days,
        "owed_minor": max(0, row.balance),
        "currency": "TWD",
        "updated_at": now,
    }


def _account(row: Row, customer_id: int, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    days = 30 * row.status
    return {
        "customer_id": customer_id,
        "external_id": f"CARD-{row.number:05d}",
        "product": "credit_card",
        "currency": "TWD",
        "balance_minor": row.balance,
        "credit_limit_minor": row.limit,
        "days_past_due": days,
        "due_on": now.astimezone(zone).date() - timedelta(days=days),
        "balance_at": now,
        "suit_filed": False,
        "judgment": False,
        "enforcement": False,
        "illegal": False,
        "sold": False,
    }


def _entry(row: Row, customer_id: int, queues: dict[str, int], now: datetime) -> dict[str, Any]:
    days = 30 * row.status
    account = AccountFacts(id="", balance=row.balance, days_past_due=days)
    points, _ = dispatch.score((account,), (), (), now)
    owes = row.balance > 0
    return {
        "customer_id": customer_id,
        "queue_id": queues[dispatch.stage_of(days)],
        "state": "sleeping" if owes else "closed",
        "priority": points,
        "wake_at": now if owes else None,
        "reason": "due" if owes else "nothing_owed",
        "own_kind": "",
        "updated_at": now,
    }


def set_clock(database: Database, real: datetime, zone: ZoneInfo) -> int:
    """Move the sample's clock forward when now is outside working hours. Return the offset in seconds."""

    def move(work: Work) -> int:
        site = work.session.execute(select(Site)).scalar_one()
        if site.sample and site.clock_offset_s:
            offset = clock_offset(real, zone, timedelta(seconds=site.clock_offset_s))
            seconds = max(site.clock_offset_s, int(offset.total_seconds()))
            if seconds != site.clock_offset_s:
                work.session.execute(update(Site).values(clock_offset_s=seconds))
            return seconds
        return site.clock_offset_s

    return database.transaction(move)
