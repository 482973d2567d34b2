"""A site on which something of every kind is on file, what the engine says there, and random calls of any action."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

import console.actions
from console.actions import (
    approval,
    calendar,
    contact,
    customer_file,
    handout,
    hold_review,
    house_rules,
    papers,
    payments,
    permits,
    proposals,
    safety,
    suppressions,
    visits,
)
from console.actions.call import Answer, Call
from console.actions.runtime import ACTIONS
from console.domain.actor import CUSTOMER, Actor
from console.domain.compliance import Proposed, check
from console.domain.compliance.types import LEVELS
from console.domain.facts import CustomerFacts
from console.domain.may import MAY, may
from console.sample.site import PEOPLE
from console.store import models as m
from console.store.customer_case import load_case
from tests import databases
from tests.actions.machines import key_of, machine, number
from tests.actions.messaging import queue
from tests.actions.widening_cases import OWN, POOLS, SKIPPED, WATCHED, WORDS, statement
from tests.people import IDS, SampleSite

for found in pkgutil.iter_modules(console.actions.__path__):
    importlib.import_module(f"console.actions.{found.name}")

CHANNELS = ("call", "sms", "email", "letter", "visit")
PARTIES = ("debtor", "spouse", "guardian", "heir", "third_party")
PURPOSES = ("collect", "locate", "notify")
HOURS = (0, 5, 12, 21.5, 24, 30)  # from 10:00 in Shanghai: now, 15:00, 22:00, 07:30, tomorrow 10:00, 16:00
LIVE = select(m.Handout.id, m.Handout.agent_id).where(m.Handout.ended_at.is_(None))
Cell = tuple[str, str, str, str | None, float]


def levels(case: Any, now: datetime) -> dict[Cell, int]:
    """Return how strict the verdict is on every kind of contact, at several minutes of two days."""
    found = {}
    numbers = [phone.e164 for phone in case.facts.phones or ()][:3]
    for channel in CHANNELS:
        for party in PARTIES:
            for purpose in PURPOSES:
                for e164 in numbers if channel in ("call", "sms") else [None]:
                    proposed = Proposed(channel, purpose=purpose, party=party, number=e164)  # type: ignore[arg-type]
                    for hours in HOURS:
                        at = now + timedelta(hours=hours)
                        verdict = check(replace(proposed, at=at), case.facts, case.packs, at, plan=False)
                        found[channel, party, purpose, e164, hours] = LEVELS[verdict.level]
    return found


@dataclass(frozen=True)
class Seen:
    """What the rules read about one customer."""

    case: Any

    @property
    def key(self) -> tuple[CustomerFacts, tuple[int, ...]]:
        return self.case.facts, tuple(id(pack) for pack in self.case.packs)


class World:
    """A site with its cast, on which one act after another is tried."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / uuid.uuid4().hex}.db"
        databases.copy(template(), url)
        self.site = SampleSite.__new__(SampleSite)
        self.site._open(url)
        self.ok: dict[str, bool] = {}

    def see(self) -> dict[int, Seen]:
        with self.site.database.reading() as session:
            return {number: Seen(load_case(session, number, self.site.now)) for number in WATCHED}

    def looser(self, before: Mapping[int, Seen]) -> list[tuple[int, Cell]]:
        """Return where the verdict is looser than before."""
        found = []
        for customer, now in self.see().items():
            if now.key != before[customer].key:
                old, new = levels(before[customer].case, self.site.now), levels(now.case, self.site.now)
                found += [(customer, cell) for cell in old if cell in new and new[cell] < old[cell]]
        return found

    def decided_by_two(self, before: set[int]) -> bool:
        """Return True when the act decided a proposal of another person."""
        rows = self.site.rows(
            select(m.Proposal.id, m.Proposal.asked_by_id, m.Proposal.decided_by_id).where(m.Proposal.state != "asked")
        )
        return any(row.id not in before and row.asked_by_id != row.decided_by_id for row in rows)

    def decided(self) -> set[int]:
        return {row.id for row in self.site.rows(select(m.Proposal.id).where(m.Proposal.state != "asked"))}

    def act(self, name: str, seed: int) -> list[tuple[int, Cell]]:
        """Run one action on a random case. Return where it loosened a verdict by one hand."""
        chance = random.Random(seed)
        call, values = self.call_of(name, chance)
        before, decided = self.see(), self.decided()
        self.ok.setdefault(name, False)
        try:
            answer: Answer = ACTIONS[name](call, **values)
        except (IntegrityError, LookupError):  # no door sends such arguments, and the transaction rolled back
            return []
        self.ok[name] = self.ok[name] or answer.ok
        loose = self.looser(before)
        return [] if not loose or self.decided_by_two(decided) else loose

    def call_of(self, name: str, chance: random.Random) -> tuple[Call, dict[str, Any]]:
        """Return who acts and with which arguments: of the action's own table, else by the parameters' names."""
        own = OWN.get(name, {})
        names = [parameter.name for parameter in parameters(name)]
        who = chance.choice(own.get("by") or doers(name))
        live = {row.agent_id: row for row in self.site.rows(LIVE)}
        at_desk = "handout_id" in names and live and chance.random() < 0.8
        if at_desk and "by" not in own:
            who = chance.choice([login for login in IDS if IDS[login] in live])
        values = {}
        for parameter in names:
            pool = own.get(parameter) or POOLS[parameter]
            choices = list(pool(self.site) if callable(pool) else pool)
            values[parameter] = chance.choice(choices) if choices else 0
        mine = live.get(IDS.get(who, 0))
        if at_desk and mine is not None:
            values["handout_id"] = mine.id
        self._fit(values, chance)
        if who == "page":
            actor = Actor(chance.choice(WATCHED), CUSTOMER)
            return Call(self.site.context, actor, self.site.now), values
        if who in ("worker", "machine"):
            return machine(self.site) if who == "machine" else self.site.worker(), values
        return self.site.call(who), values

    def _fit(self, values: dict[str, Any], chance: random.Random) -> None:
        """Let what belongs together fit: a number and a debt to its customer, an attempt to its hand-out."""
        customer, handout = values.get("customer_id"), values.get("handout_id")
        if handout and not customer:
            customer = self.site.one(select(m.Handout.customer_id).where(m.Handout.id == handout))
        for name, query in (
            ("phone_id", select(m.CustomerPhone.phone_id.label("id")).where(m.CustomerPhone.customer_id == customer)),
            ("account_id", select(m.Account.id).where(m.Account.customer_id == customer)),
            ("attempt_id", select(m.Attempt.id).where(m.Attempt.handout_id == handout)),
        ):
            if name in values and (customer if name != "attempt_id" else handout):
                fitting = [row.id for row in self.site.rows(query)]
                values[name] = chance.choice(fitting) if fitting else values[name]


