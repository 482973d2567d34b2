"""What goes on beside the one loop that serves all screens, and who goes first (design §2)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
PATIENCE = 0.005  # seconds that one stands aside at most: where a busy server draws itself, each desk pays it
A_MOMENT = 0.002  # seconds that one who finds nobody before him lets pass what is ready
QUICK = 0.002  # seconds that a disk may take so that an urgent one waits on the spot
THREADED = 50  # times in a thread, where nothing can be measured, until the disk is tried again
# seconds after which whoever waits goes before a newcomer with NOW
NOW, USUAL, LATER = 0.0, 0.1, 0.3


def _hub() -> Any:
    """Give the loop that serves; None in a plain process, and in a thread beside the loop."""
    try:
        from gevent import get_hub, monkey
    except ImportError:
        return None
    if not monkey.is_module_patched("threading"):
        return None
    hub = get_hub()
    return hub if hub.main_hub else None


def step_aside(patience: float = PATIENCE) -> None:
    """Let everything go first that is ready: what came in, what goes out. For work in the background.

    A command comes in and a panel goes out through several greenlets in turn; so this waits until the
    loop has nothing left to do, at most ``patience`` seconds; without patience not at all.
    """
    hub = _hub() if patience else None
    if hub is None:
        return
    from gevent import Timeout

    idle = hub.loop.idle()  # called when nothing else is
    try:
        with Timeout(patience, False):
            hub.wait(idle)
    finally:
        idle.close()


def run_blocking(do: Callable[..., T], *args: Any) -> T:
    """Run CPU or blocking C work over 5 ms in a real thread; the caller alone waits for it."""
    hub = _hub()
    if hub is None:
        return do(*args)
    found: T = hub.threadpool.apply(do, args)
    return found


class Turns:
    """One thing at a time; of those who wait the most urgent is next.

    Each has a time when it is due: its coming and its urgency (``NOW``, ``USUAL``, ``LATER``); so
    nobody waits for ever. What one person asks for keeps its order. Whoever is not urgent lets pass
    for a moment what is ready: a panel on its way out, a more urgent word on its way in.
    """

    def __init__(self) -> None:
        self._busy = False
        self._choosing = False  # nobody works yet: the first who came lets pass what is ready
        self._waiting: list[_Turn] = []  # in the order of coming
        self._pool: Any = None
        self._took = 0.0  # seconds that the disk takes of late
        self._threaded = 0  # times that the urgent go into a thread, too
        self._urgent = False  # whoever has the turn is

    def run(self, do: Callable[..., T], *args: Any, who: str = "", urgency: float = USUAL) -> T:
        """Do it when its turn comes. In a plain process at once."""
        if _hub() is None:
            return do(*args)
        self._wait(_Turn(who, time.monotonic() + urgency, urgency <= NOW))
        self._urgent = urgency <= NOW
        try:
            return do(*args)
        finally:
            self._next()

    def beside(self, do: Callable[..., None], *args: Any) -> None:
        """Do the part of one's turn that waits for the disk, in a real thread: the loop goes on.

        Several transactions that are ready at once would else run without a pause, and what was
        drawn, or the next request, would stand behind them all. An urgent one, or one before it, does
        not go there where the disk is quick: the way into the thread and back is longer.
        """
        hub = _hub()
        if hub is None:
            do(*args)
            return
        if self._urgent or any(turn.now for turn in self._waiting):
            if not self._threaded:
                self._timed(do, *args)
                return
            self._threaded -= 1
        if self._pool is None:
            from gevent.threadpool import ThreadPool

            self._pool = ThreadPool(1, hub)

        def caught() -> BaseException | None:
            try:
                do(*args)
            except BaseException as error:  # to whoever asked; the pool would write it to the log
                return error
            return None

        job = self._pool.spawn(caught)
        try:
            error = job.get()
        except BaseException:  # killed: the turn ends when the thread is done
            job.wait()
            raise
        if error is not None:
            raise error

    def _timed(self, do: Callable[..., None], *args: Any) -> None:
        """Do it here, and keep in mind how long the disk takes."""
        began = time.monotonic()
        do(*args)
        self._took += (time.monotonic() - began - self._took) / 4
        if self._took > QUICK:
            self._took, self._threaded = 0.0, THREADED

    def _wait(self, turn: _Turn) -> None:
        if turn.now and (not self._busy or (self._choosing and not self._behind(turn))):
            self._busy, self._choosing = True, False
            return
        self._waiting.append(turn)
        try:
            if not self._busy:
                self._choose()
            turn.come.wait()
        except BaseException:
            if turn in self._waiting:
                self._waiting.remove(turn)
            else:
                self._next()  # it had come
            raise

    def _choose(self) -> None:
        """Let pass what is ready; then the most urgent of those who have come is next."""
        self._busy = self._choosing = True
        try:
            step_aside(A_MOMENT)
        finally:
            if self._choosing:
                self._choosing = False
                self._next()

    def _behind(self, turn: _Turn) -> bool:
        """True when the same person asked for something before."""
        return bool(turn.who) and any(one.who == turn.who for one in self._waiting)

    def _next(self) -> None:
        if not self._waiting:
            self._busy = False
            return
        turn = min(self._waiting, key=lambda one: one.due)
        if turn.who:
            turn = next(one for one in self._waiting if one.who == turn.who)
        self._waiting.remove(turn)
        turn.come.set()


class _Turn:
    """Somebody who waits."""

    def __init__(self, who: str, due: float, now: bool) -> None:
        self.who, self.due, self.now = who, due, now
        self.come = threading.Event()
