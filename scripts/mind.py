"""A simulated population with known states of mind: how good the posterior is, before and after learning.

``python scripts/mind.py`` prints the accuracy after 0, 1, 3 and 5 signals, the calibration error, the
reliability table, and what silence below the set confidence costs and saves. Learning sees 500 corrections.
Everything is drawn from a fixed seed.

The population: states of mind are drawn from the product's prior. Reasons on file (history, promises,
reachability) and signals in the call are drawn with chances that depend on the state. Each reason speaks for
its state with a *true* log-odds weight. It differs from the product's estimate by a factor from 0.4 to 1.6.

The kept promises in the last table are an assumption, not a finding. The share BASE of all promises is kept
with neutral talking points. It is LIFT higher when the talking points fit the state of mind. When they fit
another state, it is lower: by LIFT ("even"), or by HARM times LIFT ("dear"). Silence pays only in the second
case: talking points for a state that is right with probability p pay when p > HARM / (1 + HARM).
"""

from __future__ import annotations

import argparse
import math
import random
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from console.domain.facts import Psychology
from console.domain.learning import Labelled, Model, accuracy, fit, log_loss, reliability, shares
from console.domain.psychology import PRIOR, SIGNALS, STATES, THRESHOLD, Evidence

NOW = datetime(2026, 11, 24, 2, tzinfo=UTC)
# key, state it speaks for, the product's weight, how often it is seen in the other states
FILE: tuple[tuple[str, Psychology, float, float], ...] = (
    ("late_then_mended", "procrastination", 0.6, 0.30),
    ("often_full", "procrastination", 0.4, 0.20),
    ("broken_promise", "procrastination", 0.6, 0.12),
    ("minimum_payer", "rational", 0.7, 0.25),
    ("part_payments", "rational", 0.6, 0.22),
    ("calls_back", "rational", 0.4, 0.08),
    ("no_payment", "fear", 0.8, 0.20),
    ("never_answers", "fear", 0.5, 0.20),
    ("sliding", "fear", 0.5, 0.12),
)


def true_factors(rng: random.Random) -> dict[str, float]:
    """Return for each reason the factor between the true weight and the product's estimate."""
    keys = [row[0] for row in FILE] + [f"signal:{s.key}" for s in SIGNALS]
    return {key: rng.uniform(0.4, 1.6) for key in keys}


def person(rng: random.Random, truth: dict[str, float], signals: int) -> Labelled:
    """Draw one customer: a state, the reasons on file, and so many signals in the call."""
    state = rng.choices(STATES, [PRIOR[s] for s in STATES])[0]
    found: list[Evidence] = []
    for key, toward, weight, base in FILE:
        odds = base / (1 - base) * math.exp(weight * truth[key] * (state == toward))
        if rng.random() < odds / (1 + odds):
            found.append(Evidence(key, "", "", toward, weight, "history"))
    for _ in range(signals):
        chances = [math.exp(s.weight * truth[f"signal:{s.key}"] * (state == s.toward)) for s in SIGNALS]
        signal = rng.choices(SIGNALS, chances)[0]
        at = NOW - timedelta(minutes=rng.random() * 10)
        found.append(Evidence(f"signal:{signal.key}", "", "", signal.toward, signal.weight, "signal", at))
    return Labelled(tuple(found), state, NOW)


BASE, LIFT, HARM = 0.45, 0.08, 2.5


def silence(crowd: list[Labelled], model: Model, threshold: float) -> tuple[float, float, float, float]:
    """Return how often a shown state is right, the share of silence, the promises kept (even, dear)."""
    shown = right = 0
    even = dear = 0.0
    for case in crowd:
        found = shares(case.evidence, case.at, model)
        top = max(STATES, key=lambda state: found[state])
        if found[top] < threshold:
            even += BASE
            dear += BASE
            continue
        shown += 1
        right += top == case.label
        fits = top == case.label
        even += BASE + (LIFT if fits else -LIFT)
        dear += BASE + (LIFT if fits else -LIFT * HARM)
    return right / max(1, shown), 1 - shown / len(crowd), even / len(crowd), dear / len(crowd)


