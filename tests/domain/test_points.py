"""The resolved points: complete, sayable, true of the case, and the same in both languages."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from console.domain.bilingual import CHINESE, ENGLISH
from console.domain.errors import Invalid
from console.domain.guidance import LIBRARY, STEP_KEYS, Point, fill, seconds, talking_points
from console.domain.guidance.point_check import examine, sayable
from console.domain.guidance.points_written import NO_SENSE
from console.domain.guidance.types import LONGEST_SECONDS
from console.domain.speech import Truths, listen
from console.domain.speech.listen import DEBT_WORDS
from console.domain.text.normalise import fold
from console.store.queries.placeholders import who

STATES = ("procrastination", "fear", "rational")
STAGES = ("M1", "M2", "M3+")
CHANNELS = ("call", "sms", "email", "visit")
VALUES = {
    "who": "Li Min from Sample Bank",
    "crisis": "Crisis line 12356",
    "name": "Wang Wei",
    "creditor": "Sample Bank",
    "agent": "Li Min",
    "amount": "NT$58,300",
    "due_date": "26 October",
    "days": "30",
    "plan": "three parts",
    "date": "2026-11-30",
    "phone_back": "95588",
}
BOTH = {"en": VALUES, "zh": {**VALUES, "name": "王伟", "creditor": "样例银行", "due_date": "10月26日"}}
VERIFIED = Truths(False, False, False, listener="debtor", verified=True)


def resolved(state: str, stage: str, channel: str, step: str, **truths: bool) -> Point | None:
    true = {"identity_verified": True, **truths}
    shown = talking_points(
        state or "fear",
        unsure=not state,
        stage=stage,
        step=step,
        truths=true,
        channel=channel,
        lawful=lambda point: sayable(point, BOTH, VERIFIED),
    )
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
    assert len({p.id for p in LIBRARY}) == len(LIBRARY) >= 220


def test_both_languages_ask_for_the_same_facts() -> None:
    for point in LIBRARY:
        holes = [set(re.findall(r"\{(\w+)\}", text)) for text in (point.en, point.zh)]
        assert holes[0] == holes[1], point.id
        assert point.why_en and point.why_zh


def test_fear_never_hears_a_deadline_or_a_legal_word() -> None:
    hard = re.compile(r"\bcourt|\bsue\b|legal|lawsuit|deadline|at once|immediately|起诉|法院|法律|期限|立即|马上还")
    for point in LIBRARY:
        if point.psychology == "fear":
            assert not hard.search(point.en + point.zh), point.id


def test_a_message_shows_nothing_private_on_a_locked_screen() -> None:
    private = re.compile(r"amount|owe|debt|overdue|欠|逾期|还款|\{amount\}")
    for point in LIBRARY:
        if point.channel == "sms":
            assert not private.search(point.en[:20] + point.zh[:20]), point.id
            assert "{amount}" not in point.en + point.zh, point.id


CASES = Path(__file__).parent / "cases" / "points.txt"
FACTS = ("suit_filed", "judgment", "enforcement", "credit_reported", "fee_charged")


@dataclass(frozen=True)
class Line:
    """A prepared line of our own with the case it stands in."""

    shown: bool
    listener: str
    verified: bool
    facts: dict[str, bool | None]
    text: str

    def stands(self, **changed: Any) -> bool:
        """True when the line may stand on the screen; ``changed``: another listener or fact."""
        facts = {**dict.fromkeys(FACTS), **self.facts}
        facts.update({k: v for k, v in changed.items() if k in FACTS})
        truths = Truths(
            facts["suit_filed"],
            facts["judgment"],
            facts["enforcement"],
            listener=changed.get("listener", self.listener),
            verified=changed.get("verified", self.verified),
        )
        point = Point("*", "*", "listen", self.text, self.text, "", "")
        return sayable(point, BOTH, truths, facts)


def lines() -> list[Line]:
    """Return the lines of ``cases/points.txt``."""
    found: list[Line] = []
    head: tuple[bool, str, bool, dict[str, bool | None]] = (False, "debtor", True, {})
    for raw in CASES.read_text(encoding="utf-8").splitlines():
        if raw.startswith("@"):
            verdict, listener, verified, *facts = raw[1:].split()
            known: dict[str, bool | None] = {f.lstrip("-"): not f.startswith("-") for f in facts}
            head = (verdict == "yes", listener, verified == "1", known)
        elif not raw.startswith("#"):
            found.append(Line(*head, raw))
    return found


BAD = [line for line in lines() if not line.shown]
GOOD = [line for line in lines() if line.shown]


def test_two_hundred_unlawful_points_are_never_shown() -> None:
    assert len({line.text for line in BAD}) >= 200
    assert [line.text for line in BAD if line.stands()] == []


def test_two_hundred_lawful_points_are_nearly_all_shown() -> None:
    assert len({line.text for line in GOOD}) >= 200
    hidden = [line.text for line in GOOD if not line.stands()]
    assert len(hidden) / len(GOOD) <= 0.02, hidden


@pytest.mark.parametrize("line", [x for x in GOOD if x.facts], ids=lambda x: x.text)
def test_a_line_goes_when_its_fact_is_flipped_or_unknown(line: Line) -> None:
    assert line.stands()
    for fact, value in line.facts.items():
        assert not line.stands(**{fact: not value}), "flipped"
        assert not line.stands(**{fact: None}), "no longer known"
    later = {"judgment", "enforcement"} if line.facts.get("suit_filed") is False else set()
    for other in set(FACTS) - line.facts.keys() - later:  # a judgment means a suit
        assert line.stands(**{other: True}), "another fact does not take it away"


def test_lines_about_the_debt_go_with_the_listener_and_the_identity() -> None:
    about = [x for x in GOOD if x.verified and DEBT_WORDS.search(fold(x.text).text)]
    assert len(about) >= 8
    for line in about:
        assert not line.stands(listener="other"), line.text
        assert not line.stands(verified=False), line.text
    early = [x for x in GOOD if not x.verified]
    assert all(x.stands(verified=True) for x in early)


def test_a_point_that_claims_a_fact_cannot_be_saved_without_ticking_it() -> None:
    for line in GOOD:
        claimed = [fact for fact, value in line.facts.items() if value]
        if claimed:
            zh_or_en = Point("*", "*", "debt", line.text, line.text, "", "", ("identity_verified",))
            with pytest.raises(Invalid) as refused:
                examine(zh_or_en)
            assert refused.value.field in ("needs", "en"), line.text
            examine(replace(zh_or_en, needs=("identity_verified", *claimed)))


def test_each_need_of_the_library_gates_its_points() -> None:
    needs = {need for point in LIBRARY for need in point.needs}
    assert needs == {
        "identity_verified",
        "relief_open",
        "promise_due",
        "plan_open",
        "inbound",
        "card",
        "suit_filed",
        "credit_reported",
        "fee_charged",
    }
    for point in LIBRARY:  # each fact of a point flipped: the point is gone
        true = {need: True for need in point.needs} | {"identity_verified": True, "recording": True}
        for need in point.needs:
            state = point.psychology if point.psychology != "*" else "fear"
            shown = talking_points(
                state,
                unsure=point.psychology == "*",
                step=point.step,
                channel=point.channel,
                stage={"M1": "M1", "mid": "M2", "late": "M3+"}.get(point.stage, "M1"),
                truths={**true, need: False},
            )
            assert point.id not in {p.id for p in shown.points}, (point.id, need)
    with_relief = resolved("rational", "M3+", "call", "offer", relief_open=True)
    without = resolved("rational", "M3+", "call", "offer")
    assert with_relief is not None and "relief_open" in with_relief.needs
    assert without is not None and "relief_open" not in without.needs
    hidden = talking_points("fear", unsure=False, stage="M1", step="debt", truths={})
    assert hidden.points == ()


def test_a_spouse_and_an_unknown_listener_hear_nothing_of_the_debt() -> None:
    for listener, verified in (("other", True), ("debtor", False), ("unknown", False)):
        truths = Truths(False, False, False, listener=listener, verified=verified)  # type: ignore[arg-type]
        shown = [p for p in LIBRARY if p.channel == "call" and p.step == "debt" and sayable(p, BOTH, truths)]
        assert [p.id for p in shown if "{amount}" in p.en and "owed" in p.en] == []


def test_only_a_customer_with_a_card_is_asked_for_its_digits() -> None:
    asked = [p for p in LIBRARY if p.step == "verify" and p.channel == "call" and "last four digits" in p.en]
    assert {("card" in point.needs) for point in asked} == {True, False}
    for point in asked:
        assert ("your card" in point.en) == ("卡号" in point.zh) == ("card" in point.needs), point.en
        assert ("contract number" in point.en) == ("合同号" in point.zh) == ("card" not in point.needs), point.en
    for state in ("", *STATES):
        plain = resolved(state, "M1", "call", "verify")
        card = resolved(state, "M1", "call", "verify", card=True)
        called = resolved(state, "M1", "call", "verify", card=True, inbound=True)
        assert plain and card and called
        assert "card" not in plain.needs and "card" in card.needs and set(called.needs) == {"card", "inbound"}


def test_the_self_harm_path_names_a_crisis_line_that_is_known() -> None:
    for known in (True, False):
        shown = talking_points(
            "fear", unsure=True, stage="M1", step="open", truths={"crisis_line": known}, path="self_harm"
        )
        assert any("{crisis}" in p.en and "{crisis}" in p.zh for p in shown.points) is known
        assert len(shown.points) == 2 + known


def test_an_agency_says_whose_debt_it_works() -> None:
    assert who(CHINESE, "李敏", "", "样例银行") == "我是样例银行的李敏"
    assert who(CHINESE, "李敏", "安信公司", "样例银行") == "我是安信公司的李敏，受样例银行委托"
    assert who(ENGLISH, "Li Min", "", "Sample Bank") == "Li Min from Sample Bank"
    assert who(ENGLISH, "Li Min", "Anxin", "Sample Bank") == "Li Min from Anxin, on behalf of Sample Bank"
    for point in LIBRARY:
        assert not ("{agent}" in point.en and "{creditor}" in point.en and point.step == "open"), point.id
