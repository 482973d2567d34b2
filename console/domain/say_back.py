"""Say it back: a saved act as one sentence with its facts, the same before it is recorded, after it, and in history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.facts import Money
from console.domain.outcomes import OutcomeRule
from console.domain.promises import OutcomeForm

LISTED = 4  # dated parts that a sentence names one by one


def outcome_sentence(rule: OutcomeRule, form: OutcomeForm, currency: str, zone: str) -> Bilingual:
    """Return what an outcome says, with its amounts and days. ``zone``: the customer's, for a time without a clock."""
    if form.callback_at is not None:
        at = LocalTime(form.callback_at, clock_of(form.callback_at) or zone)
        return Sentence("Callback on %(at)s", "%(at)s回电", (("at", at),))
    if rule.form == "plan" and form.parts:
        return _plan(form.parts, currency)
    if form.parts:
        on, minor = form.parts[0]
        said = (("amount", Money(minor, currency)), ("day", on))
        if rule.code == "PTP-P":
            return Sentence("Promise in part: %(amount)s on %(day)s", "承诺%(day)s部分还款%(amount)s", said)
        return Sentence("Promise %(amount)s on %(day)s", "承诺%(day)s还款%(amount)s", said)
    title = Bilingual(rule.en, rule.zh)
    if form.details.strip():
        return Sentence(
            "%(title)s: “%(words)s”", "%(title)s：“%(words)s”", (("title", title), ("words", form.details.strip()))
        )
    return title


def clock_of(at: datetime) -> str:
    """Return the zone by whose clock a time was agreed, "" when it is not known."""
    return str(getattr(at.tzinfo, "key", ""))


def _plan(parts: Sequence[tuple[date, int]], currency: str) -> Bilingual:
    total = Money(sum(minor for _, minor in parts), currency)
    named = parts if len(parts) <= LISTED else (parts[0], parts[-1])
    values: list[tuple[str, Any]] = [("n", len(parts)), ("total", total)]
    for number, (on, minor) in enumerate(named):
        values += [(f"amount{number}", Money(minor, currency)), (f"day{number}", on)]
    each_en = [f"%(amount{n})s on %(day{n})s" for n in range(len(named))]
    each_zh = [f"%(day{n})s %(amount{n})s" for n in range(len(named))]
    if len(named) < len(parts):
        en, zh = f"first {each_en[0]}, last {each_en[1]}", f"首期{each_zh[0]}，末期{each_zh[1]}"
    else:
        en, zh = ", ".join(each_en), "，".join(each_zh)
    return Sentence(
        f"Plan of %(n)s instalments, %(total)s in total: {en}", f"分%(n)s期还款，合计%(total)s：{zh}", tuple(values)
    )


def form_of(details: Mapping[str, Any]) -> OutcomeForm:
    """Return the form of an outcome as its row keeps it: ``parts``, ``callback_at``, ``clock`` and ``text``."""
    at = datetime.fromisoformat(details["callback_at"]) if details.get("callback_at") else None
    return OutcomeForm(
        tuple((date.fromisoformat(on), int(minor)) for on, minor in details.get("parts") or ()),
        at.astimezone(ZoneInfo(details["clock"])) if at and details.get("clock") else at,
        details.get("text") or "",
    )
