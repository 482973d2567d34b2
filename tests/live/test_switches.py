"""Each switch ``CONSOLE_FAST_…=0`` takes the plain way, and the screens stay equal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import fields
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, text

from console.actions.people import token_hash
from console.clock import Clock
from console.settings import BadSetting, FastPaths, read_settings
from console.store.models import WebSession
from scripts.agent import Desk
from scripts.server_process import free_port
from tests.people import IDS, MONDAY_TEN, SampleSite
from tests.waiting import until

ROOT = Path(__file__).parent.parent.parent

pytestmark = pytest.mark.chaos
SWITCHES = [switch.name for switch in fields(FastPaths)]
Steps = list[tuple[str, dict[str, str]]]


@lru_cache(maxsize=1)
def seeded() -> tuple[str, str]:
    """Return the URL of a small sample, and the session token of ``agent1`` in it."""
    from tests import databases

    url, token = databases.fresh_sqlite(databases.sqlite_template().parent), uuid.uuid4().hex
    site = SampleSite(url, 12)
    real = Clock().real()
    session = {"token_sha256": token_hash(token), "person_id": IDS["agent1"], "data": {}}
    site.database.transaction(
        lambda work: work.session.execute(
            insert(WebSession).values(**session, role_version=1, made_at=real, seen_at=real)
        )
    )
    site.database.transaction(lambda work: work.session.execute(text("UPDATE person SET must_change = false")))
    site.close()
    return url, token


class StillServer:
    """The real server in a process of its own, with these switches off and a clock that stands still."""

    def __init__(self, folder: Path, off: list[str]) -> None:
        url, self.token = seeded()
        shutil.copyfile(url.removeprefix("sqlite:///"), folder / "console.db")
        self.clock, self.facts = folder / "clock", folder / "facts"
        self.now = MONDAY_TEN
        self.later(seconds=0)
        self.port = free_port()
        env = {
            "CONSOLE_INSTANCE": str(folder),
            "CONSOLE_SECRET_KEY": "s" * 40,
            "CONSOLE_PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **{f"CONSOLE_FAST_{name.upper()}": "0" for name in off},
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.live.still_server", str(self.clock), str(self.facts)],
            env={**os.environ, **env},
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
        )

    def later(self, *, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.clock.with_suffix(".new").write_text(self.now.isoformat())
        self.clock.with_suffix(".new").replace(self.clock)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait(timeout=10)


def shift(server: StillServer) -> Steps:
    """Work one customer and take the next; return the panels after each step, as they were pushed."""
    desk = Desk(f"http://127.0.0.1:{server.port}", "agent1", session=server.token)
    desk.sign_in()
    desk.connect()
    steps: Steps = [("connect", dict(desk.panels))]

    def step(name: str, answer: dict[str, Any], state: str) -> None:
        assert answer["ok"], (name, answer)
        server.later(seconds=3)  # the line's reports fall due
        until(lambda: desk.state() == state)
        until(lambda: desk.seq == desk.command("beat", seq=0, epoch="")["seq"])
        pushed = dict(desk.panels)
        server_side = desk.command("snapshot")["panels"]
        assert pushed == server_side, name
        steps.append((name, pushed))

    step("ready", desk.act("ready"), "offered")
    step("accept", desk.act("accept", token=desk.token), "preview")
    step("begin", desk.post("/desk/begin", phone_id=desk.phone()), "talking")
    step("hang up", desk.act("hangup", token=desk.token, attempt=desk.attempt()), "talked")
    step("finish", desk.post("/desk/finish", code="REF", note="refused"), "wrap_up")
    step("next", desk.act("end_wrap_up", token=desk.token), "offered")
    desk.close()
    return steps


def worked(folder: Path, off: list[str]) -> tuple[Steps, dict[str, bool]]:
    """Return the panels of a short shift with these switches off, and what the server ran with."""
    folder.mkdir()
    server = StillServer(folder, off)
    try:
        until(server.facts.exists)
        return shift(server), json.loads(server.facts.read_text())
    finally:
        server.stop()


@pytest.fixture(scope="module")
def all_on(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Steps]:
    steps, ran = worked(tmp_path_factory.mktemp("on") / "site", [])
    assert ran == {name: True for name in SWITCHES}
    yield steps


@pytest.mark.timeout(240)
@pytest.mark.parametrize("off", [*([name] for name in SWITCHES), SWITCHES], ids=lambda off: "+".join(off[:2]))
def test_with_a_switch_off_every_screen_of_a_shift_is_equal(tmp_path: Path, all_on: Steps, off: list[str]) -> None:
    steps, ran = worked(tmp_path / "site", off)
    for (name, panels), (_, expected) in zip(steps, all_on, strict=True):
        for panel, html in expected.items():
            assert panels[panel] == html, (name, panel)
    assert ran == {name: name not in off for name in SWITCHES}


def test_the_switches_are_on_by_default_and_take_only_0_or_1() -> None:
    base = {"CONSOLE_SECRET_KEY": "x" * 40}
    assert read_settings(base).fast == FastPaths() == FastPaths(**dict.fromkeys(SWITCHES, True))
    for name in SWITCHES:
        off = read_settings({**base, f"CONSOLE_FAST_{name.upper()}": "0"}).fast
        assert {other: getattr(off, other) for other in SWITCHES} == {other: other != name for other in SWITCHES}
        with pytest.raises(BadSetting, match=f"CONSOLE_FAST_{name.upper()}"):
            read_settings({**base, f"CONSOLE_FAST_{name.upper()}": "off"})
