"""What a customer does on the own page: promises, plans, a time for a call, profiling.

The rules are those of the desk. What a customer may agree alone is what an agent may grant alone.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import profiling
from console.actions.steps.customer_file import customer_of, moved
from console.actions.steps.fact_changes import facts_changed, refuse_stale
from console.actions.steps.make_promise import make_promise
from console.actions.steps.outcome_effects import owed
from console.domain.bilingual import LocalTime
from console.domain.customer_page import ASKED, PAGE_ROLE
from console.domain.errors import Conflict, Invalid
from console.domain.events import SupplyChanged
from console.domain.facts import Money
from console.domain.offers import ABILITIES, within
from console.domain.promises import check_promise
from console.domain.wake_ups import OWN_FOR
from console.store import claim
from console.store.customer_case import load_case
from console.store.models import Customer, Entry, Handout
from console.store.queries.page_offers import free_slot, offers_of


@action("page.allow_profiling")
def allow_profiling(act: Act) -> Answer:
    """Take back the own refusal of profiling."""
    customer = customer_of(act, act.actor.id)
    if not profiling.allow_profiling(act, customer, "taken back by the customer, own page"):
        raise Conflict("No refusal is on file.")
    moved(act, customer, "consent", "profiling_refused")
    return Answer(data={"state": "allowed"})


@action("page.promise")
def promise(act: Act, day: date, amount: int, facts_version: int) -> Answer:
    """Promise an amount (minor units) by a day. It replaces what was promised before."""
    customer = customer_of(act, act.actor.id)
    refuse_stale(act, customer, "promise", facts_version)
    total = Money(owed(act, customer), customer.currency)
    check_promise([(day, amount)], total, _today(act, customer), plan=False, full=False)
    kind = "full" if amount == total.minor else "partial"
    made = make_promise(act, customer, kind, [(day, amount)], until=act.now)
    _rest(act, customer, day)
    moved(act, customer, "promise", "own page")
    return Answer(
        text="You promise %(amount)s by %(day)s. You are reminded before that day.",
        words={"amount": Money(amount, customer.currency), "day": day},
        data={"promise_id": made.promise_id, "told": True},
    )


@action("page.plan")
def plan(act: Act, kind: str, ability: str, payday: int | None, facts_version: int) -> Answer:
    """Agree to one of the plans that the matrix of the site offers for these means, and no other."""
    if ability not in ABILITIES:
        raise Invalid("Enter your income and what you must spend.", field="income")
    customer = customer_of(act, act.actor.id)
    refuse_stale(act, customer, "promise", facts_version)
    case = load_case(act.work.session, customer.id, act.now, history=True)
    assert case is not None
    offer = next((one for one in offers_of(case, ability, act.now, payday) if one.kind == kind and one.parts), None)
    if offer is None or not within(PAGE_ROLE, offer.terms):
        raise Invalid("Choose one of the plans on the page.", field="plan")
    several = len(offer.parts) > 1
    total = Money(owed(act, customer), customer.currency)
    check_promise(offer.parts, total, _today(act, customer), plan=several, full=False)
    made = make_promise(act, customer, "plan" if several else "full", offer.parts, until=act.now)
    _rest(act, customer, offer.parts[0][0])
    facts_changed(act, customer, ["promise", "hold"] if several else ["promise"], "own page")
    moved(act, customer, "hold", offer.kind)
    return Answer(
        text="Agreed: %(count)s payments, the first by %(day)s. It is in force now.",
        words={"count": len(offer.parts), "day": offer.parts[0][0]},
        data={"promise_id": made.promise_id, "told": True},
    )


@action("page.call_me")
def call_me(act: Act, at: datetime, facts_version: int) -> Answer:
    """Ask for a call at a lawful time of the customer's choice."""
    customer = customer_of(act, act.actor.id)
    refuse_stale(act, customer, "callback", facts_version)
    case = load_case(act.work.session, customer.id, act.now)
    assert case is not None
    if not free_slot(case, at, act.now):
        raise Invalid("Choose one of the times on the page.", field="at")
    if claim.live_of_customer(act.work.session, customer.id) is not None:
        raise Conflict("Somebody speaks with you or is about to. Tell them when to ring.")
    if _closed(act, customer):
        raise Conflict("Nobody of us works on this debt at present. Ring the creditor if you wish to speak.")
    claim.put_to_sleep(
        act.work,
        customer.id,
        act.now,
        wake_at=at,
        reason="callback",
        own_kind="callback",
        own_until=at + OWN_FOR,
        own_agent_id=_knows(act, customer),
        own_note=ASKED,
    )
    act.work.happened(SupplyChanged())
    moved(act, customer, "consent", "call me")
    return Answer(
        text="We ring you on %(at)s.",
        words={"at": LocalTime(at, customer.zone)},
        data={"state": "callback", "told": True},
    )


_LAST = select(Handout.agent_id).where(Handout.accepted_at.is_not(None)).order_by(Handout.id.desc()).limit(1)


def _knows(act: Act, customer: Customer) -> int | None:
    """Return the agent who had the customer last."""
    return act.work.session.execute(_LAST.where(Handout.customer_id == customer.id)).scalar_one_or_none()


def _closed(act: Act, customer: Customer) -> bool:
    """Return True for a case that is over for us: it was recalled, or nothing is owed. The page opens none again."""
    state = select(Entry.state).where(Entry.customer_id == customer.id)
    return act.work.session.execute(state).scalar() in (None, "closed")


def _today(act: Act, customer: Customer) -> date:
    return act.now.astimezone(ZoneInfo(customer.zone)).date()


def _rest(act: Act, customer: Customer, day: date) -> None:
    """Let the customer sleep until the day of the promise, unless somebody has them now or the case is over."""
    if claim.live_of_customer(act.work.session, customer.id) is not None or _closed(act, customer):
        return
    at = datetime.combine(day, time(9), ZoneInfo(customer.zone))
    claim.put_to_sleep(
        act.work,
        customer.id,
        act.now,
        wake_at=max(at, act.now + timedelta(hours=1)),
        reason="promise",
        own_agent_id=_knows(act, customer),
        own_kind="promise",
        own_until=at + OWN_FOR,
    )
    act.work.happened(SupplyChanged())
