"""The administrator's calendar: a closed day binds at once, a working day needs a second person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.holiday_overrides import day_of, set_day
from console.actions.steps.propose import propose
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.store.models import Creditor, Holiday, Proposal


@action("calendar.set")
def override(act: Act, region: str, on: date, works: bool, name: str, reason: str) -> Answer:
    """Close a day at once, or propose that a public holiday counts as a working day."""
    known = set(act.work.session.execute(select(Creditor.home_region)).scalars())
    if region not in known:
        raise Invalid("Choose the region from the list.", field="region")
    today = act.now.astimezone(act.context.zone).date()
    if not today <= on <= today + timedelta(days=800):
        raise Invalid("Enter a day from today on, at most two years ahead.", field="on")
    if not reason.strip():
        raise Invalid("Enter the reason. It is stored with the day.", field="reason")
    row = day_of(act, region, on)
    payload: dict[str, Any] = {
        "region": region,
        "on": on.isoformat(),
        "works": works,
        "name": name.strip()[:80] or (row.name if row is not None else "closed"),
        "reason": reason.strip()[:300],
    }
    if works:
        if row is None or row.works:
            raise Conflict("This is already a working day.")
        _ask(act, payload, reason)
        return Answer(data={"state": "asked"})
    if row is not None and not row.works:
        raise Conflict("This day is already closed.")
    set_day(act, payload, act.actor.id)
    everywhere(act)
    return Answer(data={"state": "set"})


@action("calendar.restore")
def restore(act: Act, holiday_id: int, reason: str) -> Answer:
    """Remove an override. A holiday comes back at once; opening a closed day is a proposal."""
    row = act.work.session.get(Holiday, holiday_id)
    if row is None or row.listed is None:
        raise NotYours()
    if not reason.strip():
        raise Invalid("Enter the reason. It is stored with the day.", field="reason")
    payload = {
        "region": row.region,
        "on": row.on_date.isoformat(),
        "restore": True,
        "name": row.name,
        "works": row.works,
        "reason": reason.strip()[:300],
    }
    if not row.works and not row.listed:
        _ask(act, payload, reason)
        return Answer(data={"state": "asked"})
    set_day(act, payload, act.actor.id)
    everywhere(act)
    return Answer(data={"state": "set"})


def _ask(act: Act, payload: dict[str, Any], reason: str) -> None:
    for other in act.work.session.execute(
        select(Proposal.payload).where(Proposal.what == "calendar", Proposal.state == "asked")
    ).scalars():
        if (other["region"], other["on"]) == (payload["region"], payload["on"]):
            raise Conflict("This was already requested.")
    propose(act, "calendar", None, payload, reason)
    act.work.happened(ComplianceChanged())
