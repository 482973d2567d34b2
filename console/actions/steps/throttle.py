"""The pace of a long job: its clock, and how much time it leaves to others."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from console.actions.call import Call

LEAST = 0.003  # seconds in which a waiting writer gets its turn


class Stopped(Exception):
    """The job was told to stop. What it has written is complete."""


@dataclass(frozen=True)
class Pace:
    """The pace of a job. With ``share`` 1.0 it rests as long as each transaction took: half of the time is free."""

    now: Callable[[], datetime] | None = None  # None: the instant of the call stays
    share: float = 0.0  # 0 never rests
    stopped: Callable[[], bool] = lambda: False

    def call(self, call: Call) -> Call:
        """Return the call with the present instant: a long import must not stay in the minute of its start."""
        return call if self.now is None else replace(call, now=self.now())

    def rest(self, began: float) -> None:
        """Let others write. ``began`` is the performance counter before the transaction."""
        if self.stopped():
            raise Stopped()
        if self.share:
            time.sleep(max(LEAST, (time.perf_counter() - began) * self.share))


AT_ONCE = Pace()
