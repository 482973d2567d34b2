"""The house keeps its shape: arrows, one commit, one emit, one clock, small files, clean partials."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
STDLIB_DOMAIN = {
    "__future__",
    "calendar",
    "collections",
    "dataclasses",
    "datetime",
    "decimal",
    "enum",
    "functools",
    "hashlib",
    "itertools",
    "json",
    "math",
    "re",
    "typing",
    "unicodedata",
    "zoneinfo",
    "bisect",
    "string",
    "fractions",
    "statistics",
    "ipaddress",
}
# package -> packages of the product that it may import beside itself; every package stands here
STORE = ("store", "store.models", "store.fast", "store.cached")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "domain": (),
    "concurrency": (),
    "telephony": ("domain",),
    "messaging": ("domain",),
    "wording": ("domain",),
    "store.models": ("domain",),
    "store.fast": ("store.models", "concurrency"),
    "store.views": ("domain",),
    "store.cached": ("domain", "store.models", "store.fast"),
    "store": ("domain", "concurrency", "keyring", *STORE),
    "store.queries": ("domain", "wording", "store.views", *STORE),
    "suspicion": ("domain",),
    "actions": ("domain", "concurrency", "suspicion", "store.queries", *STORE),
    "routing": ("domain",),
    "evidence": ("domain", "keyring"),
    "gateways": ("domain",),
    "scenarios": ("domain", "store.models", "store.queries", "actions", "evidence", "keyring"),
    "importing": ("domain", "actions", "telephony", "clock", "keyring", *STORE),
    "rendering": ("domain", "wording", "store.queries", "actions"),
    "live": ("domain", "concurrency", "actions", "rendering", "clock", "store", "store.queries", "store.views"),
    "web": (
        *("domain", "concurrency", "actions", "rendering", "scenarios", "importing", "gallery", "clock", "passwords"),
        *(
            "routing",
            "evidence",
            "gateways",
            "settings",
            "store",
            "store.cached",
            "store.queries",
            "store.views",
            "wording",
        ),
    ),
    "gallery": ("domain", "store.views", "store.queries"),
    "serving": ("actions", "concurrency", "live", "logs", "store", "settings"),
    "sample": ("domain", "routing", *STORE),
    "cli": ("*",),
    # the root: entry, settings and wiring
    "__init__": ("app",),
    "__main__": ("*",),
    "app": ("*",),
    "worker": ("domain", "concurrency", "actions", "clock"),
    "sending": ("domain", "concurrency", "actions", "clock"),
    "passwords": ("concurrency",),
    "clock": (),
    "logs": (),
    "settings": ("domain", "keyring"),
    "keyring": (),
}
# package -> libraries that it may not import
NOT_FOR: dict[str, tuple[str, ...]] = {
    "store": ("flask",),
    "store.queries": ("flask",),
    "actions": ("flask", "flask_socketio", "wtforms"),
    "domain": ("sqlalchemy",),
    "routing": ("sqlalchemy", "flask"),
}
# library -> the only files that import it: it is large, and the serving process must not load it
ONLY_IN: dict[str, tuple[str, ...]] = {
    "pyvrp": ("console/routing/solver.py", "console/routing/instance_solver.py"),
    "numpy": ("console/routing/solver.py", "console/routing/instance_solver.py"),
    "vrplib": ("console/routing/solomon.py",),
}
# tables of data: their size is that of what they say
DATA = re.compile(
    r"console/gallery/parts|console/domain/(compliance/packs/|speech/patterns/(en|zh)/|guidance/(points_|objections))"
    r"|console/domain/(outcomes|labels)\.py"
)
LONGEST_FILE, LONGEST_FUNCTION = 400, 80  # lines
STILL_LONG: set[tuple[str, str]] = set()


@lru_cache(maxsize=4)
def nodes(text: str) -> list[ast.AST]:
    """Return every node of a file's code."""
    return list(ast.walk(ast.parse(text)))


