"""Who may be visited: the life of a visit, who is proposed, what a visit is worth, and its lawful windows.

Visits are strong, costly and dangerous, so few are made. What is chosen here is the house's policy beyond the law. The
law itself is asked of the one engine (``windows``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from console.domain.compliance import Pack, Proposed, allowed_until, check
from console.domain.errors import IllegalMove
from console.domain.facts import Address, Attempt, CustomerFacts, RequestKind

# state -> where it may go. What is in no key is over.
MOVES: Mapping[str, tuple[str, ...]] = {
    "proposed": ("approved", "refused", "cancelled"),
    "approved": ("planned", "cancelled"),
    "planned": ("approved", "departed", "cancelled"),
    "departed": ("arrived", "done", "cancelled"),
    "arrived": ("done", "cancelled"),
}
OPEN = tuple(MOVES)
STATES: dict[str, tuple[str, str]] = {
    "proposed": ("waits for approval", "待审批"),
    "approved": ("approved, not planned", "已批准，待排线"),
    "planned": ("on a round", "已排入路线"),
    "departed": ("on the way", "前往中"),
    "arrived": ("at the door", "已到达"),
    "done": ("done", "已完成"),
    "refused": ("refused", "未批准"),
    "cancelled": ("cancelled", "已取消"),
}
COLLECTORS = 2
MOST_STOPS = 12  # of a pair on one day: the last door deserves the patience of the first
MINUTES = 20  # at one door
LARGE = 30_000_00  # minor units owed from which the console proposes a visit by itself
TRIES, TRY_DAYS = 6, 3  # calls and messages without a talk, on so many days
LOOK_BACK = timedelta(days=30)
STRICT: frozenset[RequestKind] = frozenset(  # holds and wishes with which nobody is visited, beyond the law's own
    {
        *("cease", "refusal", "dispute", "complaint", "fraud_claim", "paid_claim", "hardship", "vulnerable", "risk"),
        *("represented", "deceased", "incapacity", "minor", "plan", "police_ban", "illegal_debt", "bankruptcy"),
    }
)
# share of the debt that a visit is expected to bring, by stage: the house's estimate until it has figures of its own
GAIN_SHARE = {"M1": 0.01, "M2": 0.015, "M3+": 0.02}
MOST_GAIN = 20_000_00
PAIR_HOUR, PAIR_KM = 200_00, 1_50  # what an hour and a kilometre of a pair cost, minor units
TYPICAL_TRAVEL_MIN, TYPICAL_KM = 20, 6
RISK_SHARE = 0.1  # added to the cost: two people at a stranger's door
SPEAKING = ("call", "robot_call", "voice_message", "sms", "email", "im")

FACTORS: dict[str, tuple[str, str]] = {
    "owed": ("Amount owed", "欠款金额"),
    "past_due": ("Days past due", "逾期天数"),
    "tries": ("Calls and messages without a talk in 30 days", "近30天未能沟通的电话及消息次数"),
    "refused": ("Refuses calls and messages", "拒绝电话及消息"),
    "no_number": ("No usable number", "无可用号码"),
    "asked": ("Proposed by a colleague", "由同事提议"),
    "gain": ("Expected gain", "预期回款"),
    "cost": ("Cost: minutes, travel, risk", "成本：工时、路程、风险"),
}
OBSTACLES: dict[str, tuple[str, str]] = {
    "nothing_owed": ("nothing is owed", "无欠款"),
    "address": ("no verified home address on the map", "无已核实且已定位的住址"),
    "hold": ("a hold or wish on file", "存在暂缓或客户意愿"),
    "law": ("not lawful that day", "当日依法不得上门"),
    "small": ("too small a debt", "欠款金额较小"),
    "phone": ("calls and messages are not exhausted", "电话及消息尚未用尽"),
    "gain": ("it would cost more than it brings", "成本高于预期回款"),
}
LEFT_OUT: dict[str, tuple[str, str]] = {
    "unreachable": ("no pair can be there in its lawful windows", "各小组均无法在合法时段内到达"),
    "no_time": ("no time left on the round", "路线时间已满"),
    "full": ("the pairs have their full number of visits", "各小组当日外访数已满"),
    "gain": ("the way costs more than the visit brings", "路程成本高于预期回款"),
    "law": ("not lawful that day", "当日依法不得上门"),
}


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a visit is expected to bring and to cost, in minor units."""

    gain: int
    cost: int

    @property
    def worth_it(self) -> bool:
        """True when it brings more than it costs."""
        return self.gain > self.cost


