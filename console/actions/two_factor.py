"""Two-factor sign-in: switched on with a code, asked for at sign-in, and each code works once."""

from __future__ import annotations

import base64
import secrets
from datetime import datetime

import pyotp
from sqlalchemy import delete, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import accounts, audit_chain
from console.actions.steps.login_session import (
    SIGNED_IN,
    code_hash,
    end_sessions,
    known_device,
    note_try,
    open_session,
    refuse_locked,
    remember_device,
    sealed_for,
    step_of,
    token_hash,
    use_code,
)
from console.domain.errors import Conflict, Invalid, NotYours
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Person, RecoveryCode, WebSession

CODES = 10
WRONG = "This code is not correct. Wait for the next one and try again."


def new_secret() -> str:
    """Return a new secret in base 32 (160 bits)."""
    return pyotp.random_base32()


def link(secret: str, login: str) -> str:
    """Return the otpauth link for an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="Console")


def _person(act: Act, person_id: int) -> Person:
    person = act.work.session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotYours()
    return person


def _fresh_codes(act: Act, person: Person) -> list[str]:
    """Replace the recovery codes and return them. They are shown once; only their hashes are stored."""
    act.work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = []
    for _ in range(CODES):
        raw = base64.b32encode(secrets.token_bytes(10)).decode().lower()
        codes.append("-".join(raw[i : i + 4] for i in range(0, 16, 4)))
        add(act.work.session, RecoveryCode, person_id=person.id, code_sha256=code_hash(raw))
    return codes


@action("factor.switch_on", audited=False)  # its arguments hold the secret
def switch_on(act: Act, secret: str, code: str) -> Answer:
    """Switch two-factor sign-in on with a first code. ``data`` holds the recovery codes."""
    person = _person(act, act.actor.id)
    if person.totp_secret:
        raise Conflict("Two-factor sign-in is already on.")
    code = "".join(c for c in code if not c.isspace())
    step = step_of(secret, code, 0, act.context.wall_clock()) if secret else 0
    if not step:
        raise Invalid(WRONG, field="code")
    sealed = act.work.database.keys.seal(secret, sealed_for(person.id))
    put(act.work.session, person, totp_secret=sealed, totp_last_step=step)
    codes = _fresh_codes(act, person)
    end_sessions(act, person)
    audit_chain.append(act, "action.factor.switch_on", {"person": person.id})
    return Answer(data={"codes": codes}, keep=False)


@action("factor.check", audited=False)
def check(act: Act, code: str, remote: str) -> Answer:
    """Use up a code of the actor. A wrong one counts as a failed sign-in."""
    person = _person(act, act.actor.id)
    if not person.totp_secret:
        raise Conflict("Two-factor sign-in is off.")
    refuse_locked(act, person.login, remote, SIGNED_IN)
    if not use_code(act, person, code):
        note_try(act, person.login, remote, SIGNED_IN, ok=False)
        return Answer(ok=False, code="invalid", text=WRONG, at_field="code", keep=False)
    return Answer()


@action("factor.switch_off")
def switch_off(act: Act, required: bool) -> Answer:
    """Switch two-factor sign-in off for the actor. The caller has checked a code."""
    if required:
        raise Conflict("Your role requires two-factor sign-in.")
    person = _person(act, act.actor.id)
    put(act.work.session, person, totp_secret="")
    act.work.session.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    end_sessions(act, person)
    return Answer()


@action("factor.new_codes")
def new_codes(act: Act) -> Answer:
    """Replace the recovery codes. The caller has checked a code."""
    person = _person(act, act.actor.id)
    if not person.totp_secret:
        raise Conflict("Two-factor sign-in is off.")
    return Answer(data={"codes": _fresh_codes(act, person)}, keep=False)


@action("factor.reset")
def reset(act: Act, person_id: int) -> Answer:
    """Remove a person's second factor after a lost telephone and end all sessions of the person.

    For an officer or administrator it is proposed. ``data``: state "set" or "asked".
    """
    if person_id == act.actor.id:
        raise Invalid("Ask another administrator to reset yours, or use a recovery code.")
    person = _person(act, person_id)
    if not accounts.alone(act, person.role):
        return accounts.ask(act, "second", person, {}, "telephone lost")
    accounts.forget_second(act, person)
    end_sessions(act, person)
    return Answer(data={"person_id": person_id, "state": "set"})


@action("factor.enter", audited=False)
def enter(act: Act, token: str, code: str, remote: str, device: str) -> Answer:
    """Open the session after password and code. ``data`` holds its token."""
    real = act.context.wall_clock()
    row = act.work.session.execute(
        select(WebSession).where(WebSession.token_sha256 == token_hash(token), WebSession.ended_at.is_(None))
    ).scalar_one_or_none()
    waiting = row.data.get("second") if row is not None and row.person_id is None else None
    if not isinstance(waiting, dict) or datetime.fromisoformat(waiting["until"]) < real:
        return Answer(ok=False, code="signed_out", text="Sign in again.", keep=False)
    person = _person(act, int(waiting["person"]))
    if person.disabled_at is not None or person.role_version != waiting["version"]:
        return Answer(ok=False, code="signed_out", text="Sign in again.", keep=False)
    mark = known_device(act.work.session, person.login, device)
    refuse_locked(act, person.login, remote, mark)
    good = use_code(act, person, code)
    note_try(act, person.login, remote, mark, ok=good)
    if not good:
        return Answer(ok=False, code="invalid", text=WRONG, at_field="code", keep=False)
    fresh = open_session(act, person.id, person.role_version, {}, token)
    return Answer(
        data={
            "session": fresh,
            "role": person.role,
            "must_change": person.must_change,
            "device": remember_device(act, person, device),
        }
    )
