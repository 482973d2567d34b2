"""A lead's floor: agents with state and time in state, queues with their counts, and the figures of the day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.bilingual import Bilingual, called
from console.domain.offers import KINDS
from console.domain.speech import CATEGORIES, CUES
from console.domain.timeline import ROLES as READERS
from console.store.models import Approval, Customer, Person, SpeechFinding
from console.store.queries import masking
from console.store.queries.floor_agents import floor_agents
from console.store.queries.floor_money import DayMoney, DayMoneyCache
from console.store.queries.floor_queues import floor_pairs, floor_queues
from console.store.queries.lead_panel import pinned
from console.store.queries.queue_panel import SupplyCache
from console.store.queries.shift_panel import day_start
from console.store.views import FloorAgent, FloorAlert, FloorQueue, FloorTiles, FloorView


def floor_view(
    session: Session, actor: Actor, now: datetime, zone: ZoneInfo, supply: SupplyCache, money: DayMoneyCache
) -> FloorView:
    """Return the floor: a lead sees the own team, compliance and admin see all teams."""
    agents = floor_agents(session, actor, now, zone)
    day = money.get(session, now, zone)
    queues = floor_queues(session, actor, supply.get(session, now, zone).views, day)
    return FloorView(
        now,
        _alerts(session, actor, day_start(now, zone)),
        agents,
        queues,
        sum(queue.total for queue in queues),
        _tiles(agents, queues, day, actor),
        money.hours(session, now, zone, actor.team_id if actor.role == "lead" else None),
        floor_pairs(session, actor, now, zone),
        pinned(session, actor.team_id) if actor.role == "lead" else None,
        actor.role in ("lead", "admin"),
        _free(agents, actor),
    )


def _tiles(agents: Sequence[FloorAgent], queues: Sequence[FloorQueue], day: DayMoney, actor: Actor) -> FloorTiles:
    states = [agent.state for agent in agents]
    kept, due = day.kept_and_due(actor)
    return FloorTiles(
        talking=sum(1 for agent in agents if agent.phase in ("talking", "safety")),
        wrap_up=states.count("wrap_up"),
        ready=states.count("ready"),
        on_break=states.count("on_break"),
        longest=min((agent.since for agent in agents if agent.state == "ready"), default=None),
        waiting=sum(queue.waiting for queue in queues if not queue.closed),
        calls=sum(agent.sums.calls for agent in agents),
        rpc=sum(agent.sums.rpc for agent in agents),
        promises=sum(agent.sums.promises for agent in agents),
        promised=day.promised_by(actor),
        kept=kept,
        due=due,
    )


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
