"""What each agent did today: kept as rows, and counted from the records where a row is behind."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, bindparam, case, func, literal, or_, select
from sqlalchemy.orm import Session

from console.domain.day_sums import DaySums, HourSums
from console.store.fast.statements import rows
from console.store.models import Agent, AgentLog, Attempt, DaySum, LiveDay, LiveHour, Outcome, Person, Promise
from console.store.models.types import Instant, hour_of, seconds_between
from console.store.queries.shift_panel import RPC, day_start

MOST = 400  # agents that one statement counts
SPENT = {"in_contact": "contact_s", "wrap_up": "wrap_s", "ready": "idle_s", "offered": "idle_s", "on_break": "break_s"}
_START: Any = bindparam("start", type_=Instant())
_DAY: Any = bindparam("day")
# working now or today, or counted today already: those whose row is not of their desk's present number
_BEHIND = (
    select(Agent.id, Agent.desk_seq)
    .outerjoin(LiveDay, (LiveDay.agent_id == Agent.id) & (LiveDay.day == _DAY))
    .where(
        or_(LiveDay.seq.is_(None), LiveDay.seq != Agent.desk_seq),
        or_(Agent.state != "offline", Agent.since >= _START, LiveDay.id.is_not(None)),
    )
    .order_by(Agent.id)
    .limit(MOST)
)
_KEPT_HOURS = (
    select(LiveHour.hour, func.sum(LiveHour.calls), func.sum(LiveHour.talks), func.sum(LiveHour.promises))
    .join(Person, Person.id == LiveHour.agent_id)
    .where(LiveHour.day == _DAY)
    .group_by(LiveHour.hour)
)
_USUAL = select(DaySum.day, DaySum.team_id, DaySum.hour, DaySum.sums).where(
    DaySum.day >= bindparam("first", type_=Date),
    DaySum.day < bindparam("today", type_=Date),
    DaySum.dimension == "all",
    DaySum.hour >= 0,
    DaySum.currency == "",
)
_TEAM = Person.team_id == bindparam("team")
USUAL_DAYS = 28


@dataclass(frozen=True)
class Counted:
    """The day of one agent as the records tell it now."""

    seq: int
    sums: DaySums = field(default_factory=DaySums)
    hours: Mapping[int, HourSums] = field(default_factory=dict)


def behind(session: Session, now: datetime, zone: ZoneInfo) -> dict[int, int]:
    """Return agent -> number of the desk, for the agents whose kept row is older than their desk."""
    start = day_start(now, zone)
    found = rows(session, _BEHIND, day=start.date().isoformat(), start=start)
    return {row.id: int(row.desk_seq) for row in found}


def count(session: Session, agents: Mapping[int, int], now: datetime, zone: ZoneInfo) -> dict[int, Counted]:
    """Return the day of these agents (id -> number of the desk), counted from the records."""
    start, ids = day_start(now, zone), list(agents)
    found = {agent_id: Counted(seq) for agent_id, seq in agents.items()}
    hours: dict[int, dict[int, HourSums]] = {agent_id: {} for agent_id in ids}
    sums: dict[int, dict[str, int]] = {agent_id: {} for agent_id in ids}
    for row in session.execute(_calls(ids, start)).all():
        add = sums[row.agent_id]
        for key, n in (("calls", row.calls), ("talks", row.talks), ("talk_s", round(row.seconds or 0))):
            add[key] = add.get(key, 0) + int(n)
        _into(hours[row.agent_id], _local_hour(row.hour, zone), calls=int(row.calls), talks=int(row.talks))
    for row in session.execute(_promises(ids, start)).all():
        add = sums[row.agent_id]
        add["promises"] = add.get("promises", 0) + int(row.n)
        _into(hours[row.agent_id], _local_hour(row.hour, zone), promises=int(row.n))
    for row in session.execute(_right_parties(ids, start)).all():
        sums[row.agent_id]["rpc"] = int(row.n)
    for row in session.execute(_stretches(ids, start)).all():
        if row.state in SPENT:
            key = SPENT[row.state]
            sums[row.agent_id][key] = sums[row.agent_id].get(key, 0) + round(row.seconds or 0)
    return {
        agent_id: replace(one, sums=DaySums(**sums[agent_id]), hours=hours[agent_id]) for agent_id, one in found.items()
    }


def _calls(ids: Collection[int], start: datetime) -> Any:
    hour = hour_of(Attempt.began_at).label("hour")
    talk = func.sum(seconds_between(Attempt.answered_at, Attempt.ended_at)).label("seconds")
    return (
        select(
            Attempt.agent_id, hour, func.count().label("calls"), func.count(Attempt.answered_at).label("talks"), talk
        )
        .where(
            Attempt.agent_id.in_(ids),
            Attempt.began_at >= start,
            or_(Attempt.result.is_(None), Attempt.result != "not_dialled"),  # what never left is no try
        )
        .group_by(Attempt.agent_id, hour)
    )


def _promises(ids: Collection[int], start: datetime) -> Any:
    hour = hour_of(Promise.made_at).label("hour")
    return (
        select(Promise.agent_id, hour, func.count().label("n"))
        .where(Promise.agent_id.in_(ids), Promise.made_at >= start, Promise.status != "withdrawn")
        .group_by(Promise.agent_id, hour)
    )


def _right_parties(ids: Collection[int], start: datetime) -> Any:
    corrected = select(Outcome.corrects_id).where(Outcome.corrects_id.is_not(None), Outcome.at >= start)
    return (
        select(Outcome.agent_id, func.count().label("n"))
        .where(Outcome.agent_id.in_(ids), Outcome.at >= start, Outcome.code.in_(RPC), Outcome.id.not_in(corrected))
        .group_by(Outcome.agent_id)
    )


def _stretches(ids: Collection[int], start: datetime) -> Any:
    began = case((AgentLog.began_at < start, literal(start, Instant())), else_=AgentLog.began_at)
    return (
        select(AgentLog.agent_id, AgentLog.state, func.sum(seconds_between(began, AgentLog.ended_at)).label("seconds"))
        .where(AgentLog.agent_id.in_(ids), AgentLog.ended_at >= start)
        .group_by(AgentLog.agent_id, AgentLog.state)
    )


def _local_hour(utc: str, zone: ZoneInfo) -> int:
    return datetime.fromisoformat(f"{utc}:00").replace(tzinfo=UTC).astimezone(zone).hour


def _into(hours: dict[int, HourSums], hour: int, **more: int) -> None:
    old = hours.get(hour, HourSums())
    hours[hour] = replace(old, **{key: getattr(old, key) + n for key, n in more.items()})


def hours_of_day(session: Session, now: datetime, zone: ZoneInfo, team_id: int | None) -> dict[int, HourSums]:
    """Return the kept hours of today, of one team or of all."""
    query, values = _of_team(_KEPT_HOURS, team_id)
    found = session.execute(query, {"day": day_start(now, zone).date().isoformat(), **values}).all()
    return {row[0]: HourSums(*(int(n) for n in row[1:])) for row in found}


def usual_day(session: Session, now: datetime, zone: ZoneInfo, team_id: int | None) -> dict[int, HourSums]:
    """Return the average of each hour over the days of the last four weeks on which this team called anybody."""
    day = day_start(now, zone).date()
    found = session.execute(_USUAL, {"today": day, "first": day - timedelta(days=USUAL_DAYS)}).all()
    mine = [row for row in found if team_id in (None, row.team_id) and row.sums.get("attempts")]
    worked = len({row.day for row in mine})
    sums: dict[int, list[int]] = {}
    for row in mine:
        hour = sums.setdefault(row.hour, [0, 0, 0])
        for place, name in enumerate(("attempts", "answered", "promises")):
            hour[place] += row.sums.get(name, 0)
    return {hour: HourSums(*(round(n / worked) for n in three)) for hour, three in sums.items()}


def _of_team(query: Any, team_id: int | None) -> tuple[Any, dict[str, int]]:
    return (query, {}) if team_id is None else (query.where(_TEAM), {"team": team_id})
