"""Keeping the figures: the sums of each day as rows, counted anew when something behind them has changed.

Counting reads beside the writers and in a thread; only what differs is written, in short transactions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.concurrency.background import run_blocking, yield_to_loop
from console.domain.figures import Cell, Sums, tally
from console.store.fast.statements import add_rows, change, change_rows
from console.store.models import (
    AgeingMonth,
    AgeingStep,
    Agent,
    AgentDay,
    CountedDay,
    DaySum,
    FigureMark,
    LateAccount,
    Person,
    StockDay,
)
from console.store.queries import day_portfolio
from console.store.queries.changed_days import Changed, changed_days, marks, newest
from console.store.queries.day_facts import day_facts

SLICE = 200  # rows in one short write
STALE_AT_ONCE = 5  # days of the past that one run counts again
YESTERDAY = timedelta(minutes=10)  # a stretch of work may end after midnight: yesterday is counted so often
AGAIN_DAYS = 35  # past days that are counted again once a day, whatever changed
FIRST_DAYS = 400  # so far back the first count of a site goes
MONTH_DAYS = 5  # so long after its end a month is still closed
ACCOUNTS = 500  # rows of a month's ageing in one short write
Stored = dict[Cell, tuple[int, Sums]]


def keep(call: Call) -> int:
    """Bring the kept figures up to date; a duty of the worker. Return how many days were counted."""
    today = call.now.astimezone(call.context.zone).date()
    plain = Call(call.context, call.actor, call.now)
    begin_day(plain, today)
    _note_changes(plain, today)
    with call.context.database.reading() as session:
        days = _days_to_count(session, today, call.now)
    for day in days:
        count_day(plain, day)
        yield_to_loop()
    return len(days)


def _days_to_count(session: Session, today: date, now: datetime) -> list[date]:
    """Return today, yesterday now and then, and some of the days that are stale."""
    stale = session.execute(
        select(CountedDay.day).where(CountedDay.stale, CountedDay.day < today).order_by(CountedDay.day.desc())
    ).scalars()
    days = [today, *stale.fetchmany(STALE_AT_ONCE)]
    yesterday = session.get(CountedDay, today - timedelta(days=1))
    if yesterday is None or yesterday.counted_at is None or yesterday.counted_at <= now - YESTERDAY:
        days.append(today - timedelta(days=1))
    return list(dict.fromkeys(days))


def count_day(call: Call, day: date) -> int:
    """Count a day from its facts and keep what differs. Return how many cells changed."""
    database, zone = call.context.database, call.context.zone

    def read() -> tuple[dict[Cell, Sums], Stored]:
        with database.reading() as session:
            facts, stored = day_facts(session, day, zone), stored_sums(session, day)
        return tally(facts), stored

    # PostgreSQL waits beside the loop by itself; SQLite works, so it works in a thread
    fresh, stored = run_blocking(read) if database.dialect == "sqlite" else read()
    changed = {stored[cell][0]: sums for cell, sums in fresh.items() if cell in stored and stored[cell][1] != sums}
    new = [_row(day, cell, sums) for cell, sums in fresh.items() if cell not in stored]
    gone = [number for cell, (number, _) in stored.items() if cell not in fresh]
    for start in range(0, len(changed), SLICE):
        some = dict(list(changed.items())[start : start + SLICE])
        _write(call, {number: {"sums": sums} for number, sums in some.items()}, (), ())
        yield_to_loop()
    for start in range(0, max(len(new), len(gone)), SLICE):
        _write(call, {}, new[start : start + SLICE], gone[start : start + SLICE])
        yield_to_loop()
    _counted(call, day)
    return len(changed) + len(new) + len(gone)


def stored_sums(session: Session, day: date) -> Stored:
    """Return the kept sums of a day: cell -> (row, sums)."""
    return {
        Cell(row.dimension, row.key, row.team_id, row.hour, row.currency): (row.id, row.sums)
        for row in session.execute(select(DaySum).where(DaySum.day == day)).scalars()
    }


def _row(day: date, cell: Cell, sums: Sums) -> dict[str, Any]:
    return {
        "day": day,
        "dimension": cell.dimension,
        "key": cell.key,
        "team_id": cell.team,
        "hour": cell.hour,
        "currency": cell.currency,
        "sums": sums,
    }


@action("figures.write", audited=False)
def _write(
    act: Act, changed: Mapping[int, Mapping[str, object]], new: Sequence[Mapping[str, Any]], gone: Sequence[int]
) -> Answer:
    session = act.work.session
    change_rows(session, DaySum, changed)
    add_rows(session, DaySum, new, known=True)
    if gone:
        session.execute(delete(DaySum).where(DaySum.id.in_(gone)))
    return Answer()


@action("figures.counted", audited=False)
def _counted(act: Act, day: date) -> Answer:
    add_rows(act.work.session, CountedDay, [{"day": day, "counted_at": act.now, "stale": False}], known=True)
    change(act.work.session, CountedDay, day, counted_at=act.now, stale=False)
    return Answer()


def _note_changes(call: Call, today: date) -> None:
    """Mark the past days as stale that new outcomes, payments and promises touch."""
    with call.context.database.reading() as session:
        known = marks(session)
        now = newest(session)
        since = {name: known[name].last_id if name in known else last for name, last in now.items()}
        found = changed_days(session, since, call.now, call.context.zone)
        seen = {name: known[name].seen_id if name in known else last for name, last in now.items()}
    if not found.days and all(name in known and found.seen[name] == seen[name] == since[name] for name in now):
        return
    _mark(call, found, seen, today)


@action("figures.mark", audited=False)
def _mark(act: Act, found: Changed, seen: Mapping[str, int], today: date) -> Answer:
    """Store how far was read, and which days are stale. Rows of the last reading are read once more."""
    session = act.work.session
    for name, newest_id in found.seen.items():
        add_rows(session, FigureMark, [{"name": name, "last_id": newest_id, "seen_id": newest_id}], known=True)
        change(session, FigureMark, name, last_id=min(seen[name], newest_id), seen_id=newest_id)
    _stale(session, [day for day in found.days if day < today])
    return Answer()


def _stale(session: Session, days: Sequence[date]) -> None:
    add_rows(session, CountedDay, [{"day": day, "counted_at": None, "stale": True} for day in sorted(days)], known=True)
    for day in sorted(days):
        change(session, CountedDay, day, stale=True)


# --- what only the day itself knows ------------------------------------------------------------


def begin_day(call: Call, today: date) -> None:
    """Keep, once a day, the agents' teams, the stock of the queues, the newly late accounts and a closed month."""
    database, zone = call.context.database, call.context.zone
    with database.reading() as session:
        pinned = set(session.execute(select(AgentDay.agent_id).where(AgentDay.day == today)).scalars())
        teams = session.execute(select(Agent.id, Person.team_id).join(Person, Person.id == Agent.id)).all()
        known = session.get(CountedDay, today) is not None
        days = _days_again(session, today, call.now, zone)  # before this day marks any itself
    missing = [{"day": today, "agent_id": row.id, "team_id": row.team_id or 0} for row in teams if row.id not in pinned]
    if missing:
        _keep_rows(call, AgentDay, missing, ())
    if known:
        return

    def read() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        with database.reading() as session:
            return day_portfolio.newly_late(session, today, zone), day_portfolio.stock(session, today)

    late, stock = run_blocking(read) if database.dialect == "sqlite" else read()
    for start in range(0, len(late), SLICE):
        some = late[start : start + SLICE]
        _keep_rows(call, LateAccount, some, sorted({row["late_on"] for row in some if row["late_on"] < today}))
        yield_to_loop()
    if today.day <= MONTH_DAYS:
        close_month(call, (today.replace(day=1) - timedelta(days=1)).replace(day=1))
    _keep_rows(call, StockDay, stock, days)


