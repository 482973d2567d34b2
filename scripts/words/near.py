"""Lines of the corpus that say nearly the same: a corpus grows by new voices, not by copies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from scripts.words.corpus import FOLDER, Row, plain, read

ALIKE = 0.8  # share of the runs of characters that two lines have in common
RUN = 3  # characters
TRIED = 60  # lines that share a run, beyond which the run is too common to look for copies by it


def runs(row: Row) -> frozenset[str]:
    """Return the runs of characters of a line."""
    text = plain(row.text)
    return frozenset(text[at : at + RUN] for at in range(max(1, len(text) - RUN + 1)))


def near(rows: Sequence[Row]) -> Iterator[tuple[Row, Row]]:
    """Yield pairs of lines with the same label that are nearly the same."""
    of_run: dict[str, list[int]] = defaultdict(list)
    sets = [runs(row) for row in rows]
    for at, mine in enumerate(sets):
        shared: Counter[int] = Counter()
        for run in mine:
            if len(of_run[run]) <= TRIED:
                shared.update(of_run[run])
            of_run[run].append(at)
        for other, both in shared.items():
            if rows[other].label == rows[at].label and both >= ALIKE * len(mine | sets[other]):
                yield rows[other], rows[at]


def run() -> int:
    """Print the counts of each author, and the lines that are nearly the same. A bad line raises."""
    for path in sorted(FOLDER.glob("*.tsv")):
        rows = list(read(path, path.stem))
        lawful = sum(not row.found for row in rows)
        print(f"{path.name}: {len(rows)} lines, {lawful} with nothing to find")
        for first, second in near(rows):
            print(f"  nearly the same: {first.text!r} / {second.text!r}")
    return 0
