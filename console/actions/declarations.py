"""Declarations: facts of the site for one portfolio, with name, date and proof (rule 21)."""

from __future__ import annotations

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.papers import declare_by_hand
from console.actions.steps.propose import ask_once
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Invalid, NotYours
from console.store.models import Portfolio

KEYS = (
    "recording",
    "agency_listed",
    "processing_contract",
    "number_source",
    "impact_assessment",
    "licence",
    "no_past_contacts",
)


@action("site.declare")
def declare(act: Act, portfolio_id: int, key: str, value: bool, proof: str) -> Answer:
    """Declare that a fact is not true, at once, or propose that it is true. Open desks are redrawn.

    A declaration replaces the one before. ``data``: state "set" or "asked".
    """
    if key not in KEYS:
        raise Invalid("Choose what is declared.", field="what")
    if len(proof.strip()) < 3:
        raise Invalid("Say where the proof is kept.", field="proof")
    row = act.work.session.get(Portfolio, portfolio_id)
    if row is None:
        raise NotYours()
    if value:
        payload = {"portfolio": row.id, "name": row.name, "key": key}
        return ask_once(act, "declare", None, payload, proof, proof)
    declare_by_hand(act, row.id, key, False, proof.strip(), act.actor.id)
    everywhere(act)
    return Answer(data={"state": "set"})
