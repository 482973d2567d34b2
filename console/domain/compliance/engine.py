"""The one verdict (rule 1): facts in, decision out, exact to the minute.

The search for ``next_allowed_at`` goes to the first instant at which every blocking hit has ended and
checks again there, until nothing blocks. This works because a hit ends exactly when its condition ends.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import lru_cache

from console.domain.compliance.context import MAINLAND, Ctx, consent_end, consent_starts, hour_of, midnight, zone_of
from console.domain.compliance.labels import judged_as
from console.domain.compliance.packs.cn import CN
from console.domain.compliance.packs.us import US
from console.domain.compliance.proposed import Proposed
from console.domain.compliance.types import LEVELS, Finding, Hit, Opening, Pack, Rule, Verdict
from console.domain.compliance.verdict_record import record_of
from console.domain.facts import CustomerFacts, Request, by_hand

PACKS: dict[str, Pack] = {"cn": CN, "us": US}
STEPS = 120  # most steps of one search: each step leaves at least one daily window
HORIZON = timedelta(days=400)


def packs_for(facts: CustomerFacts, listed: Sequence[str]) -> tuple[Pack, ...]:
    """Return the packs that bind: the creditor's home and the customer's places, in the order of ``listed``."""
    regions = {facts.customer.home_region}
    regions.update(a.region for a in facts.addresses or () if a.region)
    bound = by_hand(facts.requests)
    regions.update(p.region for p in facts.phones or () if p.region and (p.status == "usable" or p.e164 in bound))
    binding = tuple(PACKS[c] for c in listed if c in PACKS and PACKS[c].region in regions)
    return binding or tuple(PACKS[c] for c in listed if c in PACKS)[:1] or (CN,)


@lru_cache(maxsize=4096)
def _rows(
    rules: _ById, deed: str, channel: str, direction: str, purpose: str, party: str, initiator: str, plain: bool
) -> tuple[Rule, ...]:
    """Return the rules for this kind of contact. ``plain``: the contact has neither details nor a text."""
    kind = Proposed(channel, direction, purpose, party, initiator, deed=deed)  # type: ignore[arg-type]
    return tuple(r for r in rules.pack.rules if r.gates(kind) and not (plain and r.needs))


class _ById:
    """A pack as a cache key: compared by identity, never by contents."""

    __slots__ = ("pack",)

    def __init__(self, pack: Pack) -> None:
        self.pack = pack

    def __hash__(self) -> int:
        return id(self.pack)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and other.pack is self.pack


def _hits(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], at: datetime, asked: datetime | None = None
) -> list[tuple[Rule, Pack, Hit]]:
    hits = []
    plain = not proposed.extra and not proposed.text
    running = proposed.extra.get("in_call") is True
    purpose, label = judged_as(proposed, facts, at)
    if label:
        proposed = replace(proposed, purpose=purpose)
    for pack in packs:
        ctx = Ctx(proposed, facts, at, pack.zone, asked, label)
        rows = _rows(
            _ById(pack),
            proposed.deed,
            proposed.channel,
            proposed.direction,
            proposed.purpose,
            proposed.party,
            proposed.initiator,
            plain,
        )
        for rule in rows:
            if rule.since is not None and rule.since > ctx.local.date():
                continue
            if rule.until is not None and rule.until <= ctx.local.date():
                continue
            if rule.counts and running:
                continue
            if rule.needs and not any(
                proposed.text if need == "text" else need in proposed.extra for need in rule.needs
            ):
                continue
            hit = rule.test(ctx, rule.params)
            if hit is None and rule.reads and getattr(facts, rule.reads) is None:
                hit = Hit(severity="warn", missing=(rule.reads,))
            if hit is not None:
                if rule.until is not None:
                    over = midnight(pack.zone, rule.until)  # the rule itself ends there
                    hit = replace(hit, until=min(hit.until or over, over))
                hits.append((rule, pack, hit))
    return hits


def check(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime, *, plan: bool = True
) -> Verdict:
    """Return the verdict on a contact at ``now``.

    ``plan``: also search for the next allowed times and the openings. Without it the digest of the facts is ""."""
    hits = _hits(proposed, facts, packs, now)
    findings = tuple(
        sorted((_finding(rule, pack, hit) for rule, pack, hit in hits), key=lambda finding: -LEVELS[finding.severity])
    )
    level = findings[0].severity if findings else "allow"
    allowed = clean = until = None
    openings: tuple[Opening, ...] = ()
    reason = None
    if plan:
        allowed, stopped = _first_free(proposed, facts, packs, now, "block", hits)
        clean, _ = _first_free(proposed, facts, packs, now, "warn", hits)
        until = next_change(facts, packs, now)
        ends = [hit.until for _, _, hit in hits if hit.until is not None and hit.until > now]
        until = min([until, *ends])
        if allowed is None:
            reason = stopped
        if level == "block":
            openings = _openings(proposed, facts, packs, now, allowed)
    return Verdict(
        level=level,
        findings=findings,
        next_allowed_at=allowed,
        next_clean_at=clean,
        valid_until=until,
        openings=openings,
        policy_version="+".join(f"{pack.code}:{pack.version}" for pack in packs),
        facts_digest=record_of(facts).digest if plan else "",
        packs=tuple(pack.code for pack in packs),
        no_time_reason=reason,
        assumed=assumed(proposed, facts, packs, hits) if plan else (),
    )


def assumed(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], hits: Sequence[tuple[Rule, Pack, Hit]]
) -> tuple[str, ...]:
    """Return the unknown facts that this verdict takes a value for: the stricter one, or the harmless one."""
    names = {name for _, _, hit in hits for name in hit.missing}
    for rule in (rule for pack in packs for rule in pack.rules if rule.assumes and rule.gates(proposed)):
        names.update(name for name in rule.assumes if _unknown(name, proposed, facts))
    return tuple(sorted(names))


def _unknown(name: str, proposed: Proposed, facts: CustomerFacts) -> bool:
    where, _, field = name.partition(".")
    if where == "customer":
        return getattr(facts.customer, field) is None
    if where == "details":
        return proposed.extra.get(field) is None
    return getattr(facts, where) is None


def explain(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime
) -> list[tuple[Rule, Pack, Hit | None]]:
    """Return every rule for this contact with its hit or None: the verdict step by step."""
    spoken = {(id(rule), pack.code): hit for rule, pack, hit in _hits(proposed, facts, packs, now)}
    proposed = replace(proposed, purpose=judged_as(proposed, facts, now)[0])
    return [
        (rule, pack, spoken.get((id(rule), pack.code)))
        for pack in packs
        for rule in pack.rules
        if rule.gates(proposed) and _in_force(rule, now, pack.zone)
    ]


def _in_force(rule: Rule, now: datetime, zone: str) -> bool:
    day = now.astimezone(zone_of(zone)).date()
    return (rule.since is None or rule.since <= day) and (rule.until is None or day < rule.until)


def _severity(rule: Rule, hit: Hit) -> str:
    return hit.severity or rule.severity


def _finding(rule: Rule, pack: Pack, hit: Hit) -> Finding:
    return Finding(
        rule.id,
        pack.code,
        rule.law,
        rule.article,
        _severity(rule, hit),
        rule.confidence,
        rule.params,
        hit.facts,
        hit.missing,
        rule.en,
        rule.zh,
        rule.override,
        hit.until,
    )


def _first_free(
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    now: datetime,
    least: str,
    hits: list[tuple[Rule, Pack, Hit]],
) -> tuple[datetime | None, str | None]:
    """Return the first instant without a hit of at least this severity.

    Otherwise None and the id of the rule that does not end by time ("horizon": no end within the search)."""
    at = now
    for _ in range(STEPS):
        stopping = [(rule, hit) for rule, _, hit in hits if LEVELS[_severity(rule, hit)] >= LEVELS[least]]
        if not stopping:
            return at, None
        for rule, hit in stopping:
            if hit.until is None:
                return None, rule.id
        at = max(hit.until for _, hit in stopping if hit.until is not None)
        if at - now > HORIZON:
            return None, stopping[0][0].id
        hits = _hits(proposed, facts, packs, at, now)
    return None, "horizon"


# rules that the customer's written consent lifts
BY_CONSENT = frozenset({"cn-time-quiet-hours", "cn-time-send-check", "us-time-inconvenient", "us-time-known"})


def _openings(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime, allowed: datetime | None
) -> tuple[Opening, ...]:
    openings = []
    if allowed is not None:
        openings.append(Opening("time", "From %(at)s", "%(at)s 起可以", allowed))
    for channel, en, zh in (("sms", "Now by SMS", "现在可发短信"), ("email", "Now by e-mail", "现在可发邮件")):
        if channel == proposed.channel or proposed.deed != "contact":
            continue
        other = replace(
            proposed,
            channel=channel,  # type: ignore[arg-type]
            direction="out",
            address=None,
            number=proposed.number if channel == "sms" else None,
        )
        if LEVELS[check(other, facts, packs, now, plan=False).level] < LEVELS["block"]:
            openings.append(Opening("channel", en, zh, now, channel))
            break
    hits = [hit for hit in _hits(proposed, facts, packs, now) if _severity(hit[0], hit[2]) == "block"]
    if hits and all(rule.id in BY_CONSENT for rule, _, _ in hits):
        openings.append(Opening("consent", "Now, if the customer agrees in writing", "客户书面同意后可立即联系", now))
    return tuple(openings)


def next_change(facts: CustomerFacts, packs: Sequence[Pack], now: datetime) -> datetime:
    """Return the next instant at which a verdict may change by time alone. It may be too early, never too late."""
    points: list[datetime] = []
    zones = {pack.zone for pack in packs} | set(facts.customer.zones)
    marks = sorted({time(0)}.union(*(pack.marks for pack in packs)))
    for name in zones:
        zone = zone_of(name)
        day = now.astimezone(zone).date()
        for days in (0, 1):
            points.extend(datetime.combine(day + timedelta(days=days), clock, zone) for clock in marks)
        for consent in facts.consents or ():
            points.extend(consent_starts(consent, now, name))
            end = consent_end(consent, now, name)
            if end is not None:
                points.extend(end - timedelta(minutes=minutes) for minutes in (0, 5, 10))
        for request in facts.requests or ():
            points.extend(_window_marks(request, now, name))
    for consent in facts.consents or ():
        for point in (consent.binds_from, consent.until, consent.revoked_at):
            if point:
                points.extend(point - timedelta(minutes=minutes) for minutes in (0, 5, 10))
    for request in facts.requests or ():
        points.extend(p for p in (request.since, request.until) if p)
    for declared in facts.declarations or ():
        points.extend(p for p in (declared.since, declared.until) if p)
    for attempt in facts.attempts or ():
        if attempt.at > now - timedelta(days=8):
            points.extend(attempt.at + span for span in SPANS)
    return min(point for point in points if point > now)


# spans after an attempt at which a rolling limit may loosen: carrier, rapid calls, messages of a week
SPANS = (timedelta(0), timedelta(minutes=1), timedelta(hours=1), timedelta(hours=24), timedelta(days=7))


def _window_marks(request: Request, now: datetime, zone: str) -> list[datetime]:
    """Return the starts and ends of a request's hours today and tomorrow, in local time."""
    edges = [clock for pair in request.scope.get("hours") or () for clock in pair]
    if request.scope.get("days"):
        edges.append("00:00")
    day = now.astimezone(zone_of(zone)).date()
    return [
        datetime.combine(day + timedelta(days=days), hour_of(edge), zone_of(zone)) for edge in edges for days in (0, 1)
    ]


