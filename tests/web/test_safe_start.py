"""A process that would be unsafe does not start, and says what to do."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from console.serving.safe_start import is_weak, refuse_unsafe
from console.settings import Settings

KEY = "Jw3nX0qZ4tR7yU1iO5pA9sD2fG6hL8cV"
HTTPS: dict[str, Any] = {"origins": ("https://desk.example.com",), "secure_cookies": True}
PROXY: dict[str, Any] = {**HTTPS, "proxies": (ip_network("10.0.0.5"),)}


def why(sample: bool = False, key: str = KEY, **more: Any) -> str:
    return refuse_unsafe(Settings("sqlite:///x.db", key, Path("x"), **more), sample)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"key": "b" * 40}, "CONSOLE_SECRET_KEY"),
        ({"key": "changeme" * 5}, "CONSOLE_SECRET_KEY"),
        ({"key": "0123456789abcdef" * 3}, "CONSOLE_SECRET_KEY"),
        ({"host": "0.0.0.0"}, "plain HTTP"),
        ({"host": "192.0.2.5"}, "plain HTTP"),
        ({"host": "::"}, "plain HTTP"),
        ({"host": "desk.example.com"}, "plain HTTP"),
        ({"host": "0.0.0.0", **HTTPS}, "CONSOLE_PROXIES"),
        ({"host": "0.0.0.0", **PROXY, "secure_cookies": False}, "CONSOLE_SECURE_COOKIES"),
        ({"origins": ("http://desk.example.com",)}, "plain HTTP"),
        ({"host": "10.0.0.9", **PROXY, "origins": ("http://desk.example.com",)}, "plain HTTP"),
        ({**HTTPS, "secure_cookies": False}, "CONSOLE_SECURE_COOKIES=1"),
        ({"sample": True, "host": "0.0.0.0"}, "logins that everybody knows"),
        ({"sample": True, "host": "10.0.0.9", **PROXY}, "logins that everybody knows"),
        ({"sample": True, **HTTPS}, "logins that everybody knows"),
    ],
)
def test_what_is_unsafe_is_refused_with_what_to_do(more: dict[str, Any], words: str) -> None:
    assert words in why(**more)


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"host": "::1"},
        {"host": "localhost", "origins": ("http://localhost:5000",)},
        HTTPS,
        {"host": "10.0.0.9", **PROXY},
        {"sample": True, "key": "b" * 40},
        {"sample": True, "origins": ("http://127.0.0.1:5000", "https://localhost:8443"), "secure_cookies": True},
    ],
)
def test_what_is_safe_starts(more: dict[str, Any]) -> None:
    assert why(**more) == ""


def test_a_random_key_is_not_weak() -> None:
    assert not is_weak(KEY) and is_weak("ab" * 16) and is_weak("k" * 31 + "x")
