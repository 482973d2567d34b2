"""Which new passwords are refused (NIST SP 800-63B-4): the short, the common, the own names; nothing else."""

from __future__ import annotations

import pytest

from console.passwords import weak

OWN = ("lei.wang", "Lei Wang", "王磊")


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("", "at least 15"),
        ("fourteen chars", "at least 15"),
        ("x" * 201, "at most 200"),
        ("passwordpassword", "easy to guess"),
        ("Password12345678", "easy to guess"),
        ("aaaaaaaaaaaaaaaa", "easy to guess"),
        ("1234567890123456", "easy to guess"),
        ("qwertyuiopasdfghjkl", "easy to guess"),
        ("LeiWangLeiWang2026", "easy to guess"),
        ("lei.wang-lei.wang1", "easy to guess"),
        ("console console 1!", "easy to guess"),
        ("abcabcabcabcabcabc", "easy to guess"),
    ],
)
def test_a_password_that_is_refused_says_why(password: str, why: str) -> None:
    assert why in weak(password, OWN)


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery staple",
        "onlysmallletterswithoutadigit",
        "四个词语合在一起就是一个好密码吧",
        "tea with my aunt in Lei's garden",
        "  spaces count as well  ",
        "kX9" * 3 + "plus something else",
        "z" * 3 + "unusual lantern riverbed " * 7,
    ],
)
def test_no_kind_of_character_is_asked_for(password: str) -> None:
    assert weak(password, OWN) == ""
