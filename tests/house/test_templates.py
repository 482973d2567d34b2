"""Templates and scripts can be read and compared line by line: width, partials that exist and are used."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment, meta, nodes

ROOT = Path(__file__).parent.parent.parent
WIDTH = 120
# drawn by name: pages by routes, panels by the live screens
DRAWN = re.compile(r"""["'](?P<name>[\w/]+\.html)["']|f["'](?P<folder>\w+)/_\{name\}\.html["']""")


def drawn_by_code(root: Path) -> tuple[set[str], set[str]]:
    """Return the templates that the code names, and the folders whose panels it draws by name."""
    names, folders = set(), set()
    for path in (root / "console").rglob("*.py"):
        for found in DRAWN.finditer(path.read_text()):
            names.add(found["name"] or "")
            folders.add(found["folder"] or "")
    return names, folders


def parts(tree: nodes.Template) -> list[str]:
    """Return the templates that a template includes, extends or imports."""
    wanted = (nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport)
    named = (getattr(node, "template", None) for node in tree.find_all(wanted))
    return [template.value for template in named if isinstance(template, nodes.Const)]


def faults(root: Path) -> list[str]:
    """Return everything in the templates and scripts at ``root`` that breaks a rule."""
    found: list[str] = []
    texts = {
        path.relative_to(root / "templates").as_posix(): path.read_text() for path in root.rglob("templates/**/*.html")
    }
    scripts = {path.relative_to(root).as_posix(): path.read_text() for path in root.rglob("static/js/**/*.js")}
    for name, text in {**texts, **scripts}.items():
        found += [
            f"{name}:{n} is wider than {WIDTH}" for n, line in enumerate(text.splitlines(), 1) if len(line) > WIDTH
        ]
        found += [f"{name}:{n} ends in a space" for n, line in enumerate(text.splitlines(), 1) if line != line.rstrip()]
    used, folders = drawn_by_code(root)
    environment = Environment()
    for name, text in texts.items():
        tree = environment.parse(text)
        environment.filters.update({node.name: str for node in tree.find_all(nodes.Filter)})
        found += [f"{name}: there is no {part}" for part in parts(tree) if part not in texts]
        used.update(parts(tree))
        if "loop" in meta.find_undeclared_variables(tree):
            found.append(f"{name} reads the loop of another template, which an include does not pass on")
        if re.search(r"<pre\b|<textarea[^>]*>\s*\n", text):
            found.append(f"{name} shows its own indentation")
    for name in texts:
        folder, _, file = name.rpartition("/")
        if name not in used and not (folder in folders and file.startswith("_")):
            found.append(f"{name} is drawn by nobody")
    return found


def test_templates_and_scripts_keep_the_rules() -> None:
    assert faults(ROOT) == []


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        ("templates/page.html", "<p>" + "x" * WIDTH, "page.html:1 is wider"),
        ("templates/page.html", "<p>\n</p> \n", "page.html:2 ends in a space"),
        ("static/js/desk/a.js", "\n" + "x" * (WIDTH + 1), "static/js/desk/a.js:2 is wider"),
        ("templates/page.html", "{% include 'part/_gone.html' %}", "there is no part/_gone.html"),
        ("templates/page.html", "{% extends 'gone.html' %}", "there is no gone.html"),
        ("templates/page.html", "{% for x in y %}{{ loop.index }}{% endfor %}{{ loop.last }}", "reads the loop"),
        ("templates/page.html", "<textarea>\n  {{ x }}</textarea>", "shows its own indentation"),
        ("templates/part/_lost.html", "", "part/_lost.html is drawn by nobody"),
        ("templates/desk/lost.html", "", "desk/lost.html is drawn by nobody"),
        ("templates/desk/_panel.html", "", None),
    ],
)
def test_a_planted_fault_is_found(tmp_path: Path, file: str, text: str, fault: str | None) -> None:
    pages = {"console/web.py": "render('page.html')\nrender(f\"desk/_{name}.html\")", "templates/page.html": "<p>x</p>"}
    for name, content in {**pages, file: text}.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    found = faults(tmp_path)
    assert found == [] if fault is None else len(found) == 1 and fault in found[0]
