"""The keys of the desk: standard ones without a clash, and which changes are refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from console.domain import hotkeys
from console.domain.errors import Invalid

DESK = Path(__file__).parent.parent.parent / "templates" / "desk"


def test_the_standard_keys_are_free_of_clashes() -> None:
    assert hotkeys.examine({}) == {}
    assert hotkeys.examine({"r": "r"}) == {}, "the standard is no change"


def test_every_key_that_stands_on_the_desk_can_be_changed() -> None:
    used = set()
    for path in DESK.rglob("*.html"):
        for key, name in re.findall(r'data-key="([^"{]+)"(?:\s+data-key-id="(\w+)")?', path.read_text()):
            used.add((name or key, key))
    assert used, "the desk has keys"
    standard = {(one.id, one.key) for one in hotkeys.ALL}
    assert used <= standard, used - standard


def test_a_clash_names_the_act_that_has_the_key() -> None:
    with pytest.raises(Invalid) as refused:
        hotkeys.examine({"c": "m"})
    assert refused.value.words["act"]["en"] == "Note"
    assert refused.value.words["wanted"]["en"] == "Call"
    assert hotkeys.examine({"c": "m", "m": "["}) == {"c": "m", "m": "["}
    assert hotkeys.examine({"a": "t"}) == {"a": "t"}, "an offer and a call are never on together"


@pytest.mark.parametrize("key", ["o", "l", "[", ";"])
def test_stops_never_lie_beside_promises(key: str) -> None:
    freed = {h.id: "" for h in hotkeys.ALL if h.key == key}
    with pytest.raises(Invalid, match="next to each other"):
        hotkeys.examine({**freed, "group.x": key})
    with pytest.raises(Invalid, match="next to each other"):
        hotkeys.examine({**freed, "l": "", "group.p": "s", "s": "", "b": "", "z": ""})


@pytest.mark.parametrize("changed", [{"nothing": "a"}, {"r": "ab"}, {"r": "é"}, {"r": " "}])
def test_what_is_no_key_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        hotkeys.examine(changed)


def test_an_act_may_have_no_key() -> None:
    assert hotkeys.examine({"h": "", "j": ""}) == {"h": "", "j": ""}
