"""The founding of a site, the host's way in, the halves of a first password, and the rest of new accounts."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import accounts, audit_chain
from console.actions.steps.login_session import FIRST, end_sessions
from console.actions.steps.propose import ask_once
from console.domain.accounts import GUARDED, REST_HOURS, takes_new_password
from console.domain.errors import Conflict, Invalid, NotYours
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Person, Proposal, Site
from console.store.queries.accounts import password_from


@dataclass(frozen=True)
class Founder:
    """One of the two people with whom a site begins."""

    role: str  # admin compliance
    login: str
    name: str
    hashed: str


@action("account.found", audited=False)  # its arguments hold hashes of passwords
def found(act: Act, founders: tuple[Founder, ...]) -> Answer:
    """Begin a site with its first administrator and its first officer, two people. The rules of two begin after it.

    Where a role has somebody already, only the other one is made. ``data``: count.
    """
    session = act.work.session
    if session.execute(select(Site.id)).first() is None:
        add(session, Site, epoch=secrets.token_hex(16), clock_offset_s=0, sample=False, made_at=act.now)
    here = set(session.execute(select(Person.role).where(Person.role.in_(GUARDED))).scalars())
    missing = [role for role in ("admin", "compliance") if role not in here]
    if not missing:
        raise Conflict("This site is founded: it has an administrator and a compliance officer.")
    if sorted(founder.role for founder in founders) != sorted(missing):
        raise Invalid("Name the people whom this site lacks: %(roles)s.", roles=", ".join(missing))
    if len({founder.login for founder in founders}) != len(founders) or len({f.name for f in founders}) != len(
        founders
    ):
        raise Invalid("The administrator and the compliance officer are two people.")
    for founder in founders:
        values = {"login": founder.login, "name": founder.name, "name_zh": "", "role": founder.role, "team": None}
        person_id = accounts.make(act, values, founder.hashed, must_change=False)
        accounts.note(act, "founded", person_id, None, None, founder.role)
        audit_chain.append(act, "action.account.found", {"person": person_id, "login": founder.login})
    return Answer(data={"count": len(founders)})


@action("account.readmit", audited=False)  # its arguments hold the hash of the password
def readmit(act: Act, login: str, hashed: str) -> Answer:
    """Let the last officer or the last administrator in again, by the host's command. Everybody is told.

    The password is a first one, the second factor is gone, and the account rests before it decides.
    """
    session = act.work.session
    person = session.execute(select(Person).where(Person.login == login).with_for_update()).scalar_one_or_none()
    if person is None or person.role not in GUARDED:
        raise Invalid("There is no officer and no administrator %(login)s.", login=login[:40])
    others = session.execute(
        select(Person.name).where(Person.role == person.role, Person.id != person.id, Person.disabled_at.is_(None))
    ).scalars()
    names = sorted(others)
    if names:
        raise Conflict("This command is for the last one of a role. %(who)s can propose it.", who=", ".join(names))
    until = act.context.wall_clock() + FIRST
    put(session, person, password_hash=hashed, must_change=True, first_until=until, disabled_at=None)
    accounts.forget_second(act, person)
    accounts.rest(act, person)
    end_sessions(act, person)
    accounts.note(act, "readmitted", person.id, None, None, person.role)
    audit_chain.append(act, "action.account.readmit", {"person": person.id, "login": login})
    return Answer(data={"person_id": person.id})


@action("account.half", audited=False)  # its arguments hold the hash of half a password
def set_half(act: Act, proposal_id: int, hashed: str) -> Answer:
    """Set one half of a first password, once: the one who agreed has the first half, the one who asked the second.

    Neither of the two can sign in alone as the person whose account it is.
    """
    session = act.work.session
    row = session.get(Proposal, proposal_id)
    if row is None or row.what != "account" or row.state != "granted" or not takes_new_password(row.payload):
        raise NotYours()
    if act.actor.id not in (row.asked_by_id, row.decided_by_id):
        raise NotYours()
    person = session.execute(select(Person).where(Person.login == row.payload["login"]).with_for_update()).scalar_one()
    if password_from(session, person.login) != row.id:  # with a half of each of two resets one person had the whole
        raise Conflict("This account was changed meanwhile. Propose it again.")
    first, halves, second = person.password_hash.partition(accounts.HALVES)
    mine = first if act.actor.id == row.decided_by_id else second
    if not halves or mine:
        raise Conflict("This half of the password was shown already. If it is lost, propose a new password.")
    whole = f"{hashed}{halves}{second}" if act.actor.id == row.decided_by_id else f"{first}{halves}{hashed}"
    put(session, person, password_hash=whole, first_until=act.context.wall_clock() + FIRST)
    audit_chain.append(act, "action.account.half", {"person": person.id, "proposal": row.id})
    return Answer(data={"person_id": person.id})


@action("account.rest")
def set_rest(act: Act, hours: int, reason: str) -> Answer:
    """Set how long a new account rests: longer at once, shorter once another person has agreed. ``data``: state."""
    if not 0 <= hours <= REST_HOURS:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="hours", low=0, high=REST_HOURS)
    site = act.work.session.execute(select(Site)).scalar_one()
    now = REST_HOURS if site.rest_hours is None else site.rest_hours
    if hours == now:
        raise Conflict("The file already says this.")
    if hours < now:
        return ask_once(act, "rest", None, {"hours": hours, "was": now}, reason)
    put(act.work.session, site, rest_hours=hours)
    accounts.note(act, "rest", None, act.actor.id, None, str(hours))
    return Answer(data={"state": "set"})
