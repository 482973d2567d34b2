"""How probable each of three states of mind is, with reasons; never a diagnosis.

A posterior over procrastination, fear and rational weighing from evidence, each item with its
weight and a plain reason. Evidence fades with a half-life; a struck item is left out, so undoing
a strike restores the exact earlier state. Protected attributes are unknown here and health is
never inferred. Sources: the guide's three states; Karlsson, Loewenstein, Seppi 2009 (ostrich
effect); Cadena et al. (reminders). Weights are the house's first estimate, corrected by labels.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from console.domain.facts import Attempt, BalanceMonth, CustomerFacts, Promise, Psychology

STATES: tuple[Psychology, ...] = ("procrastination", "fear", "rational")
PRIOR: Mapping[Psychology, float] = {"procrastination": 0.42, "fear": 0.30, "rational": 0.28}
THRESHOLD = 0.5  # below this the neutral points are shown, and the screen says so
HALF_LIFE_DAYS = 90.0
CORRECTION = 4.0  # logit of an agent's own correction: it rules the screen


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: its plain words, which state it speaks for and how strongly (log-odds)."""

    key: str
    en: str
    zh: str
    toward: Psychology
    weight: float
    source: str  # history promises reaching signal correction
    at: datetime | None = None
    struck: bool = False

    @property
    def strength(self) -> int:
        """1 to 3, for the screen."""
        return 1 if self.weight < 0.4 else 2 if self.weight < 0.8 else 3


@dataclass(frozen=True, slots=True)
class Signal:
    """What an agent can mark with one key while listening."""

    key: str
    hotkey: str
    en: str
    zh: str
    toward: Psychology
    weight: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """The three probabilities (sum 1), the top state or "" when not enough is known."""

    share: Mapping[Psychology, float]
    top: Psychology
    unsure: bool
    evidence: tuple[Evidence, ...]

    def percent(self) -> tuple[int, int, int]:
        """Give whole per cents that sum to 100, in the order of ``STATES``."""
        exact = [self.share[state] * 100 for state in STATES]
        whole = [int(value) for value in exact]
        order = sorted(range(3), key=lambda i: whole[i] - exact[i])
        for i in order[: 100 - sum(whole)]:
            whole[i] += 1
        return whole[0], whole[1], whole[2]


SIGNALS: tuple[Signal, ...] = (
    Signal("asks_details", "1", "Asks for details", "询问明细", "rational", 0.9),
    Signal("compares", "2", "Compares options", "比较方案", "rational", 1.0),
    Signal("asks_terms", "3", "Asks about fees or terms", "询问费用条款", "rational", 0.7),
    Signal("puts_off", "4", "Puts it off", "推迟拖延", "procrastination", 1.0),
    Signal("forgot", "5", "Says: forgot", "称忘记了", "procrastination", 0.9),
    Signal("vague_date", "6", "Vague about the date", "日期含糊", "procrastination", 0.7),
    Signal("trembles", "7", "Voice trembles", "声音发颤", "fear", 1.0),
    Signal("silent", "8", "Long silences", "长时间沉默", "fear", 0.7),
    Signal("fears_consequence", "9", "Afraid of what follows", "担心后果", "fear", 0.9),
    Signal("asks_who", "0", "Asks who is calling", "追问来电身份", "rational", 0.3),
)
BY_SIGNAL = {signal.key: signal for signal in SIGNALS}


def gather(
    facts: CustomerFacts,
    signals: Sequence[tuple[str, datetime]],
    now: datetime,
    *,
    label: str = "",
    struck: Iterable[str] = (),
) -> tuple[Evidence, ...]:
    """Give every reason that the case holds, oldest kinds first; struck ones are marked."""
    found = [
        *_from_months(facts.history or ()),
        *_from_promises(facts.promises or ()),
        *_from_attempts(facts.attempts or ()),
    ]
    for key, at in signals:
        signal = BY_SIGNAL.get(key)
        if signal is not None:
            found.append(
                Evidence(f"signal:{key}", signal.en, signal.zh, signal.toward, signal.weight,
                         "signal", at)
            )  # fmt: skip
    if label in STATES:
        found.append(
            Evidence("correction", "An agent corrected this", "坐席已更正", label,
                     CORRECTION, "correction")
        )  # fmt: skip
    marked = set(struck)
    return tuple(
        Evidence(e.key, e.en, e.zh, e.toward, e.weight, e.source, e.at, e.key in marked)
        for e in found
    )


