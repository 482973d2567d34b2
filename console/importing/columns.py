"""Which column of a file is which field: as named for the source, else by the known names. All faults at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from console.importing.faults import Note, all_of
from console.importing.fields import (
    ALL_KINDS,
    AMOUNTS,
    FIRST_NAMES,
    INSTEAD,
    NEEDED,
    PROTECTED,
    SECOND_NAMES,
    UNITS,
    bracketed,
    plain,
    same,
)

NO_COLUMN = "The file has no column %(name)s for %(field)s. Change this source's columns."
MORE_COLUMNS = "The file has more than one column %(name)s for %(field)s. Rename them."
BOTH = "Two columns, %(one)s and %(other)s, are both %(field)s. Rename or remove one of them, or say which one it is."
MISSING = "No column for %(missing)s. Rename columns, or say which column is which field."
IN_UNITS = "Column %(name)s counts in %(unit)s. Give amounts in whole units of the currency."
OTHER_CURRENCY = "Column %(name)s is not in %(currency)s, the currency of the portfolio."
HAS = "The file has: %(listed)s."
PHONES = ("phone", "phone_2", "phone_3")


def is_protected(head: object) -> bool:
    """Return True for a column that is never read: sex, age, marriage, schooling, numbers of identity papers."""
    return PROTECTED.fullmatch(plain(head)) is not None


def guess(header: Sequence[str], kind: str = "customers") -> dict[str, int]:
    """Return field -> column index, found by the heads. Protected columns are left out.

    Raises BadFile when two columns could be one field.
    """
    faults: list[Note] = []
    found = _guess(header, kind, (), faults)
    if faults:
        raise all_of(faults)
    return found


def _guess(header: Sequence[str], kind: str, taken: Sequence[str], faults: list[Note]) -> dict[str, int]:
    """Return field -> column index for the fields that are not taken, and add the columns that are twice."""
    found: dict[str, int] = {}
    for names in (FIRST_NAMES[kind], SECOND_NAMES[kind]):
        of_these: dict[str, int] = {}
        for index, cell in enumerate(header):
            named = None if is_protected(cell) else names.get(plain(cell))
            if named is None or named in taken or named in found:
                continue
            free = [f for f in PHONES if f not in found and f not in of_these and f not in taken]
            if named not in of_these:
                of_these[named] = index
            elif named in PHONES and free and same(cell) != same(header[of_these[named]]):
                of_these[free[0]] = index  # a second number of the customer, under another name
            else:
                words: dict[str, object] = {"one": header[of_these[named]], "other": cell, "field": named}
                faults.append((BOTH, words))
        found |= of_these
    return found


def columns_of(header: Sequence[str], kind: str, names: Mapping[str, str], currency: str = "") -> dict[str, int]:
    """Return field -> column index: as named for this source, else found by the heads.

    Raises BadFile with everything that is missing, double or in another unit.
    """
    faults: list[Note] = []
    heads = [same(cell) for cell in header]
    mapped: dict[str, int] = {}
    named = {field: name for field, name in names.items() if field in ALL_KINDS[kind]}
    for field, name in named.items():
        if heads.count(same(name)) == 1:
            mapped[field] = heads.index(same(name))
        else:
            faults.append((NO_COLUMN if same(name) not in heads else MORE_COLUMNS, {"name": name, "field": field}))
    spoken = set(mapped.values())
    rest = ["" if at in spoken else cell for at, cell in enumerate(header)]
    found = _guess(rest, kind, tuple(named), faults) | mapped
    missing = [f for f in NEEDED[kind] if f not in named and not any(one in found for one in (f, *INSTEAD.get(f, ())))]
    if missing:
        faults.append((MISSING, {"missing": ", ".join(_or_instead(field) for field in missing)}))
    for field in (*AMOUNTS, "days_past_due"):
        if field in found:
            _check_unit(header[found[field]], field, currency, faults)
    if faults:
        raise all_of([*faults, (HAS, {"listed": listed(header)})])
    return found


def _or_instead(field: str) -> str:
    return " / ".join((field, *INSTEAD.get(field, ())))


def _check_unit(head: str, field: str, currency: str, faults: list[Note]) -> None:
    """Add a fault for a head such as 欠款金额（万元） or Balance (USD) in a portfolio of another currency."""
    for inner in bracketed(head):
        if UNITS.fullmatch(inner):
            faults.append((IN_UNITS, {"name": head, "unit": inner}))
        elif (
            field in AMOUNTS and currency and re.fullmatch("[a-z]{3}", inner) and inner not in ("rmb", currency.lower())
        ):
            faults.append((OTHER_CURRENCY, {"name": head, "currency": currency}))


def listed(header: Sequence[str]) -> str:
    """Return the column names for a message, without the protected ones."""
    shown = [str(cell)[:40] for cell in header if str(cell).strip() and not is_protected(cell)]
    return ", ".join(shown[:20]) + (", …" if len(shown) > 20 else "")
