"""The pack of the United States: Regulation F (12 CFR 1006) and the FDCPA, as far as a program can decide."""

from datetime import date, time

from console.domain.compliance.packs.both import US_ROWS as BOTH
from console.domain.compliance.packs.lists import US_ROWS
from console.domain.compliance.packs.safety import row as safety_row
from console.domain.compliance.packs.us_party import ROWS as PARTY
from console.domain.compliance.packs.us_time import ROWS as TIME
from console.domain.compliance.packs.us_words import ROWS as WORDS
from console.domain.compliance.types import Pack

NOT_COVERED = (
    (
        "rebutting a presumption",
        "Whether a call beyond or within the numbers harasses is weighed "
        "by a court; the recorded reason is kept for it.",
    ),
    ("state law", "States set stricter hours and licences; each needs its own pack."),
    (
        "meaning of a reasonable time",
        "When an attorney has been silent long enough is recorded by a person, not counted.",
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
