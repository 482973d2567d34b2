"""A simulated shift: how often an agent who says nothing wrong is warned falsely."""

from __future__ import annotations

import random
from collections.abc import Sequence

from console.domain.speech import Truths, listen
from console.suspicion import suspicions
from scripts.words.corpus import Row, blind, library
from scripts.words.fit import SEED

CONTACTS = 2000
SAID, TYPED, HEARD = 12, 3, 8  # lines of one contact: the agent's words, sentences of the note, the customer's words
NEAR = 0.05  # share of an agent's own lines that come near something unlawful, as the lawful twins of the corpus do


def warned(row: Row) -> bool:
    """Return True when the desk would show something for a lawful line."""
    told = suspicions(row.text, row.speaker, row.listener)
    found = listen(row.text, row.speaker, Truths(False, False, False, listener=row.listener), told)
    return any(row.is_customer or not one.is_cue for one in found)


def run() -> None:
    """Print the share of contacts with a false warning. The lines are the blind author's, which the model never saw."""
    lawful = [row for row in blind() if not row.found]
    points = list(library())
    plain = [row for row in lawful if not row.is_customer and not row.pair] or points
    twins = [row for row in lawful if not row.is_customer and row.pair and row.speaker == "agent"]
    notes = [row for row in lawful if row.speaker == "note"] or plain
    customers = [row for row in lawful if row.is_customer]
    marks: dict[Row, bool] = {}

    def any_of(rows: Sequence[Row]) -> bool:
        for row in rows:
            if row not in marks:
                marks[row] = warned(row)
        return any(marks[row] for row in rows)

    draw = random.Random(SEED)
    spoken = heard = typed = 0
    for _ in range(CONTACTS):
        own = [
            draw.choice(twins) if draw.random() < NEAR else draw.choice(points if draw.random() < 0.5 else plain)
            for _ in range(SAID)
        ]
        spoken += any_of(own)
        typed += any_of(draw.choices(notes, k=TYPED))
        heard += any_of(draw.choices(customers, k=HEARD))
    print(f"drawn from {len(plain)} plain lines, {len(twins)} twins, {len(notes)} notes, {len(customers)} of customers")
    for name, count in (("the agent's words", spoken), ("the note", typed), ("the customer's words", heard)):
        print(f"{name}: a false warning in {count / CONTACTS:.1%} of {CONTACTS} contacts")
