"""A panel is drawn again when something that it shows changes: all that its templates read must be declared."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import DictLoader, Environment, FileSystemLoader, nodes

from console.live.snapshot import BESIDE, PANELS

TEMPLATES = Path(__file__).resolve().parent.parent.parent / "templates"
ALWAYS = {"token"}  # the token is compared for every panel
WHOLE = "(the whole desk)"


def path_of(node: nodes.Node) -> list[str] | None:
    """Return the names of a chain that begins with ``desk``: ["shift", "state"] for desk.shift['state']."""
    match node:
        case nodes.Name(name="desk", ctx="load"):
            return []
        case nodes.Getattr(node=inner, attr=name) | nodes.Getitem(node=inner, arg=nodes.Const(value=str(name))):
            above = path_of(inner)
            return None if above is None else [*above, name]
    return None


def paths(node: nodes.Node) -> Iterator[str]:
    """Yield what the node reads of the desk, each chain once and at its full length."""
    found = path_of(node)
    if found is not None:
        yield ".".join(found) or WHOLE
        return
    for child in node.iter_child_nodes():
        yield from paths(child)


def parts(node: nodes.Node) -> Iterator[str]:
    """Yield the templates that the node includes."""
    for include in node.find_all(nodes.Include):
        assert isinstance(include.template, nodes.Const), "an include names its partial"
        yield include.template.value


def read(environment: Environment, template: str) -> set[str]:
    """Return what a template and its partials read of the desk."""
    assert environment.loader is not None
    tree = environment.parse(environment.loader.get_source(environment, template)[0])
    found = set(paths(tree))
    for part in parts(tree):
        found |= read(environment, part)
    return found


def faults(environment: Environment, beside: dict[str, tuple[str, ...]]) -> list[str]:
    """Return what a panel reads of the desk and does not declare, and what it declares and does not read."""
    found = []
    for panel in PANELS:
        declared = {path: False for path in beside.get(panel, ())}
        for path in sorted(read(environment, f"desk/_{panel}.html") - ALWAYS):
            if path.split(".")[0] == panel:
                continue
            inside = [name for name in declared if path == name or path.startswith(f"{name}.")]
            for name in inside:
                declared[name] = True
            # "desk.outcome and desk.outcome.can_finish": whether a view is there goes with each of its values
            if not inside and not any(name.startswith(f"{path}.") for name in declared):
                found.append(f"{panel} reads desk.{path}")
        found += [f"{panel} does not read desk.{name}" for name, used in declared.items() if not used]
    return found


def test_a_panel_declares_what_it_reads_beside_its_own_view() -> None:
    assert faults(Environment(loader=FileSystemLoader(TEMPLATES)), BESIDE) == []


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"desk/_strip.html": "{{ desk.shift.state }}"}, "strip reads desk.shift.state"),
        ({"desk/_strip.html": "{{ view.tone }}{{ desk.token }}{{ desk.strip.tone }}{{ other.desk.seq }}"}, None),
        ({"desk/_strip.html": "{{ desk['shift'].until|iso }}"}, "strip reads desk.shift.until"),
        ({"desk/_strip.html": "{% for m in desk.shift.moves %}{% endfor %}"}, "strip reads desk.shift.moves"),
        ({"desk/_strip.html": "{% include 'a' %}", "a": "{% include 'b' %}", "b": "{{ desk.seq }}"}, "reads desk.seq"),
        ({"desk/_strip.html": "{% set d = desk %}{{ d.seq }}"}, f"strip reads desk.{WHOLE}"),
        ({"desk/_points.html": "{% if desk.outcome %}{% endif %}"}, "points does not read desk.outcome.can_finish"),
        ({"desk/_points.html": "{{ desk.outcome.can_finish.x }}"}, None),
        ({"desk/_points.html": "{{ desk.outcome.can_finish }}{{ desk.outcome.note }}"}, "reads desk.outcome.note"),
    ],
)
def test_a_planted_fault_is_found(changed: dict[str, str], fault: str | None) -> None:
    texts: dict[str, Any] = {f"desk/_{panel}.html": "" for panel in PANELS}
    for panel, names in BESIDE.items():
        texts[f"desk/_{panel}.html"] = "".join(f"{{{{ desk.{name} }}}}" for name in names)
    found = faults(Environment(loader=DictLoader({**texts, **changed})), BESIDE)
    assert (fault is None and not found) or (fault is not None and len(found) == 1 and fault in found[0])
