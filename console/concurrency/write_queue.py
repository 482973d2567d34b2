"""The order in which transactions of one process write to SQLite."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

from console.concurrency.background import YIELD_S, serving_hub, yield_to_loop

T = TypeVar("T")


class WriteQueue:
    """Runs one caller at a time, in the order in which they came.

    A plain lock would not keep the order: a caller that comes while the lock is handed over may overtake
    those that wait, and two commands of one agent could change places. A caller that had to wait first lets
    the loop receive and send what is ready, for at most 2 ms: else many transactions would run without a pause.
    """

    def __init__(self) -> None:
        self._busy = False
        self._waiting: deque[threading.Event] = deque()

    def run(self, func: Callable[[], T]) -> T:
        """Run ``func`` when its turn comes and return its result. Without gevent: at once."""
        if serving_hub() is None:
            return func()
        self._wait()
        try:
            return func()
        finally:
            self._start_next()

    def _wait(self) -> None:
        if not self._busy:
            self._busy = True
            return
        turn = threading.Event()
        self._waiting.append(turn)
        try:
            turn.wait()
            yield_to_loop(YIELD_S)
        except BaseException:  # this greenlet is killed
            if turn.is_set():
                self._start_next()  # its turn had come already
            else:
                self._waiting.remove(turn)
            raise

    def _start_next(self) -> None:
        if self._waiting:
            self._waiting.popleft().set()
        else:
            self._busy = False
