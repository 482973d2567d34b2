"""What comments and documents refer to exists: rules, sections, links, settings, files.

The check reads the files as text, so a reference in a docstring, a template or a script counts as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
FOLDERS = ("console", "scripts", "tests", "static", "templates", "migrations", "docs")
KINDS = {".py", ".js", ".css", ".html", ".md"}
GENERATED = ("static/build/",)
HERE = "tests/house/test_docs.py"  # plants faults

# "rule 9", "rules 6, 7", "rules 6 and 7"; numbers of laws and years have more digits or a dash
RULES = re.compile(r"\b[Rr]ules? ((?:\d{1,2}(?![\d-])(?:, | and )?)+)")
OLD_SECTION = re.compile(r"design §\d+")
SECTION = re.compile(r'architecture, "([^"]+)"')
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
SETTING = re.compile(r"CONSOLE_[A-Z_]*[A-Z]\b")
ANCHOR = re.compile(r'<a id="([^"]+)">')
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
# a path in backticks; "<panel>" and "*" stand for a name, and so name no file
PATH = re.compile(r"`((?:console|scripts|tests|static|templates|migrations|docs)/[^`\s:]*)`")

# a name of the code in backticks, and the file that the sentence gives it: `load_case` in `console/store/…`
NAME = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)*)(?:\(\))?`")
PLACE = re.compile(NAME.pattern + r"\s+(?:in\s+|\()`((?:console|static)/[^`\s]*\.(?:py|js))`")
FILE = re.compile(r"\.(py|js|css|html|md|db|ini)$")
WORD = re.compile(r"\w+")


def texts(root: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of each file that may refer to something."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            name = path.relative_to(root).as_posix()
            if path.suffix in KINDS and name != HERE and not name.startswith(GENERATED):
                yield name, path.read_text(encoding="utf-8")


def documents(root: Path) -> Iterator[Path]:
    """Yield the documents: all of docs, and those that lie in the root."""
    yield from sorted(root.glob("*.md"))
    yield from sorted((root / "docs").rglob("*.md"))


def slug(heading: str) -> str:
    """Return the anchor that a heading gets on a web page of the repository."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def anchors(text: str) -> set[str]:
    """Return every anchor of a document: its own and those of its headings."""
    return {*ANCHOR.findall(text), *(slug(found) for found in HEADING.findall(text))}


def reference_faults(root: Path) -> list[str]:
    """Return references to rules and sections of the architecture that are not there."""
    text = (root / "docs" / "architecture.md").read_text(encoding="utf-8")
    known, titles = anchors(text), set(HEADING.findall(text))
    found = []
    for name, content in texts(root):
        for match in RULES.finditer(content):
            for number in re.findall(r"\d+", match.group(1)):
                if f"rule-{number}" not in known:
                    found.append(f"{name}: rule {number} is not in docs/architecture.md")
        found += [f"{name}: {old} names a page outside the repository" for old in OLD_SECTION.findall(content)]
        for title in SECTION.findall(content):
            if title not in titles:
                found.append(f"{name}: docs/architecture.md has no section {title}")
    return found


def link_faults(root: Path) -> list[str]:
    """Return relative links of documents to a file or an anchor that is not there."""
    found = []
    for path in documents(root):
        name = path.relative_to(root).as_posix()
        for target in LINK.findall(path.read_text(encoding="utf-8")):
            if re.match(r"[a-z]+:", target):
                continue
            file, _, anchor = target.partition("#")
            to = (path.parent / file).resolve() if file else path
            if not to.exists():
                found.append(f"{name}: {target} leads to no file")
            elif anchor and anchor not in anchors(to.read_text(encoding="utf-8")):
                found.append(f"{name}: {target} leads to no anchor")
    return found


def switches(root: Path) -> set[str]:
    """Return the settings whose names the code makes from the fields of ``FastPaths``."""
    settings = root / "console" / "settings.py"
    if not settings.exists():
        return set()
    body = re.search(r"class FastPaths:\n(.*?)\n\n\n", settings.read_text(encoding="utf-8"), re.DOTALL)
    fields = re.findall(r"^    (\w+): bool", body[1], re.MULTILINE) if body else []
    return {f"CONSOLE_FAST_{field.upper()}" for field in fields}


def setting_faults(root: Path) -> list[str]:
    """Return the settings that the code names and docs/operations.md does not."""
    told = set(SETTING.findall((root / "docs" / "operations.md").read_text(encoding="utf-8")))
    read = {name for file, text in texts(root) if file.endswith(".py") for name in SETTING.findall(text)}
    return sorted(f"docs/operations.md does not name {name}" for name in (read | switches(root)) - told)


