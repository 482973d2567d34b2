"""Taking one thing of the officer's inbox, so that two officers do not work on the same."""

from __future__ import annotations

from sqlalchemy import delete, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.domain.errors import Conflict, NotYours
from console.domain.events import ComplianceChanged
from console.domain.waiting import KINDS, TAKE_HOLDS
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import InboxTake, Person


@action("inbox.take")
def take(act: Act, kind: str, what: str) -> Answer:
    """Take one thing. It stays with the person for three days, or until it is given back."""
    if act.actor.role != "compliance" or kind not in (*KINDS, "request") or not 0 < len(what) <= 80:
        raise NotYours()
    session = act.work.session
    row = session.execute(
        select(InboxTake).where(InboxTake.kind == kind, InboxTake.what == what).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        add(session, InboxTake, kind=kind, what=what, person_id=act.actor.id, at=act.now)
    elif row.person_id != act.actor.id and act.now - row.at < TAKE_HOLDS:
        who = session.get_one(Person, row.person_id)
        raise Conflict("%(who)s has taken this.", who={"en": who.name, "zh": who.name_zh or who.name})
    else:
        put(session, row, person_id=act.actor.id, at=act.now)
    act.work.happened(ComplianceChanged())
    return Answer()


@action("inbox.give_back")
def give_back(act: Act, kind: str, what: str) -> Answer:
    """Give back what one has taken: another officer may take it."""
    act.work.session.execute(
        delete(InboxTake).where(InboxTake.kind == kind, InboxTake.what == what, InboxTake.person_id == act.actor.id)
    )
    act.work.happened(ComplianceChanged())
    return Answer()
