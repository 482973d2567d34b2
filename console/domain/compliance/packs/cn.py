"""The pack of mainland China: every rule that a program can decide, and why the others are left out."""

from datetime import date, time

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
        "behaviours at the door",
        "Knocking without end, following, photographing, dressing up or "
        "coming with a crowd are seen by people, not by a program: collectors' training, the visit "
        "record and the complaint register carry them.",
    ),
    ("supervision and scoring of members", "What an association does to its members is no act of a contact."),
    (
        "synthetic voice or image",
        "Nobody's voice or face is made here; a detector of others' fakes is not part of the console.",
    ),
    ("silent and hang-up calls", "No predictive dialler is attached: each call has its agent."),
)
CN = Pack(
    "cn",
    "CN",
    "Asia/Shanghai",
    (safety_row("cn-safety-state"), *BOTH, *TIME, *PARTY, *HOLD, *CN_ROWS, *CONDUCT, *WORDS, *DATA),
    "2026-11-28.3",
    marks=(time(8), time(10), time(21, 50), time(21, 55), time(22)),
    not_covered=NOT_COVERED,
    checked=date(2026, 11, 24),
)
