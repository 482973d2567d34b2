"""What time does: due rows become actions. One loop, each duty apart, none holds the others up."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

import structlog

from console.actions import audit_roots, due_tasks, handout, shift, wake, worker_lease
from console.actions.call import Call, Context
from console.clock import Clock
from console.concurrency.background import yield_to_loop
from console.domain.actor import WORKER

log = structlog.get_logger()
EVERY = 0.5
RENEW = 3.0  # seconds; a lease runs longer than three of these


class Worker:
    """One of possibly many; the duties are done by the one that holds the lease.

    With ``duties`` off it only notes whose screens beat on this process.
    """

    def __init__(
        self,
        context: Context,
        clock: Clock,
        beats: Callable[[], list[int]],
        imports: Callable[[], None] = lambda: None,
        *,
        duties: bool = True,
    ) -> None:
        self.context = context
        self.clock = clock
        self.beats = beats
        self.imports = imports
        self.duties = duties
        self.stopped = False
        self.name = secrets.token_hex(8)
        self._slow = 0.0
        self._until = 0.0  # monotonic; after it another one may hold the lease

    def holds(self) -> bool:
        """True while this process does the duties; takes or renews the lease when it is time."""
        if not self.duties:
            return False
        if self.context.database.dialect == "sqlite":
            return True  # the lock file lets one process serve
        now = time.monotonic()
        if self._until - now > worker_lease.LENGTH.total_seconds() - RENEW:
            return True
        try:
            call = Call(self.context, WORKER, self.clock.now())
            if worker_lease.take(call, "duties", self.name).ok:
                self._until = now + worker_lease.LENGTH.total_seconds()
        except Exception:
            log.exception("worker.lease_failed")
        return time.monotonic() < self._until

    def tick(self) -> None:
        """Do once what is due now."""
        call = Call(self.context, WORKER, self.clock.now())
        seen = self.beats()
        steps: list[tuple[str, Callable[[], object]]] = []
        if seen:
            steps.append(("seen", lambda: shift.mark_seen(call, seen)))
        if self.holds():
            steps += [
                ("due", lambda: due_tasks.run_due(call)),
                ("expire", lambda: handout.expire(call)),
                ("wake", lambda: wake.wake_due(call)),
                ("deal", lambda: handout.deal_out(call)),
            ]
            now = time.monotonic()
            if now - self._slow > 5:
                self._slow = now
                steps.append(("lost", lambda: shift.drop_unseen(call)))
                steps.append(("root", lambda: audit_roots.write_root(call)))
                steps.append(("imports", self.imports))
        for name, step in steps:
            try:
                if name == "seen" or self.holds():
                    step()
                    yield_to_loop()
            except Exception:
                log.exception("worker.duty_failed", duty=name)

    def keep(self) -> None:
        """Renew the lease for ever: one long duty must not let it run out."""
        while not self.stopped:
            if self._until:  # taken by a tick before
                self.holds()
            time.sleep(RENEW / 2)

    def run(self) -> None:
        """Tick for ever."""
        if self.duties and self.context.database.dialect != "sqlite":
            threading.Thread(target=self.keep, daemon=True).start()
        while not self.stopped:
            self.tick()
            time.sleep(EVERY)
