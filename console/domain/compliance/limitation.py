"""When the time of a claim runs out: three years, restarted by what happens within them (Civil Code 188, 195).

A payment or a demand after the end restarts nothing by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from console.domain.compliance.context import SPOKEN, Ctx, zone_of
from console.domain.compliance.days import years_later
from console.domain.compliance.who import DEBTORS_VOICE
from console.domain.facts import Account, Attempt

ALMOST = timedelta(days=3 * 365)  # a day or two early: leap days and zones


def any_may_be_barred(accounts: Sequence[Account], now: datetime) -> bool:
    """Return True when the time of a claim may have run out: then its payments must be known."""
    return any(account.due_on is not None and account.due_on <= (now - ALMOST).date() for account in accounts)


def limitation_start(ctx: Ctx, account: Account, years: int) -> date | None:
    """Return the day on which the present period of a claim started, or None when its due date is not known.

    The recorded interruption was examined by people: what came before it is not on file and is not asked for again.
    """
    today = ctx.local.date()
    recorded = account.limitation_interrupted_on
    known = (account.due_on, recorded if recorded is None or recorded <= today else None)
    start = max((day for day in known if day is not None), default=None)
    if start is None:
        return None
    for day in sorted(_restarts(ctx, account)):
        if start < day <= today and day < years_later(start, years):
            start = day
    return start


def expired(ctx: Ctx, account: Account, years: int, longest: int) -> date | None:
    """Return the start of the period that has run out, or None while it runs."""
    today = ctx.local.date()
    if account.due_on and years_later(account.due_on, longest) <= today:
        return account.due_on
    start = limitation_start(ctx, account, years)
    return start if start is not None and years_later(start, years) <= today else None


def _restarts(ctx: Ctx, account: Account) -> set[date]:
    """Return the days on which something may restart the period: a payment, promise, plan or demand that arrived."""
    zone = zone_of(ctx.zone)
    found = {
        payment.at.astimezone(zone).date()
        for payment in ctx.facts.payments or ()
        if payment.amount > 0 and payment.account_id in (None, account.id)
    }
    found |= {
        attempt.at.astimezone(zone).date()
        for attempt in ctx.facts.attempts or ()
        if _demand(attempt) and (not attempt.account_ids or account.id in attempt.account_ids)
    }
    found |= {
        promise.made_at.astimezone(zone).date()
        for promise in ctx.facts.promises or ()
        if promise.account_id in (None, account.id)
    }
    found |= {
        request.since.astimezone(zone).date()
        for request in ctx.facts.requests or ()
        if request.kind == "plan" and request.scope.get("account") in (None, account.id)
    }
    return found


def _demand(attempt: Attempt) -> bool:
    """Return True for a demand that reached the debtor: delivered in writing, or made in a talk."""
    ours = attempt.direction == "out" and attempt.party in (*DEBTORS_VOICE, "co_debtor")
    reached = attempt.result in SPOKEN or (attempt.result == "delivered" and attempt.channel != "voice_message")
    return ours and attempt.purpose == "collect" and reached
