"""The model of the text check: what it sees, what it says, and what the check makes of it."""

from __future__ import annotations

import math

import pytest

from console.domain.guidance import LIBRARY, fill
from console.domain.guidance.point_check import examine
from console.domain.speech import Suspicion, Truths, listen
from console.domain.speech.suspicion import LAWFUL
from console.suspicion import suspicions
from console.suspicion.features import features
from console.suspicion.model import ARTEFACT, LONGEST, model, pieces, read
from scripts.words.corpus import SAMPLE

THREAT = "小王啊，你闺女放学那条路我可天天走，她书包挺好看的"  # no word of it is in a pattern


def maybe(kind: str, text: str, **values: object) -> Suspicion:
    return Suspicion(kind, 0, len(text), 0.8, "v1", **values)  # type: ignore[arg-type]


def test_the_library_is_never_suspected() -> None:
    for point in LIBRARY:
        examine(point)
        for language, text in (("en", point.en), ("zh", point.zh)):
            for speaker in ("agent", "message"):
                found = suspicions(fill(text, SAMPLE[language]), speaker)
                assert {one.kind for one in found} <= {LAWFUL}, point.id


def test_an_indirect_threat_is_suspected_with_its_reasons() -> None:
    assert listen(THREAT, "agent") == ()
    (one,) = suspicions(THREAT, "agent")
    assert one.kind in ("T1", "T2") and 0.5 < one.chance <= 1
    assert one.words and all(word in THREAT for word in one.words)
    assert one.near and one.version == model().version
    (heard,) = listen(THREAT, "agent", Truths(), (one,))
    assert heard.suspected == one and not heard.severe, "only a rule calls something severe"


def test_a_rule_that_speaks_about_the_same_words_makes_the_model_silent() -> None:
    text = "再不还钱就打断你的腿"
    rule = listen(text, "agent")
    assert {x.kind for x in rule} == {"T1"} and rule[0].severe
    assert listen(text, "agent", Truths(), (maybe("T3", text),)) == rule


def test_a_risk_of_self_harm_is_never_hidden_by_another_cue() -> None:
    text = "我要投诉你们，这日子我也不打算过下去了"
    found = listen(text, "customer", Truths(), (maybe("self_harm", text),))
    assert {x.kind for x in found} >= {"complaint", "self_harm"}
    assert not next(x for x in found if x.kind == "self_harm").severe


@pytest.mark.parametrize(
    ("kind", "text", "truths", "stands"),
    [
        ("T6", "这个案子法院那边已经有结果了", Truths(suit_filed=True), False),
        ("T6", "这个案子法院那边已经有结果了", Truths(suit_filed=False), True),
        ("T8", "他在我们这边的那个事情", Truths(listener="debtor"), False),
        ("T8", "他在我们这边的那个事情", Truths(listener="other"), True),
    ],
)
def test_what_is_true_of_the_case_is_not_suspected(kind: str, text: str, truths: Truths, stands: bool) -> None:
    found = listen(text, "agent", truths, (maybe(kind, text),))
    assert any(x.suspected for x in found) is stands


def test_signs_width_and_letters_in_another_script_change_nothing() -> None:
    plain = features("还钱就不去你家", "agent", "debtor")
    assert features("還 錢，就不去你家！", "agent", "debtor") == plain
    assert features("PAY　me", "agent", "debtor") == features("pay me", "agent", "debtor")
    assert features("还钱就不去你家", "agent", "other") != plain, "who listens counts"


def test_pieces_hold_the_whole_text_and_stay_short() -> None:
    text = "客户说下周还。" * 40 + "and then we agreed. " * 30
    cuts = list(pieces(text))
    assert cuts[0][0] == 0 and cuts[-1][1] == len(text)
    assert [end for _, end in cuts[:-1]] == [begin for begin, _ in cuts[1:]]
    assert all(sum(2 if c >= "\u4e00" else 1 for c in text[a:b]) <= LONGEST for a, b in cuts)
    assert list(pieces("  ")) == []
    long = "客户下周还款。" * 30 + THREAT
    (one,) = [one for one in suspicions(long, "agent") if one.kind != LAWFUL]
    assert THREAT in long[one.start : one.end]


def test_the_artefact_is_small_and_its_version_is_its_digest() -> None:
    data = ARTEFACT.read_bytes()
    assert len(data) < 4_000_000
    assert read(data).version == model().version
    line = model().agent.line("今天还款可以吗", "agent", "debtor")
    assert math.isclose(sum(value * value for value in line.values.values()), 1, rel_tol=1e-6)


@pytest.mark.parametrize(
    ("text", "kind", "stands"),
    [("跑腿费啥的都不存在，单子也不用压，你该咨询咨询", "T11", False), ("再不还钱就打断你的腿", "T1", True)],
)
def test_what_the_model_holds_for_lawful_a_rule_does_not_mark_but_violence_stands(
    text: str, kind: str, stands: bool
) -> None:
    assert {x.kind for x in listen(text, "agent")} == {kind}
    lawful = (Suspicion(LAWFUL, 0, len(text), 0.02, "v1"),)
    assert bool(listen(text, "agent", Truths(), lawful)) is stands
    assert listen(text + "。" + text, "agent", Truths(), lawful), "the other sentence is not held for lawful"


@pytest.mark.parametrize(
    "text",
    [
        "We can knock the balance down a little each month, whatever suits you",
        "Never pay a processing fee to anyone who asks for one, and never to a private account",
        "谁让您交结案费、手续费，都请您拒绝",
    ],
)
def test_advice_and_idioms_are_not_marked(text: str) -> None:
    assert listen(text, "agent", Truths(), suspicions(text, "agent")) == ()
