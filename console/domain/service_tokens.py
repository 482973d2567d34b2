"""What a machine's token may do: its networks, its rate of permits and its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from console.domain.errors import Invalid

SCOPES = ("payments", "attempts", "transcripts", "permits", "recordings")
LONGEST_DAYS = 400  # a token's life
FASTEST = 6000  # permits a minute
MINUTE = timedelta(minutes=1)


def networks(text: str) -> list[str]:
    """Return the networks of a text, one address or network a word. Raises Invalid for another word."""
    found = []
    for word in text.replace(",", " ").split():
        try:
            found.append(str(ip_network(word, strict=False)))
        except ValueError:
            raise Invalid("Write addresses such as 10.1.2.3 or 10.1.0.0/16.", field="addresses") from None
    return sorted(set(found))[:50]


def is_from(address: str, allowed: Iterable[str]) -> bool:
    """Return True when the address lies in one of the networks, or when there are none."""
    known = list(allowed)
    if not known:
        return True
    try:
        there = ip_address(address)
    except ValueError:
        return False
    there = getattr(there, "ipv4_mapped", None) or there
    return any(there in ip_network(one) for one in known)


def next_permit(used_until: datetime | None, a_minute: int, now: datetime) -> tuple[datetime | None, datetime | None]:
    """Return (when the permits are used up now, None), or (None, when the next one is free).

    As many as the rate may come at once. Then one comes free after each part of the minute. An instant that lies
    further ahead is of a clock that has been set back since, and counts for nothing.
    """
    used = used_until if used_until is not None and now < used_until <= now + MINUTE else now
    step = MINUTE / a_minute if a_minute > 0 else MINUTE
    if a_minute <= 0 or used + step - now > MINUTE:
        return None, used + step - MINUTE if a_minute > 0 else now + MINUTE
    return used + step, None


def wanted(scopes: Sequence[str]) -> list[str]:
    """Return the scopes that exist, in their order."""
    return [scope for scope in SCOPES if scope in scopes]
