"""Roots that leave the database: statements of how far each audit chain had grown, written to files.

Whoever can change the database can put an older state of it back, and nothing inside tells. A statement outside does.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from console.keyring import Keyring

FORMAT = "console-root-1"
LATEST = "latest.json"
MARK = re.compile(r"\b(?:\d{1,6}:)?[0-9a-f]{64}\b")  # of a root, as the printed page shows it


class BadRoots(Exception):
    """A file holds no roots of this site; the message says why."""


@dataclass(frozen=True)
class Statement:
    """How far every chain had grown at a moment. ``root``: number and mark of the newest root in the database."""

    site: str
    epoch: str
    at: str
    heads: Mapping[str, tuple[int, str]]
    root: tuple[int, str] | None

    def text(self) -> str:
        """Return what the mark of the statement covers."""
        heads = {actor: list(head) for actor, head in self.heads.items()}
        root = list(self.root) if self.root else None
        values = {"site": self.site, "epoch": self.epoch, "at": self.at, "heads": heads, "root": root}
        return json.dumps({"format": FORMAT, **values}, sort_keys=True)

    def line(self, keys: Keyring) -> str:
        """Return the statement as one line of JSON with its mark."""
        return json.dumps({**json.loads(self.text()), "mark": keys.mac(self.text())}, sort_keys=True)


def read_line(line: str, keys: Keyring) -> Statement:
    """Return the statement of one line. Raises BadRoots when this site's keys have not written it."""
    try:
        raw: dict[str, Any] = json.loads(line)
        if raw["format"] != FORMAT:
            raise BadRoots("It is no statement of roots.")
        heads = {str(actor): (int(n), str(mark)) for actor, (n, mark) in raw["heads"].items()}
        root = (int(raw["root"][0]), str(raw["root"][1])) if raw["root"] else None
        found = Statement(str(raw["site"]), str(raw["epoch"]), str(raw["at"]), heads, root)
        mark = str(raw["mark"])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadRoots("It is no statement of roots.") from error
    if not keys.fits(found.text(), mark):
        raise BadRoots("It was not written with the keys of this site, or it was changed.")
    return found


def read_file(path: Path, keys: Keyring) -> tuple[list[Statement], list[str]]:
    """Return the statements of a file, or, of a text such as the printed page, the marks that it names.

    Raises BadRoots when it holds neither.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadRoots(f"{path} cannot be read.") from error
    if text.lstrip().startswith("{"):
        try:
            return [read_line(line, keys) for line in text.splitlines() if line.strip()], []
        except BadRoots as error:
            raise BadRoots(f"{path}: {error}") from error
    marks = MARK.findall(text)
    if not marks:
        raise BadRoots(f"{path} names no root.")
    return [], marks


def folder_of(folder: Path, site: str) -> Path:
    """Return where the statements of one site lie."""
    return folder / re.sub(r"[^0-9]", "", site)


def kept(folders: Sequence[Path], keys: Keyring, site: str) -> list[Statement]:
    """Return every statement that was kept in these folders. Raises BadRoots for one that cannot be believed.

    A folder that has statements of another site alone says that this database is not the one it was kept for.
    """
    found: list[Statement] = []
    for folder in folders:
        mine = folder_of(folder, site)
        others = [path for path in folder.glob("*") if path.is_dir() and path != mine] if folder.is_dir() else []
        if others and not mine.is_dir():
            raise BadRoots(
                f"The roots in {folder} are those of another site. If this database is a new site, move them away."
            )
        for path in _files(mine):
            found += read_file(path, keys)[0]
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.glob("*.jsonl"))
    if (folder / LATEST).exists():
        yield folder / LATEST


class Keeper:
    """Writes statements into folders: the newest one whole, and one for each root, a file a day."""

    def __init__(self, folders: Sequence[Path], keys: Keyring) -> None:
        self.folders = tuple(folders)
        self.keys = keys
        self._last: dict[Path, Statement] = {}

    def keep(self, now: Statement) -> None:
        """Write the statement where a chain has grown since the last one."""
        for folder in self.folders:
            last = self._last.get(folder)
            if last is not None and (last.heads, last.epoch, last.root) == (now.heads, now.epoch, now.root):
                continue
            self._write(folder_of(folder, now.site), now, last is None or last.root != now.root)
            self._last[folder] = now

    def _write(self, folder: Path, now: Statement, is_root: bool) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        line = now.line(self.keys) + "\n"
        if is_root:
            day = folder / f"{now.at[:10]}.jsonl"
            with os.fdopen(os.open(day, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as out:
                out.write(line)
                out.flush()
                os.fsync(out.fileno())
        handle, name = tempfile.mkstemp(dir=folder, prefix=".latest-")  # 0600
        with os.fdopen(handle, "w") as out:
            out.write(line)
            out.flush()
            os.fsync(out.fileno())
        os.replace(name, folder / LATEST)
