"""Fixtures for the tests of actions."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from console.store.models import ServiceToken
from tests.people import SampleSite


@pytest.fixture
def gateway_site(site: SampleSite) -> SampleSite:
    """Return the site with two tokens of machines."""
    for n in (1, 2):
        token = {"id": n, "name": f"gateway {n}", "token_sha256": str(n), "scopes": ["permits"], "made_at": site.now}
        token["permits_a_minute"] = 100_000  # its rate is not what these tests ask for
        site.execute(insert(ServiceToken).values(**token))
    return site
