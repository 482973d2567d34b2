"""What a new site still needs before its first call: the steps of the administrator's checklist."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import DESK_ROLES
from console.store.models import Attempt, Customer, Declaration, ImportRun, Person, Portfolio, Queue, Team
from console.store.queries.agent_queues import served_by_all

# without one of these a desk warns at every call; "no contacts before" is declared with the file itself
DECLARED = ("recording", "agency_listed", "processing_contract", "number_source", "impact_assessment")
NEEDED_ROLES = ("agent", "lead", "compliance")


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the checklist. ``lacking``: roles without a person, or portfolios without declarations."""

    key: str  # secret team people queue serves file declarations call
    done: bool
    href: str
    lacking: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FirstRun:
    """The checklist of a new site."""

    steps: tuple[Step, ...]

    @property
    def done(self) -> int:
        """How many steps are done."""
        return sum(step.done for step in self.steps)

    @property
    def finished(self) -> bool:
        """True when every step is done."""
        return self.done == len(self.steps)

    @property
    def next(self) -> Step | None:
        """The first step that is not done."""
        return next((step for step in self.steps if not step.done), None)


def first_run(session: Session, now: datetime) -> FirstRun:
    """Return the steps of the checklist as the database stands."""
    roles = set(session.execute(select(Person.role).where(Person.disabled_at.is_(None)).distinct()).scalars())
    here = {"agent" if role in ("agent", "collector") else role for role in roles}
    missing = tuple(role for role in NEEDED_ROLES if role not in here)
    open_portfolios = tuple(row.name for row in undeclared_portfolios(session, now))
    has_file = _exists(session, select(Customer.id))
    return FirstRun(
        (
            Step("secret", True, "/admin/start"),
            Step("team", _exists(session, select(Team.id)), "/admin/people"),
            Step("people", not missing, "/admin/people", missing),
            Step("queue", _exists(session, select(Queue.id).where(Queue.closed.is_(False))), "/admin/queues"),
            Step("serves", _somebody_serves(session), "/admin/queues"),
            Step("file", has_file, "/import"),
            Step("declarations", has_file and not open_portfolios, "/admin/declarations", open_portfolios),
            Step("call", _exists(session, select(Attempt.id).where(Attempt.agent_id.is_not(None))), "/floor"),
        )
    )


def _exists(session: Session, query: object) -> bool:
    return session.execute(query.limit(1)).first() is not None  # type: ignore[attr-defined]


def _somebody_serves(session: Session) -> bool:
    """Return True when a person with a desk gets customers of at least one queue."""
    people = select(Person.id).where(Person.disabled_at.is_(None), Person.role.in_(DESK_ROLES))
    at_work = set(session.execute(people).scalars())
    return any(served.queues for agent, served in served_by_all(session).items() if agent in at_work)


def undeclared_portfolios(session: Session, now: datetime) -> tuple[Any, ...]:
    """Return (id, name) of the portfolios for which something is not declared."""
    live = session.execute(
        select(Declaration.portfolio_id, Declaration.key).where(
            Declaration.since <= now,
            Declaration.until.is_(None) | (Declaration.until > now),
            Declaration.key.in_(DECLARED),
        )
    ).all()
    known: dict[int, set[str]] = {}
    for row in live:
        known.setdefault(row.portfolio_id, set()).add(row.key)
    portfolios = session.execute(select(Portfolio.id, Portfolio.name).order_by(Portfolio.id)).all()
    return tuple(row for row in portfolios if len(known.get(row.id, ())) < len(DECLARED))


def told_at_import(session: Session) -> dict[int, tuple[datetime, str]]:
    """Return by portfolio when and by whom its last file was declared to hold nobody contacted before."""
    found: dict[int, tuple[datetime, str]] = {}
    for row in session.execute(
        select(ImportRun.portfolio_id, ImportRun.made_at, Person.name)
        .outerjoin(Person, Person.id == ImportRun.by_id)
        .where(ImportRun.state == "applied", ImportRun.no_past_contacts.is_(True))
        .order_by(ImportRun.id)
    ):
        found[row.portfolio_id] = (row.made_at, row.name or "")
    return found


def named(session: Session, role: str, team_id: int | None = None) -> Sequence[str]:
    """Return the names of the people of a role at work here; ``team_id``: those of one team."""
    query = select(Person.name).where(Person.role == role, Person.disabled_at.is_(None)).order_by(Person.name)
    if team_id is not None:
        query = query.where(Person.team_id == team_id)
    return session.execute(query.limit(5)).scalars().all()
