"""A site with places on the map, collectors and an office, for the tests of visits and rounds."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import insert, select, update

from console.actions.call import Call
from console.domain.actor import Actor
from console.domain.visits import DayPlan
from console.routing.check import faults_of
from console.routing.matrix import StraightLine
from console.routing.nearest import nearest_next
from console.routing.problem import Plan, Problem
from console.routing.rounds import plan_rounds
from console.store.models import Account, Address, Customer, Person, Place, Team
from console.store.visits import day_of
from tests.people import ZONE, SampleSite

DAY = "2026-11-23"  # the site's first day, a Monday
OFFICE = (31.23, 121.47)


def put_on_map(site: SampleSite, customer_id: int, lat: float, lon: float) -> int:
    """Give a customer's verified home a place; returns its id."""
    address = site.one(select(Address.id).where(Address.customer_id == customer_id))
    place = {"customer_id": customer_id, "address_id": address, "label": "home", "lat": lat, "lon": lon}
    site.execute(insert(Place).values(**place, city="上海市", source="import", made_up=True, made_at=site.now))
    return int(site.one(select(Place.id).where(Place.address_id == address)))


def office(site: SampleSite) -> int:
    """Make the place where rounds begin and end."""
    place = {"label": "Office", "city": "上海市", "lat": OFFICE[0], "lon": OFFICE[1], "source": "map"}
    site.execute(insert(Place).values(**place, made_up=True, made_at=site.now))
    return int(site.one(select(Place.id).where(Place.customer_id.is_(None))))


def hire(site: SampleSite, login: str, role: str = "collector") -> int:
    """Add a person to the first team."""
    team = site.one(select(Team.id).order_by(Team.id).limit(1))
    site.execute(
        insert(Person).values(
            login=login,
            name=login,
            password_hash="",
            role=role,
            role_version=1,
            team_id=team,
            locale="en",
            theme="auto",
            sound=True,
            keys={},
            must_change=False,
            totp_secret="",
            totp_last_step=0,
            made_up=True,
            made_at=site.now,
        )
    )
    return int(site.one(select(Person.id).where(Person.login == login)))


def person(site: SampleSite, person_id: int, role: str = "lead") -> Call:
    """Return a call by a person who is not in the sample's cast."""
    team = site.one(select(Person.team_id).where(Person.id == person_id))
    return replace(site.call("lead1"), actor=Actor(person_id, role, "", team))


def owe(site: SampleSite, *customers: int, minor: int = 5_000_000) -> None:
    """Let customers owe a large sum, so that a visit is worth its way."""
    site.execute(update(Account).where(Account.customer_id.in_(customers)).values(balance_minor=minor))
    site.execute(update(Customer).where(Customer.id.in_(customers)).values(owed_minor=minor, stage="M3+"))


def customers(site: SampleSite, count: int) -> list[int]:
    """Return customers who owe, best known first."""
    wanted = select(Customer.id).where(Customer.owed_minor > 0).order_by(Customer.id).limit(count)
    return [int(one) for (one,) in site.rows(wanted)]


def checked(problem: Problem) -> Plan:
    """Plan without the child process, and check the plan."""
    plan = nearest_next(problem)
    assert faults_of(problem, plan) == []
    return plan


def planned(site: SampleSite, day: str = DAY) -> tuple[DayPlan, tuple[tuple[int, int], ...]]:
    """Return the plan of the team's day and the versions that it stands for."""
    team = site.one(select(Team.id).order_by(Team.id).limit(1))
    with site.database.reading() as session:
        found = day_of(session, day, team, site.now, ZONE)
    return plan_rounds(found, StraightLine(), checked), found.versions


def minutes(site: SampleSite, count: int) -> timedelta:
    """Return a span of minutes."""
    return timedelta(minutes=count)
