"""Accounts: making and changing them, who asked and who agreed, and the rest before a new one decides."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from console.actions.call import Act, Answer
from console.actions.steps.end_from_outside import end_shift
from console.actions.steps.login_session import FIRST, end_sessions
from console.actions.steps.propose import ask_once
from console.domain.accounts import GUARDED, REST_HOURS, is_guarded, takes_new_password
from console.domain.actor import DESK_ROLES
from console.domain.errors import Conflict
from console.domain.events import ComplianceChanged
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import AccountChange, Agent, Person, Proposal, RecoveryCode, Site

HALVES = "&"  # between the hashes of the two halves of a first password


def alone(act: Act, *roles: str) -> bool:
    """Return True when one person may change an account of these roles: no officer or administrator, or the sample."""
    return not is_guarded(*roles) or bool(act.work.session.execute(select(Site.sample)).scalar())


def refuse_resting(act: Act) -> None:
    """Raise Conflict when the actor's account is too new to decide. Sessions and this rest count real time."""
    if act.actor.role not in GUARDED:
        return
    until = act.work.session.execute(select(Person.decides_from).where(Person.id == act.actor.id)).scalar()
    if until is not None and until > act.context.wall_clock():
        raise Conflict(
            "Your account was made or reset lately. It decides from %(at)s on. Another person can.", at=until
        )


def ask(act: Act, what: str, person: Person | None, more: Mapping[str, Any], reason: str) -> Answer:
    """Propose an act on an account. ``what`` is one of ``ASKED`` in ``console.domain.accounts``."""
    known: dict[str, Any] = {"act": what, "person": person.id if person else 0}
    if person is not None:
        known |= {"login": person.login, "name": person.name, "was": person.role}
    return ask_once(act, "account", None, {**known, **more}, reason)


def make(act: Act, values: Mapping[str, Any], hashed: str, *, must_change: bool = True) -> int:
    """Write a person, with a desk for whoever works at one. Return the id."""
    login = str(values["login"])
    if act.work.session.execute(select(Person.id).where(Person.login == login)).first():
        raise Conflict("This login already exists. Choose another one.", field="login")
    person_id = add(
        act.work.session,
        Person,
        login=login,
        name=values["name"],
        name_zh=values["name_zh"],
        password_hash=hashed,
        role=values["role"],
        role_version=1,
        team_id=values["team"],
        locale="en",
        theme="auto",
        sound=True,
        keys={},
        must_change=must_change,
        first_until=act.context.wall_clock() + FIRST if must_change else None,
        totp_secret="",
        totp_last_step=0,
        made_up=False,
        made_at=act.now,
    )
    give_desk(act, person_id, values["role"])
    return person_id


def give_desk(act: Act, person_id: int, role: str) -> None:
    """Give agents, collectors and leads a desk, once."""
    if role not in DESK_ROLES or act.work.session.get(Agent, person_id) is not None:
        return
    add(
        act.work.session,
        Agent,
        id=person_id,
        state="offline",
        reason="",
        since=act.now,
        next_state="",
        next_reason="",
        desk_seq=1,
        skills=[],
    )


def note(act: Act, what: str, person_id: int | None, asked_by: int | None, decided_by: int | None, words: str) -> None:
    """Write what happened to an account where every officer sees it."""
    add(
        act.work.session,
        AccountChange,
        what=what,
        person_id=person_id,
        asked_by_id=asked_by or None,
        decided_by_id=decided_by or None,
        words=words[:200],
        at=act.context.wall_clock(),
    )
    act.work.happened(ComplianceChanged())


def rest(act: Act, person: Person) -> None:
    """Let the account decide nothing for the site's rest, from now on."""
    hours = act.work.session.execute(select(Site.rest_hours)).scalar()
    span = timedelta(hours=REST_HOURS if hours is None else hours)
    put(act.work.session, person, decides_from=act.context.wall_clock() + span)


def forget_second(act: Act, person: Person) -> None:
    """Remove a person's second factor with its recovery codes."""
    put(act.work.session, person, totp_secret="")
    act.work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))


def carry_out(act: Act, row: Proposal) -> None:
    """Do with an account what two people have agreed on. The account rests, and its sessions end."""
    p = row.payload
    if p["act"] == "made":
        person = act.work.session.get_one(Person, make(act, p, HALVES))
    else:
        if p["act"] == "role" and act.work.session.get(Agent, p["person"]) is not None:
            end_shift(act, p["person"])  # customer and agent are locked before the person
        person = act.work.session.get_one(Person, p["person"], with_for_update=True)
        _change(act, person, p)
        end_sessions(act, person)
    rest(act, person)
    words = f"{p['was']} → {p['role']}" if p["act"] == "role" else person.role
    note(act, p["act"], person.id, row.asked_by_id, act.actor.id, words)


def _change(act: Act, person: Person, p: Mapping[str, Any]) -> None:
    if person.role != p["was"]:
        raise Conflict("This account was changed meanwhile. Propose it again.")
    if takes_new_password(p):
        until = act.context.wall_clock() + FIRST
        put(act.work.session, person, password_hash=HALVES, must_change=True, first_until=until)
    if p["act"] == "second" or (p["act"] == "role" and takes_new_password(p)):
        forget_second(act, person)
    if p["act"] == "enabled":
        put(act.work.session, person, disabled_at=None)
    elif p["act"] == "role":
        put(act.work.session, person, role=p["role"])
        give_desk(act, person.id, p["role"])
