"""The encoding of a text file, found from its bytes: UTF-8, UTF-16 and UTF-32, GB18030, Big5, Windows-1252."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from console.importing.faults import BadFile, Note
from console.importing.fields import FIRST_NAMES, plain

SAMPLE = 1 << 20
MARKS = (
    *((codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32")),
    *((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"), (codecs.BOM_UTF8, "utf-8-sig")),
)
SPOKEN = {
    **{"utf-8-sig": "UTF-8", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16", "gb18030": "GB18030", "big5": "Big5"},
    "cp1252": "Windows-1252",
}
UNKNOWN = "The encoding of this file is not known. Save it as UTF-8 (in a spreadsheet: CSV UTF-8)."
# letters and signs of western European languages; anything else says that it is another encoding
_WESTERN = re.compile(
    "[\u20ac\u201a-\u201e\u2026\u2018-\u201d\u2013\u2014\u2122\xa0-\xff\u0152\u0153\u0160\u0161\u017d\u017e\u0178]"
)
_WORD_SIGN = re.compile("[a-zA-Z][\xc0-\xff]|[\xc0-\xff][a-zA-Z]")
_LEVEL_ONE = range(0xA4, 0xC7)  # first bytes of the common characters of Big5


def encoding_of(path: Path) -> str:
    """Return the name of the encoding. Raises BadFile when it is none that is known.

    The whole file is tried as UTF-8, because Chinese names may first appear far down.
    """
    with path.open("rb") as file:
        start = file.read(SAMPLE)
        for mark, name in MARKS:
            if start.startswith(mark):
                return name
        if b"\0" in start:
            return _without_mark(start)
        file.seek(0)
        decoder, at = codecs.getincrementaldecoder("utf-8")(), 0
        try:
            while part := file.read(SAMPLE):
                decoder.decode(part)
                at += len(part)
            decoder.decode(b"", final=True)
            return "utf-8-sig"
        except UnicodeDecodeError:
            file.seek(max(0, at - 1000))
            sample = _lines(file.read(SAMPLE))
            return _eight_bits(_lines(start) if at == 0 else start.split(b"\n", 1)[0] + b"\n" + sample)


def encoding_note(name: str) -> list[Note]:
    """Return what a person should know about the encoding: nothing for UTF-8."""
    if name in ("utf-16-le", "utf-16-be"):
        return [("The file is UTF-16 without its mark. It was read as UTF-16.", {})]
    if name in ("gb18030", "big5", "cp1252"):
        return [("The file was read as %(name)s. Check that the names are right.", {"name": SPOKEN[name]})]
    return []


def _lines(sample: bytes) -> bytes:
    return sample[: sample.rfind(b"\n") + 1] or sample


def _without_mark(start: bytes) -> str:
    """Return the UTF-16 whose plain text has lines and signs, "utf-8-sig" (binary then) when neither has."""
    best = ("utf-8-sig", 0.0)
    for name in ("utf-16-le", "utf-16-be"):
        text = start[: len(start) // 2 * 2].decode(name, "replace")
        if re.search("[\x00-\x08\x0e-\x1f]", text) or not re.search("[\r\n]", text):
            continue
        plain_share = sum(1 for sign in text if sign in ",;\t\r\n" or sign.isalnum()) / len(text)
        ascii_share = sum(1 for sign in text if sign < "\x7f") / len(text)
        if plain_share > 0.5 and ascii_share > best[1]:
            best = (name, ascii_share)
    return best[0]


def _eight_bits(sample: bytes) -> str:
    """Return the encoding of text that is not UTF-8: by the known heads, else by how many characters are common."""
    whole, broken = _chinese(sample, "strict"), _chinese(sample, "replace")
    if whole:
        return whole
    if _broken_utf8(sample):
        return "utf-8-sig"
    if broken:
        return broken
    wide = [sign for sign in sample.decode("cp1252", "replace") if sign > "\x7f"]
    letters = _WORD_SIGN.search(sample.decode("latin-1"))
    if wide and letters and all(_WESTERN.match(sign) for sign in wide):
        return "cp1252"
    raise BadFile(UNKNOWN)


def _chinese(sample: bytes, errors: str) -> str:
    """Return gb18030 or big5, "" when the text is neither."""
    best = ("", (0, 0.0))
    for name in ("gb18030", "big5"):
        try:
            text = sample.decode(name, errors)
        except UnicodeDecodeError:
            continue
        known = sum(1 for line in text.split("\n")[:40] for cell in re.split("[,;\t|]", line) if _wide_head(cell))
        mark = (known, _common(text, name))
        if mark > best[1] and (known or mark[1] > 0.5):
            best = (name, mark)
    return best[0]


def _wide_head(cell: str) -> bool:
    return not cell.isascii() and any(plain(cell) in names for names in FIRST_NAMES.values())


def _broken_utf8(sample: bytes) -> bool:
    """Return True for UTF-8 with a few wrong bytes: by chance, other encodings hold hardly any of its sequences."""
    text = sample.decode("utf-8", "replace")
    right = sum(1 for sign in text if sign >= "\u0800" and sign != "\ufffd")
    return right > 0 and right * 4 >= text.count("\ufffd")


def _common(text: str, name: str) -> float:
    """Return the share of common characters among those that are not ASCII."""
    wide = [sign for sign in text if sign > "\x7f"]
    if name == "gb18030":
        common = sum(1 for sign in wide if sign.encode("gb2312", "ignore"))
    else:
        common = sum(1 for sign in wide if (code := sign.encode("big5", "ignore")) and code[0] in _LEVEL_ONE)
    return common / max(1, len(wide))
