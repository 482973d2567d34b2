"""The corpus and its split: every line is as its columns say, and no line of the blind author stands in it."""

from __future__ import annotations

from collections import Counter

from console.domain.speech import CATEGORIES, CUES
from scripts.words.corpus import FOLDER, blind, corpus, fault_of, plain


def test_every_line_is_well_formed_and_stands_once() -> None:
    counted = Counter(row.author for row in corpus())  # raises at a bad line; each line stands there once
    for path in FOLDER.glob("*.tsv"):
        lines = len(path.read_text(encoding="utf-8").splitlines()) - 1
        assert counted[path.stem] == lines > 1000, path.name
    assert fault_of(["T1", "customer", "debtor", "zh", "phone", "", "x"])
    assert fault_of(["T1", "agent", "debtor", "zh", "phone", "x"])


def test_every_kind_is_there_in_both_languages() -> None:
    count = Counter((row.label, row.language) for row in corpus())
    for kind in (*CATEGORIES, *CUES):
        for language in ("zh", "en"):
            assert count[kind, language] >= 10, (kind, language)


def test_half_of_an_authors_unlawful_lines_have_a_lawful_twin() -> None:
    for path in FOLDER.glob("*_*.tsv"):
        rows = [row for row in corpus() if row.author == path.stem]
        found = [row for row in rows if row.found]
        twins = {row.pair for row in rows if not row.found and row.pair}
        assert sum(row.pair in twins for row in found) >= len(found) / 2, path.name


def test_no_line_of_the_blind_author_stands_in_the_corpus() -> None:
    hidden = {plain(row.text) for row in blind()}
    assert len(hidden) >= 1500 and not hidden & {plain(row.text) for row in corpus()}
    care = Counter((row.label == "self_harm", row.language) for row in blind() if row.is_customer)
    assert care[True, "zh"] + care[True, "en"] >= 150
