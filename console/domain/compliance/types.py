"""The types of the compliance engine: hit, rule, pack, finding, verdict."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from console.domain.bilingual import Bilingual
from console.domain.compliance.context import Ctx
from console.domain.compliance.hit import LEVELS, Hit
from console.domain.compliance.proposed import Deed, Proposed
from console.domain.compliance.reach import Reach
from console.domain.compliance.who import PERSONS
from console.domain.facts import Channel, Direction, Initiator, Party, Purpose

__all__ = ["LEVELS", "OUTBOUND", "Finding", "Hit", "Opening", "Pack", "Rule", "Test", "Verdict"]
OUTBOUND: tuple[Purpose, ...] = ("collect", "locate", "notify", "confirm", "answer")


Test = Callable[[Ctx, Mapping[str, Any]], Hit | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a pack: the contacts it covers, its law, its parameters and its texts."""

    id: str
    law: str
    article: str
    severity: str
    confidence: str  # high med low policy
    en: str
    zh: str
    test: Test
    reach: Reach = field(kw_only=True)  # the channels, with the reason
    directions: tuple[Direction, ...] = ("out",)
    purposes: tuple[Purpose, ...] = OUTBOUND
    parties: tuple[Party, ...] = PERSONS
    initiators: tuple[Initiator, ...] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    when_unknown: str = "warn"  # block warn ask ignore
    override: str = ""  # "reason" = the agent must give a reason to go on after a warning
    # In force from ``since`` to the day before ``until``, local days of the pack. When a number changes, the
    # old row gets an end and a new row a start.
    since: date | None = None
    until: date | None = None
    deeds: tuple[Deed, ...] = ("contact",)
    needs: tuple[str, ...] = ()  # the rule is skipped unless one of these details is given ("text" = the words)
    reads: str = ""  # the facts that the rule needs: when they are unknown, it warns
    assumes: tuple[str, ...] = ()  # facts that count as harmless while they are unknown: the verdict says so
    counts: bool = False  # it counts contacts: a call that already runs was counted when it began
    tighter: Mapping[str, str] = field(default_factory=dict)  # parameter -> "less" or "more" is stricter

    @property
    def channels(self) -> tuple[Channel, ...] | None:
        """The channels that the rule covers. None = every channel."""
        return self.reach.channels

    def gates(self, proposed: Proposed) -> bool:
        """Return True when the rule covers this kind of contact."""
        if proposed.deed != "contact" or "contact" not in self.deeds:
            return proposed.deed in self.deeds
        return (
            proposed.direction in self.directions
            and proposed.purpose in self.purposes
            and (self.channels is None or proposed.channel in self.channels)
            and proposed.party in self.parties
            and (self.initiators is None or proposed.initiator in self.initiators)
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one place. ``zone``: the time zone of its legal hours.

    ``version`` changes with every change of a rule. ``checked`` is the day on which all rows were last compared with
    their sources: a change of one row does not move it.
    """

    code: str
    region: str
    zone: str
    rules: tuple[Rule, ...]
    version: str
    marks: tuple[time, ...] = ()  # local clock times at which a verdict may change
    not_covered: tuple[tuple[Bilingual, Bilingual], ...] = ()  # (what no program can decide, why)
    limits: tuple[Any, ...] = ()  # only in the pack of house rules: the rules as they were written
    checked: date = date.min


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that applied, with everything a person needs to judge it."""

    rule_id: str
    pack: str
    law: str
    article: str
    severity: str
    confidence: str
    params: Mapping[str, Any]
    facts: tuple[str, ...]
    missing: tuple[str, ...]
    text_en: str
    text_zh: str
    override: str
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Opening:
    """A small change that would make a blocked contact lawful."""

    kind: str  # time channel consent
    text_en: str
    text_zh: str
    at: datetime | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The verdict on a contact. ``level``: the highest severity of all findings."""

    level: str
    findings: tuple[Finding, ...]
    next_allowed_at: datetime | None
    next_clean_at: datetime | None
    valid_until: datetime | None
    openings: tuple[Opening, ...]
    policy_version: str
    facts_digest: str
    packs: tuple[str, ...]
    no_time_reason: str | None = None
    assumed: tuple[str, ...] = ()  # unknown facts: the verdict takes them as harmless, or as the stricter value

    @property
    def blocked(self) -> bool:
        """Return True when the contact may not begin."""
        return self.level == "block"

    @property
    def warns(self) -> bool:
        """Return True when a rule warns and none blocks."""
        return self.level == "warn"
