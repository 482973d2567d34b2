"""Typed text in one plain form: full-width signs as ASCII, Chinese numerals before a unit as digits."""

from __future__ import annotations

import re
import unicodedata

_HAN = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
# 十二月, 三点: never the numeral of a weekday (周五, 星期三, 礼拜二)
_NUMERAL = re.compile(r"(?<![周期拜])([〇零一二两三四五六七八九十]{1,3})(?=[月日号点时分天周])")


def plain(text: str) -> str:
    """Return the text trimmed, in lower case, its full-width signs as plain ones, its blanks as one space."""
    return " ".join(unicodedata.normalize("NFKC", text).replace("−", "-").lower().split())


def digits_for_numerals(text: str) -> str:
    """Return the text with Chinese numerals up to 99 as digits where a unit of time follows them."""
    return _NUMERAL.sub(lambda found: str(_number(found[1])), text)


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.rpartition("十")
    if ten:
        return (_HAN[tens] if tens else 1) * 10 + (_HAN[ones] if ones else 0)
    return int("".join(str(_HAN[c]) for c in numeral))
