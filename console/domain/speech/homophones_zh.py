"""Chinese phrases heard by their sound, whatever signs were typed for it.

Speech-to-text and evasive typists write other signs: "到打断你的退" sounds like "打断你的腿".
At least half of the signs must still be the phrase's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from console.domain.speech.exceptions import Truths, negated, quoted
from console.domain.text.han import sound
from console.domain.text.normalise import Folded

ALOUD: dict[str, tuple[str, ...]] = {
    "T1": ("找人收拾你", "让你走不出", "见一次打一次", "打断你的腿", "出门当心点", "要你好看"),
    "T2": ("让你丢工作", "让你抬不起头", "去学校找你孩子", "让你过不了年", "让全村都知道", "天天去你家坐着"),
    "T3": ("你这个老赖", "你这个骗子", "你就是骗子", "你妈怎么教你", "没教养的", "真不要脸"),
    "T4": ("出去卖也能还", "拍点照片抵债", "陪一晚就免", "他妈的还钱"),
    "T5": ("我是派出所的", "这里是法院", "我是检察院", "我是专案组", "我们是公安局"),
    "T6": ("不还就抓你", "让你坐牢", "马上坐牢", "构成诈骗罪", "法院会上门", "冻结你全家", "警察会来抓你"),
    "T7": ("征信黑一辈子", "全家进黑名单", "坐不了高铁", "孩子不能考公", "影响孩子上学"),
    "T8": ("他欠了我们钱", "你儿子逾期了", "转告他还钱", "让他赶紧还钱"),
    "T9": ("你替他还", "父债子还", "你帮他还钱", "联系人就得还"),
    "T10": ("再借一笔来还", "去别的平台下款", "信用卡套现", "找亲戚借钱", "以贷养贷"),
    "T11": ("转我微信", "转到个人账户", "交上门费", "给点好处费", "帮你删记录"),
    "T12": ("打到你接为止", "短信轰炸", "换号继续打", "半夜也打", "呼死你"),
    "T13": ("今天不还翻倍", "利息随我们定", "最后一小时"),
    "T14": ("发你朋友圈", "贴你家门口", "爆你通讯录", "公布身份证", "发到抖音曝光"),
    "T15": ("想死就去死", "投诉也没用", "敢投诉加倍"),
    "T16": ("不还别想走", "开门不然撬锁", "今天住你家", "扣你身份证"),
}

_KEY = {sound(phrase): (key, phrase) for key, phrases in ALOUD.items() for phrase in phrases}
_ANY = re.compile("|".join(map(re.escape, _KEY)))


def by_sound(text: Folded, truths: Truths) -> Iterator[tuple[str, int, int]]:
    """Give category, start and end in the folded text of what sounds like a phrase."""
    for match in _ANY.finditer(sound(text.text)):
        key, phrase = _KEY[match[0]]
        start, end = match.span()
        same = sum(a == b for a, b in zip(text.text[start:end], phrase, strict=True))
        if same * 2 < len(phrase) or (key == "T8" and truths.listener == "debtor"):
            continue
        if not negated(text.text, start) and not quoted(text.text, start, end):
            yield key, start, end
