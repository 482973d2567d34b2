"""What a lead changes at a queue while the day runs. The law and the caps stay as they are."""

from __future__ import annotations

from sqlalchemy import delete, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.team_reach import of_team, own_queue
from console.domain.errors import Conflict, Invalid
from console.domain.events import SupplyChanged
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agent, AgentQueue, Person

SHORTEST, LONGEST = 5, 300  # seconds of an offer
RANKS = 9


@action("queue.steer")
def steer(act: Act, queue_id: int, what: str) -> Answer:
    """Pause a queue, let it drain, or let it run again.

    A paused queue offers nobody but agreed callbacks. A draining one offers who waits now, and wakes nobody.
    """
    queue = own_queue(act, queue_id)
    if what not in ("pause", "drain", "run"):
        raise Invalid("Choose what becomes of the queue.", field="what")
    put(
        act.work.session,
        queue,
        paused_at=act.now if what == "pause" else None,
        draining_at=act.now if what == "drain" else None,
    )
    audit_chain.append(act, "queue.steered", {"queue": queue_id, "what": what})
    serving = act.work.session.execute(select(AgentQueue.agent_id).where(AgentQueue.queue_id == queue_id)).scalars()
    agents = tuple(sorted(set(serving)))
    raise_desk_seq(act, agents)
    act.work.happened(SupplyChanged(agents))
    return Answer(data={"state": what})


@action("queue.offer_time")
def offer_time(act: Act, queue_id: int, seconds: int) -> Answer:
    """Set how long an offer of this queue stands. Offers that stand already keep their end."""
    queue = own_queue(act, queue_id)
    if not SHORTEST <= seconds <= LONGEST:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="seconds", low=SHORTEST, high=LONGEST)
    was = queue.offer_seconds
    put(act.work.session, queue, offer_seconds=seconds)
    audit_chain.append(act, "queue.offer_time", {"queue": queue_id, "was": was, "now": seconds})
    return Answer()


@action("queue.serve")
def serve(act: Act, agent_id: int, queue_id: int, rank: int) -> Answer:
    """Let an agent serve a queue at this rank, the lowest first; 0 takes the agent off the queue."""
    of_team(act, agent_id)
    own_queue(act, queue_id)
    _rank(act, agent_id, queue_id, rank)
    raise_desk_seq(act, (agent_id,))
    act.work.happened(SupplyChanged((agent_id,)))
    return Answer()


@action("queue.rank")
def rank_for_team(act: Act, queue_id: int, rank: int) -> Answer:
    """Set the rank of a queue for everybody of the lead's team who serves it."""
    own_queue(act, queue_id)
    if not 1 <= rank <= RANKS:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="rank", low=1, high=RANKS)
    mine = (
        select(AgentQueue.agent_id)
        .join(Person, Person.id == AgentQueue.agent_id)
        .where(AgentQueue.queue_id == queue_id, Person.team_id == act.actor.team_id)
    )
    agents = tuple(sorted(act.work.session.execute(mine).scalars()))
    if not agents:
        raise Conflict("Nobody of your team serves this queue.")
    act.work.session.execute(
        update(AgentQueue).where(AgentQueue.queue_id == queue_id, AgentQueue.agent_id.in_(agents)).values(rank=rank)
    )
    raise_desk_seq(act, agents)
    act.work.happened(SupplyChanged(agents))
    return Answer(data={"count": len(agents)})


def _rank(act: Act, agent_id: int, queue_id: int, rank: int) -> None:
    session = act.work.session
    if not 0 <= rank <= RANKS or session.get(Agent, agent_id) is None:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="rank", low=0, high=RANKS)
    row = session.execute(
        select(AgentQueue).where(AgentQueue.agent_id == agent_id, AgentQueue.queue_id == queue_id)
    ).scalar_one_or_none()
    if row is None and rank:
        add(session, AgentQueue, agent_id=agent_id, queue_id=queue_id, rank=rank)
    elif row is not None and rank:
        put(session, row, rank=rank)
    elif row is not None:
        session.execute(delete(AgentQueue).where(AgentQueue.id == row.id))
