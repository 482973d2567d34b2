"""Money that is expected from open promises: their amounts weighted by how often such promises were kept."""

from __future__ import annotations

import math
from dataclasses import dataclass

LEAST = 30  # judged parts: with fewer nothing is foretold


@dataclass(frozen=True, slots=True)
class Expected:
    """What open promises are expected to bring, in minor units, with the range that holds in 19 of 20 cases.

    ``share`` is the kept share of money that was promised before. None = too few promises were judged.
    """

    promised: int
    share: float | None
    low: int | None
    middle: int | None
    high: int | None


def expected(promised: int, parts_kept: int, parts_due: int, paid: int, due: int) -> Expected:
    """Return what ``promised`` is expected to bring.

    The middle is the share of money that came of money promised (``paid`` of ``due``). The range is Wilson's of the
    share of parts kept, moved to this middle: parts are what chance is about, however large each of them is.
    """
    if parts_due < LEAST or due <= 0:
        return Expected(promised, None, None, None, None)
    z, share, kept = 1.96, paid / due, parts_kept / parts_due
    middle = (kept + z * z / (2 * parts_due)) / (1 + z * z / parts_due)
    half = z * math.sqrt(kept * (1 - kept) / parts_due + z * z / (4 * parts_due**2)) / (1 + z * z / parts_due)
    low, high = share - (kept - (middle - half)), share + (middle + half - kept)
    return Expected(
        promised, share, round(promised * max(0.0, low)), round(promised * share), round(promised * min(1.0, high))
    )
