"""Asking for a change that another person decides (rule 25)."""

from __future__ import annotations

from typing import Any

from console.actions.call import Act
from console.store.fast.statements import add
from console.store.models import Proposal


def propose(
    act: Act, what: str, customer_id: int | None, payload: dict[str, Any], reason: str, proof: str = ""
) -> None:
    """Write a proposal of the actor. ``what``: a key of ``SECOND_PERSON`` in ``console.domain.customer_file``.

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
