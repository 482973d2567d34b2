"""The customer's facts version: raised by changes, and compared when somebody acts on an older view (rule 26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.in_flight import confirm_when_still
from console.domain.errors import Stale
from console.domain.events import FactsChanged
from console.domain.fact_changes import matters
from console.store import claim
from console.store.fast.entities import put
from console.store.fast.statements import add, add_rows, value
from console.store.models import Customer, FactChange, Handout

_WITH = select(Handout.agent_id).where(Handout.customer_id == bindparam("customer"), Handout.ended_at.is_(None))


def facts_changed(act: Act, customer: Customer, kinds: Sequence[str], note: str = "") -> None:
    """Raise the version once per kind. An agent who has the customer sees the change at once."""
    first = customer.facts_version
    put(act.work.session, customer, facts_version=first + len(kinds))
    for version, kind in enumerate(kinds, first + 1):
        add(
            act.work.session,
            FactChange,
            customer_id=customer.id,
            version=version,
            kind=kind,
            at=act.now,
            by_id=act.actor.person_id,
            note=note,
        )
    confirm_when_still(act, (customer.id,), kinds)
    agent_id = value(act.work.session, _WITH, customer=customer.id)
    if agent_id is not None:
        raise_desk_seq(act, (agent_id,))
        act.work.happened(FactsChanged((agent_id,)))


def many_changed(act: Act, versions: Mapping[int, int], kind: str) -> None:
    """Record one change for many customers (id -> new version, already written). Open desks see it."""
    if not versions:
        return
    session = act.work.session
    rows = [
        {
            "customer_id": customer_id,
            "version": version,
            "kind": kind,
            "at": act.now,
            "by_id": act.actor.person_id,
            "note": "",
        }
        for customer_id, version in versions.items()
    ]
    add_rows(session, FactChange, rows)
    confirm_when_still(act, versions, (kind,))
    agents = tuple(sorted(claim.holders(session, versions)))
    if agents:
        raise_desk_seq(act, agents)
        act.work.happened(FactsChanged(agents))


def refuse_stale(act: Act, customer: Customer, doing: str, seen_version: int) -> None:
    """Raise Stale when a fact that matters to this act changed since the view that the actor saw.

    The actor's own changes never count.
    """
    if seen_version >= customer.facts_version:
        return
    rows = act.work.session.execute(
        select(FactChange.kind, FactChange.by_id)
        .where(FactChange.customer_id == customer.id, FactChange.version > seen_version)
        .order_by(FactChange.version)
    ).all()
    me = act.actor.person_id
    kinds = {row.kind for row in rows if me is None or row.by_id != me}
    changed = matters(doing, kinds)
    if changed:
        raise Stale(
            "Something has changed since your screen was updated. Check it, then press again.", changed=list(changed)
        )
