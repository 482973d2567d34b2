"""Two-factor sign-in: set-up, codes that work once, recovery, reset, lockout, required roles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyotp
import pytest
from sqlalchemy import func, select

from console.actions import people
from console.actions import two_factor as second
from console.actions.steps.login_session import sealed_for
from console.app import create_app
from console.keyring import Keyring
from console.store.models import ChainEntry, LoginAttempt, Person, RecoveryCode, WebSession
from tests import databases
from tests.databases import KEYS
from tests.people import IDS
from tests.served import PASSWORD, Served, StillClock


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=2)
    object.__setattr__(made.parts["context"], "wall_clock", lambda: made.site.now)
    yield made
    made.site.close()


def csrf(client: Any, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, page[:400]
    return found.group(1)


def post(client: Any, path: str, at: str = "", **form: str) -> Any:
    return client.post(path, data={"csrf_token": csrf(client, at or path), **form})


def secret_of(served: Served, login: str) -> str:
    """Return a person's secret of the second factor, which the table holds encrypted."""
    sealed = served.site.one(select(Person.totp_secret).where(Person.login == login))
    return KEYS.open(sealed, sealed_for(IDS[login]))


def code(served: Served, login: str, steps: int = 0, secret: str = "") -> str:
    """Return the code of an authenticator app, ``steps`` time steps from now."""
    secret = secret or secret_of(served, login)
    at = served.site.now + timedelta(seconds=30 * steps)
    return pyotp.TOTP(secret).at(at)


def switch_on(served: Served, login: str) -> list[str]:
    """Set it up as a person does. Return the recovery codes."""
    client = served.client(login)
    page = client.get("/second").get_data(as_text=True)
    link = re.search(r"otpauth://totp/Console:(\w+)\?secret=([A-Z2-7]{32})", page)
    assert link and link.group(1) == login
    again = client.get("/second").get_data(as_text=True)
    assert link.group(2) in again  # a reload keeps the secret that the app already has
    wrong = post(client, "/second/on", "/second", code="000000")
    assert wrong.status_code == 422 and "is not correct" in wrong.get_data(as_text=True)
    done = post(client, "/second/on", "/second", code=code(served, login, secret=link.group(2)))
    shown = re.findall(r"<code>([a-z2-7-]{19})</code>", done.get_data(as_text=True))
    assert done.status_code == 200 and len(set(shown)) == second.CODES
    assert client.get("/second").status_code in (302, 401)  # every session has ended
    served.site.later(seconds=30)
    return shown


def password_step(served: Served, login: str) -> Any:
    client = served.app.test_client()
    done = post(client, "/login", login=login, password=PASSWORD)
    assert done.status_code == 302 and done.headers["Location"] == "/login/second"
    assert client.get("/desk", headers={"Accept": "text/html"}).headers["Location"] == "/login"
    assert client.get("/desk").status_code == 401
    assert not served.socket(client).is_connected("/desk")
    return client


def enter(client: Any, code_: str) -> Any:
    return post(client, "/login/second", code=code_)


def test_a_person_switches_it_on_and_signs_in_with_a_code(served: Served) -> None:
    switch_on(served, "agent1")
    client = password_step(served, "agent1")
    before = client.get_cookie("console_session").value
    assert enter(client, code(served, "agent1")).headers["Location"] == "/desk"
    assert client.get_cookie("console_session").value != before  # a new session, not the old one
    assert client.get("/desk").status_code == 200
    assert served.socket(client).is_connected("/desk")


def test_a_code_works_once_even_in_two_sign_ins_at_once(served: Served) -> None:
    switch_on(served, "agent1")
    one, two = password_step(served, "agent1"), password_step(served, "agent1")
    now = code(served, "agent1")
    assert enter(one, now).status_code == 302
    assert enter(two, now).status_code == 422
    served.site.later(seconds=30)
    assert enter(two, now).status_code == 422  # nor in the next step's grace
    assert enter(two, code(served, "agent1")).status_code == 302


@pytest.mark.parametrize(("steps", "status"), [(-2, 422), (-1, 302), (0, 302), (1, 302), (2, 422)])
def test_a_clock_may_be_one_step_off(served: Served, steps: int, status: int) -> None:
    switch_on(served, "agent1")
    served.site.later(seconds=90)
    client = password_step(served, "agent1")
    assert enter(client, code(served, "agent1", steps)).status_code == status


