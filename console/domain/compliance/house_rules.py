"""House rules: a firm's own limits beyond the law. They tighten or add limits and never loosen one.

A house rule of kind ``param`` replaces one number of a pack's rule by a stricter one. ``hours``, ``cap``
and ``closed`` add a rule of their own. ``Rule.tighter`` says in which direction a number is stricter.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from console.domain.compliance.context import Ctx, hour_of, zone_of
from console.domain.compliance.reach import EVERY, Reach
from console.domain.compliance.types import Hit, Pack, Rule, Test
from console.domain.errors import Invalid
from console.domain.facts import Channel, CustomerFacts, Purpose

P = Mapping[str, Any]
KINDS = ("param", "hours", "cap", "closed")
CHANNELS = EVERY


@dataclass(frozen=True, slots=True)
class HouseRule:
    """One limit of the firm with its reason, its reach and its dates."""

    id: str
    kind: str  # param hours cap closed
    reason: str
    since: datetime
    until: datetime | None = None
    rule_id: str = ""  # param: the rule whose number is tightened
    param: str = ""
    value: float | None = None  # param: the stricter number. cap: attempts per local day
    opens: str = ""  # hours: contact is allowed only from ``opens`` to ``closes``, "HH:MM" local
    closes: str = ""
    channels: tuple[Channel, ...] = ()  # empty = every channel
    purposes: tuple[Purpose, ...] = ("collect",)
    products: tuple[str, ...] = ()  # empty = every product
    creditor: str = ""  # of these three, "" = every one
    portfolio: str = ""
    team: str = ""

    def binds(self, facts: CustomerFacts, at: datetime, *, creditor: str, portfolio: str, team: str) -> bool:
        """Return True when the rule is in force for this case at ``at``."""
        if self.since > at or (self.until is not None and self.until <= at):
            return False
        for wanted, given in ((self.creditor, creditor), (self.portfolio, portfolio), (self.team, team)):
            if wanted and wanted != given:
                return False
        owned = {account.product for account in facts.accounts or ()}
        return not self.products or bool(owned.intersection(self.products))


def stricter(rule: Rule, param: str, value: float) -> bool:
    """Return True when ``value`` is stricter than the rule's parameter."""
    way = rule.tighter.get(param)
    have = rule.params.get(param)
    if way is None or have is None:
        return False
    return bool(value < have if way == "less" else value > have)


def examine(house: HouseRule, packs: Sequence[Pack]) -> None:
    """Check a house rule before it is saved.

    Raises:
        Invalid: when it is incomplete or would loosen the law. It names the field and what to change.
    """
    if house.kind not in KINDS:
        raise Invalid("Choose what the rule does: stricter number, hours, cap or closed.", field="kind")
    if not house.reason.strip():
        raise Invalid("Enter the reason. It is shown beside the rule.", field="reason")
    if house.until is not None and house.until <= house.since:
        raise Invalid("The end must be after the start.", field="until")
    if house.kind == "param":
        rows = [r for p in packs for r in p.rules if r.id == house.rule_id]
        if not rows:
            raise Invalid("Choose a rule that exists.", field="rule_id")
        row = next((r for r in rows if house.param in r.tighter), None)
        if row is None:
            raise Invalid("This number of the rule cannot be changed.", field="param")
        if house.value is None or not stricter(row, house.param, house.value):
            raise Invalid(
                "A house rule may only be stricter than the law: %(now)s.",
                field="value",
                now=str(row.params.get(house.param)),
            )
        least = 0 if house.param in ("opens", "closes", "soft_start", "cap") else 1
        most = 24 if house.param in ("opens", "closes", "soft_start") else 100_000
        if not least <= house.value <= most:
            raise Invalid("Enter a number that this rule allows.", field="value")
    elif house.kind == "hours":
        try:
            opens, closes = hour_of(house.opens), hour_of(house.closes)
        except (ValueError, IndexError):
            raise Invalid("Enter hours as HH:MM.", field="opens") from None
        if closes != time(0) and closes <= opens:
            raise Invalid("The closing time must be after the opening time.", field="closes")
    elif house.kind == "cap" and (house.value is None or house.value < 0):
        raise Invalid("Enter the number of attempts a day, 0 or more.", field="value")


