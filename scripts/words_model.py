"""The model of the text check: train it from the corpus, and measure it.

    python scripts/words_model.py check     # the corpus: columns, labels, lines that stand there twice
    python scripts/words_model.py train     # corpus -> console/suspicion/words.zip
    python scripts/words_model.py report    # on authors left out, and on the blind author: figures, no lines

Training needs scripts/words/requirements.lock; the product itself does not.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))


def train() -> int:
    """Fit both sides and write the artefact."""
    from console.suspicion.model import ARTEFACT, read
    from scripts.words import artefact, corpus, fit

    sides = {}
    rows = corpus.corpus()
    for name, wanted in (("agent", False), ("customer", True)):
        mine = [row for row in rows if row.is_customer is wanted]
        print(f"{name}: {len(mine)} lines")
        sums, _ = fit.left_out(mine)
        chances = fit.chances(mine, sums)
        limits = fit.limits(mine, sums, chances)
        sides[name] = artefact.side(fit.fit(mine), mine, limits, chances, fit.DOUBT[wanted])
    data = artefact.pack(sides)
    ARTEFACT.write_bytes(data)
    print(f"version {read(data).version}, {len(data):,} bytes")
    return 0


def report(which: str) -> int:
    """Print the figures."""
    from scripts.words import measure

    measure.run(which)
    return 0


def check() -> int:
    """Print what is wrong with the corpus."""
    from scripts.words.near import run

    return run()


def main() -> int:
    top = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = top.add_subparsers(dest="command", required=True)
    commands.add_parser("check")
    commands.add_parser("train")
    told = commands.add_parser("report")
    told.add_argument("--on", choices=("left-out", "blind", "time"), default="left-out")
    args = top.parse_args()
    return {"check": check, "train": train}[args.command]() if args.command != "report" else report(args.on)


if __name__ == "__main__":
    sys.exit(main())
