"""The question that tells most at this step, and the answers given so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from console.domain import guidance, questions
from console.domain.bilingual import Bilingual
from console.domain.means import MeansFound
from console.domain.psychology import Posterior
from console.store.queries.mind import Mark, asked_of
from console.store.views import AnswerView, QuestionView


@dataclass(frozen=True)
class Asking:
    """What decides on the next question: where the call is, what was answered, and what is known."""

    step: str
    marks: Sequence[Mark]  # of this contact
    before: Sequence[Mark]  # answers of earlier contacts
    belief: Posterior
    means: MeansFound
    label: str  # the agent's own correction
    ability: str  # as the customer says


def question_view(asking: Asking, now: datetime, lawful: Callable[[guidance.Point], bool]) -> QuestionView | None:
    """Return the question to ask at this step, or the answer that was just given at it; None for neither.

    The state of mind is known when it is sure or the agent corrected it, the means when the customer told them.
    """
    if asking.step not in questions.STEPS:
        return None
    answered = {asked_of(mark.key): mark for mark in asking.marks if mark.kind == "signal" and asked_of(mark.key)}
    here = [name for name in answered if questions.BY_KEY[name].step == asking.step]
    if here:
        return _view(questions.BY_KEY[here[-1]], 0.0, answered[here[-1]].key)
    recent = {asked_of(mark.key) for mark in asking.before if now - mark.at < timedelta(days=questions.KNOWN_DAYS)}
    known = asking.belief.certainty == "sure" or bool(asking.label)
    found = questions.propose(
        asking.step,
        None if known else asking.belief.share,
        None if asking.ability != "unknown" else asking.means.share,
        answered,
        recent,
    )
    if found is None or not lawful(as_point(found[0])):
        return None
    return _view(found[0], found[1], "")


def as_point(question: questions.Question) -> guidance.Point:
    """Return the question as a talking point, so that the same check judges its words."""
    return guidance.Point("*", "*", question.step, question.en, question.zh, question.why_en, question.why_zh)


def _view(question: questions.Question, gain: float, given: str) -> QuestionView:
    return QuestionView(
        question.key,
        Bilingual(question.en, question.zh),
        Bilingual(question.why_en, question.why_zh),
        round(gain, 2),
        tuple(
            AnswerView(one.key, Bilingual(one.en, one.zh), given == questions.mark_of(question.key, one.key))
            for one in question.answers
        ),
        given != "",
    )
