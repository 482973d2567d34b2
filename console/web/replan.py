"""Planning a team's rounds anew when a visit was added, cancelled or moved, or when a pair runs late."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from datetime import timedelta

import structlog

from console.actions import rounds as round_actions
from console.actions.call import Answer, Call, Context
from console.clock import Clock
from console.domain.actor import WORKER
from console.routing.matrix import Source, source_of
from console.routing.nearest import ImpossibleDay
from console.routing.rounds import plan_rounds
from console.settings import Settings
from console.store.queries.late_rounds import teams_to_plan
from console.store.visits import day_of

log = structlog.get_logger()
LATE = timedelta(minutes=10)  # behind its plan, a round is planned anew
REST_S = 60.0  # seconds after a plan that was not kept
AGAIN = timedelta(minutes=10)  # not more often than this for lateness alone


def source(settings: Settings) -> Source:
    """Return where distances come from, as the settings say."""
    return source_of(settings.route_osrm, settings.route_detour, settings.route_speed, dict(settings.route_cities))


class Replanner:
    """Plans what has changed or runs late, one team after another, beside the worker."""

    def __init__(self, context: Context, clock: Clock, settings: Settings) -> None:
        self.context, self.clock, self.settings = context, clock, settings
        self._busy = threading.Lock()
        self._refused: dict[int | None, float] = {}  # team -> monotonic time of a plan that was not kept

    def start(self) -> None:
        """Look in the background whether a round needs a new plan; nothing while the last look goes on."""
        if self._busy.locked():
            return
        threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> int:
        """Plan every team whose rounds need it. Return how many plans were kept."""
        with self._busy:
            try:
                now = self.clock.now()
                day = now.astimezone(self.context.zone).date().isoformat()
                with self.context.database.reading() as session:
                    teams = teams_to_plan(session, day, now, LATE, AGAIN)
                ready = [team for team in teams if time.monotonic() - self._refused.get(team, -REST_S) >= REST_S]
                return sum(1 for team in ready if self._tried(day, team))
            except Exception:
                log.exception("rounds.replan_failed")
                return 0

    def _tried(self, day: str, team: int | None) -> bool:
        if self._plan(day, team).ok:
            return True
        self._refused[team] = time.monotonic()
        return False

    def _plan(self, day: str, team: int | None) -> Answer:
        now = self.clock.now()
        with self.context.database.reading() as session:
            found = day_of(session, day, team, now, self.context.zone)
        try:
            plan = plan_rounds(found, source(self.settings))
        except ImpossibleDay:
            return Answer(ok=False, code="conflict")
        call = Call(self.context, replace(WORKER, team_id=team), self.clock.now())
        return round_actions.keep_plan(call, day, plan, found.versions)
