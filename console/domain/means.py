"""What the file says about means and willingness: ability x willingness, apart from the state of mind.

Minimum and part payments, months without a payment and a growing arrear speak of money first. They are read
here and nowhere as fear or as weighing. Each side has its own evidence. It is an estimate with reasons that the
agent can strike out. What the customer says about the ability counts alone as soon as it is said, and only
that chooses the offers. The weights (log-odds) are our first estimate.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from console.domain.facts import BalanceMonth, CustomerFacts
from console.domain.fading import fade
from console.domain.questions import Means, parse

MEANS: tuple[Means, ...] = ("able", "partly", "unable")
PRIOR: dict[Means, float] = {"able": 0.35, "partly": 0.40, "unable": 0.25}
WILLING = 0.65  # prior
Toward = Literal["able", "partly", "unable", "willing", "unwilling"]
NAMED = 0.55  # the least probability at which the screen names a side
CELLS: dict[tuple[bool, bool], tuple[str, str]] = {  # (able, willing): the field's grid
    (True, True): ("can and wants to pay", "能还愿还"),
    (True, False): ("can pay, hesitates", "能还不愿"),
    (False, True): ("wants to pay, is short", "愿还不能"),
    (False, False): ("is short and hesitates", "不能不愿"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its words, the side that it supports and how strongly (log-odds)."""

    key: str
    en: str
    zh: str
    toward: Toward
    weight: float
    at: datetime | None = None
    struck: bool = False


@dataclass(frozen=True, slots=True)
class MeansFound:
    """How probable each ability is (sum 1), how probable willingness is, and why."""

    share: dict[Means, float]
    willing: float
    reasons: tuple[Reason, ...]

    @property
    def ability(self) -> Means | None:
        """The likeliest ability, or None when too little is known."""
        top = max(MEANS, key=lambda one: self.share[one])
        return top if self.share[top] >= NAMED and self._live(MEANS) else None

    @property
    def cell(self) -> tuple[str, str] | None:
        """The cell of the grid in both languages, or None when either side is too uncertain."""
        able = self.share["able"]
        if max(able, 1 - able) < NAMED or max(self.willing, 1 - self.willing) < NAMED:
            return None
        if not self._live(MEANS) or not self._live(("willing", "unwilling")):
            return None
        return CELLS[(able >= 0.5, self.willing >= 0.5)]

    def _live(self, sides: Sequence[str]) -> bool:
        return any(not reason.struck and reason.toward in sides for reason in self.reasons)


def estimate(
    facts: CustomerFacts,
    answers: Iterable[tuple[str, datetime]],
    now: datetime,
    *,
    struck: Iterable[str] = (),
    hung_up: Sequence[datetime] = (),
) -> MeansFound:
    """Return what history, promises, contacts and answers say about means and willingness."""
    marked = set(struck)
    reasons = tuple(
        Reason(r.key, r.en, r.zh, r.toward, r.weight, r.at, r.key in marked)
        for r in (*_from_months(facts.history or ()), *_from_promises(facts), *_from_contacts(facts, hung_up))
    )
    logit = {one: math.log(PRIOR[one]) for one in MEANS}
    will = math.log(WILLING / (1 - WILLING))
    for reason in reasons:
        if reason.struck:
            continue
        left = reason.weight * fade(reason.at, now)
        if reason.toward in logit:
            logit[reason.toward] += left
        else:
            will += left if reason.toward == "willing" else -left
    said, logit = _from_answers(answers, now, marked, logit)
    top = max(logit.values())
    raw = {one: math.exp(value - top) for one, value in logit.items()}
    total = sum(raw.values())
    share: dict[Means, float] = {one: raw[one] / total for one in MEANS}
    return MeansFound(share, 1 / (1 + math.exp(-will)), (*reasons, *said))


def _from_answers(
    answers: Iterable[tuple[str, datetime]], now: datetime, marked: set[str], logit: dict[Means, float]
) -> tuple[list[Reason], dict[Means, float]]:
    """Return the reasons in the customer's answers, and the log-odds with them. The newest answer counts."""
    found: list[Reason] = []
    moved = dict(logit)
    for key, at in dict(answers).items():
        told = parse(key)
        if told is None or told[1] is None or told[1].means is None:
            continue
        answer = told[1]
        logs = [math.log(chance) for chance in told[1].means]
        place = max(range(3), key=lambda i: logs[i])
        struck = key in marked
        found.append(
            Reason(key, f"Says: {answer.en}", f"客户说：{answer.zh}", MEANS[place], logs[place] - min(logs), at, struck)
        )
        if not struck:
            for one, log in zip(MEANS, logs, strict=True):
                moved[one] += log * fade(at, now)
    return found, moved


