"""Say it back: a saved act as one sentence with its facts, the same before it is recorded, after it, and in history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.facts import Money
from console.domain.labels import PHONE_STATES, named
from console.domain.outcomes import OutcomeRule
from console.domain.promises import OutcomeForm
from console.domain.wake_ups import wake

TIMED = ("retry", "retry_soon", "tomorrow", "three_days", "month")  # wake rules that name the next call
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


def effect_sentence(
    rule: OutcomeRule, form: OutcomeForm, at: datetime, zone: str, *, number: str = "", as_hardship: bool = False
) -> Bilingual:
    """Return what an outcome that was recorded at this time leads to: which number is not called again, from when on.

    ``number``: the masked number of the call. ``as_hardship``: the need is not on file, for want of a consent.
    """
    leads = Bilingual(rule.leads_en, rule.leads_zh)
    if rule.number_status and number:
        said = (("number", number), ("state", named(PHONE_STATES, rule.number_status)))
        return Sentence("%(number)s: %(state)s. It is not called again.", "%(number)s：%(state)s，不再拨打。", said)
    if as_hardship and "vulnerable" in rule.requests:
        return Sentence(
            "%(leads)s. On file as hardship: the need itself is stored only with the customer's consent (Z).",
            "%(leads)s。按“经济困难”登记；特殊需要须经客户同意（Z）后方可登记。",
            (("leads", leads),),
        )
    if rule.wake in TIMED:
        again, _ = wake(rule, at, ZoneInfo(zone))
        if again is not None:
            when = (("leads", leads), ("at", LocalTime(again, zone)))
            return Sentence("%(leads)s: %(at)s", "%(leads)s：%(at)s", when)
    return leads


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
