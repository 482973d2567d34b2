"""Saving the note as it is typed, with a version, so that a reload loses nothing."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.handout_lock import own_handout
from console.actions.steps.speech_findings import as_marks, check_text, hear_mind
from console.domain.errors import Invalid
from console.domain.events import GuidanceChanged
from console.store.fast.entities import entity, put
from console.store.fast.statements import add, rows
from console.store.models import Draft, Handout, SpeechFinding

LONGEST = 4000
_HANDOUT_ID: Any = bindparam("handout")
_STANDING = select(SpeechFinding.kind).where(
    SpeechFinding.handout_id == _HANDOUT_ID, SpeechFinding.source == "note", SpeechFinding.gone_at.is_(None)
)
_DRAFT = select(Draft).where(Draft.handout_id == _HANDOUT_ID).with_for_update()


@action("note.save", audited=False)
def save_note(act: Act, handout_id: int, text: str, version: int) -> Answer:
    """Save the note's text. When another tab changed it meanwhile, the answer holds both texts."""
    if len(text) > LONGEST:
        raise Invalid("The note is too long. Keep it under 4,000 characters.", field="note")
    handout = own_handout(act, handout_id)
    session = act.work.session
    draft = entity(session, Draft, _DRAFT, handout=handout_id)
    if draft is None:
        add(session, Draft, handout_id=handout_id, agent_id=act.actor.id, version=1, text=text, saved_at=act.now)
        return _saved(act, handout, text, 1)
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
    put(session, draft, version=draft.version + 1, text=text, saved_at=act.now)
    return _saved(act, handout, text, draft.version)


def _saved(act: Act, handout: Handout, text: str, version: int) -> Answer:
    """Check the words of a saved note and redraw the desk when the findings changed."""
    return Answer(data={"version": version, "marks": _heard(act, handout, text)})


def _heard(act: Act, handout: Handout, text: str) -> list[dict[str, Any]]:
    """Store what the words hold now. A change gives the desk new talking points at once."""
    before = rows(act.work.session, _STANDING, handout=handout.id)
    found = check_text(act, handout, text, "note", "note")
    after = rows(act.work.session, _STANDING, handout=handout.id)
    mind = hear_mind(act, handout, text, "note", "note")
    if (mind or before != after) and handout.ended_at is None:
        raise_desk_seq(act, (act.actor.id,))
        act.work.happened(GuidanceChanged((act.actor.id,)))
    return as_marks(found)


@action("note.listen", audited=False)
def judge_words(act: Act, handout_id: int, text: str) -> Answer:
    """Check a text as it is typed. The findings are stored at once, the text is not."""
    if len(text) > LONGEST:
        raise Invalid("The note is too long. Keep it under 4,000 characters.", field="note")
    handout = own_handout(act, handout_id)
    return Answer(data={"marks": _heard(act, handout, text)}, keep=False)