def portfolio(look: int, seed: int) -> None:
    """Print the posterior on the real sample portfolio by stage, and ``look`` cases with their reasons."""
    from collections import Counter, defaultdict
    from datetime import date

    from console.domain import dispatch
    from console.domain.facts import BalanceMonth, Customer, CustomerFacts
    from console.domain.psychology import gather, posterior
    from console.sample.portfolio import rows

    tops: dict[str, Counter[str]] = defaultdict(Counter)
    shares: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0, 0.0])
    cases = []
    for row in rows(date(2026, 11, 24)):
        months = sorted(row.months, key=lambda m: m[0])
        facts = CustomerFacts(
            Customer(str(row.number)), history=tuple(BalanceMonth(m, s, bill, paid) for m, _, s, bill, paid in months)
        )
        found = posterior(gather(facts, (), NOW), NOW)
        stage = dispatch.stage_of(row.status * 30)
        tops[stage]["unsure" if found.unsure else found.top] += 1
        for place, state in enumerate(STATES):
            shares[stage][place] += found.share[state]
        cases.append((row, stage, months, found))
    print("stage     n  " + "".join(f"{s:>18}" for s in (*STATES, "unsure")) + "   mean shares")
    for stage in sorted(tops):
        n = sum(tops[stage].values())
        cells = "".join(f"{tops[stage][s] / n:>17.1%} " for s in (*STATES, "unsure"))
        mean = " ".join(f"{part / n:.2f}" for part in shares[stage])
        print(f"{stage:<5} {n:>6}  {cells}  {mean}")
    rng = random.Random(seed)
    for row, stage, months, found in rng.sample(cases, min(look, len(cases))):
        states = " ".join(str(m[2]) for m in months)
        best = f"{found.top} {found.share[found.top]:.0%}" + (" (unsure)" if found.unsure else "")
        why = "; ".join(e.en for e in found.evidence) or "nothing known"
        print(f"\n#{row.number} {stage}, months {states}: {best}\n   {why}")


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=20261124)
    parser.add_argument("--people", type=int, default=4000)
    parser.add_argument("--corrections", type=int, default=500)
    parser.add_argument(
        "--portfolio", type=int, metavar="N", help="show the real sample instead, with N cases and their reasons"
    )
    args = parser.parse_args()
    if args.portfolio is not None:
        portfolio(args.portfolio, args.seed)
        return 0
    rng = random.Random(args.seed)
    truth = true_factors(rng)
    labels = [person(rng, truth, rng.choice((0, 1, 3, 5))) for _ in range(args.corrections)]
    learned = fit(labels)
    print(f"{args.people} customers a row, {args.corrections} corrections, seed {args.seed}")
    print("signals   accuracy  error   loss  |  learned: accuracy  error   loss")
    for signals in (0, 1, 3, 5):
        crowd = [person(rng, truth, signals) for _ in range(args.people)]
        cells = []
        for model in (Model(), learned):
            _, error = reliability(crowd, model)
            cells.append((accuracy(crowd, model), error, log_loss(crowd, model)))
        (a, b, c), (d, e, f) = cells
        print(f"{signals:>7}   {a:>8.3f}  {b:>5.3f}  {c:>5.3f}  |  {d:>17.3f}  {e:>5.3f}  {f:>5.3f}")
    print("\nsilence      shown right  silent   even   dear  |  learned: right  silent   even   dear")
    for signals in (0, 1, 3, 5):
        crowd = [person(rng, truth, signals) for _ in range(args.people)]
        for name, limit in (("always on", 0.0), (f"from {THRESHOLD}", THRESHOLD)):
            plain, own = silence(crowd, Model(), limit), silence(crowd, learned, limit)
            print(
                f"{signals} {name:<10} {plain[0]:>11.3f}  {plain[1]:>6.3f}  {plain[2]:.3f}  {plain[3]:.3f}"
                f"  |  {own[0]:>14.3f}  {own[1]:>6.3f}  {own[2]:.3f}  {own[3]:.3f}"
            )
    crowd = [person(rng, truth, rng.choice((0, 1, 3, 5))) for _ in range(args.people)]
    for name, model in (("product's weights", Model()), ("learned", learned)):
        rows, error = reliability(crowd, model)
        print(f"\n{name}: expected calibration error {error:.3f}")
        for row in rows:
            print(f"  said {row.low:.1f}-{row.high:.1f}  n {row.count:>5}  {row.said:.2f} true {row.true:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
