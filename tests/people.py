"""The cast of every story, and a small site with a clock that the test moves."""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from sqlalchemy import Executable, func, select, text

from console.actions import contact, handout, inbound, outcome, shift, wake
from console.actions.call import Answer, Call, Context
from console.actions.due_tasks import run_due
from console.domain.actor import WORKER, Actor
from console.domain.events import Event
from console.domain.promises import OutcomeForm
from console.domain.telephony import SimulatedCall
from console.sample.load import load_sample
from console.sample.site import PEOPLE
from console.store.models import Agent, Base, Customer, Entry, Handout
from console.store.queries.desk import desk_view
from console.store.queries.floor import floor_view
from console.store.queries.floor_money import DayMoneyCache
from console.store.queries.queue_panel import SupplyCache
from console.store.unit_of_work import open_database
from console.store.views import DeskView, FloorAgent, FloorView, PointsView
from tests import databases

ZONE = ZoneInfo("Asia/Shanghai")
MONDAY_TEN = datetime(2026, 11, 23, 10, 0, tzinfo=ZONE).astimezone(UTC)
IDS = {login: number for number, (login, *_rest) in enumerate(PEOPLE, 1)}


class ScriptedLine:
    """A line that the test drives: it plans nothing by itself."""

    name = "simulated"

    def dial(self, number: str) -> dict[str, str]:
        return {"line": "simulated"}

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        return None


