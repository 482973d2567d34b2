"""Teams and queues: which agents serve which queues, and in which order."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import raise_desk_seq
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import SupplyChanged
from console.domain.shift import skill_of
from console.store import claim, scope
from console.store.fast.statements import add, change
from console.store.models import Agent, AgentQueue, Queue, Team

MOVED = 2000  # customers that one transaction moves to another queue


@action("admin.team")
def add_team(act: Act, name: str) -> Answer:
    """Add a team."""
    name = name.strip()
    if not name:
        raise Invalid("Enter a name.", field="name")
    if act.work.session.execute(select(Team.id).where(Team.name == name)).first():
        raise Conflict("This team already exists.", field="name")
    add(act.work.session, Team, name=name[:80])
    return Answer()


@action("admin.queue")
def save_queue(act: Act, queue_id: int | None, values: dict[str, Any]) -> Answer:
    """Add or change a queue. Times are in seconds."""
    name = str(values.get("name", "")).strip()
    if not name:
        raise Invalid("Enter a name.", field="name")
    for key, low, high in (
        ("offer_seconds", 5, 300),
        ("wrapup_seconds", 5, 1800),
        ("extension_seconds", 5, 1800),
        ("extensions", 0, 10),
        ("inbound_a_day", 0, 500),
    ):
        if not low <= int(values.get(key, low)) <= high:
            raise Invalid("Enter a number from %(low)s to %(high)s.", field=key, low=low, high=high)
    values = {**values, "name": name, "skill": skill_of(str(values.get("skill", "")))}
    team_id = values.get("team_id")
    if team_id is not None and act.work.session.get(Team, team_id) is None:
        raise Invalid("Choose a team from the list.", field="team")
    taken = act.work.session.execute(select(Queue.id).where(Queue.name == name)).scalar()
    if taken is not None and taken != queue_id:
        raise Conflict("This queue already exists.", field="name")
    if queue_id is None:
        add(act.work.session, Queue, **values)
    else:
        change(act.work.session, Queue, queue_id, **values)
    act.work.happened(SupplyChanged())
    return Answer()


@action("admin.requeue")
def requeue(act: Act, from_id: int, to_id: int) -> Answer:
    """Move the customers of one queue to another, best first, at most 2,000 at a time.

    A customer who is with an agent moves when the agent is done.
    """
    target = act.work.session.get(Queue, to_id)
    if act.work.session.get(Queue, from_id) is None or target is None or from_id == to_id:
        raise Invalid("Choose another queue.", field="to")
    if target.closed:
        raise Invalid("That queue is closed. Choose an open one.", field="to")
    moved = claim.requeue_all(act.work, from_id, to_id, act.now, MOVED)
    act.work.happened(SupplyChanged())
    return Answer(data={"count": moved, "state": f"{moved} moved"})


@action("admin.ranks")
def set_ranks(act: Act, agent_id: int, ranks: dict[str, int]) -> Answer:
    """Set which queues an agent serves, and in which order (0 = not at all)."""
    session = act.work.session
    if session.get(Agent, agent_id) is None:
        raise NotYours()
    scope.need_colleague(session, act.actor, agent_id)
    mine = select(Queue.id)
    if act.actor.role == "lead":  # a queue of another team stays as it is
        mine = mine.where(Queue.team_id.is_(None) | (Queue.team_id == act.actor.team_id))
    known = set(session.execute(mine).scalars())
    session.execute(delete(AgentQueue).where(AgentQueue.agent_id == agent_id, AgentQueue.queue_id.in_(mine)))
    for queue_id, rank in ranks.items():
        if int(queue_id) in known and rank > 0:
            add(session, AgentQueue, agent_id=agent_id, queue_id=int(queue_id), rank=rank)
    raise_desk_seq(act, (agent_id,))
    act.work.happened(SupplyChanged((agent_id,)))
    return Answer()
