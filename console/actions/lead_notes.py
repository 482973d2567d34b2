"""What a lead says to a desk and asks of it. Nothing here acts on a customer or moves an agent: people answer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import audit_chain
from console.actions.steps.agent_state import desk_seq_of, raise_desk_seq
from console.actions.steps.team_reach import of_team
from console.domain.errors import Conflict, IllegalMove, Invalid, NotYours
from console.domain.events import LeadSpoke
from console.store import claim
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Agent, Handout, LeadNote, Person

LONGEST = 300  # letters of a line: it is read beside a talk


def _text(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise Invalid("Write what you want to say.", field="text")
    return said[:LONGEST]


def _desk_of(act: Act, agent_id: int) -> None:
    """Refuse people of other teams, and those without a desk."""
    of_team(act, agent_id)
    if act.work.session.get(Agent, agent_id) is None:
        raise NotYours()


def _tell(act: Act, agents: list[int]) -> None:
    raise_desk_seq(act, agents)
    act.work.happened(LeadSpoke(tuple(agents)))


def _end_open(act: Act, kind: str, agent_id: int) -> None:
    """End what stands there of this kind: a desk shows one line and one request at a time."""
    act.work.session.execute(
        update(LeadNote)
        .where(LeadNote.kind == kind, LeadNote.agent_id == agent_id, LeadNote.ended_at.is_(None))
        .values(ended_at=act.now, ended_by_id=act.actor.id)
    )


def _put(act: Act, kind: str, agent_id: int, text: str, handout_id: int | None = None, to: int | None = None) -> Answer:
    _end_open(act, kind, agent_id)
    note_id = add(
        act.work.session,
        LeadNote,
        kind=kind,
        agent_id=agent_id,
        by_id=act.actor.id,
        text=text,
        handout_id=handout_id,
        to_id=to,
        at=act.now,
        answer="",
    )
    _tell(act, [agent_id])
    return Answer(data={"note": note_id})


@action("lead.line")
def line(act: Act, agent_id: int, text: str) -> Answer:
    """Put a quiet line on an agent's desk. It takes no focus and stands until the agent has seen it."""
    said = _text(text)
    _desk_of(act, agent_id)
    return _put(act, "line", agent_id, said)


@action("lead.ask_back")
def ask_back(act: Act, agent_id: int, text: str = "") -> Answer:
    """Ask an agent on a break whether the break can be cut. The agent decides."""
    of_team(act, agent_id)
    agent = act.work.session.get(Agent, agent_id)
    if agent is None or agent.state != "on_break":
        raise Conflict("This agent is not on a break.")
    return _put(act, "back", agent_id, " ".join(text.split())[:LONGEST])


@action("lead.ask_give")
def ask_give(act: Act, handout_id: int, to: int, text: str) -> Answer:
    """Ask the agent to hand the customer over to a colleague. The agent agrees, and the colleague accepts the offer."""
    said = _text(text)
    live = act.work.session.get(Handout, handout_id)
    if live is None or live.ended_at is not None:
        raise Conflict("This customer is no longer with that agent.")
    of_team(act, live.agent_id)
    colleague = of_team(act, to)
    if live.finished_at is not None or live.accepted_at is None:
        raise IllegalMove("There is nothing to hand over now.")
    if colleague.disabled_at is not None or to == live.agent_id:
        raise Invalid("Choose a colleague of the team.", field="to")
    return _put(act, "give", live.agent_id, said, handout_id, to)


@action("lead.pin")
def pin(act: Act, text: str) -> Answer:
    """Pin a note to every desk of the lead's own team, in the place of the one that is pinned there."""
    said = _text(text)
    if act.actor.team_id is None:
        raise Invalid("You lead no team.", field="text")
    _unpin(act)
    add(
        act.work.session,
        LeadNote,
        kind="pin",
        team_id=act.actor.team_id,
        by_id=act.actor.id,
        text=said,
        at=act.now,
        answer="",
    )
    _tell(act, _team(act))
    return Answer()


@action("lead.unpin")
def unpin(act: Act) -> Answer:
    """Take the pinned note of the lead's own team down."""
    _unpin(act)
    _tell(act, _team(act))
    return Answer()