def allowed_until(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime, *, lawful: bool = False
) -> datetime | None:
    """Return when a contact that is lawful now stops to be lawful, or None when it is not lawful now.

    ``lawful``: the caller has just checked that it is lawful now.
    """
    if not lawful and check(proposed, facts, packs, now, plan=False).blocked:
        return None
    at = now
    for _ in range(STEPS):
        at = next_change(facts, packs, at)
        if any(_severity(rule, hit) == "block" for rule, _, hit in _hits(proposed, facts, packs, at)):
            return at
    return at


def calls_left(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime
) -> tuple[int, int] | None:
    """Return (used, cap) of today's call cap with the fewest calls left, or None when no cap applies."""
    best: tuple[int, int] | None = None
    for pack in packs:
        ctx = Ctx(proposed, facts, now, pack.zone)
        for rule in pack.rules:
            if not rule.gates(proposed) or "cap" not in rule.params or rule.params.get("unit") != ("calls"):
                continue
            used, cap = rule.params["count"](ctx), int(rule.params["cap"])
            if best is None or cap - used < best[1] - best[0]:
                best = (used, cap)
    return best


def abroad(facts: CustomerFacts) -> list[str]:
    """Return the customer's zones outside the mainland."""
    return [zone for zone in facts.customer.zones if zone not in MAINLAND]
