"""The values of the placeholders of a case, and the claims that are true of it today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from console.domain.bilingual import CHINESE, ENGLISH, Bilingual
from console.domain.facts import Account
from console.domain.offers import first_day
from console.domain.promises import GRACE_DAYS
from console.domain.safety_numbers import SafetyNumber, lines_for
from console.store.customer_case import Case
from console.store.queries.safety_numbers import own_numbers
from console.wording.formats import money, spoken_day


def claimed_of(accounts: Sequence[Account] | None) -> dict[str, bool | None]:
    """Return which claims of talking points are true of the accounts today; None = not known."""
    found: dict[str, bool | None] = {}
    for fact in ("suit_filed", "judgment", "enforcement", "credit_reported"):
        values = [getattr(account, fact) for account in accounts or ()]
        known = bool(values) and all(value is False for value in values)
        found[fact] = True if any(values) else False if known else None
    fees = [account.fees for account in accounts or ()]
    none = bool(fees) and all(fee == 0 for fee in fees)
    found["fee_charged"] = True if any(fee or 0 for fee in fees) else False if none else None
    return found


def in_force(case: Case, kind: str, now: datetime) -> bool:
    """Return True while a request of this kind binds."""
    return any(r.kind == kind and (r.until is None or r.until > now) for r in case.facts.requests or ())


def next_part(case: Case, now: datetime) -> tuple[date, int] | None:
    """Return the next dated part of an open promise, its grace included, or None."""
    today = now.astimezone(ZoneInfo(case.customer.zone)).date()
    parts = [
        part
        for promise in case.facts.promises or ()
        if promise.status == "open"
        for part in promise.parts
        if part[0] + timedelta(days=GRACE_DAYS) >= today
    ]
    return min(parts, default=None)


def who(locale: str, agent: str, agency: str, creditor: str) -> str:
    """Return how the agent gives name and firm: an agency says whose debt it works."""
    if locale == CHINESE:
        return f"我是{agency}的{agent}，受{creditor}委托" if agency else f"我是{creditor}的{agent}"
    return f"{agent} from {agency}, on behalf of {creditor}" if agency else f"{agent} from {creditor}"


def crisis_line(session: Session, case: Case) -> SafetyNumber | None:
    """Return the first crisis line of the customer's country, or None."""
    own, _ = own_numbers(session)
    found = lines_for(case.customer.region, case.creditor.home_region, own)
    return found[0] if found else None


def sample_values(
    case: Case, agent: Bilingual, at: datetime | None = None, line: SafetyNumber | None = None
) -> dict[str, dict[str, str]]:
    """Return the values of a case's placeholders, per language.

    ``date`` and ``plan`` are the next dated part of an open promise; without one they are the first working
    day that an offer would name, and the amount.
    """
    owed = sum(max(0, a.balance or 0) for a in case.facts.accounts or ())
    due = min((a.due_on for a in case.facts.accounts or () if a.due_on), default=None)
    part = next_part(case, at) if at else None
    on = part[0] if part else None
    if at and on is None:
        off = frozenset(day for day, _ in case.facts.holidays or ())
        today = at.astimezone(ZoneInfo(case.customer.zone)).date()
        on = first_day(today, off)
    promised = part[1] if part else owed
    shared = {
        "name": case.customer.name,
        "days": str(case.customer.days_past_due),
        "phone_back": case.creditor.phone_back or "–",
    }
    names = {ENGLISH: case.creditor.name, CHINESE: case.creditor.name_zh or case.creditor.name}
    plans = {ENGLISH: "{sum} on {day}", CHINESE: "{day}还{sum}"}

    def values(locale: str) -> dict[str, str]:
        day = spoken_day(on, locale) if on else "–"
        sum_ = money(promised, case.customer.currency, locale)
        return {
            **shared,
            "amount": money(owed, case.customer.currency, locale),
            "agent": agent.zh if locale == CHINESE else agent.en,
            "creditor": names[locale],
            "crisis": f"{line.name_zh if locale == CHINESE else line.name} {line.number}" if line else "–",
            "who": who(locale, agent.zh if locale == CHINESE else agent.en, case.agency, names[locale]),
            "due_date": spoken_day(due, locale) if due else "–",
            "date": day,
            "plan": plans[locale].format(sum=sum_, day=day) if on else "–",
        }

    return {"en": values(ENGLISH), "zh": values(CHINESE)}
