"""The note of a contact: stored with its outcome at once; what is typed in wrap-up is added at its end."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.actions.steps import audit_chain
from console.store.fast.statements import add, change, row
from console.store.models import Draft, Outcome

_HANDOUT_ID: Any = bindparam("handout")
_DRAFT = select(Draft.id, Draft.text, Draft.version).where(Draft.handout_id == _HANDOUT_ID)
_OUTCOME = (
    select(Outcome.id, Outcome.note, Outcome.customer_id)
    .where(Outcome.handout_id == _HANDOUT_ID)
    .order_by(Outcome.id.desc())
    .limit(1)
)


def keep_note(act: Act, handout_id: int, text: str) -> None:
    """Continue the note that was recorded: wrap-up shows it and may add to it."""
    session = act.work.session
    draft = row(session, _DRAFT, handout=handout_id)
    if draft is None:
        if text:
            add(session, Draft, handout_id=handout_id, agent_id=act.actor.id, version=1, text=text, saved_at=act.now)
    elif draft.text != text:
        change(session, Draft, draft.id, text=text, version=draft.version + 1, saved_at=act.now)


def close_note(act: Act, handout_id: int) -> None:
    """Add what was typed after the outcome to its note; called when the contact ends.

    Without an outcome (given back, lease over) the draft stays as it is, so nothing typed is lost.
    """
    session = act.work.session
    draft = row(session, _DRAFT, handout=handout_id)
    if draft is None:
        return
    recorded = row(session, _OUTCOME, handout=handout_id)
    if recorded is None or draft.text.strip() == recorded.note:
        return
    change(session, Outcome, recorded.id, note=draft.text.strip())
    body = {"outcome": recorded.id, "before": recorded.note, "after": draft.text.strip()}
    audit_chain.append(act, "outcome.note", body, recorded.customer_id)
