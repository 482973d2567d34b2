"""Random interleavings of everything that moves a customer: the invariants hold after each step."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import func, select

from console.actions import contact, floor, handout, import_apply, import_runs, inbound, people, shift, transfer
from console.domain.outcomes import RULES
from console.domain.promises import OutcomeForm
from console.store.models import Agent, Customer, Entry, Handout, Outcome, Person
from console.store.unit_of_work import open_database
from tests import databases
from tests.people import IDS, SampleSite
from tests.scale import scaled

pytestmark = pytest.mark.hammer

AGENTS = ("agent1", "agent2", "agent3")
HOLDING = ("offered", "in_contact", "wrap_up")
who = st.sampled_from(AGENTS)
CODES = [r.code for r in RULES if r.form in ("note", "dispute")]


class Shift(RuleBasedStateMachine):
    """Three agents, eight customers, a worker, a clock that jumps, and restarts."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="m"))
        self.site: Any = None
        self.numbers: dict[int, int] = {}

    @initialize()
    def open(self) -> None:
        self.url = databases.fresh_sqlite(self.folder)
        self.site = SampleSite(self.url, 12)

    def teardown(self) -> None:
        if self.site is not None:
            self.site.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def token(self, login: str) -> int:
        return int(
            self.site.one(select(Handout.id).where(Handout.agent_id == IDS[login], Handout.ended_at.is_(None))) or 0
        )

    @rule(login=who)
    def ready(self, login: str) -> None:
        handout.ask_for_next(self.site.call(login))

    @rule(login=who)
    def accept(self, login: str) -> None:
        handout.accept(self.site.call(login), self.token(login))

    @rule(login=who, early=st.booleans())
    def give_away(self, login: str, early: bool) -> None:
        act = handout.decline if early else handout.give_back
        act(self.site.call(login), self.token(login), "other")

    @rule(login=who, answered=st.booleans())
    def call_customer(self, login: str, answered: bool) -> None:
        token = self.token(login)
        if token and self.site.desk(login).customer is not None:
            done = self.site.begin(login, token, reason="needed")
            if done.ok and answered:
                contact.line_reports(self.site.worker(), done.data["attempt_id"], "answered")
            elif done.ok:
                contact.hang_up(self.site.call(login), token, done.data["attempt_id"])

    @rule(login=who, code=st.sampled_from(CODES), twice=st.booleans())
    def finish(self, login: str, code: str, twice: bool) -> None:
        token = self.token(login)
        if not token:
            return
        key = f"00000000-0000-4000-8000-{token:012d}"
        before = self.site.one(select(func.count()).where(Outcome.handout_id == token))
        first = self.site.finish(login, token, code, OutcomeForm(), key=key, facts_version=99)
        if first.ok and twice:
            again = self.site.finish(login, token, code, OutcomeForm(), key=key, facts_version=99)
            assert again.ok and again.data == first.data
        after = self.site.one(select(func.count()).where(Outcome.handout_id == token))
        assert after <= max(1, before)

    @rule(login=who)
    def next_one(self, login: str) -> None:
        handout.end_wrap_up(self.site.call(login), self.token(login))

    @rule(login=who)
    def pause(self, login: str) -> None:
        shift.take_break(self.site.call(login), "rest")

    @rule(login=who)
    def leave(self, login: str) -> None:
        shift.go_offline(self.site.call(login))

    @rule(login=who, to=who)
    def reassign(self, login: str, to: str) -> None:
        transfer.hand_over(self.site.call(login), self.token(login), str(IDS[to]), "please", 99)

    @rule(login=who, to=st.sampled_from(["queue", "me", "1", "2", "3"]))
    def lead_takes_over(self, login: str, to: str) -> None:
        floor.recall(self.site.call("lead1"), self.token(login), to, "takes over")

    @rule()
    def lead_goes_on(self) -> None:
        mine = self.token("lead1")
        handout.give_back(self.site.call("lead1"), mine, "other")

    @rule(login=who)
    def lead_ends_the_shift(self, login: str) -> None:
        floor.set_off_shift(self.site.call("lead1"), IDS[login], "went home")

    @rule(login=who, disabled=st.booleans(), role=st.sampled_from(["agent", "compliance"]))
    def access_changes(self, login: str, disabled: bool, role: str) -> None:
        team = 2 if login == "agent3" else 1
        number = IDS[login]
        assert people.change_person(self.site.call("admin1"), number, login, role, team, disabled).ok

    @rule(login=who, customer=st.integers(1, 12))
    def rings_back(self, login: str, customer: int) -> None:
        inbound.take_inbound(self.site.call(login), customer)

    @rule(seconds=st.sampled_from([1, 31, 61, 101, 400, 7300, 50_000]), seen=st.sets(who))
    def time_passes(self, seconds: int, seen: set[str]) -> None:
        self.site.later(seconds=seconds)
        shift.mark_seen(self.site.worker(), [IDS[login] for login in seen])
        self.site.tick()
        shift.drop_unseen(self.site.worker())

    @rule()
    def restart(self) -> None:
        self.site.database.close()
        self.site.database = open_database(self.url, databases.KEYS)
        self.site.context = type(self.site.context)(**{**self.site.context.__dict__, "database": self.site.database})

    @rule(balance=st.sampled_from(["0", "500", "-20"]), hold=st.sampled_from(["", "cease", "dispute"]))
    def bring_in(self, balance: str, hold: str) -> None:
        call = self.site.worker()
        made = import_runs.open_portfolio(call, "Own", "P", "TWD", ["cn"])
        run = import_runs.start(call, made.data["portfolio_id"], "m", "f.csv", True).data["run_id"]
        row = {
            "external_id": "M1",
            "name": "M",
            "product": "",
            "province": "",
            "address": "",
            "account_id": "M1",
            "balance": int(balance) * 100,
            "principal": None,
            "interest": None,
            "fees": None,
            "credit_limit": None,
            "currency": "TWD",
            "days_past_due": 20,
            "due_on": None,
            "phones": [["+8613800138000", "mobile", "CN", ""]],
            "hold": hold,
        }
        import_runs.stage(call, run, [{"line": 2, "key": "M1", "row": row, "errors": []}])
        import_runs.finish_reading(call, run)
        assert import_runs.begin_apply(call, run).ok
        assert import_apply.apply(call, run).ok

    @invariant()
    def one_customer_one_agent(self) -> None:
        if self.site is None:
            return
        live = self.site.rows(select(Handout.customer_id, Handout.agent_id).where(Handout.ended_at.is_(None)))
        assert len({row.customer_id for row in live}) == len(live)
        assert len({row.agent_id for row in live}) == len(live)

    @invariant()
    def no_customer_is_lost(self) -> None:
        if self.site is None:
            return
        assert self.site.one(select(func.count()).select_from(Entry)) == self.site.one(
            select(func.count()).select_from(Customer)
        )
        held = {
            row.customer_id
            for row in self.site.rows(
                select(Handout.customer_id).where(Handout.ended_at.is_(None), Handout.finished_at.is_(None))
            )
        }
        out = {row.customer_id for row in self.site.rows(select(Entry.customer_id).where(Entry.state == "handed_out"))}
        assert out == held

    @invariant()
    def states_are_legal_and_numbers_rise(self) -> None:
        if self.site is None:
            return
        for agent in (row[0] for row in self.site.rows(select(Agent))):
            assert (agent.handout_id is not None) == (agent.state in HOLDING), agent.state
            assert agent.desk_seq >= self.numbers.get(agent.id, 0)
            self.numbers[agent.id] = agent.desk_seq

    @invariant()
    def reasons_add_up(self) -> None:
        if self.site is None:
            return
        everybody = self.site.one(select(func.count()).select_from(Entry))
        for login in (*AGENTS, "lead1"):
            view = self.site.desk(login).queue
            if view is not None:
                counted = [view.waiting, view.with_agents, *(s.count for s in view.sleeping)]
                assert min(counted) >= 0 and sum(counted) == view.total == everybody

    @invariant()
    def nobody_without_access_is_ready(self) -> None:
        if self.site is None:
            return
        barred = self.site.rows(
            select(Agent.state)
            .join(Person, Person.id == Agent.id)
            .where(Person.disabled_at.is_not(None) | (Person.role == "compliance"))
        )
        assert {row.state for row in barred} <= {"offline", "in_contact", "wrap_up"}


TestShift = Shift.TestCase
TestShift.settings = settings(
    max_examples=scaled(30, 300), stateful_step_count=30, suppress_health_check=list(HealthCheck)
)
