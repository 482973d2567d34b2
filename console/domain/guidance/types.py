"""The types of the talking points."""

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
    ("next_step", "Dated step", "敲定还款日"),
    ("repeat_back", "Repeat back", "复述确认"),
    ("close", "Close", "结束"),
)
STEP_KEYS = tuple(key for key, _, _ in STEPS)
CARD_OF = {"who": "open", "identity": "verify", "recording": "recording"}  # disclosure -> the step of its card
STAGES = {"M1": "M1", "M2": "mid", "M3+": "late"}
LONGEST_SECONDS = 12
SITUATIONS = ("promise_due", "plan_open", "inbound")  # needs that rank above state of mind and stage
HAN_PER_SECOND = 4.2
WORDS_PER_SECOND = 2.5


@dataclass(frozen=True, slots=True)
class Point:
    """One talking point. ``needs``: facts that must be true of the case."""

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
    share: float = 1.0  # weight in the random draw between the versions of a cell

    @property
    def cell(self) -> str:
        """The point's place in the library, the same for all its versions."""
        return f"{self.channel}.{self.psychology}.{self.stage}.{self.step}"

    @property
    def slot(self) -> tuple[str, tuple[str, ...]]:
        """What a published version replaces: the cell and the facts in ``needs``."""
        return self.cell, tuple(sorted(set(self.needs) - {"identity_verified"}))

    @property
    def id(self) -> str:
        """The point's id in stored records, with its version."""
        return f"{self.cell}.v{self.version}"


def step_of(point_id: str) -> str:
    """Return the step in the id of a talking point, or ""."""
    parts = point_id.split(".")
    return parts[3] if len(parts) == 5 else ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What the screen shows: at most three points, the first one is "now"."""

    points: tuple[Point, ...]
    neutral: bool
    path: str
    step: str
    chances: tuple[float, ...] = ()  # the probability with which each point's version was drawn


@dataclass(frozen=True, slots=True)
class Disclosure:
    """Something that must be said, in the shortest lawful wording."""

    key: str
    en: str
    zh: str
    law: str


@dataclass(frozen=True, slots=True)
class Objection:
    """What a customer may say, and the answer to it. Texts are (English, Chinese)."""

    key: str
    hotkey: str
    said: tuple[str, str]
    acknowledge: tuple[str, str]
    clarify: tuple[str, str]
    option: tuple[str, str]
    next_step: tuple[str, str]
    avoid: tuple[str, str]
    code: str
