"""The shapes of the talking points."""

from __future__ import annotations

from dataclasses import dataclass

STEPS: tuple[tuple[str, str, str], ...] = (
    ("open", "Open", "开场"),
    ("verify", "Verify", "核身"),
    ("recording", "Recording", "录音告知"),
    ("debt", "State the debt", "说明欠款"),
    ("listen", "Listen", "倾听"),
    ("cause", "Cause", "原因"),
    ("ability", "Ability", "能力"),
    ("offer", "Offer", "方案"),
    ("next_step", "Dated step", "约定日期"),
    ("repeat_back", "Repeat back", "复述确认"),
    ("close", "Close", "结束"),
)
STEP_KEYS = tuple(key for key, _, _ in STEPS)
STAGES = {"M1": "M1", "M2": "mid", "M3+": "late"}
LONGEST_SECONDS = 12
SITUATIONS = ("promise_due", "plan_open")  # needs that come before state of mind and stage
HAN_PER_SECOND = 4.2
WORDS_PER_SECOND = 2.5


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to say. ``needs``: facts that must be true of this case to say it."""

    psychology: str  # procrastination fear rational or * (neutral)
    stage: str  # M1 mid late or *
    step: str
    en: str
    zh: str
    why_en: str
    why_zh: str
    needs: tuple[str, ...] = ()
    version: int = 1
    channel: str = "call"  # call sms email visit
    share: float = 1.0  # of a fair random split between the versions of a cell

    @property
    def cell(self) -> str:
        """The point's place in the library, whatever its version."""
        return f"{self.channel}.{self.psychology}.{self.stage}.{self.step}"

    @property
    def slot(self) -> tuple[str, tuple[str, ...]]:
        """The place that a version replaces: its cell and the facts it speaks of."""
        return self.cell, tuple(sorted(set(self.needs) - {"identity_verified"}))

    @property
    def id(self) -> str:
        """The point's name in records."""
        return f"{self.cell}.v{self.version}"


@dataclass(frozen=True, slots=True)
class Guidance:
    """What stands on the screen: at most three points, the first one is "now"."""

    points: tuple[Point, ...]
    neutral: bool
    path: str
    step: str
    chances: tuple[float, ...] = ()  # how likely each point's version was to be drawn


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that must be said, in the shortest lawful wording."""

    key: str
    en: str
    zh: str
    law: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What a customer may say, and the way through it: acknowledge, clarify, option, dated step."""

    key: str
    hotkey: str
    said: tuple[str, str]
    acknowledge: tuple[str, str]
    clarify: tuple[str, str]
    option: tuple[str, str]
    next_step: tuple[str, str]
    avoid: tuple[str, str]
    code: str
