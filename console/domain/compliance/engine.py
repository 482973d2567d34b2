"""The one verdict (rule 1): facts in, decision out, exact to the minute.

``next_allowed_at`` follows each blocking hit to the first instant at which it stops, and asks
again there, until nothing blocks: hits end exactly where their own condition ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, time, timedelta

from console.domain.compliance.context import MAINLAND, Ctx, consent_starts, zone_of
from console.domain.compliance.packs.cn import CN
from console.domain.compliance.types import (
    LEVELS,
    Finding,
    Hit,
    Opening,
    Pack,
    Proposed,
    Rule,
    Verdict,
)
from console.domain.facts import CustomerFacts

PACKS: dict[str, Pack] = {"cn": CN}
STEPS = 80  # hops of one search; each ends a day window at least
HORIZON = timedelta(days=400)


def packs_for(facts: CustomerFacts, listed: Sequence[str]) -> tuple[Pack, ...]:
    """Give the packs that bind: the creditor's home and the customer's places, as listed."""
    regions = {facts.customer.home_region}
    regions.update(a.region for a in facts.addresses or () if a.region)
    regions.update(p.region for p in facts.phones or () if p.region and p.status == "usable")
    found = tuple(PACKS[c] for c in listed if c in PACKS and PACKS[c].region in regions)
    return found or tuple(PACKS[c] for c in listed if c in PACKS)[:1] or (CN,)


def _hits(
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    at: datetime,
    asked: datetime | None = None,
) -> list[tuple[Rule, Pack, Hit]]:
    found = []
    for pack in packs:
        ctx = Ctx(proposed, facts, at, pack.zone, asked)
        for rule in pack.rules:
            if rule.gates(proposed) and (rule.since is None or rule.since <= ctx.local.date()):
                hit = rule.test(ctx, rule.params)
                if hit is not None:
                    found.append((rule, pack, hit))
    return found


def check(
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    now: datetime,
    *,
    plan: bool = True,
) -> Verdict:
    """Give the verdict on a contact at ``now``; without ``plan`` no search for later times."""
    hits = _hits(proposed, facts, packs, now)
    findings = tuple(
        sorted(
            (_finding(rule, pack, hit) for rule, pack, hit in hits),
            key=lambda finding: -LEVELS[finding.severity],
        )
    )
    level = findings[0].severity if findings else "allow"
    allowed = clean = until = None
    openings: tuple[Opening, ...] = ()
    reason = None
    if plan:
        allowed, stopped = _first_free(proposed, facts, packs, now, "block", hits)
        clean, _ = _first_free(proposed, facts, packs, now, "warn", hits)
        until = next_change(facts, packs, now)
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
        facts_digest=hashlib.sha256(repr((proposed, facts)).encode()).hexdigest() if plan else "",
        packs=tuple(pack.code for pack in packs),
        no_time_reason=reason,
    )


def _severity(rule: Rule, hit: Hit) -> str:
    return hit.severity or rule.severity


def _finding(rule: Rule, pack: Pack, hit: Hit) -> Finding:
    return Finding(
        rule.id, pack.code, rule.law, rule.article, _severity(rule, hit), rule.confidence,
        rule.params, hit.facts, hit.missing, rule.en, rule.zh, rule.override, hit.until,
    )  # fmt: skip


def _first_free(
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    now: datetime,
    least: str,
    hits: list[tuple[Rule, Pack, Hit]],
) -> tuple[datetime | None, str | None]:
    """Give the first instant without a hit of at least this severity, or the rule that never ends."""
    at = now
    for _ in range(STEPS):
        stopping = [
            (rule, hit) for rule, _, hit in hits if LEVELS[_severity(rule, hit)] >= LEVELS[least]
        ]
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


def _openings(
    proposed: Proposed,
    facts: CustomerFacts,
    packs: Sequence[Pack],
    now: datetime,
    allowed: datetime | None,
) -> tuple[Opening, ...]:
    found = []
    if allowed is not None:
        found.append(Opening("time", "From %(at)s by phone", "%(at)s 起可致电", allowed))
    for channel, en, zh in (("sms", "Now by SMS", "现在可发短信"), ("email", "Now by e-mail",
                            "现在可发邮件")):  # fmt: skip
        other = Proposed(channel, purpose=proposed.purpose, party=proposed.party)  # type: ignore[arg-type]
        if LEVELS[check(other, facts, packs, now, plan=False).level] < LEVELS["block"]:
            found.append(Opening("channel", en, zh, now, channel))
            break
    hits = [
        hit for hit in _hits(proposed, facts, packs, now) if _severity(hit[0], hit[2]) == "block"
    ]
    if hits and all("quiet-hours" in rule.id for rule, _, _ in hits):
        found.append(
            Opening(
                "consent", "Now, if the customer agrees in writing", "客户书面同意后可立即联系", now
            )
        )
    return tuple(found)


def next_change(facts: CustomerFacts, packs: Sequence[Pack], now: datetime) -> datetime:
    """Give the next instant at which a verdict may change by time alone (never later than that)."""
    points: list[datetime] = []
    zones = {pack.zone for pack in packs} | set(facts.customer.zones)
    for name in zones:
        zone = zone_of(name)
        day = now.astimezone(zone).date()
        for days in (0, 1):
            for clock in (time(0), time(8), time(10), time(21, 50), time(21, 55), time(22)):
                points.append(datetime.combine(day + timedelta(days=days), clock, zone))
    for consent in facts.consents or ():
        points.extend(p for p in (consent.binds_from, consent.until, consent.revoked_at) if p)
        points.extend(consent_starts(consent, now, next(iter(zones))))
    for request in facts.requests or ():
        points.extend(p for p in (request.since, request.until) if p)
    return min(point for point in points if point > now)


def allowed_until(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime
) -> datetime | None:
    """Give when a contact that is lawful now stops being so; None when it is not lawful now."""
    if check(proposed, facts, packs, now, plan=False).blocked:
        return None
    at = now
    for _ in range(STEPS):
        at = next_change(facts, packs, at)
        if check(proposed, facts, packs, at, plan=False).blocked:
            return at
    return at


def calls_left(
    proposed: Proposed, facts: CustomerFacts, packs: Sequence[Pack], now: datetime
) -> tuple[int, int] | None:
    """Give (used, cap) of the tightest of today's call caps for this person and number."""
    best: tuple[int, int] | None = None
    for pack in packs:
        ctx = Ctx(proposed, facts, now, pack.zone)
        for rule in pack.rules:
            if (
                not rule.gates(proposed)
                or "cap" not in rule.params
                or rule.params.get("unit") != ("calls")
            ):
                continue
            used, cap = rule.params["count"](ctx), int(rule.params["cap"])
            if best is None or cap - used < best[1] - best[0]:
                best = (used, cap)
    return best


def abroad(facts: CustomerFacts) -> list[str]:
    """Give the customer's zones outside the mainland."""
    return [zone for zone in facts.customer.zones if zone not in MAINLAND]
