"""Parts of an SMS: both alphabets on both sides of each limit."""

from __future__ import annotations

import pytest

from console.domain.sms_parts import parts_of


@pytest.mark.parametrize(
    ("text", "alphabet", "places", "parts"),
    [
        ("", "gsm", 0, 1),
        ("a" * 160, "gsm", 160, 1),
        ("a" * 161, "gsm", 161, 2),
        ("a" * 306, "gsm", 306, 2),
        ("a" * 307, "gsm", 307, 3),
        ("€" * 80, "gsm", 160, 1),
        ("a" * 152 + "€" + "a" * 153, "gsm", 307, 3),  # the euro sign is not cut in the middle
        ("您" * 70, "ucs2", 70, 1),
        ("您" * 71, "ucs2", 71, 2),
        ("您" * 134, "ucs2", 134, 2),
        ("您" * 135, "ucs2", 135, 3),
        ("a" * 69 + "您", "ucs2", 70, 1),
        ("😀" * 35, "ucs2", 70, 1),
        ("😀" * 67, "ucs2", 134, 3),  # 33 signs of two places fill 66 of 67
        ("`", "ucs2", 1, 1),
        ("Ç", "gsm", 1, 1),
        ("ç", "ucs2", 1, 1),
    ],
)
def test_a_text_is_cut_as_the_network_cuts_it(text: str, alphabet: str, places: int, parts: int) -> None:
    found = parts_of(text)
    assert (found.alphabet, found.places, found.parts) == (alphabet, places, parts)
