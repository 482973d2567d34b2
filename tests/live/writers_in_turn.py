"""Run as a process of its own with gevent: who goes first on the loop. Prints the order."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import gevent  # noqa: E402
from gevent import socket  # noqa: E402
from gevent.event import Event  # noqa: E402

from console.concurrency import background, write_queue  # noqa: E402

order: list[str] = []
desk = write_queue.WriteQueue()
BUSY = 0.02  # seconds that a transaction holds the loop


def work(name: str) -> str:
    until = time.monotonic() + BUSY
    while time.monotonic() < until:
        pass
    gevent.sleep(0)  # as a transaction that waits for another process
    order.append(name)
    return name


def write(name: str) -> None:
    assert desk.run(lambda: work(name)) == name


def message() -> None:
    """A message is there when the first of ten transactions waits: the loop receives it before the next."""
    ours, theirs = socket.socketpair()

    def receive() -> None:
        ours.recv(1)
        order.append("message")

    jobs = [gevent.spawn(receive)]
    gevent.sleep(0)  # it waits for the message now
    theirs.send(b"x")
    jobs += [gevent.spawn(write, f"write{n}") for n in range(10)]
    gevent.joinall(jobs)


def overtaking() -> None:
    """Each caller that has its turn wakes another one, which comes while the next of ten is being woken."""

    def first(n: int) -> None:
        write(f"write{n}")
        gevent.spawn(write, f"late{n}")

    jobs = [gevent.spawn(first, n) for n in range(10)]
    gevent.joinall(jobs)
    while len(order) < 20:
        gevent.sleep(0)


def failing() -> None:
    """An error is raised to the caller whose work it was."""

    def fail(word: str) -> None:
        raise LookupError(word)

    def ask(do: Callable[[], None]) -> None:
        try:
            desk.run(do)
        except LookupError as error:
            order.append(f"failed:{error}")

    jobs = [gevent.spawn(ask, lambda: fail("work")), gevent.spawn(write, "next")]
    gevent.joinall(jobs)


def killed() -> None:
    """Two callers are killed, one at work and one that waits. The others go on, one at a time."""
    begun, never = Event(), Event()

    def stay() -> None:
        begun.set()
        never.wait()

    at_work = gevent.spawn(desk.run, stay)
    begun.wait()
    waits = gevent.spawn(write, "gone")
    rest = [gevent.spawn(write, f"write{n}") for n in range(2)]
    gevent.sleep(0)  # all of them wait in the queue now
    gevent.killall([at_work, waits])
    gevent.joinall(rest)
    write("last")


def yielding() -> None:
    """Background work lets a message pass that is on its way. A loop that is never idle delays it only shortly."""
    ours, theirs = socket.socketpair()
    running = True

    def receive() -> None:
        ours.recv(1)
        gevent.spawn(order.append, "heard").join()  # one more hop, as a command has

    def chat() -> None:
        while running:
            gevent.sleep(0)

    heard = gevent.spawn(receive)
    gevent.sleep(0)  # it waits for the message now
    theirs.send(b"x")
    background.yield_to_loop(5)
    order.append("background")
    heard.join()
    chatting = gevent.spawn(chat)
    gevent.sleep(0)
    background.yield_to_loop(0.05)
    order.append("patient")
    running = False
    chatting.join()


globals()[sys.argv[1]]()
print(" ".join(order))
