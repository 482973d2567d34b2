"""People whom a whole list of the creditor no longer names: their debts are recalled, and nobody contacts them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update

from console.actions.call import Act
from console.actions.steps.apply_accounts import recalled
from console.actions.steps.fact_changes import many_changed
from console.domain.lists import Listed
from console.store import claim
from console.store.fast.statements import add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.models import Account, Customer, Entry, ImportRun, Portfolio, Request, Staging

LINE = -1  # the line of a staged row that stands for somebody whom the file leaves out
NAMES = 100  # names that the report holds
LISTED_AGAIN = "listed again"


def missing(act: Act, run: ImportRun) -> tuple[list[Any], int]:
    """Return the people of the run's portfolio and source whom its file leaves out, and how many there are in all.

    Those who are recalled already are not counted. A row that is held back still names its customer.
    """
    session = act.work.session
    mine = (
        Customer.portfolio_id == run.portfolio_id,
        Customer.source == run.source,
        ~select(Request.id)
        .where(Request.customer_id == Customer.id, Request.kind == "recalled", Request.lifted_at.is_(None))
        .exists(),
    )
    named = (
        select(Staging.id)
        .where(
            Staging.run_id == run.id,
            Staging.held.in_((False, True)),  # both, by the index
            Staging.customer_key == Customer.external_id,
        )
        .exists()
    )
    people = session.execute(select(func.count()).select_from(Customer).where(*mine)).scalar_one()
    gone = session.execute(
        select(Customer.id, Customer.external_id, Customer.name).where(*mine, ~named).order_by(Customer.id)
    ).all()
    return list(gone), int(people)


def stage(act: Act, run: ImportRun, gone: Sequence[Any]) -> None:
    """Stage the people who are missing: they are recalled after everybody whom the file names."""
    add_rows(
        act.work.session,
        Staging,
        [
            {"run_id": run.id, "line": LINE, "customer_key": row.external_id, "row": {}, "errors": [], "held": False}
            for row in gone
        ],
    )


def recall(act: Act, portfolio: Portfolio, source: str, keys: Sequence[str], listed: Listed) -> int:
    """Recall these people (external ids); return how many. Whom a newer list names stays."""
    session = act.work.session
    customers = session.execute(
        select(Customer.id, Customer.facts_version)
        .where(Customer.creditor_id == portfolio.creditor_id, Customer.source == source, Customer.external_id.in_(keys))
        .order_by(Customer.id)
        .with_for_update()
    ).all()
    ids = [row.id for row in customers]
    accounts: dict[int, list[Account]] = {}
    for account in rows_of(session, select(Account).where(Account.customer_id.in_(ids))):
        accounts.setdefault(account.customer_id, []).append(account)
    written: dict[int, dict[str, Any]] = {}
    done = []
    for row in customers:
        mine = accounts.get(row.id, [])
        gone = recalled({account.id: account for account in mine}, listed)
        if len(gone) == len([account for account in mine if account.recalled_at is None]):
            written.update(gone)
            done.append(row)
    change_rows(session, Account, written)
    versions = {row.id: row.facts_version + 1 for row in done}
    change_rows(
        session,
        Customer,
        {key: {"owed_minor": 0, "facts_version": version, "updated_at": act.now} for key, version in versions.items()},
    )
    add_rows(session, Request, [_hold(act, row.id) for row in done])
    busy = set(
        session.execute(
            select(Entry.customer_id).where(Entry.customer_id.in_(list(versions)), Entry.state == "handed_out")
        ).scalars()
    )
    for customer_id in versions:
        if customer_id not in busy:  # whoever is with an agent leaves the queue when the hand-out ends
            claim.close(act.work, customer_id, act.now, "recalled")
    many_changed(act, versions, "recall")
    return len(done)


def _hold(act: Act, customer_id: int) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "kind": "recalled",
        "scope": {},
        "since": act.now,
        "by_party": "debtor",
        "by_id": act.actor.id or None,
        "proof": "import",
        "lifted_why": "",
    }


def listed_again(act: Act, customers: Sequence[int]) -> set[int]:
    """Lift the recall of those of these customers whom a list names again; return their ids."""
    if not customers:
        return set()
    done = act.work.session.execute(
        update(Request)
        .where(Request.customer_id.in_(customers), Request.kind == "recalled", Request.lifted_at.is_(None))
        .values(lifted_at=act.now, lifted_by_id=act.actor.id or None, lifted_why=LISTED_AGAIN)
        .returning(Request.customer_id)
    ).scalars()
    return set(done)