def path_faults(root: Path) -> list[str]:
    """Return the paths in backticks that are no file and no folder."""
    found = []
    for path in documents(root):
        if path.name == "CHANGELOG.md":  # tells of what was
            continue
        for named in PATH.findall(path.read_text(encoding="utf-8")):
            if not re.search(r"[<*]", named) and not (root / named).exists():
                found.append(f"{path.relative_to(root).as_posix()}: there is no {named}")
    return found


def name_faults(root: Path) -> list[str]:
    """Return names of the code in docs that the code does not hold, or not in the file that the sentence gives."""
    known = {word for file, text in texts(root) if not file.endswith(".md") for word in WORD.findall(text)}
    found = []
    for path in sorted((root / "docs").rglob("*.md")):
        file, text = path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")
        for name in NAME.findall(text):
            if not SETTING.fullmatch(name) and not FILE.search(name) and not set(name.split(".")) <= known:
                found.append(f"{file}: the code has no {name}")
        for name, place in PLACE.findall(text):
            to = root / place
            if to.exists() and name.rpartition(".")[2] not in WORD.findall(to.read_text(encoding="utf-8")):
                found.append(f"{file}: {name} is not in {place}")
    return found


def faults(root: Path) -> list[str]:
    """Return everything that comments or documents name and that is not there."""
    return [*reference_faults(root), *link_faults(root), *setting_faults(root), *path_faults(root), *name_faults(root)]


def test_what_comments_and_documents_name_exists() -> None:
    assert faults(ROOT) == []


def test_every_rule_from_1_to_28_has_its_anchor_and_its_heading() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    numbers = [int(number) for number in re.findall(r'<a id="rule-(\d+)"></a>\n\n### Rule \1: ', text)]
    assert numbers == list(range(1, 29))


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("console/bad.py", '"""Does it (rule 2)."""\n', "rule 2"),
        ("console/bad.py", '"""Does it (rules 1, 2)."""\n', "rule 2"),
        ("static/js/bad.js", "// Rule 7 says so.\n", "rule 7"),
        ("templates/bad.html", "{# rules 1 and 3 #}\n", "rule 3"),
        ("tests/bad.py", "# design §4\n", "design §4"),
        ("scripts/bad.py", '# (architecture, "No such section")\n', "No such section"),
        ("docs/bad.md", "[here](nowhere.md)\n", "no file"),
        ("docs/bad.md", "[here](architecture.md#nowhere)\n", "no anchor"),
        ("README.md", "[here](docs/architecture.md#rule-9)\n", "no anchor"),
        ("README.md", "![picture](docs/images/none.png)\n", "no file"),
        ("console/bad.py", 'env.get("CONSOLE_HIDDEN")\n', "CONSOLE_HIDDEN"),
        ("console/settings.py", "class FastPaths:\n    hidden: bool = True\n\n\n", "CONSOLE_FAST_HIDDEN"),
        ("docs/bad.md", "See `console/none.py`.\n", "console/none.py"),
        ("docs/bad.md", "See `tests/none`.\n", "tests/none"),
        ("docs/bad.md", "`renamed_long_ago` does it.\n", "renamed_long_ago"),
        ("docs/bad.md", "`elsewhere` in `console/good.py`\n", "elsewhere is not in console/good.py"),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, text: str, fault: str) -> None:
    good = {
        "docs/architecture.md": '<a id="rule-1"></a>\n\n### Rule 1: One verdict\n\n## Import in two phases\n',
        "docs/operations.md": "`CONSOLE_PORT`\n",
        "README.md": "[rules](docs/architecture.md#rule-1), [import](docs/architecture.md#import-in-two-phases)\n",
        "console/good.py": '"""Does it (rule 1; architecture, "Import in two phases").\n\nComplaint rules 2020."""\n',
        "console/other.py": "def elsewhere(): ...\n",
        "tests/good.py": '# CONSOLE_PORT, "complaint rules 2020-3", `console/<panel>.py`\n',
        "docs/good.md": "`console/good.py`, `elsewhere` in `console/other.py`, `elsewhere()`, `console/<panel>.py`, [web](https://example.com/none)\n",
    }
    for name, content in good.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    assert faults(tmp_path) == []
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    found = faults(tmp_path)
    assert len(found) == 1 and fault in found[0]
