"""What the agent marks while listening: signals, struck reasons, corrections, what was said."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select, update

from console.actions.steps.hold import held, own_handout
from console.actions.steps.moves import seq_of, touch
from console.actions.steps.operation import Act, Answer, action
from console.domain.errors import Invalid
from console.domain.events import GuidanceChanged
from console.domain.guidance import STEP_KEYS
from console.domain.psychology import BY_SIGNAL, STATES
from console.store.library import library, library_version
from console.store.models import DisclosureMark, Handout, PointShown, Signal
from console.store.rows import add, change, rows

NOT_SAID = ("hung_up", "third_party", "safety", "other")
_LIVE = select(Signal.id).where(
    Signal.handout_id == bindparam("token"), Signal.kind == bindparam("kind"),
    Signal.key == bindparam("key"), Signal.undone_at.is_(None),
)  # fmt: skip
DISCLOSURES = ("who", "recording", "identity")


def _changed(act: Act) -> Answer:
    touch(act, (act.actor.id,))
    act.work.happened(GuidanceChanged((act.actor.id,)))
    return Answer(seq=seq_of(act, act.actor.id))


def _mark(act: Act, handout: Handout, kind: str, key: str, *, undo: bool) -> None:
    session = act.work.session
    live = next(iter(rows(session, _LIVE, token=handout.id, kind=kind, key=key)), None)
    if undo and live is not None:
        change(session, Signal, live.id, undone_at=act.now)
    elif not undo and live is None:
        add(
            session, Signal, handout_id=handout.id, customer_id=handout.customer_id,
            agent_id=act.actor.id, kind=kind, key=key, at=act.now,
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


@action("guide.ability")
def set_ability(act: Act, token: int, ability: str) -> Answer:
    """Note what the customer says of the ability to repay; it is asked lightly and may be skipped."""
    if ability not in ("able", "partly", "unable", "unknown"):
        raise Invalid("Choose able, partly or not now.", field="ability")
    held(act, token).handout.ability = ability
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
def go_to_step(act: Act, token: int, step: str, shown: tuple[str, ...] = ()) -> Answer:
    """Say which step of the call is now; what stood on the screen goes on record.

    ``shown``: the points that stood there, the one marked "now" first; it counts as said when the
    call moves on.
    """
    if step not in STEP_KEYS:
        raise Invalid("This step does not exist.", field="step")
    mine = held(act, token)
    forward = STEP_KEYS.index(step) > STEP_KEYS.index(mine.handout.step)
    note_shown(act, mine.handout, shown, said=forward)
    mine.handout.step = step
    mine.handout.library_version = library_version(act.work.session)
    return _changed(act)


@action("guide.saw", audited=False)
def saw(act: Act, token: int, shown: tuple[str, ...]) -> Answer:
    """Keep what stood on the screen when the outcome was recorded."""
    note_shown(act, own_handout(act, token), shown, said=True)
    return Answer()


def note_shown(act: Act, handout: Handout, shown: tuple[str, ...], *, said: bool) -> None:
    """Keep which versions this contact showed and said, with the chance each had."""
    session = act.work.session
    version = handout.library_version
    points = {p.id: p for p in library(session, version or 0)}
    known = {
        row.point: row
        for row in session.execute(
            select(PointShown).where(PointShown.handout_id == handout.id)
        ).scalars()
    }
    for place, name in enumerate(shown[:3]):
        point = points.get(name)
        if point is None:
            continue
        rivals = sum(p.share for p in points.values() if p.cell == point.cell)
        row = known.get(name)
        now_said = act.now if said and place == 0 else None
        if row is None:
            session.execute(
                insert(PointShown).values(
                    handout_id=handout.id, point=name, step=point.step,
                    chance=point.share / rivals if rivals else 1.0, at=act.now, said_at=now_said,
                )
            )  # fmt: skip
        elif now_said is not None and row.said_at is None:
            row.said_at = now_said
