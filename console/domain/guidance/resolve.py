"""Which talking points are shown: the most specific match that is true of this case."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from console.domain.guidance.library import LIBRARY, PATHS
from console.domain.guidance.types import (
    HAN_PER_SECOND,
    SITUATIONS,
    STAGES,
    STEP_KEYS,
    WORDS_PER_SECOND,
    Disclosure,
    Guidance,
    Point,
)

# ``who``: the agent with the firm that works the debt, an agency with the creditor that engaged it
PLACEHOLDERS = frozenset(
    {"name", "who", "creditor", "agent", "amount", "due_date", "days", "plan", "date", "phone_back", "crisis"}
)
_HOLE = re.compile(r"\{([^{}]*)\}")
SHOWN = 3


def check_template(text: str) -> tuple[str, ...]:
    """Return the unknown placeholders of a text. A text with any of them cannot be saved."""
    return tuple(name for name in _HOLE.findall(text) if name not in PLACEHOLDERS)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Return the text with its placeholders filled. Nothing else in it is evaluated."""
    return _HOLE.sub(lambda hole: values.get(hole.group(1), "…"), text)


def seconds(text: str) -> int:
    """Return how many seconds the text takes to say, rounded up."""
    han = len(re.findall(r"[\u4e00-\u9fff]", text))
    words = len(re.findall(r"[A-Za-z0-9']+", text))
    return int(han / HAN_PER_SECOND + words / WORDS_PER_SECOND) + 1


def certain(cell: str) -> float:
    """Return the draw that always takes the newest version."""
    return 1.0


def _best(
    psychology: str,
    stage: str,
    step: str,
    truths: Mapping[str, bool],
    library: Sequence[Point],
    channel: str,
    draw: Callable[[str], float],
    lawful: Callable[[Point], bool],
) -> tuple[Point, float] | None:
    """Return the most specific true and lawful point, and the probability with which it was drawn."""
    fitting = [
        point
        for point in _placed(library).get((step, channel), ())
        if point.psychology in (psychology, "*")
        and point.stage in (stage, "*")
        and all(truths.get(need) is True for need in point.needs)
    ]
    while fitting:
        best = max(_rank(point) for point in fitting)
        versions = sorted((p for p in fitting if _rank(p) == best), key=lambda p: p.version)
        drawn = _draw(versions, draw(versions[0].cell))
        if lawful(drawn[0]):
            return drawn
        fitting.remove(drawn[0])
    return None


_PLACED: dict[int, tuple[Sequence[Point], dict[tuple[str, str], list[Point]]]] = {}
HELD = 32  # libraries kept in the cache of this process


def _placed(library: Sequence[Point]) -> dict[tuple[str, str], list[Point]]:
    """Return the library's points by (step, channel). Cached by the identity of the library."""
    known = _PLACED.get(id(library))
    if known is not None and known[0] is library:
        return known[1]
    placed: dict[tuple[str, str], list[Point]] = {}
    for point in library:
        placed.setdefault((point.step, point.channel), []).append(point)
    if len(_PLACED) >= HELD:
        _PLACED.clear()
    _PLACED[id(library)] = (library, placed)
    return placed


def _rank(point: Point) -> tuple[bool, bool, bool, int]:
    situation = any(need in SITUATIONS for need in point.needs)
    return situation, point.psychology != "*", point.stage != "*", len(point.needs)


def _left_out(step: str, truths: Mapping[str, bool]) -> bool:
    """Return True for a step that this call does not need.

    Without recording no notice is due. A reminder of a promise asks neither for the cause nor for the ability."""
    if step == "recording":
        return truths.get("recording") is False
    return step in ("cause", "ability") and truths.get("promise_due") is True


def _draw(versions: Sequence[Point], place: float) -> tuple[Point, float]:
    """Return the version at this place (0 to 1) of the cumulated shares, and its probability."""
    total = sum(point.share for point in versions)
    if total <= 0:
        return versions[-1], 1.0
    passed = 0.0
    for point in versions:
        passed += point.share / total
        if place <= passed and point.share > 0:
            return point, point.share / total
    return versions[-1], versions[-1].share / total


def talking_points(
    psychology: str,
    *,
    unsure: bool,
    stage: str,
    step: str,
    truths: Mapping[str, bool],
    path: str = "",
    library: Sequence[Point] = LIBRARY,
    channel: str = "call",
    draw: Callable[[str], float] = certain,
    lawful: Callable[[Point], bool] = lambda point: True,
) -> Guidance:
    """Return at most three points from ``step`` on. The first one is "now".

    ``unsure``: only neutral points. ``path``: a special path, whose points replace the others. Before the
    identity is verified, no later step is shown on calls and visits. ``lawful``: says whether a point may be
    said now. If not, the next most specific point is taken. ``draw``: a number from 0 to 1 for a cell, which
    decides between its versions.
    """
    if path in PATHS:
        known = tuple(p for p in PATHS[path] if all(truths.get(need) is True for need in p.needs))
        return Guidance(known[:SHOWN], True, path, step)
    state = "*" if unsure else psychology
    start = STEP_KEYS.index(step) if step in STEP_KEYS else 0
    shown: list[tuple[Point, float]] = []
    for key in STEP_KEYS[start:]:
        early = key in ("open", "verify", "recording")
        if channel in ("call", "visit") and not early and not truths.get("identity_verified"):
            break
        if _left_out(key, truths):
            continue
        best = _best(state, STAGES.get(stage, stage), key, truths, library, channel, draw, lawful)
        if best is not None:
            shown.append(best)
        if len(shown) == SHOWN:
            break
    return Guidance(
        tuple(point for point, _ in shown), unsure, "", STEP_KEYS[start], tuple(chance for _, chance in shown)
    )


def step_after(steps: Sequence[str], *, verified: bool, told: bool) -> str | None:
    """Return the step that is "now" once the first of the shown cards was said: one card on, none is skipped.

    ``steps``: the steps of the cards on the screen. ``told``: that the call is recorded was said. None: the
    identity must be checked before anything else can be said. The last card stays.
    """
    said = steps[0]
    if said == "verify" and told and not verified:
        return None
    if len(steps) > 1:
        return steps[1]
    if said in ("open", "verify", "recording") and not verified:
        return "verify" if said != "verify" else None
    at = STEP_KEYS.index(said)
    return STEP_KEYS[min(at + 1, len(STEP_KEYS) - 1)]


def disclosures(*, direction: str, party: str, answered: bool, recording: bool) -> tuple[Disclosure, ...]:
    """Return the disclosures due in this call, in the shortest lawful wording."""
    if not answered:
        return ()
    owed = []
    if direction == "out":
        owed.append(Disclosure("who", "Own name and firm", "自报姓名与机构", "CBA 2026; cn-id-first-contact"))
    if recording:
        owed.append(Disclosure("recording", "The call is recorded", "告知录音", "cn-rec-call"))
    if party in ("debtor", "co_debtor", "guarantor"):
        owed.append(Disclosure("identity", "Identity checked", "已核实身份", "PIPL 6, 51; cn-id-verify-debtor"))
    return tuple(owed)
