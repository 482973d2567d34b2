"""Writing the artefact: plain arrays in a zip file, the same bytes for the same corpus and seed."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import numpy as np

from console.suspicion.model import key_of
from scripts.words.corpus import Row
from scripts.words.fit import Fitted, Vector

KEPT = 90_000  # features of one side: those with the greatest weight in any question
MARKS = 16  # features by which a known example is recognised
STEPS = 127  # a weight is one signed byte


def side(
    made: Fitted, rows: Sequence[Row], limits: Any, chances: Any, doubt: float
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return head and arrays of one side of the talk."""
    strength = np.max([np.abs(weights * made.space.rarity) for weights, _ in made.questions.values()], axis=0)
    names = list(made.space.index)
    chosen = np.argsort(-strength, kind="stable")[:KEPT]
    once: dict[int, int] = {}
    for at in chosen:
        once.setdefault(key_of(names[at]), int(at))
    keys = sorted(once)
    order = np.array([once[key] for key in keys])
    files: dict[str, bytes] = {
        "keys": np.array(keys, "<u4").tobytes(),
        "rarity": made.space.rarity[order].astype("<f4").tobytes(),
    }
    codes = {"keys": "I", "rarity": "f"}
    questions = {}
    for name, (weights, bias) in made.questions.items():
        kept = weights[order]
        unit = float(np.abs(kept).max()) / STEPS
        files[f"q.{name}"] = np.round(kept / unit).astype("i1").tobytes()
        codes[f"q.{name}"] = "b"
        questions[name] = (unit, bias)
    known = [row for row in rows if row.found]
    marks, ends = _marks(made, known, {int(old): new for new, old in enumerate(order)})
    files |= {"marks": np.array(marks, "<u4").tobytes(), "ends": np.array(ends, "<u4").tobytes()}
    codes |= {"marks": "I", "ends": "I"}
    files["examples"] = "\n".join(f"{row.label}\t{row.text}" for row in known).encode()
    head = {
        "arrays": codes,
        "questions": questions,
        "kinds": sorted({row.label for row in known}),
        "limits": limits,
        "chances": chances,
        "doubt": doubt,
    }
    return head, files


def _marks(made: Fitted, known: Sequence[Row], new: dict[int, int]) -> tuple[list[int], list[int]]:
    """Return the weightiest features of each known example, and where each example's end."""
    marks: list[int] = []
    ends = [0]
    weights: Vector = made.questions["any"][0]
    for row in known:
        here = [at for name in sorted(row.features) if (at := made.space.index.get(name)) in new]
        here.sort(key=lambda at: (-float(weights[at] * made.space.rarity[at]), at))
        marks += sorted(new[at] for at in here[:MARKS])
        ends.append(len(marks))
    return marks, ends


def pack(sides: dict[str, tuple[dict[str, Any], dict[str, bytes]]]) -> bytes:
    """Return the bytes of the artefact. No clock and no machine has a part in them."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:

        def put(name: str, data: bytes) -> None:
            info = zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            file.writestr(info, data)

        put("head.json", json.dumps({name: head for name, (head, _) in sides.items()}, sort_keys=True).encode())
        for name, (_, files) in sorted(sides.items()):
            for row, data in sorted(files.items()):
                put(f"{name}.{row}", data)
    return out.getvalue()
