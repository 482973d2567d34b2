"""Lock files hold no addresses, every package a hash, and the security floors."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.metadata import version
from pathlib import Path

from packaging.version import Version

from scripts import sbom

ROOT = Path(__file__).parent.parent.parent
FLOORS = tomllib.loads((ROOT / "floors.toml").read_text())


def test_no_lock_file_names_a_host() -> None:
    for name in ("requirements.lock", "scripts/words/requirements.lock", "package-lock.json", ".npmrc"):
        assert "://" not in (ROOT / name).read_text(), name


def test_every_python_package_is_hashed() -> None:
    for name, least in (("requirements.lock", 50), ("scripts/words/requirements.lock", 3)):
        blocks = re.split(r"\n(?=[a-zA-Z])", (ROOT / name).read_text().strip())
        packages = [block for block in blocks if "==" in block]
        assert len(packages) > least
        assert all("--hash=sha256:" in block for block in packages)


def below(floors: dict[str, dict[str, str]], found: dict[str, str]) -> list[str]:
    """Return the packages that are missing, or older than their floor, with the advisory."""
    return [
        f"{name} {found.get(name, 'is missing')}: {row['floor']} ({row['advisory']})"
        for name, row in floors.items()
        if name not in found or Version(found[name]) < Version(row["floor"])
    ]


def test_no_package_is_below_the_floor_of_its_advisory() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE))
    assert below(FLOORS["python"], locked) == []
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    scripts = {path.rpartition("node_modules/")[2]: one.get("version", "0") for path, one in packages.items() if path}
    assert below(FLOORS["javascript"], scripts) == []
    installed = {name: version(name) for name in FLOORS["python"]}
    assert below(FLOORS["python"], installed) == [], "the environment: run scripts/dev.py setup"


def test_a_package_below_its_floor_is_named() -> None:
    floors = {"x": {"floor": "2.10", "advisory": "CVE-1"}}
    assert below(floors, {"x": "2.9"}) == ["x 2.9: 2.10 (CVE-1)"]
    assert below(floors, {"y": "3"}) == ["x is missing: 2.10 (CVE-1)"]
    assert below(floors, {"x": "2.10"}) == []


def test_the_bill_of_materials_holds_every_locked_package_with_hash_and_licence() -> None:
    bill = sbom.bill(ROOT)
    parts = {part["purl"]: part for part in bill["components"]}
    lock = (ROOT / "requirements.lock").read_text()
    for name, number in re.findall(r"^([\w.-]+)==([\w.]+)", lock, re.MULTILINE):
        assert f"pkg:pypi/{name.lower()}@{number}" in parts
    assert any(purl.startswith("pkg:npm/socket.io-client@") for purl in parts)
    assert all(part["hashes"] for part in parts.values())
    without = {part["name"] for part in parts.values() if not part["licenses"]}
    for_other_pythons = set(re.findall(r"^([\w.-]+)==[\w.]+ ;", lock, re.MULTILINE))
    assert without <= for_other_pythons, "packages without a licence"
    assert bill["bomFormat"] == "CycloneDX" and bill["specVersion"] == "1.6"
    assert {row[0] for row in sbom.licences(bill)} >= {"flask", "gevent", "htmx.org"}
