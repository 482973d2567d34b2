"""Reads about people: sessions, logins, and the lists of the administrator's pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Row, bindparam, func, or_, select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.domain.service_tokens import is_from
from console.store.fast.statements import NamedRow, rows
from console.store.models import (
    Agent,
    AgentQueue,
    Creditor,
    Declaration,
    Person,
    Portfolio,
    Queue,
    RecoveryCode,
    ServiceToken,
    Site,
    Team,
    WebSession,
)
from console.store.unit_of_work import Database

SessionRow = NamedRow  # the columns of _SESSION by name
_SESSION = (
    select(
        WebSession.data,
        WebSession.made_at,
        WebSession.ended_at,
        WebSession.seen_at,
        WebSession.confirmed_at,
        WebSession.person_id,
        WebSession.role_version.label("kept_version"),
        Person.role_version,
        Person.role,
        Person.name,
        Person.name_zh,
        Person.login,
        Person.team_id,
        Person.locale,
        Person.theme,
        Person.sound,
        Person.keys,
        Person.must_change,
        Person.disabled_at,
        (Person.totp_secret != "").label("has_second"),
    )
    .outerjoin(Person, Person.id == WebSession.person_id)
    .where(WebSession.token_sha256 == bindparam("token"))
)
_COLLEAGUES = (
    select(Person.id, Person.name, Person.name_zh, Person.role, Agent.state)
    .join(Agent, Agent.id == Person.id)
    .where(
        Person.team_id == bindparam("team"),
        Person.id != bindparam("me"),
        Person.disabled_at.is_(None),
        Agent.state != "offline",
    )
    .order_by(Agent.state != "ready", Person.name)
    .limit(40)
)


def session_row(database: Database, token_sha256: str) -> SessionRow | None:
    """Return the web session of a token's hash with its person, as one row, or None."""
    return next(iter(database.look(_SESSION, token=token_sha256)), None)


def with_a_customer(session: Session, person_id: int) -> bool:
    """Return whether the person is an agent who has a customer just now."""
    busy = select(Agent.id).where(Agent.id == person_id, Agent.state.in_(("offered", "in_contact", "wrap_up")))
    return session.execute(busy).first() is not None


def own_names(session: Session, login: str) -> tuple[str, ...]:
    """Return the login and the names of a person: no password may be made of them."""
    found = session.execute(select(Person.name, Person.name_zh).where(Person.login == login)).one_or_none()
    return (login, *(found or ()))


def colleagues_of(session: Session, actor: Actor) -> Sequence[Row[int, str, str, str, str]]:
    """Return (id, both names, role, state) of the actor's team at work, free colleagues first."""
    return rows(session, _COLLEAGUES, me=actor.id, team=actor.team_id)


def live_sessions(session: Session, hashes: Collection[str]) -> set[str]:
    """Return those of these sessions that are still valid, by one statement."""
    if not hashes:
        return set()
    found = session.execute(
        select(WebSession.token_sha256)
        .join(Person, Person.id == WebSession.person_id)
        .where(
            WebSession.token_sha256.in_(hashes),
            WebSession.ended_at.is_(None),
            Person.disabled_at.is_(None),
            Person.role_version == WebSession.role_version,
        )
    )
    return set(found.scalars())


def password_of(session: Session, login: str) -> tuple[str | None, bool]:
    """Return (password hash, made up) of a login; (None, False) when there is none."""
    found = session.execute(select(Person.password_hash, Person.made_up).where(Person.login == login)).one_or_none()
    return (found.password_hash, found.made_up) if found else (None, False)


def second_of(session: Session, person_id: int) -> tuple[bool, int]:
    """Return (two-factor sign-in is on, recovery codes left)."""
    secret = session.execute(select(Person.totp_secret).where(Person.id == person_id)).scalar_one_or_none()
    left = session.execute(
        select(func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    ).scalar_one()
    return bool(secret), int(left)


def site(session: Session) -> Site | None:
    """Return the site's row."""
    return session.execute(select(Site)).scalar_one_or_none()


def everyone(session: Session) -> Sequence[Row[Person, str, Agent]]:
    """Return (person, team name, agent row or None), by name."""
    return session.execute(
        select(Person, Team.name, Agent)
        .outerjoin(Team, Team.id == Person.team_id)
        .outerjoin(Agent, Agent.id == Person.id)
        .order_by(Person.disabled_at.is_not(None), Person.name)
    ).all()


def teams(session: Session) -> Sequence[Team]:
    """Return all teams by name."""
    return session.execute(select(Team).order_by(Team.name)).scalars().all()


def queues(session: Session) -> Sequence[Queue]:
    """Return all queues."""
    return session.execute(select(Queue).order_by(Queue.id)).scalars().all()


def ranks(session: Session) -> dict[tuple[int, int], int]:
    """Return rank by (agent id, queue id)."""
    rows = session.execute(select(AgentQueue.agent_id, AgentQueue.queue_id, AgentQueue.rank)).all()
    return {(row.agent_id, row.queue_id): row.rank for row in rows}


def portfolios(session: Session) -> Sequence[Portfolio]:
    """Return all portfolios."""
    return session.execute(select(Portfolio).order_by(Portfolio.id)).scalars().all()


def declared(session: Session, portfolio_id: int) -> Sequence[Declaration]:
    """Return what was declared for a portfolio, newest first."""
    return (
        session.execute(
            select(Declaration).where(Declaration.portfolio_id == portfolio_id).order_by(Declaration.id.desc())
        )
        .scalars()
        .all()
    )


def service_of(session: Session, token_sha256: str, address: str, real: datetime) -> ServiceToken | None:
    """Return the live service token of a hash that may come from this address at this real time, or None."""
    found = session.execute(
        select(ServiceToken).where(
            ServiceToken.token_sha256 == token_sha256,
            ServiceToken.ended_at.is_(None),
            or_(ServiceToken.ends_at.is_(None), ServiceToken.ends_at > real),
        )
    ).scalar_one_or_none()
    return found if found is not None and is_from(address, found.addresses) else None


def creditors(session: Session) -> Sequence[Creditor]:
    """Return all creditors by name."""
    return session.execute(select(Creditor).order_by(Creditor.name)).scalars().all()


def services(session: Session) -> Sequence[Row[ServiceToken, str]]:
    """Return all service tokens with the name of their creditor, newest first; never their secret."""
    return session.execute(
        select(ServiceToken, Creditor.name)
        .outerjoin(Creditor, Creditor.id == ServiceToken.creditor_id)
        .order_by(ServiceToken.ended_at.is_not(None), ServiceToken.id.desc())
    ).all()
