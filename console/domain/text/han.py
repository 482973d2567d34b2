"""Character tables for Chinese: traditional to simplified, and one sign per sound.

Both tables are built once, when they are first needed: reading the dictionaries takes most of a second, and
a process that checks no text must not wait for them. A sign is one private-use character that stands for one
toneless syllable, so a text and its sound have the same length.
"""

from __future__ import annotations

from functools import cache

FIRST, LAST = 0x4E00, 0x9FFF
SIGNS_FROM = 0xE000  # private use area: nobody types these
TONES = str.maketrans("āáǎàēéěèōóǒòīíǐìūúǔùǖǘǚǜüńňǹḿ", "aaaaeeeeooooiiiiuuuuvvvvvnnnm", "\u0304\u030c\u0300\u0301")
# characters whose usual sound in collections is not the first one in pypinyin's table
SOUNDS = {
    "还": "huan",
    "长": "zhang",
    "着": "zhe",
    "得": "de",
    "地": "di",
    "行": "xing",
    "都": "dou",
    "么": "me",
    "家": "jia",
    "弄": "nong",
    "贷": "dai",
    "单": "dan",
}
# sounds that speech recognition and southern speakers do not distinguish
MERGED = (("zh", "z"), ("ch", "c"), ("sh", "s"))


@cache
def simplified() -> dict[int, str]:
    """Return (code of a traditional character -> simplified character)."""
    from opencc import OpenCC

    signs = [chr(point) for point in range(FIRST, LAST + 1)]
    plain: list[str] = OpenCC("t2s").convert("\n".join(signs)).split("\n")
    table = {ord(a): b for a, b in zip(signs, plain, strict=True) if a != b and len(b) == 1}
    table[ord("妳")] = "你"
    table[ord("牠")] = "它"
    table[ord("裏")] = "里"
    return table


def _merge(sound: str) -> str:
    for long, short in MERGED:
        if sound.startswith(long):
            return short + sound[len(long) :]
    return sound


@cache
def _sounds() -> tuple[dict[int, str], dict[str, str]]:
    """Return (character -> sign) and (spelling -> sign) for every toneless syllable."""
    from pypinyin.pinyin_dict import pinyin_dict

    signs: dict[str, str] = {}
    spelled: dict[str, str] = {}
    table: dict[int, str] = {}
    for point in range(FIRST, LAST + 1):
        readings = pinyin_dict.get(point)
        if not readings:
            continue
        sound = SOUNDS.get(chr(point)) or readings.split(",")[0].translate(TONES)
        merged = _merge(sound)
        sign = signs.setdefault(merged, chr(SIGNS_FROM + len(signs)))
        table[point] = sign
        spelled[sound] = sign
    return table, spelled


def sound(text: str) -> str:
    """Return ``text`` with every Han character replaced by the sign of its sound. The length stays the same."""
    return text.translate(_sounds()[0])


def syllables(word: str) -> str | None:
    """Return the signs of a pinyin spelling such as ``zhengxin``, or None when the word is no pinyin."""
    if len(word) > 24:
        return None
    sign_of = _sounds()[1]
    best: list[str | None] = [""] + [None] * len(word)
    for end in range(1, len(word) + 1):
        for start in range(max(0, end - 6), end):
            head = best[start]
            sign = sign_of.get(word[start:end])
            if head is None or sign is None or end - start < 2:
                continue
            tail = head + sign
            before = best[end]
            if before is None or len(tail) < len(before):
                best[end] = tail
    return best[len(word)]
