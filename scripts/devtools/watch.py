"""`dev.py run --watch`: templates, styles and scripts follow a change without a restart."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

from scripts.devtools.environment import assets
from scripts.devtools.shell import PYTHON, ROOT, Stop, say

EVERY_S = 0.5  # seconds between two looks at the files
SERVER = {"CONSOLE_WATCH": "1"}  # the server reads templates again


def serve_and_watch(env: dict[str, str]) -> int:
    """Serve until stopped, and build scripts and styles again when one changes; return the exit code."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the server ends with this process
    server = subprocess.Popen([str(PYTHON), "-m", "console", "serve"], cwd=ROOT, env={**os.environ, **env, **SERVER})
    say("Watching templates/ and static/: reload the page to see a change …")
    try:
        seen = _newest()
        while server.poll() is None:
            time.sleep(EVERY_S)
            now = _newest()
            if now != seen:
                seen = now
                _build()
        return server.returncode
    finally:
        server.terminate()
        server.wait()


def _newest() -> tuple[int, float]:
    """Return the number of the sources and the time of the newest one: it differs after every change."""
    times = [path.stat().st_mtime for kind in ("js", "css") for path in (ROOT / "static" / kind).rglob(f"*.{kind}")]
    return len(times), max(times)


def _build() -> None:
    try:
        assets()
    except Stop as error:
        print(error, flush=True)  # a source with an error: the last build stays until it is mended
