"""Masks: what a panel may show of a number (rule 19)."""

from __future__ import annotations


def phone(e164: str) -> str:
    """Return 138****1234 for a mainland number, and the same for others: middle digits hidden."""
    local = e164.removeprefix("+86") if e164.startswith("+86") else e164
    if len(local) < 8:
        return "*" * len(local)
    return f"{local[:3]}****{local[-4:]}"


def name(full: str) -> str:
    """Return only the first character: the full name is for the agent who has the customer."""
    return f"{full[0]}**" if full else ""


def address(full: str) -> str:
    """Return w***@example.com: the first character and where the address lies."""
    local, at, domain = full.partition("@")
    return f"{local[:1]}***@{domain}" if at else "*" * len(full)