def test_an_older_code_is_refused_after_a_newer_one(served: Served) -> None:
    switch_on(served, "agent1")
    served.site.later(seconds=90)
    old = code(served, "agent1", -1)
    assert enter(password_step(served, "agent1"), code(served, "agent1")).status_code == 302
    assert enter(password_step(served, "agent1"), old).status_code == 422


@pytest.mark.parametrize("bad", ["", "12345", "1234567", "１２３４５６", "abcdef", "' OR 1=1", "0" * 40])
def test_wrong_codes_are_refused(served: Served, bad: str) -> None:
    switch_on(served, "agent1")
    assert enter(password_step(served, "agent1"), bad).status_code == 422


def test_wrong_codes_count_towards_the_lock(served: Served) -> None:
    switch_on(served, "agent1")
    client = password_step(served, "agent1")
    client.delete_cookie("console_device", path="/login")
    assert [enter(client, "000000").status_code for _ in range(8)] == [422] * 6 + [429] * 2
    assert enter(client, code(served, "agent1")).status_code == 429  # even the right one
    failures = select(func.count()).where(LoginAttempt.ok.is_(False))
    assert served.site.one(failures) == 6
    served.site.later(minutes=16)
    assert enter(client, code(served, "agent1")).headers["Location"] == "/login"  # too late: anew


def test_a_recovery_code_stands_in_once(served: Served) -> None:
    codes = switch_on(served, "agent1")
    hashes = [row[0] for row in served.site.rows(select(RecoveryCode.code_sha256))]
    assert not set(codes) & set(hashes) and all(len(mark) == 64 for mark in hashes)
    assert enter(password_step(served, "agent1"), codes[3].upper()).status_code == 302
    assert enter(password_step(served, "agent1"), codes[3]).status_code == 422
    assert enter(password_step(served, "agent1"), codes[4].replace("-", "")).status_code == 302
    other = switch_on(served, "agent2")
    assert enter(password_step(served, "agent1"), other[0]).status_code == 422


def test_without_its_data_key_a_recovery_code_still_opens_and_nothing_breaks(served: Served) -> None:
    codes = switch_on(served, "agent1")
    sealed = Keyring({9: b"k" * 32}).seal("JBSWY3DPEHPK3PXP", sealed_for(IDS["agent1"]))
    served.site.sql("UPDATE person SET totp_secret = :s WHERE login = 'agent1'", s=sealed)
    step = password_step(served, "agent1")
    refused = enter(step, "123456")
    assert refused.status_code == 422 and "Use a recovery code" in refused.get_data(as_text=True)
    assert enter(step, codes[0]).status_code == 302
    other: Any = served.client("agent2")
    other.get("/second")
    waiting = {"csrf_token": csrf(other, "/second"), "second_new_sealed": sealed}
    assert people.keep_session(served.site.worker(), other.get_cookie("console_session").value, waiting).ok
    page = other.get("/second")
    assert page.status_code == 200 and "otpauth://" in page.get_data(as_text=True)


def test_new_recovery_codes_end_the_old_ones_and_need_a_code(served: Served) -> None:
    old = switch_on(served, "agent1")
    client = password_step(served, "agent1")
    enter(client, code(served, "agent1"))
    assert post(client, "/second/codes", "/second", code="000000").status_code == 422
    served.site.later(seconds=30)
    fresh = post(client, "/second/codes", "/second", code=code(served, "agent1"))
    assert len(re.findall(r"<code>[a-z2-7-]{19}</code>", fresh.get_data(as_text=True))) == 10
    assert enter(password_step(served, "agent1"), old[0]).status_code == 422


def test_it_is_switched_off_only_with_a_code(served: Served) -> None:
    switch_on(served, "agent1")
    client = password_step(served, "agent1")
    enter(client, code(served, "agent1"))
    assert post(client, "/second/off", "/second", code="111111").status_code == 422
    served.site.later(seconds=30)
    off = post(client, "/second/off", "/second", code=code(served, "agent1"))
    assert off.headers["Location"] == "/login"
    assert served.client("agent1").get("/desk").status_code == 200  # the password is enough again


