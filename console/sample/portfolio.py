"""Read the real payment histories and give each a made-up mainland customer from a fixed seed."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from faker import Faker

SEED = 20051024
FILE = Path(__file__).with_name("uci_credit_card.csv")
STATUS = ("PAY_0", "PAY_2", "PAY_3", "PAY_4", "PAY_5", "PAY_6")  # September back to April
TRUE_MONTHS = tuple(date(2005, month, 1) for month in (9, 8, 7, 6, 5, 4))
PREFIXES = (
    "134",
    "135",
    "136",
    "137",
    "138",
    "139",
    "150",
    "151",
    "152",
    "157",
    "158",
    "159",
    "182",
    "183",
    "187",
    "188",
    "130",
    "131",
    "132",
    "155",
    "156",
    "185",
    "186",
    "133",
    "153",
    "180",
    "181",
    "189",
)


PLACES = (
    ("北京市", ""),
    ("上海市", ""),
    ("天津市", ""),
    ("重庆市", ""),
    ("广东省", "广州市"),
    ("广东省", "深圳市"),
    ("浙江省", "杭州市"),
    ("江苏省", "南京市"),
    ("江苏省", "苏州市"),
    ("四川省", "成都市"),
    ("湖北省", "武汉市"),
    ("湖南省", "长沙市"),
    ("河南省", "郑州市"),
    ("河北省", "石家庄市"),
    ("山东省", "济南市"),
    ("山东省", "青岛市"),
    ("福建省", "厦门市"),
    ("陕西省", "西安市"),
    ("辽宁省", "沈阳市"),
    ("黑龙江省", "哈尔滨市"),
    ("云南省", "昆明市"),
    ("新疆维吾尔自治区", "乌鲁木齐市"),
)


@dataclass(frozen=True, slots=True)
class Row:
    """One past-due card customer: real figures, made-up person. Amounts in minor units (TWD)."""

    number: int
    name: str
    phones: tuple[str, ...]
    province: str
    address: str
    limit: int
    status: int  # months past due, 1 to 8
    balance: int
    months: tuple[tuple[date, date, int, int, int], ...]  # month, true month, status, bill, paid


def month_back(last: date, back: int) -> date:
    """Return the first day of the month ``back`` months before ``last``."""
    index = last.year * 12 + last.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)


def last_closed_month(start: date) -> date:
    """Return the first day of the last month that ended before ``start``."""
    return (start.replace(day=1) - timedelta(days=1)).replace(day=1)


def rows(start: date, limit: int | None = None) -> Iterator[Row]:
    """Yield the 6,818 past-due customers, or the first ``limit``.

    The payment months move so that the newest is the last closed month before ``start``. Order and gaps stay.
    """
    fake = Faker("zh_CN")
    fake.seed_instance(SEED)
    chance = random.Random(SEED)
    used: set[str] = set()
    closed = last_closed_month(start)
    given = 0
    with FILE.open(newline="") as file:
        for record in csv.DictReader(file):
            late = int(record["PAY_0"])
            if late < 1:
                continue
            phones = [_phone(chance, used)]
            if chance.random() < 0.25:
                phones.append(_phone(chance, used))
            province, city = chance.choice(PLACES)
            yield Row(
                number=int(record["ID"]),
                name=fake.name(),
                phones=tuple(phones),
                province=province,
                address=f"{province}{city}{fake.street_name()}{chance.randint(1, 300)}号",
                limit=int(float(record["LIMIT_BAL"])) * 100,
                status=late,
                balance=int(float(record["BILL_AMT1"])) * 100,
                months=tuple(
                    (
                        month_back(closed, back),
                        TRUE_MONTHS[back],
                        int(record[STATUS[back]]),
                        int(float(record[f"BILL_AMT{back + 1}"])) * 100,
                        int(float(record[f"PAY_AMT{back + 1}"])) * 100,
                    )
                    for back in reversed(range(6))
                ),
            )
            given += 1
            if limit is not None and given >= limit:
                return


def _phone(chance: random.Random, used: set[str]) -> str:
    while True:
        number = f"+86{chance.choice(PREFIXES)}{chance.randint(0, 99_999_999):08d}"
        if number not in used:
            used.add(number)
            return number
