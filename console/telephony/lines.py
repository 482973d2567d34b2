"""The line: how a number is rung. A port with two adapters (rule 19).

The number is handed to the line only after ``contact.begin`` committed. ``tel`` gives the browser
a link and hears nothing back; ``simulated`` draws what happens from a seed and the attempt's
number, so that the same attempt always meets the same end.
"""

from __future__ import annotations

import random

from console.domain.telephony import SimulatedCall, TelephoneLine


class TelLink:
    """A ``tel:`` link for a softphone; it reports nothing back."""

    name = "tel"

    def dial(self, number: str) -> dict[str, str]:
        """Give the link of the number."""
        return {"line": "tel", "href": f"tel:{number}"}

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        """A real line is driven by people."""
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
    """A made-up telephone network: nothing is dialled, and no number leaves the server."""

    name = "simulated"

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def dial(self, number: str) -> dict[str, str]:
        """Give only the line's name."""
        return {"line": "simulated"}

    def plan(self, attempt_id: int) -> SimulatedCall | None:
        """Draw the call's course from the seed and the attempt."""
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
    """Give the line of this name."""
    return SimulatedLine(seed) if name == "simulated" else TelLink()
