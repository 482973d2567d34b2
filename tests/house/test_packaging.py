"""What pyproject.toml says of the package is true: dependencies, licence, version, command."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
# Declared although nothing in console/ imports it, and why.
NOT_IMPORTED = {
    "limits": "rate limits of connections and logins will use it",
    "psycopg": "SQLAlchemy loads it for postgresql:// addresses",
    "python-engineio": "the oldest version without known faults; Flask-SocketIO brings it",
    "simple-websocket": "the WebSocket transport of python-engineio",
    "tzdata": "zoneinfo reads it where the machine has no time zones",
}


def normal(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def bare(requirement: str) -> str:
    """Return the name alone of a requirement such as ``psycopg[binary]>=3``."""
    return normal(re.split(r"[\[<>=!~; ]", requirement)[0])


def sections(text: str) -> dict[str, list[str]]:
    """Return the requirements under each heading of requirements.in; what stands first is the product's."""
    found: dict[str, list[str]] = {"product": []}
    current = "product"
    for line in text.splitlines():
        if line in ("# build", "# test"):
            current = line.removeprefix("# ")
            found[current] = []
        elif line and not line.startswith("#"):
            found[current].append(line)
    return found


def imported(*sources: str) -> set[str]:
    """Return the top-level names that these Python sources import, at module level or inside functions."""
    names: set[str] = set()
    for source in sources:
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Import):
                names |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(str(node.module).split(".")[0])
    return names


@cache
def distributions() -> Mapping[str, list[str]]:
    """Return the installed distributions of each top-level name."""
    return packages_distributions()


def undeclared(names: set[str], declared: set[str]) -> set[str]:
    """Return the imported names that neither Python, the product nor a declared distribution provides."""
    provided = distributions()
    foreign = names - set(sys.stdlib_module_names) - {"console", "wsgi"}
    return {name for name in foreign if not declared & {normal(found) for found in provided.get(name, [])}}


def unused(names: set[str], declared: set[str]) -> set[str]:
    """Return the declared distributions of which no module is imported."""
    provided = distributions()
    return declared - {normal(found) for name in names for found in provided.get(name, [])}


@cache
def product_imports() -> set[str]:
    """Return what the product itself imports."""
    files = [ROOT / "wsgi.py", *(ROOT / "console").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")]
    return imported(*(file.read_text() for file in files))


def test_pyproject_and_requirements_in_declare_the_same() -> None:
    wanted = sections((ROOT / "requirements.in").read_text())
    assert PROJECT["dependencies"] == wanted["product"]
    assert PROJECT["optional-dependencies"] == {"build": wanted["build"], "test": wanted["test"]}
    assert all(names == sorted(names, key=bare) for names in wanted.values())


def test_the_lock_holds_every_declared_package() -> None:
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)==", (ROOT / "requirements.lock").read_text(), re.M)}
    declared = {bare(one) for names in sections((ROOT / "requirements.in").read_text()).values() for one in names}
    assert len(declared) > 40
    assert not declared - locked


def test_every_import_of_the_product_is_declared() -> None:
    declared = {bare(one) for one in PROJECT["dependencies"]}
    assert not undeclared(product_imports(), declared)
    assert undeclared({"flask", "pytest", "no_such_package", "json"}, declared) == {"pytest", "no_such_package"}


def test_every_declared_package_is_imported_or_has_its_reason() -> None:
    declared = {bare(one) for one in PROJECT["dependencies"]}
    assert unused(product_imports(), declared) == set(NOT_IMPORTED)
    assert "flask" in unused(imported("import json\nfrom sqlalchemy import select"), declared)


def test_the_newest_version_of_the_changelog_is_that_of_the_package() -> None:
    versions = re.findall(r"^## \[(\d+\.\d+\.\d+)\] - (\d{4}-\d\d-\d\d)$", (ROOT / "CHANGELOG.md").read_text(), re.M)
    assert versions[0][0] == PROJECT["version"]
    days = [day for _, day in versions]
    assert days == sorted(days, reverse=True)


def test_the_licence_is_there_and_names_the_one_of_the_sample() -> None:
    assert PROJECT["license"] == "MIT"
    files = [(ROOT / name).read_text() for name in PROJECT["license-files"]]
    assert files[0].startswith("MIT License\n\nCopyright (c) 2026 the console's authors")
    assert PROJECT["license-files"][1] in files[0]
    assert "CC BY 4.0" in files[1]


def test_the_command_console_serves_with_patched_sockets() -> None:
    module, _, function = PROJECT["scripts"]["console"].partition(":")
    script = (
        "import sys\n"
        f"from {module} import {function}\n"
        "from gevent import monkey\n"
        "print('patched', monkey.is_module_patched('socket'))\n"
        f"sys.exit({function}())\n"
    )
    for command, patched in (("serve", True), ("check", False)):
        done = subprocess.run(
            [sys.executable, "-c", script, command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert f"patched {patched}\n" in done.stdout, command
        assert f"console {command}" in done.stdout
