"""How far the state of mind can be trusted, on simulated people whose model is not the estimator's.

``python scripts/mind.py`` prints, for misspecification turned up in steps (``scripts/mind_people.py``):

1. how often words are silent, leaning and sure at the start, after one question, after two, and with signals;
   how often shown words are right; the calibration error;
2. what always-neutral, always-top and the three steps bring, in the units of ``console/domain/mind_costs.py``;
3. how many questions a sure state takes, best first against random order;
4. the same accuracy after learning from corrections.

``--portfolio N`` reads the real sample instead: silent, leaning and sure before the first signal and after one
answer, with N cases. Everything is drawn from a fixed seed. What words bring is assumed, not measured.
A site checks its own corrections with ``python -m console mind``.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from console.domain import dispatch, questions
from console.domain.facts import BalanceMonth, Customer, CustomerFacts, Psychology
from console.domain.learning import Labelled, Model, accuracy, fit, reliability
from console.domain.mind_check import judged
from console.domain.mind_costs import Certainty, limits
from console.domain.psychology import STATES, Evidence, Posterior, gather, posterior
from scripts.mind_people import NOW, Person, labelled, person, weights

STEPS_OFF = (0.0, 0.25, 0.5, 0.75, 1.0)
STEPS_OF_CALL: tuple[tuple[str, int, int], ...] = (  # name, questions, signals
    ("start", 0, 0),
    ("1 question", 1, 0),
    ("2 questions", 2, 0),
    ("2 + 2 signals", 2, 2),
)
MINDS = tuple(q for q in questions.QUESTIONS if any(a.mind for a in q.answers))


def best(left: Sequence[questions.Question], mind: dict[Psychology, float]) -> questions.Question:
    """Return the question with the greatest expected gain about the state of mind."""
    return max(left, key=lambda q: questions.gain(q, mind, None))


def crowd(off: float, people: int, asked: int, signals: int, seed: int) -> list[Labelled]:
    """Draw people who were asked so many questions, the best first, and gave so many signals."""
    rng = random.Random(seed)
    true = weights(rng)
    cases = []
    for _ in range(people):
        one = person(rng, true, off)
        file = one.on_file()
        left = list(MINDS)
        for _ in range(asked):
            question = best(left, dict(posterior(one.told(file), NOW).share))
            one.ask(question)
            left.remove(question)
        one.hear(signals)
        cases.append(Labelled(one.told(file), one.state, NOW))
    return cases


def until_sure(
    off: float,
    people: int,
    seed: int,
    choose: Callable[[Person, list[questions.Question], Posterior], questions.Question],
) -> list[int]:
    """Return for each person how many questions a sure state took; one more than there are: it was never reached."""
    rng = random.Random(seed)
    true = weights(rng)
    counts = []
    for _ in range(people):
        one = person(rng, true, off)
        file = one.on_file()
        left = list(MINDS)
        while (belief := posterior(one.told(file), NOW)).certainty != "sure" and left:
            question = choose(one, left, belief)
            one.ask(question)
            left.remove(question)
        counts.append(len(MINDS) - len(left) if belief.certainty == "sure" else len(MINDS) + 1)
    return counts


def questions_table(people: int, seed: int) -> None:
    """Print how many questions a sure state takes, best first against random order."""
    print(f"\nquestions to a sure state of mind, of {len(MINDS)}: mean (never = {len(MINDS) + 1}), sure within 1, 2, 3")
    shuffle = random.Random(seed)
    for off in STEPS_OFF:
        row = []
        for choose in (lambda _, left, b: best(left, dict(b.share)), lambda _, left, b: shuffle.choice(left)):
            counts = until_sure(off, people, seed, choose)
            within = " ".join(f"{sum(c <= n for c in counts) / len(counts):>4.0%}" for n in (1, 2, 3))
            row.append(f"{sum(counts) / len(counts):.2f}  {within}")
        print(f"  off {off:.2f}   best first {row[0]}   random {row[1]}")


def simulate(people: int, corrections: int, seed: int) -> None:
    """Print the tables of the simulated people."""
    at = limits()
    print(f"{people} people a row, seed {seed}; leaning from {at.leaning:.2f}, sure from {at.sure:.2f}")
    print("off   evidence       silent leaning  sure   right: leaning  sure   error   per 100 calls: top   steps")
    for off in STEPS_OFF:
        for name, asked, signals in STEPS_OF_CALL:
            cases = crowd(off, people, asked, signals, seed)
            found = judged(cases, Model())
            _, error = reliability(cases, Model())
            print(
                f"{off:.2f}  {name:<13} {found.share('silent'):>6.0%} {found.share('leaning'):>7.0%}"
                f" {found.share('sure'):>6.0%} {found.correct('leaning'):>14.2f} {found.correct('sure'):>6.2f}"
                f" {error:>7.3f} {found.always_top:>19.1f} {found.three_steps:>7.1f}"
            )
    questions_table(people, seed)
    print(f"\nlearning from {corrections} corrections: accuracy and calibration error, before and after")
    for off in STEPS_OFF:
        rng = random.Random(seed)
        true = weights(rng)
        learned = fit([labelled(rng, true, off, rng.choice((0, 1, 3, 5))) for _ in range(corrections)])
        cases = [labelled(rng, true, off, rng.choice((0, 1, 3, 5))) for _ in range(people)]
        cells = [(accuracy(cases, m), reliability(cases, m)[1]) for m in (Model(), learned)]
        print(f"  off {off:.2f}   {cells[0][0]:.3f} {cells[0][1]:.3f}   {cells[1][0]:.3f} {cells[1][1]:.3f}")


def _after_one(file: tuple[Evidence, ...]) -> dict[Certainty, float]:
    """Return the expected share of each step after the answer to the best question at "Listen" or "Cause"."""
    mind = dict(posterior(file, NOW).share)
    question = best([q for q in MINDS if q.step in ("listen", "cause")], mind)
    found: dict[Certainty, float] = defaultdict(float)
    short = sum(sum(a.means) / 3 for a in question.answers if a.mind is None and a.means)
    for answer in question.answers:
        mark = (questions.mark_of(question.key, answer.key), NOW)
        belief = posterior((*file, *gather(_FACTS, [mark], NOW)), NOW)
        if answer.mind is None:
            found[belief.certainty] += sum(answer.means or ()) / 3
        else:
            chance = sum(mind[state] * row for state, row in zip(STATES, answer.mind, strict=True))
            found[belief.certainty] += (1 - short) * chance
    return found


_FACTS = CustomerFacts(Customer("nobody"))


@lru_cache(maxsize=4096)
def _expected(file: tuple[Evidence, ...]) -> dict[Certainty, float]:
    return _after_one(file)


def portfolio(look: int, seed: int) -> None:
    """Print the three steps on the real sample at the start and after one answer, and ``look`` cases."""
    from console.sample.portfolio import rows

    start: dict[str, Counter[Certainty]] = defaultdict(Counter)
    after: dict[str, Counter[Certainty]] = defaultdict(Counter)
    cases = []
    for row in rows(date(2026, 11, 24)):
        months = sorted(row.months, key=lambda m: m[0])
        facts = CustomerFacts(
            Customer(str(row.number)), history=tuple(BalanceMonth(m, s, bill, paid) for m, _, s, bill, paid in months)
        )
        evidence = gather(facts, (), NOW)
        found = posterior(evidence, NOW)
        stage = dispatch.stage_of(row.status * 30)
        for name in (stage, "all"):
            start[name][found.certainty] += 1
            for certainty, share in _expected(evidence).items():
                after[name][certainty] += share  # type: ignore[assignment]
        cases.append((row, stage, months, found))
    print("stage      n    start: silent leaning  sure    after one answer: silent leaning  sure")
    for stage in sorted(start):
        n = sum(start[stage].values())
        cells = [
            " ".join(f"{table[stage][step] / n:>7.1%}" for step in ("silent", "leaning", "sure"))
            for table in (start, after)
        ]
        print(f"{stage:<5} {n:>6}   {cells[0]}                   {cells[1]}")
    for row, stage, months, found in random.Random(seed).sample(cases, min(look, len(cases))):
        states = " ".join(str(m[2]) for m in months)
        why = "; ".join(e.en for e in found.evidence) or "nothing known"
        print(f"\n#{row.number} {stage}, months {states}: {found.certainty} {found.top} {found.share[found.top]:.0%}")
        print(f"   {why}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--people", type=int, default=3000)
    parser.add_argument("--corrections", type=int, default=500)
    parser.add_argument("--portfolio", type=int, metavar="N", help="show the real sample instead, with N cases")
    args = parser.parse_args()
    if args.portfolio is not None:
        portfolio(args.portfolio, args.seed)
    else:
        simulate(args.people, args.corrections, args.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
