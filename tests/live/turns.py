"""Run as a process of its own with gevent: who goes first on the loop. Prints the order."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402

import gevent  # noqa: E402
from gevent import socket  # noqa: E402

from console import apart  # noqa: E402

order: list[str] = []
BUSY = 0.004  # seconds that a transaction holds the loop


def busy() -> None:
    until = time.monotonic() + BUSY
    while time.monotonic() < until:
        pass


def write(name: str, who: str = "", *, first: bool = False) -> None:
    apart.take_turn(who, first=first)
    order.append(name)
    busy()


def turns() -> None:
    """Ten writers are ready at once; a message comes in while the first of them works."""
    ours, theirs = socket.socketpair()

    def hear() -> None:
        ours.recv(1)
        order.append("message")

    def sooner() -> None:
        write("write0")
        theirs.send(b"x")

    jobs = [gevent.spawn(hear)]
    gevent.sleep(0.01)
    jobs.append(gevent.spawn(sooner))
    jobs += [gevent.spawn(write, f"write{n}") for n in range(1, 10)]
    jobs.append(gevent.spawn(write, "first", first=True))
    gevent.joinall(jobs)


def own() -> None:
    """One agent ends the shift and then asks for the next customer, while others write."""
    jobs = [gevent.spawn(write, f"write{n}", f"agent{n}") for n in range(5)]
    jobs.append(gevent.spawn(write, "offline", "me"))
    jobs.append(gevent.spawn(write, "next", "me", first=True))
    jobs.append(gevent.spawn(write, "hers", "her", first=True))
    gevent.joinall(jobs)


def background() -> None:
    """Work in the background meets others who wait to write, and a message on its way."""
    ours, theirs = socket.socketpair()

    def work() -> None:
        apart.step_aside(5)
        order.append("background")

    def hear() -> None:
        ours.recv(1)
        gevent.spawn(write, "heard").join()  # one more hop, as a command has

    jobs = [gevent.spawn(hear)]
    gevent.sleep(0.01)
    theirs.send(b"x")
    jobs += [gevent.spawn(work), *(gevent.spawn(write, f"write{n}") for n in range(5))]
    gevent.joinall(jobs)


def flood() -> None:
    """A loop that never comes to rest holds nobody up for good."""
    running = True

    def chat() -> None:
        while running:
            gevent.sleep(0)

    spawned = gevent.spawn(chat)
    gevent.sleep(0)
    apart.step_aside(0.05)
    order.append("aside")
    write("write")
    running = False
    spawned.join()


{"turns": turns, "own": own, "background": background, "flood": flood}[sys.argv[1]]()
print(" ".join(order))
