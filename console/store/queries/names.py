"""A person's name as a reader's page shows it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import case

from console.domain.bilingual import is_chinese
from console.store.models import Person


def name_in(locale: str, person: Any = Person) -> Any:
    """Return the column of names for readers of a language: the Chinese one where there is one."""
    if not is_chinese(locale):
        return person.name
    return case((person.name_zh != "", person.name_zh), else_=person.name).label("name")
