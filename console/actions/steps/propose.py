"""Asking for a change that another person decides (rule 25)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.domain.errors import Conflict, Invalid
from console.domain.events import ComplianceChanged
from console.domain.labels import FACTS, worded
from console.store.fast.statements import add
from console.store.models import Proposal


def propose(
    act: Act, what: str, customer_id: int | None, payload: dict[str, Any], reason: str, proof: str = ""
) -> None:
    """Write a proposal of the actor. ``what``: a key of ``SECOND_PERSON`` in ``console.domain.second_person``.

    The caller tells the screens: a proposal about a customer changes more than the list of proposals.
    """
    add(
        act.work.session,
        Proposal,
        what=what,
        customer_id=customer_id,
        payload=payload,
        reason=reason.strip()[:500],
        proof=proof.strip()[:500],
        state="asked",
        asked_by_id=act.actor.id,
        asked_role=act.actor.role,
        asked_at=act.now,
        why="",
    )


def ask_once(
    act: Act, what: str, customer_id: int | None, payload: dict[str, Any], reason: str, proof: str = ""
) -> Answer:
    """Write a proposal that nobody has made yet, and return the answer that says that it waits.

    Raises Invalid without a reason, Conflict when the same is asked already.
    """
    if len(reason.strip()) < 3:
        raise Invalid("Enter the reason. It is stored with the change.", field="reason")
    asked = act.work.session.execute(
        select(Proposal.payload).where(
            Proposal.what == what, Proposal.customer_id == customer_id, Proposal.state == "asked"
        )
    ).scalars()
    if payload in list(asked):
        raise Conflict("This was already requested.")
    propose(act, what, customer_id, payload, reason, proof)
    act.work.happened(ComplianceChanged())
    return Answer(
        text="Proposed: %(what)s. It counts once another person has agreed.",
        words={"what": worded(FACTS, what)},
        data={"state": "asked"},
    )
