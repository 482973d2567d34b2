"""A process of its own renders the screens; when it is lost, the server renders them itself."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gevent
import gevent.socket
import pytest

from console.domain.actor import Actor
from console.domain.errors import NotYours
from console.domain.events import CustomerOffered, Event
from console.live.presence import Presence
from console.live.push import Push
from console.live.render_process import MessageStream, RemoteDrawer
from scripts.agent import Desk
from scripts.server_process import Server, seed
from tests.live.cluster import PATIENCE_S, until

AGENT = Actor(1, "agent")
real_process = pytest.mark.chaos
two_cores = pytest.mark.skipif(
    len(os.sched_getaffinity(0)) < 2, reason="on one core the server renders itself: no process to lose"
)


class OwnDrawer:
    """Stands for the drawer of the serving process, and notes what it is asked for."""

    def __init__(self) -> None:
        self.asked: list[Any] = []

    def on_events(self, events: list[Event]) -> None:
        self.asked.append(events)

    def screen(self, actor: Actor, namespace: str) -> dict[str, Any]:
        self.asked.append(namespace)
        return {"drawn": "here"}

    def catch_up(self) -> None:
        self.asked.append("catch up")

    def redraw_all(self) -> None:
        self.asked.append("redraw all")


class Pair:
    """A serving process's side with a render process that the test plays."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.there = MessageStream(theirs)
        self.own = OwnDrawer()
        nothing: Any = None
        self.push = Push(nothing, Presence(), nothing, nothing, self.own)
        no_process = 2**22 + 1  # above the largest process id: ending it does nothing
        self.remote = RemoteDrawer(self.push, MessageStream(ours), no_process)
        self.push.drawer = self.remote
        self.listening = threading.Thread(target=self.remote.listen, daemon=True)
        self.listening.start()
        self.told = self.there.read()

    def answering(self, answer: Callable[[dict[str, Any]], None]) -> threading.Thread:
        thread = threading.Thread(target=lambda: answer(next(self.told)), daemon=True)
        thread.start()
        return thread

    def gives(self, body: Any) -> None:
        """Answer the next question for a screen."""
        self.answering(lambda message: self.there.send(do="screen", n=message["n"], body=body))


def test_a_screen_comes_from_the_render_process_with_its_refusals_and_faults() -> None:
    pair = Pair()
    pair.gives({"drawn": "there"})
    assert pair.push.screen(AGENT, "/desk") == {"drawn": "there"}
    pair.gives(None)
    with pytest.raises(NotYours):
        pair.push.screen(AGENT, "/desk")
    pair.gives({})
    with pytest.raises(RuntimeError):
        pair.push.screen(AGENT, "/desk")
    assert pair.own.asked == []


def test_events_go_to_the_render_process_in_their_order() -> None:
    pair = Pair()
    pair.push.on_events([CustomerOffered((1,)), Event((2, 3))])
    pair.push.on_events([Event((4,))])
    kinds = [[(event["kind"], event["agents"]) for event in next(pair.told)["events"]] for _ in range(2)]
    assert kinds == [[("CustomerOffered", [1]), ("Event", [2, 3])], [("Event", [4])]]
    assert pair.own.asked == []


def test_a_lost_render_process_is_replaced_by_the_own_drawer_which_draws_everything() -> None:
    pair = Pair()
    pair.answering(lambda _: pair.there.close())  # it dies instead of answering
    assert pair.push.screen(AGENT, "/desk") == {"drawn": "here"}
    pair.listening.join(PATIENCE_S)
    pair.push.on_events([Event((1,))])
    assert pair.own.asked == ["redraw all", "/desk", [Event((1,))]]


def test_reading_waits_for_ever_though_sending_does_not() -> None:
    ours, theirs = gevent.socket.socketpair()
    stream, other = MessageStream(ours, 0.01), MessageStream(theirs)
    reader = gevent.spawn(lambda: next(stream.read()))
    gevent.sleep(0.1)  # ten times the patience, in which nothing comes
    other.send("text", do="push")
    assert reader.get(timeout=PATIENCE_S) == {"do": "push", "text": "text"}
    with pytest.raises(OSError):
        stream.send("x" * 10_000_000)  # nobody reads it


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
    """Return the processes that this one has started."""
    return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def ended(pid: int) -> bool:
    """Return True once it has ended, even when the process that inherited it has not noticed yet."""
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()
    except OSError:  # nothing is left of it
        return True


@real_process
@pytest.mark.timeout(240)
@two_cores
def test_the_drawer_draws_and_when_it_is_lost_the_server_goes_on(desk: tuple[Server, Desk]) -> None:
    server, screen = desk
    (drawer,) = drawers(server.pid)
    assert screen.act("ready")["ok"]
    assert screen.wait("offered", seconds=PATIENCE_S)
    assert drawers(server.pid) == [drawer]
    os.kill(drawer, signal.SIGKILL)
    assert screen.act("accept", token=screen.token)["ok"]
    assert screen.wait("preview", seconds=PATIENCE_S)
    assert screen.snapshot()["ok"] and screen.state() == "preview"
    assert drawers(server.pid) == []


@real_process
@pytest.mark.timeout(240)
@two_cores
def test_the_drawer_ends_with_the_server(desk: tuple[Server, Desk]) -> None:
    server, _ = desk
    (drawer,) = drawers(server.pid)
    os.kill(server.pid, signal.SIGKILL)
    until(lambda: ended(drawer))


@real_process
@pytest.mark.timeout(240)
@two_cores
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
