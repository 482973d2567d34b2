"""Reads for the import page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.actor import Actor
from console.store.models import Creditor, ImportMapping, ImportRun, Person, Portfolio
from console.store.scope import portfolio_of, run_of

BUSY = ("reading", "applying")


@dataclass(frozen=True)
class RunView:
    """One import as the page shows it."""

    run: ImportRun
    portfolio: str
    creditor: str
    currency: str
    who: str
    share: int  # percent of this phase
    until: datetime | None  # when those whose past is not known may first be called
    covers_from: date | None

    @property
    def busy(self) -> bool:
        """True while a process works on the run."""
        return self.run.state in BUSY


def runs(session: Session, actor: Actor) -> list[RunView]:
    """Return the last runs that this person may see, newest first."""
    mine = _QUERY.where(run_of(actor)).order_by(ImportRun.id.desc()).limit(20)
    return [_view(*row) for row in session.execute(mine)]


def run(session: Session, actor: Actor, run_id: int) -> RunView | None:
    """Return one run, or None: not there and not yours answer alike."""
    row = session.execute(_QUERY.where(ImportRun.id == run_id, run_of(actor))).one_or_none()
    return _view(*row) if row is not None else None


_QUERY = (
    select(ImportRun, Portfolio.name, Creditor.name, Portfolio.currency, Person.name)
    .join(Portfolio, Portfolio.id == ImportRun.portfolio_id)
    .join(Creditor, Creditor.id == Portfolio.creditor_id)
    .outerjoin(Person, Person.id == ImportRun.by_id)
)


def _view(run: ImportRun, portfolio: str, creditor: str, currency: str, who: str | None) -> RunView:
    report = run.report
    until = report.get("until") or (report.get("will_sleep_until") if run.state == "read" else "")
    covers = run.options.get("covers_from", "")
    total = run.rows_read - run.rows_bad if run.kind == "contacts" else run.customers
    done = min(100, run.applied * 100 // max(1, total))
    return RunView(
        run,
        portfolio,
        creditor,
        currency,
        who or "",
        done if run.state == "applying" else int(report.get("share", 0)),
        datetime.fromisoformat(until) if until else None,
        datetime.fromisoformat(covers) if covers else None,
    )


def currency_of(session: Session, creditor: str, portfolio: str) -> str:
    """Return the currency of a portfolio, "" when there is none of these names."""
    found = session.execute(
        select(Portfolio.currency)
        .join(Creditor, Creditor.id == Portfolio.creditor_id)
        .where(Creditor.name == creditor, Portfolio.name == portfolio)
    ).scalar()
    return found or ""


def portfolios(session: Session, actor: Actor) -> list[dict[str, Any]]:
    """Return the portfolios with their sources and the columns that were stored for each."""
    found: dict[int, dict[str, Any]] = {}
    for row in session.execute(
        select(
            Portfolio.id,
            Creditor.name.label("creditor"),
            Portfolio.name,
            Portfolio.currency,
            ImportMapping.source,
            ImportMapping.columns,
            ImportMapping.options,
        )
        .join(Creditor, Creditor.id == Portfolio.creditor_id)
        .outerjoin(ImportMapping, ImportMapping.portfolio_id == Portfolio.id)
        .where(portfolio_of(actor, Portfolio.id))
        .order_by(Creditor.name, Portfolio.name, ImportMapping.source)
    ).all():
        one = found.setdefault(
            row.id, {"creditor": row.creditor, "name": row.name, "currency": row.currency, "kept": []}
        )
        if row.source:
            kept = {**row.columns, **row.options.get("contacts", {})}
            one["kept"].append((row.source, kept))
    return list(found.values())
