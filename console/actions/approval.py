"""Offers beyond an agent's authority: the agent asks, a lead decides live, and both are on record."""

from __future__ import annotations

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import raise_desk_seq
from console.actions.steps.handout_lock import lock_live_handout
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged, GuidanceChanged
from console.domain.offers import KINDS, LADDER, who_may, within
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Approval, Person


@action("approval.ask")
def ask(act: Act, handout_id: int, kind: str) -> Answer:
    """Ask a lead for an offer that the agent may not grant alone. The lead sees the request at once."""
    if kind not in KINDS:
        raise Invalid("Choose an offer that exists.", field="kind")
    if within(act.actor.role, KINDS[kind].terms):
        raise Conflict("You may offer this yourself.")
    mine = lock_live_handout(act, handout_id)
    open_one = act.work.session.execute(
        select(Approval.id).where(
            Approval.handout_id == handout_id, Approval.what == kind, Approval.state.in_(("asked", "granted"))
        )
    ).first()
    if open_one is not None:
        raise Conflict("This was already requested.")
    add(
        act.work.session,
        Approval,
        what=kind,
        customer_id=mine.customer.id,
        handout_id=handout_id,
        agent_id=act.actor.id,
        payload={"authority": who_may(KINDS[kind].terms)},
        state="asked",
        asked_at=act.now,
        reason="",
    )
    raise_desk_seq(act, (act.actor.id,))
    act.work.happened(GuidanceChanged((act.actor.id,)))
    act.work.happened(ComplianceChanged())
    return Answer()


@action("approval.decide", decides=True)
def decide(act: Act, approval_id: int, grant: bool, reason: str) -> Answer:
    """Grant or refuse a request. A refusal needs a reason. The agent's screen shows the decision at once."""
    row = act.work.session.execute(
        select(Approval).where(Approval.id == approval_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    team = act.work.session.execute(select(Person.team_id).where(Person.id == row.agent_id)).scalar_one()
    if act.actor.role == "lead" and team != act.actor.team_id:
        raise NotYours()
    if row.state != "asked":
        raise Conflict("This was already decided.")
    if not grant and not reason.strip():
        raise Invalid("Enter the reason. The agent needs it for the customer.", field="reason")
    if grant and row.payload.get("authority") == LADDER[-1]:
        raise Conflict("Only the committee may grant this.")
    put(
        act.work.session,
        row,
        state="granted" if grant else "refused",
        decided_by_id=act.actor.id,
        decided_at=act.now,
        reason=reason.strip()[:300],
    )
    raise_desk_seq(act, (row.agent_id,))
    act.work.happened(GuidanceChanged((row.agent_id,)))
    act.work.happened(ComplianceChanged())
    return Answer(data={"state": row.state})
