"""Whom a lead may act on, and the reason that goes on record."""

from __future__ import annotations

from console.actions.call import Act
from console.domain.errors import Invalid, NotYours
from console.store import claim
from console.store.models import Person, Queue

SHORTEST = 5  # letters of a reason


def of_team(act: Act, agent_id: int) -> Person:
    """Return the agent's person row when the actor may act on it: a lead for the own team, an admin for all.

    An agent who has left every team with a customer still in hand is on each lead's floor.
    """
    person = act.work.session.get(Person, agent_id)
    if person is None:
        raise NotYours()
    if act.actor.role == "lead" and person.team_id != act.actor.team_id:
        left = person.team_id is None and claim.live_of_agent(act.work.session, agent_id)
        if not left:
            raise NotYours()
    return person


def own_queue(act: Act, queue_id: int) -> Queue:
    """Return the queue when the actor may steer it: a lead one of the own team or of no team, an admin each."""
    queue = act.work.session.get(Queue, queue_id)
    if queue is None or (act.actor.role == "lead" and queue.team_id not in (None, act.actor.team_id)):
        raise NotYours()
    return queue


def reason_of(text: str) -> str:
    """Return the reason that goes on record. Raises Invalid when it says too little."""
    if len(text.strip()) < SHORTEST:
        raise Invalid("Say in a few words why; it goes on record.", field="reason")
    return text.strip()[:300]
