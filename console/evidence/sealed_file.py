"""A file encrypted in pieces, so that it can be written and read as a stream.

Each piece is AES-256-GCM under a key of its own file. The nonce holds the number of the piece and whether it is the
last one, so that no piece can be dropped, moved, doubled or cut off unseen (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015).
"""

from __future__ import annotations

import io
import os
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from console.keyring import CannotOpen, Keyring, derived

MAGIC = b"CONSOLE-BACKUP-1\n"
PIECE = 64 * 1024
TAG = 16
SALT, PREFIX = 16, 7
HEAD = len(MAGIC) + 4 + SALT + PREFIX


def _cipher(master: bytes, salt: bytes) -> AESGCM:
    return AESGCM(HKDF(hashes.SHA256(), 32, salt=salt, info=b"backup file").derive(derived(master, "backup")))


def _nonce(prefix: bytes, number: int, last: bool) -> bytes:
    return prefix + number.to_bytes(4) + bytes([last])


class SealedWriter(io.RawIOBase):
    """Encrypts what is written to it. ``close`` writes the last piece; without it the file does not open."""

    def __init__(self, out: BinaryIO, keys: Keyring) -> None:
        self.out = out
        salt, self.prefix = os.urandom(SALT), os.urandom(PREFIX)
        self.head = MAGIC + keys.current.to_bytes(4) + salt + self.prefix
        self.cipher = _cipher(keys.masters[keys.current], salt)
        self.waiting, self.number = bytearray(), 0
        out.write(self.head)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: object) -> int:
        """Take bytes. A piece leaves when more than one is here, because the last one is marked."""
        given = bytes(data)  # type: ignore[call-overload]
        self.waiting += given
        while len(self.waiting) > PIECE:
            self._send(bytes(self.waiting[:PIECE]), last=False)
            del self.waiting[:PIECE]
        return len(given)

    def _send(self, plain: bytes, *, last: bool) -> None:
        self.out.write(self.cipher.encrypt(_nonce(self.prefix, self.number, last), plain, self.head))
        self.number += 1

    def close(self) -> None:
        """Write the last piece."""
        if not self.closed:
            self._send(bytes(self.waiting), last=True)
        super().close()


class SealedReader(io.RawIOBase):
    """Decrypts a file of ``SealedWriter``. Raises CannotOpen at the first piece that is not whole."""

    def __init__(self, source: BinaryIO, keys: Keyring) -> None:
        self.source = source
        self.head = source.read(HEAD)
        if len(self.head) != HEAD or not self.head.startswith(MAGIC):
            raise CannotOpen("it is no backup of this program")
        at = len(MAGIC)
        number = int.from_bytes(self.head[at : at + 4])
        if number not in keys.masters:
            raise CannotOpen(f"the data key {number} with which it was written is not here")
        self.prefix = self.head[-PREFIX:]
        self.cipher = _cipher(keys.masters[number], self.head[at + 4 : at + 4 + SALT])
        self.number, self.plain, self.ended = 0, b"", False
        self.ahead = source.read(PIECE + TAG)

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer; 0 at the end."""
        view = memoryview(buffer).cast("B")
        while not self.plain and not self.ended:
            self._next()
        taken = self.plain[: len(view)]
        view[: len(taken)] = taken
        self.plain = self.plain[len(taken) :]
        return len(taken)

    def _next(self) -> None:
        piece, self.ahead = self.ahead, self.source.read(PIECE + TAG)
        last = not self.ahead
        try:
            self.plain = self.cipher.decrypt(_nonce(self.prefix, self.number, last), piece, self.head)
        except (InvalidTag, ValueError) as error:
            raise CannotOpen("it was changed or cut off, or belongs to another site's key") from error
        self.number += 1
        self.ended = last
