"""Imports that are stopped: cancelled, killed, doubled. What is written is whole, nothing is twice."""

from __future__ import annotations

import itertools
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import import_apply, import_runs
from console.actions.call import Answer
from console.actions.steps.throttle import Pace
from console.domain.actor import WORKER
from console.importing.staging import drop, read_file
from console.store.models import Account, Attempt, Customer, CustomerPhone, Entry, Phone, Queue
from tests.actions.importing import CONTACTS, begin, bring, crowd_rows, own, rows, run_of, staged
from tests.people import SampleSite
from tests.waiting import until

ROOT = Path(__file__).parent.parent.parent


def crowd(path: Path, count: int) -> Path:
    path.write_text(crowd_rows(count))
    return path


def whole(site: SampleSite, count: int) -> None:
    """Assert that exactly these customers are here, each with all accounts, number and place."""
    assert own(site) == count
    for table, expected in ((Account, sum(1 + n % 3 for n in range(count))), (CustomerPhone, count), (Entry, count)):
        assert (
            site.one(
                select(func.count())
                .select_from(table)
                .join(Customer, Customer.id == table.customer_id)
                .where(Customer.source == "main")
            )
            == expected
        ), table.__tablename__


def test_cancelled_while_it_is_read_nothing_has_changed(site: SampleSite, tmp_path: Path) -> None:
    before = site.rows_of_everything()
    run_id = begin(site, crowd(tmp_path / "a.csv", 900))
    state = read_file(
        site.worker(),
        run_id,
        tmp_path / "a.csv",
        lambda done: None if done > 500 else cancelled(import_runs.cancel(site.worker(), run_id)),
    )
    assert state == "cancelled"
    drop(site.worker(), run_id)
    after = site.rows_of_everything()
    grew = {name for name in after if after[name] != before[name]}
    assert grew <= {"import_run", "creditor", "portfolio", "chain_entry", "chain_head"}, grew
    assert staged(site) == 0


def cancelled(answer: Answer) -> None:
    assert answer.ok


def test_stopped_while_it_is_applied_what_is_in_is_whole(site: SampleSite, tmp_path: Path) -> None:
    run_id, _ = bring(site, crowd(tmp_path / "a.csv", 300), apply=False)
    assert import_runs.begin_apply(site.worker(), run_id).ok

    def stop(applied: int) -> None:
        if applied > 80 and run_of(site, run_id).state == "applying":
            cancelled(import_runs.cancel(site.worker(), run_id))

    done = import_apply.apply(site.worker(), run_id, progress=stop)
    assert not done.ok and "cancelled" in done.text
    drop(site.worker(), run_id)
    count = own(site)
    assert 80 < count < 300 and staged(site) == 0
    whole(site, count)
    _, again = bring(site, tmp_path / "a.csv")
    assert (again.created, again.report["unchanged"]) == (300 - count, count)
    whole(site, 300)


