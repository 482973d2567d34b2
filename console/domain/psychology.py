"""How probable each of three states of mind is, with reasons. It is no diagnosis.

A posterior over procrastination, fear and rational weighing, computed from evidence. Each item has its
weight and a plain reason. Evidence fades with a half-life. A struck item is left out, so undoing a strike
restores exactly the earlier state. Protected attributes are unknown here, and health is never inferred. A
customer who refuses profiling is not judged at all.
The three states are a premise of the product. Sources: Karlsson, Loewenstein, Seppi 2009 (ostrich effect),
Cadena et al. (reminders). The weights are our first estimate, and agents' corrections improve them.

What speaks of money is no evidence here: minimum and part payments, months without a payment and a growing
arrear are read as means (``console/domain/means.py``).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from console.domain import questions
from console.domain.facts import Attempt, BalanceMonth, CustomerFacts, Promise, Psychology
from console.domain.fading import fade
from console.domain.mind_costs import Certainty, Limits, limits
from console.domain.psychology_phrases import PHRASE_SHARE

STATES: tuple[Psychology, ...] = ("procrastination", "fear", "rational")
PRIOR: Mapping[Psychology, float] = {"procrastination": 0.42, "fear": 0.30, "rational": 0.28}
LIMITS = limits()
# Reasons about one person hang together, so that each says less beside the others than alone. Chosen on simulated
# people whose model is not this one (scripts/mind.py).
TRUST = 0.7
CORRECTION = 4.0  # log-odds of an agent's correction: it outweighs all other evidence


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason: its plain text, the state that it supports and how strongly (``weight``, log-odds)."""

    key: str
    en: str
    zh: str
    toward: Psychology
    weight: float
    source: str  # history promises reaching signal text answer correction
    at: datetime | None = None
    struck: bool = False
    pulls: tuple[float, float, float] | None = None  # in the order of ``STATES``; None: ``weight`` for ``toward``

    def pull(self, state: Psychology) -> float:
        """Return what this reason adds to the log-odds of a state, before it fades."""
        if self.source == "correction":
            return self.weight if state == self.toward else 0.0
        if self.pulls is not None:
            return TRUST * self.pulls[STATES.index(state)]
        return TRUST * self.weight if state == self.toward else 0.0

    @property
    def strength(self) -> int:
        """The strength on the screen, 1 to 3."""
        return 1 if self.weight < 0.4 else 2 if self.weight < 0.8 else 3


@dataclass(frozen=True, slots=True)
class Signal:
    """Something that an agent can mark with one key while listening. ``weight``: log-odds."""

    key: str
    hotkey: str
    en: str
    zh: str
    toward: Psychology
    weight: float


@dataclass(frozen=True, slots=True)
class Posterior:
    """The three probabilities (sum 1), the top state, and whether its words are shown (``certainty``)."""

    share: Mapping[Psychology, float]
    top: Psychology
    certainty: Certainty
    evidence: tuple[Evidence, ...]

    @property
    def unsure(self) -> bool:
        """True when neutral talking points are shown."""
        return self.certainty == "silent"

    def percent(self) -> tuple[int, int, int]:
        """Return whole percentages that sum to 100, in the order of ``STATES``."""
        exact = [self.share[state] * 100 for state in STATES]
        whole = [int(value) for value in exact]
        order = sorted(range(3), key=lambda i: whole[i] - exact[i])
        for i in order[: 100 - sum(whole)]:
            whole[i] += 1
        return whole[0], whole[1], whole[2]


SIGNALS: tuple[Signal, ...] = (
    Signal("asks_details", "1", "Asks for details", "询问明细", "rational", 0.9),
    Signal("compares", "2", "Compares options", "比较方案", "rational", 1.0),
    Signal("asks_terms", "3", "Asks fees, terms", "询问费用条款", "rational", 0.7),
    Signal("puts_off", "4", "Puts it off", "推迟拖延", "procrastination", 1.0),
    Signal("forgot", "5", "Forgot it", "忘记了", "procrastination", 0.9),
    Signal("vague_date", "6", "Vague date", "日期含糊", "procrastination", 0.7),
    Signal("trembles", "7", "Voice trembles", "声音发颤", "fear", 1.0),
    Signal("silent", "8", "Long silences", "长时间沉默", "fear", 0.7),
    Signal("fears_consequence", "9", "Fears what follows", "担心后果", "fear", 0.9),
    Signal("asks_who", "0", "Asks who calls", "追问来电身份", "rational", 0.3),
    Signal("angry", "-", "Angry", "情绪激动", "fear", 0.2),
)
WAYS = {"noted": ("Noted", "记录"), "heard": ("Heard", "听到")}  # how the text check found a signal
BY_SIGNAL = {signal.key: signal for signal in SIGNALS}


