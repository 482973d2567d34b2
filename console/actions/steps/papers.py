"""What the papers of creditors and agencies declare for their portfolios, by days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select, update

from console.actions.call import Act
from console.domain.errors import Conflict
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agency, Declaration, Paper, Person, Portfolio

EVALUATION = timedelta(days=365)  # GB/T 45251: an agency is evaluated at least once a year
# what a paper declares for its portfolios
DECLARES = {
    "licence": "licence",
    "contract": "processing_contract",
    "evaluation": "processing_contract",
    "listing": "agency_listed",
}
Span = tuple[datetime, datetime | None, str]  # from, until (None = open), why
NO_PAPER = "no paper"


def record(act: Act, payload: Mapping[str, Any], asked_by: int) -> None:
    """Write a paper that two people agreed on. What it declares binds every desk at once."""
    agency = str(payload["agency"])
    add(
        act.work.session,
        Paper,
        creditor_id=payload["creditor"],
        agency_id=_agency(act, payload["creditor"], agency) if agency else None,
        kind=payload["kind"],
        number=payload["number"],
        since_on=date.fromisoformat(payload["since_on"]),
        until_on=date.fromisoformat(payload["until_on"]) if payload["until_on"] else None,
        proof=payload["proof"],
        by_id=asked_by,
        made_at=act.now,
    )
    declare(act, payload["creditor"], DECLARES[payload["kind"]], asked_by)


def assign(act: Act, payload: Mapping[str, Any], asked_by: int) -> None:
    """Set which agency works a portfolio ("" = the creditor itself). Its papers bind from now on.

    Raises Conflict when the portfolio is gone.
    """
    row = act.work.session.get(Portfolio, payload["portfolio"])
    if row is None:
        raise Conflict("This was already decided.")
    agency = str(payload["agency"])
    put(act.work.session, row, agency_id=_agency(act, row.creditor_id, agency) if agency else None)
    if row.agency_id is not None:
        for key in ("processing_contract", "agency_listed"):
            declare(act, row.creditor_id, key, asked_by, only=row.id)


def _agency(act: Act, creditor_id: int, name: str) -> int:
    found = act.work.session.execute(
        select(Agency.id).where(Agency.creditor_id == creditor_id, Agency.name == name)
    ).scalar()
    if found is None:
        found = add(act.work.session, Agency, creditor_id=creditor_id, name=name)
    return int(found)


def declare(act: Act, creditor_id: int, key: str, by_id: int, *, only: int = 0, tighten: bool = False) -> None:
    """Write the declarations that follow from the papers for the creditor's portfolios, by days.

    ``tighten``: a paper has ended by one person's hand. Then nothing becomes true that was not declared true before.
    """
    session = act.work.session
    by_name = session.execute(select(Person.name).where(Person.id == by_id)).scalar() or ""
    portfolios = session.execute(
        select(Portfolio.id, Portfolio.agency_id).where(Portfolio.creditor_id == creditor_id).order_by(Portfolio.id)
    ).all()
    for portfolio_id, agency_id in portfolios:
        if (only and portfolio_id != only) or (key != "licence" and agency_id is None):
            continue
        spans = _spans(act, creditor_id, agency_id, key)
        open_ones = (
            Declaration.portfolio_id == portfolio_id,
            Declaration.key == key,
            Declaration.until.is_(None) | (Declaration.until > act.now),
        )
        if tighten:
            spans = _both(spans, session.execute(select(Declaration).where(*open_ones)).scalars().all())
        session.execute(update(Declaration).where(*open_ones).values(until=act.now))
        at = act.now
        for begins, ends, proof in spans:
            if begins > at:
                write(act, portfolio_id, key, False, at, begins, by_id, by_name, NO_PAPER)
            write(act, portfolio_id, key, True, max(begins, at), ends, by_id, by_name, proof)
            at = ends or at
            if ends is None:
                break
        else:
            write(act, portfolio_id, key, False, at, None, by_id, by_name, NO_PAPER)


def _both(spans: Sequence[Span], declared: Sequence[Declaration]) -> list[Span]:
    """Return the parts of these spans in which the fact was declared true before."""
    found = []
    for begins, ends, proof in spans:
        for row in declared:
            if row.value:
                first = max(begins, row.since)
                last = min((end for end in (ends, row.until) if end is not None), default=None)
                if last is None or first < last:
                    found.append((first, last, proof))
    return sorted(found, key=lambda span: span[0])


def _spans(act: Act, creditor_id: int, agency_id: int | None, key: str) -> list[Span]:
    """Return the spans in which papers hold, from now on, in order and without overlap."""
    rows = (
        act.work.session.execute(
            select(Paper)
            .where(Paper.creditor_id == creditor_id, Paper.ended_at.is_(None))
            .order_by(Paper.since_on, Paper.id)
        )
        .scalars()
        .all()
    )

    def of(kind: str) -> list[Span]:
        owner = None if kind == "licence" else agency_id
        return [
            (_start(act, row.since_on), _end(act, row), f"{row.kind} {row.number}: {row.proof}")
            for row in rows
            if row.kind == kind and row.agency_id == owner
        ]

    if key == "licence":
        found = of("licence")
    elif key == "agency_listed":
        found = of("listing")
    else:  # a contract counts only with an evaluation from the last 365 days
        found = [
            (max(a, b), min((e for e in (end_a, end_b) if e), default=None), proof)
            for a, end_a, proof in of("contract")
            for b, end_b, _ in of("evaluation")
        ]
        found = [row for row in found if row[1] is None or row[1] > row[0]]
    joined: list[Span] = []
    for begins, ends, proof in sorted(found, key=lambda row: row[0]):
        if ends is not None and ends <= act.now:
            continue
        last = joined[-1][1] if joined else act.now
        if last is None:
            break
        if joined and ends is not None and ends <= last:
            continue
        joined.append((max(begins, last) if joined else begins, ends, proof))
    return joined


def _start(act: Act, day: date) -> datetime:
    return datetime.combine(day, time(0), act.context.zone)


def _end(act: Act, row: Paper) -> datetime | None:
    last = row.until_on
    if row.kind == "evaluation":
        yearly = row.since_on + EVALUATION
        last = min(last, yearly) if last else yearly
    return _start(act, last + timedelta(days=1)) if last else None


def write(
    act: Act,
    portfolio_id: int,
    key: str,
    value: bool,
    since: datetime,
    until: datetime | None,
    by_id: int,
    by_name: str,
    proof: str,
) -> None:
    """Write one declaration as it stands in the name of the person who declares it."""
    add(
        act.work.session,
        Declaration,
        portfolio_id=portfolio_id,
        key=key,
        value=value,
        since=since,
        until=until,
        by_id=by_id,
        by_name=by_name,
        proof=proof[:500],
        made_at=act.now,
    )


def declare_by_hand(act: Act, portfolio_id: int, key: str, value: bool, proof: str, by_id: int) -> None:
    """Write a declaration of a person from now on. It replaces the ones before."""
    session = act.work.session
    session.execute(
        update(Declaration)
        .where(
            Declaration.portfolio_id == portfolio_id,
            Declaration.key == key,
            Declaration.until.is_(None) | (Declaration.until > act.now),
        )
        .values(until=act.now)
    )
    by_name = session.execute(select(Person.name).where(Person.id == by_id)).scalar() or ""
    write(act, portfolio_id, key, value, act.now, None, by_id, by_name, proof)