def _end(month: BalanceMonth) -> datetime:
    return datetime(month.month.year, month.month.month, 1, tzinfo=UTC) + timedelta(days=30)


def _from_months(months: Sequence[BalanceMonth]) -> list[Reason]:
    """Return what the payment history says about the means (months oldest first)."""
    rows = [m for m in months if m.status is not None]
    found: list[Reason] = []
    if not rows:
        return found

    def add(key: str, en: str, zh: str, toward: Toward, weight: float, last: BalanceMonth) -> None:
        found.append(Reason(key, en, zh, toward, weight, _end(last)))

    full = [m for m in rows if m.status == -1]
    if full:
        count = len(full)
        add(
            "means_full",
            f"Paid in full in {count} months",
            f"{count}个月全额还款",
            "able",
            min(1.2, 0.4 * count),
            full[-1],
        )
    least = [m for m in rows if m.status == 0]
    if len(least) >= 2:
        count = len(least)
        add(
            "minimum_payer",
            f"Paid the minimum in {count} months",
            f"{count}个月按最低还款",
            "partly",
            min(0.9, 0.2 * count),
            least[-1],
        )
    part = [m for m in rows if m.billed and m.paid and 0.1 * m.billed < m.paid < 0.9 * m.billed]
    if len(part) >= 2:
        count = len(part)
        add(
            "part_payments",
            f"Part payments in {count} months",
            f"{count}个月部分还款",
            "partly",
            min(0.8, 0.25 * count),
            part[-1],
        )
    empty = _months_without(rows)
    if empty >= 2:
        add(
            "no_payment",
            f"No payment for {empty} months",
            f"连续{empty}个月未还款",
            "unable",
            min(1.2, 0.35 * empty),
            rows[-1],
        )
    rising = [b for a, b in itertools.pairwise(rows) if (b.status or 0) > (a.status or 0) >= 1]
    if len(rising) >= 2:
        add("sliding", "Falls further behind month by month", "逾期逐月加深", "unable", 0.5, rising[-1])
    return found


def _months_without(rows: Sequence[BalanceMonth]) -> int:
    """Return for how many months up to the last one nothing was paid although something was billed."""
    count = 0
    for month in reversed(rows):
        if (month.paid or 0) > 0 or (month.billed or 0) <= 0:
            break
        count += 1
    return count


def _from_promises(facts: CustomerFacts) -> list[Reason]:
    found: list[Reason] = []
    words: tuple[tuple[str, str, str, str, Toward, float], ...] = (
        ("kept", "will_kept", "Promises kept", "承诺已兑现", "willing", 0.6),
        ("partly_kept", "will_partly", "Promises kept late or in part", "承诺迟付或部分兑现", "willing", 0.3),
        ("broken", "will_broken", "Promises not kept", "承诺未兑现", "unwilling", 0.3),
    )
    for status, key, en, zh, toward, each in words:
        own = [p for p in facts.promises or () if p.status == status]
        if own:
            last = max(max((day for day, _ in p.parts), default=p.made_at.date()) for p in own)
            at = datetime(last.year, last.month, last.day, tzinfo=UTC)
            found.append(Reason(key, f"{en}: {len(own)}", f"{zh}{len(own)}次", toward, min(1.2, each * len(own)), at))
    return found


def _from_contacts(facts: CustomerFacts, hung_up: Sequence[datetime]) -> list[Reason]:
    found: list[Reason] = []
    attempts = facts.attempts or ()
    talks = [a for a in attempts if a.direction == "out" and a.channel == "call" and a.result == "effective"]
    back = [a for a in attempts if a.direction == "in"]
    if len(talks) >= 2:
        found.append(
            Reason(
                "will_talks",
                f"Picks up and talks ({len(talks)}x)",
                f"愿意接听沟通（{len(talks)}次）",
                "willing",
                0.4,
                talks[-1].at,
            )
        )
    if back:
        found.append(Reason("will_back", "Gets in touch unasked", "曾主动联系", "willing", 0.6, back[-1].at))
    if hung_up:
        found.append(
            Reason(
                "will_hung_up",
                f"Hung up ({len(hung_up)}x)",
                f"曾中途挂断（{len(hung_up)}次）",
                "unwilling",
                0.4,
                max(hung_up),
            )
        )
    return found
