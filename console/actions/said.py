"""What the agent has said: one card at a time, and one card back."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, delete, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import desk_seq_of, raise_desk_seq
from console.actions.steps.handout_lock import lock_live_handout
from console.actions.steps.shown_points import need_answer, note_shown, tick
from console.domain.errors import IllegalMove, Invalid
from console.domain.events import GuidanceChanged
from console.domain.guidance import CARD_OF, STEP_KEYS, step_after, step_of
from console.store.cached.talking_points import library_version
from console.store.fast.entities import put
from console.store.fast.statements import change, row, rows
from console.store.models import DisclosureMark, PointShown

_HANDOUT_ID: Any = bindparam("handout")
_SAID = (
    select(PointShown.id, PointShown.point, PointShown.step)
    .where(PointShown.handout_id == _HANDOUT_ID, PointShown.said_at.is_not(None))
    .order_by(PointShown.said_at.desc(), PointShown.id.desc())
)
_MARKS = select(DisclosureMark.key, DisclosureMark.state).where(DisclosureMark.handout_id == _HANDOUT_ID)


@action("guide.said")
def say(act: Act, handout_id: int, shown: tuple[str, ...]) -> Answer:
    """Record that the card marked "now" was said, with the disclosure that hangs on it, and go on by one card.

    ``shown`` lists the points that were on the screen, the one marked "now" first. The identity check is
    never marked this way, because it is checked and not said.
    """
    steps = tuple(step_of(name) for name in shown)
    if not steps or any(step not in STEP_KEYS for step in steps):
        raise Invalid("Say the card that is on the screen.", field="shown")
    mine = lock_live_handout(act, handout_id)
    need_answer(act, handout_id)
    session = act.work.session
    said = [known.point for known in rows(session, _SAID, handout=handout_id)]
    marks = {mark.key for mark in rows(session, _MARKS, handout=handout_id) if mark.state == "said"}
    after = step_after(steps, verified="identity" in marks, told="recording" in marks or steps[0] == "recording")
    if after is None:
        raise IllegalMove("Check the identity first, then go on.")
    if after == steps[0] and shown[0] in said:
        raise IllegalMove("That was the last card. Hang up when you have said goodbye.")
    note_shown(act, mine.handout, shown, said=True)
    for key, step in CARD_OF.items():
        if step == steps[0] and key != "identity":
            tick(act, mine.handout, key)
    put(session, mine.handout, step=after, library_version=library_version(session))
    return _changed(act)


@action("guide.unsaid")
def take_back(act: Act, handout_id: int) -> Answer:
    """Take back the card that was said last, with its disclosure: it is marked "now" again.

    The audit row is the record that it was taken back.
    """
    mine = lock_live_handout(act, handout_id)
    session = act.work.session
    last = row(session, _SAID.limit(1), handout=handout_id)
    if last is None:
        raise IllegalMove("No card was said yet: there is nothing to take back.")
    change(session, PointShown, last.id, said_at=None)
    keys = [key for key, step in CARD_OF.items() if step == last.step]
    session.execute(delete(DisclosureMark).where(DisclosureMark.handout_id == handout_id, DisclosureMark.key.in_(keys)))
    put(session, mine.handout, step=last.step)
    return _changed(act)


def _changed(act: Act) -> Answer:
    raise_desk_seq(act, (act.actor.id,))
    act.work.happened(GuidanceChanged((act.actor.id,)))
    return Answer(seq=desk_seq_of(act, act.actor.id))
