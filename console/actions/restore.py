"""A restore is an act of its own: a new epoch, every session ended, a row of the record, a word on every screen."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.domain.errors import Conflict
from console.store.fast.entities import put
from console.store.models import PageSession, Site, WebSession
from console.store.queries.record_state import RESTORED


@action("site.restore", audited=False)  # its row has a kind of its own
def note_restore(
    act: Act, ended: Sequence[str], rows: Mapping[str, int], backup_at: datetime, lost: Mapping[str, int]
) -> Answer:
    """Begin a new epoch after a restore.

    ``ended`` are the epochs before it: the backup's, and that of the database which was replaced. ``rows`` says how far
    each chain had grown in the backup, ``lost`` how many rows of a chain are known to be missing since.
    """
    session = act.work.session
    site = session.execute(select(Site).with_for_update()).scalar_one_or_none()
    if site is None:
        raise Conflict("The backup holds no site.")
    real = act.context.wall_clock()
    audit_chain.append(
        act,
        RESTORED,
        {"ended": sorted(set(ended)), "rows": dict(rows), "backup_at": backup_at.isoformat(), "lost": dict(lost)},
    )
    put(
        session,
        site,
        epoch=secrets.token_hex(16),
        restored_at=real,
        restored_from=backup_at,
        restored_lost=sum(lost.values()),
    )
    # whoever was signed out after the backup must not be signed in again by it
    for kind in (WebSession, PageSession):
        session.execute(update(kind).where(kind.ended_at.is_(None)).values(ended_at=real))
    return Answer(data={"epoch": site.epoch})
