"""Who may open what: the one place that knows which team an object is of (rule 14).

Every door that takes an id asks here: files, numbers, recordings, visits, imports, ranks, previews and "try it".
An object of another team is answered like one that does not exist.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from console.domain.actor import DESK_ROLES, Actor
from console.domain.errors import NotYours
from console.store.models import Customer, Entry, Handout, ImportRun, Person, Portfolio, Queue

# inner tables under names of their own: a condition of this module stands inside any statement
_PERSON, _HANDOUT, _QUEUE, _ENTRY = aliased(Person), aliased(Handout), aliased(Queue), aliased(Entry)


def team_of(customer_id: Any) -> ColumnElement[int | None]:
    """Return, as a part of a statement, the team that answers for a customer, or NULL when no team does yet.

    It is the team of the agent who has the customer now, else the queue's, else the team of whoever had the
    customer last.
    """
    of_agent = (
        select(_PERSON.team_id)
        .join(_HANDOUT, _HANDOUT.agent_id == _PERSON.id)
        .where(_HANDOUT.customer_id == customer_id)
    )
    live = of_agent.where(_HANDOUT.ended_at.is_(None)).limit(1).scalar_subquery()
    queue = (
        select(_QUEUE.team_id)
        .join(_ENTRY, _ENTRY.queue_id == _QUEUE.id)
        .where(_ENTRY.customer_id == customer_id)
        .limit(1)
        .scalar_subquery()
    )
    last = of_agent.where(_HANDOUT.accepted_at.is_not(None)).order_by(_HANDOUT.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(live, queue, last)


def _had_by(actor: Actor, customer_id: Any) -> ColumnElement[bool]:
    """Return the condition that the actor's team has or had the customer, or that the queue is the team's."""
    worked = (
        select(_HANDOUT.id)
        .join(_PERSON, _PERSON.id == _HANDOUT.agent_id)
        .where(_HANDOUT.customer_id == customer_id, _PERSON.team_id == actor.team_id)
    )
    waits = (
        select(_ENTRY.id)
        .join(_QUEUE, _QUEUE.id == _ENTRY.queue_id)
        .where(_ENTRY.customer_id == customer_id, _QUEUE.team_id == actor.team_id)
    )
    return or_(worked.exists(), waits.exists())


def opened_by(actor: Actor, customer_id: Any) -> ColumnElement[bool]:
    """Return the condition that this person may open the customer's file, numbers, recordings and previews.

    The officer may open all, a lead those whom the own team has or had, an agent the one who is on the desk.
    """
    if actor.role in ("compliance", "worker"):
        return true()
    if actor.role == "lead" and actor.team_id is not None:
        return _had_by(actor, customer_id)
    if actor.role in DESK_ROLES:
        mine = select(_HANDOUT.id).where(
            _HANDOUT.customer_id == customer_id, _HANDOUT.agent_id == actor.id, _HANDOUT.ended_at.is_(None)
        )
        return mine.exists()
    return false()


def found_by(actor: Actor, customer_id: Any) -> ColumnElement[bool]:
    """Return the condition that this person may find the customer when the customer rings.

    At a desk that is everybody whom the own team has or had, and the customers of queues that are open to the team.
    """
    if actor.role not in DESK_ROLES:
        return opened_by(actor, customer_id)
    open_queue = (
        select(_ENTRY.id)
        .join(_QUEUE, _QUEUE.id == _ENTRY.queue_id)
        .where(_ENTRY.customer_id == customer_id, or_(_QUEUE.team_id.is_(None), _QUEUE.team_id == actor.team_id))
    )
    return or_(open_queue.exists(), _had_by(actor, customer_id))


def may_open(session: Session, actor: Actor, customer_id: int) -> bool:
    """Return True when this person may open the customer."""
    found = select(Customer.id).where(Customer.id == customer_id, opened_by(actor, Customer.id))
    return session.execute(found).first() is not None


def may_find(session: Session, actor: Actor, customer_id: int) -> bool:
    """Return True when this person may find the customer at the desk and take the customer's call."""
    found = select(Customer.id).where(Customer.id == customer_id, found_by(actor, Customer.id))
    return session.execute(found).first() is not None


def answered_by(actor: Actor, customer_id: Any) -> ColumnElement[bool]:
    """Return the condition that this person decides about the customer: the own team answers, or no team does yet."""
    if actor.role != "lead":
        return true() if actor.role in ("compliance", "admin", "worker") else false()
    team = team_of(customer_id)
    return or_(team.is_(None), team == actor.team_id) if actor.team_id is not None else team.is_(None)


def need_answered(session: Session, actor: Actor, customer_id: int) -> None:
    """Raise NotYours when a lead would decide about a customer for whom another team answers."""
    found = select(Customer.id).where(Customer.id == customer_id, answered_by(actor, Customer.id))
    if session.execute(found).first() is None:
        raise NotYours()


def is_colleague(session: Session, actor: Actor, person_id: int | None) -> bool:
    """Return True when the actor may judge what this person did: a lead the own team's, the officer everybody's."""
    if actor.role != "lead":
        return actor.role in ("compliance", "admin", "worker")
    team = session.execute(select(_PERSON.team_id).where(_PERSON.id == person_id)).scalar() if person_id else None
    return team is not None and team == actor.team_id


def need_colleague(session: Session, actor: Actor, person_id: int | None) -> None:
    """Raise NotYours when a lead would act on what somebody of another team did or owns."""
    if not is_colleague(session, actor, person_id):
        raise NotYours()


def brought_by(actor: Actor, person_id: Any) -> ColumnElement[bool]:
    """Return the condition that a file was brought in by the house or by the own team, not by another team."""
    if actor.role != "lead":
        return true()
    team = select(_PERSON.team_id).where(_PERSON.id == person_id).scalar_subquery()
    return or_(team.is_(None), team == actor.team_id)


def run_of(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that an import is this person's to see: a lead sees no import of another team."""
    return and_(brought_by(actor, ImportRun.by_id), portfolio_of(actor, ImportRun.portfolio_id))


def portfolio_of(actor: Actor, portfolio_id: Any) -> ColumnElement[bool]:
    """Return the condition that a portfolio is open to this person.

    A portfolio that queues name belongs to the teams of these queues. One that no queue names is open to every team.
    """
    if actor.role != "lead":
        return true()
    named = select(_QUEUE.id).where(
        _QUEUE.portfolio_id == portfolio_id, _QUEUE.team_id.is_not(None), _QUEUE.closed.is_(False)
    )
    return or_(~named.exists(), named.where(_QUEUE.team_id == actor.team_id).exists())


def need_portfolio(session: Session, actor: Actor, portfolio_id: int) -> None:
    """Raise NotYours when the portfolio is another team's."""
    found = select(Portfolio.id).where(Portfolio.id == portfolio_id, portfolio_of(actor, Portfolio.id))
    if session.execute(found).first() is None:
        raise NotYours()
