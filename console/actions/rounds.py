"""The rounds of a day: made for a pair, planned, and changed by a lead."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from sqlalchemy import or_, select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.visit_places import release, reserve
from console.domain import visits
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.events import RoundChanged, SupplyChanged
from console.store import scope
from console.store.customer_case import load_case
from console.store.customer_facts import load_customer
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Person, Place, Visit, VisitRound
from console.store.visits import is_free, lawful_windows, rounds_of, write_plan

BREAK_FROM, BREAK_TO, BREAK_MINUTES = "11:30", "13:00", 45  # the usual break: it begins from … to …


@action("round.open")
def open_round(
    act: Act, day: str, collectors: Sequence[int], start_id: int, end_id: int, hours: tuple[str, str]
) -> Answer:
    """Make the round of a pair for a day. ``hours``: local "HH:MM" of the site."""
    session = act.work.session
    pair = sorted(set(collectors))
    if len(pair) != visits.COLLECTORS:
        raise Invalid("A round needs two different collectors.", field="collectors")
    people = session.execute(select(Person).where(Person.id.in_(pair), Person.disabled_at.is_(None))).scalars().all()
    if len(people) != len(pair) or any(one.role != "collector" or one.team_id != act.actor.team_id for one in people):
        raise Invalid("Choose two collectors from the list.", field="collectors")
    for place_id, field in ((start_id, "start"), (end_id, "end")):
        place = session.get(Place, place_id)
        if place is None or place.customer_id is not None:
            raise Invalid("Choose a place from the list.", field=field)
    starts_at, ends_at = (_instant(act, day, text) for text in hours)
    rests = starts_at <= _instant(act, day, BREAK_FROM) and ends_at > _instant(act, day, BREAK_TO) + timedelta(hours=1)
    if ends_at <= starts_at or ends_at <= act.now:
        raise Invalid("The end must be after the start.", field="ends")
    taken = session.execute(
        select(VisitRound.id).where(
            VisitRound.day == day, or_(VisitRound.first_id.in_(pair), VisitRound.second_id.in_(pair))
        )
    ).first()
    if taken:
        raise Conflict("One of them has a round on that day already.")
    round_id = add(
        session,
        VisitRound,
        day=day,
        team_id=act.actor.team_id,
        first_id=pair[0],
        second_id=pair[1],
        start_id=start_id,
        end_id=end_id,
        starts_at=starts_at,
        ends_at=ends_at,
        breaks=[[BREAK_FROM, BREAK_TO, BREAK_MINUTES]] if rests else [],
        state="planned",
        version=1,
        planned_version=0,
        planned_by="",
        steps=[],
        metres=0,
        nearest_missed=0,
        distances="",
        distances_note="",
    )
    return Answer(data={"state": "planned", "round": round_id})


def _instant(act: Act, day: str, clock: str) -> datetime:
    try:
        return datetime.combine(datetime.fromisoformat(day).date(), time.fromisoformat(clock), act.context.zone)
    except ValueError as error:
        raise Invalid("Enter a date.", field="day") from error


@action("round.plan")
def keep_plan(act: Act, day: str, plan: visits.DayPlan, versions: Sequence[tuple[int, int]]) -> Answer:
    """Keep the order that the planner has found. It is refused when a round has changed since it began.

    Each visit is judged once more: a hold or a stop of the last seconds leaves it out. Its customer is reserved.
    """
    session = act.work.session
    rounds = _locked(act, day)
    if {one.id: one.version for one in rounds} != dict(versions):
        raise Conflict("A round has changed meanwhile. Plan again.")
    before = _customers_on(act, [one.id for one in rounds])
    plan = _still_lawful(act, plan)
    on_round = write_plan(session, rounds, plan, act.now)
    until = max((one.ends_at for one in rounds), default=act.now)
    for customer_id in sorted(set(on_round)):
        reserve(act, customer_id, until)
    for customer_id in sorted(before - set(on_round)):
        release(act, customer_id)
    act.work.happened(SupplyChanged(), RoundChanged((), tuple(one.id for one in rounds)))
    return Answer(data={"state": plan.by, "planned": len(on_round), "left": len(plan.left)})


def _locked(act: Act, day: str) -> Sequence[VisitRound]:
    """Return the rounds of the actor's team, their customers locked before them (rule 4)."""
    session = act.work.session
    ids = [one.id for one in rounds_of(session, day, act.actor.team_id)]
    customers = session.execute(
        select(Visit.customer_id).where(
            Visit.ended_at.is_(None), or_(Visit.round_id.in_(ids), Visit.state == "approved")
        )
    ).scalars()
    for customer_id in sorted(set(customers)):
        load_customer(session, customer_id, lock=True)
    return rounds_of(session, day, act.actor.team_id, lock=True)


def _customers_on(act: Act, rounds: Sequence[int]) -> set[int]:
    wanted = select(Visit.customer_id).where(Visit.round_id.in_(rounds), Visit.state == "planned")
    return set(act.work.session.execute(wanted).scalars())


def _still_lawful(act: Act, plan: visits.DayPlan) -> visits.DayPlan:
    """Return the plan without the visits that may not begin at their time, as the engine judges now."""
    session = act.work.session
    left = list(plan.left)
    known = {one.id for one in plan.rounds}
    rounds: list[visits.PlannedRound] = []
    for one in plan.rounds:
        kept: list[visits.PlannedStop] = []
        for stop in one.stops:
            if stop.visit is not None:
                visit = session.get(Visit, stop.visit)
                if visit is None or not is_free(visit, known):
                    raise Conflict("A round has changed meanwhile. Plan again.")
                case = load_case(session, visit.customer_id, act.now, team=act.actor.team_id)
                assert case is not None
                if not lawful_windows(session, case, visit, stop.begins_at, stop.leaves_at):
                    left.append((visit.id, "law"))
                    continue
            kept.append(stop)
        rounds.append(visits.PlannedRound(one.id, one.leaves_at, one.back_at, one.metres, tuple(kept)))
    return visits.DayPlan(
        tuple(rounds), tuple(left), plan.by, plan.saved_s, plan.nearest_missed, plan.distances, plan.distances_note
    )


@action("visit.move")
def move_visit(act: Act, visit_id: int, round_id: int | None) -> Answer:
    """Give a visit to a pair, or to none in particular. Both rounds are to be planned anew."""
    session = act.work.session
    customer_id = session.execute(select(Visit.customer_id).where(Visit.id == visit_id)).scalar()
    if customer_id is None:
        raise NotYours()
    load_customer(session, customer_id, lock=True)
    scope.need_answered(session, act.actor, customer_id)
    visit = session.get_one(Visit, visit_id, with_for_update=True)
    if visit.state not in ("approved", "planned"):
        raise Conflict("This visit has gone on meanwhile. Reload the page.")
    touched = sorted({one for one in (visit.round_id, round_id) if one is not None})
    for one in touched:
        changed = session.get(VisitRound, one, with_for_update=True)
        if changed is None or changed.team_id != act.actor.team_id or changed.state not in ("planned", "out"):
            raise NotYours()
        put(session, changed, version=changed.version + 1)
    put(session, visit, round_id=round_id, bound=round_id is not None, position=None, state="approved", left_out="")
    if round_id is None:
        release(act, customer_id)
    act.work.happened(SupplyChanged(), RoundChanged((), tuple(touched)))
    return Answer(data={"state": "approved"})
