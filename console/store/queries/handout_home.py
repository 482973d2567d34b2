"""Where the customer of a hand-out is at home: whose clock and whose money its forms mean."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.domain.actor import Actor
from console.domain.facts import Money
from console.domain.local_clock import clock_zone
from console.store import scope
from console.store.customer_case import load_case
from console.store.models import Attempt, Handout, Phone
from console.store.unit_of_work import Database


@dataclass(frozen=True, slots=True)
class Home:
    """``zone``: of the customer's days. ``clock_zone``: of a time that one agrees with the customer."""

    zone: str
    clock_zone: str
    owed: Money

    def zone_for(self, kind: str) -> ZoneInfo:
        """Return the zone in which a form of this kind is read."""
        return ZoneInfo(self.clock_zone if kind == "callback" else self.zone)


def home_of_handout(database: Database, actor: Actor, handout_id: int, now: datetime) -> Home | None:
    """Return where the customer of a hand-out is at home; None when there is none, or it is another agent's."""
    with database.reading() as session:
        handout = session.get(Handout, handout_id)
        if handout is None or (
            handout.agent_id != actor.id and not scope.is_colleague(session, actor, handout.agent_id)
        ):
            return None
        case = load_case(session, handout.customer_id, now)
        if case is None:
            return None
        rung = session.execute(
            select(Phone.e164)
            .join(Attempt, Attempt.phone_id == Phone.id)
            .where(Attempt.handout_id == handout_id)
            .order_by(Attempt.id.desc())
            .limit(1)
        ).scalar_one_or_none()
        owed = sum(max(0, account.balance or 0) for account in case.facts.accounts or ())
        zone = case.customer.zone
        return Home(zone, clock_zone(case.facts, zone, rung), Money(owed, case.customer.currency))
