"""The bill of materials: every locked package with version, hash and licence, as CycloneDX 1.6.

Run: ``python scripts/sbom.py`` prints it as JSON, ``python scripts/sbom.py --licences`` as a list. It reads the lock
files, and the licences from the installed packages, so run it in the environment that ``dev.py setup`` makes.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
WRITTEN = {"xmlhttprequest-ssl": "MIT"}  # as the file LICENSE in the package says; its lock entry does not
BLOCK = re.compile(r"^([\w.-]+)==([\w.]+)(?: ; [^\\\n]+)?((?: \\\n +--hash=sha256:[0-9a-f]+)+)", re.MULTILINE)


def _python_licence(name: str) -> str:
    try:
        about: Any = metadata(name)
    except PackageNotFoundError:
        return ""
    named = about.get("License-Expression") or ""
    classified = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License ::")
    ]
    written = (about.get("License") or "").strip().splitlines()
    return named or ", ".join(sorted(set(classified))) or (written[0][:80] if written else "")


def _part(kind: str, name: str, number: str, hashes: list[dict[str, str]], licence: str) -> dict[str, Any]:
    return {
        "type": "library",
        "name": name,
        "version": number,
        "purl": f"pkg:{kind}/{name.lower().replace('@', '%40')}@{number}",
        "hashes": hashes,
        "licenses": [{"license": {"name": licence}}] if licence else [],
    }


def bill(root: Path) -> dict[str, Any]:
    """Return the bill of materials of the locked packages."""
    parts = []
    for name, number, block in BLOCK.findall((root / "requirements.lock").read_text()):
        marks = [{"alg": "SHA-256", "content": one} for one in re.findall(r"sha256:([0-9a-f]+)", block)]
        parts.append(_part("pypi", name, number, marks, _python_licence(name)))
    for path, one in json.loads((root / "package-lock.json").read_text())["packages"].items():
        if path and not one.get("link"):
            kind, _, content = one["integrity"].partition("-")
            mark = {"alg": kind.upper().replace("SHA", "SHA-"), "content": base64.b64decode(content).hex()}
            name = path.rpartition("node_modules/")[2]
            parts.append(_part("npm", name, one["version"], [mark], str(one.get("license", WRITTEN.get(name, "")))))
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": project["name"], "version": project["version"]}},
        "components": sorted(parts, key=lambda part: str(part["purl"])),
    }


def licences(found: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return (name, version, licence) of every package."""
    return [
        (part["name"], part["version"], part["licenses"][0]["license"]["name"] if part["licenses"] else "unknown")
        for part in found["components"]
    ]


def main() -> int:
    top = argparse.ArgumentParser(description=__doc__)
    top.add_argument("--licences", action="store_true", help="print name, version and licence, with tabs")
    found = bill(ROOT)
    if top.parse_args().licences:
        print("\n".join("\t".join(row) for row in licences(found)))
    else:
        json.dump(found, sys.stdout, indent=1)
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
