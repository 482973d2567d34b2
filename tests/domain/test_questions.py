"""The question that tells most: its gain, what is not asked, and what its answers move."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest

from console.domain import questions
from console.domain.facts import BalanceMonth, Customer, CustomerFacts, Promise, Psychology
from console.domain.guidance import seconds
from console.domain.guidance.point_check import examine, sayable
from console.domain.guidance.types import LONGEST_SECONDS
from console.domain.means import MEANS, PRIOR, estimate
from console.domain.psychology import PRIOR as MIND
from console.domain.psychology import gather, posterior
from console.domain.questions import QUESTIONS, gain, mark_of, propose
from console.domain.speech import Truths
from console.store.queries.question_panel import as_point

NOW = datetime(2026, 11, 24, 4, tzinfo=UTC)
FACTS = CustomerFacts(Customer("1"))


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.key)
def test_every_question_is_lawful_sayable_and_a_table_of_chances(question: questions.Question) -> None:
    point = as_point(question)
    examine(point)
    assert sayable(point, {"en": {}, "zh": {}}, Truths(False, False, False, listener="debtor", verified=True))
    assert max(seconds(question.en), seconds(question.zh)) <= LONGEST_SECONDS
    minds = [one.mind for one in question.answers if one.mind]
    if minds:
        assert all(math.isclose(sum(column), 1) for column in zip(*minds, strict=True))
        leads = {max(range(3), key=lambda i, row=row: row[i]) for row in minds}  # type: ignore[misc]
        assert leads == {0, 1, 2}, "each state of mind has an answer of its own"
    assert all(one.states is None or one.means for one in question.answers)
    assert 2 <= len(question.answers) <= 4 and question.step in ("listen", "cause", "ability")


def test_the_gain_is_what_the_answer_is_expected_to_tell() -> None:
    question = questions.BY_KEY["obstacle"]
    even: dict[Psychology, float] = {"procrastination": 1 / 3, "fear": 1 / 3, "rational": 1 / 3}

    def bits(shares: list[float]) -> float:
        return -sum(p * math.log2(p) for p in shares if p)

    rows = [one.mind for one in question.answers if one.mind]
    short = sum(sum(one.means) / 3 for one in question.answers if one.mind is None and one.means)
    left = short * math.log2(3)
    for row in rows:
        total = sum(row) / 3
        left += (1 - short) * total * bits([p / 3 / total for p in row])
    assert math.isclose(gain(question, even, None), math.log2(3) - left)
    assert math.isclose(gain(question, None, None), 0, abs_tol=1e-12)
    certain: dict[Psychology, float] = {"procrastination": 1.0, "fear": 0.0, "rational": 0.0}
    assert math.isclose(gain(question, certain, None), 0, abs_tol=1e-12)
    for one in QUESTIONS:
        assert gain(one, MIND, PRIOR) >= max(gain(one, MIND, None), gain(one, None, PRIOR)) - 1e-12


def test_nothing_is_asked_that_is_known_and_at_most_two_questions() -> None:
    first = propose("cause", MIND, PRIOR, [])
    assert first is not None and first[1] > questions.LEAST_GAIN
    second = propose("cause", MIND, PRIOR, [first[0].key])
    assert second is not None and second[0].key != first[0].key and second[1] <= first[1]
    assert propose("cause", MIND, PRIOR, ["message", "hardest"]) is None, "two are enough"
    assert propose("cause", MIND, PRIOR, [], [first[0].key]) == second, "an earlier contact answered it"
    assert propose("ability", None, None, []) is None, "both are known"
    sure = propose("ability", None, PRIOR, [])
    assert sure is not None and sure[0].key == "manage", "the mind is known: what is left is the means"
    means = propose("ability", MIND, None, [])
    assert means is not None and means[0].key == "way"
    assert propose("offer", MIND, PRIOR, []) is None


def test_missing_money_moves_the_means_and_not_the_mind() -> None:
    marks = [(mark_of("obstacle", "short"), NOW)]
    assert gather(FACTS, marks, NOW) == ()
    before, after = estimate(FACTS, [], NOW), estimate(FACTS, marks, NOW)
    assert after.share["able"] < before.share["able"] and before.ability is None
    assert math.isclose(sum(after.share[one] for one in MEANS), 1)
    assert estimate(FACTS, marks, NOW, struck=[marks[0][0]]).share == before.share
    told = [(mark_of("obstacle", "slipped"), NOW)]
    belief = posterior(gather(FACTS, told, NOW), NOW)
    assert belief.top == "procrastination" and belief.certainty == "leaning"
    assert gather(FACTS, [(mark_of("obstacle", "-"), NOW)], NOW) == ()
    assert questions.parse("answer:obstacle:nonsense") is None and questions.parse("answer:nobody:-") is None


def test_ability_and_willingness_have_their_own_evidence() -> None:
    months = tuple(BalanceMonth(date(2026, m, 1), 0 if m < 9 else m - 8, 100_00, 20_00) for m in range(5, 11))
    short = estimate(CustomerFacts(Customer("1"), history=months), [], NOW)
    assert {"minimum_payer", "part_payments"} <= {r.key for r in short.reasons}
    assert short.share["partly"] > PRIOR["partly"] and short.cell is None, "the file says nothing of willingness"
    kept = tuple(Promise("1", NOW, ((date(2026, 11, 20), 100),), "TWD", "kept") for _ in range(2))
    both = estimate(CustomerFacts(Customer("1"), history=months, promises=kept), [], NOW)
    assert both.willing > short.willing and both.cell == ("wants to pay, is short", "愿还不能")
    assert both.share == short.share, "a kept promise says nothing of the means"
