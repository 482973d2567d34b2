"""Signing in and out, and what an administrator does with people."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select, update

from console.actions.steps import chain
from console.actions.steps.operation import Act, Answer, action
from console.actions.steps.signing import (
    end_sessions,
    known_device,
    note_try,
    open_session,
    refuse_locked,
    remember_device,
)
from console.actions.steps.signing import token_hash as token_hash
from console.domain import hotkeys
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import PersonChanged
from console.store.models import (
    Agent,
    AgentQueue,
    Person,
    Queue,
    Site,
    Team,
    WebSession,
)
from console.store.models.people import ROLES

SECOND_STEP = timedelta(minutes=5)  # from the password to the code


@action("people.export")
def note_export(act: Act, what: str, reason: str, rows: int) -> Answer:
    """Put an export on record: what, why, how many rows."""
    return Answer(data={"state": f"{what}: {rows} rows"})


@action("people.sign_in", audited=False)
def sign_in(
    act: Act, login: str, fits: bool, remote: str, old_token: str, device: str = ""
) -> Answer:
    """Open a session for this login when its password fits; the answer's data hold the token.

    With a second factor it opens only the step that asks for the code (``second``).
    """
    # guesses at once wait here for each other, so that each counts the ones before it
    person = act.work.session.execute(
        select(Person).where(Person.login == login).with_for_update()
    ).scalar_one_or_none()
    mark = known_device(act, login, device)
    refuse_locked(act, login, remote, mark)
    good = fits and person is not None and person.disabled_at is None
    note_try(act, login, remote, mark, ok=good)
    if not good or person is None:
        return Answer(ok=False, code="invalid", text="Login or password is wrong.", keep=False)
    if person.totp_secret:
        until = act.context.real() + SECOND_STEP
        waiting = {"person": person.id, "version": person.role_version, "until": until.isoformat()}
        return Answer(
            data={"session": open_session(act, None, 0, {"second": waiting}, old_token),
                  "second": True}
        )  # fmt: skip
    token = open_session(act, person.id, person.role_version, {}, old_token)
    return Answer(
        data={
            "session": token, "role": person.role, "must_change": person.must_change,
            "device": remember_device(act, person, device),
        }
    )  # fmt: skip


@action("people.keep_session", audited=False)
def keep_session(act: Act, token: str, data: dict[str, Any]) -> Answer:
    """Store what a session holds (its CSRF secret)."""
    real = act.context.real()
    changed = act.work.session.execute(
        update(WebSession)
        .where(WebSession.token_sha256 == token_hash(token))
        .values(data=data, seen_at=real)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        act.work.session.execute(
            insert(WebSession).values(
                token_sha256=token_hash(token), person_id=None, role_version=0, data=data,
                made_at=real, seen_at=real,
            )
        )  # fmt: skip
    return Answer()


@action("people.sign_out", audited=False)
def sign_out(act: Act, token: str) -> Answer:
    """End this session; its open sockets close."""
    mark = token_hash(token)
    act.work.session.execute(
        update(WebSession)
        .where(WebSession.token_sha256 == mark)
        .values(ended_at=act.context.real())
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
    """Set the actor's own new password; every session of hers ends."""
    person = _person(act, act.actor.id)
    person.password_hash, person.must_change = hashed, False
    end_sessions(act, person)
    chain.append(act, "action.people.change_password", {"person": person.id})
    return Answer()


@action("people.reset_password", audited=False)
def reset_password(act: Act, person_id: int, hashed: str) -> Answer:
    """Set a first password for a person, to be changed at the next sign-in."""
    person = _person(act, person_id)
    person.password_hash, person.must_change = hashed, True
    end_sessions(act, person)
    chain.append(act, "action.people.reset_password", {"person": person.id})
    return Answer()


@action("people.add", audited=False)  # its arguments hold the hash of the password
def add_person(
    act: Act, login: str, name: str, role: str, team_id: int | None, hashed: str,
    must_change: bool = True,
) -> Answer:  # fmt: skip
    """Add a person; agents and collectors get their own desk."""
    login = login.strip().lower()
    if not login or not login.replace("-", "").replace(".", "").replace("_", "").isalnum():
        raise Invalid("Use letters, digits, dots and dashes for the login.", field="login")
    if not name.strip():
        raise Invalid("Enter a name.", field="name")
    if role not in ROLES:
        raise Invalid("Choose a role.", field="role")
    _known_team(act, team_id)
    if act.work.session.execute(select(Person.id).where(Person.login == login)).first():
        raise Conflict("This login exists already. Choose another one.", field="login")
    person_id = act.work.session.execute(
        insert(Person)
        .values(
            login=login, name=name.strip()[:80], password_hash=hashed, role=role, role_version=1,
            team_id=team_id, locale="en", theme="auto", sound=True, keys={},
            must_change=must_change, totp_secret="", totp_last_step=0, made_up=False,
            made_at=act.now,
        )
        .returning(Person.id)
    ).scalar_one()  # fmt: skip
    _desk(act, person_id, role)
    chain.append(
        act, "action.people.add",
        {"person": person_id, "login": login, "role": role, "team": team_id},
    )  # fmt: skip
    return Answer(data={"person_id": person_id})


