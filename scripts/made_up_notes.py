"""Made-up notes of a call, 200 characters each and no two alike, to measure the text check with.

``ordinary`` notes are made of parts of sentences, names, sums and dates. ``tricky`` notes are made of
the lawful half of the labelled set: each of its sentences was written to look like a breach.
``breach`` returns an unlawful sentence of that set.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import cache
from pathlib import Path

SET = Path(__file__).resolve().parent.parent / "tests" / "domain" / "cases" / "speech.tsv"
LENGTH = 200


def _words(text: str) -> list[str]:
    return text.split()


ZH = {
    "who": _words("客户 本人 对方 客户本人 张女士 李先生 王先生 陈女士 赵先生"),
    "how": _words("来电 接通后 通话中 核实身份后 回访时 沟通时 登记信息后 外呼接通"),
    "says": _words("表示 说明 提到 反映 询问 确认 补充说 解释"),
    "what": _words(
        "最近工作不太稳定 这个月工资还没有发 家里装修花了不少 刚换了一家公司 收入比去年少了一些 "
        "手机换过一次 下周要出差 想了解分期怎么办 希望把期数放长一点 账单日记错了 忘记绑定自动扣款 "
        "想先付一部分 最近生意淡 在等货款回来 孩子刚上初中开销大 房租刚交完 车贷也在还 "
        "同意短信提醒 需要电子账单 不清楚利息怎么算 担心影响以后买房 想周末再谈 现在开会不方便 "
        "信号不好听不清 地址已经搬到城东 白天上班不能接电话 愿意配合 需要和家里商量 "
        "上次说好的金额没有变 已经在官方渠道查过余额"
    ),
    "then": _words(
        "约定{d}再联系 答应{d}前付{n}元 已发送官方还款链接 已解释费用构成 已说明分期规则 "
        "安排{d}下午回电 记录新的联系时间 双方确认首期{n}元 提供了客服热线 语气平和 态度良好 "
        "建议开通自动扣款 已更新通讯地址 约{d}上午{h}点通话 同意先付{n}元再看 "
        "告知可以申请协商 已转给方案组评估 请客户保留付款凭证 提醒核对账单 通话结束"
    ),
}
EN = {
    "who": ["the customer", "she", "he", "Ms Grant", "Mr Olsen", "the account holder", "Mrs Patel"],
    "how": [
        "After the greeting",
        "On the second try",
        "Once identity was checked",
        "Later",
        "During the call",
        "At the start",
        "Near the end",
        "When asked",
    ],
    "says": ["said", "explained", "mentioned", "told me", "confirmed", "added", "noted"],
    "what": [
        "that pay day moved to the last week of the month",
        "the hours at work were cut in spring",
        "a new boiler ate most of the savings",
        "the move to another town is nearly done",
        "the statement went to the old address",
        "a smaller part now would be easier",
        "autopay was switched off by mistake",
        "business is slow until the season starts",
        "the evenings suit best for a talk",
        "there are two other bills this month",
        "the reminder by text is welcome",
        "it is not clear how the interest adds up",
        "the car needed a new gearbox",
        "the rent is due on the same day",
        "the first part went out already",
        "an email with the figures would help",
        "the line was bad on the train",
        "the new job begins next week",
        "the plan from last year worked well",
        "a friend recommended asking for a plan",
    ],
    "then": [
        "agreed on {n} by {d}",
        "will ring back on {d} at {h}",
        "sent the official link",
        "went through the fees one by one",
        "set up three parts of {n}",
        "calm and friendly talk",
        "updated the address",
        "offered to split it in {h} parts",
        "gave the help line",
        "asked to keep the receipt",
        "passed to the plans desk",
        "first part {n} on {d}",
        "wrote down the better time",
        "switched autopay on again",
        "closed the call politely",
    ],
}
DAYS_ZH = _words("周一 周二 周三 周四 周五 下周一 下周三 月底 十五号 二十号")
DAYS_EN = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the 15th", "the 20th"]


def ordinary(language: str, chance: random.Random) -> str:
    """Return one clause of an ordinary note."""
    words, days = (ZH, DAYS_ZH) if language == "Chinese" else (EN, DAYS_EN)
    pick = {key: chance.choice(some) for key, some in words.items()}
    then = pick["then"].format(d=chance.choice(days), n=chance.randrange(50, 5000), h=chance.randrange(2, 12))
    if language == "Chinese":
        return f"{pick['who']}{pick['how']}{pick['says']}{pick['what']}，{then}。"
    return f"{pick['how']} {pick['who']} {pick['says']} {pick['what']}; {then}. "


@cache
def _labelled(language: str, *, innocent: bool) -> tuple[str, ...]:
    rows = [line.split("\t") for line in SET.read_text(encoding="utf-8").splitlines()[1:]]
    return tuple(
        row[3] + ("。" if language == "Chinese" else ". ")
        for row in rows
        if row[1] != "customer"
        and (row[0] == "-") == innocent
        and any("\u4e00" <= char <= "\u9fff" for char in row[3]) == (language == "Chinese")
    )


def tricky(language: str, chance: random.Random) -> str:
    """Return a lawful sentence of the labelled set."""
    return chance.choice(_labelled(language, innocent=True))


def breach(language: str, chance: random.Random) -> str:
    """Return an unlawful sentence of the labelled set."""
    return chance.choice(_labelled(language, innocent=False))


def notes(
    language: str,
    count: int,
    part: Callable[[str, random.Random], str] = ordinary,
    *,
    breaches: float = 0.0,
    seed: int = 1,
) -> list[str]:
    """Return ``count`` different notes of 200 characters. The share ``breaches`` of them holds a breach."""
    chance = random.Random(seed)
    made: dict[str, None] = {}
    while len(made) < count:
        due = int(len(made) * breaches) < int((len(made) + 1) * breaches)
        begin = breach(language, chance) if due else ""
        text = part(language, chance)
        while len(text) + len(begin) < LENGTH:
            text += part(language, chance)
        text = text[: LENGTH - len(begin)]
        cut = chance.randrange(len(text)) if begin else 0
        cut = text.rfind("。" if language == "Chinese" else ". ", 0, cut) + 1
        made[text[:cut] + begin + text[cut:]] = None
    return list(made)
