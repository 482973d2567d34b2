"""Signing in and out, and what an administrator does with people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from console.actions.call import Act, Answer, Context
from console.actions.runtime import action
from console.actions.steps import accounts, audit_chain
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.end_from_outside import end_shift
from console.actions.steps.login_session import (
    FIRST,
    SIGNED_IN,
    Standing,
    end_sessions,
    known_device,
    note_try,
    open_session,
    refuse_locked,
    remember_device,
    standing,
)
from console.actions.steps.login_session import LONGEST as LONGEST
from console.actions.steps.login_session import REMEMBERED as REMEMBERED
from console.actions.steps.login_session import TOO_MANY as TOO_MANY
from console.actions.steps.login_session import token_hash as token_hash
from console.domain import hotkeys
from console.domain.accounts import is_guarded
from console.domain.actor import ROLES
from console.domain.bilingual import LOCALES
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import PersonChanged, SupplyChanged
from console.domain.shift import skill_of
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agent, Person, Team, WebSession

NOT_YOURS = "This is not your current password."
OVER = "This first password was good for one day. Ask an administrator for a new one."
SECOND_STEP = timedelta(minutes=5)  # between the password and the code


@action("people.export")
def note_export(act: Act, what: str, reason: str, rows: int) -> Answer:
    """Record an export: what, why, how many rows."""
    return Answer(data={"state": f"{what}: {rows} rows"})


def before_sign_in(context: Context, login: str, remote: str, device: str) -> tuple[bool, Standing]:
    """Return (this person has signed in with this browser before, how the sign-in stands). Writes nothing."""
    with context.database.reading() as session:
        mark = known_device(session, login, device)
        return bool(mark), standing(session, login, remote, mark, context.wall_clock())


@action("people.sign_in", audited=False)
def sign_in(act: Act, login: str, fits: bool, remote: str, old_token: str, device: str = "") -> Answer:
    """Open a session for this login when the password fits. ``data`` holds the session token.

    With two-factor sign-in it opens only the step that asks for the code (``second``).
    """
    # simultaneous guesses wait here, so that each one counts those before it
    person = act.work.session.execute(
        select(Person).where(Person.login == login).with_for_update()
    ).scalar_one_or_none()
    mark = known_device(act.work.session, login, device)
    refuse_locked(act, login, remote, mark)
    good = fits and person is not None and person.disabled_at is None
    note_try(act, login, remote, mark, ok=good)
    if not good or person is None:
        return Answer(ok=False, code="invalid", text="Login or password is wrong.", keep=False)
    if person.must_change and person.first_until is not None and act.context.wall_clock() > person.first_until:
        return Answer(ok=False, code="invalid", text=OVER, keep=False)
    if person.totp_secret:
        until = act.context.wall_clock() + SECOND_STEP
        waiting = {"person": person.id, "version": person.role_version, "until": until.isoformat()}
        return Answer(data={"session": open_session(act, None, 0, {"second": waiting}, old_token), "second": True})
    token = open_session(act, person.id, person.role_version, {}, old_token)
    return Answer(
        data={
            "session": token,
            "role": person.role,
            "must_change": person.must_change,
            "device": remember_device(act, person, device),
        }
    )


@action("people.keep_session", audited=False)
def keep_session(act: Act, token: str, data: dict[str, Any]) -> Answer:
    """Store the data of a session (its CSRF secret)."""
    real = act.context.wall_clock()
    changed = act.work.session.execute(
        update(WebSession).where(WebSession.token_sha256 == token_hash(token)).values(data=data)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        add(
            act.work.session,
            WebSession,
            token_sha256=token_hash(token),
            person_id=None,
            role_version=0,
            data=data,
            made_at=real,
            seen_at=real,
        )
    return Answer()


def before_confirm(context: Context, login: str) -> bool:
    """Return whether this signed-in person must wait after too many wrong passwords."""
    with context.database.reading() as session:
        return standing(session, login, "", SIGNED_IN, context.wall_clock()).locked


@action("people.confirm", audited=False)
def confirm(act: Act, fits: bool, remote: str, token: str) -> Answer:
    """Note that the actor has given the present password again. A wrong one counts, and six lock for a while."""
    person = _person(act, act.actor.id)
    refuse_locked(act, person.login, remote, SIGNED_IN)
    note_try(act, person.login, remote, SIGNED_IN, ok=fits)
    if not fits:
        return Answer(ok=False, code="invalid", text=NOT_YOURS, keep=False)
    act.work.session.execute(
        update(WebSession)
        .where(WebSession.token_sha256 == token_hash(token))
        .values(confirmed_at=act.context.wall_clock())
    )
    return Answer()


@action("people.mark_used", audited=False)
def mark_used(act: Act, used: Mapping[str, datetime]) -> Answer:
    """Store when each of these sessions (by hash) was used last."""
    for mark, at in used.items():
        act.work.session.execute(update(WebSession).where(WebSession.token_sha256 == mark).values(seen_at=at))
    return Answer()


@action("people.sign_out", audited=False)
def sign_out(act: Act, token: str) -> Answer:
    """End this session and close its sockets."""
    mark = token_hash(token)
    act.work.session.execute(
        update(WebSession).where(WebSession.token_sha256 == mark).values(ended_at=act.context.wall_clock())
    )
    act.work.happened(PersonChanged(person_id=act.actor.id, session_sha256=mark))
    return Answer()


def _person(act: Act, person_id: int) -> Person:
    person = act.work.session.get(Person, person_id, with_for_update=True)
    if person is None:
        raise NotYours()
    return person


@action("people.change_password", audited=False)
def change_password(act: Act, hashed: str) -> Answer:
    """Set the actor's new password and end all sessions of the actor."""
    person = _person(act, act.actor.id)
    put(act.work.session, person, password_hash=hashed, must_change=False, first_until=None)
    end_sessions(act, person)
    audit_chain.append(act, "action.people.change_password", {"person": person.id})
    return Answer()


