"""Fixtures for every test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import databases

# No test judges time: a busy machine must not turn an example red.
settings.register_profile("console", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("console")


@pytest.fixture(params=databases.KINDS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return a fresh database, once on each kind that is not left out."""
    url = databases.fresh_sqlite(tmp_path) if request.param == "sqlite" else databases.fresh_postgres()
    yield url
    databases.remove(url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """Return the URL of a fresh SQLite database."""
    return databases.fresh_sqlite(tmp_path)


@pytest.fixture(params=databases.KINDS)
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[object]:
    """Return a small site with the cast of people, once on each kind of database."""
    from tests.people import SampleSite

    url = databases.fresh_sqlite(tmp_path) if request.param == "sqlite" else databases.unmade_postgres()
    made = SampleSite(url)
    yield made
    made.close()
    databases.remove(url)


@pytest.fixture
def sqlite_site(sqlite_url: str) -> Iterator[object]:
    """Return a small site with the cast of people, on SQLite only."""
    from tests.people import SampleSite

    made = SampleSite(sqlite_url)
    yield made
    made.close()