def doers(name: str) -> tuple[str, ...]:
    """Return who of the cast may do this action: people, else a machine, else the worker."""
    if MAY.get(name) == ("service",):
        return ("machine",)
    return tuple(login for login, _, role, _ in PEOPLE if may(name, role)) or ("worker",)


def parameters(name: str) -> list[inspect.Parameter]:
    """Return what an action is called with, beside who acts."""
    return list(inspect.signature(ACTIONS[name]).parameters.values())[1:]


def without_case() -> list[str]:
    """Return the actions with a parameter for which nobody has said what it may be."""
    return [
        f"{name}: {parameter.name}"
        for name in ACTIONS
        if name not in SKIPPED
        for parameter in parameters(name)
        if parameter.name not in POOLS and parameter.name not in OWN.get(name, {})
    ]


@lru_cache(maxsize=1)
def template() -> str:
    """Make the site once: something of every kind is on file and waits. Return its URL."""
    url = databases.fresh_sqlite(databases.sqlite_template().parent)
    site = SampleSite(url, 16)
    for n in (1, 2):
        token = {"id": n, "name": f"gateway {n}", "token_sha256": str(n), "scopes": ["permits"], "made_at": site.now}
        site.execute(m.ServiceToken.__table__.insert().values(**token))  # type: ignore[attr-defined]
    put = customer_file.put_on_file
    first = site.preview("agent3")
    done = site.begin("agent3", first)
    contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
    assert site.finish("agent3", first, "NA").ok
    assert handout.end_wrap_up(site.call("agent3"), first).ok
    danger = site.desk("agent3").token or site.ready("agent3")
    assert handout.accept(site.call("agent3"), danger).ok
    assert safety.enter(site.call("agent3"), danger, "threat_to_agent").ok
    site.talk("agent1")
    site.preview("agent2")
    for customer, kind, login in (
        (1, "cease", "compliance1"),
        (2, "dispute", "compliance1"),
        (2, "complaint", "compliance1"),
        (3, "medium_refused", "compliance1"),
        (4, "vulnerable", "compliance1"),
        (4, "deceased", "compliance1"),
    ):
        assert put(site.call(login), customer, statement(kind)).ok, kind
    closed = {"kind": "closed", "reason": "a quiet month", "channels": ["letter"]}
    rule = house_rules.write_rule(site.call("compliance1"), closed).data["rule"]
    assert house_rules.approve_rule(site.call("lead1"), rule).ok
    assert house_rules.write_rule(site.call("compliance1"), {**closed, "channels": ["email"]}).ok
    assert house_rules.end_rule(site.call("compliance1"), rule, "the month is over").ok
    named = suppressions.Named((number(site, 3), "mobile", "CN", "Asia/Shanghai"), "", "asked", None)
    assert suppressions.take_slice(site.worker(), "stop.csv", "", [named]).ok
    more = suppressions.Named((number(site, 6), "mobile", "CN", "Asia/Shanghai"), "", "asked", None)
    row = site.one(select(m.Suppression.id))
    assert suppressions.take_slice(site.worker(), "more.csv", "", [more]).ok
    assert suppressions.ask_lift(site.call("admin1"), row, "named by mistake").ok
    first = site.one(select(m.Request.id).where(m.Request.customer_id == 1))
    assert proposals.ask(site.call("compliance1"), 1, "lift", {"request": first}, "rang again", "").ok
    assert hold_review.confirm(site.call("compliance1"), first, ["sms"]).ok
    creditor = site.one(select(m.Creditor.id))
    day = date(2026, 1, 1)
    for kind in ("contract", "evaluation"):
        assert papers.record(site.call("compliance1"), creditor, "Fair", kind, "1", day, None, "scan").ok
    paper = papers.record(site.call("compliance1"), creditor, "Fair", "listing", "2", day, None, "scan")
    asked = site.one(select(m.Proposal.id).order_by(m.Proposal.id.desc()))
    assert paper.ok and proposals.decide(site.call("lead1"), asked, True, "seen").ok
    assert calendar.override(site.call("admin1"), "CN", date(2026, 12, 7), False, "closed", "stocktaking").ok
    bank = str(site.one(select(m.Creditor.name)))
    assert payments.open_file(site.call("admin1"), bank, "bank", "bank.csv", {}, {}).ok
    live = site.one(select(m.Handout.id).where(m.Handout.agent_id == IDS["agent1"], m.Handout.ended_at.is_(None)))
    hold_review.record_consent(site.call("agent1"), live, "hours", ["call"], "20:00", "23:00", WORDS, True)
    permits.ask(machine(site), permits.Wish(*key_of(site, 3), "email", number="a@example.com"))
    visits.propose(site.call("lead1"), 3, "asked for it")
    queue(site, 3, "w1")
    approval.ask(site.call("agent1"), live, "discount")
    site.close()
    return url
