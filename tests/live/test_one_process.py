"""SQLite is served by one process; the others say so, name it, and say what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from console.settings import BadSetting, read_settings
from tests.browser.serving import ROOT, Site

pytestmark = pytest.mark.chaos


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path, customers=3)
    yield made
    made.stop()


def command(site: Site, name: str, **more: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **site.env, **more}
    return subprocess.run(
        [sys.executable, "-m", "console", name], env=env, cwd=ROOT, capture_output=True, text=True, timeout=120
    )


@pytest.mark.timeout(400)
def test_a_second_server_on_one_sqlite_is_refused_and_names_the_first(site: Site) -> None:
    second = command(site, "serve", CONSOLE_PORT="5179")
    assert second.returncode == 1 and "Traceback" not in second.stderr
    assert f"Process {site.process.pid} serves this database already" in second.stderr
    assert "PostgreSQL" in second.stderr
    worker = command(site, "worker")
    assert worker.returncode == 1 and "python -m console serve" in worker.stderr
    site.stop()
    site.start()  # the lock went with the process


def test_redis_without_postgresql_is_refused() -> None:
    base = {"CONSOLE_SECRET_KEY": "x" * 40, "CONSOLE_REDIS_URL": "redis://127.0.0.1/0"}
    with pytest.raises(BadSetting, match="PostgreSQL"):
        read_settings(base)
    with pytest.raises(BadSetting, match="redis://"):
        read_settings({**base, "CONSOLE_REDIS_URL": "http://x", "CONSOLE_DATABASE_URL": "postgresql:///x"})
    assert read_settings({**base, "CONSOLE_DATABASE_URL": "postgresql:///x"}).redis_url
    with pytest.raises(BadSetting, match="CONSOLE_SECOND_FACTOR"):
        read_settings({"CONSOLE_SECRET_KEY": "x" * 40, "CONSOLE_SECOND_FACTOR": "boss"})
