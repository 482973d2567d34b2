"""Fixtures every test may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return a fresh database, once on each kind that is not left out."""
    if request.param == "sqlite":
        return databases.fresh_sqlite(tmp_path)
    return databases.fresh_postgres()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Give a fresh SQLite database."""
    return databases.fresh_sqlite(tmp_path)


@pytest.fixture
def house(database_url: str) -> Iterator[object]:
    """Give a small house with the cast of people, on each kind of database."""
    from tests.people import House

    made = House(database_url)
    yield made
    made.close()


@pytest.fixture
def small_house(sqlite_url: str) -> Iterator[object]:
    """Give a small house on SQLite."""
    from tests.people import House

    made = House(sqlite_url)
    yield made
    made.close()
