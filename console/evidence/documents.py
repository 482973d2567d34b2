"""Documents that customers send: files with random names in the instance folder, outside the web root."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

NAME = re.compile(r"[0-9a-f]{32}")


def keep(instance: Path, data: bytes) -> str:
    """Write the bytes under a new random name and return it. They are on the disk when this returns."""
    folder = instance / "documents"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = secrets.token_hex(16)
    with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return name


def read(instance: Path, name: str) -> bytes | None:
    """Return the bytes of a document, or None when there is no such file."""
    file = instance / "documents" / name
    if not NAME.fullmatch(name) or not file.is_file():
        return None
    return file.read_bytes()


def drop(instance: Path, name: str) -> None:
    """Remove the file of a document that was refused."""
    if NAME.fullmatch(name):
        (instance / "documents" / name).unlink(missing_ok=True)
