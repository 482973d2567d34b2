"""Reading the day of a team for the planner, and writing its plan. Actions and the sample share it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from console.domain import facts as f
from console.domain import visits
from console.store import scope
from console.store.customer_case import Case, load_case
from console.store.fast.entities import put
from console.store.models import Address, Place, Visit, VisitRound

APPOINTMENT = timedelta(minutes=20)  # so much later than agreed a visit may begin

OFF_THE_ROUND: Mapping[str, object] = {
    "state": "approved",
    "round_id": None,
    "bound": False,
    "position": None,
    "arrives_at": None,
    "begins_at": None,
    "leaves_at": None,
    "travel_s": 0,
    "metres": 0,
}


@dataclass(frozen=True)
class Door:
    """A verified home address that stands on the map."""

    address: f.Address
    place: Place


def door_of(session: Session, customer_id: int) -> Door | None:
    """Return the customer's newest verified home with its place, or None."""
    found = session.execute(
        select(Address, Place)
        .join(Place, Place.address_id == Address.id)
        .where(Address.customer_id == customer_id, Address.kind == "home", Address.verified.is_(True))
        .order_by(Address.id.desc())
        .limit(1)
    ).one_or_none()
    return None if found is None else Door(address_facts(found[0]), found[1])


def address_facts(row: Address) -> f.Address:
    """Return an address as the rules read it."""
    return f.Address(
        row.kind, row.zone or None, row.region or None, row.province or None, row.verified, row.binds_until
    )


def day_of(session: Session, day: str, team_id: int | None, now: datetime, zone: ZoneInfo) -> visits.Day:
    """Return what the team's day is planned from: its rounds, and every visit that is approved or not begun."""
    rounds = rounds_of(session, day, team_id)
    points = _Points(session)
    open_visits = _open_visits(session, [one.id for one in rounds], team_id)
    pairs = tuple(_pair(session, one, points, zone) for one in rounds)
    wanted: list[visits.Wanted] = []
    if pairs:
        start = max(now, min(pair.starts_at for pair in pairs))
        end = max(pair.ends_at for pair in pairs)
        for visit in open_visits:
            wanted.append(_wanted(session, visit, points, (start, end), team_id))
    return visits.Day(
        points.all,
        pairs,
        tuple(wanted),
        city=points.city,
        versions=tuple((one.id, one.version) for one in rounds),
        now=now,
    )


def rounds_of(session: Session, day: str, team_id: int | None, *, lock: bool = False) -> Sequence[VisitRound]:
    """Return the rounds of a day that are not over. ``team_id`` None: of all teams."""
    wanted = select(VisitRound).where(VisitRound.day == day, VisitRound.state.in_(("planned", "out")))
    if team_id is not None:
        wanted = wanted.where(VisitRound.team_id == team_id)
    return session.execute((wanted.with_for_update() if lock else wanted).order_by(VisitRound.id)).scalars().all()


def _open_visits(session: Session, rounds: Collection[int], team_id: int | None) -> Sequence[Visit]:
    ours: tuple[ColumnElement[bool], ...] = ()
    if team_id is not None:
        team = scope.team_of(Visit.customer_id)
        ours = (Visit.round_id.in_(rounds) | team.is_(None) | (team == team_id),)
    return (
        session.execute(
            select(Visit)
            .where(
                Visit.ended_at.is_(None),
                Visit.round_id.in_(rounds) | Visit.round_id.is_(None),  # another day's or team's round keeps its own
                Visit.state.in_(("approved", "planned")),
                *ours,
            )
            .order_by(Visit.id)
        )
        .scalars()
        .all()
    )


class _Points:
    """The places of a day, each once, by its index."""

    def __init__(self, session: Session) -> None:
        self.session, self.index, self.city = session, dict[int, int](), ""
        self._points: list[tuple[float, float]] = []

    def of(self, place_id: int) -> int:
        """Return the index of a place."""
        if place_id not in self.index:
            place = self.session.get_one(Place, place_id)
            self.index[place_id] = len(self._points)
            self.city = self.city or place.city
            self._points.append((place.lat, place.lon))
        return self.index[place_id]

    @property
    def all(self) -> tuple[tuple[float, float], ...]:
        """Latitude and longitude by index."""
        return tuple(self._points)


