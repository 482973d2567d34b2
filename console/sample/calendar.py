"""Public holidays of mainland China (decree of 2024), with 除夕 and 初一 by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import holidays

NAMES = {
    "New Year's Day": "元旦",
    "Chinese New Year": "春节",
    "Spring Festival": "春节",
    "Tomb-Sweeping Day": "清明节",
    "Labor Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-Autumn Festival": "中秋节",
    "National Day": "国庆节",
}


def mainland(years: range) -> Iterator[tuple[date, str]]:
    """Yield (day, name) of the statutory holidays. The Spring Festival days have their own names."""
    for year in years:
        found = holidays.country_holidays("CN", years=year, language="en_US")
        spring = sorted(
            day
            for day, name in found.items()
            if ("Spring Festival" in name or "Chinese New Year" in name) and "observed" not in name
        )
        for day, name in sorted(found.items()):
            if "observed" in name.lower() or "Day off" in name:
                continue
            if day in spring:
                index = spring.index(day)
                eve = "Eve" in found[spring[0]]
                labels = ("除夕", "初一", "初二", "初三") if eve else ("初一", "初二", "初三", "初四")
                yield day, labels[min(index, 3)]
                continue
            for english, chinese in NAMES.items():
                if english in name:
                    yield day, chinese
                    break
