"""When a customer counts as lost: four conditions, each with how far it is fulfilled.

Source: China Banking Association, collection guideline for personal consumer loans (2026)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.domain.compliance.context import SPOKEN, UNCONNECTED, midnight, zone_of
from console.domain.facts import Attempt, CustomerFacts, by_hand


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition: whether it holds, how far it is fulfilled, and when time alone will fulfil it."""

    key: str  # dead numbers_dead dials days
    holds: bool | None  # None = the facts are not known
    so_far: str = ""
    from_at: datetime | None = None


def conditions(
    facts: CustomerFacts, at: datetime, zone: str, numbers: Mapping[str, Any], *, settled: bool = False
) -> tuple[Condition, ...]:
    """Return the four conditions at an instant. The customer is lost when any of them holds.

    ``numbers``: the parameters of the rule, failed ``dials`` in a row and ``days`` in a row. ``settled``: a number that
    one person took out of use counts only once another person has agreed that contact is lost.
    """
    person = facts.customer.deceased or facts.customer.capacity in ("limited", "none")
    own = [phone for phone in facts.phones or () if phone.role == "debtor"]
    doubtful = by_hand(facts.requests) if settled else frozenset()
    dead = sum(1 for phone in own if phone.status in ("invalid", "wrong") and phone.e164 not in doubtful)
    known = facts.phones is not None
    rows = [
        Condition("dead", bool(person)),
        Condition("numbers_dead", dead == len(own) if known else None, f"{dead}/{len(own)}"),
    ]
    if facts.attempts is None:
        return (*rows, Condition("dials", None), Condition("days", None))
    run = _failed_run(facts.attempts, at)
    days = {attempt.at.astimezone(zone_of(zone)).date() for attempt in run}
    in_a_row = 0
    if days:
        last = max(days)
        while last - timedelta(days=in_a_row) in days:
            in_a_row += 1
    enough = len(run) >= numbers["dials"]
    tomorrow = None
    if enough:
        third = run[len(run) - numbers["dials"]].at.astimezone(zone_of(zone)).date()
        tomorrow = midnight(zone, third + timedelta(days=1))
    rows.append(
        Condition(
            "dials",
            tomorrow is not None and at >= tomorrow,
            f"{len(run)}/{numbers['dials']}",
            tomorrow if tomorrow is not None and at < tomorrow else None,
        )
    )
    rows.append(Condition("days", enough and in_a_row >= numbers["days"], f"{in_a_row}/{numbers['days']}"))
    return tuple(rows)


def in_touch(attempt: Attempt) -> bool:
    """Return True when a contact shows that the debtor can be reached: a talk, or the debtor's own message."""
    return attempt.party == "debtor" and (attempt.result in SPOKEN or attempt.direction == "in")


def _failed_run(attempts: tuple[Attempt, ...], at: datetime) -> list[Attempt]:
    """Return the latest calls to the debtor that failed without a success between them, newest first."""
    reached = max((a.at for a in attempts if in_touch(a) and a.at <= at), default=None)
    # on any channel and in any direction: failures before it no longer count
    tries = [
        a
        for a in attempts
        if a.party == "debtor"
        and (reached is None or a.at > reached)
        and a.channel == "call"
        and a.direction == "out"
        and a.at <= at
        and a.result != "not_dialled"
    ]
    run = []
    for attempt in sorted(tries, key=lambda a: a.at, reverse=True):
        if attempt.result not in UNCONNECTED or attempt.result is None:
            break
        run.append(attempt)
    return run
