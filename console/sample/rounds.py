"""The sample's rounds: places made up inside a real city, two pairs, a day's round of twelve stops each.

A place is drawn from the fixed seed within a box of built-up streets and is marked made up. It is no place of anybody.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from console.domain import visits
from console.routing.matrix import StraightLine
from console.routing.problem import Plan, Problem
from console.routing.process import plan_day
from console.routing.rounds import plan_rounds
from console.sample.site import NAMES_ZH
from console.store import claim
from console.store.customer_case import load_case
from console.store.models import Address, Agent, AgentQueue, Customer, Entry, Person, Place, Queue, Visit, VisitRound
from console.store.unit_of_work import Database, Work
from console.store.visits import day_of, rounds_of, write_plan

CITY = "上海市"
BOX = (31.205, 31.255, 121.435, 121.505)  # south, north, west, east: built-up streets on one side of the river
OFFICE = (31.2304, 121.4737)
STOPS = 12  # of each round
SEED = 20261128
COLLECTORS = (("collector2", "Ma Li"), ("collector3", "Hu Bin"), ("collector4", "Guo Jing"))
WHY = "Asked to talk at home (made up)"
ITERATIONS = 400  # bound by number: the same order at every first start


def load_rounds(database: Database, hashed: str, now: datetime, zone: ZoneInfo) -> int:
    """Add collectors, places, and today's rounds with their visits. Return the number of visits on a round.

    A portfolio with too few customers in the city gets none: it is a test's.
    """

    def make(work: Work) -> tuple[str, int | None] | None:
        session = work.session
        chosen = _customers(session)
        if len(chosen) < 2 * STOPS:
            return None
        lead = session.execute(select(Person).where(Person.login == "lead1")).scalar_one()
        pair = session.execute(select(Person.id).where(Person.login == "collector1")).scalar_one()
        collectors = [pair, *_hire(session, hashed, lead.team_id, now)]
        office = session.execute(insert(Place).values(**_place("Office (made up)", *OFFICE, now)).returning(Place.id))
        office_id = office.scalar_one()
        day = now.astimezone(zone).date()
        for first, second in (collectors[:2], collectors[2:]):
            session.execute(insert(VisitRound).values(**_round(first, second, lead.team_id, office_id, now, zone)))
        agent = session.execute(select(Person.id).where(Person.login == "agent1")).scalar_one()
        _visits(session, chosen, agent, lead.id, now)
        return day.isoformat(), lead.team_id

    made = database.transaction(make)
    if made is None:
        return 0
    day, team_id = made
    with database.reading() as session:
        found = day_of(session, day, team_id, now, zone)
    plan = plan_rounds(found, StraightLine(), _plan)

    def keep(work: Work) -> int:
        rounds = rounds_of(work.session, day, team_id, lock=True)
        customers = write_plan(work.session, rounds, plan, now)
        until = max(one.ends_at for one in rounds)
        for customer_id in customers:
            claim.put_to_sleep(work, customer_id, now, wake_at=until, reason="visit")
        return len(customers)

    return database.transaction(keep)


def _plan(problem: Problem) -> Plan:
    return plan_day(problem, seconds=None, iterations=ITERATIONS, seed=SEED)


def _customers(session: Session) -> Sequence[tuple[Customer, Address]]:
    """Return those of the city who owe most, each with the home."""
    rows = session.execute(
        select(Customer, Address)
        .join(Address, Address.customer_id == Customer.id)
        .join(Entry, Entry.customer_id == Customer.id)
        .where(Customer.province == CITY, Customer.owed_minor >= visits.LARGE, Entry.state == "sleeping")
        .order_by(Customer.owed_minor.desc(), Customer.id)
        .limit(2 * STOPS)
    ).all()
    return [(row[0], row[1]) for row in rows]


def _hire(session: Session, hashed: str, team_id: int | None, now: datetime) -> list[int]:
    """Add the other collectors; they are agents too, as every collector is."""
    queues = session.execute(select(Queue.id).order_by(Queue.id)).scalars().all()
    found: list[int] = []
    for login, name in COLLECTORS:
        values = {
            "login": login,
            "name": name,
            "name_zh": NAMES_ZH[name],
            "password_hash": hashed,
            "role": "collector",
            "team_id": team_id,
        }
        person = session.execute(
            insert(Person).values(**values, made_up=True, made_at=now).returning(Person.id)
        ).scalar_one()
        session.execute(insert(Agent).values(id=person, since=now, skills=[]))
        for rank, queue_id in enumerate(queues, 1):
            session.execute(insert(AgentQueue).values(agent_id=person, queue_id=queue_id, rank=rank))
        found.append(person)
    return found


def _place(label: str, lat: float, lon: float, now: datetime) -> dict[str, Any]:
    return {
        "label": label,
        "city": CITY,
        "lat": round(lat, 6),
        "lon": round(lon, 6),
        "source": "made_up",
        "made_up": True,
        "made_at": now,
    }


def _round(
    first: int, second: int, team_id: int | None, office_id: int, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Return a round that begins at nine, or now when it is later, and has eight and a half hours."""
    local = now.astimezone(zone)
    starts = max(datetime.combine(local.date(), time(9), zone), local.replace(second=0, microsecond=0))
    ends = min(starts + timedelta(hours=8, minutes=30), datetime.combine(local.date(), time(21, 30), zone))
    rests = [["11:30", "13:00", 45]] if starts.time() <= time(11, 30) else []
    return {
        "day": local.date().isoformat(),
        "team_id": team_id,
        "first_id": first,
        "second_id": second,
        "start_id": office_id,
        "end_id": office_id,
        "starts_at": starts,
        "ends_at": ends,
        "breaks": rests,
        "steps": [],
    }


def _visits(session: Session, chosen: Sequence[tuple[Customer, Address]], agent: int, lead: int, now: datetime) -> None:
    chance = random.Random(SEED)
    south, north, west, east = BOX
    for customer, address in chosen:
        place = _place("home", chance.uniform(south, north), chance.uniform(west, east), now)
        owner = {"customer_id": customer.id, "address_id": address.id, "accuracy_m": 50}
        place_id = session.execute(insert(Place).values(**place, **owner).returning(Place.id)).scalar_one()
        case = load_case(session, customer.id, now)
        assert case is not None
        worth = visits.estimate(customer.owed_minor, customer.stage)
        session.execute(
            insert(Visit).values(
                customer_id=customer.id,
                place_id=place_id,
                state="approved",
                proposed_by_id=agent,
                proposed_at=now,
                why=WHY,
                factors=visits.factors_of(case.facts, worth, now, asked=True),
                gain_minor=worth.gain,
                cost_minor=worth.cost,
                currency=customer.currency,
                minutes=10 + 5 * chance.randint(0, 2),
                decided_by_id=lead,
                decided_at=now,
            )
        )
