"""Roots of the audit chains: one hash over the heads of all chains, every ten minutes (rule 28)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.store.fast.statements import add
from console.store.models import ChainHead, ChainRoot

EVERY = timedelta(minutes=10)


@action("books.root", audited=False)
def write_root(act: Act) -> Answer:
    """Write a root when the last one is ten minutes old and a chain has grown since then."""
    session = act.work.session
    last = session.execute(select(ChainRoot).order_by(ChainRoot.id.desc()).limit(1)).scalar_one_or_none()
    if last is not None and act.now < last.at + EVERY:
        return Answer(data={"count": 0})
    rows = session.execute(select(ChainHead.actor, ChainHead.n, ChainHead.hash)).all()
    heads = {row.actor: [row.n, row.hash] for row in sorted(rows, key=lambda row: row.actor)}
    if not heads or (last is not None and heads == last.heads):
        return Answer(data={"count": 0})
    mark = act.work.database.keys.mac(audit_chain.root_text(last.hash if last else "", act.now.isoformat(), heads))
    add(session, ChainRoot, at=act.now, heads=heads, hash=mark)
    return Answer(data={"count": 1})