@dataclass(frozen=True, slots=True)
class Pair:
    """A pair's day as the planner takes it: times are instants, breaks are (from, to, minutes) with instants.

    ``done`` … ``next``: see ``console/routing/replan.py``; ids of visits, places by their index in the day.
    """

    id: int
    start: int
    end: int
    starts_at: datetime
    ends_at: datetime
    breaks: tuple[tuple[datetime, datetime, int], ...] = ()
    at_place: int | None = None
    free_at: datetime | None = None
    next: int | None = None
    departed_at: datetime | None = None
    begun: int = 0  # visits of today that are begun or over


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit to plan: its place, its lawful windows (begin of the visit), and what it brings."""

    id: int
    place: int
    windows: tuple[tuple[datetime, datetime], ...]
    minutes: int
    gain: int
    required: bool = False
    pair: int | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """Everything that the day of a team is planned from. ``points``: (lat, lon) by place."""

    points: tuple[tuple[float, float], ...]
    pairs: tuple[Pair, ...]
    wanted: tuple[Wanted, ...]
    city: str = ""
    versions: tuple[tuple[int, int], ...] = ()  # round, version: what the plan stands for
    now: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedStop:
    """A visit, or a break (``visit`` None), with its planned times."""

    visit: int | None
    arrives_at: datetime
    begins_at: datetime
    leaves_at: datetime
    travel_s: int
    metres: int


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """The order of one pair."""

    id: int
    leaves_at: datetime
    back_at: datetime
    metres: int
    stops: tuple[PlannedStop, ...]


@dataclass(frozen=True, slots=True)
class DayPlan:
    """The answer of the planner. ``saved_s``: pair time against nearest-next, which would miss ``nearest_missed``."""

    rounds: tuple[PlannedRound, ...]
    left: tuple[tuple[int, str], ...]
    by: str
    saved_s: int
    nearest_missed: int
    distances: str
    distances_note: str


def move(state: str, to: str) -> str:
    """Return the new state. Raises IllegalMove when a visit in this state does not go there."""
    if to not in MOVES.get(state, ()):
        raise IllegalMove("This visit has gone on meanwhile. Reload the page.")
    return to


def estimate(owed: int, stage: str, minutes: int = MINUTES, *, unit: int = 100) -> Estimate:
    """Return what a visit brings and costs. ``unit``: minor units that equal 100 units of the constants here."""
    gain = min(round(owed * GAIN_SHARE.get(stage, 0.01)), MOST_GAIN * unit // 100)
    hours = (minutes + TYPICAL_TRAVEL_MIN) / 60
    cost = (PAIR_HOUR * hours + PAIR_KM * TYPICAL_KM) * (1 + RISK_SHARE)
    return Estimate(gain, round(cost * unit / 100))


def obstacles(facts: CustomerFacts, now: datetime, *, place: bool) -> tuple[str, ...]:
    """Return what forbids a visit in any case. ``place``: a verified home address stands on the map."""
    found: list[str] = []
    if sum(max(0, account.balance or 0) for account in facts.accounts or ()) <= 0:
        found.append("nothing_owed")
    if not place:
        found.append("address")
    holds = (r for r in facts.requests or () if r.kind in STRICT and r.since <= now and (r.until or now) >= now)
    if any(True for _ in holds):
        found.append("hold")
    return tuple(found)


def reluctance(facts: CustomerFacts, now: datetime, *, unit: int = 100) -> tuple[str, ...]:
    """Return why the console does not propose a visit by itself; a person may."""
    found: list[str] = []
    owed = sum(max(0, account.balance or 0) for account in facts.accounts or ())
    if owed * 100 // unit < LARGE:
        found.append("small")
    if not exhausted(facts, now):
        found.append("phone")
    return tuple(found)


def exhausted(facts: CustomerFacts, now: datetime) -> str:
    """Return why calls and messages lead nowhere: tries, refused or no_number; "" when they may still."""
    if not any(phone.status == "usable" for phone in facts.phones or ()):
        return "no_number"
    refused = {"medium_refused", "opt_out"}
    if any(r.kind in refused and not r.scope.get("number") and r.since <= now for r in facts.requests or ()):
        return "refused"
    tried = tries(facts, now)
    return "tries" if len(tried) >= TRIES and len({a.at.date() for a in tried}) >= TRY_DAYS else ""


def tries(facts: CustomerFacts, now: datetime) -> list[Attempt]:
    """Return the calls and messages since the last talk, of the last 30 days."""
    recent = [a for a in facts.attempts or () if a.channel in SPEAKING and now - LOOK_BACK < a.at <= now]
    talks = [a.at for a in recent if a.result == "effective" or a.direction == "in"]
    since = max(talks, default=now - LOOK_BACK)
    return [a for a in recent if a.direction == "out" and a.at > since]


def factors_of(facts: CustomerFacts, worth: Estimate, now: datetime, *, asked: bool) -> list[list[str]]:
    """Return the reasons with their values as they are kept with the proposal: codes of FACTORS, amounts in minor."""
    owed = sum(max(0, account.balance or 0) for account in facts.accounts or ())
    found = [["owed", str(owed)]]
    found.append(["past_due", str(max((a.days_past_due or 0 for a in facts.accounts or ()), default=0))])
    if asked:
        found.append(["asked", ""])
    why = exhausted(facts, now)
    if why in ("refused", "no_number"):
        found.append([why, ""])
    found.append(["tries", str(len(tries(facts, now)))])
    return [*found, ["gain", str(worth.gain)], ["cost", str(worth.cost)]]


def proposal(address: Address, at: datetime) -> Proposed:
    """Return the visit as the engine is asked about it. What only the door shows is left out: it is asked there."""
    details = {"collectors": COLLECTORS}
    return Proposed("visit", initiator="agent", address=address, at=at, extra=details)


def windows(
    address: Address, facts: CustomerFacts, packs: Sequence[Pack], start: datetime, end: datetime, minutes: int
) -> tuple[tuple[datetime, datetime], ...]:
    """Return when a visit may begin from ``start`` on so that it ends lawfully by ``end``, as the engine judges."""
    length, at = timedelta(minutes=minutes), start
    found: list[tuple[datetime, datetime]] = []
    while at < end:
        wished = proposal(address, at)
        verdict = check(wished, facts, packs, at)
        if verdict.blocked:
            if verdict.next_allowed_at is None or verdict.next_allowed_at <= at:
                break
            at = verdict.next_allowed_at
            continue
        until = min(allowed_until(replace(wished, at=None), facts, packs, at, lawful=True) or at, end)
        if until - length >= at:
            found.append((at, until - length))
        at = max(until, at + timedelta(minutes=1))
    return tuple(found)
