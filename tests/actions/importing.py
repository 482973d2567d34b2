"""Bringing files in, as the tests of imports do it."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from console.actions import import_apply, import_runs
from console.importing.error_report import error_file
from console.importing.staging import read_file
from console.store.models import Customer, Entry, ImportRun, Staging
from tests.people import SampleSite

HEAD = "external_id,name,account_id,balance,days_past_due,phone,due_date,hold,sex,age"
CONTACTS = "external_id,at,channel,direction,number,result,agency,contact_id"


def rows(*lines: str, head: str = HEAD) -> str:
    return "\n".join((head, *lines)) + "\n"


def crowd_rows(count: int, owed: int = 500) -> str:
    """Return customers with one to three accounts each."""
    return rows(
        *(
            f"K{n:05d},王{n},K{n:05d}-{a},{owed + n},{n % 90},1380013{n:04d},,,,"
            for n in range(count)
            for a in range(1 + n % 3)
        )
    )


def begin(
    site: SampleSite,
    path: Path,
    *,
    told: bool | None = True,
    kind: str = "customers",
    covers_from: datetime | None = None,
    source: str = "main",
    zone: str = "",
    **more: Any,
) -> int:
    """Open a run for the file. Return its number."""
    call = site.worker()
    made = import_runs.open_portfolio(call, "Own Bank", "Loans", "CNY", ["cn"], make=kind == "customers")
    assert made.ok, made
    run = import_runs.start(
        call,
        made.data["portfolio_id"],
        source,
        path.name,
        told if kind == "customers" else None,
        kind=kind,
        zone=zone,
        covers_from=covers_from,
        **more,
    )
    assert run.ok, run
    return int(run.data["run_id"])


def run_of(site: SampleSite, run_id: int) -> Any:
    with site.database.reading() as session:
        return session.get_one(ImportRun, run_id)


def bring(site: SampleSite, path: Path, *, apply: bool = True, **more: Any) -> tuple[int, Any]:
    """Read the file and, unless told not to, apply it. Return (number, run)."""
    run_id = begin(site, path, **more)
    read_file(site.worker(), run_id, path)
    if apply and import_runs.begin_apply(site.worker(), run_id).ok:
        done = import_apply.apply(site.worker(), run_id)
        assert done.ok, done
    return run_id, run_of(site, run_id)


def own(site: SampleSite) -> int:
    return int(site.one(select(func.count()).where(Customer.source == "main")))


def staged(site: SampleSite) -> int:
    return int(site.one(select(func.count()).select_from(Staging)))


def reasons(site: SampleSite, run_id: int) -> dict[int, str]:
    """Return line -> reasons of the error file."""
    out = io.StringIO()
    error_file(site.database, run_id, out)
    return {int(row["line"]): row["reasons"] for row in csv.DictReader(io.StringIO(out.getvalue()))}


def entry(site: SampleSite, key: str) -> Any:
    return site.rows(
        select(Entry)
        .join(Customer, Customer.id == Entry.customer_id)
        .where(Customer.external_id == key, Customer.source == "main")
    )[0][0]
