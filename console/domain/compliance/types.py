"""The shapes of the compliance engine: what is proposed, what a rule is, what a verdict says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from console.domain.compliance.context import Ctx
from console.domain.compliance.proposed import Deed, Proposed
from console.domain.facts import Channel, Direction, Initiator, Party, Purpose

LEVELS = {"allow": 0, "remind": 1, "warn": 2, "block": 3}
OUTBOUND: tuple[Purpose, ...] = ("collect", "locate", "notify", "confirm", "answer")


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule that speaks now. ``until``: first instant at which it stops by time alone."""

    until: datetime | None = None
    severity: str = ""  # other than the row's own
    facts: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


Test = Callable[[Ctx, Mapping[str, Any]], Hit | None]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of a pack: what it gates, its law, its numbers and its words."""

    id: str
    law: str
    article: str
    severity: str
    confidence: str  # high med low policy
    en: str
    zh: str
    test: Test
    channels: tuple[Channel, ...] | None = None  # None = every channel
    directions: tuple[Direction, ...] = ("out",)
    purposes: tuple[Purpose, ...] = OUTBOUND
    parties: tuple[Party, ...] | None = None
    initiators: tuple[Initiator, ...] | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    when_unknown: str = "warn"  # block warn ask ignore
    override: str = ""  # "reason" = a warn asks for one
    since: date | None = None  # first and first-no-more local day of the pack's zone: a number
    until: date | None = None  # that changes is an old row with an end and a new one with a start
    deeds: tuple[Deed, ...] = ("contact",)
    needs: tuple[str, ...] = ()  # details ("text" = the words) without which the row is silent
    reads: str = ""  # facts without which the row cannot know: unknown, it warns
    tighter: Mapping[str, str] = field(default_factory=dict)  # parameter -> "less" or "more"

    def gates(self, proposed: Proposed) -> bool:
        """True when the row speaks of this kind of contact at all."""
        if proposed.deed != "contact" or "contact" not in self.deeds:
            return proposed.deed in self.deeds
        return (
            proposed.direction in self.directions
            and proposed.purpose in self.purposes
            and (self.channels is None or proposed.channel in self.channels)
            and (self.parties is None or proposed.party in self.parties)
            and (self.initiators is None or proposed.initiator in self.initiators)
        )


@dataclass(frozen=True, slots=True)
class Pack:
    """The rules of one place. ``zone`` is the hour the law speaks of."""

    code: str
    region: str
    zone: str
    rules: tuple[Rule, ...]
    version: str
    marks: tuple[time, ...] = ()  # local clock times at which a verdict may change
    not_covered: tuple[tuple[str, str], ...] = ()  # rows no program decides, and why
    limits: tuple[Any, ...] = ()  # the house's pack: its rules as they were written


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that spoke, with everything a person needs to judge it."""

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
    """A smallest change that would open what is blocked."""

    kind: str  # time channel consent
    text_en: str
    text_zh: str
    at: datetime | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of the law. ``level`` is the highest severity of all findings."""

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

    @property
    def blocked(self) -> bool:
        """True when the contact may not begin."""
        return self.level == "block"

    @property
    def warns(self) -> bool:
        """True when something warns but nothing blocks."""
        return self.level == "warn"
