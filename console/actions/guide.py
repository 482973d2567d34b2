"""What the agent marks while listening: signals, struck reasons, corrections, what was said."""

from __future__ import annotations

from sqlalchemy import insert, select, update

from console.actions.steps.hold import held
from console.actions.steps.moves import seq_of, touch
from console.actions.steps.operation import Act, Answer, action
from console.domain.errors import Invalid
from console.domain.events import GuidanceChanged
from console.domain.guidance import STEP_KEYS
from console.domain.psychology import BY_SIGNAL, STATES
from console.store.models import DisclosureMark, Handout, Signal

NOT_SAID = ("hung_up", "third_party", "safety", "other")
DISCLOSURES = ("who", "recording", "identity")


def _changed(act: Act) -> Answer:
    touch(act, (act.actor.id,))
    act.work.happened(GuidanceChanged((act.actor.id,)))
    return Answer(seq=seq_of(act, act.actor.id))


def _mark(act: Act, handout: Handout, kind: str, key: str, *, undo: bool) -> None:
    live = act.work.session.execute(
        select(Signal.id).where(
            Signal.handout_id == handout.id, Signal.kind == kind, Signal.key == key,
            Signal.undone_at.is_(None),
        )
    ).scalar()  # fmt: skip
    if undo and live is not None:
        act.work.session.execute(update(Signal).where(Signal.id == live).values(undone_at=act.now))
    elif not undo and live is None:
        act.work.session.execute(
            insert(Signal).values(
                handout_id=handout.id, customer_id=handout.customer_id, agent_id=act.actor.id,
                kind=kind, key=key, at=act.now,
            )
        )  # fmt: skip


@action("guide.signal")
def signal(act: Act, token: int, key: str, undo: bool = False) -> Answer:
    """Mark, or take back, what the agent heard."""
    if key not in BY_SIGNAL:
        raise Invalid("This signal does not exist.", field="signal")
    _mark(act, held(act, token).handout, "signal", key, undo=undo)
    return _changed(act)


@action("guide.strike")
def strike(act: Act, token: int, evidence: str, undo: bool = False) -> Answer:
    """Strike a single reason out, or put it back exactly."""
    _mark(act, held(act, token).handout, "strike", evidence[:80], undo=undo)
    return _changed(act)


@action("guide.correct")
def correct_psychology(act: Act, token: int, label: str) -> Answer:
    """Correct the probable state of mind; the correction is a label. "" takes it back."""
    if label and label not in (*STATES, "none"):
        raise Invalid("Choose one of the three, or none.", field="label")
    mine = held(act, token)
    act.work.session.execute(
        update(Signal)
        .where(Signal.handout_id == token, Signal.kind == "correction", Signal.undone_at.is_(None))
        .values(undone_at=act.now)
    )
    if label:
        _mark(act, mine.handout, "correction", label, undo=False)
    mine.customer.psychology_label = label if label in STATES else ""
    return _changed(act)


@action("guide.disclosure")
def disclose(act: Act, token: int, key: str, state: str, reason: str = "") -> Answer:
    """Tick a required disclosure as said, or keep it as not said with a reason."""
    if key not in DISCLOSURES or state not in ("said", "not_said", ""):
        raise Invalid("Choose said or not said.", field="state")
    if state == "not_said" and reason not in NOT_SAID:
        raise Invalid("Choose why it was not said.", field="reason")
    mine = held(act, token)
    act.work.session.execute(
        DisclosureMark.__table__.delete().where(  # type: ignore[attr-defined]
            DisclosureMark.handout_id == mine.handout.id, DisclosureMark.key == key
        )
    )
    if state:
        act.work.session.execute(
            insert(DisclosureMark).values(
                handout_id=mine.handout.id, key=key, state=state, reason=reason, at=act.now
            )
        )
    if key == "identity" and state == "said" and mine.handout.step in ("open", "verify"):
        mine.handout.step = "recording"
    return _changed(act)


@action("guide.step", audited=False)
def go_to_step(act: Act, token: int, step: str) -> Answer:
    """Say which step of the call is now."""
    if step not in STEP_KEYS:
        raise Invalid("This step does not exist.", field="step")
    held(act, token).handout.step = step
    return _changed(act)