@action("people.reset_password", audited=False)
def reset_password(act: Act, person_id: int, hashed: str) -> Answer:
    """Set a first password for a person, which must be changed at the next sign-in, within a day.

    For an officer or administrator it is proposed, and ``hashed`` is not used. ``data``: state "set" or "asked".
    """
    person = _person(act, person_id)
    if not accounts.alone(act, person.role):
        return accounts.ask(act, "password", person, {}, "password forgotten")
    until = act.context.wall_clock() + FIRST
    put(act.work.session, person, password_hash=hashed, must_change=True, first_until=until)
    end_sessions(act, person)
    audit_chain.append(act, "action.people.reset_password", {"person": person.id})
    return Answer(data={"state": "set"})


@action("people.add", audited=False)  # not audited: its arguments hold the hash of the password
def add_person(
    act: Act,
    login: str,
    name: str,
    role: str,
    team_id: int | None,
    hashed: str,
    must_change: bool = True,
    name_zh: str = "",
) -> Answer:
    """Add a person. Agents, collectors and leads get a desk.

    An officer or administrator is proposed, and ``hashed`` is not used. ``data``: person_id, or state "asked".
    """
    login = login.strip().lower()
    if not login or not login.replace("-", "").replace(".", "").replace("_", "").isalnum():
        raise Invalid("Use letters, digits, dots and dashes for the login.", field="login")
    if not name.strip():
        raise Invalid("Enter a name.", field="name")
    if role not in ROLES:
        raise Invalid("Choose a role.", field="role")
    _known_team(act, team_id)
    if act.work.session.execute(select(Person.id).where(Person.login == login)).first():
        raise Conflict("This login already exists. Choose another one.", field="login")
    values = {"login": login, "name": name.strip()[:80], "name_zh": name_zh.strip()[:80], "role": role, "team": team_id}
    if not accounts.alone(act, role):
        return accounts.ask(act, "made", None, values, name)
    person_id = accounts.make(act, values, hashed, must_change=must_change)
    audit_chain.append(act, "action.people.add", {"person": person_id, "login": login, "role": role, "team": team_id})
    return Answer(data={"person_id": person_id})