def _days_again(session: Session, today: date, now: datetime, zone: ZoneInfo) -> list[date]:
    """Return the past days that are counted as this day begins: the last weeks, and at first everything of a year."""
    known = set(session.execute(select(CountedDay.day).where(CountedDay.day < today)).scalars())
    if known:
        return [day for day in known if day >= today - timedelta(days=AGAIN_DAYS)]
    first = day_portfolio.first_moment(session, now - timedelta(days=FIRST_DAYS))
    began = first.astimezone(zone).date() if first is not None else today
    return [began + timedelta(days=n) for n in range((today - began).days)]


@action("figures.keep_rows", audited=False)
def _keep_rows(act: Act, model: Any, new: Sequence[Mapping[str, Any]], stale: Sequence[date]) -> Answer:
    add_rows(act.work.session, model, new, known=True)
    _stale(act.work.session, stale)
    return Answer()


def close_month(call: Call, month: date) -> int:
    """Keep how late each account is as a month ends, once. Return the number of accounts."""
    database = call.context.database
    with database.reading() as session:
        done = session.execute(select(AgeingStep.id).where(AgeingStep.month == month).limit(1)).first()
    if done is not None:
        return 0
    after, count = 0, 0
    while True:
        with database.reading() as session:
            rows = day_portfolio.ageing(session, month, after, ACCOUNTS)
        if not rows:
            break
        _keep_rows(call, AgeingMonth, rows, ())
        after, count = rows[-1]["account_id"], count + len(rows)
        yield_to_loop()
    sum_month(call, month)
    return count


def sum_month(call: Call, month: date) -> None:
    """Keep the steps of a month: how many accounts went from which bucket to which."""
    database = call.context.database

    def read() -> list[dict[str, Any]]:
        with database.reading() as session:
            return day_portfolio.ageing_steps(session, month)

    steps = run_blocking(read) if database.dialect == "sqlite" else read()
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    _keep_rows(call, AgeingStep, steps, [last] if steps else [])
