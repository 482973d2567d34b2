"""Photos, voice notes and signatures on the disk: by parts, each with its hash, outside the web root.

A part is on the disk before it is acknowledged. What has all its parts becomes one file of plain bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

from console.evidence.keys import NotSealed, SiteKeys, b64

PART = 128 * 1024  # bytes of a part at most
MOST_PARTS = 400
NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HASH = re.compile(r"[0-9a-f]{64}")


class BadPart(Exception):
    """A part that cannot be kept; the message says why."""


@dataclass(frozen=True)
class Arriving:
    """A medium of one person, as its parts come. ``seal``: "kid epk iv", or "" for plain bytes."""

    folder: Path
    person: int
    client_id: str

    @property
    def home(self) -> Path:
        """Where the parts lie."""
        return self.folder / str(self.person) / self.client_id

    @property
    def file(self) -> Path:
        """The plain bytes, once all are there."""
        return self.home / "whole"

    def plain(self) -> bytes:
        """Return the plain bytes, or none when the file is gone: the manifest then shows it."""
        return self.file.read_bytes() if self.file.exists() else b""

    def have(self) -> list[int]:
        """Return the numbers of the parts that are on the disk."""
        if not self.home.is_dir():
            return []
        return sorted(int(path.name) for path in self.home.iterdir() if path.name.isdigit())

    def keep(self, part: int, data: bytes, part_sha: str, about: dict[str, str | int]) -> None:
        """Keep one part. ``about``: parts, sha256 of all, seal; the same with each part. Raises BadPart."""
        parts = int(about["parts"])
        if not 1 <= parts <= MOST_PARTS or not 0 <= part < parts:
            raise BadPart("the number of parts does not fit")
        if not data or len(data) > PART:
            raise BadPart("the part is empty or too long")
        if hashlib.sha256(data).hexdigest() != part_sha or not HASH.fullmatch(str(about["sha256"])):
            raise BadPart("the hash does not fit")
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        known = self.about()
        if known is not None and known != about:
            if self.file.exists():
                raise BadPart("another medium came under this id")
            for number in self.have():  # it is written anew, under another hash
                (self.home / str(number)).unlink()
            known = None
        if known is None:
            _write(self.home / "about", json.dumps(about).encode())
        _write(self.home / str(part), data)

    def about(self) -> dict[str, str | int] | None:
        """Return what was said of all parts together, or None."""
        try:
            found: dict[str, str | int] = json.loads((self.home / "about").read_text())
        except FileNotFoundError:
            return None
        return found

    def join(self, sha256: str, keys: SiteKeys) -> bool:
        """Make one file of the parts. Return False while some are missing. ``sha256``: of the plain bytes.

        Raises BadPart when all are there and do not fit.
        """
        if self.file.exists():
            return True
        about = self.about()
        if about is None or self.have() != list(range(int(about["parts"]))):
            return False
        sent = b"".join((self.home / str(number)).read_bytes() for number in self.have())
        if hashlib.sha256(sent).hexdigest() != about["sha256"]:
            raise BadPart("the parts do not fit the hash of the whole")
        plain = _plain(sent, str(about["seal"]), keys)
        if hashlib.sha256(plain).hexdigest() != sha256:
            raise BadPart("the bytes do not fit the hash of the entry")
        _write(self.file, plain)
        return True


def _plain(sent: bytes, seal: str, keys: SiteKeys) -> bytes:
    if not seal:
        return sent
    words = seal.split(" ")
    if len(words) != 3:
        raise BadPart("the seal cannot be read")
    try:
        return keys.open({"kid": words[0], "epk": words[1], "iv": words[2], "data": b64(sent)})
    except NotSealed as error:
        raise BadPart(str(error)) from error


def _write(path: Path, data: bytes) -> None:
    """Write a file whole or not at all; it is on the disk when this returns."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    with os.fdopen(handle, "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    os.replace(name, path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
