"""The paid minutes of a day, each with the row that explains it, of one team or of one agent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual, called
from console.domain.figures.minutes import PARTS, Call, Piece, Spent, Wait, pieces, summed
from console.store.models import Agent, AgentDay, AgentLog, Approval, Attempt, Person
from console.store.queries.day_facts import LONGEST, day_bounds

MOST = 400  # pieces on one page


@dataclass(frozen=True)
class AgentMinutes:
    """One agent's paid time: the whole in seconds, and each part of it."""

    agent_id: int
    name: Bilingual
    paid: float
    parts: dict[str, float]

    @property
    def lost(self) -> float:
        """The seconds in which nobody was helped."""
        return sum(seconds for part, seconds in self.parts.items() if PARTS[part][2])


@dataclass(frozen=True)
class DayMinutes:
    """The paid time of a day, for all agents and for each, and the pieces of the one agent that was asked for."""

    whole: AgentMinutes
    agents: tuple[AgentMinutes, ...]
    pieces: tuple[Piece, ...] = ()


def day_minutes(
    session: Session, day: date, zone: ZoneInfo, now: datetime, team: int | None, agent_id: int | None, part: str
) -> DayMinutes:
    """Return the paid time of a day up to now. With an agent the pieces of ``part`` ("" = all) as well."""
    begins, ends = day_bounds(day, zone)
    ends = min(ends, now)
    people = _people(session, day, team, agent_id)
    spent = _spent(session, list(people), begins, ends, now)
    found = list(pieces(spent, *_calls(session, list(people), begins, ends), begins, ends))
    own: dict[int, list[Piece]] = {}
    for piece in found:
        own.setdefault(piece.agent, []).append(piece)
    paid: dict[int, float] = {}
    for s in spent:
        if s.state != "offline" and s.began_at < ends and s.ended_at > begins:
            seconds = (min(s.ended_at, ends) - max(s.began_at, begins)).total_seconds()
            paid[s.agent] = paid.get(s.agent, 0.0) + seconds
    agents = [
        AgentMinutes(number, name, paid[number], summed(own.get(number, ())))
        for number, name in people.items()
        if paid.get(number)
    ]
    whole = AgentMinutes(0, Bilingual("All", "合计"), sum(a.paid for a in agents), summed(found))
    shown = [piece for piece in found if agent_id is not None and part in ("", piece.part)]
    return DayMinutes(whole, tuple(agents), tuple(shown[:MOST]))


def _people(session: Session, day: date, team: int | None, agent_id: int | None) -> dict[int, Bilingual]:
    """Return agent -> name, of the team as it was on that day."""
    then = {
        row.agent_id: row.team_id
        for row in session.execute(select(AgentDay.agent_id, AgentDay.team_id).where(AgentDay.day == day))
    }
    rows = session.execute(select(Person).join(Agent, Agent.id == Person.id).order_by(Person.name)).scalars()
    return {
        row.id: called(row.name, row.name_zh)
        for row in rows
        if (team is None or then.get(row.id, row.team_id or 0) == team) and agent_id in (None, row.id)
    }


def _spent(session: Session, people: list[int], begins: datetime, ends: datetime, now: datetime) -> list[Spent]:
    logs = session.execute(
        select(AgentLog).where(
            AgentLog.agent_id.in_(people),
            AgentLog.ended_at > begins,
            AgentLog.ended_at < ends + LONGEST,
            AgentLog.began_at < ends,
        )
    ).scalars()
    found = [Spent(r.agent_id, r.state, r.reason, r.began_at, r.ended_at, r.id) for r in logs]
    for agent in session.execute(select(Agent).where(Agent.id.in_(people), Agent.since < ends)).scalars():
        found.append(Spent(agent.id, agent.state, agent.reason, agent.since, now))
    return found


def _calls(session: Session, people: list[int], begins: datetime, ends: datetime) -> tuple[list[Call], list[Wait]]:
    rows = session.execute(
        select(
            Attempt.id, Attempt.agent_id, Attempt.handout_id, Attempt.began_at, Attempt.answered_at, Attempt.ended_at
        )
        .where(Attempt.agent_id.in_(people), Attempt.began_at >= begins - LONGEST, Attempt.began_at < ends)
        .order_by(Attempt.id)
    ).all()
    handouts = [row.handout_id for row in rows if row.handout_id]
    waits: list[Wait] = []
    for start in range(0, len(handouts), 400):
        asked = session.execute(select(Approval).where(Approval.handout_id.in_(handouts[start : start + 400])))
        waits += [Wait(a.agent_id, a.asked_at, a.decided_at, a.id) for a in asked.scalars()]
    return [Call(row.agent_id or 0, row.began_at, row.answered_at, row.ended_at, row.id) for row in rows], waits
