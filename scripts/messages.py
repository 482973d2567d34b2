"""Bring the message catalogue up to date: new texts come in empty, old ones leave.

Run after texts changed: ``python scripts/messages.py``. It prints what still needs Chinese. The work is Babel's own
``extract`` and ``update``; between the two come the texts of ``more.txt``, which code passes on without a marking word.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans_CN"
FILE = ROOT / "console" / "translations" / LOCALE / "LC_MESSAGES" / "messages.po"
MORE = ROOT / "console" / "translations" / "more.txt"
# Functions and errors whose first argument is a text, beside gettext's own names.
KEYWORDS = ("_", "say", "lazy_gettext", "Invalid", "Conflict", "KeyUsed", "IllegalMove", "NotYours", "Busy", "Stale")


def _pybabel(*words: object) -> None:
    subprocess.run([Path(sys.executable).parent / "pybabel", "-q", *map(str, words)], cwd=ROOT, check=True)


def _add_more(template: Path) -> None:
    """Add the texts of ``more.txt`` to a template and sort it."""
    catalogue = read_po(template.open("rb"))
    for text in filter(None, MORE.read_text().splitlines()):
        catalogue.add(text)
    with template.open("wb") as out:
        write_po(out, catalogue, sort_output=True, width=0)


def main() -> int:
    """Update the catalogue. Return 1 when a text has no Chinese."""
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "messages.pot"
        keywords = [part for word in KEYWORDS for part in ("-k", word)]
        _pybabel("extract", "-F", "babel.cfg", *keywords, "--no-location", "-o", template, ".")
        _add_more(template)
        how = ("--ignore-obsolete", "--no-fuzzy-matching", "--no-wrap", "--ignore-pot-creation-date")
        _pybabel("update", *how, "-i", template, "-o", FILE, "-l", LOCALE)
    with FILE.open("rb") as file:
        missing = [str(message.id) for message in read_po(file) if message.id and not message.string]
    print("\n".join(missing) or "Every text has its Chinese.")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
