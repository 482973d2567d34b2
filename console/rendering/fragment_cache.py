"""Parts of a panel that many screens share: each is rendered once and kept.

The outcomes of a phase are the same for every customer. The objections are the same whenever one
customer's panel is rendered. Only the token in their ids differs. It is put in afterwards.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from flask import Flask
from markupsafe import Markup

from console.rendering.filters import reader, template

TOKEN = "\x00token\x00"
MOST_KEPT = 1024  # fragments


class IdentityKey:
    """A large value as a cache key, equal only to the same object. Whoever made the object keeps it too."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        self.value = value

    def __hash__(self) -> int:
        return id(self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, IdentityKey) and other.value is self.value


def register(app: Flask, *, keep: bool = True) -> None:
    """Add the template function ``fragment(name, token, same=large value, **parts)``.

    It renders ``desk/_<name>.html`` with ``t`` (the token), ``same`` and the parts. The fragment may show
    nothing else. Parts must be hashable. With ``keep`` off it is rendered each time.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def kept(name: str, _locale: str, same: IdentityKey, parts: tuple[tuple[str, Any], ...]) -> str:
        return template(app, f"desk/_{name}.html").render(t=TOKEN, same=same.value, **dict(parts))

    def fragment(name: str, token: int, same: object = None, **parts: Any) -> Markup:
        text = kept(name, reader(), IdentityKey(same), tuple(parts.items()))
        return Markup(text.replace(TOKEN, str(token)))

    def rendered(name: str, token: int, same: object = None, **parts: Any) -> Markup:
        return Markup(template(app, f"desk/_{name}.html").render(t=token, same=same, **parts))

    app.jinja_env.globals["fragment"] = fragment if keep else rendered
