"""The text check: unlawful words of an agent or a message, and cues in the customer's words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from console.domain.facts import Account
from console.domain.speech.categories import CATEGORIES, CODES, CUES
from console.domain.speech.exceptions import DEBT_WORDS, Listener, Truths, innocent, negated, no_cue, true_here
from console.domain.speech.homophones_zh import by_sound
from console.domain.speech.lexicon import Lexicon
from console.domain.speech.patterns import en, zh
from console.domain.speech.suspicion import LAWFUL, Suspicion
from console.domain.text.normalise import Folded, fold

__all__ = ["DEBT_WORDS", "Heard", "Listener", "Speaker", "Truths", "listen", "negated", "truths_of"]

Speaker = Literal["agent", "customer", "note", "message"]
_ZH, _EN = Lexicon(zh.PATTERNS), Lexicon(en.PATTERNS)
_CUE_ZH, _CUE_EN = Lexicon(zh.CUES), Lexicon(en.CUES)
NEVER_DOUBTED = frozenset({CODES["threat_violence"], CODES["obscenity"], "self_harm"})
_LATIN = frozenset("abcdefghijklmnopqrstuvwxyz")


@dataclass(frozen=True, slots=True)
class Heard:
    """One finding in a text.

    ``kind``: the code of a category (``T1`` to ``T18``) or the key of a cue. ``start`` and ``end``: the
    half-open range of ``quote`` in the text as it was typed. ``suspected``: what the model says, where no rule
    speaks; such a finding is never severe.
    """

    kind: str
    rule: str
    start: int
    end: int
    quote: str
    is_cue: bool
    severe: bool
    suspected: Suspicion | None = None


def truths_of(accounts: tuple[Account, ...] | None, *, listener: Listener = "debtor", verified: bool = True) -> Truths:
    """Return what is true of the customer's debts.

    A fact is true when it is true of any account, false when it is false of every account, otherwise
    unknown (None).
    """

    def fact(name: str) -> bool | None:
        values = [getattr(account, name) for account in accounts or ()]
        if any(values):
            return True
        return False if values and all(value is False for value in values) else None

    return Truths(fact("suit_filed"), fact("judgment"), fact("enforcement"), None, listener, verified)


def prepare() -> None:
    """Build all tables now, so that the first text of a server's day does not wait for them."""
    for lexicon in (_ZH, _EN, _CUE_ZH, _CUE_EN):
        lexicon.prepare()
    listen("ready", "note")


@lru_cache(maxsize=16384)  # every point on 500 desks, in both languages
def listen(
    typed: str, speaker: Speaker = "agent", truths: Truths | None = None, suspected: tuple[Suspicion, ...] = ()
) -> tuple[Heard, ...]:
    """Return the findings of a text in order of place, at most one per kind.

    ``agent`` and ``message``: unlawful words only. ``customer``: cues only. ``note``: both.
    At most 4,000 characters are looked at. ``suspected``: what the model suspects; it adds kinds that no rule
    finds, and says nothing where a rule speaks about the same words. What it holds for lawful, a rule does not
    mark, unless it is self-harm, violence or an obscenity.
    """
    truths = truths or Truths()
    text = fold(typed)
    has_latin = not text.grams.isdisjoint(_LATIN)
    findings: dict[str, Heard] = {}

    def keep(name: str, start: int, end: int, *, cue: bool) -> bool:
        """Keep what a rule marks, unless the model holds the part for lawful. Return True when it is kept."""
        one = _finding(text, name, start, end, cue=cue)
        kept = not _doubted(one, speaker, suspected)
        if kept:
            findings[name] = one
        return kept

    if speaker != "customer":
        # customers may be told of their own debt
        allowed = ("debt_disclosed",) if truths.listener == "debtor" else ()
        for lexicon in (_ZH, _EN) if has_latin else (_ZH,):
            for name, matches in lexicon.matches(text, but=allowed):
                if name not in findings:
                    for match in matches:
                        if not innocent(text.text, match, name, truths) and keep(name, *match.span(), cue=False):
                            break
        for name, start, end in by_sound(text, truths):
            if name not in findings:
                keep(name, start, end, cue=False)
    if speaker in ("customer", "note"):
        for lexicon in (_CUE_ZH, _CUE_EN) if has_latin else (_CUE_ZH,):
            for key, matches in lexicon.matches(text):
                if key not in findings:
                    for match in matches:
                        if not no_cue(text.text, match, key) and keep(key, *match.span(), cue=True):
                            break
    certain = tuple(findings.values())
    found = {heard.kind: heard for heard in certain}
    for one in suspected:
        if one.kind != LAWFUL and one.kind not in found and _stands(one, typed, certain, truths):
            found[one.kind] = _suspected(typed, one)
    return tuple(sorted(found.values(), key=lambda finding: (finding.start, finding.kind)))


def _finding(text: Folded, name: str, start: int, end: int, *, cue: bool) -> Heard:
    first, last = text.span(start, end)
    row = CUES[name] if cue else CATEGORIES[CODES[name]]
    kind = name if cue else CODES[name]
    return Heard(kind, row.rule, first, last, text.typed[first:last], cue, row.severe)


def _doubted(heard: Heard, speaker: Speaker, suspected: tuple[Suspicion, ...]) -> bool:
    """Return True when the words that a rule marked stand in a part that the model holds for lawful."""
    if heard.kind in NEVER_DOUBTED or heard.is_cue is not (speaker == "customer"):
        return False
    return any(one.kind == LAWFUL and one.start <= heard.start and heard.end <= one.end for one in suspected)


def _stands(one: Suspicion, typed: str, certain: tuple[Heard, ...], truths: Truths) -> bool:
    """Return True when a suspicion tells more than the rules: nothing certain there, and not true of the case."""
    if any(found.start < one.end and one.start < found.end and found.is_cue is (one.kind in CUES) for found in certain):
        return one.kind == "self_harm"
    if one.kind == CODES["debt_disclosed"]:
        return truths.listener != "debtor"
    return one.kind != CODES["false_legal_step"] or not true_here(fold(typed[one.start : one.end]).text, truths)


def _suspected(typed: str, one: Suspicion) -> Heard:
    row = CUES.get(one.kind) or CATEGORIES[one.kind]
    return Heard(one.kind, row.rule, one.start, one.end, typed[one.start : one.end], one.kind in CUES, False, one)
