"""The worker's lease: one process does the due tasks, and another takes over."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from console.actions import due_tasks, worker_lease
from console.clock import Clock
from console.worker import Worker
from tests import databases
from tests.people import SampleSite


def test_take_is_renewed_by_one_and_taken_over_by_another_when_it_runs_out(site: SampleSite) -> None:
    one, two = ("one", "two")

    def take(who: str) -> bool:
        return worker_lease.take(site.worker(), "duties", who).ok

    assert take(one) and not take(two) and take(one)
    site.later(seconds=9)
    assert not take(two)
    assert take(one)  # renewed
    site.later(seconds=9)
    assert not take(two)
    site.later(seconds=1)
    assert take(two) and not take(one)


def test_of_two_workers_only_the_one_with_the_lease_runs_due_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    site = SampleSite(databases.fresh_postgres(), 5)
    done: Counter[str] = Counter()
    workers = {name: Worker(site.context, Clock(), list) for name in ("one", "two")}
    current, real = [""], due_tasks.run_due

    def counted(call: Any) -> int:
        done[current[0]] += 1
        return real(call)

    monkeypatch.setattr(due_tasks, "run_due", counted)
    for _ in range(3):
        for name, worker in workers.items():
            current[0] = name
            worker.tick()
    assert done == {"one": 3}
    site.now += timedelta(seconds=11)  # "one" has died; its lease runs out
    current[0] = "two"
    workers["two"].tick()
    assert done["two"] == 1
    again = Worker(site.context, Clock(), list)  # "one" is alive after all, and asks whether it still has the lease
    again.name = workers["one"].name
    current[0] = "one"
    again.tick()
    assert done["one"] == 3
    assert not Worker(site.context, Clock(), list, duties=False).holds()
    site.close()
