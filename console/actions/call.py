"""What every action is called with and what it answers (rules 4, 16, 27)."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.domain.actor import Actor
from console.domain.kept_words import keep, read
from console.domain.messaging import Carrier
from console.domain.telephony import TelephoneLine
from console.store.unit_of_work import Database, Work


@dataclass(frozen=True)
class Context:
    """What all actions of a process share.

    ``rng`` is the only source of randomness. ``wall_clock`` returns real time for audit rows. ``carriers``: who
    takes the messages of each channel; without one a channel is not offered.
    """

    database: Database
    zone: ZoneInfo
    rng: random.Random
    wall_clock: Callable[[], datetime]
    line: TelephoneLine
    carriers: Mapping[str, Carrier] = field(default_factory=dict)


@dataclass(frozen=True)
class Call:
    """One request: who acts, when, and the key of the operation ("" means that it cannot be repeated)."""

    context: Context
    actor: Actor
    now: datetime
    key: str = ""


@dataclass(frozen=True)
class Act:
    """A call inside its transaction."""

    work: Work
    call: Call

    @property
    def actor(self) -> Actor:
        """The person, machine or worker that acts."""
        return self.call.actor

    @property
    def now(self) -> datetime:
        """The product's instant of the call."""
        return self.call.now

    @property
    def context(self) -> Context:
        """What the process shares."""
        return self.call.context

    @property
    def day(self) -> str:
        """The site's local date as ISO text."""
        return self.now.astimezone(self.context.zone).date().isoformat()


@dataclass(frozen=True)
class Answer:
    """The answer of every action, the same for HTTP and socket (rule 27).

    ``text`` is English with ``%(name)s`` placeholders that ``words`` fills. ``data`` holds what the caller
    needs next; each action says which keys. ``show_once`` holds secrets for this reply only.
    """

    ok: bool = True
    code: str = ""
    text: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    at_field: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    next_allowed_at: datetime | None = None
    seq: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    show_once: dict[str, Any] = field(default_factory=dict)  # secrets for this reply only: never stored
    replayed: bool = False
    keep: bool = True  # False: do not store under the key (a later try may differ)

    def stored(self) -> dict[str, Any]:
        """Return the answer as it is stored with its key, as JSON data."""
        return {
            "ok": self.ok,
            "code": self.code,
            "text": self.text,
            "words": keep(self.words),
            "field": self.at_field,
            "next_allowed_at": plain_json(self.next_allowed_at),
            "seq": self.seq,
            "data": plain_json(self.data),
            "changed": list(self.changed),
        }


def plain_json(value: Any) -> Any:
    """Return the value as JSON data; dates and times become ISO text. Raises TypeError for other objects."""
    return json.loads(json.dumps(value, default=_json))


def _json(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in an answer")


def answer_from_store(kept: dict[str, Any]) -> Answer:
    """Return an answer as ``Answer.stored`` kept it."""
    at = kept.get("next_allowed_at")
    return Answer(
        ok=kept["ok"],
        code=kept["code"],
        text=kept["text"],
        words=read(kept["words"]),
        at_field=kept["field"],
        next_allowed_at=datetime.fromisoformat(at) if at else None,
        seq=kept["seq"],
        data=kept["data"],
        changed=tuple(kept["changed"]),
        replayed=True,
    )
