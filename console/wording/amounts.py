"""Amounts of money and plain numbers as a person types them, read strictly.

The locale's own signs part thousands and decimals, and only in their right places: "5,5" is never 55 and
"1.000" never 1. What may mean two amounts is refused, and the refusal names both.
"""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from babel.numbers import (
    NumberFormatError,
    format_decimal,
    get_currency_precision,
    get_currency_symbol,
    get_decimal_symbol,
    get_group_symbol,
    parse_decimal,
)

from console.domain.bilingual import LOCALES
from console.domain.errors import Invalid
from console.domain.input import LARGEST_AMOUNT, to_minor
from console.wording.plain_text import plain

MOST_DECIMALS = 2  # minor units are hundredths
_UNITS = {"万": 10_000, "千": 1_000, "亿": 100_000_000, "萬": 10_000, "億": 100_000_000, "k": 1_000}
_WITH_UNIT = re.compile(r"(\d+(?:\.\d+)?) ?([千万萬亿億k])")
_UNITS_IN_TURN = re.compile(r"(?:\d+[亿億])?(?:\d+[万萬])?(?:\d+千)?")
# names that stand for a currency beside its code and its signs
_NAMES = {
    "CNY": ("¥", "rmb", "元", "块", "人民币", "yuan"),
    "TWD": ("nt$", "nt", "元", "新台币", "台币", "$"),
    "HKD": ("hk$", "港币", "港元", "元", "$"),
    "USD": ("us$", "$", "美元", "美金", "dollars"),
    "JPY": ("jp¥", "¥", "円", "日元", "元"),
}


def decimals_of(currency: str) -> int:
    """Return how many decimals an amount of this currency has here: as the currency has, at most two."""
    return min(get_currency_precision(currency), MOST_DECIMALS) if currency else MOST_DECIMALS


def amount(text: str, field: str, locale: str, currency: str) -> int:
    """Return a typed amount in minor units.

    The currency may stand beside the number ("NT$115,056", "115056元"); another currency is refused. So is
    what the locale would not write: "500,50", "1.000".

    Raises:
        Invalid: names the field and says how to write it."""
    value = number(_without_currency(plain(text), field, currency), field, locale, decimals_of(currency))
    if not 0 < value <= LARGEST_AMOUNT:
        raise Invalid("Enter an amount above zero.", field=field)
    minor = to_minor(value)
    assert minor is not None  # ``number`` allows no third decimal
    return minor


def _without_currency(text: str, field: str, currency: str) -> str:
    own = {currency.lower(), *_NAMES.get(currency, ())}
    own |= {get_currency_symbol(currency, locale).lower() for locale in LOCALES} if currency else set()
    signs = sorted(own - {""}, key=len, reverse=True)
    text = next((text.removeprefix(sign).strip() for sign in signs if text.startswith(sign)), text)
    text = next((text.removesuffix(sign).strip() for sign in signs if text.endswith(sign)), text)
    if re.search(r"[^\d\s.,'千万萬亿億k+\-]", text) and re.search(r"\d", text):
        raise Invalid("Write the amount alone, in %(currency)s.", field=field, currency=currency or "–")
    return text


def number(text: str, field: str, locale: str, decimals: int = MOST_DECIMALS) -> Decimal:
    """Return a typed number of at most so many decimals. "1万" and "1.5万" are read; a sign is kept.

    Raises:
        Invalid: names the field, and what the text may mean when that is not certain."""
    raw = plain(text)
    minus = raw.startswith("-")
    bare = raw.removeprefix("-").removeprefix("+").strip()
    value = _in_units(bare)
    if value is None:
        value = _strict(bare, locale)
    if value is not None and _decimals(value) > decimals and _decimals(value) != 3:
        raise Invalid("Use at most %(n)s decimals.", field=field, n=decimals)
    if value is None or _decimals(value) > decimals:
        raise _unclear(bare, field, locale, decimals)
    return -value if minus else value


def _in_units(text: str) -> Decimal | None:
    """Return the value of "1万", "1.5万" or "1万2千"; None for a text without such a unit or an unclear one."""
    found = _WITH_UNIT.fullmatch(text)
    if found and len(text) < 30:
        return _no_zeros(Decimal(found[1]) * _UNITS[found[2]])
    if re.search(r"\D", text) and len(text) < 30 and _UNITS_IN_TURN.fullmatch(text):
        return Decimal(sum(int(n) * _UNITS[unit] for n, unit in re.findall(r"(\d+)(\D)", text)))
    return None


def _strict(text: str, locale: str) -> Decimal | None:
    group, point = get_group_symbol(locale), get_decimal_symbol(locale)
    if re.fullmatch(r"\d{1,3}( \d{3})+([.,]\d+)?", text):
        text = text.replace(" ", "")
    if not text or len(text) > 40 or not set(text) <= set("0123456789") | {group, point}:
        return None
    try:
        return parse_decimal(text, locale=locale, strict=True)
    except (NumberFormatError, InvalidOperation):
        return None


def _unclear(text: str, field: str, locale: str, decimals: int) -> Invalid:
    """Return the refusal of a text, with the amounts that it may mean where there are any."""
    meant = [value for value in _meanings(text) if value > 0 and _decimals(value) <= decimals]
    shown = list(dict.fromkeys(_written(value, locale, decimals) for value in sorted(meant)))
    if len(shown) > 1:
        return Invalid(
            "“%(typed)s” may mean %(one)s or %(other)s. Write the one you mean.",
            field=field,
            typed=text[:40],
            one=shown[0],
            other=shown[-1],
        )
    if len(shown) == 1:
        return Invalid("“%(typed)s”: write %(one)s if you mean it.", field=field, typed=text[:40], one=shown[0])
    sample = _written(Decimal("1250.5") if decimals else Decimal(1250), locale, decimals)
    return Invalid("Enter a number such as %(sample)s.", field=field, sample=sample)


def _no_zeros(value: Decimal) -> Decimal:
    short = value.normalize()
    return short.quantize(Decimal(1)) if short == short.to_integral_value() else short


def _decimals(value: Decimal) -> int:
    return -min(0, int(value.as_tuple().exponent))


def _written(value: Decimal, locale: str, decimals: int) -> str:
    pattern = "#,##0" if value == value.to_integral_value() else f"#,##0.{'0' * decimals}"
    text: str = format_decimal(value, format=pattern, locale=locale)
    return text


def _meanings(text: str) -> list[Decimal]:
    """Return what digits with dots and commas may mean: the last sign parts decimals, or all part thousands."""
    if not re.fullmatch(r"[\d., ']*\d[\d., ']*", text) or len(text) > 40:
        return []
    whole = re.sub(r"\D", "", text)
    head, sign, tail = re.match(r"(.*?)([.,]?)(\d*)$", text).groups()  # type: ignore[union-attr]
    found = [Decimal(whole)]
    if sign and tail:
        found.append(Decimal(f"{re.sub(r'[^0-9]', '', head) or '0'}.{tail}"))
    return [_no_zeros(value) for value in found]
