"""Questions that tell most about the state of mind and the means, and how much each is expected to tell.

Each question is asked once, may be left unanswered, and its likely answers are keys. The tables say how often
each answer is expected from a person in each state of mind, and from one with these means. They are our
first estimate. "Money is short" says something about the means and nothing about the state of mind.
Nothing is asked that is known already, and no call has more than two of these questions.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from console.domain.facts import Psychology

Means = Literal["able", "partly", "unable"]
MOST = 2  # questions in one call
KNOWN_DAYS = 30  # the answer of an earlier contact stands so long, and the question is not asked again
LEAST_GAIN = 0.05  # bits: a question that tells less is not worth the customer's time
PASSED = "-"  # asked, and no clear answer
PREFIX = "answer:"


@dataclass(frozen=True, slots=True)
class Answer:
    """A likely answer in both languages.

    ``mind``: how often it comes from each state (procrastination, fear, rational), among the answers that
    speak of the state of mind. ``means``: how often it comes from a person who is able, partly able, or not
    able now. None: the answer says nothing about it. ``states``: the customer says the ability in so many words.
    """

    key: str
    en: str
    zh: str
    mind: tuple[float, float, float] | None = None
    means: tuple[float, float, float] | None = None
    states: Means | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the step of the call at which it fits."""

    key: str
    step: str
    en: str
    zh: str
    why_en: str
    why_zh: str
    answers: tuple[Answer, ...]


_SHORT = (0.08, 0.45, 0.65)  # how often "money is short" comes from a person who is able, partly able, not able


def _short(key: str, en: str, zh: str) -> Answer:
    return Answer(key, en, zh, None, _SHORT)


QUESTIONS: tuple[Question, ...] = (
    Question(
        "message",
        "listen",
        "When our message came, what did you think of first?",
        "收到我们的消息时，您首先想到的是什么？",
        "Tells putting off, avoiding and checking apart.",
        "可区分拖延、回避与核对。",
        (
            Answer("later", "meant to do it later", "想着晚点再办", (0.60, 0.25, 0.22)),
            Answer("unread", "did not want to look", "不太敢看", (0.20, 0.52, 0.13)),
            Answer("checked", "checked the figures", "先核对数字", (0.20, 0.23, 0.65)),
        ),
    ),
    Question(
        "hardest",
        "listen",
        "What is the hardest part of this for you right now?",
        "这件事目前最让您为难的是什么？",
        "The customer names the obstacle.",
        "由客户说出障碍。",
        (
            Answer("time", "finding the time", "抽不出时间", (0.55, 0.15, 0.20)),
            Answer("next", "what may happen next", "担心后面会怎样", (0.22, 0.65, 0.20)),
            Answer("figures", "whether the amount is right", "金额对不对", (0.23, 0.20, 0.60)),
            _short("money", "the money", "手头紧"),
        ),
    ),
    Question(
        "obstacle",
        "cause",
        "What got in the way this time?",
        "这次是什么原因耽误了？",
        "Tells a missed day from missing money.",
        "区分忘记日期与资金不足。",
        (
            Answer("slipped", "the day slipped", "忘了日子", (0.64, 0.22, 0.20)),
            _short("short", "short this month", "这个月手头紧"),
            Answer("figures", "wants to see the figures first", "想先看清账目", (0.22, 0.22, 0.70)),
            Answer("dreaded", "afraid to face it", "不敢面对", (0.14, 0.56, 0.10)),
        ),
    ),
    Question(
        "aware",
        "cause",
        "Did you have the due date in mind, or did it pass unnoticed?",
        "当时记得还款日吗，还是不知不觉就过了？",
        "Tells forgetting from waiting.",
        "区分忘记与观望。",
        (
            Answer("passed", "it passed unnoticed", "没注意就过了", (0.62, 0.20, 0.18)),
            Answer("knew", "knew it and worried", "记得，一直担心", (0.18, 0.58, 0.14)),
            Answer("waits", "is waiting for a reply or a correction", "在等答复或更正", (0.20, 0.22, 0.68)),
            _short("short", "knew it, money was short", "记得，钱不够"),
        ),
    ),
    Question(
        "manage",
        "ability",
        "Could you manage all of it this month, a part, or nothing for now?",
        "这个月您能处理全部、一部分，还是暂时都不方便？",
        "What the customer can do decides the plan.",
        "能力决定方案。",
        (
            Answer("all", "all of it", "全部", None, (0.78, 0.12, 0.04), "able"),
            Answer("part", "a part", "一部分", None, (0.17, 0.70, 0.20), "partly"),
            Answer("nothing", "nothing for now", "暂时不行", None, (0.05, 0.18, 0.76), "unable"),
        ),
    ),
    Question(
        "way",
        "ability",
        "What suits you best: settle it on this call, read it in writing first, or compare two ways?",
        "哪种方式更方便：现在电话里办好、先看书面的，还是两种方案比一比？",
        "The customer's choice tells how to go on.",
        "由客户选择接下来的方式。",
        (
            Answer("now", "settle it on this call", "现在就办", (0.50, 0.18, 0.28)),
            Answer("written", "read it in writing first", "先看书面", (0.20, 0.58, 0.20)),
            Answer("compare", "compare two ways", "比较方案", (0.30, 0.24, 0.52)),
        ),
    ),
)
BY_KEY = {question.key: question for question in QUESTIONS}
STEPS = frozenset(question.step for question in QUESTIONS)


