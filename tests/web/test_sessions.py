"""Sessions that end by themselves, the password again before sensitive acts, first passwords that end."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import declarations, people
from console.app import create_app
from console.settings import BadSetting, must_have_second, read_settings
from console.store.models import ChainEntry, LoginAttempt, Person, Proposal, ServiceToken, WebSession
from console.web.confirm import DOWNLOADS, SENSITIVE
from tests import databases
from tests.people import IDS
from tests.served import PASSWORD, Served, StillClock
from tests.web.test_two_factor import post

WRONG = "not the password"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    idle = (("admin", 30), ("compliance", 30), ("agent", 60))
    settings = replace(made.parts["settings"], idle=idle)
    made.app, made.socketio = create_app(settings, database=made.site.database, clock=StillClock(made.site))
    made.parts = made.app.extensions["console"]
    object.__setattr__(made.parts["context"], "wall_clock", lambda: made.site.now)
    yield made
    made.site.close()


def here(client: Any, path: str, **headers: str) -> bool:
    return bool(client.get(path, headers=headers).status_code == 200)


def test_who_does_nothing_is_signed_out_and_who_works_is_not(served: Served) -> None:
    admin, officer, agent = (served.client(login) for login in ("admin1", "compliance1", "agent1"))
    served.site.later(minutes=29)
    assert here(admin, "/admin/people")
    assert here(officer, "/compliance", **{"X-By-Itself": "1"})  # the page asked for it, not the person
    served.site.later(minutes=2)
    assert here(admin, "/admin/people") and not here(officer, "/compliance")
    served.site.later(minutes=28)
    assert here(agent, "/desk")
    served.site.later(minutes=61)
    assert not here(agent, "/desk")


def test_what_was_done_is_kept_for_other_processes(served: Served) -> None:
    admin = served.client("admin1")
    served.site.later(minutes=20)
    assert here(admin, "/admin/people")
    sessions: Any = served.app.session_interface
    people.mark_used(served.site.worker(), sessions.take_used())
    sessions.used.clear()  # another process, or this one started again
    served.site.later(minutes=20)
    assert here(admin, "/admin/people")


def test_no_agent_is_signed_out_while_a_customer_is_there(served: Served) -> None:
    agent = served.client("agent1")
    screen = served.socket(agent)
    served.site.talk("agent1")
    served.site.later(minutes=90)
    assert here(agent, "/desk", **{"X-By-Itself": "1"})
    beat = {"seq": 0, "epoch": ""}
    assert screen.emit("beat", beat, namespace="/desk", callback=True)["ok"]
    served.site.sql("UPDATE agent SET state = 'on_break' WHERE id = :i", i=IDS["agent1"])
    answer = screen.emit("beat", beat, namespace="/desk", callback=True)
    assert answer["code"] == "signed_out", "a beat keeps nobody signed in"


def test_every_sensitive_form_and_download_exists() -> None:
    table = (Path(__file__).parent / "permissions.txt").read_text()
    assert [rule for rule in SENSITIVE if f"POST {rule} " not in table] == []
    assert [rule for rule in DOWNLOADS if f"GET {rule} " not in table] == []


OF_PEOPLE = ("/admin/people", "/admin/services", "/second/", "/compliance/changes/", "/compliance/rest")
FILE = re.compile(r"Content-Disposition|table_export\.file\(|_attachment\(")
HARMLESS = {
    "/import/template/<kind>.<extension>",  # an empty file
    "/compliance/roots/file",  # marks alone, no customer
    "/my/data",  # the customer's own, behind the doors of the customer's page
}


def test_every_route_of_the_sensitive_kinds_asks_for_the_password(served: Served) -> None:
    found = []
    for rule in served.app.url_map.iter_rules():
        view = served.app.view_functions[rule.endpoint]
        is_file = rule.endpoint != "static" and FILE.search(inspect.getsource(view)) is not None
        methods = rule.methods or set()
        if "POST" in methods and (rule.rule.startswith(OF_PEOPLE) or "export" in rule.rule or is_file):
            found.append(rule.rule)
            assert rule.rule in SENSITIVE, f"add {rule.rule} to SENSITIVE of console/web/confirm.py"
        if "GET" in methods and is_file and rule.rule not in HARMLESS:
            found.append(rule.rule)
            assert rule.rule in DOWNLOADS, f"add {rule.rule} to DOWNLOADS of console/web/confirm.py"
    assert set(found) == (SENSITIVE | DOWNLOADS) - {"/confirm"}


def test_a_download_asks_for_the_password_and_goes_on_here_alone(served: Served) -> None:
    lead, address = served.client("lead1"), "/insight/figures.csv?period=week"
    assert lead.get(address).status_code == 200
    served.site.later(minutes=11)
    asked = lead.get(address)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 403 and 'action="/confirm"' in page and f'value="{address}"' in page
    form = {"csrf_token": served.token(lead), "next": address}
    wrong = lead.post("/confirm", data={**form, "confirm_password": WRONG})
    assert wrong.status_code == 422 and f'value="{address}"' in wrong.get_data(as_text=True)
    done = lead.post("/confirm", data={**form, "confirm_password": PASSWORD})
    assert done.headers["Location"] == address and lead.get(address).status_code == 200
    for bad in ("//evil.example/", "https://evil.example", "/\\evil.example", "/a\\..\\evil", "/ /evil.example", ""):
        assert lead.post("/confirm", data={**form, "next": bad}).headers["Location"] == "/", bad


def test_a_decision_about_an_account_asks_for_the_password_and_one_about_a_portfolio_does_not(served: Served) -> None:
    site = served.site
    officer, lead = served.client("compliance1"), served.client("lead1")
    site.sql("UPDATE site SET sample = false")
    newcomer = people.add_person(site.call("admin1"), "newcomer", "New Comer", "compliance", None, "x")
    assert newcomer.data == {"state": "asked"}
    account = site.one(select(func.max(Proposal.id)))
    assert declarations.declare(site.call("compliance1"), 1, "licence", True, "in the safe").data == {"state": "asked"}
    fact = site.one(select(func.max(Proposal.id)))
    site.later(minutes=11)

    def grant(client: Any, number: int, **more: str) -> Any:
        form = {"csrf_token": served.token(client), "do": "grant", **more}
        return client.post(f"/compliance/changes/{number}", data=form)

    def state(number: int) -> str:
        return str(site.one(select(Proposal.state).where(Proposal.id == number)))

    assert grant(lead, fact).status_code == 302 and state(fact) == "granted", "nobody types it for each decision"
    asked = grant(officer, account)
    assert asked.status_code == 403 and 'name="do" value="grant"' in asked.get_data(as_text=True)
    assert state(account) == "asked"
    assert grant(officer, account, confirm_password=PASSWORD).status_code == 302 and state(account) == "granted"
    site.later(minutes=11)
    half = officer.post(f"/compliance/changes/{account}/half", data={"csrf_token": served.token(officer)})
    assert half.status_code == 403, "no half of a password for a passer-by"


def test_a_sensitive_act_asks_for_the_password_and_then_goes_on(served: Served) -> None:
    admin = served.client("admin1")
    served.site.later(minutes=11)
    form = {"name": "ears", "scopes": "transcripts"}

    def count() -> int:
        return int(served.site.one(select(func.count()).select_from(ServiceToken)))

    asked = post(admin, "/admin/services", **form)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 403 and count() == 0
    assert 'name="scopes" value="transcripts"' in page and PASSWORD not in page
    refused = post(admin, "/admin/services", **form, confirm_password=WRONG)
    assert refused.status_code == 422 and WRONG not in refused.get_data(as_text=True) and count() == 0
    done = post(admin, "/admin/services", **form, confirm_password=PASSWORD)
    assert done.status_code == 200 and count() == 1  # the page shows the token once
    assert post(admin, "/admin/services", **form).status_code == 200  # for ten minutes
    served.site.later(minutes=11)
    assert post(admin, "/admin/services", **form).status_code == 403
    assert "confirm_password" not in str(served.site.rows(select(ChainEntry.body)))


def test_wrong_present_passwords_count_and_a_strangers_do_not(served: Served) -> None:
    agent = served.client("agent1")
    for _ in range(6):  # a stranger's, with the same login
        people.sign_in(served.site.worker(), "agent1", False, "198.51.100.1", "x")
    change = {"old": WRONG, "new": "quite another password"}
    assert [post(agent, "/password", **change).status_code for _ in range(7)] == [422] * 7
    last = post(agent, "/password", **{**change, "old": PASSWORD}).get_data(as_text=True)
    assert "Too many tries" in last, "even the right one must wait"
    assert served.site.one(select(func.count()).where(LoginAttempt.device == "signed in")) == 6
    served.site.later(minutes=16)
    assert post(agent, "/password", **{**change, "old": PASSWORD}).status_code == 302


def test_a_new_password_may_not_be_the_own_name(served: Served) -> None:
    agent = served.client("agent1")
    refused = post(agent, "/password", old=PASSWORD, new="agent1agent1agent1")
    assert refused.status_code == 422 and "easy to guess" in refused.get_data(as_text=True)


def test_a_first_password_is_good_for_a_day(served: Served) -> None:
    site = served.site
    hashed = site.one(select(Person.password_hash).where(Person.login == "agent2"))
    assert people.reset_password(site.call("admin1"), IDS["agent1"], hashed).ok
    site.later(hours=23)
    client = served.client("agent1")
    assert client.get("/desk", headers={"Accept": "text/html"}).headers["Location"] == "/password"
    site.later(hours=2)
    late = served.app.test_client()
    refused = post(late, "/login", login="agent1", password=PASSWORD)
    assert refused.status_code == 422 and "good for one day" in refused.get_data(as_text=True)
    wrong = post(late, "/login", login="agent1", password=WRONG).get_data(as_text=True)
    assert "Login or password is wrong" in wrong, "a stranger learns nothing"
    assert people.change_password(site.call("agent1"), hashed).ok
    assert served.client("agent1").get("/desk").status_code == 200


def test_the_settings_of_idle_time() -> None:
    env = {"CONSOLE_SECRET_KEY": "Jw3nX0qZ4tR7yU1iO5pA9sD2fG6hL8cV"}
    assert dict(read_settings(env).idle) == {"admin": 30, "compliance": 30, "lead": 240, "agent": 240}
    changed = dict(read_settings({**env, "CONSOLE_IDLE": "agent=0, admin=10, collector=600"}).idle)
    assert changed == {"admin": 10, "compliance": 30, "lead": 240, "collector": 600}
    for bad in ("admin=31", "compliance=0", "boss=5", "agent=-1", "agent", "agent=721"):
        with pytest.raises(BadSetting, match="CONSOLE_IDLE"):
            read_settings({**env, "CONSOLE_IDLE": bad})
    unset = read_settings(env)
    assert must_have_second(unset, sample=False) == ("admin", "compliance") and must_have_second(unset, True) == ()
    assert must_have_second(replace(unset, host="0.0.0.0"), sample=True) == ("admin", "compliance")
    assert read_settings({**env, "CONSOLE_SECOND_FACTOR": "none"}).second_factor == ()


def test_the_last_act_is_stored_with_the_session(served: Served) -> None:
    served.client("admin1")
    worker = served.parts["worker"]
    worker.duties = False
    served.site.later(minutes=5)
    sessions: Any = served.app.session_interface
    sessions.used = {mark: served.site.now for mark in sessions.used} or {
        row[0]: served.site.now for row in served.site.rows(select(WebSession.token_sha256))
    }
    worker.tick()
    assert served.site.one(select(func.max(WebSession.seen_at))) > served.site.now - timedelta(seconds=1)
