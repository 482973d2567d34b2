"""The resolved points: complete, sayable, true of the case, and the same in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest

from console.domain.guidance import LIBRARY, STEP_KEYS, Point, fill, seconds, talking_points
from console.domain.guidance.judge import examine, sayable
from console.domain.guidance.points_visit import NO_SENSE
from console.domain.guidance.types import LONGEST_SECONDS
from console.domain.speech import Truths, listen
from tests.domain.test_speech import rows

STATES = ("procrastination", "fear", "rational")
STAGES = ("M1", "M2", "M3+")
CHANNELS = ("call", "sms", "email", "visit")
VALUES = {"name": "Wang Wei", "creditor": "Sample Bank", "agent": "Li Min", "amount": "NT$58,300",
          "due_date": "26 October", "days": "30", "plan": "three parts", "date": "2026-11-30",
          "phone_back": "95588"}  # fmt: skip
BOTH = {
    "en": VALUES,
    "zh": {**VALUES, "name": "王伟", "creditor": "样例银行", "due_date": "10月26日"},
}
VERIFIED = Truths(False, False, False, listener="debtor", verified=True)


def resolved(state: str, stage: str, channel: str, step: str, **truths: bool) -> Point | None:
    true = {"identity_verified": True, **truths}
    shown = talking_points(
        state or "fear", unsure=not state, stage=stage, step=step, truths=true, channel=channel,
        lawful=lambda point: sayable(point, BOTH, VERIFIED),
    )  # fmt: skip
    return next((p for p in shown.points if p.step == step), None)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("state", ["", *STATES])
def test_every_cell_that_makes_sense_has_a_point(state: str, stage: str, channel: str) -> None:
    for step in STEP_KEYS:
        point = resolved(state, stage, channel, step)
        if (channel, step) in NO_SENSE:
            assert point is None, "a cell said to make no sense has a point"
            continue
        assert point is not None, (state, stage, channel, step)
        for language, text in (("en", point.en), ("zh", point.zh)):
            said = fill(text, BOTH[language])
            assert "…" not in said and "{" not in said
            assert seconds(text) <= LONGEST_SECONDS
            assert [x for x in listen(said, "message", VERIFIED) if not x.is_cue] == []


def test_every_point_of_the_library_may_be_saved() -> None:
    for point in LIBRARY:
        examine(point)
    assert len({p.id for p in LIBRARY}) == len(LIBRARY) >= 180


def test_both_languages_ask_for_the_same_facts() -> None:
    for point in LIBRARY:
        holes = [set(re.findall(r"\{(\w+)\}", text)) for text in (point.en, point.zh)]
        assert holes[0] == holes[1], point.id
        assert point.why_en and point.why_zh


def test_fear_never_hears_a_deadline_or_a_legal_word() -> None:
    hard = re.compile(
        r"\bcourt|\bsue\b|legal|lawsuit|deadline|at once|immediately|起诉|法院|法律|期限|立即|马上还"
    )
    for point in LIBRARY:
        if point.psychology == "fear":
            assert not hard.search(point.en + point.zh), point.id


def test_a_message_shows_nothing_private_on_a_locked_screen() -> None:
    private = re.compile(r"amount|owe|debt|overdue|欠|逾期|还款|\{amount\}")
    for point in LIBRARY:
        if point.channel == "sms":
            assert not private.search(point.en[:20] + point.zh[:20]), point.id
            assert "{amount}" not in point.en + point.zh, point.id


def as_point(text: str) -> Point:
    return Point("*", "*", "listen", text, text, "", "")


def test_two_hundred_unlawful_points_are_never_shown() -> None:
    bad: list[tuple[str, str]] = []
    for label, speaker, listener, text in rows():
        if label.startswith("T") and speaker == "agent" and listen(
            text, "agent", Truths(False, False, False, listener=listener)  # type: ignore[arg-type]
        ):  # fmt: skip
            bad.append((listener, text))
    bad = bad[::2][:240]
    assert len(bad) >= 200
    for listener, text in bad:
        truths = Truths(False, False, False, listener=listener)  # type: ignore[arg-type]
        assert not sayable(as_point(text), BOTH, truths), text


def test_two_hundred_lawful_points_are_nearly_all_shown() -> None:
    good = [t for label, speaker, _, t in rows() if label == "-" and speaker == "agent"][::2][:220]
    assert len(good) >= 200
    shown = sum(sayable(as_point(text), BOTH, VERIFIED) for text in good)
    assert shown / len(good) >= 0.98


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("本案已经起诉", {"suit_filed": True}),
        ("The case has been filed.", {"suit_filed": True}),
        ("法院已经判决", {"judgment": True}),
        ("已经申请执行", {"enforcement": True}),
    ],
)
def test_a_line_goes_when_its_fact_goes(text: str, fact: dict[str, Any]) -> None:
    known = {"suit_filed": False, "judgment": False, "enforcement": False}
    assert sayable(as_point(text), BOTH, Truths(**{**known, **fact}))
    assert not sayable(as_point(text), BOTH, Truths(**known))


def test_each_need_of_the_library_gates_its_points() -> None:
    needs = {need for point in LIBRARY for need in point.needs}
    assert needs == {"identity_verified", "relief_open"}
    with_relief = resolved("rational", "M3+", "call", "offer", relief_open=True)
    without = resolved("rational", "M3+", "call", "offer")
    assert with_relief is not None and "relief_open" in with_relief.needs
    assert without is not None and "relief_open" not in without.needs
    hidden = talking_points("fear", unsure=False, stage="M1", step="debt", truths={})
    assert hidden.points == ()


def test_a_spouse_and_an_unknown_listener_hear_nothing_of_the_debt() -> None:
    for listener, verified in (("other", True), ("debtor", False), ("unknown", False)):
        truths = Truths(False, False, False, listener=listener, verified=verified)  # type: ignore[arg-type]
        shown = [
            p for p in LIBRARY
            if p.channel == "call" and p.step == "debt" and sayable(p, BOTH, truths)
        ]  # fmt: skip
        assert [p.id for p in shown if "{amount}" in p.en and "owed" in p.en] == []
