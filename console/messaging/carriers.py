"""Which carrier takes the messages of each channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from console.domain.messaging import Carrier
from console.messaging.simulated import Simulated


def carriers(seed: int, clock: Callable[[], datetime], *, sample: bool) -> Mapping[str, Carrier]:
    """Return the carrier of each channel. The sample always has the simulated one: no message leaves the server."""
    if not sample:
        return {}
    simulated = Simulated(seed, clock)
    return dict.fromkeys(simulated.channels, simulated)
