"""The order in which transactions of one process write to SQLite."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, TypeVar

from console.concurrency.background import YIELD_S, serving_hub, yield_to_loop

T = TypeVar("T")
FAST_DISK_S = 0.002  # seconds: up to this an urgent COMMIT runs in the loop instead of a thread
THREAD_BACKOFF = 50  # commits that go to the thread after a slow one, before the disk is measured again
# Urgency: seconds after which a waiting caller goes before an urgent newcomer
URGENT, NORMAL, BACKGROUND = 0.0, 0.1, 0.3


class WriteQueue:
    """Runs one caller at a time. The most urgent waiting caller is next.

    A caller is due at its arrival time plus its urgency (``URGENT``, ``NORMAL``, ``BACKGROUND``); the
    earliest due time goes first, so nobody waits for ever. Calls with the same ``order_key`` run in
    the order they arrived. Non-urgent callers first yield to the event loop for up to 2 ms: a panel on
    its way out and a more urgent command on its way in go before them.
    """

    def __init__(self, *, commit_in_thread: bool = True) -> None:
        self._commit_in_thread = commit_in_thread
        self._busy = False
        self._picking_next = False  # nobody runs yet: the first caller still yields to the loop
        self._waiting: list[_Waiter] = []  # in the order of arrival
        self._pool: Any = None
        self._commit_s = 0.0  # moving average of the seconds that a COMMIT takes
        self._backoff = 0  # urgent commits that still go to the thread
        self._urgent = False  # True while the running caller is urgent

    def run(self, func: Callable[..., T], *args: Any, order_key: str = "", urgency: float = NORMAL) -> T:
        """Run ``func`` when its turn comes and return its result. Without gevent: at once."""
        if serving_hub() is None:
            return func(*args)
        self._wait(_Waiter(order_key, time.monotonic() + urgency, urgency <= URGENT))
        self._urgent = urgency <= URGENT
        try:
            return func(*args)
        finally:
            self._start_next()

    def commit(self, func: Callable[..., None], *args: Any) -> None:
        """Run the COMMIT of the running caller in a real thread, so that the loop keeps serving.

        Otherwise several transactions that are ready at once would run without a pause, and finished
        panels and new requests would wait behind all of them. Where the disk is fast, the commit of an
        urgent caller, or of one with an urgent caller behind it, stays in the loop: the way into a
        thread and back takes longer. With ``commit_in_thread`` off every commit stays in the loop.
        """
        hub = serving_hub() if self._commit_in_thread else None
        if hub is None:
            func(*args)
            return
        if self._urgent or any(waiter.urgent for waiter in self._waiting):
            if not self._backoff:
                self._commit_measured(func, *args)
                return
            self._backoff -= 1
        if self._pool is None:
            from gevent.threadpool import ThreadPool

            self._pool = ThreadPool(1, hub)

        def caught() -> BaseException | None:
            try:
                func(*args)
            except BaseException as error:  # returned to the caller; the pool would log it
                return error
            return None

        job = self._pool.spawn(caught)
        try:
            error = job.get()
        except BaseException:  # this greenlet is killed: its turn ends when the thread is done
            job.wait()
            raise
        if error is not None:
            raise error

    def _commit_measured(self, func: Callable[..., None], *args: Any) -> None:
        """Run ``func`` in the loop and remember how long the disk took."""
        began = time.monotonic()
        func(*args)
        self._commit_s += (time.monotonic() - began - self._commit_s) / 4
        if self._commit_s > FAST_DISK_S:
            self._commit_s, self._backoff = 0.0, THREAD_BACKOFF

    def _wait(self, waiter: _Waiter) -> None:
        if waiter.urgent and (not self._busy or (self._picking_next and not self._has_earlier(waiter))):
            self._busy, self._picking_next = True, False
            return
        self._waiting.append(waiter)
        try:
            if not self._busy:
                self._pick_next()
            waiter.turn.wait()
        except BaseException:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            else:
                self._start_next()  # its turn had come already
            raise

    def _pick_next(self) -> None:
        """Yield to the loop, then start the most urgent caller that has arrived by then."""
        self._busy = self._picking_next = True
        try:
            yield_to_loop(YIELD_S)
        finally:
            if self._picking_next:
                self._picking_next = False
                self._start_next()

    def _has_earlier(self, waiter: _Waiter) -> bool:
        """Return True when a call with the same order key is waiting already."""
        return bool(waiter.order_key) and any(other.order_key == waiter.order_key for other in self._waiting)

    def _start_next(self) -> None:
        if not self._waiting:
            self._busy = False
            return
        waiter = min(self._waiting, key=lambda other: other.due)
        if waiter.order_key:
            waiter = next(other for other in self._waiting if other.order_key == waiter.order_key)
        self._waiting.remove(waiter)
        waiter.turn.set()


class WriteLock:
    """The plain way in the place of ``WriteQueue``: a lock, and every COMMIT in the loop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def run(self, func: Callable[..., T], *args: Any, order_key: str = "", urgency: float = NORMAL) -> T:
        """Run ``func`` when the lock is free and return its result; first come, first served."""
        with self._lock:
            return func(*args)

    def commit(self, func: Callable[..., None], *args: Any) -> None:
        """Run the COMMIT of the running caller."""
        func(*args)


class _Waiter:
    """A caller that waits for its turn."""

    def __init__(self, order_key: str, due: float, urgent: bool) -> None:
        self.order_key, self.due, self.urgent = order_key, due, urgent
        self.turn = threading.Event()
