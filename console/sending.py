"""The sender: beside the worker it lets messages leave, no faster than each carrier takes them."""

from __future__ import annotations

import threading
import time

import structlog

from console.actions import outbox
from console.actions.call import Call, Context
from console.clock import Clock
from console.concurrency.background import yield_to_loop
from console.domain.actor import WORKER
from console.domain.messaging import Carrier

log = structlog.get_logger()


class Pace:
    """How many messages a second a carrier takes: a bucket that fills with its rate and holds one second's worth."""

    def __init__(self, stopwatch: object = time.monotonic) -> None:
        self._now = stopwatch
        self._full: dict[str, tuple[float, float]] = {}  # carrier -> (messages that may leave, since when)

    def take(self, carrier: Carrier) -> bool:
        """Return True and take one message's place, or False when the carrier must rest first."""
        now = float(self._now())  # type: ignore[operator]
        most = max(1.0, carrier.rate)
        left, since = self._full.get(carrier.name, (most, now))
        left = min(most, left + (now - since) * carrier.rate)
        go = left >= 1
        self._full[carrier.name] = (left - 1 if go else left, now)
        return go


class Sender:
    """Runs the outbox in the background, one run at a time. Only the process that does the duties starts it."""

    def __init__(self, context: Context, clock: Clock) -> None:
        self.context, self.clock = context, clock
        self.pace = Pace()
        self._busy = threading.Lock()

    def start(self) -> None:
        """Send in the background what is due; nothing while the last run goes on, or without a carrier."""
        if self.context.carriers and not self._busy.locked():
            threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> int:
        """Send what is due and take in what came. Return how many were handled."""
        with self._busy:
            try:
                return outbox.run(Call(self.context, WORKER, self.clock.now()), self._may_send)
            except Exception:
                log.exception("messages.run_failed")
                return 0

    def _may_send(self, carrier: Carrier) -> bool:
        yield_to_loop()  # commands and pushes run between two messages
        return self.pace.take(carrier)
