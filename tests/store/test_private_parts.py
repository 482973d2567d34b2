"""Parts of SQLAlchemy that are not its public interface, and that console/store/fast uses.

They hold for the version that console/store/fast/README.md names. When the pin in requirements.lock moves to another
minor version, the first test turns red. Then do this:

1. Run this file, ``test_statements.py`` and ``test_entities.py`` with the new version.
2. If they pass, read SQLAlchemy's changes for the parts in the README, and write the new version there.
3. If one fails, change ``sqlite_prepared.py`` or ``entities.py``. Until then CONSOLE_FAST_STATEMENTS=0 lets SQLAlchemy
   run every statement.
"""

from __future__ import annotations

import inspect
import re
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from sqlalchemy import bindparam, insert, select
from sqlalchemy import inspect as state_of
from sqlalchemy.dialects import sqlite
from sqlalchemy.types import TypeEngine

from console.store.fast.statements import mapper_of, table_of
from console.store.models import Customer, Handout

ROOT = Path(__file__).parent.parent.parent
DIALECT: Any = sqlite.dialect(paramstyle="qmark")


def compiled(statement: Any, names: list[str] | None = None) -> Any:
    return statement.compile(dialect=DIALECT, column_keys=names)


def test_the_readme_names_the_installed_and_the_pinned_version() -> None:
    readme = (ROOT / "console/store/fast/README.md").read_text()
    named = re.search(r"Checked with SQLAlchemy (\d+\.\d+)", readme)
    pinned = re.search(r"^sqlalchemy==(\d+\.\d+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    installed = ".".join(version("sqlalchemy").split(".")[:2])
    assert named and pinned
    assert named.group(1) == pinned.group(1) == installed, "SQLAlchemy has moved: see the head of this file"


def test_bind_processors_turn_values_into_the_drivers() -> None:
    query = compiled(select(Customer.id).where(Customer.updated_at > bindparam("since")))
    at = datetime(2026, 11, 28, 8, tzinfo=UTC)
    assert query._bind_processors["since"](at) == "2026-11-28T08:00:00.000000Z"
    assert query.positiontup == ["since"] and str(query).count("?") == 1


def test_result_columns_have_names_and_types_that_read() -> None:
    query = compiled(select(Customer.id, Customer.updated_at.label("at")))
    assert [column.keyname for column in query._result_columns] == ["id", "at"]
    read = query._result_columns[1].type._cached_result_processor(DIALECT, None)
    assert read("2026-11-28T08:00:00.000000Z") == datetime(2026, 11, 28, 8, tzinfo=UTC)
    parameters = list(inspect.signature(TypeEngine._cached_result_processor).parameters)
    assert parameters == ["self", "dialect", "coltype"]


def test_lists_are_expanded_after_compiling() -> None:
    query = compiled(select(Customer.id).where(Customer.id.in_(bindparam("ids", expanding=True))))
    assert {bind.key for bind in query.post_compile_params} == {"ids"}
    whole = query._process_parameters_for_postcompile({"ids": [4, 5, 6]})
    assert whole.statement.count("?") == 3 and len(whole.positiontup) == 3
    assert list(whole.parameter_expansion) == ["ids"] and whole.parameter_expansion["ids"] == list(whole.positiontup)
    assert isinstance(whole.processors, dict)


def test_defaults_that_python_makes_are_told() -> None:
    columns = [column.name for column in table_of(Handout).columns]
    assert not compiled(insert(table_of(Handout)), columns).insert_prefetch
    some = compiled(insert(table_of(Handout)), ["customer_id", "agent_id"])
    assert "step" in {column.name for column in some.insert_prefetch}
    assert not some.update_prefetch


def test_an_entity_can_be_made_of_a_row_that_exists() -> None:
    entity = mapper_of(Customer).class_manager.new_instance()
    state = state_of(entity)
    assert isinstance(entity, Customer) and state.key is None
    state.dict["name"] = "Made up"
    assert entity.name == "Made up" and not state.modified
    key = mapper_of(Customer).identity_key_from_primary_key((7,))
    assert key[:2] == (Customer, (7,))
