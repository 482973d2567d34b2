"""The application in one process (no server): for tests of doors and pushes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from console.app import create_app
from console.clock import Clock
from console.passwords import hash_password
from console.settings import Settings
from tests.people import SampleSite

PASSWORD = "a long password"
ORIGIN = "http://127.0.0.1:5000"
_HASHED = hash_password(PASSWORD)


class StillClock(Clock):
    """A clock that the site moves."""

    def __init__(self, site: SampleSite) -> None:
        super().__init__()
        self.site = site

    def now(self) -> Any:
        return self.site.now


class Served:
    """A site with its application: pages, interfaces and sockets, without a server."""

    def __init__(self, url: str, folder: Path, customers: int = 12) -> None:
        self.site = SampleSite(url, customers)
        self.site.sql("UPDATE person SET password_hash = :h", h=_HASHED)
        settings = Settings(url, "s" * 40, folder, testing=True)
        self.app, self.socketio = create_app(settings, database=self.site.database, clock=StillClock(self.site))
        self.parts = self.app.extensions["console"]
        self.parts["screens"].supply.seconds = 0

    def client(self, login: str = "") -> FlaskClient:
        """Return a browser's HTTP side, signed in."""
        client = self.app.test_client()
        if login:
            page = client.get("/login").get_data(as_text=True)
            found = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert found
            form = {"csrf_token": found.group(1), "login": login, "password": PASSWORD}
            assert client.post("/login", data=form).status_code == 302
        return client

    def token(self, client: FlaskClient) -> str:
        page = client.get("/password").get_data(as_text=True)
        found = re.search(r'name="csrf-token" content="([^"]+)"', page)
        assert found
        return found.group(1)

    def socket(self, client: FlaskClient, namespace: str = "/desk", origin: str = ORIGIN) -> Any:
        return self.socketio.test_client(
            self.app, namespace=namespace, flask_test_client=client, headers={"Origin": origin}
        )

    def flush(self) -> None:
        self.parts["drawer"].flush(all_now=True)
