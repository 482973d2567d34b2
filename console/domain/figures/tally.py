"""Facts of a day as sums. A sum stands in a cell: dimension and its value, team, hour and currency."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from console.domain.figures.facts import AgeingPair, Contact, DayFacts, DuePart, Money, Place, Stretch

WHOLE_DAY = -1  # the hour of what has a day and no hour: money, promises that fall due, the state of the portfolio
# "all" holds every fact once. A contact counts under each talking point that was said in it.
DIMENSIONS = ("all", "stage", "queue", "agent", "script", "mind", "channel")
WORKING = ("ready", "offered", "in_contact", "wrap_up", "on_break")  # paid time; offline is not
JUDGED = ("kept", "partly_kept", "broken")
AGED = 6  # the last bucket holds this many months past due and more

Sums = dict[str, int]


class Cell(NamedTuple):
    """Where a sum stands. ``currency`` is "" for what is no money."""

    dimension: str
    key: str
    team: int
    hour: int
    currency: str


def add_up(parts: Iterable[Mapping[str, int]]) -> Sums:
    """Return the sums of many sums."""
    found: Sums = {}
    for part in parts:
        for name, count in part.items():
            found[name] = found.get(name, 0) + count
    return found


def tally(facts: DayFacts) -> dict[Cell, Sums]:
    """Return every sum of the day that is not zero."""
    cells: dict[Cell, Sums] = {}
    zone = facts.begins.tzinfo
    seen: set[tuple[str, str, int, int]] = set()
    for contact in sorted(facts.contacts, key=lambda one: one.at):
        hour = contact.at.astimezone(zone).hour
        _count(cells, contact.place, hour, "", _of_contact(contact))
        if contact.promised is not None:
            _count(cells, contact.place, hour, contact.currency, {"promised_minor": contact.promised})
        if not contact.inbound:
            _count_once(cells, seen, contact, hour)
    for stretch in facts.stretches:
        for hour, seconds in _hours_of(stretch, facts):
            for dimension, key in (("all", ""), ("agent", str(stretch.agent))):
                _into(cells, Cell(dimension, key, stretch.team, hour, ""), _of_stretch(stretch.state, seconds))
    for part in facts.parts:
        _count(cells, part.place, WHOLE_DAY, "", _of_part(part))
        _count(cells, part.place, WHOLE_DAY, part.currency, _money_of_part(part))
    for money in facts.money:
        _count(cells, money.place, WHOLE_DAY, money.currency, _of_money(money))
    for wish in facts.wishes:
        _count(cells, wish.place, WHOLE_DAY, "", {"complaints" if wish.kind == "complaint" else "stops": 1})
    _count_portfolio(cells, facts)
    return {cell: kept for cell, sums in cells.items() if (kept := {k: n for k, n in sums.items() if n})}


def _of_contact(contact: Contact) -> Sums:
    out = not contact.inbound
    code = contact.code
    return {
        "attempts": int(out),
        "inbound": int(contact.inbound),
        "answered": int(out and contact.answered),
        "right_party": int(out and contact.right_party),
        "talks": int(contact.right_party),
        "promises": int(contact.promised is not None),
        "handled": int(bool(code)),
        "hung_up": int(code == "HUP"),
        "breaches": int(contact.breach),
    }


def _of_stretch(state: str, seconds: int) -> Sums:
    return {f"s_{state}": seconds, "s_paid": seconds}


def _of_part(part: DuePart) -> Sums:
    if part.status not in JUDGED:
        return {"parts_open": 1}
    return {"parts_due": 1, "parts_kept": int(part.status == "kept")}


def _money_of_part(part: DuePart) -> Sums:
    if part.status not in JUDGED:
        return {"open_minor": part.amount}
    return {"due_minor": part.amount, "due_paid_minor": min(part.paid, part.amount)}


def _of_money(money: Money) -> Sums:
    return {"collected_minor": money.amount, "unasked_minor": 0 if money.place.channel else money.amount}


def _values(place: Place) -> Iterator[tuple[str, str]]:
    """Yield (dimension, key) of every cell in which a fact at this place counts."""
    yield "all", ""
    yield "stage", place.stage
    yield "queue", str(place.queue)
    yield "agent", str(place.agent)
    yield "mind", place.mind
    yield "channel", place.channel
    for script in place.scripts:
        yield "script", script


def _count(cells: dict[Cell, Sums], place: Place, hour: int, currency: str, sums: Mapping[str, int]) -> None:
    for dimension, key in _values(place):
        at = WHOLE_DAY if dimension == "script" else hour
        _into(cells, Cell(dimension, key, place.team, at, currency), sums)


def _into(cells: dict[Cell, Sums], cell: Cell, sums: Mapping[str, int]) -> None:
    into = cells.setdefault(cell, {})
    for name, count in sums.items():
        if count:
            into[name] = into.get(name, 0) + count


def _count_once(cells: dict[Cell, Sums], seen: set[tuple[str, str, int, int]], contact: Contact, hour: int) -> None:
    """Count the customer once a day in each value of each dimension, at the hour of the first attempt there."""
    team = contact.place.team
    for dimension, key in _values(contact.place):
        mark = (dimension, key, team, contact.customer)
        if mark not in seen:
            seen.add(mark)
            at = WHOLE_DAY if dimension == "script" else hour
            _into(cells, Cell(dimension, key, team, at, ""), {"worked": 1})


def _hours_of(stretch: Stretch, facts: DayFacts) -> Iterator[tuple[int, int]]:
    """Yield (local hour, whole seconds) of the part of a stretch that lies in the day."""
    if stretch.state not in WORKING:
        return
    at, end = max(stretch.began_at, facts.begins), min(stretch.ended_at, facts.ends)
    while at < end:
        local = at.astimezone(facts.begins.tzinfo)
        upto = min(end, _next_hour(at, local))
        yield local.hour, _seconds(facts.begins, upto) - _seconds(facts.begins, at)
        at = upto


def _next_hour(at: datetime, local: datetime) -> datetime:
    past = timedelta(minutes=local.minute, seconds=local.second, microseconds=local.microsecond)
    return at - past + timedelta(hours=1)


def _seconds(since: datetime, at: datetime) -> int:
    """Return the second of the day. Cut ends that touch add up to the whole."""
    return int((at - since).total_seconds())


def _count_portfolio(cells: dict[Cell, Sums], facts: DayFacts) -> None:
    """Count what is known of the portfolio and of no agent."""
    for stock in facts.stock:
        place = Place(team=stock.team, queue=stock.queue, stage=stock.stage)
        _count_there(cells, place, "", {"in_queue": stock.customers})
        _count_there(cells, place, stock.currency, {"in_queue_minor": stock.owed})
    for start in facts.late:
        place = Place(team=start.team, queue=start.queue, stage=start.stage)
        _count_there(cells, place, "", {"newly_late": 1})
        _count_there(cells, place, start.currency, {"late_minor": start.amount, "late_paid_minor": start.collected})
    for pair in facts.ageing:
        _count_ageing(cells, pair)


def _count_there(cells: dict[Cell, Sums], place: Place, currency: str, sums: Mapping[str, int]) -> None:
    """Count under the queue and the stage alone: the portfolio has no agent, channel or state of mind."""
    for dimension, key in (("all", ""), ("stage", place.stage), ("queue", str(place.queue))):
        _into(cells, Cell(dimension, key, place.team, WHOLE_DAY, currency), sums)


def bucket_of(days_past_due: int) -> int:
    """Return the number of months past due, a begun one counts. The last bucket holds everything older."""
    return min(AGED, -(-max(0, days_past_due) // 30))


def stage_of_bucket(bucket: int) -> str:
    """Return the stage of a bucket: M1, M2 or M3+, and "" for current."""
    return ("", "M1", "M2")[bucket] if bucket <= 2 else "M3+"


def _count_ageing(cells: dict[Cell, Sums], pair: AgeingPair) -> None:
    """Count the cured accounts and the balance that rolled on. Balances count in the bucket where they were."""
    late = pair.accounts if pair.was else 0
    counts = {"late_accounts": late, "cured": late if pair.now == 0 else 0}
    money = {
        "ageing_minor": pair.owed_then if 0 < pair.was < AGED else 0,  # from the last bucket nothing rolls on
        "rolled_minor": pair.owed_now if pair.was > 0 and pair.now == pair.was + 1 else 0,
    }
    for dimension, key in (("all", ""), ("stage", stage_of_bucket(pair.was))):
        for currency, sums in (("", counts), (pair.currency, money)):
            _into(cells, Cell(dimension, key, 0, WHOLE_DAY, currency), sums)
