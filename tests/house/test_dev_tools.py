"""``scripts/dev.py`` starts on a bare Python, fails when a stage fails, and tells where the time went."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from scripts.dev import parser
from scripts.devtools import environment, stages
from scripts.devtools.stages import Stage, all_stages, quick_stages, run_stages
from tests.house.test_packaging import imported

ROOT = Path(__file__).parent.parent.parent
REPORT = """<testsuites><testsuite>
<testcase classname="tests.web.test_a" name="one" time="1.5"/>
<testcase classname="tests.web.test_a.TestShift" name="two" time="2.0"/>
<testcase classname="tests.live.test_b" name="three" time="4.0"/>
</testsuite></testsuites>"""


def test_dev_needs_the_standard_library_alone() -> None:
    files = [ROOT / "scripts" / "dev.py", *(ROOT / "scripts" / "devtools").glob("*.py")]
    assert len(files) > 3
    names = imported(*(file.read_text() for file in files))
    assert not names - set(sys.stdlib_module_names) - {"scripts"}


def test_a_shared_folder_of_packages_is_left_before_npm_empties_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, mine = tmp_path / "shared", tmp_path / "mine"
    shared.mkdir()
    (shared / "package.js").touch()
    mine.mkdir()
    (mine / "package-lock.json").write_text("{}")
    (mine / "node_modules").symlink_to(shared)
    monkeypatch.setattr(environment, "ROOT", mine)
    monkeypatch.setattr(environment, "need", lambda *command, what: (mine / "node_modules").mkdir())
    environment.javascript_packages()
    assert (shared / "package.js").exists() and not (mine / "node_modules").is_symlink()


def test_one_failed_stage_fails_the_run(capfd: pytest.CaptureFixture[str]) -> None:
    good, bad = Stage("good", (sys.executable, "-c", "")), Stage("bad", (sys.executable, "-c", "raise SystemExit(3)"))
    assert run_stages([good], {}) == 0
    assert run_stages([bad, good], {}) == 1
    table = capfd.readouterr().out
    assert "FAIL" in table and "ok" in table


def test_a_stage_gets_its_environment_and_pytest_its_words(capfd: pytest.CaptureFixture[str]) -> None:
    show = Stage("show", (sys.executable, "-c", "import os; print(os.environ['CONSOLE_TEST_DATABASES'])"))
    assert run_stages([show], {"CONSOLE_TEST_DATABASES": "sqlite"}) == 0
    assert "sqlite\n" in capfd.readouterr().out


def test_the_slowest_files_of_all_stages_stand_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report = tmp_path / "report.xml"
    report.write_text(REPORT)
    files = stages.file_seconds(report)
    assert files == {"tests/web/test_a.py": 3.5, "tests/live/test_b.py": 4.0}
    assert not report.exists()
    monkeypatch.setattr(stages, "SLOWEST", 1)
    lines = stages.table(
        [stages.Result("one", True, 5.0, files), stages.Result("two", False, 3.0, {"tests/c.py": 1.0})]
    )
    assert [line.split()[0] for line in lines[:2]] == ["ok", "FAIL"]
    assert "8.0 s  in all" in lines[2]
    assert lines[-1].endswith("4.0 s  tests/live/test_b.py") and not any("test_a.py" in line for line in lines)


def test_every_test_folder_is_in_a_stage_and_quick_is_a_part_of_all() -> None:
    folders = {folder for stage in all_stages() for folder in stage.folders}
    assert folders == {f"tests/{found.parent.name}" for found in (ROOT / "tests").glob("*/__init__.py")}
    assert set(quick_stages()) < set(all_stages())


def test_hooks_and_workflow_call_commands_that_exist() -> None:
    hooks = (ROOT / ".pre-commit-config.yaml").read_text()
    entries = re.findall(r"entry: python3 scripts/dev\.py (.+)", hooks)
    assert len(entries) == hooks.count("- id:") > 0
    assert all(callable(parser().parse_args(entry.split()).do) for entry in entries)
    assert set(re.findall(r"repo: (\S+)", hooks)) == {"local"}, "a hook from elsewhere would be downloaded"
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    steps = re.findall(r"run: (\.\S+)", workflow)
    assert steps == [".ci/run"] and (ROOT / ".ci" / "run").exists()
