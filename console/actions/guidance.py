"""What the agent marks during a call: signals, struck reasons, corrections, what was said."""

from __future__ import annotations

from sqlalchemy import bindparam, delete, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import desk_seq_of, raise_desk_seq
from console.actions.steps.fact_changes import facts_changed
from console.actions.steps.handout_lock import lock_live_handout, own_handout
from console.actions.steps.profiling import allow_profiling, forget_mind
from console.actions.steps.shown_points import need_answer, note_shown
from console.actions.steps.speech_findings import refused
from console.domain import questions
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged, GuidanceChanged
from console.domain.guidance import CARD_OF, PATHS, STEP_KEYS, step_of
from console.domain.offers import ability_of
from console.domain.psychology import BY_SIGNAL, STATES
from console.store.cached.talking_points import library_version
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add, change, rows
from console.store.models import Customer, DisclosureMark, Handout, Person, Request, Signal

NOT_SAID = ("hung_up", "third_party", "safety", "other")
_LIVE = select(Signal.id).where(
    Signal.handout_id == bindparam("handout"),
    Signal.kind == bindparam("kind"),
    Signal.key == bindparam("key"),
    Signal.undone_at.is_(None),
)
_ANSWERS = select(Signal.id, Signal.key).where(
    Signal.handout_id == bindparam("handout"),
    Signal.kind == "signal",
    Signal.key.like(f"{questions.PREFIX}%"),
    Signal.undone_at.is_(None),
)
EARLY_STEPS = ("open", "verify", "recording")
MARKABLE = tuple(key for key in PATHS if key not in ("stop", "settled", "vulnerable"))


def _may_profile(act: Act, customer: Customer) -> None:
    """Refuse to store anything about the state of mind of a customer who refused profiling (PIPL 24)."""
    if refused(act, customer.id):
        raise Conflict("The customer refused profiling: nothing about the state of mind is stored.")


def _changed(act: Act) -> Answer:
    raise_desk_seq(act, (act.actor.id,))
    act.work.happened(GuidanceChanged((act.actor.id,)))
    return Answer(seq=desk_seq_of(act, act.actor.id))


def _mark(act: Act, handout: Handout, kind: str, key: str, *, undo: bool) -> None:
    session = act.work.session
    live = next(iter(rows(session, _LIVE, handout=handout.id, kind=kind, key=key)), None)
    if undo and live is not None:
        change(session, Signal, live.id, undone_at=act.now)
    elif not undo and live is None:
        add(
            session,
            Signal,
            handout_id=handout.id,
            customer_id=handout.customer_id,
            agent_id=act.actor.id,
            kind=kind,
            key=key,
            at=act.now,
        )


@action("guide.signal")
def signal(act: Act, handout_id: int, key: str, undo: bool = False) -> Answer:
    """Mark a signal that the agent heard, or take the mark back."""
    if key not in BY_SIGNAL:
        raise Invalid("This signal does not exist.", field="signal")
    mine = lock_live_handout(act, handout_id)
    _may_profile(act, mine.customer)
    _mark(act, mine.handout, "signal", key, undo=undo)
    return _changed(act)


@action("guide.answer")
def answer_question(act: Act, handout_id: int, question: str, answer: str, undo: bool = False) -> Answer:
    """Mark what the customer answered to a proposed question, or take it back. "-": no clear answer.

    An answer that names the ability sets it, as the three buttons of the offers do.
    """
    told = questions.parse(questions.mark_of(question, answer))
    if told is None:
        raise Invalid("This answer does not exist.", field="answer")
    mine = lock_live_handout(act, handout_id)
    _may_profile(act, mine.customer)
    need_answer(act, handout_id)
    live = [
        (number, key)
        for number, key in rows(act.work.session, _ANSWERS, handout=mine.handout.id)
        if questions.parse(key)
    ]
    own = [pair for pair in live if pair[1].startswith(questions.mark_of(question, ""))]
    if not undo and not own and len(live) >= questions.MOST:
        raise Conflict("Two questions a call are enough.")
    for number, key in own:
        change(act.work.session, Signal, number, undone_at=act.now)
        was = questions.parse(key)
        if was and was[1] and was[1].states == mine.handout.ability:
            put(act.work.session, mine.handout, ability="unknown")
    if not undo:
        _mark(act, mine.handout, "signal", questions.mark_of(question, answer), undo=False)
        if told[1] is not None and told[1].states is not None:
            put(act.work.session, mine.handout, ability=told[1].states)
    return _changed(act)


