"""Creditors with their papers, portfolios and agencies; the calendar; rules that fall due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from console.domain.compliance import PACKS
from console.domain.compliance.reviews import Review, reviews
from console.store.models import Agency, Creditor, Holiday, Paper, Person, Portfolio, Proposal, RuleReview


def creditors(session: Session) -> Sequence[Creditor]:
    """Return all creditors."""
    return session.execute(select(Creditor).order_by(Creditor.name)).scalars().all()


def agencies(session: Session) -> Sequence[Agency]:
    """Return all agencies by name."""
    return session.execute(select(Agency).order_by(Agency.name)).scalars().all()


def portfolios(session: Session) -> Sequence[Row[Portfolio, str]]:
    """Return (portfolio, name of the agency that works it or None)."""
    return session.execute(
        select(Portfolio, Agency.name).outerjoin(Agency, Agency.id == Portfolio.agency_id).order_by(Portfolio.id)
    ).all()


def papers(session: Session) -> Sequence[Row[Paper, str, str]]:
    """Return (paper, agency name or None, who recorded it), newest first."""
    return session.execute(
        select(Paper, Agency.name, Person.name)
        .outerjoin(Agency, Agency.id == Paper.agency_id)
        .outerjoin(Person, Person.id == Paper.by_id)
        .order_by(Paper.ended_at.is_not(None), Paper.id.desc())
    ).all()


def days(session: Session, first: date, last: date) -> Sequence[Row[Holiday, str]]:
    """Return (day of the calendar, who set it or None) between two dates, in order."""
    return session.execute(
        select(Holiday, Person.name)
        .outerjoin(Person, Person.id == Holiday.by_id)
        .where(Holiday.on_date >= first, Holiday.on_date <= last)
        .order_by(Holiday.on_date, Holiday.region)
    ).all()


def asked_days(session: Session) -> set[tuple[str, str]]:
    """Return (region, day) of calendar changes that wait for another person."""
    rows = session.execute(
        select(Proposal.payload).where(Proposal.what == "calendar", Proposal.state == "asked")
    ).scalars()
    return {(row["region"], row["on"]) for row in rows}


def rule_reviews(session: Session, zone: ZoneInfo) -> tuple[Review, ...]:
    """Return every rule with the day on which its next review is due."""
    seen: dict[tuple[str, str], date] = {}
    for row in session.execute(select(RuleReview).order_by(RuleReview.at)).scalars():
        seen[(row.pack, row.rule_id)] = row.at.astimezone(zone).date()
    return reviews(tuple(PACKS.values()), seen)
