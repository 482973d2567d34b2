"""The sums of a day, and the rates that the board makes of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DaySums:
    """What one agent did on one day. Seconds are those of stretches that have ended."""

    calls: int = 0
    talks: int = 0
    rpc: int = 0
    promises: int = 0
    talk_s: int = 0
    contact_s: int = 0
    wrap_s: int = 0
    idle_s: int = 0
    break_s: int = 0

    @property
    def occupancy(self) -> int | None:
        """Return (contact + wrap-up) / (contact + wrap-up + available) in percent, None before anything was done."""
        return percent(self.contact_s + self.wrap_s, self.contact_s + self.wrap_s + self.idle_s)


@dataclass(frozen=True, slots=True)
class HourSums:
    """Calls, talks and promises of one hour."""

    calls: int = 0
    talks: int = 0
    promises: int = 0


def percent(part: int, whole: int) -> int | None:
    """Return the part in whole percent, None of nothing: no rate is better than a made-up one."""
    return round(100 * part / whole) if whole else None
