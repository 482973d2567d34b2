"""The check of roles below the doors: every action refuses every role that it does not name."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from console import actions
from console.actions.call import Answer
from console.actions.runtime import ACTIONS
from console.domain.actor import ROLES
from console.domain.may import MAY, may
from console.live.messages import COMMANDS
from tests.people import SampleSite


def registered() -> Iterator[tuple[str, Callable[..., Answer]]]:
    """Yield the stored name and the function of every action of the package."""
    for module in pkgutil.iter_modules(actions.__path__):
        importlib.import_module(f"console.actions.{module.name}")
    yield from ((name, do) for name, do in ACTIONS.items() if do.__module__.startswith("console."))


def test_every_action_names_its_roles_and_no_other() -> None:
    found = {name for name, _ in registered()}
    assert len(found) > 150, "the walk found hardly an action"
    assert sorted(found - set(MAY)) == [], "add these to console/domain/may.py"
    assert sorted(set(MAY) - found) == [], "these are gone"


def test_no_role_does_what_it_is_not_named_for(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    before = site.rows_of_everything()
    tried = 0
    for name, do in registered():
        for role in (*ROLES, "service"):
            if not may(name, role):
                call: Any = replace(site.worker(), actor=replace(site.actor("agent1"), role=role), key="k" * 36)
                assert do(call).code == "not_found", (name, role)
                tried += 1
    assert tried > 500 and site.rows_of_everything() == before


def test_what_a_command_allows_its_action_allows() -> None:
    for command in COMMANDS:
        if command.run is None:
            continue
        names = [n for n, do in registered() if do.__name__ in command.run.__code__.co_names]
        for name in names:
            if name.split(".")[0] in ("contact", "handout", "shift", "guide", "service"):
                assert all(may(name, role) for role in command.roles), (command.event, name)
