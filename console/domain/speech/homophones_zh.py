"""Chinese phrases recognised by their sound, with other characters of the same sound typed for them.

Speech-to-text and evasive typists write other characters: "到打断你的退" sounds like "打断你的腿".
At least half of the characters must still be those of the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from console.domain.speech.exceptions import Truths, negated, quoted
from console.domain.text.han import sound
from console.domain.text.normalise import Folded

PHRASES: dict[str, tuple[str, ...]] = {
    "threat_violence": ("找人收拾你", "让你走不出", "见一次打一次", "打断你的腿", "出门当心点", "要你好看"),
    "threat_family_work": (
        "让你丢工作",
        "让你抬不起头",
        "去学校找你孩子",
        "让你过不了年",
        "让全村都知道",
        "天天去你家坐着",
    ),
    "insult": ("你这个老赖", "你这个骗子", "你就是骗子", "你妈怎么教你", "没教养的", "真不要脸"),
    "obscenity": ("出去卖也能还", "拍点照片抵债", "陪一晚就免", "他妈的还钱"),
    "false_identity": ("我是派出所的", "这里是法院", "我是检察院", "我是专案组", "我们是公安局"),
    "false_legal_step": (
        "不还就抓你",
        "让你坐牢",
        "马上坐牢",
        "构成诈骗罪",
        "法院会上门",
        "冻结你全家",
        "警察会来抓你",
    ),
    "false_credit_effect": ("征信黑一辈子", "全家进黑名单", "坐不了高铁", "孩子不能考公", "影响孩子上学"),
    "debt_disclosed": ("他欠了我们钱", "你儿子逾期了", "转告他还钱", "让他赶紧还钱"),
    "third_party_pressed": ("你替他还", "父债子还", "你帮他还钱", "联系人就得还"),
    "urged_borrowing": ("再借一笔来还", "去别的平台下款", "信用卡套现", "找亲戚借钱", "以贷养贷"),
    "extra_fee": ("转我微信", "转到个人账户", "交上门费", "给点好处费", "帮你删记录"),
    "threat_nuisance": ("打到你接为止", "短信轰炸", "换号继续打", "半夜也打", "呼死你"),
    "false_amount": ("今天不还翻倍", "利息随我们定", "最后一小时"),
    "threat_publishing": ("发你朋友圈", "贴你家门口", "爆你通讯录", "公布身份证", "发到抖音曝光"),
    "contempt": ("想死就去死", "投诉也没用", "敢投诉加倍"),
    "restraint": ("不还别想走", "开门不然撬锁", "今天住你家", "扣你身份证"),
}


@cache
def _by_sound() -> tuple[re.Pattern[str], dict[str, tuple[str, str]]]:
    """Return a pattern for the sound of any phrase, and (sound -> category name, phrase)."""
    phrases = {sound(phrase): (name, phrase) for name, phrases in PHRASES.items() for phrase in phrases}
    return re.compile("|".join(map(re.escape, phrases))), phrases


def by_sound(text: Folded, truths: Truths) -> Iterator[tuple[str, int, int]]:
    """Yield category name, start and end in the folded text of what sounds like a phrase."""
    pattern, phrases = _by_sound()
    for match in pattern.finditer(sound(text.text)):
        name, phrase = phrases[match[0]]
        start, end = match.span()
        same = sum(a == b for a, b in zip(text.text[start:end], phrase, strict=True))
        if same * 2 < len(phrase) or (name == "debt_disclosed" and truths.listener == "debtor"):
            continue
        if not negated(text.text, start) and not quoted(text.text, start, end):
            yield name, start, end
