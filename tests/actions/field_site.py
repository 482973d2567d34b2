"""A pair on its round, and a tablet that writes an outbox, for the tests of visits in the field."""

from __future__ import annotations

import json
import uuid
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from console.actions import field, rounds
from console.actions.call import Answer
from console.domain.field_entries import NONE_BEFORE, Entry
from console.store.models import Agent, Person, Visit
from tests.actions.visit_site import DAY, customers, hire, office, owe, person, planned, put_on_map
from tests.people import SampleSite

SALT = "0123456789abcdef0123"


def go_out(site: SampleSite, stops: int = 3) -> list[int]:
    """Plan a round of collector1 and c2 with these many stops. Return the visits in their order."""
    place = office(site)
    second = hire(site, "c2")
    site.execute(insert(Agent).values(id=second, since=site.now, skills=[]))
    pair = [site.actor("collector1").id, second]
    assert rounds.open_round(site.call("lead1"), DAY, pair, place, place, ("09:00", "18:00")).ok
    chosen = customers(site, stops)
    owe(site, *chosen)
    for number, customer_id in enumerate(chosen):
        where = put_on_map(site, customer_id, 31.21 + number / 100, 121.45)
        values = {"customer_id": customer_id, "place_id": where, "state": "approved", "why": "asked for it"}
        values |= {"proposed_at": site.now, "factors": [], "gain_minor": 100_000, "cost_minor": 20_000}
        values |= {"currency": "TWD", "minutes": 20, "bound": False, "travel_s": 0, "metres": 0}
        site.execute(insert(Visit).values(**values, left_out="", end_reason=""))
    plan, versions = planned(site)
    assert rounds.keep_plan(site.call("lead1"), DAY, plan, versions).ok
    return [int(one) for (one,) in site.rows(select(Visit.id).order_by(Visit.position))]


class Tablet:
    """A tablet of one collector: it writes entries with their hashes and sends them when it likes."""

    def __init__(self, site: SampleSite, login: str = "collector1", clock_off: timedelta = timedelta()) -> None:
        self.site, self.login, self.clock_off = site, login, clock_off
        self.stream, self.seq, self.prev = str(uuid.uuid4()), 0, NONE_BEFORE
        self.written: list[Entry] = []
        self.offset: int | None = round(-clock_off.total_seconds() * 1000)

    def ms(self, at: datetime | None = None) -> int:
        """Return what the tablet's own clock shows."""
        return round(((at or self.site.now) + self.clock_off).timestamp() * 1000)

    def write(self, kind: str, visit: int = 0, *, token: int = 0, at: datetime | None = None, **body: Any) -> Entry:
        """Write an entry into the outbox."""
        self.seq += 1
        text = json.dumps(body)
        entry = Entry(
            str(uuid.uuid4()), self.stream, self.seq, self.prev, self.ms(at), self.offset, kind, visit, token, text
        )
        self.prev = entry.hash
        self.written.append(entry)
        return entry

    def send(self, entry: Entry, *, signed: bool = False) -> Answer:
        """Send one entry now."""
        call = self.site.call(self.login) if self.login == "collector1" else self._other()
        measured = round(self.site.now.timestamp() * 1000) - self.ms()
        return field.take(replace(call, key=""), entry, measured, signed=signed)

    def _other(self) -> Any:
        return person(self.site, self.site.one(select(Person.id).where(Person.login == self.login)), "collector")

    def do(self, kind: str, visit: int = 0, **body: Any) -> Answer:
        """Write an entry and send it at once."""
        return self.send(self.write(kind, visit, **body))


def near(number: int = 0) -> dict[str, Any]:
    """Return a position at the door of the n-th customer."""
    return {"lat": 31.21 + number / 100, "lon": 121.45, "accuracy_m": 12, "salt": SALT}
