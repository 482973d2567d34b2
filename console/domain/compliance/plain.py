"""Rules as plain sentences: what a rule demands, with its present numbers, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from console.domain.bilingual import Bilingual
from console.domain.compliance.engine import PACKS
from console.domain.compliance.packs.plain_cn import PLAIN_CN
from console.domain.compliance.packs.plain_us import PLAIN_US
from console.domain.compliance.types import Pack, Rule

PLAIN = {**PLAIN_CN, **PLAIN_US}


def _filled(text: str, params: Mapping[str, Any]) -> str:
    # a house rule may set half an hour: shown as a whole number where it is one
    return text.format(**{k: int(v) if isinstance(v, float) and v.is_integer() else v for k, v in params.items()})


def sentences(pack: Pack) -> Iterator[tuple[Rule, Bilingual]]:
    """Yield each rule of a pack with its sentence. A rule of the house's own is its text."""
    seen: dict[str, int] = {}
    for rule in pack.rules:
        number = seen.get(rule.id, 0)
        seen[rule.id] = number + 1
        yield rule, _sentence(rule, number)


def _sentence(rule: Rule, number: int) -> Bilingual:
    rows = PLAIN.get(rule.id)
    if rows is None:
        return Bilingual(rule.en, rule.zh)
    en, zh = rows[number]
    return Bilingual(_filled(en, rule.params), _filled(zh, rule.params))


@lru_cache(maxsize=1)
def by_id() -> Mapping[str, Bilingual]:
    """Return one sentence for each rule id, of all packs. An id with several rows has the first one's."""
    found: dict[str, Bilingual] = {}
    for pack in PACKS.values():
        for rule, words in sentences(pack):
            found.setdefault(rule.id, words)
    return found


def sentence_of(rule_id: str) -> Bilingual:
    """Return the sentence of a rule id. An unknown one, such as an old house rule, is its own name."""
    return by_id().get(rule_id, Bilingual(rule_id, rule_id))


# a number of a rule in words: for the house rule's form, which tightens one number of one rule
PARAMS: Mapping[str, tuple[str, str]] = {
    "opens": ("first hour", "开始时间"),
    "closes": ("last hour", "结束时间"),
    "warn_minutes": ("minutes of warning", "提前提醒分钟数"),
    "block_minutes": ("minutes before which robots stop", "机器停呼提前分钟数"),
    "soft_start": ("hour from which it is fine", "适宜联系的起始时间"),
    "cap": ("most allowed", "次数上限"),
    "warn": ("warning from", "提醒次数"),
    "per_day": ("most a day", "每日上限"),
    "per_week": ("most in the window", "期间上限"),
    "days": ("days", "天数"),
    "same_hours": ("hours between equal texts", "相同内容间隔小时数"),
    "minute": ("most a minute", "每分钟上限"),
    "hour": ("most an hour", "每小时上限"),
    "day": ("most a day", "每日上限"),
    "total": ("most in all", "累计上限"),
    "dials": ("failed calls", "未接通次数"),
    "years": ("years", "年数"),
    "longest": ("longest, years", "最长年数"),
    "least": ("least", "最少"),
    "most": ("most", "最多"),
    "months": ("months", "月数"),
    "seconds": ("seconds", "秒数"),
    "licensed": ("per cent a year", "年化百分比"),
    "lpr_times": ("times the prime rate", "LPR倍数"),
    "hours": ("hours", "小时数"),
    "characters": ("characters", "字数"),
    "rows": ("rows", "行数"),
    "minutes": ("minutes", "分钟数"),
    "all_debts": ("most over all debts", "各债务合计上限"),
    "voicemails": ("voicemails", "留言次数"),
    "mail_days": ("days of mail", "邮寄天数"),
    "period_days": ("days to dispute", "异议期天数"),
    "within_days": ("within days", "期限天数"),
}
