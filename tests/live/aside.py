"""Run as a process of its own with gevent: what goes first on the loop. Prints the order."""

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402
import time  # noqa: E402

import gevent  # noqa: E402
from gevent import socket  # noqa: E402

from console import apart  # noqa: E402

order: list[str] = []
BUSY = 0.004  # seconds that a command holds the loop


def write(name: str) -> None:
    until = time.monotonic() + BUSY
    while time.monotonic() < until:
        pass
    order.append(name)


def background() -> None:
    """Work in the background meets commands that are ready, and a message on its way."""
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
    running = False
    spawned.join()


{"background": background, "flood": flood}[sys.argv[1]]()
print(" ".join(order))