def test_the_administrator_resets_it_on_record_and_every_session_ends(served: Served) -> None:
    switch_on(served, "agent1")
    client = password_step(served, "agent1")
    enter(client, code(served, "agent1"))
    live = served.socket(client)
    admin = served.client("admin1")
    path = f"/admin/people/{IDS['agent1']}/second"
    assert post(admin, path, "/admin/people").status_code == 302
    assert client.get("/desk").status_code == 401
    assert not live.is_connected("/desk") or any(m["name"] == "signed_out" for m in live.get_received("/desk"))
    kinds = [row[0] for row in served.site.rows(select(ChainEntry.kind))]
    assert "action.factor.reset" in kinds and "action.factor.switch_on" in kinds
    assert served.site.one(select(func.count()).select_from(RecoveryCode)) == 0
    assert served.client("agent1").get("/desk").status_code == 200
    switch_on(served, "admin1")
    mine = password_step(served, "admin1")
    enter(mine, code(served, "admin1"))
    post(mine, f"/admin/people/{IDS['admin1']}/second", "/admin/people")
    assert served.site.one(select(Person.totp_secret).where(Person.login == "admin1"))


def test_no_secret_stands_in_the_books(served: Served) -> None:
    codes = switch_on(served, "agent1")
    secret = secret_of(served, "agent1")
    served.client("admin1").post("/admin/people")
    books = str(served.site.rows(select(ChainEntry.body)))
    assert secret not in books and not any(one in books for one in codes)
    assert "argon2" not in books


def test_the_code_step_ends_after_five_minutes_and_with_a_password_change(served: Served) -> None:
    switch_on(served, "agent1")
    late = password_step(served, "agent1")
    served.site.later(minutes=6)
    assert enter(late, code(served, "agent1")).headers["Location"] == "/login"
    waiting = password_step(served, "agent1")
    served.site.sql("UPDATE person SET role_version = role_version + 1 WHERE login = 'agent1'")
    assert enter(waiting, code(served, "agent1")).headers["Location"] == "/login"
    stranger = served.app.test_client()
    assert stranger.get("/login/second").headers["Location"] == "/login"
    assert post(stranger, "/login/second", "/login", code="123456").headers["Location"] == "/login"
    assert (
        served.site.one(
            select(func.count()).where(WebSession.person_id == IDS["agent1"], WebSession.ended_at.is_(None))
        )
        == 0
    )


@pytest.fixture
def strict(served: Served, tmp_path: Path) -> Served:
    settings = replace(served.parts["settings"], second_factor=("admin", "compliance"))
    served.app, served.socketio = create_app(settings, database=served.site.database, clock=StillClock(served.site))
    served.parts = served.app.extensions["console"]
    object.__setattr__(served.parts["context"], "wall_clock", lambda: served.site.now)
    return served


def test_a_role_that_must_have_it_gets_nowhere_before(strict: Served) -> None:
    client = strict.client("compliance1")
    there = client.get("/compliance", headers={"Accept": "text/html"})
    assert there.headers["Location"] == "/second"
    token = csrf(client, "/second")
    refused = client.post("/compliance/house", data={"csrf_token": token, "kind": "closed"})
    assert refused.status_code == 403
    assert not strict.socket(client, "/compliance").is_connected("/compliance")
    assert strict.client("agent1").get("/desk").status_code == 200
    switch_on(strict, "compliance1")
    mine = password_step(strict, "compliance1")
    enter(mine, code(strict, "compliance1"))
    assert mine.get("/compliance").status_code == 200
    strict.site.later(seconds=30)
    off = post(mine, "/second/off", "/second", code=code(strict, "compliance1"))
    assert off.status_code == 422 and "requires two-factor sign-in" in off.get_data(as_text=True)


def test_a_first_password_must_be_changed_before_anything_else(served: Served) -> None:
    served.site.sql("UPDATE person SET must_change = :t WHERE login = 'agent1'", t=True)
    client = served.client("agent1")
    assert client.get("/desk", headers={"Accept": "text/html"}).headers["Location"] == "/password"
    assert client.get("/desk").status_code == 403
    assert not served.socket(client).is_connected("/desk")
    done = post(client, "/password", old=PASSWORD, new="quite another password")
    assert done.status_code == 302


def test_in_chinese_too(served: Served) -> None:
    client = served.app.test_client()
    switch_on(served, "agent1")
    page = password_step(served, "agent1").get("/login/second", headers={"Accept-Language": "zh-CN"})
    assert "二次验证" in page.get_data(as_text=True)
    del client
