"""A lead's floor: agents with state and time in state, queues with their counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from console.domain.actor import DESK_ROLES, Actor
from console.domain.bilingual import Bilingual, called
from console.domain.offers import KINDS
from console.domain.shift import LIMITS, is_away
from console.domain.speech import CATEGORIES, CUES
from console.domain.timeline import ROLES as READERS
from console.store.models import (
    Agent,
    AgentQueue,
    Approval,
    Attempt,
    Customer,
    Handout,
    Person,
    Promise,
    Queue,
    SpeechFinding,
    Team,
)
from console.store.queries import masking
from console.store.queries.queue_panel import SupplyCache
from console.store.queries.shift_panel import day_start, phase_of
from console.store.views import FloorAgent, FloorAlert, FloorQueue, FloorView, QueueView

SEEN = timedelta(seconds=30)
OUT = {
    "offered": Bilingual("Offer unanswered: end the shift", "派案未响应：请结束其班次"),
    "in_contact": Bilingual("Very long contact: talk to the agent, or take over", "通话过长：请联系坐席或接管客户"),
    "wrap_up": Bilingual("Long wrap-up: talk to the agent, or end the shift", "话后处理过长：请联系或结束其班次"),
    "on_break": Bilingual("Long break: talk to the agent, or end the shift", "休息过长：请联系或结束其班次"),
}
GONE = Bilingual("Left during a contact: take the customer over", "联系中离开：请接管客户")
SILENT = Bilingual("Ready without a signal: end the shift", "就绪但无信号：请结束其班次")


def floor_view(session: Session, actor: Actor, now: datetime, zone: ZoneInfo, supply: SupplyCache) -> FloorView:
    """Return the floor: a lead sees the own team, compliance and admin see all teams."""
    start = day_start(now, zone)
    query = (
        select(Agent, Person, Team.name.label("team"), Handout, Customer.name.label("who"))
        .join(Person, Person.id == Agent.id)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(Handout, (Handout.agent_id == Agent.id) & Handout.ended_at.is_(None))
        .outerjoin(Customer, Customer.id == Handout.customer_id)
        .where(
            Person.disabled_at.is_(None) & Person.role.in_(DESK_ROLES) | Handout.id.is_not(None)
        )  # everybody who has a customer is listed, with access or without
        .order_by(Agent.state == "offline", Team.name, Person.name)
    )
    if actor.role == "lead":
        left = Person.team_id.is_(None) & Handout.id.is_not(None)
        query = query.where((Person.team_id == actor.team_id) | left)
    shown = session.execute(query).all()
    ids = [agent.id for agent, *_ in shown]
    contacts, promises = _counts(session, ids, start)
    agents = []
    for agent, person, team, handout, who in shown:
        attempt = None
        if handout is not None:
            attempt = session.execute(
                select(Attempt).where(Attempt.handout_id == handout.id).order_by(Attempt.id.desc()).limit(1)
            ).scalar_one_or_none()
        limit = LIMITS.get(agent.state)
        late = limit is not None and (now - agent.since).total_seconds() > limit
        seen = agent.seen_at is not None and now - agent.seen_at < SEEN
        barred = person.disabled_at is not None or person.role not in DESK_ROLES
        silent = is_away(agent.seen_at, now)
        gone = agent.state == "in_contact" and (barred or silent)
        alarm = GONE if gone else OUT.get(agent.state) if late else None
        if agent.state == "ready" and not seen:
            alarm = SILENT
        agents.append(
            FloorAgent(
                agent_id=agent.id,
                name=called(person.name, person.name_zh),
                team=team or "",
                state=agent.state,
                phase=phase_of(agent, attempt, in_safety=handout is not None and handout.safety_at is not None),
                reason=agent.reason,
                since=agent.since,
                until=agent.until,
                seen=seen,
                alarm=alarm,
                customer=masking.name(who or ""),
                customer_id=handout.customer_id if handout is not None and actor.role in READERS else 0,
                contacts=contacts.get(agent.id, 0),
                promises=promises.get(agent.id, 0),
                handout_id=handout.id if handout is not None else 0,
                gone=gone,
                recall=handout is not None and handout.finished_at is None,
                off=_may_be_ended(agent, handout, seen),
            )
        )
    queues = _queues(session, now, supply.get(session, now, zone).views)
    return FloorView(
        now,
        _alerts(session, actor, start),
        tuple(agents),
        queues,
        sum(queue.total for queue in queues),
        actor.role in ("lead", "admin"),
        _free(agents, actor),
    )


def _counts(session: Session, ids: Sequence[int], start: datetime) -> tuple[dict[int, int], dict[int, int]]:
    """Return the contacts and the promises of each agent since then."""
    contacts = select(Attempt.agent_id, func.count()).where(Attempt.agent_id.in_(ids), Attempt.began_at >= start)
    promises = select(Promise.agent_id, func.count()).where(
        Promise.agent_id.in_(ids), Promise.made_at >= start, Promise.status != "withdrawn"
    )
    return (
        {row[0]: row[1] for row in session.execute(contacts.group_by(Attempt.agent_id)).all() if row[0]},
        {row[0]: row[1] for row in session.execute(promises.group_by(Promise.agent_id)).all()},
    )


def _may_be_ended(agent: Agent, handout: Handout | None, seen: bool) -> bool:
    """Return True when a lead may end this shift: no customer would be lost, and the agent does not wait for one."""
    if agent.state == "in_contact":  # the outcome is recorded: only the goodbye is left
        return handout is not None and handout.finished_at is not None
    return agent.state in ("wrap_up", "offered", "on_break") or (agent.state == "ready" and not seen)


def _free(agents: Sequence[FloorAgent], actor: Actor) -> tuple[tuple[int, Bilingual], ...]:
    """Return the agents of the shown ones who may take a customer over at once."""
    return tuple((a.agent_id, a.name) for a in agents if a.state == "ready" and a.seen and a.agent_id != actor.id)


def _alerts(session: Session, actor: Actor, start: datetime) -> tuple[FloorAlert, ...]:
    """Return open approvals and unseen severe findings of the actor's team, newest first."""
    asked = (
        select(Approval, Person.name, Person.name_zh, Customer.name.label("who"))
        .join(Person, Person.id == Approval.agent_id)
        .join(Customer, Customer.id == Approval.customer_id)
        .where(Approval.state == "asked")
    )
    heard = (
        select(SpeechFinding, Person.name, Person.name_zh, Customer.name.label("who"))
        .join(Person, Person.id == SpeechFinding.agent_id)
        .join(Customer, Customer.id == SpeechFinding.customer_id)
        .where(SpeechFinding.severe, SpeechFinding.seen_at.is_(None), SpeechFinding.at >= start)
        .where(SpeechFinding.gone_at.is_(None))
    )
    if actor.role == "lead":
        asked = asked.where(Person.team_id == actor.team_id)
        heard = heard.where(Person.team_id == actor.team_id)
    found = []
    for row, name, name_zh, who in session.execute(asked).all():
        kind = KINDS[row.what]
        at, words = row.asked_at, Bilingual(kind.en, kind.zh)
        file = row.customer_id if actor.role in READERS else 0
        found.append(FloorAlert("approval", row.id, at, called(name, name_zh), masking.name(who), file, words))
    for said, name, name_zh, who in session.execute(heard).all():
        heading: Any = CUES[said.kind] if said.is_cue else CATEGORIES[said.kind]
        text = Bilingual(f"{heading.en}: “{said.quote}”", f"{heading.zh}：“{said.quote}”")
        file = said.customer_id if actor.role in READERS else 0
        found.append(FloorAlert("words", said.id, said.at, called(name, name_zh), masking.name(who), file, text))
    return tuple(sorted(found, key=lambda alert: alert.at, reverse=True)[:20])


