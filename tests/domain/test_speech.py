"""The words: a labelled set of our own, half of it innocent and tricky, and the marks in the text.

``tests/domain/cases/speech.tsv`` is split by a fixed seed, each batch of it by itself, so that no
sentence changes sides when a batch is added. Each batch was heard once before any rule was changed
for it; what the rules of that day found of it stands in ``FIRST``.
The mistakes of both halves have been read by now, so the figures of the test half, which
``python -m tests.domain.test_speech`` prints, are an upper bound; ``FIRST`` is the honest measure.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest

from console.domain.speech import CATEGORIES, CUES, Truths, listen
from console.domain.text.normalise import fold

SET = Path(__file__).parent / "cases" / "speech.tsv"
SEED = 7
# sentences of each batch, with recall and precision of its first hearing: the second batch was
# written beside the rules that it met, the third to be unlike anything said so far, the fourth
# plain, the fifth between the two
FIRST = (
    (1314, None),
    (348, (0.62, 0.93)),
    (128, (0.95, 0.98)),
    (150, (0.14, 0.47)),
    (62, (0.98, 0.95)),
    (53, (0.51, 1.0)),
)


def rows() -> list[list[str]]:
    """Return label, speaker, listener, text; label ``-`` is innocent."""
    lines = SET.read_text(encoding="utf-8").splitlines()[1:]
    return [line.split("\t") for line in lines]


def halves() -> tuple[list[list[str]], list[list[str]]]:
    """Return the tuning half and the test half."""
    left, tuning, test = rows(), list[list[str]](), list[list[str]]()
    for size, _ in FIRST:
        mixed, left = left[:size], left[size:]
        random.Random(SEED).shuffle(mixed)
        tuning += mixed[: size // 2]
        test += mixed[size // 2 :]
    assert not left, "a batch is missing in FIRST"
    return tuning, test


def heard(speaker: str, listener: str, text: str) -> set[str]:
    truths = Truths(False, False, False, listener=listener)  # type: ignore[arg-type]
    found = listen(text, speaker, truths)
    return {x.kind for x in found if speaker == "customer" or not x.is_cue}


def score(part: list[list[str]]) -> tuple[Counter[str], Counter[str], Counter[str], list[str]]:
    """Return hits, misses and false marks per kind, and the lines that went wrong."""
    hit: Counter[str] = Counter()
    miss: Counter[str] = Counter()
    false: Counter[str] = Counter()
    wrong: list[str] = []
    for label, speaker, listener, text in part:
        kinds = heard(speaker, listener, text)
        if label == "-":
            false.update(kinds)
            wrong.extend(f"false {kind}: {text}" for kind in kinds)
        elif label in kinds:
            hit[label] += 1
        else:
            miss[label] += 1
            wrong.append(f"missed {label}: {text}")
    return hit, miss, false, wrong


def report() -> None:
    """Print precision and recall per kind on the test half."""
    hit, miss, false, wrong = score(halves()[1])
    print("kind            n  precision  recall")
    for kind in [*CATEGORIES, *CUES]:
        n = hit[kind] + miss[kind]
        if n:
            precision = hit[kind] / max(1, hit[kind] + false[kind])
            print(f"{kind:<13}{n:>4}  {precision:>9.2f}  {hit[kind] / n:>6.2f}")
    caught, missed, marked = sum(hit.values()), sum(miss.values()), sum(false.values())
    print(f"all         {caught + missed:>5}  {caught / (caught + marked):>9.2f}  {caught / (caught + missed):>6.2f}")
    for line in wrong:
        print(" ", line)
    for size, first in FIRST[1:]:
        if first:
            print(f"a batch of {size}, heard for the first time: recall {first[0]}, precision {first[1]}")


def test_the_set_is_large_and_half_innocent() -> None:
    count = Counter(row[0] for row in rows())
    assert sum(count.values()) >= 1200
    assert 0.45 < count["-"] / sum(count.values()) < 0.55
    assert {f"T{n}" for n in range(1, 17)} | set(CUES) <= set(count)


@pytest.mark.parametrize("half", [0, 1], ids=["tuning", "test"])
def test_precision_and_recall(half: int) -> None:
    hit, miss, false, wrong = score(halves()[half])
    caught, missed, marked = sum(hit.values()), sum(miss.values()), sum(false.values())
    assert caught / (caught + missed) >= 0.96, wrong
    assert caught / (caught + marked) >= 0.97, wrong


def test_a_mark_names_the_very_characters_that_were_typed() -> None:
    typed = "您好，再不還 錢 就 抓 你 坐 牢！"
    found = listen(typed)
    assert found and found[0].rule == "cn-msg-false-legal"
    assert typed[found[0].start : found[0].end] == found[0].quote
    assert "抓" in found[0].quote


def test_a_statement_that_is_true_of_the_case_is_not_marked() -> None:
    text = "本案已经起诉，案号可在法院查询"
    assert {x.kind for x in listen(text, "agent", Truths(suit_filed=False))} == {"T6"}
    assert listen(text, "agent", Truths(suit_filed=True)) == ()
    jail = "已经起诉，你等着坐牢吧"
    assert "T6" in {x.kind for x in listen(jail, "agent", Truths(suit_filed=True))}


@pytest.mark.parametrize(
    ("text", "true", "kinds"),
    [
        ("我行已于九月向法院起诉，案件已受理", {"suit_filed"}, set()),
        ("We filed suit against you on March 3rd in county court", {"suit_filed"}, set()),
        ("We filed suit against you on March 3rd in county court", set(), {"T6"}),
        ("法院已经作出判决，要求您偿还本金", {"suit_filed", "judgment"}, set()),
        ("法院已经作出判决了", set(), {"T6"}),
        ("A judgment was entered against you last year", {"judgment"}, set()),
        ("A judgment was entered against you last year", set(), {"T6"}),
        ("案件已进入强制执行阶段，法院可能冻结您名下账户", {"judgment", "enforcement"}, set()),
        ("Because of the judgment, your wages may be garnished", {"enforcement"}, set()),
        ("The approved discount ends today", {"offer"}, set()),
        ("The approved discount ends today", set(), {"T13"}),
        ("法院已经判你坐牢了", {"suit_filed", "judgment"}, {"T6"}),
        ("We have a judgment, so you will be arrested tomorrow", {"judgment"}, {"T6"}),
    ],
)
def test_what_the_file_proves_may_be_said(text: str, true: set[str], kinds: set[str]) -> None:
    truths = Truths("suit_filed" in true, "judgment" in true, "enforcement" in true, "offer" in true)
    assert {x.kind for x in listen(text, "agent", truths)} == kinds


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("l1ar", "liar"),
        ("b1tch", "bitch"),
        ("ja1l", "jail"),
        ("ki11", "kill"),
        ("th1ef", "thief"),
        ("ba1ance", "balance"),
        ("po1ice", "police"),
        ("1oan", "loan"),
        ("c0urt", "court"),
        ("3rd", "3rd"),
        ("90k", "90k"),
        ("7th", "7th"),
        ("4", "4"),
    ],
)
def test_a_digit_is_read_as_the_letter_it_stands_for(typed: str, plain: str) -> None:
    assert fold(typed).text == plain


def test_a_question_that_means_yes_is_no_denial() -> None:
    assert {x.kind for x in listen("Why don't you just borrow from your parents")} == {"T10"}
    assert {x.kind for x in listen("看我不打断你的腿")} == {"T1"}
    assert listen("我们不会打断您说话") == ()


def test_a_customer_is_never_marked_for_strong_words() -> None:
    assert listen("你们这些骗子，信不信我打死你", "customer") == listen("你们这些骗子", "customer")
    assert {x.kind for x in listen("你是骗子吧", "customer")} == {"scam"}


def test_disguises_fold_to_the_same_text() -> None:
    plain = fold("抓你坐牢").text
    for typed in ("抓 你 坐 牢", "抓*你*坐*牢", "抓你做牢", "抓你坐　牢", "抓你坐\u200b牢"):
        assert fold(typed).text == plain
    assert fold("Ｊ a i l").text == "jail"
    assert fold("轉我薇信").text == "转我微信"


def test_phrases_are_heard_by_their_sound() -> None:
    assert {x.kind for x in listen("我们会到打断你的退")} == {"T1"}


if __name__ == "__main__":
    report()
