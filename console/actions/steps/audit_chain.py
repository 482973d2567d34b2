"""The append-only audit chain of each actor (rule 28): every row carries the hash of the row before it."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.actions.call import Act
from console.store.fast.statements import add, change, row
from console.store.models import ChainEntry, ChainHead, ChainRoot

_HEAD = select(ChainHead.n, ChainHead.hash).where(ChainHead.actor == bindparam("actor")).with_for_update()


def entry_hash(before: str, actor: str, n: int, kind: str, at: str, body: Any) -> str:
    """Return the SHA-256 of one chain row over the row before it, as hex."""
    text = json.dumps([before, actor, n, kind, at, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def append(act: Act, kind: str, body: dict[str, Any], customer_id: int | None = None) -> None:
    """Write one row at the end of the actor's chain. Its head is the last lock that a transaction takes."""
    session = act.work.session
    actor = act.actor.key
    if actor not in act.work.heads:  # the first row of this transaction takes the lock
        head = row(session, _HEAD, actor=actor)
        if head is None:
            add(session, ChainHead, actor=actor, n=0, hash="")
        act.work.heads[actor] = (head.n, head.hash) if head is not None else (0, "")
    last, before = act.work.heads[actor]
    n = last + 1
    at = act.now.isoformat()
    now_hash = entry_hash(before, actor, n, kind, at, body)
    add(
        session,
        ChainEntry,
        actor=actor,
        n=n,
        kind=kind,
        at=act.now,
        real_at=act.context.wall_clock(),
        customer_id=customer_id,
        body=body,
        hash=now_hash,
    )
    change(session, ChainHead, actor, n=n, hash=now_hash)
    act.work.heads[actor] = (n, now_hash)


def root_hash(before: str, at: str, heads: dict[str, Any]) -> str:
    """Return the SHA-256 of a root over all heads and the root before it, as hex."""
    text = json.dumps([before, at, heads], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


Marks = dict[tuple[str, int], tuple[str, int]]  # (actor, n) -> (hash, root's id)


def first_broken_root(session: Session) -> tuple[int | None, Marks]:
    """Return the id of the first root that does not follow (None = all whole), and what the roots say of the chains."""
    marks: Marks = {}
    before = ""
    for root in session.execute(select(ChainRoot).order_by(ChainRoot.id).execution_options(yield_per=100)).scalars():
        if root.hash != root_hash(before, root.at.isoformat(), root.heads):
            return root.id, marks
        before = root.hash
        for actor, (n, mark) in root.heads.items():
            if marks.setdefault((actor, n), (mark, root.id))[0] != mark:
                return root.id, marks
    return None, marks


def first_broken(session: Session, marks: Marks | None = None) -> tuple[str, int] | None:
    """Return (actor, n) of the first row whose hash does not follow, or None when all chains are whole.

    ``marks`` loses what the chains confirm. What is left was seen by a root and is missing in the chain.
    """
    marks = {} if marks is None else marks
    heads = {row.actor: (row.n, row.hash) for row in session.execute(select(ChainHead)).scalars()}
    actor, before, n = "", "", 0
    for entry in session.execute(
        select(ChainEntry).order_by(ChainEntry.actor, ChainEntry.n).execution_options(yield_per=500)
    ).scalars():
        if entry.actor != actor:
            if actor and heads.get(actor) != (n, before):
                return actor, n + 1
            actor, before, n = entry.actor, "", 0
        n += 1
        at = entry.at.isoformat()
        if entry.n != n or entry.hash != entry_hash(before, actor, n, entry.kind, at, entry.body):
            return actor, n
        before = entry.hash
        if marks.get((actor, n), ("",))[0] == entry.hash:
            del marks[(actor, n)]
    if actor and heads.get(actor) != (n, before):
        return actor, n + 1
    return None
