"""The screens are drawn by a process of their own; is it lost, the server draws them itself."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.live.render_process import PATIENCE_S
from scripts.agent import Desk
from scripts.server_process import Server, seed

pytestmark = pytest.mark.chaos
apart = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="on one core the server draws for itself: no process to lose"
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[Server, Desk]]:
    ((login, session),) = seed(tmp_path, 1)
    server = Server(tmp_path, "")
    server.start()
    desk = Desk(server.url, login, session=session)
    desk.sign_in()
    desk.connect()
    yield server, desk
    desk.close()
    server.end()


def drawers(pid: int) -> list[int]:
    """Give the processes that this one has started."""
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int, seconds: float) -> bool:
    """True once it has ended; whoever inherited it may not have looked yet."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except OSError:  # nothing is left of it
            return True
        time.sleep(0.05)
    return False


@pytest.mark.timeout(120)
@apart
def test_the_drawer_draws_and_when_it_is_lost_the_server_goes_on(desk: tuple[Server, Desk]) -> None:
    server, screen = desk
    (drawer,) = drawers(server.pid)
    time.sleep(PATIENCE_S + 1)  # nothing to draw for a while: it stays
    assert screen.act("ready")["ok"]
    assert screen.wait("offered", seconds=10)
    assert drawers(server.pid) == [drawer]
    os.kill(drawer, signal.SIGKILL)
    assert screen.act("accept", token=screen.token)["ok"]
    assert screen.wait("preview", seconds=10)
    assert screen.snapshot()["ok"] and screen.state() == "preview"
    assert drawers(server.pid) == []


@pytest.mark.timeout(120)
@apart
def test_the_drawer_ends_with_the_server(desk: tuple[Server, Desk]) -> None:
    server, _ = desk
    (drawer,) = drawers(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    assert ended(drawer, seconds=10)


@pytest.mark.timeout(120)
@apart
def test_a_drawer_that_is_slow_to_end_does_not_keep_the_next_server_out(desk: tuple[Server, Desk]) -> None:
    server, _ = desk
    (drawer,) = drawers(server.pid)
    os.kill(drawer, signal.SIGSTOP)
    try:
        server.kill()
        server.start()
        assert drawers(server.pid) != [drawer]
    finally:
        os.kill(drawer, signal.SIGKILL)
