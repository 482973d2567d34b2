"""The designer's loop: a change of a template, a style or a script shows without a restart."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.waiting import listens, until

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 120  # seconds; loading the sample takes most of it


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a copy of this checkout that may be changed; the environments are shared."""
    copy = tmp_path / "checkout"
    copy.mkdir()
    for name in ("console", "templates", "static", "migrations", "scripts"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock", "package.json", "package-lock.json", "babel.cfg"):
        shutil.copy(ROOT / name, copy / name)
    for name in (".venv", "node_modules"):
        (copy / name).symlink_to((ROOT / name).resolve())
    return copy


@contextlib.contextmanager
def watching(checkout: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    env = {**os.environ, "CONSOLE_INSTANCE": str(checkout / "instance")}
    command = [sys.executable, "scripts/dev.py", "run", "--watch", "--port", str(port)]
    server = subprocess.Popen(command, cwd=checkout, env=env)
    try:
        yield server
    finally:
        server.terminate()
        server.wait(20)


def wait_for(found: Callable[[], bool], server: subprocess.Popen[bytes]) -> None:
    until(found, PATIENCE_S, lives=lambda: server.poll() is None)


def wait_until_closed(port: int) -> None:
    """Wait until nobody listens: the server ends with the command that watches."""
    until(lambda: not listens(port), PATIENCE_S)


def test_watch_shows_changes_of_template_style_and_script_without_a_restart(checkout: Path) -> None:
    port = free_port()

    def shows(path: str, text: str) -> bool:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as page:
            return text in page.read().decode()
        return False

    frame = "/dev/panels/desk/ready"
    with watching(checkout, port) as server:
        wait_for(lambda: shows(frame, "panel-queue"), server)
        panel = checkout / "templates" / "desk" / "_queue.html"
        panel.write_text(panel.read_text().replace('id="panel-queue"', 'id="panel-queue" data-changed="yes"'))
        wait_for(lambda: shows(frame, 'data-changed="yes"'), server)
        style = checkout / "static" / "css" / "gallery.css"
        style.write_text(style.read_text() + ".changed-style { color: red; }\n")
        wait_for(lambda: shows("/static/build/app.css", "changed-style"), server)
        script = checkout / "static" / "js" / "entry-gallery.js"
        script.write_text(script.read_text() + 'document.body.dataset.changedScript = "yes";\n')
        wait_for(lambda: shows("/static/build/gallery.js", "changedScript"), server)
        style.write_text(style.read_text() + "@import './nothing-there.css';\n")  # an error keeps the last build
        script.write_text(script.read_text() + 'document.body.dataset.afterError = "yes";\n')
        style.write_text(style.read_text().replace("@import './nothing-there.css';\n", ""))
        wait_for(lambda: shows("/static/build/gallery.js", "afterError"), server)
    wait_until_closed(port)
