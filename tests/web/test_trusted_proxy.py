"""Behind a trusted proxy a request has the browser's address; a header of anybody else is not believed."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Any

import pytest

from console.serving.trusted_proxy import believe_proxies, browser_address
from console.settings import BadSetting, read_settings

PROXIES = tuple(ip_network(one) for one in ("127.0.0.1", "10.0.0.0/8", "fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "found"),
    [
        ("198.51.100.7", "", "198.51.100.7"),
        ("198.51.100.7", "203.0.113.9", "198.51.100.7"),  # no proxy of ours: not believed
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "192.0.2.1, 203.0.113.9", "203.0.113.9"),  # the browser wrote the first itself
        ("127.0.0.1", "203.0.113.9, 10.1.2.3", "203.0.113.9"),  # two proxies of ours
        ("127.0.0.1", "10.9.9.9, 203.0.113.9, 10.1.2.3", "203.0.113.9"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
        ("fd00::1", "2001:db8::5", "2001:db8::5"),
        ("::ffff:10.0.0.1", "203.0.113.9", "203.0.113.9"),
        ("127.0.0.1", "evil", "127.0.0.1"),
        ("127.0.0.1", "203.0.113.9, unknown", "127.0.0.1"),
        ("", "203.0.113.9", ""),
    ],
)
def test_only_what_a_trusted_proxy_says_is_believed(peer: str, forwarded: str, found: str) -> None:
    assert browser_address(peer, forwarded, PROXIES) == found
    seen: dict[str, Any] = {}
    app = believe_proxies(lambda environ, _: seen.update(environ) or [], PROXIES)
    headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded else {}
    more = {"HTTP_X_FORWARDED_HOST": "evil", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_FORWARDED": "for=1"}
    app({"REMOTE_ADDR": peer, **headers, **more}, lambda *_: None)
    assert seen == {"REMOTE_ADDR": found}


def test_the_setting_names_proxies_and_not_everybody() -> None:
    env = {"CONSOLE_SECRET_KEY": "k" * 8 + "Jw3nX0qZ4tR7yU1iO5pA9sD2fG6hL8cV"}
    assert read_settings({**env, "CONSOLE_PROXIES": "127.0.0.1, 10.0.0.0/8"}).proxies == PROXIES[:2]
    for bad in ("0.0.0.0/0", "::/0", "desk.example.com", "10.0.0.1/8", "10.0.0.0/8;127.0.0.1"):
        with pytest.raises(BadSetting, match="CONSOLE_PROXIES"):
            read_settings({**env, "CONSOLE_PROXIES": bad})
