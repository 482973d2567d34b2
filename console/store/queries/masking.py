"""Masks: what a panel may show of a number (rule 19)."""

from __future__ import annotations


def phone(e164: str) -> str:
    """Give 138****1234 for a mainland number, the same idea for others."""
    local = e164.removeprefix("+86") if e164.startswith("+86") else e164
    if len(local) < 8:
        return "*" * len(local)
    return f"{local[:3]}****{local[-4:]}"


def name(full: str) -> str:
    """Give the first character alone: who it is stays with whoever has the customer."""
    return f"{full[0]}**" if full else ""
