"""The corpus: labelled lines, one file an author, and the checks that every line passes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from console.domain.guidance import LIBRARY, fill
from console.domain.speech import CATEGORIES, CUES
from console.domain.speech.listen import Listener, Speaker
from console.domain.text.normalise import fold
from console.suspicion.features import features

_VALUES = {
    "name": "Wang Wei",
    "creditor": "Sample Bank",
    "agent": "Li Min",
    "amount": "NT$58,300",
    "due_date": "26 October",
    "days": "30",
    "plan": "three parts",
    "date": "2026-11-30",
    "phone_back": "95588",
}
_ZH = {"name": "王伟", "creditor": "样例银行", "agent": "李敏", "due_date": "10月26日", "plan": "三期"}
SAMPLE = {"en": _VALUES, "zh": {**_VALUES, **_ZH}}
ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "scripts" / "corpus"
OLD = ROOT / "tests" / "domain" / "cases" / "speech.tsv"
BLIND = ROOT / "tests" / "blind" / "words.tsv"
NOTHING = "-"
COLUMNS = ("label", "speaker", "listener", "lang", "register", "pair", "text")
SPEAKERS = ("agent", "customer", "note", "message")
LANGUAGES = ("zh", "en", "mix")
REGISTERS = ("phone", "text", "note", "retelling", "dialect", "slang", "asr", "trick", "plain")


@dataclass(frozen=True)
class Row:
    """One line with its label: ``-``, the code of a category, or the key of a cue."""

    label: str
    speaker: Speaker
    listener: Listener
    language: str
    register: str
    pair: str
    text: str
    author: str

    @property
    def is_customer(self) -> bool:
        return self.speaker == "customer"

    @property
    def found(self) -> bool:
        """True when there is something to find."""
        return self.label != NOTHING

    @cached_property
    def features(self) -> set[str]:
        return features(self.text, self.speaker, self.listener)


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Return the letters of a text alone: two lines with the same ones are the same line."""
    return re.sub(r"[\W_]+", "", fold(text).text)


def read(path: Path, author: str) -> Iterator[Row]:
    """Yield the rows of a file. A line that begins with ``#`` is a remark.

    Raises:
        ValueError: names the line that is not as the columns say.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        cells = line.split("\t")
        if line.startswith("#") or cells[0] == "label":
            continue
        if len(cells) == 4:
            language = "zh" if re.search("[\u4e00-\u9fff]", cells[3]) else "en"
            cells = [*cells[:3], language, "plain", "", cells[3]]
        if fault := fault_of(cells):
            raise ValueError(f"{path.name}:{number}: {fault}")
        label, speaker, listener, language, register, pair, text = cells
        yield Row(label, cast(Speaker, speaker), cast(Listener, listener), language, register, pair, text, author)


def fault_of(cells: list[str]) -> str:
    """Return what is wrong with the cells of a line, or nothing."""
    if len(cells) != len(COLUMNS):
        return f"{len(cells)} columns"
    label, speaker, listener, language, register, _, text = cells
    labels = CUES if speaker == "customer" else CATEGORIES
    if label != NOTHING and label not in labels:
        return f"the label {label} is none of {speaker}"
    if speaker not in SPEAKERS or listener not in ("debtor", "other"):
        return f"{speaker} to {listener}"
    if language not in LANGUAGES or register not in REGISTERS:
        return f"{language}, {register}"
    return "" if plain(text) and len(text) <= 220 else "the length of the text"


def library() -> Iterator[Row]:
    """Yield the talking points that the product itself proposes: they are lawful, on the telephone and written."""
    for point in LIBRARY:
        for language, text in (("en", point.en), ("zh", point.zh)):
            said = fill(text, SAMPLE[language])
            yield Row(NOTHING, "agent", "debtor", language, "phone", "", said, "library")
            yield Row(NOTHING, "message", "debtor", language, "text", "", said, "library")


@lru_cache(maxsize=1)
def corpus() -> list[Row]:
    """Return every line that the model may learn from, each once."""
    rows = [row for path in sorted(FOLDER.glob("*.tsv")) for row in read(path, path.stem)]
    rows += [*read(OLD, "first"), *library()]
    once: dict[tuple[str, str, str], Row] = {}
    for row in rows:
        once.setdefault((plain(row.text), row.speaker, row.listener), row)
    return list(once.values())


def blind() -> list[Row]:
    """Return the lines of the blind author. Only ``report`` reads them, and prints figures alone."""
    return list(read(BLIND, "blind"))
