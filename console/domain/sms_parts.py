"""How many parts an SMS has: GSM 03.38 with its extension, else UCS-2; and what it costs."""

from __future__ import annotations

from dataclasses import dataclass

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # each takes two places
GSM_ONE, GSM_MORE = 160, 153
UCS_ONE, UCS_MORE = 70, 67


@dataclass(frozen=True, slots=True)
class Parts:
    """The alphabet, the places that a text takes, the parts, and the places that the last part has left."""

    alphabet: str  # gsm or ucs2
    places: int
    parts: int
    left: int


def parts_of(text: str) -> Parts:
    """Return how a text is cut. A character that takes two places is never cut in the middle."""
    if all(c in _BASIC or c in _EXTENDED for c in text):
        sizes = [2 if c in _EXTENDED else 1 for c in text]
        return _cut("gsm", sizes, GSM_ONE, GSM_MORE)
    return _cut("ucs2", [2 if ord(c) > 0xFFFF else 1 for c in text], UCS_ONE, UCS_MORE)


def _cut(alphabet: str, sizes: list[int], one: int, more: int) -> Parts:
    total = sum(sizes)
    if total <= one:
        return Parts(alphabet, total, 1, one - total)
    parts, used = 1, 0
    for size in sizes:
        if used + size > more:
            parts, used = parts + 1, 0
        used += size
    return Parts(alphabet, total, parts, more - used)
