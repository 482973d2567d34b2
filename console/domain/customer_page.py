"""The customer's own page: how long links and codes live, how often one may guess, and which documents are taken.

A link alone opens nothing. It asks for the code that is sent to a number on file, and for the name in the contract:
a number may have gone to somebody else, and the debt is none of that person's business.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from console.domain.errors import Invalid
from console.domain.facts import Money
from console.domain.promises import MINIMUM
from console.domain.text.normalise import fold

PROOF = "own page"  # the proof of what a customer puts on file on the own page
ASKED = "own page"  # the note of a callback that a customer asked for there
PAGE_ROLE = "agent"  # a customer agrees alone to what an agent may grant alone
LINK_LIFE = timedelta(hours=72)
CODE_LIFE = timedelta(minutes=10)
IDLE = timedelta(minutes=15)  # a session without a request ends
SESSION_LIFE = timedelta(hours=1)
CODE_DIGITS = 6
CODE_GAP = timedelta(seconds=60)  # between two codes of a link


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries of one kind by one origin in ``span``."""

    most: int
    span: timedelta


# what is counted -> its limit. "code": codes that were sent; "wrong": guesses that failed
LIMITS: Mapping[str, Limit] = {
    "code.link": Limit(4, timedelta(hours=1)),
    "code.number": Limit(6, timedelta(days=1)),
    "code.address": Limit(20, timedelta(hours=1)),
    "wrong.link": Limit(10, LINK_LIFE),  # after that the link is dead
    "wrong.number": Limit(15, timedelta(days=1)),
    "wrong.address": Limit(30, timedelta(minutes=15)),
    "real.number": Limit(5, timedelta(minutes=10)),
    "real.address": Limit(20, timedelta(minutes=10)),
}
PROOF_DIGITS = 6
PROOF_LIFE = timedelta(minutes=10)  # how long the code of a call stands
KEEP = timedelta(days=4)  # how long a counted try is kept: longer than the longest span
CODE_TRIES = 5  # wrong guesses of one code

_BETWEEN = re.compile(r"[\s·•・.,'’_-]+")
_HAN = re.compile(r"[\u3400-\u9fff]")


def token_mark(token: str) -> str:
    """Return what is stored of a link or a session: the SHA-256 of its token."""
    return hashlib.sha256(token.encode()).hexdigest()


def code_mark(token: str, code: str) -> str:
    """Return what is stored of a code. The link's token, which is stored nowhere, keeps it from being tried out."""
    return hashlib.sha256(f"{token}:{code}".encode()).hexdigest()


def numbers_of(typed: str) -> list[str]:
    """Return the numbers (E.164) that a person of the mainland or of North America may mean."""
    digits = "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isascii() and c.isdigit())[:18]
    if not digits:
        return []
    if typed.strip().startswith(("+", "＋")) or digits.startswith("00"):
        return [f"+{digits.removeprefix('00')}"]
    return sorted({f"+86{digits.lstrip('0')}", f"+1{digits.removeprefix('1')}"})


def code_of(typed: str) -> str:
    """Return the digits of a code as somebody types it, full-width ones included."""
    return "".join(c for c in unicodedata.normalize("NFKC", typed) if c.isascii() and c.isdigit())[:12]


def _name_key(name: str) -> str:
    plain = unicodedata.normalize("NFKC", name).casefold()
    words = [word for word in _BETWEEN.split(plain) if word]
    if not _HAN.search(plain):
        words.sort()  # first and last name in any order
    return fold("".join(words)).text


def same_name(typed: str, on_file: str) -> bool:
    """Return True when both are the same name, whatever their spaces, dots, case and form of characters."""
    key = _name_key(typed)
    return bool(key) and key == _name_key(on_file)


def payable(amount: int, owed: Money) -> None:
    """Raise Invalid when this amount (minor units) cannot be paid on a debt."""
    if amount < MINIMUM:
        raise Invalid("Enter an amount above zero.", field="amount")
    if amount > owed.minor:
        raise Invalid("That is more than is owed (%(owed)s). Enter at most that.", field="amount", owed=owed)


OPINIONS = range(1, 6)  # 1: very badly, 5: very well
ASK_FOR = timedelta(days=7)  # a contact is asked about for so long
ASK_AGAIN = timedelta(days=30)
WHY: Mapping[str, tuple[str, str]] = {
    "respect": ("respect", "态度"),
    "clear": ("clear words", "说得清楚"),
    "help": ("help", "有帮助"),
    "pressure": ("pressure", "施压"),
    "time": ("the time of day", "联系时间"),
    "often": ("too often", "太频繁"),
}
DOCUMENT_BYTES = 5 * 1024 * 1024
DOCUMENTS = 20  # of one customer
# what a file begins with -> (extension, type)
KINDS: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF-", "pdf", "application/pdf"),
    (b"\xff\xd8\xff", "jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png", "image/png"),
)
_UNSAFE = re.compile(r"[^\w .()\[\]-]+")


@dataclass(frozen=True, slots=True)
class Document:
    """A document that may be kept."""

    name: str
    extension: str
    mime: str
    size: int
    sha256: str


def document(name: str, data: bytes) -> Document:
    """Return what is kept of an uploaded file. Its kind comes from its contents, never from its name.

    Raises Invalid for another kind of file, an empty one, or one that is too large.
    """
    if not data:
        raise Invalid("The file is empty.", field="file")
    if len(data) > DOCUMENT_BYTES:
        raise Invalid("The file is larger than 5 MB. Send a smaller one.", field="file")
    found = next(((ext, mime) for start, ext, mime in KINDS if data.startswith(start)), None)
    if found is None:
        raise Invalid("Send a PDF, a JPEG or a PNG.", field="file")
    stem = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2].rpartition(".")[0] or "document"
    safe = _UNSAFE.sub("_", stem).strip(" ._")[:80] or "document"
    return Document(f"{safe}.{found[0]}", found[0], found[1], len(data), hashlib.sha256(data).hexdigest())
