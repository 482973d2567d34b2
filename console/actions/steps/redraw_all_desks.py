"""A fact that binds many customers changed: redraw every desk that has a customer."""

from __future__ import annotations

from sqlalchemy import select, update

from console.actions.call import Act
from console.actions.steps.agent_state import raise_desk_seq
from console.domain.events import ComplianceChanged, FactsChanged
from console.store.models import Handout, Site


def everywhere(act: Act) -> None:
    """Raise the version of rules and site-wide facts; open desks and the officer's page follow."""
    session = act.work.session
    version = session.execute(select(Site.house_version)).scalar() or 0
    session.execute(update(Site).values(house_version=version + 1))
    busy = tuple(sorted(session.execute(select(Handout.agent_id).where(Handout.ended_at.is_(None))).scalars()))
    raise_desk_seq(act, busy)
    act.work.happened(FactsChanged(busy))
    act.work.happened(ComplianceChanged())
