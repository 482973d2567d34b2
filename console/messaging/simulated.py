"""A simulated carrier for the sample: it loses, delays, doubles and reorders, drawn from a seed and the message's key.

Nothing leaves the server. The same seed and keys always make the same day. Customers answer a few of the messages.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from console.domain.messaging import Incoming, MessageChannel, Outgoing, Receipt, Taken

ANSWERS: tuple[tuple[str, str], ...] = (
    ("1", "1"),
    ("Can I pay on Friday?", "周五还可以吗？"),
    ("I lost my job and cannot pay", "还不上，失业了"),
    ("Already paid", "已经还了"),
    ("STOP", "TD"),
)


@dataclass(frozen=True, slots=True)
class Faults:
    """How often something goes wrong: shares from 0 to 1."""

    refused: float = 0.01  # for good: the number does not exist
    busy: float = 0.02  # not now
    lost_answer: float = 0.01  # taken, but nobody hears it
    lost: float = 0.02  # taken, and never delivered
    doubled: float = 0.03  # a receipt or answer comes twice
    answered: float = 0.1  # the customer writes back
    slowest: timedelta = timedelta(minutes=3)


NONE = Faults(0, 0, 0, 0, 0, 0, timedelta(seconds=5))


@dataclass
class Simulated:
    """A carrier in memory. ``delivered`` holds what the customers got, by key, in order."""

    seed: int
    clock: Callable[[], datetime]
    faults: Faults = field(default_factory=Faults)
    channels: tuple[MessageChannel, ...] = ("sms", "email", "im")
    rate: float = 50.0
    name: str = "simulated"
    knows_keys: bool = True
    delivered: list[Outgoing] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Start with nothing on its way."""
        self._lock = threading.Lock()
        self._known: dict[str, str] = {}  # key -> the carrier's own id
        self._coming: list[tuple[datetime, int, Receipt | Incoming]] = []
        self._tries: dict[str, int] = {}

    def send(self, message: Outgoing) -> Taken:
        """Take a message, refuse it, or lose the answer. A key that comes again is not delivered again."""
        with self._lock:
            known = self._known.get(message.key) if self.knows_keys else None
            if known is not None:
                return Taken("sent", known)
            tries = self._tries[message.key] = self._tries.get(message.key, 0) + 1
            draw = random.Random(f"{self.seed}:{message.key}:{tries}")
            roll = draw.random()
            if roll < self.faults.refused:
                return Taken("never", reason="unknown subscriber")
            if roll < self.faults.refused + self.faults.busy:
                return Taken("later", reason="busy")
            carrier_id = f"sim-{len(self._known) + 1}-{draw.getrandbits(32):08x}"
            self._known[message.key] = carrier_id
            self._deliver(message, carrier_id, draw)
            lost = draw.random() < self.faults.lost_answer
            return Taken("unclear", reason="no answer") if lost else Taken("sent", carrier_id)

    def _deliver(self, message: Outgoing, carrier_id: str, draw: random.Random) -> None:
        now = self.clock()
        if draw.random() < self.faults.lost:
            self._later(now + 2 * self.faults.slowest, draw, Receipt(carrier_id, "expired", now, "no receipt"))
            return
        self.delivered.append(message)
        at = now + draw.random() * self.faults.slowest
        self._later(at, draw, Receipt(carrier_id, "delivered", at, key=message.key))
        if message.channel != "sms" and draw.random() < 0.5:
            read = at + timedelta(minutes=2)
            self._later(read, draw, Receipt(carrier_id, "read", read, key=message.key))
        if draw.random() < self.faults.answered:
            texts = draw.choice(ANSWERS)
            chinese = any("\u4e00" <= c <= "\u9fff" for c in message.text)
            written = at + timedelta(seconds=draw.randint(20, 240))
            text = texts[1] if chinese else texts[0]
            answer = Incoming(f"{carrier_id}-a", message.channel, message.to, text, written, message.key)
            self._later(written, draw, answer)

    def _later(self, at: datetime, draw: random.Random, what: Receipt | Incoming) -> None:
        """Let something come back at about this time, sometimes twice."""
        for _ in range(2 if draw.random() < self.faults.doubled else 1):
            late = draw.random() * self.faults.slowest / 4
            self._coming.append((at + late, len(self._coming), what))

    def collect(self, now: datetime) -> Sequence[Receipt | Incoming]:
        """Return what has come back by now."""
        with self._lock:
            due = sorted((one for one in self._coming if one[0] <= now), key=lambda one: one[:2])
            self._coming = [one for one in self._coming if one[0] > now]
        return [what for _, _, what in due]
