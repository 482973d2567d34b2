"""The numbers of the safety state: crisis lines of each country as shipped, and what a changed list must hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from console.domain.errors import Invalid

CRISIS, CONTACT = "crisis", "contact"
MOST = 8  # numbers in one list


@dataclass(frozen=True, slots=True)
class SafetyNumber:
    """One number with its name in both languages. A person of the firm has one name."""

    number: str
    name: str
    name_zh: str = ""


# ISO country -> the lines that are shown until the site has a list of its own
SHIPPED: Mapping[str, tuple[SafetyNumber, ...]] = {
    "CN": (
        SafetyNumber("12356", "Mental health helpline", "全国统一心理援助热线"),
        SafetyNumber("110", "Police", "报警"),
        SafetyNumber("120", "Ambulance", "急救"),
    ),
    "US": (
        SafetyNumber("988", "Suicide and Crisis Lifeline", "988自杀与危机生命热线"),
        SafetyNumber("911", "Emergency", "报警与急救"),
    ),
}


def lines_for(region: str, home: str, own: Mapping[str, Sequence[SafetyNumber]]) -> tuple[SafetyNumber, ...]:
    """Return the crisis lines of the customer's country, else those of the creditor's country.

    ``own``: the site's own lists by country. A list of the site replaces the shipped one.
    """
    for country in (region, home):
        found = own.get(country) or SHIPPED.get(country, ())
        if found:
            return tuple(found)
    return ()


def examine(kind: str, region: str, rows: Sequence[SafetyNumber]) -> tuple[SafetyNumber, ...]:
    """Return the list that is to be stored, without empty rows.

    Raises:
        Invalid: when it cannot be dialled or read. It says which row is wrong and what to change.
    """
    if kind not in (CRISIS, CONTACT):
        raise Invalid("Choose which list to change.", field="kind")
    if kind == CRISIS and not (len(region) == 2 and region.isascii() and region.isalpha() and region.isupper()):
        raise Invalid("Enter the country as two capital letters, such as CN.", field="region")
    kept: list[SafetyNumber] = []
    for place, row in enumerate(rows, 1):
        name, name_zh, number = row.name.strip(), row.name_zh.strip(), row.number.strip()
        if not (name or name_zh or number):
            continue
        digits = number.removeprefix("+").replace(" ", "").replace("-", "")
        if not (digits.isascii() and digits.isdigit() and 3 <= len(digits) <= 15):
            raise Invalid("Row %(row)s: enter a number of 3 to 15 digits.", field=f"number_{place}", row=place)
        if not name or (kind == CRISIS and not name_zh):
            raise Invalid("Row %(row)s: enter a name in each language.", field=f"name_{place}", row=place)
        if len(name) > 60 or len(name_zh) > 60:
            raise Invalid("Row %(row)s: keep the name under 60 characters.", field=f"name_{place}", row=place)
        if any(other.number == number for other in kept):
            raise Invalid("Row %(row)s: this number is in the list already.", field=f"number_{place}", row=place)
        kept.append(SafetyNumber(number, name, name_zh))
    if len(kept) > MOST:
        raise Invalid("Keep the list short: at most %(most)s numbers.", field="number_1", most=MOST)
    if kind == CRISIS and not kept:
        raise Invalid("A country needs at least one crisis line.", field="number_1")
    return tuple(kept)
