"""Contacts made before these customers came here: they count in every cap as if made here (rule 21)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from console.actions.call import Act
from console.actions.steps.apply_customer import lock_customers
from console.actions.steps.choose_number import bound_packs, choose
from console.actions.steps.fact_changes import many_changed
from console.domain import facts as f
from console.store import claim
from console.store.cached.holidays import holidays
from console.store.customer_case import Case
from console.store.customer_facts import declarations
from console.store.fast.statements import add, add_rows, change_rows
from console.store.models import Agency, Attempt, Creditor, Customer, Portfolio, Site
from console.store.phone_numbers import phone_ids


@dataclass(frozen=True)
class Recorded:
    """What a slice of past contacts did, as numbers."""

    added: int
    known: int
    differ: int  # known with another result or time: the first record counts


def asleep_until(act: Act, portfolio: Portfolio) -> datetime | None:
    """Return from when on a customer of this portfolio may be called when the past is unknown.

    The compliance check answers it for a customer with no other hold. None when it does not restrict.
    """
    minute = (str(act.context.database.url), portfolio.id, act.now.replace(second=0, microsecond=0))
    if minute not in _ASLEEP:
        _ASLEEP.clear()
        _ASLEEP[minute] = _ask_the_law(act, portfolio)
    return _ASLEEP[minute]


_ASLEEP: dict[tuple[str, int, datetime], datetime | None] = {}  # asked once a minute, not once a slice


def _ask_the_law(act: Act, portfolio: Portfolio) -> datetime | None:
    session = act.work.session
    creditor = session.get_one(Creditor, portfolio.creditor_id)
    number = f.Phone("+8613800138000", source="contract", region="CN", zone=None, id="1")
    facts = f.CustomerFacts(
        f.Customer("0", creditor.home_region, deceased=False, capacity="full", minor=False),
        accounts=(f.Account("0", balance=1, days_past_due=1, creditor_type=creditor.type),),
        phones=(number,),
        addresses=(),
        attempts=(),
        attempts_known_from=act.now,
        consents=(),
        requests=(),
        promises=(),
        payments=(),
        history=(),
        number_attempts=(),
        declarations=declarations(session, portfolio.id),
        holidays=holidays(session, creditor.home_region, act.now),
    )
    version = session.execute(select(Site.house_version).limit(1)).scalar()
    packs = bound_packs(session, facts, portfolio, version or 0, act.now)
    nobody = Customer(id=0, portfolio_id=portfolio.id, creditor_id=portfolio.creditor_id)
    choice = choose(Case(nobody, portfolio, creditor, facts, packs), act.now)
    return choice.wake_at if choice.reason == "history" else None


def unknown_here(act: Act, portfolio: Portfolio, source: str, keys: set[str]) -> set[str]:
    """Return those external ids that no customer of this creditor and source has."""
    found = act.work.session.execute(
        select(Customer.external_id).where(
            Customer.creditor_id == portfolio.creditor_id, Customer.source == source, Customer.external_id.in_(keys)
        )
    ).scalars()
    return keys - set(found)


def record_contacts(
    act: Act, portfolio: Portfolio, source: str, groups: Mapping[str, Sequence[dict[str, Any]]]
) -> Recorded:
    """Record past contacts once each (external id -> rows), whichever file brings them again."""
    session = act.work.session
    customers = lock_customers(act, portfolio, source, list(groups))
    rows = [(customers[key], row) for key, found in groups.items() for row in found if key in customers]
    ledger = f"{portfolio.creditor_id}:{source}"  # ids are unique in one creditor's source
    known = {
        key: (began, result)
        for key, began, result in session.execute(
            select(Attempt.external_id, Attempt.began_at, Attempt.result).where(
                Attempt.source == ledger, Attempt.external_id.in_([row["key"] for _, row in rows])
            )
        )
    }
    numbers = phone_ids(session, [row["number"] for _, row in rows if row["number"]])
    agencies = _agencies(act, portfolio.creditor_id, {row["agency"] for _, row in rows} - {""})
    seen = differ = 0
    versions: dict[int, int] = {}  # customer -> new version of the facts
    attempts: list[dict[str, Any]] = []
    for customer, row in rows:
        at = datetime.fromisoformat(row["at"])
        if row["key"] in known:
            seen += 1
            differ += known[row["key"]] != (at, row["result"])
            continue
        versions.setdefault(customer.id, customer.facts_version + 1)
        attempts.append(
            {
                "customer_id": customer.id,
                "source": ledger,
                "external_id": row["key"],
                "agency_id": agencies.get(row["agency"]),
                "channel": row["channel"],
                "phone_id": numbers[row["number"][0]] if row["number"] else None,
                "direction": row["direction"],
                "party": row["party"],
                "purpose": "collect",
                "initiator": "robot" if row["channel"] == "robot_call" else "agent",
                "began_at": at,
                "ended_at": at,
                "result": row["result"],
                "line_result": row["result"] or "",
                "line": "",
                "live": False,
                "verdict": {},
                "warn_reason": "",
                "breach": False,
            }
        )
    add_rows(session, Attempt, attempts)
    change_rows(session, Customer, {customer_id: {"facts_version": n} for customer_id, n in versions.items()})
    many_changed(act, versions, "outcome")
    return Recorded(added=len(attempts), known=seen, differ=differ)


def _agencies(act: Act, creditor_id: int, names: set[str]) -> dict[str, int]:
    """Return name -> id of the agencies. Rows without an agency's name are the creditor's own contacts."""
    session = act.work.session
    found = {}
    for name in sorted(names):
        agency_id = session.execute(
            select(Agency.id).where(Agency.creditor_id == creditor_id, Agency.name == name)
        ).scalar()
        found[name] = agency_id or add(session, Agency, creditor_id=creditor_id, name=name)
    return found


def settle_known(
    act: Act, portfolio: Portfolio, source: str, covers_from: datetime, after: int, most: int, bad: set[str]
) -> tuple[int, int]:
    """Mark the past as known from ``covers_from`` on, for the next customers after that id.

    Returns (last id, how many became known); last id 0 = all done. A customer with a bad row in the file
    stays unknown, because the past is incomplete.
    """
    session = act.work.session
    rows = session.execute(
        select(Customer.id, Customer.external_id)
        .where(
            Customer.id > after,
            Customer.portfolio_id == portfolio.id,
            Customer.source == source,
            Customer.attempts_known_from > covers_from,
        )
        .order_by(Customer.id)
        .limit(most)
        .with_for_update()
    ).all()
    ids = [row.id for row in rows if row.external_id not in bad]
    if ids:
        session.execute(
            update(Customer).where(Customer.id.in_(ids)).values(attempts_known_from=covers_from, updated_at=act.now)
        )
        claim.wake_many(act.work, ids, act.now, "history")
    return (rows[-1].id if len(rows) == most else 0), len(ids)