def _pair(session: Session, one: VisitRound, points: _Points, zone: ZoneInfo) -> visits.Pair:
    day = datetime.fromisoformat(one.day).date()

    def clock(text: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(text), zone)

    breaks = tuple((clock(first), clock(last), int(minutes)) for first, last, minutes in one.breaks)
    begun = (
        session.execute(
            select(Visit).where(Visit.round_id == one.id, Visit.departed_at.is_not(None)).order_by(Visit.departed_at)
        )
        .scalars()
        .all()
    )
    start, end = points.of(one.start_id), points.of(one.end_id)
    common = {"breaks": breaks, "start": start, "end": end, "starts_at": one.starts_at, "ends_at": one.ends_at}
    if not begun:
        return visits.Pair(one.id, **common)  # type: ignore[arg-type]
    last = begun[-1]
    free = last.ended_at or (last.arrived_at or last.arrives_at or last.departed_at)
    assert free is not None
    if last.ended_at is None:  # on the way or at the door: free when that visit will be over
        free += timedelta(minutes=last.minutes)
    following = None  # who is on the way goes on; who is not goes to the stop that was next
    if last.state != "departed":
        following = session.execute(
            select(Visit.id).where(Visit.round_id == one.id, Visit.state == "planned").order_by(Visit.position).limit(1)
        ).scalar()
    return visits.Pair(
        one.id,
        **common,  # type: ignore[arg-type]
        at_place=points.of(last.place_id),
        free_at=free,
        next=following,
        begun=len(begun),
    )


def _wanted(
    session: Session, visit: Visit, points: _Points, hours: tuple[datetime, datetime], team: int | None
) -> visits.Wanted:
    start, end = hours
    case = load_case(session, visit.customer_id, start, team=team)
    assert case is not None
    windows = lawful_windows(session, case, visit, start, end)
    required = visit.appointment_at is not None
    if visit.appointment_at is not None:
        first, last = visit.appointment_at, visit.appointment_at + APPOINTMENT
        windows = tuple((max(a, first), min(b, last)) for a, b in windows if max(a, first) <= min(b, last))
    return visits.Wanted(
        visit.id,
        points.of(visit.place_id),
        windows,
        visit.minutes,
        visit.gain_minor,
        required,
        visit.round_id if visit.bound else None,
    )


def lawful_windows(
    session: Session, case: Case, visit: Visit, start: datetime, end: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return when this visit may begin lawfully; nothing when the customer may not be visited at all now."""
    door = door_of(session, visit.customer_id)
    same = door is not None and door.place.id == visit.place_id  # a permit is for this place alone
    if door is None or visits.obstacles(case.facts, start, place=same):
        return ()
    return visits.windows(door.address, case.facts, case.packs, start, end, visit.minutes)


def write_plan(session: Session, rounds: Sequence[VisitRound], plan: visits.DayPlan, now: datetime) -> list[int]:
    """Write a plan: times and positions of its visits, and what was left out. Return the customers on a round.

    The caller has locked the rounds and checked their versions.
    """
    known = {one.id: one for one in rounds}
    planned: list[int] = []
    for done in plan.rounds:
        position = len(_begun(session, done.id))
        for stop in done.stops:
            if stop.visit is None:
                continue
            position += 1
            put(session, session.get_one(Visit, stop.visit), **_times(done.id, position, stop))
            planned.append(stop.visit)
        put(session, known[done.id], **_round_values(known[done.id], done, plan, now))
    for visit_id, why in plan.left:
        visit = session.get(Visit, visit_id, with_for_update=True, populate_existing=True)
        if visit is not None and is_free(visit, known):  # else it has gone on since the day was read
            put(session, visit, **OFF_THE_ROUND, left_out=why)
    return list(session.execute(select(Visit.customer_id).where(Visit.id.in_(planned))).scalars())


def is_free(visit: Visit, rounds: Collection[int]) -> bool:
    """Return True when a plan of these rounds may place the visit: it is not begun, and no other round has it."""
    return visit.state in ("approved", "planned") and (visit.round_id is None or visit.round_id in rounds)


def _begun(session: Session, round_id: int) -> Sequence[int]:
    return (
        session.execute(select(Visit.id).where(Visit.round_id == round_id, Visit.departed_at.is_not(None)))
        .scalars()
        .all()
    )


def _times(round_id: int, position: int, stop: visits.PlannedStop) -> Mapping[str, object]:
    return {
        "state": "planned",
        "round_id": round_id,
        "position": position,
        "arrives_at": stop.arrives_at,
        "begins_at": stop.begins_at,
        "leaves_at": stop.leaves_at,
        "travel_s": stop.travel_s,
        "metres": stop.metres,
        "left_out": "",
    }


def _round_values(
    one: VisitRound, done: visits.PlannedRound, plan: visits.DayPlan, now: datetime
) -> Mapping[str, object]:
    rests = [stop for stop in done.stops if stop.visit is None]
    return {
        "planned_version": one.version,
        "planned_by": plan.by,
        "planned_at": now,
        "steps": [[rest.begins_at.isoformat(), rest.leaves_at.isoformat()] for rest in rests],
        "leaves_at": done.leaves_at,
        "back_at": done.back_at,
        "metres": done.metres,
        "saved_s": plan.saved_s,
        "nearest_missed": plan.nearest_missed,
        "distances": plan.distances,
        "distances_note": plan.distances_note,
    }
