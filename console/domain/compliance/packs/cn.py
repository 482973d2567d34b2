"""The pack of mainland China: every rule that a program can decide, and why the others are left out."""

from datetime import date, time

from console.domain.bilingual import Bilingual
from console.domain.compliance.packs.both import CN_ROWS as BOTH
from console.domain.compliance.packs.cn_conduct import ROWS as CONDUCT
from console.domain.compliance.packs.cn_data import ROWS as DATA
from console.domain.compliance.packs.cn_hold import ROWS as HOLD
from console.domain.compliance.packs.cn_party import ROWS as PARTY
from console.domain.compliance.packs.cn_time import ROWS as TIME
from console.domain.compliance.packs.cn_words import ROWS as WORDS
from console.domain.compliance.packs.lists import CN_ROWS
from console.domain.compliance.packs.safety import row as safety_row
from console.domain.compliance.types import Pack

NOT_COVERED = (
    (
        Bilingual("behaviours at the door", "上门时的行为"),
        Bilingual(
            "Knocking without end, following, photographing, dressing up or coming with a crowd are seen by people, "
            "not by a program: collectors' training, the visit record and the complaint register carry them.",
            "反复敲门、尾随、拍照、乔装、聚众等行为由人判断，不由程序判断：靠外访员培训、外访记录与投诉登记管理。",
        ),
    ),
    (
        Bilingual("supervision and scoring of members", "行业协会的监督与评分"),
        Bilingual(
            "What an association does to its members is no act of a contact.", "协会对会员的管理不属于一次联系的行为。"
        ),
    ),
    (
        Bilingual("synthetic voice or image", "合成语音或图像"),
        Bilingual(
            "Nobody's voice or face is made here; a detector of others' fakes is not part of the console.",
            "本系统不合成任何人的语音或面容，也不含识别他人伪造内容的功能。",
        ),
    ),
    (
        Bilingual("silent and hang-up calls", "静默来电与接通即挂断"),
        Bilingual(
            "No predictive dialler is attached: each call has its agent.", "未接入预测式外呼：每通电话都有坐席。"
        ),
    ),
)
CN = Pack(
    "cn",
    "CN",
    "Asia/Shanghai",
    (safety_row("cn-safety-state"), *BOTH, *TIME, *PARTY, *HOLD, *CN_ROWS, *CONDUCT, *WORDS, *DATA),
    "2026-11-28.4",
    marks=(time(8), time(10), time(21, 50), time(21, 55), time(22)),
    not_covered=NOT_COVERED,
    checked=date(2026, 11, 24),
)