class SampleSite:
    """A sample of a few customers, the cast, and a clock.

    Making one takes a second, so each kind is made once in a process, and copied.
    """

    _made: ClassVar[dict[tuple[str, int, bool], tuple[str, Any, list[Event]]]] = {}

    def __init__(self, url: str, customers: int = 30, *, awake: bool = True) -> None:
        kind = (url.partition(":")[0], customers, awake)
        if kind not in self._made:
            first = databases.fresh_like(url)
            self._open(first)
            load_sample(self.database, "no password", self.now, ZONE, limit=customers)
            if awake:
                self.wake()
            self.close()
            self._made[kind] = first, self.context.rng.getstate(), self.events
        source, chance, events = self._made[kind]
        databases.copy(source, url)
        self._open(url)
        self.context.rng.setstate(chance)
        self.events.extend(events)

    def _open(self, url: str) -> None:
        self.database = open_database(url, databases.KEYS)
        self.now = MONDAY_TEN
        self.events: list[Event] = []
        self.database.listeners.append(self.events.extend)
        self.context = Context(self.database, ZONE, random.Random(7), lambda: self.now, ScriptedLine())
        self.supply = SupplyCache(0, stopwatch=lambda: 0.0)  # a slow machine must not make it keep a reading
        self.money = DayMoneyCache(0, stopwatch=lambda: 0.0)

    def close(self) -> None:
        self.database.close()

    def actor(self, login: str) -> Actor:
        number, (_, name, role, team) = IDS[login], PEOPLE[IDS[login] - 1]
        return Actor(number, role, name, {"A": 1, "B": 2}.get(team), "en")

    def call(self, login: str, key: str | None = None) -> Call:
        return Call(self.context, self.actor(login), self.now, key or str(uuid.uuid4()))

    def worker(self) -> Call:
        return Call(self.context, WORKER, self.now)

    def later(self, **span: float) -> None:
        self.now += timedelta(**span)

    def wake(self) -> int:
        return wake.wake_due(self.worker())

    def tick(self) -> None:
        """Do once what the worker does."""
        run_due(self.worker())
        handout.expire(self.worker())
        self.wake()
        handout.deal_out(self.worker())

    def desk(self, login: str) -> DeskView:
        with self.database.reading() as session:
            return desk_view(session, IDS[login], self.now, ZONE, self.supply)

    def points(self, login: str = "agent1") -> PointsView:
        """Return the panel of talking points of an agent who has a customer."""
        view = self.desk(login).points
        assert view is not None
        return view

    def floor(self, login: str = "lead1") -> FloorView:
        with self.database.reading() as session:
            return floor_view(session, self.actor(login), self.now, ZONE, self.supply, self.money)

    def on_floor(self, login: str) -> FloorAgent:
        """Return the line of an agent on the lead's floor."""
        return next(agent for agent in self.floor().agents if agent.agent_id == IDS[login])

    def agent(self, login: str) -> Agent:
        with self.database.reading() as session:
            return session.get_one(Agent, IDS[login])

    def one(self, query: Any) -> Any:
        with self.database.reading() as session:
            return session.execute(query).scalar()

    def rows(self, query: Any) -> list[Any]:
        with self.database.reading() as session:
            return list(session.execute(query).all())

    def sql(self, words: str, **values: Any) -> None:
        self.database.transaction(lambda work: work.session.execute(text(words), values))

    def execute(self, statement: Executable) -> None:
        """Run one statement in a transaction of its own."""
        self.database.transaction(lambda work: work.session.execute(statement))

    def rows_of_everything(self) -> dict[str, int]:
        """Return how many rows each table holds (sessions apart): a refusal changes none."""
        tables = [t for t in Base.metadata.sorted_tables if t.name != "web_session"]
        with self.database.reading() as session:
            return {t.name: int(session.execute(select(func.count()).select_from(t)).scalar_one()) for t in tables}

    # --- the steps of a call -----------------------------------------------------------------

    def ready(self, login: str) -> int:
        """Set ready. Return the token of the offer, 0 when nobody waits."""
        done = handout.ask_for_next(self.call(login))
        assert done.ok, done
        return self.desk(login).token

    def preview(self, login: str) -> int:
        token = self.ready(login)
        assert token, "nobody was offered"
        done = handout.accept(self.call(login), token)
        assert done.ok, done
        return token

    def begin(self, login: str, token: int, **more: Any) -> Answer:
        view = self.desk(login).customer
        assert view is not None
        phone = next((p.id for p in view.phones if p.chosen), view.phones[0].id)
        more = {"facts_version": view.facts_version, "phone_id": phone, **more}
        return contact.begin(self.call(login), token, **more)

    def talk(self, login: str) -> int:
        """Ready, take, call, and somebody answers. Return the token."""
        token = self.preview(login)
        self.connect(login, token)
        return token

    def connect(self, login: str, token: int) -> None:
        done = self.begin(login, token)
        assert done.ok, done
        contact.line_reports(self.worker(), done.data["attempt_id"], "answered")

    def finish(self, login: str, token: int, code: str, form: OutcomeForm | None = None, **more: Any) -> Answer:
        view = self.desk(login).outcome
        version = view.facts_version if view else 0
        call = self.call(login, more.pop("key", None))
        hang_up = more.pop("hang_up", True)
        more = {"note": "", "facts_version": version, **more}
        done = outcome.finish(call, token, code, form=form or OutcomeForm(), **more)
        if hang_up and done.ok:
            self.hang_up(login)
        return done

    def hang_up(self, login: str) -> None:
        """Say goodbye: end the call that this agent still has on the line, if any."""
        view = self.desk(login).customer
        if view is not None and view.attempt_id is not None:
            assert contact.hang_up(self.call(login), view.handout_id, view.attempt_id).ok

    def ring_in(self, login: str, customer_id: int) -> int:
        """Let a customer call this agent later the same day. Return the hand-out id."""
        shift.take_break(self.call(login), "rest")
        if live := self.desk(login).token:
            handout.end_wrap_up(self.call(login), live)
        self.later(minutes=20)
        done = inbound.take_inbound(self.call(login), customer_id)
        assert done.ok, done
        return int(done.data["token"])

    def live_handouts(self) -> int:
        return int(self.one(select(func.count()).where(Handout.ended_at.is_(None))))

    def customer(self, customer_id: int) -> Customer:
        with self.database.reading() as session:
            return session.get_one(Customer, customer_id)

    def customer_of(self, token: int) -> int:
        """Return the id of the customer of a hand-out."""
        return int(self.one(select(Handout.customer_id).where(Handout.id == token)))

    def owed(self, token: int) -> int:
        """Return what the customer of a hand-out owes, in minor units."""
        return self.customer(self.customer_of(token)).owed_minor

    def entry(self, customer_id: int) -> Entry:
        """Return the queue entry of a customer."""
        found: Entry = self.one(select(Entry).where(Entry.customer_id == customer_id))
        return found
