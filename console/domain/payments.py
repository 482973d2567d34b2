"""Payments as files bring them: what identifies an entry, and which account its texts may name."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

LONGEST_TEXT = 500
# why an entry waits for a person -> (en, zh)
PAYMENT_REASONS: Mapping[str, tuple[str, str]] = {
    "no_account": ("No account of this creditor is named", "未找到该债权人名下的账户"),
    "several_accounts": ("Several accounts fit", "匹配到多个账户"),
    "currency": ("The account is in another currency", "账户币种不符"),
    "future": ("The day is in the future", "入账日期晚于今天"),
    "no_payment": ("Money went back, and no payment on record is named", "款项退回，但未指明原还款"),
    "several_payments": ("Several payments on record fit", "匹配到多笔原还款"),
    "taken_back": ("The payment that it names was already taken back", "原还款已被冲回"),
    "too_much": ("More than the payment that it names", "退回金额大于原还款"),
    "credit_back": ("The bank takes back one of its own debits", "银行冲回自身扣款"),
    "parts": ("The parts of a batch do not add up to its sum", "批次明细与总额不符"),
    "differs": ("The bank's reference is on record with other contents", "银行流水号已登记，但内容不同"),
}
_WORD = re.compile(r"[^\s,;:|()\[\]{}<>\"'“”‘’，；：。（）、/\\+]+")
_EDGES = ".#*=_-"
LEAST = 4  # characters of an account number in a free text; a number of digits alone needs LEAST_DIGITS
LEAST_DIGITS = 6
MOST_KEYS = 60


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One entry of a file. ``amount`` is in minor units of ``currency``, below zero when money went back."""

    line: int
    on: date
    amount: int
    currency: str
    account: str = ""  # the account as a column of its own names it
    texts: tuple[str, ...] = ()  # free texts and references
    bank_id: str = ""  # the bank's own reference of this entry
    end_to_end: str = ""  # the payer's id
    reverses: str = ""  # the payment that a reversal names
    reversal: bool = False  # the bank marks it as a reversal or a return
    fault: str = ""  # a key of PAYMENT_REASONS: a person must look at it
    key: str = ""

    @property
    def reference(self) -> str:
        """The texts in one line, as a person reads them."""
        return " · ".join(text for text in dict.fromkeys(self.texts) if text)[:LONGEST_TEXT]


def with_keys(rows: Iterable[PaymentRow]) -> Iterable[PaymentRow]:
    """Yield the rows, each with the key under which it is known again in any file of its source.

    That is the bank's reference, else a hash of the contents and the place among equal rows. Two equal rows
    of one file are two payments. A file holds whole days, so equal rows have equal places in each file.
    """
    times: Counter[str] = Counter()
    for row in rows:
        contents = digest_of(row)
        if row.bank_id:
            yield replace(row, key=f"id:{row.bank_id}")
        else:
            times[contents] += 1
            yield replace(row, key=f"row:{contents}:{times[contents]}")


def digest_of(row: PaymentRow) -> str:
    """Return a hash of the contents that do not depend on the file: day, amount, account and texts."""
    words = (row.on.isoformat(), str(row.amount), row.currency, row.account, row.end_to_end, *row.texts)
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()[:32]


def account_keys(row: PaymentRow) -> tuple[str, ...]:
    """Return what may be the number of an account, in small letters.

    The account's own column counts alone. In free texts every word and every two to four neighbouring words
    count, when they are long enough and hold a digit: "Rate 1" names no account "1".
    """
    if row.account:
        return (row.account.strip().lower(),)
    found: dict[str, None] = {}
    for text in (row.end_to_end, *row.texts):
        words = [word.strip(_EDGES) for word in _WORD.findall(text.lower())]
        words = [word for word in words if word]
        for at in range(len(words)):
            for count in range(1, 5):
                part = words[at : at + count]
                if len(part) == count:
                    for joined in (" ".join(part), "".join(part), "-".join(part)):
                        if _telling(joined):
                            found[joined] = None
    return tuple(list(found)[:MOST_KEYS])


def _telling(word: str) -> bool:
    if not LEAST <= len(word) <= 80 or not any(sign.isdigit() for sign in word):
        return False
    return not word.isdigit() or len(word) >= LEAST_DIGITS


def payment_keys(row: PaymentRow) -> tuple[str, ...]:
    """Return the names under which a reversal may know its payment: what it says itself, else its texts."""
    if row.reverses:
        return (row.reverses,)
    words = [word.strip(_EDGES) for text in row.texts for word in _WORD.findall(text)]
    named = [row.end_to_end] if row.end_to_end else []
    return tuple(dict.fromkeys((*named, *(word for word in words if _telling(word)))))[:MOST_KEYS]
