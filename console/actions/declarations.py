"""Declarations: facts of the site for one portfolio, with name, date and proof (rule 21)."""

from __future__ import annotations

from sqlalchemy import update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Invalid, NotYours
from console.store.fast.statements import add
from console.store.models import Declaration, Portfolio

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
    """Record a declaration. It replaces the one before and redraws open desks."""
    if key not in KEYS:
        raise Invalid("Choose what is declared.", field="what")
    if not proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    if act.work.session.get(Portfolio, portfolio_id) is None:
        raise NotYours()
    act.work.session.execute(
        update(Declaration)
        .where(
            Declaration.portfolio_id == portfolio_id,
            Declaration.key == key,
            Declaration.until.is_(None) | (Declaration.until > act.now),
        )
        .values(until=act.now)
    )
    add(
        act.work.session,
        Declaration,
        portfolio_id=portfolio_id,
        key=key,
        value=value,
        since=act.now,
        by_id=act.actor.id,
        by_name=act.actor.name,
        proof=proof.strip()[:500],
        made_at=act.now,
    )
    everywhere(act)
    return Answer()
