"""Every acknowledged outcome reached the disk before its answer: the kernel's own record of it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import databases

ROOT = Path(__file__).parent.parent.parent
pytestmark = pytest.mark.chaos

CHILD = """
import os, sys
sys.path.insert(0, {root!r})
from tests.people import SampleSite
from console.actions import handout, shift
site = SampleSite({url!r}, 40)
for number in range(20):
    token = site.talk("agent1")
    assert site.finish("agent1", token, "REF").ok
    os.write(1, b"ACK %d\\n" % number)
    shift.go_offline(site.call("agent1"))
    handout.end_wrap_up(site.call("agent1"), token)
"""


def synced(trace: str) -> tuple[int, int]:
    """Return (acknowledged, of them with a sync since the one before)."""
    acked = good = 0
    fresh = False
    for line in trace.splitlines():
        if re.search(r"\b(fsync|fdatasync)\(", line):
            fresh = True
        elif '"ACK ' in line:
            acked += 1
            good += fresh
            fresh = False
    return acked, good


@pytest.mark.timeout(240)
def test_every_acknowledged_outcome_has_a_sync_before_its_answer(tmp_path: Path) -> None:
    strace = shutil.which("strace")
    assert strace, "install strace (apt install strace)"
    url = databases.fresh_sqlite(tmp_path)
    code = CHILD.format(root=str(ROOT), url=url)
    trace = tmp_path / "trace"
    command = [strace, "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(trace), sys.executable, "-c"]
    done = subprocess.run([*command, code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    assert synced(trace.read_text()) == (20, 20)


def test_the_reading_of_the_trace_can_fail() -> None:
    assert synced('fdatasync(3) = 0\nwrite(1, "ACK 1\nwrite(1, "ACK 2') == (2, 1)