@lru_cache(maxsize=4)
def code_of(text: str) -> str:
    """Return a file's code without docstrings and comments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            node.value.value = ""
    return ast.unparse(tree)


def imports(path: Path) -> set[str]:
    """Return every imported module of a file."""
    found: set[str] = set()
    for node in nodes(path.read_text()):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def calls(path: Path, pattern: str) -> bool:
    """Return True when the code, without docstrings, matches the pattern."""
    return re.search(pattern, code_of(path.read_text())) is not None


def package_of(module: str) -> str:
    """Return the package of a module ("console.store.fast.rows" -> "store.fast"), or its name in the root."""
    parts = module.split(".")[1:]
    if parts[0] == "store" and len(parts) > 1 and f"store.{parts[1]}" in MAY_IMPORT:
        return f"store.{parts[1]}"
    return parts[0]


def module_of(path: Path, root: Path) -> str:
    """Return the dotted name of a file; a package's ``__init__`` counts as a module of that package."""
    return ".".join(path.relative_to(root).with_suffix("").parts)


def imports_within(path: Path, root: Path, top: str = "console") -> set[str]:
    """Return the modules of the package ``top`` that a file imports; names inside a module count as the module."""
    found: set[str] = set()
    for node in nodes(path.read_text()):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        for name in names:
            if not name.startswith(f"{top}."):
                continue
            file = root / Path(*name.split("."))
            while not (file.with_suffix(".py").exists() or file.is_dir()):
                file = file.parent
            found.add(module_of(file / "__init__.py" if file.is_dir() else file.with_suffix(".py"), root))
    return found


