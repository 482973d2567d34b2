"""Joins the pattern tables of one language."""

from __future__ import annotations

from collections.abc import Mapping

from console.domain.speech.categories import CODES

Table = Mapping[str, tuple[str, ...]]


def by_category(*tables: Table) -> dict[str, tuple[str, ...]]:
    """Return one table (name of a category -> patterns) in the order of the codes, T1 first.

    Raises ValueError when a category stands in two tables or in none, or when its name is unknown.
    """
    names = [name for table in tables for name in table]
    if sorted(names) != sorted(CODES):
        raise ValueError(f"each category must stand in exactly one table: {sorted(names)}")
    joined = {name: patterns for table in tables for name, patterns in table.items()}
    return {name: joined[name] for name in CODES}
