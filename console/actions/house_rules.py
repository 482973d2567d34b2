"""House rules: one person writes, another approves, and the end is on record. Open desks follow."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.propose import ask_once
from console.actions.steps.redraw_all_desks import everywhere
from console.domain.compliance import PACKS
from console.domain.compliance.house_rules import CHANNELS, examine
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import ComplianceChanged
from console.domain.facts import PURPOSES
from console.store.cached.house_rules import rule_of
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Creditor, HouseRule, Portfolio, Team


@action("house.write")
def write_rule(act: Act, values: dict[str, Any]) -> Answer:
    """Write a house rule. It binds once another person has approved it."""
    channels = [c for c in values.get("channels", ()) if c in CHANNELS]
    purposes = [p for p in values.get("purposes", ()) if p in PURPOSES and p != "safety"] or ["collect"]
    since = values.get("since") or act.now
    new: dict[str, Any] = dict(
        kind=str(values.get("kind", "")),
        reason=str(values.get("reason", "")).strip()[:500],
        rule_id=str(values.get("rule_id", "")),
        param=str(values.get("param", "")),
        value=values.get("value"),
        opens=str(values.get("opens", "")),
        closes=str(values.get("closes", "")),
        channels=channels,
        purposes=purposes,
        products=list(values.get("products", ())),
        creditor_id=values.get("creditor_id"),
        portfolio_id=values.get("portfolio_id"),
        team_id=values.get("team_id"),
        since=since,
        until=values.get("until"),
        written_by_id=act.actor.id,
        written_at=act.now,
        approved_by_id=None,
        approved_at=None,
        ended_by_id=None,
        ended_at=None,
    )
    examine(rule_of(HouseRule(**new)), tuple(PACKS.values()))
    for name, kind in (("portfolio", Portfolio), ("team", Team), ("creditor", Creditor)):
        wanted = values.get(f"{name}_id")
        if wanted is not None and act.work.session.get(kind, wanted) is None:
            raise Invalid("Choose one of the list.", field=name)
    if since < act.now:
        raise Invalid("A rule cannot start in the past.", field="since")
    rule_id = add(act.work.session, HouseRule, **new)
    act.work.happened(ComplianceChanged())
    return Answer(data={"rule": rule_id})


def _row(act: Act, rule_id: int) -> HouseRule:
    row = act.work.session.execute(
        select(HouseRule).where(HouseRule.id == rule_id).with_for_update()
    ).scalar_one_or_none()
    if row is None:
        raise NotYours()
    return row


@action("house.approve", decides=True)
def approve_rule(act: Act, rule_id: int) -> Answer:
    """Approve a rule that another person wrote. From its start it binds every desk."""
    row = _row(act, rule_id)
    if act.actor.role == "lead" and row.team_id not in (None, act.actor.team_id):
        raise NotYours()
    if row.written_by_id == act.actor.id:
        raise Conflict("A second person must approve what you wrote.")
    if row.approved_at is not None or row.ended_at is not None:
        raise Conflict("This rule was already decided.")
    examine(rule_of(row), tuple(PACKS.values()))
    put(act.work.session, row, approved_by_id=act.actor.id, approved_at=act.now)
    everywhere(act)
    return Answer(data={"rule": row.id})


@action("house.end")
def end_rule(act: Act, rule_id: int, why: str = "") -> Answer:
    """Discard a rule that nobody has approved, or propose that one in force ends. The row stays as history.

    A rule that two people have made binds until two have ended it (rule 25). ``data``: state "ended" or "asked".
    """
    row = _row(act, rule_id)
    if row.ended_at is not None:
        raise Conflict("This rule was already decided.")
    if row.approved_at is not None:
        return ask_once(act, "house_end", None, {"rule": row.id, "said": row.reason}, why)
    put(act.work.session, row, ended_by_id=act.actor.id, ended_at=act.now)
    act.work.happened(ComplianceChanged())
    return Answer(data={"rule": row.id, "state": "ended"})
