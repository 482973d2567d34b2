"""How far the record has grown: the heads of all chains, the newest root, the site and its epoch."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.store.models import ChainEntry, ChainHead, ChainRoot, Site


def site_mark(session: Session) -> str:
    """Return what tells this site from others: the instant at which it was made; "" before there is one."""
    made = session.execute(select(Site.made_at).limit(1)).scalar()
    return made.isoformat() if made is not None else ""


def heads(session: Session) -> dict[str, tuple[int, str]]:
    """Return the last row of every chain: actor -> (number, mark)."""
    found = session.execute(select(ChainHead.actor, ChainHead.n, ChainHead.hash).order_by(ChainHead.actor)).all()
    return {row.actor: (row.n, row.hash) for row in found}


def newest_root(session: Session) -> tuple[int, str] | None:
    """Return number and mark of the newest root."""
    root = session.execute(select(ChainRoot.id, ChainRoot.hash).order_by(ChainRoot.id.desc()).limit(1)).one_or_none()
    return (root.id, root.hash) if root is not None else None


RESTORED = "site.restored"  # the kind of the row that a restore writes


def site_epochs(session: Session) -> tuple[str, dict[str, dict[str, int]]]:
    """Return the present epoch, and those that a restore has ended: epoch -> how many rows of each chain it kept."""
    present = session.execute(select(Site.epoch).limit(1)).scalar() or ""
    ended: dict[str, dict[str, int]] = {}
    for (body,) in session.execute(select(ChainEntry.body).where(ChainEntry.kind == RESTORED).order_by(ChainEntry.n)):
        for epoch in body["ended"]:
            kept = body["rows"]
            known = ended.get(epoch, kept)
            ended[epoch] = {actor: min(n, known.get(actor, 0)) for actor, n in kept.items()}
    return present, ended