def gather(
    facts: CustomerFacts,
    signals: Sequence[tuple[str, datetime]],
    now: datetime,
    *,
    label: str = "",
    labelled_at: datetime | None = None,
    struck: Iterable[str] = (),
    hung_up: Sequence[datetime] = (),
) -> tuple[Evidence, ...]:
    """Return all evidence of the case: history, promises, attempts, signals, correction. Struck items are marked.

    ``signals``: keys with their times. The prefixes "noted:" and "heard:" mean that the text check found the
    signal in the note or in the customer's speech. A signal found in several ways counts once.
    ``label``: the state to which an agent corrected the screen. ``struck``: keys of struck evidence.
    ``hung_up``: the times of earlier contacts recorded as "hung up".
    """
    items = [
        *_from_months(facts.history or ()),
        *_from_promises(facts.promises or ()),
        *_from_attempts(facts.attempts or (), ZoneInfo(facts.customer.zones[0]), hung_up),
    ]
    marked_keys = {key for key, _ in signals}
    for key, at in signals:
        if (answer := _answer(key, at)) is not None:
            items.append(answer)
            continue
        way, _, name = key.rpartition(":")
        signal = BY_SIGNAL.get(name)
        if signal is None or way not in ("", *WAYS) or (way and name in marked_keys):
            continue
        if way == "noted" and f"heard:{name}" in marked_keys:
            continue
        if way:
            items.append(
                Evidence(
                    f"{way}:{name}",
                    f"{WAYS[way][0]}: {signal.en.lower()}",
                    f"{WAYS[way][1]}：{signal.zh}",
                    signal.toward,
                    signal.weight * PHRASE_SHARE,
                    "text",
                    at,
                )
            )
        else:
            items.append(Evidence(f"signal:{name}", signal.en, signal.zh, signal.toward, signal.weight, "signal", at))
    if label in STATES:
        items.append(
            Evidence(
                "correction", "An agent corrected this", "坐席已更正", label, CORRECTION, "correction", labelled_at
            )
        )
    marked = set(struck)
    return tuple(replace(e, struck=e.key in marked) for e in items)


def _answer(key: str, at: datetime) -> Evidence | None:
    """Return what an answer to one of our questions says about the state of mind, or None."""
    told = questions.parse(key)
    if told is None or told[1] is None:
        return None
    pulls = questions.pulls(told[1])
    if pulls is None:
        return None
    toward = max(STATES, key=lambda state: pulls[STATES.index(state)])
    en, zh = f"Says: {told[1].en}", f"客户说：{told[1].zh}"
    return Evidence(key, en, zh, toward, max(pulls), "answer", at, pulls=pulls)


def posterior(
    evidence: Sequence[Evidence],
    now: datetime,
    *,
    prior: Mapping[Psychology, float] = PRIOR,
    factors: Mapping[str, float] | None = None,
    refused: bool = False,
    at: Limits | None = None,
) -> Posterior:
    """Return the probabilities.

    ``factors``: learned factors by key of evidence. ``refused``: the customer refused profiling, so the prior
    is returned. ``at``: the site's thresholds."""
    logit = {state: math.log(prior[state]) for state in STATES}
    if not refused:
        for item in evidence:
            if not item.struck:
                learned = (factors or {}).get(item.key, 1.0) if item.source != "correction" else 1.0
                left = learned * fade(item.at, now)
                for state in STATES:
                    logit[state] += item.pull(state) * left
    top_logit = max(logit.values())
    raw = {state: math.exp(value - top_logit) for state, value in logit.items()}
    total = sum(raw.values())
    share: dict[Psychology, float] = {state: raw[state] / total for state in STATES}
    top = max(STATES, key=lambda state: share[state])
    reasons = not refused and any(not item.struck for item in evidence)
    return Posterior(share, top, (at or LIMITS).certainty(share[top], reasons=reasons), tuple(evidence))


def _end(month: BalanceMonth) -> datetime:
    """Return when a month of the history closed. Evidence fades from there."""
    return datetime(month.month.year, month.month.month, 1, tzinfo=UTC) + timedelta(days=30)


