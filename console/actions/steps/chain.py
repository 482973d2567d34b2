"""The append-only chain of each actor (rule 28): every row carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.store.models import ChainEntry, ChainHead, ChainRoot

if TYPE_CHECKING:
    from console.actions.steps.operation import Act


# built once, on the bare tables: every action passes here inside the writer's transaction
_HEADS: Any = ChainHead.__table__
_ENTRIES: Any = ChainEntry.__table__
_HEAD_OF = (
    select(_HEADS.c.n, _HEADS.c.hash)
    .where(_HEADS.c.actor == bindparam("whose"))
    .with_for_update()
)  # fmt: skip
_NEW_HEAD = _HEADS.insert()
_NEW_ENTRY = _ENTRIES.insert()
_MOVE_HEAD = (
    _HEADS.update()
    .where(_HEADS.c.actor == bindparam("whose"))
    .values(n=bindparam("n"), hash=bindparam("hash"))
)


def entry_hash(before: str, actor: str, n: int, kind: str, at: str, body: Any) -> str:
    """Give the hex SHA-256 of one chain row over the row before it."""
    text = json.dumps([before, actor, n, kind, at, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def append(act: Act, kind: str, body: dict[str, Any], customer_id: int | None = None) -> None:
    """Write one row at the end of the actor's chain; its head is the last lock taken."""
    session = act.work.session
    actor = act.actor.key
    head = session.execute(_HEAD_OF, {"whose": actor}).one_or_none()
    if head is None:
        session.execute(_NEW_HEAD, {"actor": actor, "n": 0, "hash": ""})
        n, before = 1, ""
    else:
        n, before = head.n + 1, head.hash
    at = act.now.isoformat()
    now_hash = entry_hash(before, actor, n, kind, at, body)
    session.execute(
        _NEW_ENTRY,
        {
            "actor": actor, "n": n, "kind": kind, "at": act.now, "real_at": act.context.real(),
            "customer_id": customer_id, "body": body, "hash": now_hash,
        },
    )  # fmt: skip
    session.execute(_MOVE_HEAD, {"whose": actor, "n": n, "hash": now_hash})


def root_hash(before: str, at: str, heads: dict[str, Any]) -> str:
    """Give the hex SHA-256 of a root over all heads and the root before it."""
    text = json.dumps([before, at, heads], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


Marks = dict[tuple[str, int], tuple[str, int]]  # (actor, n) -> (hash, root's id)


def first_broken_root(session: Session) -> tuple[int | None, Marks]:
    """Give the first root that does not follow, and what the roots say of the chains."""
    marks: Marks = {}
    before = ""
    for row in session.execute(
        select(ChainRoot).order_by(ChainRoot.id).execution_options(yield_per=100)
    ).scalars():
        if row.hash != root_hash(before, row.at.isoformat(), row.heads):
            return row.id, marks
        before = row.hash
        for actor, (n, mark) in row.heads.items():
            if marks.setdefault((actor, n), (mark, row.id))[0] != mark:
                return row.id, marks
    return None, marks


def first_broken(session: Session, marks: Marks | None = None) -> tuple[str, int] | None:
    """Give (actor, n) of the first row whose hash does not follow, or None when all is whole.

    ``marks`` loses what the chains bear out; what is left, a root saw and the chain has no more.
    """
    marks = {} if marks is None else marks
    heads = {row.actor: (row.n, row.hash) for row in session.execute(select(ChainHead)).scalars()}
    actor, before, n = "", "", 0
    for row in session.execute(
        select(ChainEntry).order_by(ChainEntry.actor, ChainEntry.n).execution_options(yield_per=500)
    ).scalars():
        if row.actor != actor:
            if actor and heads.get(actor) != (n, before):
                return actor, n + 1
            actor, before, n = row.actor, "", 0
        n += 1
        at = row.at.isoformat()
        if row.n != n or row.hash != entry_hash(before, actor, n, row.kind, at, row.body):
            return actor, n
        before = row.hash
        if marks.get((actor, n), ("",))[0] == row.hash:
            del marks[(actor, n)]
    if actor and heads.get(actor) != (n, before):
        return actor, n + 1
    return None