def _unpin(act: Act) -> None:
    act.work.session.execute(
        update(LeadNote)
        .where(LeadNote.kind == "pin", LeadNote.team_id == act.actor.team_id, LeadNote.ended_at.is_(None))
        .values(ended_at=act.now, ended_by_id=act.actor.id)
    )


def _team(act: Act) -> list[int]:
    found = act.work.session.execute(
        select(Agent.id).join(Person, Person.id == Agent.id).where(Person.team_id == act.actor.team_id)
    )
    return sorted(found.scalars())


@action("lead.take_back")
def take_back(act: Act, note_id: int) -> Answer:
    """Take a line or a request back that the agent has not answered yet."""
    note = _open(act, note_id)
    if note.agent_id is None or note.kind == "look":  # a look ends with its page: until then the agent sees it
        raise NotYours()
    of_team(act, note.agent_id)
    put(act.work.session, note, ended_at=act.now, ended_by_id=act.actor.id)
    _tell(act, [note.agent_id])
    return Answer()


@action("lead.answered")
def answer(act: Act, note_id: int, yes: bool) -> Answer:
    """Say that the agent has seen a line, or what the agent answers to a request. The lead sees it."""
    note = _open(act, note_id)
    if note.agent_id != act.actor.id or note.kind == "look":
        raise NotYours()
    put(
        act.work.session,
        note,
        seen_at=act.now,
        answer="yes" if yes else "no",
        ended_at=act.now,
        ended_by_id=act.actor.id,
    )
    _tell(act, [act.actor.id])
    return Answer(seq=desk_seq_of(act, act.actor.id))


LOOKS = timedelta(seconds=15)  # a page that looks at a desk and gives no sign for longer is closed
SIGN = timedelta(seconds=5)


@action("lead.look", audited=False)
def look(act: Act, agent_id: int) -> Answer:
    """Look at an agent's desk, or go on looking. The agent sees who looks.

    Each look is a row of the chain, and so is each customer who comes to the desk meanwhile.
    """
    _desk_of(act, agent_id)
    mine = act.work.session.execute(
        select(LeadNote)
        .where(
            LeadNote.kind == "look",
            LeadNote.agent_id == agent_id,
            LeadNote.by_id == act.actor.id,
            LeadNote.ended_at.is_(None),
        )
        .order_by(LeadNote.id)
        .limit(1)
    ).scalar_one_or_none()
    live = claim.live_of_agent(act.work.session, agent_id)
    now_there, was = live.id if live is not None else None, mine.handout_id if mine is not None else None
    if mine is None:
        values = {"kind": "look", "agent_id": agent_id, "by_id": act.actor.id, "text": "", "answer": ""}
        add(act.work.session, LeadNote, **values, handout_id=now_there, at=act.now, alive_at=act.now)
        _tell(act, [agent_id])
    elif mine.handout_id != now_there or mine.alive_at is None or act.now - mine.alive_at > SIGN:
        put(act.work.session, mine, handout_id=now_there, alive_at=act.now)
    if mine is None or (live is not None and was != now_there):
        audit_chain.append(act, "desk.looked_at", {"agent": agent_id}, live.customer_id if live else None)
    return Answer()


@action("lead.looked", audited=False)
def end_looks(act: Act) -> Answer:
    """End the looks whose page is closed, so that the desk no longer says that somebody looks."""
    gone = (
        act.work.session.execute(
            select(LeadNote).where(
                LeadNote.kind == "look", LeadNote.ended_at.is_(None), LeadNote.alive_at < act.now - LOOKS
            )
        )
        .scalars()
        .all()
    )
    for note in gone:
        put(act.work.session, note, ended_at=act.now)
    if gone:
        _tell(act, sorted({note.agent_id for note in gone if note.agent_id is not None}))
    return Answer(data={"count": len(gone)})


def _open(act: Act, note_id: int) -> LeadNote:
    found = act.work.session.execute(
        select(LeadNote).where(LeadNote.id == note_id).with_for_update()
    ).scalar_one_or_none()
    if found is None:
        raise NotYours()
    if found.ended_at is not None:
        raise Conflict("This was already answered or taken back.")
    return found
