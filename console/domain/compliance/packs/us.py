"""The pack of the United States: Regulation F (12 CFR 1006) and the FDCPA, as far as a program can decide."""

from datetime import date, time

from console.domain.bilingual import Bilingual
from console.domain.compliance.packs.both import US_ROWS as BOTH
from console.domain.compliance.packs.lists import US_ROWS
from console.domain.compliance.packs.safety import row as safety_row
from console.domain.compliance.packs.us_party import ROWS as PARTY
from console.domain.compliance.packs.us_time import ROWS as TIME
from console.domain.compliance.packs.us_words import ROWS as WORDS
from console.domain.compliance.types import Pack

NOT_COVERED = (
    (
        Bilingual("rebutting a presumption", "推翻推定"),
        Bilingual(
            "Whether a call beyond or within the numbers harasses is weighed by a court; the recorded reason is kept "
            "for it.",
            "次数之内或之外的电话是否构成骚扰，由法院衡量；已登记的理由留作依据。",
        ),
    ),
    (
        Bilingual("state law", "各州法律"),
        Bilingual(
            "States set stricter hours and licences; each needs its own pack.",
            "各州另有更严的时段与许可要求，各需单独的规则包。",
        ),
    ),
    (
        Bilingual("meaning of a reasonable time", "“合理时间”的含义"),
        Bilingual(
            "When an attorney has been silent long enough is recorded by a person, not counted.",
            "律师多久不答复算足够长，由人登记，不由程序计数。",
        ),
    ),
)
US = Pack(
    "us",
    "US",
    "America/New_York",
    (safety_row("us-safety-state"), *BOTH, *TIME, *PARTY, *US_ROWS, *WORDS),
    "2026-11-28.3",
    marks=(time(8), time(21)),
    not_covered=NOT_COVERED,
    checked=date(2026, 11, 24),
)
