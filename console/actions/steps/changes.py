"""Raising a customer's facts version, and asking what changed since a view (rule 26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import insert, select

from console.actions.steps.moves import touch
from console.actions.steps.operation import Act
from console.domain.changes import matters
from console.domain.errors import Stale
from console.domain.events import FactsChanged
from console.store import claim
from console.store.models import Customer, FactChange
from console.store.rows import add_rows


def facts_changed(act: Act, customer: Customer, kinds: Sequence[str], note: str = "") -> None:
    """Raise the version once per kind; an agent who has the customer sees it at once."""
    for kind in kinds:
        customer.facts_version += 1
        act.work.session.execute(
            insert(FactChange).values(
                customer_id=customer.id, version=customer.facts_version, kind=kind, at=act.now,
                by_id=act.actor.id or None, note=note,
            )
        )  # fmt: skip
    act.work.session.flush()
    live = claim.live_of_customer(act.work.session, customer.id)
    if live is not None:
        touch(act, (live.agent_id,))
        act.work.happened(FactsChanged((live.agent_id,)))


def many_changed(act: Act, versions: Mapping[int, int], kind: str) -> None:
    """Note one change of many customers (id -> new version, already written); open desks see it."""
    if not versions:
        return
    session = act.work.session
    rows = [
        {"customer_id": customer_id, "version": version, "kind": kind, "at": act.now,
         "by_id": act.actor.id or None, "note": ""}
        for customer_id, version in versions.items()
    ]  # fmt: skip
    add_rows(session, FactChange, rows)
    agents = tuple(sorted(claim.holders(session, versions)))
    if agents:
        touch(act, agents)
        act.work.happened(FactsChanged(agents))


def refuse_stale(act: Act, customer: Customer, doing: str, seen_version: int) -> None:
    """Raise Stale when a fact that matters to this act changed since the view it was decided on.

    The actor's own changes never stop her.
    """
    if seen_version >= customer.facts_version:
        return
    rows = act.work.session.execute(
        select(FactChange.kind, FactChange.by_id)
        .where(FactChange.customer_id == customer.id, FactChange.version > seen_version)
        .order_by(FactChange.version)
    ).all()
    kinds = {row.kind for row in rows if row.by_id != act.actor.id or act.actor.id == 0}
    changed = matters(doing, kinds)
    if changed:
        raise Stale(
            "Something changed since your screen was drawn. Look at it, then press again.",
            changed=list(changed),
        )
