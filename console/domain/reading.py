"""The reading budget: how many customers a person may look up in a day, and what looks odd.

Every look outside a hand-out counts, whatever the door. A customer who was looked at today costs nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# door -> (English, Chinese), as the record shows it
DOORS: Mapping[str, tuple[str, str]] = {
    "search": ("Found in a search", "搜索结果"),
    "claim": ("Took a call from the customer", "接听客户来电"),
    "reveal": ("Full number shown", "查看完整号码"),
    "preview": ("Words previewed for the customer", "话术预览"),
    "try_it": ("Rules tried on the customer", "规则试算"),
    "file": ("File opened", "打开档案"),
    "import_errors": ("Refused rows of an import downloaded", "下载导入错误行"),
}
# customers that each role may look up in a day, beside those who are handed out
A_DAY: Mapping[str, int] = {"agent": 60, "collector": 60, "lead": 150, "compliance": 300, "admin": 60}
ROWS_A_LOOK = 50  # refused rows of an import that count as one customer
REFUSALS = 5  # looks at customers of others in a day, from which on the alarm is raised
ODD_FOUND = 30  # customers found by search in a day, from which on a person must have taken calls
ODD_SHARE = 6  # customers found for each call taken, above which it is odd
STRANGERS = 8  # calls taken without a number that is on the customer's file: share of a queue's calls
FEWEST_STRANGERS = 3


@dataclass(frozen=True, slots=True)
class Budget:
    """What a person may still look up today. ``calls``: inbound calls a day that the person's queues allow."""

    role: str
    used: int
    calls: int = 0

    @property
    def most(self) -> int:
        """Return how many customers this person may look up in a day."""
        return A_DAY.get(self.role, 0) + self.calls

    def holds(self, cost: int) -> bool:
        """Return True when so many more customers fit."""
        return self.used + cost <= self.most


def rows_cost(rows: int) -> int:
    """Return what a file with so many rows of customers costs: at least one."""
    return max(1, -(-rows // ROWS_A_LOOK))


def strangers_of(calls: int) -> int:
    """Return how many calls a day an agent may take under a number that is not on the customer's file."""
    return max(FEWEST_STRANGERS, calls // STRANGERS)
