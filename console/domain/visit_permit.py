"""The permit of a visit: what it states, and whether a visit may be begun under it.

It is signed and travels with the tablet. It ends by itself, so a tablet without a network needs no rule of law.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from console.domain.coordinates import Point, distance_m

LONGEST = timedelta(hours=4)  # then a new one is needed, which knows what has come up meanwhile
RADIUS_M = 300
CONDITIONS = ("two", "papers", "recorder", "no_entry", "debtor_only", "no_cash")


@dataclass(frozen=True, slots=True)
class Permit:
    """The right of one pair to begin one visit at one place, from an instant until another."""

    id: str
    visit: int
    round: int
    pair: tuple[int, int]
    place: Point
    given_at: datetime
    begins: datetime
    ends: datetime

    def text(self) -> str:
        """Return the permit as it is signed."""
        return json.dumps(
            {
                "v": 1,
                "id": self.id,
                "visit": self.visit,
                "round": self.round,
                "pair": list(self.pair),
                "collectors": len(self.pair),
                "party": "debtor",
                "place": [self.place.lat, self.place.lon],
                "radius_m": RADIUS_M,
                "given_at": _iso(self.given_at),
                "from": _iso(self.begins),
                "until": _iso(self.ends),
                "conditions": list(CONDITIONS),
            },
            separators=(",", ":"),
        )

    def allows(self, at: datetime, place: Point | None = None, accuracy_m: float = 0) -> bool:
        """Return True when the visit may be begun at this instant and place. None: by hand, with a reason."""
        near = place is None or distance_m(self.place, place) <= RADIUS_M + accuracy_m
        return near and self.begins <= at < self.ends


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def read_permit(text: str) -> Permit:
    """Return the permit of a signed text. Raises ValueError for another text."""
    try:
        found: dict[str, Any] = json.loads(text)
        first, second = found["pair"]
        return Permit(
            str(found["id"]),
            int(found["visit"]),
            int(found["round"]),
            (int(first), int(second)),
            Point(*map(float, found["place"])),
            *(datetime.fromisoformat(found[name]) for name in ("given_at", "from", "until")),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("no permit") from error


def span(
    windows: Sequence[tuple[datetime, datetime]], now: datetime, shift_ends: datetime
) -> tuple[datetime, datetime] | None:
    """Return from when until when a permit holds that is given now, or None when there is no time left.

    ``windows``: when the visit may begin lawfully, as the engine judges now.
    """
    for first, last in windows:
        begins, ends = max(now, first), min(last, now + LONGEST, shift_ends)
        if begins < ends:
            return begins, ends
    return None