def mark_of(question: str, answer: str) -> str:
    """Return the key under which an answer is stored."""
    return f"{PREFIX}{question}:{answer}"


def parse(mark: str) -> tuple[Question, Answer | None] | None:
    """Return the question and the answer of a stored key (None: asked, no clear answer), or None."""
    if not mark.startswith(PREFIX):
        return None
    name, _, chosen = mark.removeprefix(PREFIX).partition(":")
    question = BY_KEY.get(name)
    if question is None:
        return None
    answer = next((one for one in question.answers if one.key == chosen), None)
    return (question, answer) if answer is not None or chosen == PASSED else None


def pulls(answer: Answer) -> tuple[float, float, float] | None:
    """Return what the answer adds to the log-odds of each state of mind; the least supported gets 0."""
    if answer.mind is None:
        return None
    logs = [math.log(chance) for chance in answer.mind]
    low = min(logs)
    return logs[0] - low, logs[1] - low, logs[2] - low


def gain(question: Question, mind: Mapping[Psychology, float] | None, means: Mapping[Means, float] | None) -> float:
    """Return the expected gain of knowledge in bits. None: this side is known already, and nothing is gained.

    The mutual information of the answer with the state of mind, plus that with the means. The two are taken
    as independent of each other.
    """
    by_mind = list(mind.values()) if mind else [1.0]
    by_means = list(means.values()) if means else [1.0]
    spread = _spread(question, whole_mind=mind is not None, whole_means=means is not None)
    told = 0.0
    for row in spread:  # one answer: its chance for each (state, means)
        total = sum(a * b * row[i][j] for i, a in enumerate(by_mind) for j, b in enumerate(by_means))
        if total <= 0:
            continue
        for i, a in enumerate(by_mind):
            chance = sum(b * row[i][j] for j, b in enumerate(by_means))
            told += a * chance * _log(chance / total)
        for j, b in enumerate(by_means):
            chance = sum(a * row[i][j] for i, a in enumerate(by_mind))
            told += b * chance * _log(chance / total)
    return told


def _log(ratio: float) -> float:
    return math.log2(ratio) if ratio > 0 else 0.0


def _spread(question: Question, *, whole_mind: bool, whole_means: bool) -> list[list[list[float]]]:
    """Return for each answer its chance by (state of mind, means)."""
    mean = (1 / 3, 1 / 3, 1 / 3)
    table = []
    for answer in question.answers:
        rows = []
        for state in range(3) if whole_mind else (None,):
            cells = []
            for means in range(3) if whole_means else (None,):
                cells.append(_chance(question, answer, state, means, mean))
            rows.append(cells)
        table.append(rows)
    return table


def _chance(
    question: Question, answer: Answer, state: int | None, means: int | None, mean: tuple[float, float, float]
) -> float:
    """Return how often this answer comes from a person in this state (by place) with these means."""

    def at(row: tuple[float, float, float], place: int | None) -> float:
        return sum(a * b for a, b in zip(row, mean, strict=True)) if place is None else row[place]

    if answer.mind is None:
        return at(answer.means, means) if answer.means else 0.0
    other = sum(at(one.means, means) for one in question.answers if one.mind is None and one.means)
    return (1 - other) * at(answer.mind, state)


def propose(
    step: str,
    mind: Mapping[Psychology, float] | None,
    means: Mapping[Means, float] | None,
    asked: Iterable[str],
    known: Collection[str] = (),
) -> tuple[Question, float] | None:
    """Return the question of this step that tells most, with its gain in bits; None when none is worth asking.

    ``mind``, ``means``: the probabilities; None when that side is known. ``asked``: keys of the questions of
    this call. ``known``: keys of questions that an earlier contact answered.
    """
    done = set(asked)
    if len(done) >= MOST:
        return None
    open_ = [q for q in QUESTIONS if q.step == step and q.key not in done and q.key not in known]
    best = max(((q, gain(q, mind, means)) for q in open_), key=lambda pair: pair[1], default=None)
    return best if best is not None and best[1] >= LEAST_GAIN else None
