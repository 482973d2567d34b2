"""What lists of the creditor or the site stop: customers that were recalled, and numbers that must not be rung.

Both packs hold these rows: whoever a list names is left alone wherever the customer lives.
"""

from __future__ import annotations

from console.domain.compliance.packs.cn_hold import on_file
from console.domain.compliance.reach import THE_STOP
from console.domain.compliance.types import Rule


def _rows(prefix: str) -> tuple[Rule, ...]:
    return (
        Rule(
            f"{prefix}-suppressed",
            "product policy; list of the creditor or the site",
            "",
            "block",
            "policy",
            "On a suppression list.",
            "在禁呼名单中。",
            on_file("suppressed"),
            reach=THE_STOP,
        ),
        Rule(
            f"{prefix}-recalled",
            "product policy; list of the creditor",
            "",
            "block",
            "policy",
            "The creditor has taken the debt back.",
            "债权人已收回该债务。",
            on_file("recalled"),
            reach=THE_STOP,
        ),
    )


CN_ROWS = _rows("house")
US_ROWS = _rows("us")
