"""The worker: a loop that runs what has fallen due. A duty that fails does not stop the others."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from datetime import datetime

import structlog

from console.actions import (
    alarm,
    audit_roots,
    day_sums,
    due_tasks,
    field,
    field_places,
    figures,
    handout,
    lead_notes,
    people,
    round_end,
    shift,
    sweep,
    visits,
    wake,
    worker_lease,
)
from console.actions.call import Call, Context
from console.clock import Clock
from console.concurrency.background import run_beside, yield_to_loop
from console.domain.actor import WORKER

log = structlog.get_logger()
EVERY = 0.5  # seconds between two ticks
SLOW_EVERY_S = 5.0  # seconds between two runs of the duties that are not urgent
SUMS_EVERY_S = 1.0  # seconds between two looks for agents whose kept day is behind
SIGN_EVERY_S = 20.0  # seconds between two stored signs of one person's page
VISITS_EVERY_S = 600.0  # seconds between two looks for customers who may be visited
FIGURES_EVERY_S = 60.0  # seconds between two counts of the day's figures
SWEEP_EVERY_S = 3600.0  # seconds between two sweeps of sessions, tries and keys
RENEW_S = 3.0  # seconds after which the lease is renewed; it is valid for more than three times as long


class Worker:
    """The worker of one process. Of several workers, the one that holds the lease does the duties.

    ``take_beats`` returns the agents whose screens have sent a beat to this process since the last call.
    ``take_watchers`` returns the people whose pages with alarms have.
    ``resume_imports`` starts imports again that a crash has stopped.
    ``replan`` plans rounds anew that have changed. ``send`` lets due messages leave, beside the worker. With
    ``duties`` off the worker only stores the beats. ``keep_outside`` writes how far the record has grown to files.
    """

    def __init__(
        self,
        context: Context,
        clock: Clock,
        take_beats: Callable[[], list[int]],
        resume_imports: Callable[[], None] = lambda: None,
        *,
        duties: bool = True,
        take_watchers: Callable[[], list[int]] = list,
        replan: Callable[[], None] = lambda: None,
        send: Callable[[], None] = lambda: None,
        keep_outside: Callable[[], None] = lambda: None,
        take_used: Callable[[], dict[str, datetime]] = dict,
    ) -> None:
        self.context = context
        self.clock = clock
        self.take_beats = take_beats
        self.resume_imports = resume_imports
        self.duties = duties
        self.take_watchers = take_watchers
        self.replan = replan
        self.send = send
        self.keep_outside = keep_outside
        self.take_used = take_used
        self.ticked_at = 0.0  # monotonic time of the last round; 0 before the first
        self._used_at = float("-inf")  # monotonic time at which the last acts of sessions were stored
        self._watching: dict[int, float] = {}  # person -> monotonic time at which the page's sign was stored
        self.stopped = False
        self.name = secrets.token_hex(8)
        self._visits_at = float("-inf")  # monotonic time of the last look for visits
        self._figures_at = float("-inf")  # monotonic time of the last count of figures
        self._counting = threading.Lock()
        self._swept_at = float("-inf")  # monotonic time of the last sweep
        self._sums_at = 0.0  # monotonic time of the last look for days to count
        self._slow_at = 0.0  # monotonic time of the last duties that are not urgent
        self._until = 0.0  # monotonic time until which this worker holds the lease

    def holds(self) -> bool:
        """Return True while this worker does the duties; take or renew the lease when it is time."""
        if not self.duties:
            return False
        if self.context.database.dialect == "sqlite":
            return True  # the lock file lets one process serve
        now = time.monotonic()
        if self._until - now > worker_lease.LENGTH.total_seconds() - RENEW_S:
            return True
        try:
            call = Call(self.context, WORKER, self.clock.now())
            if worker_lease.take(call, "duties", self.name).ok:
                self._until = now + worker_lease.LENGTH.total_seconds()
        except Exception:
            log.exception("worker.lease_failed")
        return time.monotonic() < self._until

    def tick(self) -> None:
        """Run once what is due now."""
        self.ticked_at = time.monotonic()
        call = Call(self.context, WORKER, self.clock.now())
        seen = self.take_beats()
        steps: list[tuple[str, Callable[[], object]]] = []
        if seen:
            steps.append(("seen", lambda: shift.mark_seen(call, seen)))
        if watching := self._signs():
            steps.append(("watch", lambda: alarm.watch(call, watching)))
        if time.monotonic() - self._used_at > SIGN_EVERY_S:
            self._used_at = time.monotonic()
            if used := self.take_used():
                steps.append(("used", lambda: people.mark_used(call, used)))
        if self.holds():
            steps += [
                ("due", lambda: due_tasks.run_due(call)),
                ("expire", lambda: handout.expire(call)),
                ("checkins", lambda: field.overdue(call)),
                ("wake", lambda: wake.wake_due(call)),
                ("deal", lambda: handout.deal_out(call)),
                ("messages", self.send),
            ]
            now = time.monotonic()
            if now - self._sums_at > SUMS_EVERY_S:
                self._sums_at = now
                steps.append(("sums", lambda: day_sums.keep(call)))
            if now - self._slow_at > SLOW_EVERY_S:
                self._slow_at = now
                steps.append(("lost", lambda: shift.drop_unseen(call)))
                steps.append(("looks", lambda: lead_notes.end_looks(call)))
                steps.append(("unwatched", lambda: alarm.watch(call)))
                steps.append(("root", lambda: audit_roots.write_root(call)))
                steps.append(("outside", self.keep_outside))
                steps.append(("imports", self.resume_imports))
                steps.append(("replan", self.replan))
            if now - self._figures_at > FIGURES_EVERY_S and not self._counting.locked():
                self._figures_at = now
                steps.append(("figures", lambda: run_beside(self._count_figures)))
            if now - self._visits_at > VISITS_EVERY_S:
                self._visits_at = now
                steps.append(("visits", lambda: visits.suggest(call)))
                steps.append(("places", lambda: field_places.purge(call)))
                steps.append(("rounds", lambda: round_end.close_rounds(call)))
            if now - self._swept_at > SWEEP_EVERY_S:
                self._swept_at = now
                steps.append(("sweep", lambda: sweep.sweep(call)))
        for name, step in steps:
            try:
                if name in ("seen", "watch", "used") or self.holds():
                    step()
                    yield_to_loop()
            except Exception:
                log.exception("worker.duty_failed", duty=name)

    def _count_figures(self) -> None:
        """Count the figures anew. It takes longer than a tick, so it runs beside the other duties."""
        with self._counting:
            try:
                figures.keep(Call(self.context, WORKER, self.clock.now()))
            except Exception:
                log.exception("worker.duty_failed", duty="figures")

    def _signs(self) -> list[int]:
        """Return the people with a page that shows alarms whose sign is new, or was stored a while ago."""
        now = time.monotonic()
        due = [one for one in self.take_watchers() if now - self._watching.get(one, -SIGN_EVERY_S) >= SIGN_EVERY_S]
        self._watching |= dict.fromkeys(due, now)
        return due

    def renew_lease(self) -> None:
        """Renew the lease, for ever, in a thread: it must not run out during a long duty."""
        while not self.stopped:
            if self._until:  # a tick has taken it
                self.holds()
            time.sleep(RENEW_S / 2)

    def run(self) -> None:
        """Tick for ever; a background task."""
        if self.duties and self.context.database.dialect != "sqlite":
            threading.Thread(target=self.renew_lease, daemon=True).start()
        while not self.stopped:
            self.tick()
            time.sleep(EVERY)