def _from_months(months: Sequence[BalanceMonth]) -> list[Evidence]:
    """Return the evidence in the payment history (months oldest first). Each fades from its last month.

    Only who had the money and was late all the same shows a state of mind."""
    rows = [m for m in months if m.status is not None]
    items: list[Evidence] = []
    if not rows:
        return items

    def add(key: str, en: str, zh: str, toward: Psychology, weight: float, last: BalanceMonth) -> None:
        items.append(Evidence(key, en, zh, toward, weight, "history", _end(last)))

    mended = [b for a, b in itertools.pairwise(rows) if (a.status or 0) >= 1 and b.status == -1]
    if mended:
        add(
            "late_then_mended",
            f"Was late and then paid in full ({len(mended)}x)",
            f"曾逾期后又全额还清（{len(mended)}次）",
            "procrastination",
            min(0.9, 0.45 * len(mended)),
            mended[-1],
        )
    full = [m for m in rows if m.status == -1]
    if len(full) >= 2:
        add(
            "often_full",
            f"Paid in full in {len(full)} of {len(rows)} months",
            f"{len(rows)}个月中{len(full)}个月全额还款",
            "procrastination",
            0.4,
            full[-1],
        )
    return items


def _from_promises(promises: Sequence[Promise]) -> list[Evidence]:
    """Return the evidence in the promises. Each fades from the last due date of its kind."""
    items: list[Evidence] = []
    for status, key, en, zh, toward, each, most in _PROMISED:
        own = [p for p in promises if p.status == status]
        if own:
            last = max(max((day for day, _ in p.parts), default=p.made_at.date()) for p in own)
            at = datetime(last.year, last.month, last.day, tzinfo=UTC)
            items.append(
                Evidence(
                    key, f"{en}: {len(own)}", f"{zh}{len(own)}次", toward, min(most, each * len(own)), "promises", at
                )
            )
    return items


_PROMISED: tuple[tuple[str, str, str, str, Psychology, float, float], ...] = (
    ("broken", "broken_promise", "Promises not kept", "承诺未兑现", "procrastination", 0.3, 0.6),
    ("partly_kept", "late_promise", "Promises kept late or in part", "承诺迟付或部分兑现", "procrastination", 0.3, 0.6),
    ("kept", "kept_promise", "Promises kept", "承诺已兑现", "rational", 0.3, 0.3),
)
EVENING = 18


def _from_attempts(attempts: Sequence[Attempt], zone: ZoneInfo, hung_up: Sequence[datetime]) -> list[Evidence]:
    """Return the evidence in the contact attempts. Each fades from the last attempt of its kind."""
    items: list[Evidence] = []

    def add(key: str, en: str, zh: str, toward: Psychology, weight: float, last: datetime) -> None:
        items.append(Evidence(key, en, zh, toward, weight, "reaching", last))

    out = [a for a in attempts if a.direction == "out" and a.channel == "call"]
    missed = [a for a in out if a.result in ("no_answer", "rejected", "off")]
    talks = [a for a in out if a.result == "effective"]
    if len(missed) >= 3 and not talks:
        add(
            "never_answers",
            f"Did not answer {len(missed)} calls",
            f"{len(missed)}次来电未接",
            "fear",
            0.3,
            missed[-1].at,
        )
    if hung_up:
        add("hangs_up", f"Hung up ({len(hung_up)}x)", f"曾中途挂断（{len(hung_up)}次）", "fear", 0.4, max(hung_up))
    whole = talks
    if len(whole) >= 2 and len(whole) > len(missed):
        add(
            "answers",
            f"Picks up and talks ({len(whole)}x)",
            f"愿意接听沟通（{len(whole)}次）",
            "rational",
            0.3,
            whole[-1].at,
        )
    if len(whole) >= 2 and all(a.at.astimezone(zone).hour >= EVENING for a in whole) and missed:
        add("evenings", "Can be reached in the evening only", "仅晚间可联系", "procrastination", 0.2, whole[-1].at)
    back = [a for a in attempts if a.direction == "in" and a.channel == "call"]
    if back:
        add("calls_back", "Called back", "曾主动回电", "rational", 0.4, back[-1].at)
    wrote = [a for a in attempts if a.direction == "in" and a.channel in ("sms", "im", "email")]
    if wrote:
        add("writes_back", "Answers in writing", "以文字回复", "fear", 0.3, wrote[-1].at)
    return items