@action("guide.strike")
def strike(act: Act, handout_id: int, evidence: str, undo: bool = False) -> Answer:
    """Strike out a single piece of evidence, or put it back."""
    mine = lock_live_handout(act, handout_id)
    _may_profile(act, mine.customer)
    _mark(act, mine.handout, "strike", evidence[:80], undo=undo)
    return _changed(act)


@action("guide.path")
def mark_path(act: Act, handout_id: int, path: str) -> Answer:
    """Open the talking points of a special situation; "" closes it. This stores nothing about the state of mind."""
    if path and path not in MARKABLE:
        raise Invalid("This situation does not exist.", field="path")
    mine = lock_live_handout(act, handout_id)
    act.work.session.execute(
        update(Signal)
        .where(Signal.handout_id == mine.handout.id, Signal.key.like("path:%"), Signal.undone_at.is_(None))
        .values(undone_at=act.now)
    )
    if path:
        _mark(act, mine.handout, "signal", f"path:{path}", undo=False)
    return _changed(act)


@action("guide.explained")
def explained(act: Act, handout_id: int) -> Answer:
    """Record that the profiling was explained to the customer; the audit row is the record."""
    lock_live_handout(act, handout_id)
    return _changed(act)


@action("guide.profiling")
def refuse_profiling(act: Act, handout_id: int, refuse: bool) -> Answer:
    """Record that the customer refuses profiling, or takes the refusal back.

    From then on the desk shows neutral talking points. All labels and signals of the customer are deleted,
    and none is stored.
    """
    mine = lock_live_handout(act, handout_id)
    session = act.work.session
    standing = refused(act, mine.customer.id)
    if refuse and standing:
        raise Conflict("This is already on file.")
    if not refuse and not standing:
        raise Conflict("No refusal is on file.")
    if refuse:
        add(
            session,
            Request,
            customer_id=mine.customer.id,
            kind="profiling_refused",
            scope={},
            since=act.now,
            by_party="debtor",
            by_id=act.actor.id,
            handout_id=handout_id,
            proof=f"contact {handout_id}",
            lifted_why="",
        )
        forget_mind(act, mine.customer)
    else:
        allow_profiling(act, mine.customer, f"taken back by the customer, contact {handout_id}")
    facts_changed(act, mine.customer, ["consent"], "profiling_refused")
    act.work.happened(ComplianceChanged())
    return _changed(act)


@action("guide.correct")
def correct_psychology(act: Act, handout_id: int, label: str) -> Answer:
    """Correct the probable state of mind. The correction is a training label; "" takes it back."""
    if label and label not in (*STATES, "none"):
        raise Invalid("Choose one of the three, or none.", field="label")
    mine = lock_live_handout(act, handout_id)
    _may_profile(act, mine.customer)
    _label(act, mine.handout, mine.customer, label)
    return _changed(act)


def _label(act: Act, handout: Handout, customer: Customer, label: str) -> None:
    act.work.session.execute(
        update(Signal)
        .where(Signal.handout_id == handout.id, Signal.kind == "correction", Signal.undone_at.is_(None))
        .values(undone_at=act.now)
    )
    if label:
        _mark(act, handout, "correction", label, undo=False)
    put(act.work.session, customer, psychology_label=label if label in STATES else "")


@action("guide.lead_corrects")
def lead_corrects(act: Act, handout_id: int, label: str) -> Answer:
    """Correct the state of mind from the floor. The agent's screen changes at once."""
    if label and label not in (*STATES, "none"):
        raise Invalid("Choose one of the three, or none.", field="label")
    handout = act.work.session.get(Handout, handout_id)
    team = act.work.session.execute(
        select(Person.team_id).where(Person.id == (handout.agent_id if handout else 0))
    ).scalar()
    if handout is None or (act.actor.role == "lead" and team != act.actor.team_id):
        raise NotYours()
    loaded = load_customer(act.work.session, handout.customer_id, lock=True)
    act.work.session.refresh(handout)
    if loaded is None or handout.ended_at is not None:
        raise Conflict("This contact is already finished.")
    _may_profile(act, loaded.customer)
    _label(act, handout, loaded.customer, label)
    raise_desk_seq(act, (handout.agent_id,))
    act.work.happened(GuidanceChanged((handout.agent_id,)))
    return Answer()