def _known_team(act: Act, team_id: int | None) -> None:
    if team_id is not None and act.work.session.get(Team, team_id) is None:
        raise Invalid("Choose a team that exists.", field="team")


def _desk(act: Act, person_id: int, role: str) -> None:
    if role not in ("agent", "collector", "lead"):
        return
    if act.work.session.get(Agent, person_id) is None:
        act.work.session.execute(
            insert(Agent).values(
                id=person_id, state="offline", reason="", since=act.now, next_state="",
                next_reason="", desk_seq=1, skills=[],
            )
        )  # fmt: skip


@action("people.change")
def change_person(
    act: Act, person_id: int, name: str, role: str, team_id: int | None, disabled: bool
) -> Answer:
    """Change name, role, team or access; a change of these ends the person's sessions."""
    person = _person(act, person_id)
    if role not in ROLES:
        raise Invalid("Choose a role.", field="role")
    if person.id == act.actor.id and (disabled or role != "admin"):
        raise Invalid("You cannot take your own access away.", field="role")
    _known_team(act, team_id)
    ends = role != person.role or team_id != person.team_id or disabled != bool(person.disabled_at)
    person.name, person.role, person.team_id = name.strip()[:80] or person.name, role, team_id
    person.disabled_at = (person.disabled_at or act.now) if disabled else None
    _desk(act, person.id, role)
    if ends:
        end_sessions(act, person)
    return Answer()


PREFERENCES = {"locale": ("en", "zh_Hans_CN"), "theme": ("auto", "light", "dark")}


@action("people.prefer", audited=False)
def prefer(act: Act, what: str, value: str) -> Answer:
    """Keep a preference of the actor: language, theme, sound or a changed key."""
    person = _person(act, act.actor.id)
    if what in PREFERENCES:
        if value not in PREFERENCES[what]:
            raise Invalid("That choice does not exist.", field=what)
        setattr(person, what, value)
    elif what == "sound":
        person.sound = value == "1"
    elif what == "keys":
        person.keys = _keys(value)
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


@action("admin.team")
def add_team(act: Act, name: str) -> Answer:
    """Add a team."""
    name = name.strip()
    if not name:
        raise Invalid("Enter a name.", field="name")
    if act.work.session.execute(select(Team.id).where(Team.name == name)).first():
        raise Conflict("This team exists already.", field="name")
    act.work.session.execute(insert(Team).values(name=name[:80]))
    return Answer()


@action("admin.queue")
def save_queue(act: Act, queue_id: int | None, values: dict[str, Any]) -> Answer:
    """Add or change a queue; times are seconds."""
    name = str(values.get("name", "")).strip()
    if not name:
        raise Invalid("Enter a name.", field="name")
    for key, low, high in (
        ("offer_seconds", 5, 300), ("wrapup_seconds", 5, 1800), ("extension_seconds", 5, 1800),
        ("extensions", 0, 10),
    ):  # fmt: skip
        if not low <= int(values[key]) <= high:
            raise Invalid("Enter a number from %(low)s to %(high)s.", field=key, low=low, high=high)
    taken = act.work.session.execute(select(Queue.id).where(Queue.name == name)).scalar()
    if taken is not None and taken != queue_id:
        raise Conflict("This queue exists already.", field="name")
    if queue_id is None:
        act.work.session.execute(insert(Queue).values(**values))
    else:
        act.work.session.execute(update(Queue).where(Queue.id == queue_id).values(**values))
    return Answer()


@action("admin.ranks")
def set_ranks(act: Act, agent_id: int, ranks: dict[str, int]) -> Answer:
    """Set which queues an agent serves, and in which order (0 = not at all)."""
    if act.work.session.get(Agent, agent_id) is None:
        raise NotYours()
    known = set(act.work.session.execute(select(Queue.id)).scalars())
    act.work.session.execute(
        AgentQueue.__table__.delete().where(AgentQueue.agent_id == agent_id)  # type: ignore[attr-defined]
    )
    for queue_id, rank in ranks.items():
        if int(queue_id) in known and rank > 0:
            act.work.session.execute(
                insert(AgentQueue).values(agent_id=agent_id, queue_id=int(queue_id), rank=rank)
            )
    return Answer()


@action("site.found", audited=False)
def found_site(act: Act) -> Answer:
    """Make the site's row on an empty database: real clock, own portfolio."""
    if act.work.session.execute(select(Site.id)).first() is None:
        act.work.session.execute(
            insert(Site).values(
                epoch=secrets.token_hex(16), clock_offset_s=0, sample=False, made_at=act.now
            )
        )
    return Answer()
