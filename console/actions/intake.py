"""Bringing a portfolio in: staged first, applied only when a person has seen the report (design §9)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import delete, func, insert, select, update

from console.actions.steps.apply_customer import apply_customer
from console.actions.steps.operation import Act, Answer, Call, action
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import SupplyChanged
from console.store.models import Creditor, ImportMapping, ImportRun, Portfolio, Staging

SLICE = 200


@action("intake.portfolio")
def open_portfolio(
    act: Act, creditor: str, name: str, currency: str, packs: Sequence[str]
) -> Answer:
    """Give the portfolio of this creditor and name, made if it is new."""
    if len(currency) != 3 or not currency.isalpha() or not currency.isupper():
        raise Invalid("Give the currency as three letters, such as CNY.", field="currency")
    if not creditor.strip() or not name.strip():
        raise Invalid("Give the creditor's and the portfolio's name.", field="portfolio")
    session = act.work.session
    creditor_id = session.execute(select(Creditor.id).where(Creditor.name == creditor)).scalar()
    if creditor_id is None:
        creditor_id = session.execute(
            insert(Creditor)
            .values(name=creditor, name_zh="", type="bank", home_region="CN", phone_back="")
            .returning(Creditor.id)
        ).scalar_one()
    found = session.execute(
        select(Portfolio).where(Portfolio.creditor_id == creditor_id, Portfolio.name == name)
    ).scalar_one_or_none()
    if found is not None:
        if found.currency != currency:
            raise Conflict("This portfolio is in another currency.", field="currency")
        return Answer(data={"portfolio_id": found.id})
    number = session.execute(
        insert(Portfolio)
        .values(
            creditor_id=creditor_id, name=name, currency=currency, packs=list(packs), made_up=False
        )
        .returning(Portfolio.id)
    ).scalar_one()
    return Answer(data={"portfolio_id": number})


@action("intake.start")
def start(
    act: Act, portfolio_id: int, source: str, file_name: str, no_past_contacts: bool | None,
    names: Mapping[str, str] | None = None,
) -> Answer:  # fmt: skip
    """Open a run for a file; ``no_past_contacts`` is the importing person's word on record.

    ``names``: field -> column header. They are kept for this source and used again next time.
    """
    if act.work.session.get(Portfolio, portfolio_id) is None:
        raise NotYours()
    columns = _mapping(act, portfolio_id, source, names)
    run_id = act.work.session.execute(
        insert(ImportRun)
        .values(
            portfolio_id=portfolio_id, source=source, file_name=file_name[:200], state="reading",
            kind="customers", columns=columns, options={}, no_past_contacts=no_past_contacts,
            by_id=act.actor.id or None, made_at=act.now, rows_read=0, rows_bad=0, customers=0,
            applied=0, created=0, updated=0, report={}, error="",
        )
        .returning(ImportRun.id)
    ).scalar_one()  # fmt: skip
    return Answer(data={"run_id": run_id})


def _mapping(
    act: Act, portfolio_id: int, source: str, names: Mapping[str, str] | None
) -> dict[str, str]:
    """Keep the mapping of a source, or give the one that was kept."""
    row = act.work.session.execute(
        select(ImportMapping).where(
            ImportMapping.portfolio_id == portfolio_id, ImportMapping.source == source
        )
    ).scalar_one_or_none()
    if not names:
        return dict(row.columns) if row is not None else {}
    if row is None:
        row = ImportMapping(portfolio_id=portfolio_id, source=source, columns={}, options={},
                            saved_at=act.now)  # fmt: skip
        act.work.session.add(row)
    row.columns, row.saved_at = dict(names), act.now
    return dict(names)


@action("intake.stage", audited=False)
def stage(act: Act, run_id: int, records: Sequence[Mapping[str, Any]]) -> Answer:
    """Keep a slice of read rows; tells when the run was cancelled meanwhile."""
    run = act.work.session.get(ImportRun, run_id, with_for_update=True)
    if run is None or run.state != "reading":
        return Answer(ok=False, code="conflict", text="The import was cancelled.")
    act.work.session.execute(
        insert(Staging),
        [
            {
                "run_id": run_id, "line": r["line"], "customer_key": r["key"], "row": r["row"],
                "errors": r["errors"],
            }
            for r in records
        ],
    )  # fmt: skip
    run.rows_read += len(records)
    run.rows_bad += sum(1 for r in records if r["errors"])
    return Answer(data={"rows": run.rows_read})


@action("intake.read")
def finish_reading(act: Act, run_id: int, error: str = "") -> Answer:
    """Close phase one: read, or failed with what to do."""
    run = act.work.session.get_one(ImportRun, run_id, with_for_update=True)
    if run.state != "reading":
        return Answer(data={"state": run.state})
    run.state, run.error = ("failed", error) if error else ("read", "")
    run.customers = act.work.session.execute(
        select(func.count(Staging.customer_key.distinct())).where(
            Staging.run_id == run_id, Staging.customer_key.not_in(_bad_keys(run_id))
        )
    ).scalar_one()
    return Answer(data={"state": run.state, "customers": run.customers})


def _bad_keys(run_id: int) -> Any:
    return select(Staging.customer_key).where(
        Staging.run_id == run_id, func.json_array_length(Staging.errors) > 0
    )


@action("intake.cancel")
def cancel(act: Act, run_id: int) -> Answer:
    """Drop the staging; nothing has changed."""
    run = act.work.session.get(ImportRun, run_id, with_for_update=True)
    if run is None:
        raise NotYours()
    if run.state not in ("reading", "read", "failed"):
        raise Conflict("This import is applied already.")
    run.state, run.ended_at = "cancelled", act.now
    act.work.session.execute(delete(Staging).where(Staging.run_id == run_id))
    return Answer()


@action("intake.apply_slice", audited=False)
def _apply_slice(act: Act, run_id: int) -> Answer:
    session = act.work.session
    run = session.get(ImportRun, run_id, with_for_update=True)
    if run is None:
        raise NotYours()
    if run.state not in ("read", "applying"):
        raise Conflict("Read the file first, then apply it.")
    run.state = "applying"
    keys = (
        session.execute(
            select(Staging.customer_key)
            .where(
                Staging.run_id == run_id, Staging.applied_at.is_(None),
                Staging.customer_key.not_in(_bad_keys(run_id)),
            )
            .group_by(Staging.customer_key)
            .order_by(Staging.customer_key)
            .limit(SLICE)
        )
        .scalars()
        .all()
    )  # fmt: skip
    if not keys:
        run.state, run.ended_at = "applied", act.now
        asleep = not run.no_past_contacts
        tomorrow = act.now.astimezone(act.context.zone).date() + timedelta(days=1)
        run.report = {
            "asleep": run.created if asleep else 0,
            "until": _morning(tomorrow) if asleep and run.created else "",
        }
        return Answer(data={"left": 0})
    portfolio = session.get_one(Portfolio, run.portfolio_id)
    rows: dict[str, list[dict[str, Any]]] = {}
    for key, row in session.execute(
        select(Staging.customer_key, Staging.row)
        .where(Staging.run_id == run_id, Staging.customer_key.in_(keys))
        .order_by(Staging.id)
    ).all():
        rows.setdefault(key, []).append(row)
    for key, accounts in rows.items():
        created = apply_customer(
            act, portfolio, run.source, key, accounts, known=bool(run.no_past_contacts)
        )
        run.created += created
        run.updated += not created
    run.applied += len(rows)
    session.execute(
        update(Staging)
        .where(Staging.run_id == run_id, Staging.customer_key.in_(keys))
        .values(applied_at=act.now)
    )
    act.work.happened(SupplyChanged())
    return Answer(data={"left": 1, "applied": run.applied})


def _morning(day: date) -> str:
    return f"{day.isoformat()} 08:00"


def apply(call: Call, run_id: int, pause: Any = None) -> Answer:
    """Apply a read run, 200 customers a transaction; a second call after a crash goes on."""
    while True:
        answer = _apply_slice(Call(call.context, call.actor, call.now), run_id)
        if not answer.ok or not answer.data.get("left"):
            return answer
        if pause is not None:
            pause()