def job(site: SampleSite, run_id: int, task: str, path: str = "") -> subprocess.Popen[str]:
    """Start the process that the page starts."""
    child = subprocess.Popen(
        [sys.executable, "-m", "console.importing.process"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert child.stdin
    words = {
        "database": site.database.url.render_as_string(hide_password=False),
        "keys": site.database.keys.dump(),
        "zone": "Asia/Shanghai",
        "offset": 0,
        "actor": asdict(WORKER),
        "run": run_id,
        "task": task,
        "path": path,
    }
    child.stdin.write(json.dumps(words) + "\n")
    child.stdin.flush()
    return child


def killed_when(child: subprocess.Popen[str], ripe: Any) -> None:
    """Kill -9 as soon as it is ripe."""
    until(ripe, lives=lambda: child.poll() is None)
    os.kill(child.pid, signal.SIGKILL)
    assert child.wait() == -signal.SIGKILL, "it ended before it was killed"
    assert child.stdin and child.stdout
    child.stdin.close()
    child.stdout.close()


def test_killed_in_mid_apply_it_goes_on_where_it_was(site: SampleSite, tmp_path: Path) -> None:
    run_id, _ = bring(site, crowd(tmp_path / "a.csv", 1500), apply=False)
    assert import_runs.begin_apply(site.worker(), run_id).ok
    killed_when(job(site, run_id, "apply"), lambda: run_of(site, run_id).applied >= 100)
    part = run_of(site, run_id)
    assert part.state == "applying" and part.applied == own(site) < 1500
    whole(site, part.applied)
    site.now = part.beat_at
    assert import_runs.take_orphans(site.worker()).data == {"apply": [], "drop": []}, "it may yet live"
    site.later(seconds=61)
    slow = import_runs.take_orphans(site.worker(), [run_id])
    assert slow.data == {"apply": [], "drop": []}, "its starter still hears it"
    site.later(seconds=61)
    assert import_runs.take_orphans(site.worker()).data == {"apply": [run_id], "drop": []}
    assert import_runs.take_orphans(site.worker()).data["apply"] == [], "one process takes it"
    assert import_apply.apply(site.worker(), run_id).ok
    done = run_of(site, run_id)
    assert (done.state, done.created, done.applied) == ("applied", 1500, 1500)
    whole(site, 1500)
    assert staged(site) == 0


def test_killed_while_it_reads_nothing_has_changed_and_it_says_so(site: SampleSite, tmp_path: Path) -> None:
    run_id = begin(site, crowd(tmp_path / "a.csv", 4000))
    child = job(site, run_id, "read", str(tmp_path / "a.csv"))
    killed_when(child, lambda: run_of(site, run_id).rows_read >= 500)
    site.now = run_of(site, run_id).beat_at
    site.later(seconds=61)
    assert import_runs.take_orphans(site.worker()).data == {"apply": [], "drop": [run_id]}
    drop(site.worker(), run_id)
    run = run_of(site, run_id)
    assert run.state == "failed" and "Choose the file again" in run.error
    assert (own(site), staged(site)) == (0, 0)
    assert not import_runs.begin_apply(site.worker(), run_id).ok


def test_a_job_ends_with_its_starter_and_what_it_wrote_is_whole(site: SampleSite, tmp_path: Path) -> None:
    run_id, _ = bring(site, crowd(tmp_path / "a.csv", 1500), apply=False)
    import_runs.begin_apply(site.worker(), run_id)
    child = job(site, run_id, "apply")
    while run_of(site, run_id).applied < 100:
        assert child.poll() is None
    child.communicate(timeout=60)  # its standard input closes
    assert child.returncode == 0
    run = run_of(site, run_id)
    assert run.state == "applying"
    whole(site, run.applied)


def test_two_imports_at_once_make_each_customer_once(site: SampleSite, tmp_path: Path) -> None:
    path = crowd(tmp_path / "a.csv", 250)
    runs = [bring(site, path, apply=False)[0] for _ in range(2)]
    for run_id in runs:
        assert import_runs.begin_apply(site.worker(), run_id).ok
    answers: list[Answer] = []
    threads = [
        threading.Thread(target=lambda r: answers.append(import_apply.apply(site.worker(), r)), args=(run_id,))
        for run_id in runs
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [answer.ok for answer in answers] == [True, True], answers
    found = [run_of(site, run_id) for run_id in runs]
    assert sum(run.created for run in found) == 250
    assert all(run.applied == 250 for run in found)
    whole(site, 250)
    assert site.one(select(func.count(Phone.e164) - func.count(Phone.e164.distinct()))) == 0


def test_the_same_history_applied_by_two_at_once_is_recorded_once(site: SampleSite, tmp_path: Path) -> None:
    bring(site, crowd(tmp_path / "a.csv", 60))
    path = tmp_path / "b.csv"
    path.write_text(
        rows(
            *(
                f"K{n:05d},2026-11-23T08:0{m}:00+08:00,call,out,1380013{n:04d},busy,A,"
                for n in range(60)
                for m in range(5)
            ),
            head=CONTACTS,
        )
    )
    runs = [bring(site, path, apply=False, kind="contacts")[0] for _ in range(2)]
    for run_id in runs:
        assert import_runs.begin_apply(site.worker(), run_id).ok
    threads = [threading.Thread(target=import_apply.apply, args=(site.worker(), r)) for r in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [run_of(site, r).state for r in runs] == ["applied", "applied"]
    assert site.one(select(func.count()).where(Attempt.source.is_not(None))) == 300


def test_an_update_moves_the_stage_and_leaves_what_the_file_does_not_name(site: SampleSite, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(rows("C1,王一,A1,100,20,13800138000,,,,", "C1,王一,A2,300,10,,,,,"))
    bring(site, path)
    path.write_text(rows("C1,王一,A1,50,70,13800138000,,,,"))
    _, run = bring(site, path)
    row: Any = site.rows(select(Customer).where(Customer.external_id == "C1"))[0][0]
    assert (run.updated, row.owed_minor, row.stage, row.days_past_due) == (1, 35_000, "M3+", 70)
    queue = site.one(
        select(Queue.stage)
        .join(Entry, Entry.queue_id == Queue.id)
        .join(Customer, Customer.id == Entry.customer_id)
        .where(Customer.external_id == "C1")
    )
    assert queue == "M3+"
    version = row.facts_version
    _, same = bring(site, path)
    assert (same.updated, same.report["unchanged"]) == (0, 1)
    assert site.customer(row.id).facts_version == version, "what did not change disturbs nobody"


@pytest.mark.parametrize("held", [True, False])
def test_a_customer_whom_an_agent_has_stays_with_her(sqlite_site: SampleSite, tmp_path: Path, held: bool) -> None:
    site = sqlite_site
    path = tmp_path / "a.csv"
    path.write_text(rows("C1,王一,A1,9000000,20,13800138000,,,,"))
    bring(site, path)
    site.wake()
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert token and customer is not None
    assert customer.external_id == "C1", "the highest sum is offered first"
    hold = "cease" if held else ""
    path.write_text(rows(f"C1,王一,A1,0,20,13800138000,,{hold},,"))
    bring(site, path)
    view = site.desk("agent1")
    assert view.token == token and view.customer is not None
    assert view.seq > 0 and site.live_handouts() == 1
    assert site.begin("agent1", token).ok is not held


def test_beside_agents_the_slices_shrink_to_what_they_hold_up_and_customers_stay_whole(
    site: SampleSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert import_apply.fit(100, import_apply.HOLD * 2) == 50
    assert import_apply.fit(100, import_apply.HOLD / 9) == 120  # one quick slice proves little
    assert import_apply.fit(100, 60.0) == import_apply.LEAST
    assert import_apply.fit(import_apply.MOST, 1e-6) == import_apply.MOST
    monkeypatch.setattr(import_apply, "HOLD", 1e-9)
    lines = [f"B1,王大,B1-{n},100,5,13800139999,,,," for n in range(3 * import_apply.LEAST)]
    path = tmp_path / "a.csv"
    path.write_text(crowd_rows(90) + "\n".join(lines) + "\n")
    run_id = begin(site, path)
    read_file(site.worker(), run_id, path)
    assert import_runs.begin_apply(site.worker(), run_id).ok
    told: list[int] = []
    done = import_apply.apply(site.worker(), run_id, Pace(share=0.01), told.append)
    assert done.ok and told[-1] == 91 == own(site)
    assert max(b - a for a, b in itertools.pairwise(told)) <= import_apply.LEAST
    mine = select(func.count()).where(Account.external_id.like("B1-%"))
    assert site.one(mine) == 3 * import_apply.LEAST
