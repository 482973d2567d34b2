"""Accounts of officers and administrators: what was done with them, who waits, who rests before deciding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from console.domain.accounts import ACTS, GUARDED, REST_HOURS, ROLE_NAMES, takes_new_password
from console.domain.bilingual import Bilingual, called
from console.domain.labels import named
from console.store.models import AccountChange, Person, Proposal, Site

SHOWN = timedelta(days=30)
TOLD = timedelta(days=7)  # an act of the host stands above every page for so long
HALVES = "&"


@dataclass(frozen=True, slots=True)
class AccountLine:
    """What was done with one account. ``asked_by`` empty = by a command of the host."""

    at: datetime
    what: Bilingual
    who: Bilingual
    words: Bilingual
    asked_by: Bilingual | None
    decided_by: Bilingual | None
    rests_until: datetime | None


@dataclass(frozen=True, slots=True)
class AccountsView:
    """The changes of the last 30 days, newest first, and the rest of new accounts in hours."""

    changes: tuple[AccountLine, ...]
    rest_hours: int


def accounts_view(session: Session, real: datetime) -> AccountsView:
    """Return what was done with accounts of officers and administrators. ``real``: the real time."""
    asker, decider = aliased(Person), aliased(Person)
    rows = session.execute(
        select(AccountChange, Person, asker, decider)
        .outerjoin(Person, Person.id == AccountChange.person_id)
        .outerjoin(asker, asker.id == AccountChange.asked_by_id)
        .outerjoin(decider, decider.id == AccountChange.decided_by_id)
        .where(AccountChange.at > real - SHOWN)
        .order_by(AccountChange.id.desc())
        .limit(100)
    ).all()
    hours = session.execute(select(Site.rest_hours)).scalar()
    lines = tuple(_line(change, person, asked, decided, real) for change, person, asked, decided in rows)
    return AccountsView(lines, REST_HOURS if hours is None else hours)


def _line(
    change: AccountChange, person: Person | None, asked: Person | None, decided: Person | None, real: datetime
) -> AccountLine:
    before, _, after = change.words.partition(" → ")
    words = named(ROLE_NAMES, before)
    if after:
        now = named(ROLE_NAMES, after)
        words = Bilingual(f"{words.en} → {now.en}", f"{words.zh} → {now.zh}")
    if change.what == "rest":
        words = Bilingual(f"{before} hours", f"{before} 小时")
    rests = person.decides_from if person is not None and person.role in GUARDED else None
    return AccountLine(
        change.at,
        named(ACTS, change.what),
        _name(person) or Bilingual("", ""),
        words,
        _name(asked),
        _name(decided),
        rests if rests is not None and rests > real else None,
    )


def _name(person: Person | None) -> Bilingual | None:
    return None if person is None else called(person.name, person.name_zh)


def told_to_all(session: Session, real: datetime) -> tuple[datetime, Bilingual] | None:
    """Return when the host's command last let somebody in again, and whom. None after a week."""
    found = session.execute(
        select(AccountChange.at, Person.name, Person.name_zh)
        .join(Person, Person.id == AccountChange.person_id)
        .where(AccountChange.what == "readmitted", AccountChange.at > real - TOLD)
        .order_by(AccountChange.at.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else (found.at, called(found.name, found.name_zh))


@dataclass(frozen=True, slots=True)
class Half:
    """Half a first password that this person may still see once."""

    proposal: int
    who: Bilingual
    login: str
    first: bool


def password_from(session: Session, login: str) -> int | None:
    """Return the proposal to whose two people the first password of this account belongs: the one agreed on last."""
    rows = session.execute(
        select(Proposal.id, Proposal.payload)
        .where(Proposal.what == "account", Proposal.state == "granted", Proposal.payload["login"].as_string() == login)
        .order_by(Proposal.decided_at.desc(), Proposal.id.desc())
    )
    return next((row.id for row in rows if takes_new_password(row.payload)), None)


def halves_of(session: Session, actor_id: int) -> Sequence[Half]:
    """Return the halves of first passwords that this person has not seen yet, newest first."""
    rows = session.execute(
        select(Proposal)
        .where(
            Proposal.what == "account",
            Proposal.state == "granted",
            (Proposal.asked_by_id == actor_id) | (Proposal.decided_by_id == actor_id),
        )
        .order_by(Proposal.id.desc())
        .limit(50)
    ).scalars()
    found: list[Half] = []
    for row in rows:
        if not takes_new_password(row.payload) or password_from(session, row.payload["login"]) != row.id:
            continue
        person = session.execute(select(Person).where(Person.login == row.payload["login"])).scalar_one()
        one, halves, two = person.password_hash.partition(HALVES)
        first = row.decided_by_id == actor_id
        if halves and not (one if first else two):
            found.append(Half(row.id, called(person.name, person.name_zh), person.login, first))
    return found


def waiting_accounts(session: Session) -> int:
    """Return how many proposals about accounts wait."""
    query = select(func.count()).where(Proposal.what == "account", Proposal.state == "asked")
    return int(session.execute(query).scalar_one())


def resting(session: Session, person_id: int, real: datetime) -> datetime | None:
    """Return from when on this person decides, or None when the account does not rest."""
    row = session.execute(select(Person.role, Person.decides_from).where(Person.id == person_id)).one_or_none()
    if row is None or row.role not in GUARDED or row.decides_from is None or row.decides_from <= real:
        return None
    until: datetime = row.decides_from
    return until
