"""Papers of creditors and agencies: licence, contract, evaluation, listing. They declare for portfolios."""

from __future__ import annotations

from datetime import date

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import papers
from console.actions.steps.propose import ask_once
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.errors import Conflict, Invalid, NotYours
from console.store.fast.entities import put
from console.store.models import Creditor, Paper, Portfolio

KINDS = ("licence", "contract", "evaluation", "listing")


@action("paper.record")
def record(
    act: Act, creditor_id: int, agency: str, kind: str, number: str, since_on: date, until_on: date | None, proof: str
) -> Answer:
    """Propose a paper with its dates and proof. It declares for portfolios once another person has agreed."""
    if kind not in KINDS:
        raise Invalid("Choose the kind of paper.", field="kind")
    creditor = act.work.session.get(Creditor, creditor_id)
    if creditor is None:
        raise NotYours()
    if kind != "licence" and not agency.strip():
        raise Invalid("Enter the agency.", field="agency")
    if until_on is not None and until_on < since_on:
        raise Invalid("The last day is before the first.", field="until_on")
    if not proof.strip():
        raise Invalid("Say where the proof is kept.", field="proof")
    payload = {
        "creditor": creditor_id,
        "of": creditor.name,
        "agency": "" if kind == "licence" else agency.strip()[:80],
        "kind": kind,
        "number": number.strip()[:80],
        "since_on": since_on.isoformat(),
        "until_on": until_on.isoformat() if until_on else "",
        "proof": proof.strip()[:500],
    }
    return ask_once(act, "paper", None, payload, f"{kind} {number}".strip(), proof)


@action("paper.end")
def end(act: Act, paper_id: int) -> Answer:
    """End a paper early. The row stays, and what it declared is no longer true."""
    row = act.work.session.get(Paper, paper_id, with_for_update=True)
    if row is None:
        raise NotYours()
    if row.ended_at is not None:
        raise Conflict("This was already decided.")
    put(act.work.session, row, ended_at=act.now, ended_by_id=act.actor.id)
    papers.declare(act, row.creditor_id, papers.DECLARES[row.kind], act.actor.id, tighten=True)
    everywhere(act)
    return Answer()


@action("paper.assign")
def assign(act: Act, portfolio_id: int, agency: str) -> Answer:
    """Propose which agency works a portfolio ("" = the creditor itself). Its papers bind once another has agreed."""
    row = act.work.session.get(Portfolio, portfolio_id)
    if row is None:
        raise NotYours()
    payload = {"portfolio": row.id, "name": row.name, "agency": agency.strip()[:80]}
    return ask_once(act, "assign", None, payload, agency.strip() or row.name)
