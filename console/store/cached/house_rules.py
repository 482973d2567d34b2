"""The house rules in force, read again only when their number in the site's row has moved."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.compliance.house_rules import HouseRule
from console.domain.facts import CustomerFacts
from console.store.fast.statements import base_of
from console.store.models import HouseRule as HouseRuleRow
from console.store.models import Site

_KEPT: dict[tuple[str, int], tuple[HouseRule, ...]] = {}
HELD = 64  # versions kept in this process


def rule_of(row: HouseRuleRow) -> HouseRule:
    """Return a row as the engine sees it."""
    return HouseRule(
        str(row.id),
        row.kind,
        row.reason,
        max(row.since, row.approved_at or row.since),
        min((end for end in (row.until, row.ended_at) if end is not None), default=None),
        row.rule_id,
        row.param,
        row.value,
        row.opens,
        row.closes,
        tuple(row.channels),
        tuple(row.purposes),
        tuple(row.products),
        str(row.creditor_id or ""),
        str(row.portfolio_id or ""),
        str(row.team_id or ""),
    )


def approved(session: Session, version: int) -> tuple[HouseRule, ...]:
    """Return every approved rule as of a version of the house rules."""
    key = (base_of(session), version)
    found = _KEPT.get(key)
    if found is None:
        rows = session.execute(
            select(HouseRuleRow).where(HouseRuleRow.approved_at.is_not(None)).order_by(HouseRuleRow.id)
        ).scalars()
        found = tuple(rule_of(row) for row in rows)
        if len(_KEPT) >= HELD:
            _KEPT.clear()
        _KEPT[key] = found
    return found


def binding(
    session: Session,
    facts: CustomerFacts,
    version: int,
    at: datetime,
    *,
    creditor: int,
    portfolio: int,
    team: int | None,
) -> tuple[HouseRule, ...]:
    """Return the rules that bind this case now."""
    if not version:
        return ()
    return tuple(
        rule
        for rule in approved(session, version)
        if rule.binds(facts, at, creditor=str(creditor), portfolio=str(portfolio), team=str(team or ""))
    )


def house_version(session: Session) -> int:
    """Return the present version number of the house rules."""
    return session.execute(select(Site.house_version)).scalar() or 0
