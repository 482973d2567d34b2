"""Papers of creditors and agencies: licence, contract, evaluation, listing. They declare for portfolios."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Conflict, Invalid, NotYours
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agency, Creditor, Declaration, Paper, Portfolio

KINDS = ("licence", "contract", "evaluation", "listing")
EVALUATION = timedelta(days=365)  # GB/T 45251: an agency is evaluated at least once a year
# what a paper declares for its portfolios
DECLARES = {
    "licence": "licence",
    "contract": "processing_contract",
    "evaluation": "processing_contract",
    "listing": "agency_listed",
}


@action("paper.record")
def record(
    act: Act, creditor_id: int, agency: str, kind: str, number: str, since_on: date, until_on: date | None, proof: str
) -> Answer:
    """Record a paper with its dates and proof. What it declares binds every desk at once."""
    if kind not in KINDS:
        raise Invalid("Choose the kind of paper.", field="kind")
    if act.work.session.get(Creditor, creditor_id) is None:
        raise NotYours()
    if kind != "licence" and not agency.strip():
        raise Invalid("Enter the agency.", field="agency")
    if until_on is not None and until_on < since_on:
        raise Invalid("The last day is before the first.", field="until_on")
    if not proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    agency_id = None if kind == "licence" else _agency(act, creditor_id, agency)
    paper_id = add(
        act.work.session,
        Paper,
        creditor_id=creditor_id,
        agency_id=agency_id,
        kind=kind,
        number=number.strip()[:80],
        since_on=since_on,
        until_on=until_on,
        proof=proof.strip()[:500],
        by_id=act.actor.id,
        made_at=act.now,
    )
    _declare(act, creditor_id, DECLARES[kind])
    everywhere(act)
    return Answer(data={"paper": paper_id})


@action("paper.end")
def end(act: Act, paper_id: int) -> Answer:
    """End a paper early. The row stays."""
    row = act.work.session.get(Paper, paper_id, with_for_update=True)
    if row is None:
        raise NotYours()
    if row.ended_at is not None:
        raise Conflict("This was already decided.")
    put(act.work.session, row, ended_at=act.now, ended_by_id=act.actor.id)
    _declare(act, row.creditor_id, DECLARES[row.kind])
    everywhere(act)
    return Answer()


@action("paper.assign")
def assign(act: Act, portfolio_id: int, agency: str) -> Answer:
    """Set which agency works a portfolio ("" = the creditor itself). Its papers bind from now on."""
    row = act.work.session.get(Portfolio, portfolio_id)
    if row is None:
        raise NotYours()
    put(act.work.session, row, agency_id=_agency(act, row.creditor_id, agency) if agency.strip() else None)
    if row.agency_id is not None:
        for key in ("processing_contract", "agency_listed"):
            _declare(act, row.creditor_id, key, only=row.id)
    everywhere(act)
    return Answer()


def _agency(act: Act, creditor_id: int, name: str) -> int:
    name = name.strip()[:80]
    found = act.work.session.execute(
        select(Agency.id).where(Agency.creditor_id == creditor_id, Agency.name == name)
    ).scalar()
    if found is None:
        found = add(act.work.session, Agency, creditor_id=creditor_id, name=name)
    return int(found)


def _declare(act: Act, creditor_id: int, key: str, only: int = 0) -> None:
    """Write the declarations that follow from the papers for the creditor's portfolios, by days."""
    session = act.work.session
    portfolios = session.execute(
        select(Portfolio.id, Portfolio.agency_id).where(Portfolio.creditor_id == creditor_id)
    ).all()
    for portfolio_id, agency_id in portfolios:
        if (only and portfolio_id != only) or (key != "licence" and agency_id is None):
            continue
        spans = _spans(act, creditor_id, agency_id, key)
        session.execute(
            update(Declaration)
            .where(
                Declaration.portfolio_id == portfolio_id,
                Declaration.key == key,
                Declaration.until.is_(None) | (Declaration.until > act.now),
            )
            .values(until=act.now)
        )
        at = act.now
        for begins, ends, proof in spans:
            if begins > at:
                _write(act, portfolio_id, key, False, at, begins, "no paper")
            _write(act, portfolio_id, key, True, max(begins, at), ends, proof)
            at = ends or at
            if ends is None:
                break
        else:
            _write(act, portfolio_id, key, False, at, None, "no paper")


def _spans(act: Act, creditor_id: int, agency_id: int | None, key: str) -> list[tuple[datetime, datetime | None, str]]:
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

    def of(kind: str) -> list[tuple[datetime, datetime | None, str]]:
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
    joined: list[tuple[datetime, datetime | None, str]] = []
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


def _write(
    act: Act, portfolio_id: int, key: str, value: bool, since: datetime, until: datetime | None, proof: str
) -> None:
    add(
        act.work.session,
        Declaration,
        portfolio_id=portfolio_id,
        key=key,
        value=value,
        since=since,
        until=until,
        by_id=act.actor.id,
        by_name=act.actor.name,
        proof=proof[:500],
        made_at=act.now,
    )
