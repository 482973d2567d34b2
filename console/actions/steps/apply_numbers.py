"""Writing the telephone numbers of a slice of staged customers. A number that a newer list drops is rung no more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select

from console.actions.call import Act
from console.domain.lists import Listed
from console.store.fast.statements import add_rows, change_rows
from console.store.fast.statements import rows as rows_of
from console.store.models import Customer, CustomerPhone
from console.store.phone_numbers import phone_ids

LISTED = "contract"  # the source of numbers that come with a list
_LINKS = select(CustomerPhone).where(CustomerPhone.customer_id.in_(bindparam("customers", expanding=True)))


def write_numbers(
    act: Act,
    listed: Listed,
    groups: Mapping[str, Sequence[dict[str, Any]]],
    ids: Mapping[str, int],
    have: Mapping[str, Customer],
    changed: set[str],
) -> int:
    """Add the numbers of a list and drop those that it no longer names; return how many were dropped.

    A number once marked wrong stays so: a list lifts nothing. A number that the customer has confirmed stays, too.
    A dropped one that comes again is usable again. An older list than the newest drops and brings back nothing.
    """
    session = act.work.session
    numbers = {number[0]: number for rows in groups.values() for row in rows for number in row["phones"]}
    phones = phone_ids(session, numbers.values())
    known: dict[int, dict[int, CustomerPhone]] = {row.id: {} for row in have.values()}
    if known:
        for link in rows_of(session, _LINKS, customers=list(known)):
            known[link.customer_id][link.phone_id] = link
    new: list[dict[str, Any]] = []
    written: dict[int, dict[str, Any]] = {}  # link -> columns
    for key, rows in groups.items():
        mine = known.get(ids[key], {})
        if listed.late and key in have:
            continue
        named: dict[int, str] = {}
        for e164, kind, *_ in (number for row in rows for number in row["phones"]):
            named.setdefault(phones[e164], kind)
        for rank, (phone_id, kind) in enumerate(named.items()):
            before = mine.get(phone_id)
            if before is None:
                new.append(_link(ids[key], phone_id, kind, rank))
                changed.add(key)
            elif before.status == "dropped":
                written[before.id] = {"status": "usable", "dropped_on": None}
                changed.add(key)
        if listed.numbers:
            for link in mine.values():
                if link.phone_id not in named and _drops(link):
                    written[link.id] = {"status": "dropped", "dropped_on": listed.day}
                    changed.add(key)
    change_rows(session, CustomerPhone, written)
    add_rows(session, CustomerPhone, new)
    return sum(1 for values in written.values() if values["status"] == "dropped")


def _drops(link: CustomerPhone) -> bool:
    return link.status == "usable" and link.source == LISTED and link.role == "debtor" and not link.verified


def _link(customer_id: int, phone_id: int, kind: str, rank: int) -> dict[str, Any]:
    return {
        "customer_id": customer_id,
        "phone_id": phone_id,
        "role": "debtor",
        "source": LISTED,
        "status": "usable",
        "kind": kind,
        "rank": rank,
        "dropped_on": None,
    }
