"""Duties are done by one process: a lease, and rows that are done once even when two hold it."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import due_tasks, worker_lease
from console.clock import Clock
from console.domain.promises import OutcomeForm
from console.store.models import Due, Promise
from console.worker import Worker
from tests import databases
from tests.people import SampleSite


def test_one_holds_it_and_another_takes_over_when_it_runs_out(site: SampleSite) -> None:
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


def test_of_two_workers_one_does_the_duties(monkeypatch: pytest.MonkeyPatch) -> None:
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
    workers["one"]._until = 0.0
    current[0] = "one"
    workers["one"].tick()
    assert done["one"] == 3
    assert not Worker(site.context, Clock(), list, duties=False).holds()
    site.close()


def test_a_duty_of_two_workers_at_once_is_done_once(site: SampleSite) -> None:
    token = site.talk("agent1")
    day = (site.now + timedelta(days=1)).date()
    balance = site.desk("agent1").customer
    assert balance is not None
    done = site.finish("agent1", token, "PTP-P", OutcomeForm(((day, 100),), None, ""))
    assert done.ok, done
    site.later(days=4)  # the day, its grace, and a morning
    row = site.rows(select(Due.id, Due.payload).where(Due.what == "promise_due"))[0]
    promise = int(row.payload["promise"])
    first = due_tasks._judge_promise(site.worker(), row.id, promise)
    again = due_tasks._judge_promise(site.worker(), row.id, promise)  # read before it was done
    assert first.data["state"] == "broken" and not again.data
    assert site.one(select(Promise.status).where(Promise.id == promise)) == "broken"
    open_rows = select(func.count()).where(Due.what == "promise_due", Due.done_at.is_(None))
    assert site.one(open_rows) == 0
