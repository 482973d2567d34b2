"""A key that cannot act says why: each key of the map, in each phase of the desk, in both languages."""

from __future__ import annotations

import pytest

from console.domain.hotkey_reasons import PHASES, reason, reasons
from console.domain.hotkeys import ALL, BY_ID, Hotkey


@pytest.mark.parametrize("hotkey", ALL, ids=lambda hotkey: hotkey.id)
def test_each_key_has_a_reason_in_each_phase_and_in_both_languages(hotkey: Hotkey) -> None:
    for phase in PHASES:
        en, zh = reason(hotkey, phase)
        assert en.endswith(".") and zh.endswith("。"), (hotkey.id, phase)
        assert reasons(0)[hotkey.id][phase] == en and reasons(1)[hotkey.id][phase] == zh


@pytest.mark.parametrize(
    ("key", "phase", "words"),
    [
        ("s", "ready", "No customer is with you."),
        ("s", "dialing", "Nobody has answered yet."),
        ("c", "offered", "Accept the customer first."),
        ("c", "talking", "A call is running. Hang up first."),
        ("e", "preview", "Record the outcome first."),
        ("e", "recorded", "Somebody is on the line. Hang up when you have said goodbye."),
        ("y", "dialing", "The line itself reports when somebody answers."),
        ("g", "talked", "A contact has begun. Record its outcome."),
        ("f", "wrap_up", "The outcome is recorded. It can be corrected."),
        ("group.p", "preview", "Outcomes are available once you call."),
        ("group.p", "dialing", "Nobody has answered yet: only “not reached” can be true."),
        ("group.t", "wrap_up", "The outcome is recorded. It can be corrected."),
        ("7", "talking", "The customer refused profiling."),
        ("r", "talking", "You are on shift."),
    ],
)
def test_the_reason_names_what_is_missing(key: str, phase: str, words: str) -> None:
    assert reason(BY_ID[key], phase)[0] == words
