"""Checks talking points with the text check that judges the agent's own words.

A point is shown only if it may be said now: to this listener, and with what is true of this case today.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from console.domain.errors import Invalid
from console.domain.guidance.claims import CLAIMS, claims, never
from console.domain.guidance.resolve import check_template, fill, seconds
from console.domain.guidance.types import LONGEST_SECONDS, STEP_KEYS, Point
from console.domain.speech import Truths, listen
from console.domain.speech.listen import DEBT_WORDS
from console.domain.text.normalise import fold

PSYCHOLOGIES = ("procrastination", "fear", "rational", "*")
STAGES = ("M1", "mid", "late", "*")
CHANNELS = ("call", "sms", "email", "visit")
NEEDS = ("identity_verified", "relief_open", "promise_due", "plan_open", "inbound", "card", "crisis_line", *CLAIMS)
EARLY = frozenset({"open", "verify", "recording"})


def sayable(
    point: Point,
    values: Mapping[str, Mapping[str, str]],
    truths: Truths,
    facts: Mapping[str, bool | None] | None = None,
) -> bool:
    """Return True when both languages of the point may be said to this listener now.

    ``values``: placeholder values by language ("en", "zh"). ``facts``: what is true of the accounts today, by
    claim. An unknown fact fits no claim, not even a denial.
    """
    known = implied(facts or {key: getattr(truths, key, None) for key in CLAIMS})
    for language, text in (("en", point.en), ("zh", point.zh)):
        if never(text) or any(known.get(fact) is not value for fact, value in claims(text)):
            return False
        said = fill(text, values[language])
        if any(not heard.is_cue for heard in listen(said, "message", truths)):
            return False
        secret = truths.listener != "debtor" or not truths.verified
        if secret and _speaks_of_debt(said):
            return False
    return True


@lru_cache(maxsize=16384)  # every point on 500 desks, in both languages
def _speaks_of_debt(said: str) -> bool:
    return DEBT_WORDS.search(fold(said).text) is not None


def implied(facts: Mapping[str, bool | None]) -> dict[str, bool | None]:
    """Return the facts with what follows from them: a judgment or enforcement implies a suit."""
    later = any(facts.get(key) is True for key in ("judgment", "enforcement"))
    return {**facts, "suit_filed": True} if later else dict(facts)


def examine(point: Point) -> None:
    """Check a point before it is saved.

    Raises:
        Invalid: names the field and what to do.
    """
    if (
        point.psychology not in PSYCHOLOGIES
        or point.stage not in STAGES
        or point.channel not in CHANNELS
        or point.step not in STEP_KEYS
    ):
        raise Invalid("Choose a state of mind, stage, channel and step from the lists.", field="cell")
    for name, text in (("en", point.en), ("zh", point.zh)):
        if not text.strip():
            raise Invalid("Write the text in both languages.", field=name)
        unknown = check_template(text)
        if unknown:
            raise Invalid("Unknown placeholder: %(name)s.", field=name, name=unknown[0])
        if seconds(text) > LONGEST_SECONDS:
            raise Invalid("Too long to say: at most 12 seconds.", field=name)
        claimed = {fact for fact, value in claims(text) if value}
        needs = point.needs
        told = Truths("suit_filed" in needs, "judgment" in needs, "enforcement" in needs)
        heard = [x.quote for x in listen(text, "message", told) if not x.is_cue]
        if never(text) or heard:
            quote = never(text) or heard[0]
            raise Invalid("These words may not be said: %(quote)s", field=name, quote=quote)
        true = {fact for fact, value in implied(dict.fromkeys(needs, True)).items() if value}
        for claim in sorted(claimed - true):
            raise Invalid("Tick the fact that this text mentions: %(fact)s.", field="needs", fact=claim)
        if point.step in EARLY and DEBT_WORDS.search(fold(text).text):
            raise Invalid("The text may not mention the debt before the identity is verified.", field=name)
    for need in point.needs:
        if need not in NEEDS:
            raise Invalid("Choose facts that exist.", field="needs")