def circles(graph: dict[str, set[str]]) -> list[str]:
    """Return one line for each group of files that import each other in a circle (Tarjan)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[str] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group: list[str] = []
            while not group or group[-1] != node:
                group.append(stack.pop())
            if len(group) > 1:
                found.append("circle: " + ", ".join(sorted(group)))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def long_functions(path: Path, limit: int) -> list[str]:
    """Return the names of functions longer than ``limit`` lines."""
    return [
        node.name
        for node in nodes(path.read_text())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.end_lineno or 0) - node.lineno + 1 > limit
    ]


def package_faults(path: Path, root: Path) -> list[str]:
    """Return what a file imports although its package may not."""
    name, found = path.relative_to(root).as_posix(), []
    package = package_of(module_of(path, root))
    if package not in MAY_IMPORT:
        return [f"{name}: the package {package} has no rule in MAY_IMPORT"]
    allowed = MAY_IMPORT[package]
    for module in sorted(imports_within(path, root)):
        used = package_of(module)
        if used != package and used not in allowed and "*" not in allowed and used != "__init__":
            found.append(f"{name} imports {module}")
    for module in sorted(imports(path)):
        top = module.split(".")[0]
        if top in NOT_FOR.get(package, ()) or name not in ONLY_IN.get(top, (name,)):
            found.append(f"{name} imports {module}")
    if path.name == "__init__.py" and len((ast.get_docstring(ast.parse(path.read_text())) or "").splitlines()) < 3:
        found.append(f"{name} does not say what belongs here and what it may import")
    return found


def length_faults(path: Path, root: Path) -> list[str]:
    """Return what is longer in a file than the limits allow."""
    name, found = path.relative_to(root).as_posix(), []
    if not DATA.search(name) and len(path.read_text().splitlines()) > LONGEST_FILE:
        found.append(f"{name} is longer than {LONGEST_FILE} lines")
    for function in long_functions(path, LONGEST_FUNCTION):
        if (name, function) not in STILL_LONG:
            found.append(f"{name}: {function} is too long")
    return found


def script_faults(root: Path) -> list[str]:
    """Return what is too long in scripts/, and what stands there in a circle."""
    found: list[str] = []
    graph: dict[str, set[str]] = {}
    for path in sorted((root / "scripts").rglob("*.py")):
        graph[module_of(path, root)] = imports_within(path, root, "scripts")
        found += length_faults(path, root)
    return found + circles(graph)


def faults(root: Path) -> list[str]:
    """Return everything in the tree at ``root`` that breaks a rule of the house."""
    found = []
    console = root / "console"
    graph: dict[str, set[str]] = {}
    for path in sorted(console.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        layer = path.relative_to(console).parts[0]
        used = imports(path)
        graph[module_of(path, root)] = imports_within(path, root)
        found += package_faults(path, root)
        if layer == "domain":
            for module in used:
                top = module.split(".")[0]
                text = name.startswith("console/domain/text/") and top in ("opencc", "pypinyin")
                if not (module.startswith("console.domain") or top in STDLIB_DOMAIN or text):
                    found.append(f"{name} imports {module}")
            if calls(path, r"datetime\.now\(|\bopen\(|random\.|print\("):
                found.append(f"{name} is not pure")
        if layer == "actions" and "/steps/" not in name and path.name != "due_tasks.py":
            for module in used:
                if module.startswith("console.actions.") and module.split(".")[2] not in ("steps", "runtime", "call"):
                    found.append(f"{name} imports another action: {module}")
        if calls(path, r"\.commit\(") and name != "console/store/unit_of_work.py":
            found.append(f"{name} commits")
        if calls(path, r"\.emit\(") and name != "console/live/push.py":
            found.append(f"{name} emits")
        if calls(path, r"datetime\.(now|utcnow)\(|time\.time\(") and name != "console/clock.py":
            found.append(f"{name} reads the clock")
        found += length_faults(path, root)
    found += circles(graph) + script_faults(root)
    for path in sorted((root / "templates").rglob("*.html")):
        name, html = path.relative_to(root).as_posix(), path.read_text()
        if re.match(r"templates/(desk|floor)/(\w+/)?_", name) and re.search(
            r"url_for|csrf_token|\brequest\.|\bsession\b|current_user", html
        ):
            found.append(f"{name} needs a request")
        if re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)", html):
            found.append(f"{name} has inline code or style")
    return found


def test_the_house_keeps_its_rules() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("console/domain/bad.py", "import sqlalchemy\n"),
        ("console/domain/bad.py", "from datetime import datetime\nx = datetime.now()\n"),
        ("console/store/bad.py", "from console.actions import shift\n"),
        ("console/actions/bad.py", "import flask\n"),
        ("console/actions/bad.py", "from console.actions import people\nimport console.actions.people\n"),
        ("console/live/bad.py", "from console.web import run_action\n"),
        ("console/web/bad.py", "from console.store.models import Person\n"),
        ("console/actions/bad.py", "def f(s):\n    s.commit()\n"),
        ("console/live/bad.py", "def f(s):\n    s.emit('x')\n"),
        ("console/web/bad.py", "import time\nx = time.time()\n"),
        ("console/web/bad.py", "x = 1\n" * 401),
        ("console/web/bad.py", "def f():\n" + "    x = 1\n" * 80),
        ("console/rendering/bad.py", "from console.live import push\n"),
        ("console/concurrency/bad.py", "from console.store import claim\n"),
        ("console/loose.py", "x = 1\n"),
        ("console/routing/bad.py", "import pyvrp\n"),
        ("console/nobody/bad.py", "x = 1\n"),
        ("console/live/__init__.py", '"""Says too little."""\n'),
        ("console/live/first.py", "from console.live import second\n"),
        ("scripts/bad.py", "x = 1\n" * 401),
        ("scripts/bad.py", "def f():\n" + "    x = 1\n" * 80),
        ("scripts/first.py", "from scripts import second\n"),
        ("templates/desk/_bad.html", "{{ url_for('x') }}"),
        ("templates/desk/bad.html", '<p style="color: red">'),
        ("templates/desk/bad.html", "<script>alert(1)</script>"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, path: str, code: str) -> None:
    for other in ("live/push", "live/second", "web/run_action", "store/claim", "actions/people", "store/models/people"):
        module = tmp_path / "console" / f"{other}.py"
        module.parent.mkdir(parents=True, exist_ok=True)
        module.write_text("")
    (tmp_path / "console/live/second.py").write_text("from console.live import first\n")
    (tmp_path / "console/live/first.py").write_text("")
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts/second.py").write_text("from scripts import first\n")
    (tmp_path / "scripts/first.py").write_text("")
    (tmp_path / "templates").mkdir()
    assert faults(tmp_path) == []
    file = tmp_path / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(code)
    assert faults(tmp_path)
