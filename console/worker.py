"""What time does: due rows become actions. One loop, each duty apart, none holds the others up."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog

from console.actions import books, duties, handout, shift, wake
from console.actions.steps.operation import Call, Context
from console.clock import Clock
from console.domain.actor import WORKER

log = structlog.get_logger()
EVERY = 0.5


class Worker:
    """The background task of the serving process."""

    def __init__(
        self, context: Context, clock: Clock, beats: Callable[[], list[int]],
        imports: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        self.context = context
        self.clock = clock
        self.beats = beats
        self.imports = imports
        self.stopped = False
        self._slow = 0.0

    def tick(self) -> None:
        """Do once what is due now."""
        call = Call(self.context, WORKER, self.clock.now())
        seen = self.beats()
        steps: list[tuple[str, Callable[[], object]]] = [
            ("due", lambda: duties.run_due(call)),
            ("expire", lambda: handout.expire(call)),
            ("wake", lambda: wake.wake_due(call)),
            ("deal", lambda: handout.deal_out(call)),
        ]
        if seen:
            steps.insert(0, ("seen", lambda: shift.mark_seen(call, seen)))
        now = time.monotonic()
        if now - self._slow > 5:
            self._slow = now
            steps.append(("lost", lambda: shift.drop_unseen(call)))
            steps.append(("root", lambda: books.write_root(call)))
            steps.append(("imports", self.imports))
        for name, step in steps:
            try:
                step()
            except Exception:
                log.exception("worker.duty_failed", duty=name)

    def run(self) -> None:
        """Tick for ever."""
        while not self.stopped:
            self.tick()
            time.sleep(EVERY)
