"""The parts of signing in: counted tries, sessions, known browsers, and the code of the second factor."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyotp
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from console.actions.call import Act
from console.domain.errors import Busy, Conflict
from console.domain.events import PersonChanged
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import KnownDevice, LoginAttempt, Person, RecoveryCode, WebSession

WINDOW = timedelta(minutes=15)
BY_LOGIN, BY_REMOTE = 6, 40
WARY = 2  # failures of one login that an address has left once BY_REMOTE of any logins have failed there
LONGEST = timedelta(hours=12)  # of a session
REMEMBERED = timedelta(days=180)  # of a known browser
FIRST = timedelta(days=1)  # how long a first password opens anything
SIGNED_IN = "signed in"  # the mark of tries that a signed-in person makes: no stranger can add to these
TOO_MANY = "Too many tries. Wait 15 minutes, or ask an administrator."
STEP = 30  # seconds of one code (RFC 6238)


def token_hash(token: str) -> str:
    """Return what is stored of a session token."""
    return hashlib.sha256(token.encode()).hexdigest()


def known_device(session: Session, login: str, device: str) -> str:
    """Return the hash of this browser's cookie if this person has signed in with it before, else ""."""
    if not device:
        return ""
    mark = token_hash(device)
    row = session.execute(
        select(KnownDevice.id)
        .join(Person, Person.id == KnownDevice.person_id)
        .where(KnownDevice.token_sha256 == mark, Person.login == login)
    ).first()
    return mark if row is not None else ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How a sign-in with this login from this browser stands before it is tried."""

    locked: bool
    failures: int  # of this login in the window, by the same kind of browser
    wary: bool  # the address has failed with many logins


def standing(session: Session, login: str, remote: str, mark: str, real: datetime) -> Standing:
    """Return whether this login must wait after failures of the last 15 minutes of real time.

    A browser on which the person has signed in before has a count of its own (``mark``), and so have the tries of a
    signed-in person, so a stranger locks neither out. Failures with other logins of the same address never lock a
    login out by themselves: a whole house may stand behind that address. They only shorten its tries to two.
    """

    def failed(*what: Any) -> int:
        counted = select(func.count()).where(*what, LoginAttempt.at > real - WINDOW, LoginAttempt.ok.is_(False))
        return int(session.execute(counted).scalar_one())

    failures = failed(LoginAttempt.login == login, LoginAttempt.device == mark)
    wary = not mark and failed(LoginAttempt.remote == remote, LoginAttempt.device == "") >= BY_REMOTE
    return Standing(failures >= (WARY if wary else BY_LOGIN), failures, wary)


def refuse_locked(act: Act, login: str, remote: str, mark: str) -> None:
    """Raise Busy after too many failures (see ``standing``)."""
    if standing(act.work.session, login, remote, mark, act.context.wall_clock()).locked:
        raise Busy(TOO_MANY)


def note_try(act: Act, login: str, remote: str, mark: str, *, ok: bool) -> None:
    """Count a sign-in try."""
    add(act.work.session, LoginAttempt, login=login, remote=remote, at=act.context.wall_clock(), ok=ok, device=mark)


def open_session(act: Act, person_id: int | None, role_version: int, data: dict[str, Any], old_token: str) -> str:
    """End the session of ``old_token``, open a new one and return its token."""
    real = act.context.wall_clock()
    act.work.session.execute(
        update(WebSession).where(WebSession.token_sha256 == token_hash(old_token)).values(ended_at=real)
    )
    token = secrets.token_urlsafe(32)
    add(
        act.work.session,
        WebSession,
        token_sha256=token_hash(token),
        person_id=person_id,
        role_version=role_version,
        data=data,
        made_at=real,
        seen_at=real,
        confirmed_at=real if person_id is not None else None,
    )
    return token


def remember_device(act: Act, person: Person, device: str) -> str:
    """Remember this browser as one of the person's and return the token for its cookie."""
    real = act.context.wall_clock()
    token = device or secrets.token_urlsafe(32)
    mark = token_hash(token)
    changed = act.work.session.execute(
        update(KnownDevice)
        .where(KnownDevice.token_sha256 == mark, KnownDevice.person_id == person.id)
        .values(seen_at=real)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        # a token that the server did not make is never accepted
        known = act.work.session.execute(select(KnownDevice.id).where(KnownDevice.token_sha256 == mark)).first()
        token = token if device and known is not None else secrets.token_urlsafe(32)
        add(act.work.session, KnownDevice, token_sha256=token_hash(token), person_id=person.id, seen_at=real)
    return token


def end_sessions(act: Act, person: Person) -> None:
    """End every session of the person and close its sockets."""
    put(act.work.session, person, role_version=person.role_version + 1)
    act.work.session.execute(
        update(WebSession)
        .where(WebSession.person_id == person.id, WebSession.ended_at.is_(None))
        .values(ended_at=act.context.wall_clock())
    )
    act.work.happened(PersonChanged(person_id=person.id))


def step_of(secret: str, code: str, after: int, real: datetime) -> int:
    """Return the time step of this code: the present one, one before or one after, newer than ``after``.

    0 when it is none of them. Each step is used once.
    """
    now = int(real.timestamp()) // STEP
    totp = pyotp.TOTP(secret)
    for step in (now, now - 1, now + 1):
        fits = hmac.compare_digest(totp.at(step * STEP).encode(), code.encode())
        if fits and step > after:
            return step
    return 0


def sealed_for(person_id: int) -> str:
    """Return what a person's secret of the second factor is sealed for: it opens in no other row."""
    return f"totp of person:{person_id}"


def _secret_of(act: Act, person: Person) -> str:
    secret: str | None = act.work.database.keys.open_or_none(person.totp_secret, sealed_for(person.id))
    if secret is None:
        raise Conflict(
            "Codes cannot be checked: the data key that they need is missing here. Use a recovery code, and tell "
            "whoever runs the site."
        )
    return secret


def use_code(act: Act, person: Person, code: str) -> bool:
    """Use up a code of the second factor or a recovery code; the person's row is locked."""
    code = "".join(c for c in code if not c.isspace())
    if len(code) == 6 and code.isascii() and code.isdigit():
        secret = _secret_of(act, person)
        step = step_of(secret, code, person.totp_last_step, act.context.wall_clock())
        if step:
            put(act.work.session, person, totp_last_step=step)
        return step > 0
    used = act.work.session.execute(
        update(RecoveryCode)
        .where(
            RecoveryCode.person_id == person.id,
            RecoveryCode.code_sha256 == code_hash(code),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=act.context.wall_clock())
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def code_hash(code: str) -> str:
    """Return what is stored of a recovery code. Case and dashes do not matter."""
    return hashlib.sha256(code.replace("-", "").lower().encode()).hexdigest()
