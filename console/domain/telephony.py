"""The interface of a telephone line. The adapters are in ``console.telephony``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SimulatedCall:
    """What a simulated call does: it rings ``ring_seconds``, ends with ``result``, talks ``talk_seconds``.

    ``result`` is one of answered, no_answer, busy, off, suspended, invalid, rejected, voicemail.
    """

    ring_seconds: float
    result: str
    talk_seconds: float


class TelephoneLine(Protocol):
    """A way to ring a number."""

    name: str

    def dial(self, number: str) -> dict[str, str]:
        """Return what the browser needs to call. It holds the number only for a line that dials in the browser."""
        ...

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        """Return what a simulated call will do, or None for a real line."""
        ...


class Texts(Protocol):
    """A carrier of short texts that a customer asks for: codes and links. It is called after the commit."""

    name: str

    def send(self, number: str, text: str) -> bool:
        """Hand the text to the carrier. Return False when the carrier did not take it."""
        ...
