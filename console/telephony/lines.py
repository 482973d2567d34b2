"""The telephone line: how a number is dialled. A port with two adapters (rule 19).

The line gets the number only after ``contact.begin`` has committed. ``tel`` sends the browser a link
and gets no report back. ``simulated`` draws the course of the call from a seed and the attempt's id,
so the same attempt always ends the same way.
"""

from __future__ import annotations

import random

from console.domain.telephony import SimulatedCall, TelephoneLine


class TelLink:
    """A ``tel:`` link for a softphone. It reports nothing back."""

    name = "tel"

    def dial(self, number: str) -> dict[str, str]:
        """Return the link of the number."""
        return {"line": "tel", "href": f"tel:{number}"}

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        """Return None: on a real line people drive the call."""
        return None


_ENDS = (
    ("answered", 0.58),
    ("no_answer", 0.22),
    ("busy", 0.05),
    ("off", 0.04),
    ("rejected", 0.05),
    ("voicemail", 0.04),
    ("suspended", 0.02),
)


class SimulatedLine:
    """A simulated telephone network. Nothing is dialled and no number leaves the server."""

    name = "simulated"

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def dial(self, number: str) -> dict[str, str]:
        """Return only the name of the line."""
        return {"line": "simulated"}

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        """Return the course of the call, drawn from the seed and the attempt's id."""
        draw = random.Random(f"{self.seed}:{attempt_id}")
        roll, result = draw.random(), "no_answer"
        for name, share in _ENDS:
            if roll < share:
                result = name
                break
            roll -= share
        rings = {"answered": (2, 8), "no_answer": (20, 30), "voicemail": (15, 20)}
        low, high = rings.get(result, (2, 5))
        return SimulatedCall(draw.uniform(low, high), result, draw.uniform(30, 240))


def telephone_line(name: str, seed: int) -> TelephoneLine:
    """Return the line of this name."""
    return SimulatedLine(seed) if name == "simulated" else TelLink()
