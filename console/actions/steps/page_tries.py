"""Counted tries at the doors of the customer's own page (real time)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select

from console.actions.call import Act
from console.domain.customer_page import KEEP, LIMITS
from console.domain.errors import Busy
from console.store.fast.statements import add
from console.store.models import PageTry


def over(act: Act, kind: str, origin: str, real: datetime) -> bool:
    """Return True when this origin has used up its tries of this kind."""
    limit = LIMITS[kind]
    used = act.work.session.execute(
        select(func.count()).where(PageTry.kind == kind, PageTry.origin == origin, PageTry.at > real - limit.span)
    ).scalar_one()
    return int(used) >= limit.most


def refuse_over(act: Act, kind: str, origin: str, real: datetime) -> None:
    """Raise Busy when this origin has used up its tries of this kind."""
    if over(act, kind, origin, real):
        raise Busy("Too many tries. Wait 15 minutes.")


def count(act: Act, kind: str, origin: str, real: datetime) -> None:
    """Count one try. Old ones go."""
    act.work.session.execute(delete(PageTry).where(PageTry.at < real - KEEP))
    add(act.work.session, PageTry, kind=kind, origin=origin, at=real)
