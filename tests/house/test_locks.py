"""Lock files hold no addresses, every package a hash, and the security floors."""

from __future__ import annotations

import json
import re
from pathlib import Path

from packaging.version import Version

ROOT = Path(__file__).parent.parent.parent
FLOORS = {
    "python-socketio": "5.18",
    "python-engineio": "4.15",
    "werkzeug": "3.1.6",
    "flask": "3.1.3",
    "flask-socketio": "5.7",
}


def test_no_lock_file_names_a_host() -> None:
    for name in ("requirements.lock", "scripts/words/requirements.lock", "package-lock.json", ".npmrc"):
        assert "://" not in (ROOT / name).read_text(), name


def test_every_python_package_is_hashed() -> None:
    for name, least in (("requirements.lock", 50), ("scripts/words/requirements.lock", 3)):
        blocks = re.split(r"\n(?=[a-zA-Z])", (ROOT / name).read_text().strip())
        packages = [block for block in blocks if "==" in block]
        assert len(packages) > least
        assert all("--hash=sha256:" in block for block in packages)


def test_the_floors_hold() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    for name, floor in FLOORS.items():
        found = re.search(rf"^{name}==([\d.]+)", lock, re.MULTILINE)
        assert found and Version(found.group(1)) >= Version(floor), name
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    parser = packages["node_modules/socket.io-parser"]["version"]
    assert Version(parser) >= Version("4.2.4")
