"""Two-factor sign-in as actions: switched on, used, switched off, reset, and the step after the password."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import func, select

from console.actions import people, two_factor
from console.actions.call import Answer
from console.actions.steps.login_session import BY_LOGIN, sealed_for, token_hash
from console.store.models import ChainEntry, Person, RecoveryCode, WebSession
from tests.databases import KEYS
from tests.people import IDS, SampleSite

SECRET = two_factor.new_secret()
REMOTE = "10.0.0.1"


def code(site: SampleSite, steps: int = 0) -> str:
    """Return the code of an authenticator app, ``steps`` time steps from now."""
    return pyotp.TOTP(SECRET).at(site.now + timedelta(seconds=30 * steps))


def wrong(site: SampleSite) -> str:
    """Return a code that none of the accepted steps has."""
    taken = {code(site, step) for step in (-1, 0, 1)}
    return next(text for text in ("000000", "111111", "222222", "333333") if text not in taken)


def switched_on(site: SampleSite, login: str = "agent1") -> list[str]:
    done = two_factor.switch_on(site.call(login), SECRET, code(site))
    assert done.ok, done
    site.later(seconds=30)
    return list(done.data["codes"])


def secret_of(site: SampleSite, login: str = "agent1") -> str:
    sealed = str(site.one(select(Person.totp_secret).where(Person.login == login)))
    return KEYS.open(sealed, sealed_for(IDS[login])) if sealed else ""


def codes_left(site: SampleSite, login: str = "agent1") -> int:
    unused = RecoveryCode.used_at.is_(None)
    return int(site.one(select(func.count()).where(RecoveryCode.person_id == IDS[login], unused)))


def live_sessions(site: SampleSite, login: str = "agent1") -> int:
    return int(site.one(select(func.count()).where(WebSession.person_id == IDS[login], WebSession.ended_at.is_(None))))


def password(site: SampleSite, login: str = "agent1") -> str:
    """Give the right password. Return the token of the step that asks for the code."""
    done = people.sign_in(site.worker(), login, True, REMOTE, "old")
    assert done.ok and done.data["second"]
    return str(done.data["session"])


def enter(site: SampleSite, token: str, text: str) -> Answer:
    return two_factor.enter(site.worker(), token, text, REMOTE, "")


def test_switch_on_needs_a_code_of_the_secret_and_ends_every_session(site: SampleSite) -> None:
    people.sign_in(site.worker(), "agent1", True, REMOTE, "old")
    assert live_sessions(site) == 1
    refused = two_factor.switch_on(site.call("agent1"), SECRET, wrong(site))
    assert (refused.code, refused.at_field, secret_of(site)) == ("invalid", "code", "")
    assert not two_factor.switch_on(site.call("agent1"), "", "000000").ok, "no secret was made yet"
    codes = switched_on(site)
    assert len(set(codes)) == two_factor.CODES == codes_left(site)
    assert secret_of(site) == SECRET and live_sessions(site) == 0
    assert two_factor.switch_on(site.call("agent1"), SECRET, code(site)).code == "conflict"
    bodies = site.rows(select(ChainEntry.body).where(ChainEntry.kind == "action.factor.switch_on"))
    assert len(bodies) == 1 and SECRET not in str(bodies[0].body)


def test_check_uses_a_code_up_and_counts_wrong_ones_as_failed_sign_ins(site: SampleSite) -> None:
    assert two_factor.check(site.call("agent1"), code(site), REMOTE).code == "conflict", "it is off"
    switched_on(site)
    good = code(site)
    assert two_factor.check(site.call("agent1"), good, REMOTE).ok
    replayed = [two_factor.check(site.call("agent1"), good, REMOTE).code for _ in range(BY_LOGIN + 1)]
    assert replayed == ["invalid"] * BY_LOGIN + ["busy"]
    site.later(minutes=16)
    assert two_factor.check(site.call("agent1"), code(site), REMOTE).ok


def test_switch_off_is_refused_where_the_role_requires_it(site: SampleSite) -> None:
    switched_on(site)
    assert two_factor.switch_off(site.call("agent1"), True).code == "conflict"
    assert secret_of(site) == SECRET
    assert two_factor.switch_off(site.call("agent1"), False).ok
    assert (secret_of(site), codes_left(site)) == ("", 0)


def test_new_codes_replace_the_old_ones(site: SampleSite) -> None:
    assert two_factor.new_codes(site.call("agent1")).code == "conflict"
    old = switched_on(site)
    new = two_factor.new_codes(site.call("agent1")).data["codes"]
    assert not set(old) & set(new) and codes_left(site) == two_factor.CODES
    assert two_factor.check(site.call("agent1"), old[0], REMOTE).code == "invalid"
    assert two_factor.check(site.call("agent1"), new[0].upper(), REMOTE).ok
    assert codes_left(site) == two_factor.CODES - 1


def test_reset_is_for_another_person_only(site: SampleSite) -> None:
    switched_on(site)
    assert two_factor.reset(site.call("admin1"), IDS["admin1"]).code == "invalid"
    assert two_factor.reset(site.call("admin1"), 999_999).code == "not_found"
    assert two_factor.reset(site.call("admin1"), IDS["agent1"]).ok
    assert (secret_of(site), codes_left(site)) == ("", 0)


def test_enter_opens_one_session_by_a_code_or_a_recovery_code(site: SampleSite) -> None:
    recovery = switched_on(site)[0]
    token = password(site)
    assert enter(site, token, wrong(site)).code == "invalid"
    done = enter(site, token, code(site))
    assert done.ok and done.data["role"] == "agent" and live_sessions(site) == 1
    owner = select(WebSession.person_id).where(WebSession.token_sha256 == token_hash(done.data["session"]))
    assert site.one(owner) == IDS["agent1"]
    assert enter(site, token, code(site, 1)).code == "signed_out", "the step is used up"
    assert enter(site, password(site), recovery).ok
    assert enter(site, password(site), recovery).code == "invalid", "a recovery code stands in once"


@pytest.mark.parametrize("ended", ["time", "password", "disabled"])
def test_enter_is_closed_when_the_step_is_over(site: SampleSite, ended: str) -> None:
    switched_on(site)
    token = password(site)
    if ended == "time":
        site.later(minutes=5, seconds=1)
    elif ended == "password":
        assert people.change_password(site.call("agent1"), "another hash").ok
    else:
        site.sql("UPDATE person SET disabled_at = :at WHERE login = 'agent1'", at="2026-11-02T02:00:00.000000Z")
    assert enter(site, token, code(site)).code == "signed_out"
    assert enter(site, "no such token", code(site)).code == "signed_out"