def _queues(session: Session, now: datetime, counts: Mapping[int, QueueView]) -> tuple[FloorQueue, ...]:
    ready = dict(
        session.execute(
            select(AgentQueue.queue_id, func.count())
            .join(Agent, Agent.id == AgentQueue.agent_id)
            .where(Agent.state == "ready")
            .group_by(AgentQueue.queue_id)
        ).all()
    )
    offered = dict(
        session.execute(
            select(Handout.queue_id, func.count())
            .where(Handout.ended_at.is_(None), Handout.accepted_at.is_(None))
            .group_by(Handout.queue_id)
        ).all()
    )
    rows = session.execute(
        select(Queue.id, Queue.name, Queue.name_zh, Queue.closed, Queue.skill, Team.name.label("team"))
        .outerjoin(Team, Team.id == Queue.team_id)
        .order_by(Queue.closed, Queue.id)
    ).all()  # a closed queue is listed while it holds customers, so that the sum stays right
    return tuple(
        FloorQueue(
            queue_id=row.id,
            name=Bilingual(row.name, row.name_zh or row.name),
            waiting=counts[row.id].waiting,
            offered=int(offered.get(row.id, 0)),
            with_agents=counts[row.id].with_agents,
            sleeping=counts[row.id].sleeping,
            total=counts[row.id].total,
            next_at=counts[row.id].next_at,
            ready_agents=int(ready.get(row.id, 0)),
            closed=row.closed,
            team=row.team or "",
            skill=row.skill,
        )
        for row in rows
        if row.id in counts and (counts[row.id].total or not row.closed)
    )
