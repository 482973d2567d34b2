"""The rows of the audit chains that concern one customer, with what is needed to check them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from console.store.models import ChainEntry, ChainRoot, Handout


@dataclass(frozen=True, slots=True)
class ProofRow:
    """One row of an actor's chain: its contents, its hash, and the hash of the row before it."""

    actor: str
    n: int
    kind: str
    at: datetime
    real_at: datetime
    customer: int | None
    body: Any
    salt: str
    digest: str  # of salt and body
    before: str
    hash: str
    root: int | None  # the first root that covers it; None: written after the last root


def proof_rows(session: Session, customer_id: int) -> list[ProofRow]:
    """Return the rows that name the customer, and what agents did on this customer's hand-outs."""
    found = {
        (row.actor, row.n): row
        for row in session.execute(select(ChainEntry).where(ChainEntry.customer_id == customer_id)).scalars()
    }
    for row in _acts_on_handouts(session, customer_id):
        found[(row.actor, row.n)] = row
    before = hashes_of(session, [(actor, n - 1) for actor, n in found if n > 1])
    roots = session.execute(select(ChainRoot).order_by(ChainRoot.id)).scalars().all()
    return [
        ProofRow(
            row.actor,
            row.n,
            row.kind,
            row.at,
            row.real_at,
            row.customer_id,
            row.body,
            row.salt,
            row.digest,
            before.get((row.actor, row.n - 1), ""),
            row.hash,
            next((root.id for root in roots if root.heads.get(row.actor, (0, ""))[0] >= row.n), None),
        )
        for _, row in sorted(found.items())
    ]


def _acts_on_handouts(session: Session, customer_id: int) -> Iterable[ChainEntry]:
    """Yield the agent's acts that carry the token of one of the customer's hand-outs, made while it was open.

    An agent has one customer at a time, so a number that is equal by chance is no other customer's.
    """
    for handout in session.execute(select(Handout).where(Handout.customer_id == customer_id)).scalars():
        query = select(ChainEntry).where(
            ChainEntry.actor == f"person:{handout.agent_id}",
            ChainEntry.at >= handout.offered_at,
            ChainEntry.kind.startswith("action."),
        )
        if handout.ended_at is not None:
            query = query.where(ChainEntry.at <= handout.ended_at)
        for row in session.execute(query).scalars():
            args = row.body.get("args") or [[], {}]
            if handout.id in args[0][:1] or args[1].get("token") == handout.id:
                yield row


def hashes_of(session: Session, keys: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
    """Return the hash of each of these rows (actor, number); one that is not there is left out."""
    found: dict[tuple[str, int], str] = {}
    for start in range(0, len(keys), 400):
        rows = session.execute(
            select(ChainEntry.actor, ChainEntry.n, ChainEntry.hash).where(
                tuple_(ChainEntry.actor, ChainEntry.n).in_(keys[start : start + 400])
            )
        )
        found |= {(row.actor, row.n): row.hash for row in rows}
    return found


def roots_of(session: Session, numbers: Iterable[int]) -> dict[int, tuple[datetime, str]]:
    """Return (time, hash) of these roots by number."""
    rows = session.execute(select(ChainRoot.id, ChainRoot.at, ChainRoot.hash).where(ChainRoot.id.in_(set(numbers))))
    return {row.id: (row.at, row.hash) for row in rows}
