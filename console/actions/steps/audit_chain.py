"""The append-only audit chain of each actor (rule 28): every row carries the mark of the row before it.

The mark is an HMAC over every column, with a key from outside the database. The contents enter by their salted digest,
so that a reader can check them without the key, and so that they can be erased by right without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
import os
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.store.fast.statements import add, change, row
from console.store.models import ChainEntry, ChainHead

_HEAD = select(ChainHead.n, ChainHead.hash).where(ChainHead.actor == bindparam("actor")).with_for_update()
KEYED = "chain.keyed"  # the row that names the rows which an older version wrote without a key


def body_digest(salt: str, body: Any) -> str:
    """Return the SHA-256 of a row's contents as hex. Without the salt nobody can guess short contents from it."""
    text = json.dumps([salt, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def row_text(
    before: str, actor: str, n: int, kind: str, at: datetime, real_at: datetime, customer_id: int | None, digest: str
) -> str:
    """Return what the mark of one row covers: the row before it, and every column."""
    return json.dumps(
        [before, actor, n, kind, at.isoformat(), real_at.isoformat(), customer_id, digest], ensure_ascii=False
    )


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
    real_at = act.context.wall_clock()
    salt = os.urandom(16).hex()
    digest = body_digest(salt, body)
    mark = act.work.database.keys.mac(row_text(before, actor, n, kind, act.now, real_at, customer_id, digest))
    add(
        session,
        ChainEntry,
        actor=actor,
        n=n,
        kind=kind,
        at=act.now,
        real_at=real_at,
        customer_id=customer_id,
        body=body,
        salt=salt,
        digest=digest,
        hash=mark,
    )
    change(session, ChainHead, actor, n=n, hash=mark)
    act.work.heads[actor] = (n, mark)


def root_text(before: str, at: str, heads: dict[str, Any]) -> str:
    """Return what the mark of a root covers: the root before it, its time, and the heads of all chains."""
    return json.dumps([before, at, heads], ensure_ascii=False, sort_keys=True)


def keyless_root(before: str, at: str, heads: dict[str, Any]) -> str:
    """Return the SHA-256 that an older version gave a root, as hex."""
    return hashlib.sha256(root_text(before, at, heads).encode()).hexdigest()


def keyless_row(before: str, actor: str, n: int, kind: str, at: str, body: Any) -> str:
    """Return the SHA-256 that an older version gave a row, as hex."""
    text = json.dumps([before, actor, n, kind, at, body], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
