"""Transfer: handing a customer over to a colleague or the lead, with a note."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import attempt_gate
from console.actions.steps.agent_state import change_state, desk_seq_of, end_handout, lock_agent, shift_of
from console.actions.steps.choose_number import choose, load_case
from console.actions.steps.fact_changes import refuse_stale
from console.actions.steps.handout_lock import LockedHandout, lock_live_handout
from console.actions.steps.offer import offer_in_order
from console.actions.steps.record_verdict import record_verdict
from console.actions.steps.wrap_up import end_calls
from console.domain import shift
from console.domain.errors import Conflict, IllegalMove, Invalid
from console.domain.events import CustomerOffered, SupplyChanged
from console.store import claim
from console.store.models import Agent, Attempt, Person

RESERVED = timedelta(minutes=30)  # how long a customer handed over waits for a busy colleague


@action("transfer.hand_over")
def hand_over(act: Act, handout_id: int, to: str, note: str, facts_version: int, when: str = "now") -> Answer:
    """Hand the customer over with a note: to a colleague, as an offer, to the lead, or to the queue at a time.

    A talk that goes on ends here in the records: the colleague goes on with the customer. ``when`` is for the
    queue: now, in an hour, or tomorrow.
    """
    note = note.strip()
    if not note:
        raise Invalid("Write a line for the colleague: what happened, what is next.", field="note")
    if when not in ("now", "hour", "tomorrow"):
        raise Invalid("Choose when the customer comes back.", field="when")
    mine = lock_live_handout(act, handout_id)
    refuse_stale(act, mine.customer, "handover", facts_version)
    if mine.handout.accepted_at is None:
        raise IllegalMove("Accept the customer first.")
    if mine.handout.finished_at is not None:
        raise IllegalMove("The contact is finished. There is nothing to hand over.")
    ringing = act.work.session.execute(
        select(Attempt.id).where(
            Attempt.handout_id == handout_id, Attempt.ended_at.is_(None), Attempt.answered_at.is_(None)
        )
    ).first()
    if ringing is not None:
        raise IllegalMove("Nobody has answered yet. Hang up first, then hand over.")
    if to == "queue":
        return _to_queue(act, mine, note, when)
    target = _target(act, to)
    case = load_case(act.work.session, mine.customer.id, act.now, team=act.actor.team_id)
    assert case is not None
    choice = choose(case, act.now)
    reserved = target.state != "ready"  # judged when the colleague is free
    blocked = choice.verdict.blocked and to != "lead"  # the lead decides about the customer and does not ring
    if not reserved:
        record_verdict(
            act,
            "handout.refused" if blocked else "handout.offered",
            choice.proposed,
            case.facts,
            case.packs,
            choice.verdict,
            body={"token": handout_id, "agent": target.id},
        )
        if blocked:
            return attempt_gate.refused(choice.verdict, desk_seq_of(act, act.actor.id))
    end_calls(act, handout_id)
    agent = end_handout(act, mine.handout, "moved", gone=False)
    claim.put_to_sleep(
        act.work,
        mine.customer.id,
        act.now,
        wake_at=act.now,
        reason="returned",
        own_agent_id=target.id,
        own_kind="transfer",
        own_until=act.now + RESERVED,
        own_note=note[:1000],
    )
    if reserved:  # a hand-over never ends a break or a contact: the customer waits for the colleague
        act.work.happened(SupplyChanged())
    else:
        _offer(act, mine, target, note)
    if agent.state == "ready":
        offer_in_order(act, agent)
    return Answer(
        seq=desk_seq_of(act, act.actor.id),
        text="The colleague gets this customer first when free." if reserved else "",
        data={"state": agent.state, "reserved": reserved},
    )


def _to_queue(act: Act, mine: LockedHandout, note: str, when: str) -> Answer:
    """Put the customer back for any agent, from a time on, with the note for whoever gets the customer."""
    zone = ZoneInfo(mine.customer.zone)
    tomorrow = datetime.combine(act.now.astimezone(zone).date() + timedelta(days=1), time(8), zone)
    at = {"now": act.now, "hour": act.now + timedelta(hours=1), "tomorrow": tomorrow}[when]
    end_calls(act, mine.handout.id)
    agent = end_handout(act, mine.handout, "moved", gone=False)
    claim.put_to_sleep(act.work, mine.customer.id, act.now, wake_at=at, reason="returned", own_note=note[:1000])
    act.work.happened(SupplyChanged())
    if agent.state == "ready":
        offer_in_order(act, agent)
    return Answer(
        seq=desk_seq_of(act, act.actor.id),
        text="Back in the queue: from %(at)s on the next free agent gets this customer.",
        words={"at": at.astimezone(zone).strftime("%Y-%m-%d %H:%M")},
        data={"state": agent.state, "reserved": False},
    )


def _offer(act: Act, mine: LockedHandout, target: Agent, note: str) -> None:
    claimed = claim.claim_customer(act.work, mine.customer.id, target.id, act.now)
    until = act.now + shift.COLLEAGUE_OFFER
    claim.grant(
        act.work,
        claimed,
        target,
        "transfer",
        act.now,
        facts_version=mine.customer.facts_version,
        offer_until=until,
        score=mine.handout.score,
        factors=mine.handout.factors,
        note=note[:1000],
    )
    change_state(act, target, shift.offer(shift_of(target)), until=until, cause="transfer")
    act.work.happened(CustomerOffered((target.id,)), SupplyChanged())


def _target(act: Act, to: str) -> Agent:
    if to == "lead":
        row = act.work.session.execute(
            select(Agent.id)
            .join(Person, Person.id == Agent.id)
            .where(
                Person.role == "lead",
                Person.team_id == act.actor.team_id,
                Person.disabled_at.is_(None),
                Agent.state != "offline",
            )
            .order_by(Agent.state != "ready", Agent.id)
        ).first()
        if row is None:
            raise Conflict("No lead is working right now. Choose a colleague or the queue.", field="to")
        wanted = row[0]
    else:
        wanted = int(to) if to.isascii() and to.isdigit() and len(to) < 19 else 0
    team = act.work.session.execute(
        select(Person.team_id).where(Person.id == wanted, Person.disabled_at.is_(None))
    ).scalar()
    target = lock_agent(act.work.session, wanted) if wanted else None
    if target is None or team != act.actor.team_id or target.id == act.actor.id:
        raise Invalid("Choose a colleague of your team.", field="to")
    if target.state == "offline":
        raise Conflict("That colleague is not working now. Choose another colleague.", field="to")
    return target
