"""Saving the note as typed, versioned, so that a reload loses nothing."""

from __future__ import annotations

from sqlalchemy import insert, select

from console.actions.steps.hold import own_handout
from console.actions.steps.operation import Act, Answer, action
from console.domain.errors import Invalid
from console.store.models import Draft

LONGEST = 4000


@action("note.save", audited=False)
def save_note(act: Act, token: int, text: str, version: int) -> Answer:
    """Keep the note's text; a save over a version that another tab changed shows both."""
    if len(text) > LONGEST:
        raise Invalid("The note is too long. Keep it under 4,000 characters.", field="note")
    own_handout(act, token)
    draft = act.work.session.execute(
        select(Draft).where(Draft.handout_id == token).with_for_update()
    ).scalar_one_or_none()
    if draft is None:
        act.work.session.execute(
            insert(Draft).values(
                handout_id=token, agent_id=act.actor.id, version=1, text=text, saved_at=act.now
            )
        )
        return Answer(data={"version": 1})
    if draft.text == text:
        return Answer(data={"version": draft.version})
    if draft.version != version:
        return Answer(
            ok=False,
            code="conflict",
            text="This note was changed in another tab. Both texts are shown.",
            data={"version": draft.version, "theirs": draft.text},
            keep=False,
        )
    draft.version += 1
    draft.text, draft.saved_at = text, act.now
    return Answer(data={"version": draft.version})
