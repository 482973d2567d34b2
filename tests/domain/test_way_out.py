"""A message tells how to stop unless its own words do: a word such as "end" is no way out."""

from __future__ import annotations

import pytest

from console.domain.compliance.message_words import says_how_to_stop


@pytest.mark.parametrize(
    "text",
    [
        "Reply STOP to opt out.",
        "Please call me. Text STOP to end these texts.",
        "reply with the word “stop”",
        "请联系我们，回TD退订",
        "请联系我们，回复“退订”即可",
        "退订回T",
    ],
)
def test_words_that_tell_the_way_out(text: str) -> None:
    assert says_how_to_stop(text)


@pytest.mark.parametrize(
    "text",
    [
        "Can you pay by the end of the month?",
        "Please reply by the end of the week.",
        "We can cancel the late fee.",
        "The interest will stop on Friday.",
        "您好，请回复我们",
        "退订由我们办理",
    ],
)
def test_words_that_only_sound_like_it(text: str) -> None:
    assert not says_how_to_stop(text)
