"""Run as a process of its own with gevent: who goes first on the loop. Prints the order."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402
from collections.abc import Callable  # noqa: E402

import gevent  # noqa: E402
from gevent import socket  # noqa: E402

from console.concurrency import background, write_queue  # noqa: E402
from console.concurrency.write_queue import BACKGROUND, NORMAL, URGENT  # noqa: E402

order: list[str] = []
desk = write_queue.WriteQueue()
BUSY = 0.02  # seconds that a transaction holds the loop
DISK = 0.005  # seconds that it waits for the disk
wait = monkey.get_original("time", "sleep")


def work(name: str) -> str:
    until = time.monotonic() + BUSY
    while time.monotonic() < until:
        pass
    desk.commit(wait, DISK)
    order.append(name)
    return name


def write(name: str, who: str = "", urgency: float = NORMAL) -> None:
    assert desk.run(work, name, order_key=who, urgency=urgency) == name


def message() -> None:
    """A message comes in while the first of ten transactions works: the loop hears it before the next."""
    ours, theirs = socket.socketpair()

    def receive() -> None:
        ours.recv(1)
        order.append("message")

    jobs = [gevent.spawn(receive), *(gevent.spawn(write, f"write{n}") for n in range(10))]
    gevent.sleep(BUSY / 4)
    theirs.send(b"x")
    gevent.joinall(jobs)


def passing() -> None:
    """A caller finds the queue empty. A message that is there already and a more urgent caller still go first."""
    ours, theirs = socket.socketpair()

    def receive() -> None:
        ours.recv(1)
        order.append("message")

    jobs = [gevent.spawn(receive)]
    gevent.sleep(0.01)
    theirs.send(b"x")
    jobs += [gevent.spawn(write, "usual", "agent1"), gevent.spawn(write, "next", "agent2", URGENT)]
    gevent.joinall(jobs)


def urgent() -> None:
    """A background caller and ten others wait when an urgent caller comes."""
    jobs = [gevent.spawn(write, "running"), gevent.spawn(write, "background", "", BACKGROUND)]
    jobs += [gevent.spawn(write, f"write{n}") for n in range(10)]
    gevent.sleep(BUSY / 4)
    jobs.append(gevent.spawn(write, "next", "", URGENT))
    gevent.joinall(jobs)


def own() -> None:
    """One agent ends the shift and then asks for the next customer, while others write."""
    jobs = [gevent.spawn(write, f"write{n}", f"agent{n}") for n in range(5)]
    jobs.append(gevent.spawn(write, "offline", "me"))
    jobs.append(gevent.spawn(write, "next", "me", URGENT))
    jobs.append(gevent.spawn(write, "other_urgent", "other", URGENT))
    gevent.joinall(jobs)


def flood() -> None:
    """A background caller that has waited for its time goes before urgent callers that come later."""
    due = 0.0
    overtakers: list[str] = []

    def again(n: int) -> None:
        while "background" not in order:
            came = time.monotonic()
            write(f"urgent{n}", "", URGENT)
            if due and came > due + BUSY and "background" not in order:
                overtakers.append(f"urgent{n}")

    def background() -> None:
        nonlocal due
        due = time.monotonic() + BACKGROUND
        write("background", "", BACKGROUND)

    jobs = [gevent.spawn(again, n) for n in range(3)]
    gevent.sleep(BUSY)
    jobs.append(gevent.spawn(background))
    gevent.joinall(jobs)
    print("overtaken" if overtakers else "in turn")


def failing() -> None:
    """An error, at work or at the disk, is raised to the caller whose work it was."""

    def fail(word: str) -> None:
        raise LookupError(word)

    def ask(do: Callable[[], None]) -> None:
        try:
            desk.run(do)
        except LookupError as error:
            order.append(f"failed:{error}")

    jobs = [
        gevent.spawn(ask, lambda: fail("work")),
        gevent.spawn(ask, lambda: desk.commit(fail, "disk")),
        gevent.spawn(write, "next"),
    ]
    gevent.joinall(jobs)


def killed() -> None:
    """Two callers are killed, one at work and one that waits. The others go on, one at a time."""
    at_work = gevent.spawn(write, "killed")
    waits = gevent.spawn(write, "gone")
    rest = [gevent.spawn(write, f"write{n}") for n in range(2)]
    gevent.sleep(BUSY / 4)
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
    gevent.sleep(0.01)
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