def _known_team(act: Act, team_id: int | None) -> None:
    if team_id is not None and act.work.session.get(Team, team_id) is None:
        raise Invalid("Choose a team that exists.", field="team")


@action("people.change")
def change_person(
    act: Act,
    person_id: int,
    name: str,
    role: str,
    team_id: int | None,
    disabled: bool,
    skills: Sequence[str] | None = None,
    name_zh: str | None = None,
) -> Answer:
    """Change name, role, team, access or skills of a person.

    A change of role, team or access ends the person's sessions and shift. The customer goes back to the
    queue; a begun contact stays until a lead takes it over.
    """
    if role not in ROLES:
        raise Invalid("Choose a role.", field="role")
    if person_id == act.actor.id and (disabled or role != "admin"):
        raise Invalid("You cannot remove your own access.", field="role")
    _known_team(act, team_id)
    before = act.work.session.get(Person, person_id)
    if before is None:
        raise NotYours()
    asked = _ask_for_access(act, before, role, disabled)
    if asked is not None:
        role, disabled = before.role, disabled or before.disabled_at is not None
    ends = role != before.role or team_id != before.team_id or disabled != bool(before.disabled_at)
    before_access = before.disabled_at is None
    left = ""
    if ends and act.work.session.get(Agent, person_id) is not None:
        left = end_shift(act, person_id)  # customer and agent are locked before the person
    person = _person(act, person_id)
    put(
        act.work.session,
        person,
        name=name.strip()[:80] or person.name,
        name_zh=person.name_zh if name_zh is None else name_zh.strip()[:80],
        role=role,
        team_id=team_id,
        disabled_at=(person.disabled_at or act.now) if disabled else None,
    )
    accounts.give_desk(act, person.id, role)
    if skills is not None:
        _set_skills(act, person.id, skills)
    if ends:
        end_sessions(act, person)
    if disabled and before_access and is_guarded(role):
        accounts.note(act, "disabled", person.id, act.actor.id, None, role)
    return asked or Answer(data={"state": left})


def _ask_for_access(act: Act, person: Person, role: str, disabled: bool) -> Answer | None:
    """Propose the part of a change that needs two people: another role, or access given back. None when there is none.

    Taking access away never waits.
    """
    if accounts.alone(act, person.role, role):
        return None
    if role != person.role:
        return accounts.ask(act, "role", person, {"role": role}, f"{person.role} → {role}")
    if person.disabled_at is not None and not disabled:
        return accounts.ask(act, "enabled", person, {}, person.role)
    return None


def _set_skills(act: Act, person_id: int, skills: Sequence[str]) -> None:
    agent = act.work.session.get(Agent, person_id)
    kept = sorted({skill_of(skill) for skill in skills} - {""})[:20]
    if agent is not None and kept != agent.skills:
        put(act.work.session, agent, skills=kept)
        raise_desk_seq(act, (person_id,))
        act.work.happened(SupplyChanged((person_id,)))


PREFERENCES = {"locale": LOCALES, "theme": ("auto", "light", "dark")}


@action("people.prefer", audited=False)
def prefer(act: Act, what: str, value: str) -> Answer:
    """Store a preference of the actor: language, theme, sound or a changed key."""
    person = _person(act, act.actor.id)
    if what in PREFERENCES:
        if value not in PREFERENCES[what]:
            raise Invalid("That choice does not exist.", field=what)
        put(act.work.session, person, **{what: value})
    elif what == "sound":
        put(act.work.session, person, sound=value == "1")
    elif what == "keys":
        put(act.work.session, person, keys=_keys(value))
    else:
        raise Invalid("That choice does not exist.", field=what)
    return Answer()


def _keys(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("The keys cannot be read.", field="keys") from error
    if not isinstance(found, dict) or not all(isinstance(v, str) for v in found.values()):
        raise Invalid("The keys cannot be read.", field="keys")
    off = {"off": "1"} if found.pop("off", "") == "1" else {}
    return {**hotkeys.examine(found), **off}
