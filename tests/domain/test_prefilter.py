"""The index over the phrase lists: it may only save time, never hide a match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.domain.speech.lexicon import Lexicon
from console.domain.speech.patterns import en, zh
from console.domain.text.normalise import fold
from console.domain.text.prefilter import Screen, alternatives, grams, needs
from tests.domain.test_speech import rows

TABLES = {"zh": zh.PATTERNS, "en": en.PATTERNS, "cues_zh": zh.CUES, "cues_en": en.CUES}


@pytest.mark.parametrize("name", TABLES)
def test_the_index_hides_no_match_in_the_labelled_set(name: str) -> None:
    lexicon = Lexicon(TABLES[name])
    matched = 0
    for _, _, _, typed, *_ in rows()[::4]:
        text = fold(typed)
        tried = set(lexicon.screen.candidates(text.grams))
        for number, (_, pattern) in enumerate(lexicon.rows):
            if number not in tried:
                assert not pattern.search(text.text), (pattern.pattern, typed)
            else:
                matched += bool(pattern.search(text.text))
    assert matched > 15


@pytest.mark.parametrize("name", TABLES)
def test_every_pattern_has_a_need_so_none_is_tried_on_every_text(name: str) -> None:
    assert Lexicon(TABLES[name]).screen.always == 0


def test_needs_are_told_from_the_pattern() -> None:
    assert needs("(?:去|到)幼儿园.{0,3}(?:坐|闹)") == (frozenset({"幼儿"}), frozenset("坐闹"))
    assert needs(r"(?<!翻)滚(?:开|出去)") == (frozenset({"滚开", "滚出"}),)
    assert needs(r"(?:a|b*)") == ()
    assert needs(r"x{0,3}y{2}") == (frozenset("y"),)
    assert needs("[吃喝]饭") == (frozenset({"吃饭", "喝饭"}),)
    with pytest.raises(ValueError):
        needs("a)b")


def test_bars_inside_brackets_part_nothing() -> None:
    assert alternatives(r"a|(?:b|c)|[|]|\|d") == ["a", "(?:b|c)", "[|]", r"\|d"]


def test_a_pattern_without_need_is_always_tried() -> None:
    screen = Screen([r"\d+", "cat"])
    assert screen.always == 1
    assert screen.candidates(grams("7")) == [0]
    assert screen.candidates(grams("a cat")) == [0, 1]


PIECE = st.recursive(
    st.sampled_from(["a", "ab", "抓", "抓你", "[bc]", r"\d", ".", "pay"]),
    lambda inner: st.one_of(
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("(?:{}){}".format, inner, st.sampled_from(["?", "*", "+", "{0,2}", "{2}"])),
        st.builds("{}{}".format, inner, inner),
    ),
    max_leaves=8,
)


@given(PIECE, st.text(alphabet="abc7抓你pay ", max_size=12))
def test_a_text_that_matches_holds_every_need(pattern: str, text: str) -> None:
    if re.search(pattern, text):
        held = grams(text)
        assert all(not need.isdisjoint(held) for need in needs(pattern))


@given(st.text(alphabet="抓你坐牢4sb vx.,、，*_’“ Ａ0", max_size=20))
def test_the_quick_way_of_folding_gives_what_the_slow_way_gives(typed: str) -> None:
    quick, slow = fold(typed), fold("\u200b" + typed)  # a sign of no width takes the slow way
    assert quick.text == slow.text
    assert [place + 1 for place in quick.places] == list(slow.places)
    assert quick.grams == grams(quick.text)
