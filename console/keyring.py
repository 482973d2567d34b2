"""The keys of a site's data. They come from the environment or a key file and never stand in the database.

A site has one or more master keys, each with a number. The highest number is the present one: it seals and encrypts
what is new. The others stay to check and read what is older. Number 0 is made from the site's secret key, so every
site has a key. What a key is for (the record, fields, finding a field again, backups) has a key of its own, derived
by HKDF.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from collections.abc import Mapping
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SHORTEST = 32  # bytes of a master key
NONCE = 12


class BadKeys(ValueError):
    """The list of keys cannot be read; the message says what to do."""


class CannotOpen(Exception):
    """What was sealed was changed, or its key is missing."""


@lru_cache(maxsize=256)
def derived(master: bytes, what: str) -> bytes:
    """Return the 32 bytes of a master key for one purpose."""
    return HKDF(hashes.SHA256(), 32, salt=b"console data", info=what.encode()).derive(master)


class Keyring:
    """The master keys of one site, by number."""

    def __init__(self, masters: Mapping[int, bytes]) -> None:
        self.masters = dict(sorted(masters.items()))
        self.current = max(self.masters)
        self._record = {number: derived(master, "record") for number, master in self.masters.items()}

    def mac(self, text: str) -> str:
        """Return the mark of a text under the present key: the key's number and an HMAC-SHA-256 as hex."""
        return f"{self.current}:{hmac.digest(self._record[self.current], text.encode(), 'sha256').hex()}"

    def fits(self, text: str, mark: str) -> bool:
        """Return True when the mark is the one that a key of this site gives the text."""
        number, _, _ = mark.partition(":")
        key = self._record.get(int(number)) if number.isdecimal() and number.isascii() else None
        if key is None:
            return False
        made = f"{number}:{hmac.digest(key, text.encode(), 'sha256').hex()}"
        return hmac.compare_digest(made.encode(), mark.encode())

    def knows(self, mark: str) -> bool:
        """Return True when the key of a mark or of a sealed text is here."""
        number, colon, _ = mark.partition(":")
        return bool(colon) and number.isdecimal() and number.isascii() and int(number) in self.masters

    def seal(self, plain: str, about: str) -> str:
        """Return a text encrypted under the present key. It opens only for the same ``about`` (AES-256-GCM)."""
        nonce = os.urandom(NONCE)
        key = derived(self.masters[self.current], "fields")
        data = nonce + AESGCM(key).encrypt(nonce, plain.encode(), about.encode())
        return f"{self.current}:{base64.urlsafe_b64encode(data).decode()}"

    def open(self, sealed: str, about: str) -> str:
        """Return what was sealed for ``about``. Raises CannotOpen."""
        number, _, data = sealed.partition(":")
        if not self.knows(sealed):
            raise CannotOpen("its key is not among the keys of this site")
        try:
            raw = base64.urlsafe_b64decode(data)
            key = derived(self.masters[int(number)], "fields")
            return AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("it was changed, or belongs to something else") from error

    def open_or_none(self, sealed: str, about: str) -> str | None:
        """Return what was sealed for ``about``, None when it cannot be opened."""
        try:
            return self.open(sealed, about)
        except CannotOpen:
            return None

    def dump(self) -> dict[str, str]:
        """Return the keys as JSON data, for a child process of this one."""
        return {str(number): master.hex() for number, master in self.masters.items()}


def load(dumped: Mapping[str, str]) -> Keyring:
    """Return the keys that ``Keyring.dump`` wrote."""
    return Keyring({int(number): bytes.fromhex(master) for number, master in dumped.items()})


def keys_of(secret: str, listed: str = "") -> Keyring:
    """Return the keys of a site: number 0 from its secret key, the others as listed ("1:base64url", one a line or
    separated by commas). Raises BadKeys.
    """
    masters = {0: hashlib.sha256(b"console master" + secret.encode()).digest()}
    for line in listed.replace(",", "\n").splitlines():
        number, colon, text = line.strip().partition(":")
        if not line.strip():
            continue
        try:
            master = base64.urlsafe_b64decode(text.strip() + "=" * (-len(text.strip()) % 4))
        except ValueError:
            master = b""
        if not colon or not number.isdecimal() or len(master) < SHORTEST or int(number) in masters:
            raise BadKeys(
                "Each data key is a number from 1 on, a colon and 32 or more random bytes as base64url, each number "
                "once. To make one: python -m console keys --new"
            )
        masters[int(number)] = master
    return Keyring(masters)


def new_line(keys: Keyring) -> str:
    """Return a new master key as a line of the list, with the next number."""
    return f"{keys.current + 1}:{base64.urlsafe_b64encode(os.urandom(SHORTEST)).decode()}"
