"""A site from nothing: the secret key, the checklist that ticks itself, and what empty pages say."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from console.actions import accounts, people, queues
from console.actions.accounts import Founder
from console.actions.call import Call, Context
from console.app import create_app
from console.clock import Clock
from console.domain.actor import WORKER
from console.passwords import hash_password
from console.settings import BadSetting, Settings, make_secret, read_settings
from console.store.queries.first_run import first_run
from tests import databases
from tests.people import SampleSite
from tests.served import PASSWORD

HASHED = hash_password(PASSWORD)


@pytest.mark.parametrize("name", ["instance", "deep/er/instance"])
def test_the_first_command_makes_folder_and_key_for_its_owner_alone(tmp_path: Path, name: str) -> None:
    env = {"CONSOLE_INSTANCE": str(tmp_path / name)}
    with pytest.raises(BadSetting, match="python -m console migrate"):
        read_settings(env)
    file = make_secret(env)
    assert file == tmp_path / name / "secret_key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    key = read_settings(env).secret_key
    assert len(key) >= 32 and make_secret(env) is None and read_settings(env).secret_key == key


@pytest.mark.parametrize(
    "more", [{"CONSOLE_DATABASE_URL": "postgresql://console@db/console"}, {"CONSOLE_REDIS_URL": "redis://cache:6379/0"}]
)
def test_no_key_is_made_where_several_processes_need_the_same(tmp_path: Path, more: dict[str, str]) -> None:
    env = {"CONSOLE_INSTANCE": str(tmp_path / "instance"), **more}
    with pytest.raises(BadSetting, match="set CONSOLE_SECRET_KEY"):
        make_secret(env)
    assert not (tmp_path / "instance").exists()
    assert make_secret({**env, "CONSOLE_SECRET_KEY": "k" * 40}) is None


class EmptySite:
    """A site with one administrator and nothing else, and a browser signed in."""

    def __init__(self, folder: Path) -> None:
        url = databases.fresh_sqlite(folder)
        self.app, _ = create_app(Settings(url, "s" * 40, folder, testing=True))
        self.context: Context = self.app.extensions["console"]["context"]
        both = (Founder("admin", "boss", "Boss", HASHED), Founder("compliance", "cora", "Cora", HASHED))
        assert accounts.found(self.call(), both).ok
        self.client = self.signed_in("boss")

    def call(self) -> Call:
        return Call(self.context, WORKER, Clock().now())

    def signed_in(self, login: str) -> FlaskClient:
        client = self.app.test_client()
        found = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/login").get_data(as_text=True))
        assert found
        form = {"csrf_token": found.group(1), "login": login, "password": PASSWORD}
        assert client.post("/login", data=form).status_code == 302
        return client

    def page(self, path: str) -> str:
        return self.client.get(path, follow_redirects=True).get_data(as_text=True)

    def post(self, path: str, **form: Any) -> str:
        found = re.search(r'name="csrf-token" content="([^"]+)"', self.page("/password"))
        assert found
        sent = self.client.post(path, data=form, headers={"X-CSRFToken": found.group(1)}, follow_redirects=True)
        return sent.get_data(as_text=True)

    def done(self) -> list[str]:
        with self.context.database.reading() as session:
            return [step.key for step in first_run(session, Clock().now()).steps if step.done]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[EmptySite]:
    made = EmptySite(tmp_path)
    yield made
    made.context.database.close()


def test_each_step_ticks_when_it_is_done_and_the_next_one_is_named(empty: EmptySite) -> None:
    assert "1 of 8 done" in empty.page("/") and empty.done() == ["secret"]
    assert 'href="/admin/people">add a team</a>' in empty.page("/admin/people")
    empty.post("/admin/teams", name="A")
    assert empty.done() == ["secret", "team"]
    empty.post("/admin/people", login="ann", name="Ann", role="agent", team="1")
    assert "people" not in empty.done() and "Lead" in empty.page("/admin/start")
    empty.post("/admin/people", login="leo", name="Leo", role="lead", team="1")
    assert empty.done() == ["secret", "team", "people"]
    waits = empty.post("/admin/people", login="odd", name="Odd", role="compliance", team="0")
    assert "1 change of an account waits for a second person" in waits and "first password, shown once" not in waits
    assert "another officer or administrator" in empty.page("/compliance/changes")
    queue = {"offer_seconds": 30, "wrapup_seconds": 60, "extension_seconds": 60, "extensions": 2, "stage": ""}
    empty.post("/admin/queues", name="All", name_zh="", skill="", team="0", **queue)
    assert empty.done()[-1] == "queue" and "say who serves the queue" in empty.page("/admin/start")
    queues.set_ranks(empty.call(), 3, {"1": 1})
    assert empty.done()[-1] == "serves"
    assert "Cora can do it." in empty.page("/admin/declarations")
    assert "brings one in with a file" in empty.page("/admin/declarations")


def test_the_whole_checklist_is_done_with_the_first_call(sqlite_site: SampleSite) -> None:
    def open_steps() -> list[str]:
        with sqlite_site.database.reading() as session:
            return [step.key for step in first_run(session, sqlite_site.now).steps if not step.done]

    sqlite_site.sql("UPDATE declaration SET until = since WHERE key = 'recording'")
    assert open_steps() == ["declarations", "call"]
    sqlite_site.sql("UPDATE declaration SET until = NULL")
    assert open_steps() == ["call"]
    sqlite_site.talk("agent1")
    assert open_steps() == []


def test_a_first_password_is_shown_with_its_name_and_a_button_that_copies(empty: EmptySite) -> None:
    empty.post("/admin/teams", name="A")
    page = empty.post("/admin/people", login="Ann", name="Ann Li", role="agent", team="1")
    found = re.search(r"Ann Li \(login ann\): first password, shown once: <code id=\"once\">([\w-]{16})</code>", page)
    assert found and 'data-copy="#once"' in page
    again = empty.post("/admin/people/3/password")
    assert "Ann Li (login ann): first password" in again and found.group(1) not in again
    assert 'id="once"' not in empty.page("/admin/people")


def test_a_lead_reads_the_queues_and_changes_only_who_serves_them(empty: EmptySite) -> None:
    empty.post("/admin/teams", name="A")
    people.add_person(empty.call(), "leo", "Leo", "lead", 1, HASHED, False)
    empty.client = empty.signed_in("leo")
    assert "There is no queue yet. The administrator adds queues." in empty.page("/admin/queues")
    values = {"name": "All", "name_zh": "", "stage": "", "team_id": None, "skill": "", "offer_seconds": 30}
    values |= {"wrapup_seconds": 60, "extension_seconds": 60, "extensions": 2, "closed": False}
    assert queues.save_queue(empty.call(), None, values).ok
    page = empty.page("/admin/queues")
    fields = set(re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page))
    assert fields == {"csrf_token", "queue_1", "locale", "theme"} and "All" in page


def test_an_agent_without_a_queue_is_told_whom_to_ask(empty: EmptySite) -> None:
    empty.post("/admin/teams", name="A")
    people.add_person(empty.call(), "ann", "Ann", "agent", 1, HASHED, False)
    empty.client = empty.signed_in("ann")
    assert "Your lead gives you a queue" in empty.page("/desk")
    assert "No callback is agreed with you." in empty.page("/desk/mine")
