"""Actions write rows in one way, which docs/architecture.md shows under "Writing rows"."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SETTERS = ("setattr", "set_committed_value")
SESSION_WRITES = ("add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings")


def _targets(node: ast.AST) -> Iterator[ast.expr]:
    """Yield every single target of an assignment."""
    found: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        found = list(node.targets)
    elif isinstance(node, ast.AugAssign | ast.AnnAssign):
        found = [node.target]
    while found:
        target = found.pop()
        if isinstance(target, ast.Tuple | ast.List):
            found += target.elts
        else:
            yield target


def _method(node: ast.Call, names: tuple[str, ...]) -> str:
    """Return the method's name when the call is one of these methods of a session, else ""."""
    func = node.func
    if not isinstance(func, ast.Attribute) or func.attr not in names:
        return ""
    owner = func.value
    owner_name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return func.attr if owner_name == "session" else ""


def _by_key(node: ast.Call) -> bool:
    """Return True for ``update(Model).where(Model.id == …)``: one row, by its key alone."""
    if not (isinstance(node.func, ast.Attribute) and node.func.attr == "where" and len(node.args) == 1):
        return False
    made, condition = node.func.value, node.args[0]
    return (
        isinstance(made, ast.Call)
        and isinstance(made.func, ast.Name)
        and made.func.id == "update"
        and isinstance(condition, ast.Compare)
        and len(condition.ops) == 1
        and isinstance(condition.ops[0], ast.Eq)
        and isinstance(condition.left, ast.Attribute)
        and condition.left.attr == "id"
        and ast.unparse(condition.left.value) == ast.unparse(made.args[0])
    )


def faults(code: str) -> list[str]:
    """Return what the code writes in another way than the house's, with line and remedy."""
    found = []
    for node in ast.walk(ast.parse(code)):
        line = getattr(node, "lineno", 0)
        for target in _targets(node):
            if isinstance(target, ast.Attribute):
                found.append(f"{line}: {ast.unparse(target)} is assigned to; use put(session, entity, …)")
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name) and node.func.id in SETTERS:
            found.append(f"{line}: {node.func.id}(); use put(session, entity, …)")
        if isinstance(node.func, ast.Name) and node.func.id == "insert":
            found.append(f"{line}: insert(); use add(session, Model, …) or add_rows")
        if method := _method(node, SESSION_WRITES):
            found.append(f"{line}: session.{method}(); use add, put or change")
        if _by_key(node):
            found.append(f"{line}: update() of one row by key; use change(session, Model, key, …)")
    return found


@pytest.mark.parametrize("path", sorted((ROOT / "console/actions").rglob("*.py")), ids=lambda path: str(path.stem))
def test_actions_write_rows_in_one_way(path: Path) -> None:
    assert faults(path.read_text()) == []


@pytest.mark.parametrize(
    "code",
    [
        "customer.name = 'x'",
        "mine.handout.step = 'debt'",
        "row.state, row.decided_at = 'granted', act.now",
        "customer.facts_version += 1",
        "setattr(customer, name, value)",
        "set_committed_value(agent, 'handout_id', None)",
        "session.add(row)",
        "act.work.session.add(Request(kind='lost'))",
        "act.work.session.delete(row)",
        "act.work.session.flush()",
        "act.work.session.execute(insert(Due).values(what='line'))",
        "session.execute(update(Due).where(Due.id == due_id).values(done_at=now))",
    ],
)
def test_a_planted_fault_is_found(code: str) -> None:
    assert len(faults(code)) >= 1


@pytest.mark.parametrize(
    "code",
    [
        "add(session, Due, what='line')",
        "put(session, customer, name='x')",
        "change(session, Due, due_id, done_at=now)",
        "names.add('x')",
        "session.execute(update(Due).where(Due.id == due_id, Due.done_at.is_(None)).values(done_at=now))",
        "session.execute(update(Promise).where(Promise.id.in_(ids)).values(status='open'))",
        "session.execute(delete(Staging).where(Staging.id.in_(ids)))",
    ],
)
def test_the_ways_of_the_house_are_no_faults(code: str) -> None:
    assert faults(code) == []