def posterior(
    evidence: Sequence[Evidence],
    now: datetime,
    *,
    prior: Mapping[Psychology, float] = PRIOR,
    factors: Mapping[str, float] | None = None,
    refused: bool = False,
) -> Posterior:
    """Give the probabilities. ``refused``: the customer refused profiling, so nothing is guessed."""
    logit = {state: math.log(prior[state]) for state in STATES}
    if not refused:
        for item in evidence:
            if not item.struck:
                learned = (factors or {}).get(item.key, 1.0) if item.source != "correction" else 1.0
                logit[item.toward] += item.weight * learned * fade(item.at, now)
    top_logit = max(logit.values())
    raw = {state: math.exp(value - top_logit) for state, value in logit.items()}
    total = sum(raw.values())
    share: dict[Psychology, float] = {state: raw[state] / total for state in STATES}
    top = max(STATES, key=lambda state: share[state])
    return Posterior(share, top, refused or share[top] < THRESHOLD, tuple(evidence))


def fade(at: datetime | None, now: datetime) -> float:
    """Give what is left of evidence of that age; evidence without a date does not fade."""
    if at is None:
        return 1.0
    days = max(0.0, (now - at).total_seconds() / 86400)
    return float(0.5 ** (days / HALF_LIFE_DAYS))


def _from_months(months: Sequence[BalanceMonth]) -> list[Evidence]:
    """Reasons in the payment history; months are oldest first."""
    rows = [m for m in months if m.status is not None]
    found: list[Evidence] = []
    if not rows:
        return found
    status = [m.status or 0 for m in rows]
    paid = [(m.paid or 0) for m in rows]
    billed = [(m.billed or 0) for m in rows]
    mended = sum(1 for a, b in itertools.pairwise(status) if a >= 1 and b <= 0)
    if mended:
        found.append(Evidence(
            "late_then_mended", f"Was late and then caught up ({mended}x)",
            f"曾逾期后又补上（{mended}次）", "procrastination", min(0.9, 0.45 * mended), "history"))  # fmt: skip
    full = sum(1 for s in status if s == -1)
    if full >= 2:
        found.append(Evidence(
            "often_full", f"Paid in full in {full} of {len(rows)} months",
            f"{len(rows)}个月中{full}个月全额还款", "procrastination", 0.4, "history"))  # fmt: skip
    minimum = sum(1 for s in status if s == 0)
    if minimum >= 3:
        found.append(Evidence(
            "minimum_payer", f"Paid the minimum in {minimum} months",
            f"{minimum}个月按最低还款", "rational", min(0.9, 0.2 * minimum), "history"))  # fmt: skip
    partial = sum(1 for p, b in zip(paid, billed, strict=True) if b > 0 and 0.1 * b < p < 0.9 * b)
    if partial >= 2:
        found.append(Evidence(
            "part_payments", f"Part payments in {partial} months", f"{partial}个月部分还款",
            "rational", min(0.8, 0.25 * partial), "history"))  # fmt: skip
    silent = 0
    for p, b in zip(reversed(paid), reversed(billed), strict=True):
        if p > 0 or b <= 0:
            break
        silent += 1
    if silent >= 2:
        found.append(Evidence(
            "no_payment", f"No payment for {silent} months", f"连续{silent}个月未还款",
            "fear", min(1.2, 0.35 * silent), "history"))  # fmt: skip
    rising = sum(1 for a, b in itertools.pairwise(status) if b > a >= 1)
    if rising >= 2:
        found.append(Evidence(
            "sliding", "Falls further behind month by month", "逾期逐月加深", "fear", 0.5,
            "history"))  # fmt: skip
    return found


def _from_promises(promises: Sequence[Promise]) -> list[Evidence]:
    found: list[Evidence] = []
    broken = sum(1 for p in promises if p.status == "broken")
    kept = sum(1 for p in promises if p.status == "kept")
    if broken:
        found.append(Evidence(
            "broken_promise", f"Promises not kept: {broken}", f"承诺未兑现{broken}次",
            "procrastination", min(0.9, 0.5 * broken), "promises"))  # fmt: skip
    if kept:
        found.append(Evidence(
            "kept_promise", f"Promises kept: {kept}", f"承诺已兑现{kept}次", "rational", 0.3,
            "promises"))  # fmt: skip
    return found


def _from_attempts(attempts: Sequence[Attempt]) -> list[Evidence]:
    found: list[Evidence] = []
    out = [a for a in attempts if a.direction == "out" and a.channel == "call"]
    missed = sum(1 for a in out if a.result in ("no_answer", "rejected", "off"))
    talked = sum(1 for a in out if a.result == "effective")
    if missed >= 3 and talked == 0:
        found.append(Evidence(
            "never_answers", f"Did not answer {missed} calls", f"{missed}次来电未接", "fear", 0.5,
            "reaching"))  # fmt: skip
    if any(a.direction == "in" for a in attempts):
        found.append(Evidence(
            "calls_back", "Called back", "曾主动回电", "rational", 0.4, "reaching"))  # fmt: skip
    return found