def _hours(ctx: Ctx, p: P) -> Hit | None:
    opens, closes = hour_of(p["opens"]), hour_of(p["closes"])
    local = ctx.local.time().replace(tzinfo=None)
    if local >= opens and (closes == time(0) or local < closes):
        return None
    day = ctx.local.date() + timedelta(days=0 if local < opens else 1)
    return Hit(datetime.combine(day, opens, zone_of(ctx.zone)))


def _cap(ctx: Ctx, p: P) -> Hit | None:
    channels = p["channels"] or CHANNELS
    used = sum(1 for a in ctx.today() if a.channel in channels)
    return Hit(ctx.tomorrow(), facts=(f"{used}/{p['cap']}",)) if used >= p["cap"] else None


def _closed(ctx: Ctx, p: P) -> Hit | None:
    return Hit(p["until"])


def _own_row(house: HouseRule) -> Rule:
    kinds: dict[str, tuple[Test, dict[str, Any]]] = {
        "hours": (_hours, {"opens": house.opens, "closes": house.closes}),
        "cap": (_cap, {"cap": int(house.value or 0), "channels": house.channels}),
        "closed": (_closed, {"until": house.until}),
    }
    test, params = kinds[house.kind]
    text_en, text_zh = {
        "hours": (f"House hours {house.opens}-{house.closes}.", f"本机构时段：{house.opens}-{house.closes}。"),
        "cap": (f"House limit: {int(house.value or 0)} a day.", f"本机构限制：每日{int(house.value or 0)}次。"),
        "closed": ("Closed by the house.", "本机构已停用此方式。"),
    }[house.kind]
    return Rule(
        f"house-{house.id}",
        f"house rule: {house.reason}",
        "",
        "block",
        "policy",
        text_en,
        text_zh,
        test,
        reach=Reach(house.channels or None, "As the house has written.", "依内部规则。"),
        purposes=tuple(p for p in house.purposes if p != "safety"),  # no house closes a call for help
        params=params,
        when_unknown="ignore",
    )


_CACHE: dict[tuple[tuple[int, ...], tuple[HouseRule, ...]], tuple[Pack, ...]] = {}
_CACHE_SIZE = 256


def with_house(packs: tuple[Pack, ...], house: tuple[HouseRule, ...]) -> tuple[Pack, ...]:
    """Return the packs with these house rules applied. A house rule that would loosen the law has no effect."""
    if not house:
        return packs
    key = (tuple(id(pack) for pack in packs), house)
    tightened = _CACHE.get(key)
    if tightened is None:
        if len(_CACHE) >= _CACHE_SIZE:
            _CACHE.clear()
        tightened = _CACHE[key] = _tightened(packs, house)
    return tightened


def _mark(house: tuple[HouseRule, ...]) -> str:
    """Return a digest of what the house rules say and when. Creditor, portfolio and team are left out."""
    said = [
        (
            x.id,
            x.kind,
            x.reason,
            x.since.astimezone(UTC).isoformat(),
            x.until.astimezone(UTC).isoformat() if x.until else "",
            x.rule_id,
            x.param,
            None if x.value is None else float(x.value),
            x.opens,
            x.closes,
            x.channels,
            x.purposes,
            x.products,
        )
        for x in house
    ]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def _tightened(packs: tuple[Pack, ...], house: tuple[HouseRule, ...]) -> tuple[Pack, ...]:
    mark = _mark(house)
    changed = []
    for pack in packs:
        rows = []
        for rule in pack.rules:
            params = dict(rule.params)
            for own in house:
                if own.kind == "param" and own.rule_id == rule.id and own.value is not None:
                    now = replace(rule, params=params)
                    if stricter(now, own.param, own.value):
                        whole = isinstance(params[own.param], int)
                        params[own.param] = int(own.value) if whole else own.value
            rows.append(replace(rule, params=params) if params != dict(rule.params) else rule)
        changed.append(replace(pack, rules=tuple(rows)))
    own_rows = tuple(_own_row(own) for own in house if own.kind != "param")
    marks = {hour_of(text) for own in house if own.kind == "hours" for text in (own.opens, own.closes)}
    marks |= {
        time(int(own.value))
        for own in house
        if own.kind == "param"
        and own.value is not None
        and own.value < 24
        and own.param in ("opens", "closes", "soft_start")
    }
    first = packs[0]
    return (*changed, Pack("house", first.region, first.zone, own_rows, mark, tuple(sorted(marks)), limits=house))