@action("guide.ability")
def set_ability(act: Act, handout_id: int, ability: str) -> Answer:
    """Record what the customer says about the ability to repay. The question may be skipped."""
    if ability not in ("able", "partly", "unable", "unknown"):
        raise Invalid("Choose able, partly or not now.", field="ability")
    put(act.work.session, lock_live_handout(act, handout_id).handout, ability=ability)
    return _changed(act)


@action("guide.means", audited=False)
def work_out_ability(act: Act, handout_id: int, income: int | None, must_pay: int | None, payday: int | None) -> Answer:
    """Work out the ability to repay from monthly income and necessary costs, in minor units.

    Only the result and the payday are stored, never the amounts. Every field is optional.
    """
    if (income is None) != (must_pay is None):
        raise Invalid("Enter both amounts, or choose one of the three.", field="income")
    if payday is not None and not 1 <= payday <= 31:
        raise Invalid("Choose a day of the month from 1 to 31.", field="payday")
    mine = lock_live_handout(act, handout_id)
    if income is not None:
        put(act.work.session, mine.handout, ability=ability_of(income, must_pay, mine.customer.owed_minor))
    if payday is not None:
        put(act.work.session, mine.handout, payday=payday)
    return _changed(act)


@action("guide.disclosure")
def disclose(act: Act, handout_id: int, key: str, state: str, reason: str = "", shown: tuple[str, ...] = ()) -> Answer:
    """Mark a required disclosure as said, or as not said with a reason. Refused before somebody has answered.

    ``shown`` lists the points that were on the screen, the one marked "now" first. That one counts as said
    when the disclosure hangs on its card.
    """
    if key not in CARD_OF or state not in ("said", "not_said", ""):
        raise Invalid("Choose said or not said.", field="state")
    if state == "not_said" and reason not in NOT_SAID:
        raise Invalid("Choose why it was not said.", field="reason")
    mine = lock_live_handout(act, handout_id)
    need_answer(act, handout_id)
    _mark_disclosure(act, handout_id, key, state, reason)
    on_its_card = bool(shown) and step_of(shown[0]) == CARD_OF[key]
    note_shown(act, mine.handout, shown, said=state == "said" and on_its_card)
    if key == "identity" and state == "said" and mine.handout.step in EARLY_STEPS:
        told = act.work.session.execute(
            select(DisclosureMark.id).where(
                DisclosureMark.handout_id == mine.handout.id, DisclosureMark.key == "recording"
            )
        ).first()
        put(act.work.session, mine.handout, step="debt" if told else "recording")
    elif key == "recording" and state == "said" and mine.handout.step == "recording":
        put(act.work.session, mine.handout, step="debt")
    return _changed(act)


def _mark_disclosure(act: Act, handout_id: int, key: str, state: str, reason: str) -> None:
    session = act.work.session
    session.execute(delete(DisclosureMark).where(DisclosureMark.handout_id == handout_id, DisclosureMark.key == key))
    if state:
        add(session, DisclosureMark, handout_id=handout_id, key=key, state=state, reason=reason, at=act.now)


@action("guide.not_said")
def explain_unsaid(act: Act, handout_id: int, keys: tuple[str, ...], reason: str) -> Answer:
    """Record one reason for all disclosures that were not said. What was said stays said."""
    if not keys or any(key not in CARD_OF for key in keys) or reason not in NOT_SAID:
        raise Invalid("Choose why it was not said.", field="reason")
    lock_live_handout(act, handout_id)
    need_answer(act, handout_id)
    said = set(
        act.work.session.execute(
            select(DisclosureMark.key).where(DisclosureMark.handout_id == handout_id, DisclosureMark.state == "said")
        ).scalars()
    )
    for key in dict.fromkeys(keys):
        if key not in said:
            _mark_disclosure(act, handout_id, key, "not_said", reason)
    return _changed(act)


@action("guide.step", audited=False)
def go_to_step(act: Act, handout_id: int, step: str, shown: tuple[str, ...] = ()) -> Answer:
    """Show the card of a step, and record which points were on the screen. This says nothing: see ``said.say``."""
    if step not in STEP_KEYS:
        raise Invalid("This step does not exist.", field="step")
    mine = lock_live_handout(act, handout_id)
    note_shown(act, mine.handout, shown, said=False)
    put(act.work.session, mine.handout, step=step, library_version=library_version(act.work.session))
    return _changed(act)


@action("guide.saw", audited=False)
def saw(act: Act, handout_id: int, shown: tuple[str, ...]) -> Answer:
    """Record which points were on the screen when the outcome was recorded."""
    note_shown(act, own_handout(act, handout_id), shown, said=False)
    return Answer()
