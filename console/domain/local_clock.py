"""Whose clock an agreed time means: the customer's own, as far as number and address tell."""

from __future__ import annotations

from console.domain.facts import CustomerFacts


def clock_zone(facts: CustomerFacts, zone: str, number: str | None) -> str:
    """Return the zone in which this customer reads a clock.

    The number on which one talks tells best, else the first usable number (+1 212 is New York), then a verified
    home address. Where neither tells, ``zone``, the customer's zone on file, stands.
    """
    home = next((a.zone for a in facts.addresses or () if a.kind == "home" and a.verified and a.zone), None)
    phones = [p for p in facts.phones or () if p.status == "usable" or p.e164 == number]
    spoken = next((p for p in phones if p.e164 == number), phones[0] if phones else None)
    return (spoken.zone if spoken else None) or home or zone
