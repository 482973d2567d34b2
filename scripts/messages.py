"""Bring the message catalogue up to date: new texts come in empty, old ones leave.

Run after texts changed: ``python scripts/messages.py``; it prints what still needs Chinese.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FILE = ROOT / "console" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"
WORDS = ("lazy_gettext", "Invalid", "Conflict", "IllegalMove", "NotYours", "Busy", "Stale")
# Texts that code passes on without a marking word.
MORE = ROOT / "console" / "translations" / "more.txt"


def _catalogue(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def main() -> int:
    with tempfile.NamedTemporaryFile(suffix=".pot") as pot:
        flags = [part for word in WORDS for part in ("-k", word)]
        subprocess.run(
            [
                Path(sys.executable).parent / "pybabel",
                "-q",
                "extract",
                "-F",
                "babel.cfg",
                "-k",
                "_",
                *flags,
                "--no-location",
                "--omit-header",
                "-o",
                pot.name,
                ".",
            ],
            cwd=ROOT,
            check=True,
        )
        wanted = {str(m.id) for m in _catalogue(Path(pot.name)) if m.id}
    wanted |= set(MORE.read_text().splitlines()) - {""}
    old = _catalogue(FILE) if FILE.exists() else Catalog("zh_Hans_CN")
    known = {str(m.id): str(m.string) for m in old if m.id}
    fresh = Catalog("zh_Hans_CN", project="console", charset="utf-8", fuzzy=False)
    for text in sorted(wanted):
        fresh.add(text, known.get(text, ""), flags=("python-format",) if "%(" in text else ())
    FILE.parent.mkdir(parents=True, exist_ok=True)
    with FILE.open("wb") as out:
        write_po(out, fresh, width=0, omit_header=False, sort_output=True)
    missing = [text for text in sorted(wanted) if not known.get(text)]
    print("\n".join(missing) or "Every text has its Chinese.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
