"""Who is suppressed has changed: facts of everybody concerned, and the end of a suppression before its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from console.actions.call import Act
from console.actions.steps.fact_changes import many_changed
from console.domain.errors import Conflict
from console.domain.events import ComplianceChanged, SupplyChanged
from console.store.fast.entities import put
from console.store.fast.statements import change_rows
from console.store.models import Customer, CustomerPhone, Entry, Suppression

Target = tuple[str, int]  # ("phone_id", id) or ("customer_id", id)


def concern(act: Act, targets: Sequence[Target], *, opens: bool = False) -> None:
    """Raise the facts of everybody concerned, so that desks show it and older views are refused.

    With ``opens`` the queue judges these customers again.
    """
    session = act.work.session
    phones = [target for kind, target in targets if kind == "phone_id"]
    ids = {target for kind, target in targets if kind == "customer_id"}
    ids.update(session.execute(select(CustomerPhone.customer_id).where(CustomerPhone.phone_id.in_(phones))).scalars())
    rows = session.execute(
        select(Customer.id, Customer.facts_version).where(Customer.id.in_(ids)).order_by(Customer.id).with_for_update()
    ).all()
    versions = {row.id: row.facts_version + 1 for row in rows}
    change_rows(session, Customer, {key: {"facts_version": version} for key, version in versions.items()})
    many_changed(act, versions, "suppression")
    if opens:
        session.execute(
            update(Entry).where(Entry.customer_id.in_(versions), Entry.state == "sleeping").values(wake_at=act.now)
        )
    if versions:
        act.work.happened(SupplyChanged(), ComplianceChanged())


def until_text(row: Suppression) -> str:
    """Return the end of a suppression as a proposal keeps it, "" for one that is for good."""
    return row.until.isoformat() if row.until is not None else ""


def lift(act: Act, payload: Mapping[str, Any]) -> None:
    """End a suppression now, as another person has agreed.

    Raises Conflict when it is over already, or when a list has named the number or customer anew since.
    """
    row = act.work.session.get(Suppression, int(payload["suppression"]), with_for_update=True)
    if row is None or (row.until is not None and row.until <= act.now):
        raise Conflict("This suppression is over already.")
    if until_text(row) != payload["until"] or row.since.isoformat() != payload["since"]:
        raise Conflict("A list has named this number or customer again since. Propose it again.")
    put(act.work.session, row, until=act.now)
    concern(act, [("phone_id", row.phone_id) if row.phone_id else ("customer_id", row.customer_id or 0)], opens=True)
