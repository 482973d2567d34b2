"""The whole desk of one agent, read in one snapshot with its own number (rules 6, 23)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.errors import NotYours
from console.store.case import load_case
from console.store.models import Agent, Attempt, CustomerPhone, Handout, Outcome, Phone, Site
from console.store.queries.customer_panel import customer_view
from console.store.queries.law_panel import heard_view, strip_view
from console.store.queries.outcome_panel import outcome_view
from console.store.queries.shift_panel import shift_view
from console.store.queries.supply import SupplyCache, join, queues_of
from console.store.queries.words_panel import path_of, path_of_cue, points_view
from console.store.views import DeskView


def site_epoch(session: Session) -> str:
    """Give the database's epoch; it changes by restore and reset."""
    return session.execute(select(Site.epoch)).scalar_one()


def desk_seq(session: Session, agent_id: int) -> tuple[int, int, str]:
    """Give (desk_seq, token, epoch) of an agent: what a beat needs, one statement."""
    epoch = select(Site.epoch).scalar_subquery()
    row = session.execute(
        select(Agent.desk_seq, Agent.handout_id, epoch.label("epoch")).where(Agent.id == agent_id)
    ).one_or_none()
    if row is None:
        raise NotYours()
    return int(row.desk_seq), int(row.handout_id or 0), str(row.epoch)


def desk_numbers(session: Session, agents: Collection[int]) -> dict[int, int]:
    """Give the present number of each of these desks, one statement."""
    if not agents:
        return {}
    rows = session.execute(select(Agent.id, Agent.desk_seq).where(Agent.id.in_(agents))).all()
    return {row.id: int(row.desk_seq) for row in rows}


def desk_view(
    session: Session, agent_id: int, now: datetime, zone: ZoneInfo, supply: SupplyCache
) -> DeskView:
    """Give the desk of this agent. Raises NotYours for people who work no queue."""
    agent = session.get(Agent, agent_id)
    if agent is None:
        raise NotYours("You are not set up to work a queue. Ask an administrator.")
    handout = session.execute(
        select(Handout).where(Handout.agent_id == agent_id, Handout.ended_at.is_(None))
    ).scalar_one_or_none()
    attempt = _last_attempt(session, handout)
    bar = shift_view(session, agent, handout, attempt, now, zone)
    epoch = site_epoch(session)
    if handout is None:
        counts = supply.get(session, now)
        queue = join([counts[q] for q in queues_of(session, agent_id) if q in counts])
        return DeskView(agent.desk_seq, epoch, now, 0, bar, queue, None, None, None, None)
    case = load_case(session, handout.customer_id, now, history=True)
    assert case is not None
    customer = customer_view(session, case, handout, attempt, now)
    chosen = next((p for p in customer.phones if p.chosen), None)
    number, role = _number(session, case.customer.id, chosen.id if chosen else None)
    running = attempt.id if attempt is not None and attempt.ended_at is None else None
    heard = heard_view(session, handout.id)
    strip = strip_view(case, handout.id, number, role, now, running, heard)
    code = session.execute(
        select(Outcome.code).where(Outcome.handout_id == handout.id).order_by(Outcome.id.desc())
    ).first()
    points = points_view(
        session, case, handout, attempt, now, ending=strip.ending,
        path=path_of(code[0]) if code else path_of_cue(heard),
    )  # fmt: skip
    outcome = outcome_view(session, case, handout, attempt, agent, now)
    return DeskView(
        agent.desk_seq, epoch, now, handout.id, bar, None, customer, points, strip, outcome
    )


def _last_attempt(session: Session, handout: Handout | None) -> Attempt | None:
    if handout is None:
        return None
    return session.execute(
        select(Attempt).where(Attempt.handout_id == handout.id).order_by(Attempt.id.desc()).limit(1)
    ).scalar_one_or_none()


def _number(session: Session, customer_id: int, phone_id: int | None) -> tuple[str | None, str]:
    if phone_id is None:
        return None, "debtor"
    row = session.execute(
        select(Phone.e164, CustomerPhone.role)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer_id, Phone.id == phone_id)
    ).one()
    return row.e164, row.role
