"""A test is found by the name of the module: each action has its file, and no test file grows too long."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
LONGEST_TEST_FILE = 400  # lines
STILL_LONG = {"tests/web/test_attack.py"}


def without_test_file(actions: Path, tests: Path) -> list[str]:
    """Return the modules of the folder ``actions`` that no test file is named after."""
    names = [path.stem for path in sorted(actions.glob("*.py")) if path.stem != "__init__"]
    return [name for name in names if not list(tests.glob(f"*/test_{name}.py"))]


def test_every_action_has_a_test_file_of_its_name() -> None:
    assert without_test_file(ROOT / "console" / "actions", ROOT / "tests") == []


def test_an_action_without_a_test_file_is_named(tmp_path: Path) -> None:
    for name in ("actions/__init__.py", "actions/tested.py", "actions/untested.py", "tests/actions/test_tested.py"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("")
    assert without_test_file(tmp_path / "actions", tmp_path / "tests") == ["untested"]


def test_no_test_file_is_too_long() -> None:
    long = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_TEST_FILE
    }
    assert long == STILL_LONG
