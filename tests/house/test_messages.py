"""Every text of the product has its Chinese."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "console" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"


def test_no_text_is_without_chinese_and_the_catalogue_is_current() -> None:
    before = FILE.read_bytes()
    done = subprocess.run([sys.executable, ROOT / "scripts" / "messages.py"], capture_output=True, text=True)
    after = FILE.read_bytes()
    FILE.write_bytes(before)
    assert done.returncode == 0, done.stdout + done.stderr
    strip = [line for line in before.splitlines() if b"POT-Creation" not in line and b"Revision" not in line]
    again = [line for line in after.splitlines() if b"POT-Creation" not in line and b"Revision" not in line]
    assert strip == again
