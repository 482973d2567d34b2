"""What a customer's own words lead to: a special path of the talking points, or the safety state."""

from __future__ import annotations

from console.domain.alarms import BY_PATH, KINDS
from console.domain.bilingual import Bilingual
from console.store.views import HeardView

# a customer's cue -> the special path of the guidance
CUE_PATHS = {
    "self_harm": "self_harm",
    "minor": "minor",
    "deceased": "deceased",
    "lawyer": "represented",
    "wrong_number": "wrong_number",
    "illness": "vulnerable",
    "dispute": "dispute",
    "scam": "scam",
}


def danger_of_cue(heard: HeardView | None) -> tuple[str, Bilingual] | None:
    """Return the safety state, its kind and its name, that the customer's own words may call for."""
    key = BY_PATH.get(CUE_PATHS.get(heard.kind, ""), "") if heard is not None and heard.is_cue else ""
    return (key, Bilingual(KINDS[key].en, KINDS[key].zh)) if key else None


def path_of_cue(heard: HeardView | None) -> str:
    """Return the special path that the customer's own words open. What is only suspected opens none."""
    return CUE_PATHS.get(heard.kind, "") if heard is not None and heard.is_cue and heard.maybe is None else ""
