"""Read a bank's statement in the format CAMT.053 (ISO 20022): one row for each transaction of each booked entry.

XML is parsed with defusedxml: entities and document types are refused. All versions of the format are read, because
only the names of the elements are compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import parse

from console.domain.input import LARGEST_AMOUNT, to_minor
from console.domain.payments import PaymentRow
from console.importing.reader import BadFile

_XML = re.compile(rb"<\?xml|<!DOCTYPE|<([\w.-]+:)?(Document|BkToCstmr)")
LARGEST_FILE = 100 * 1024 * 1024
NO_NAME = frozenset({"", "notprovided", "nonref", "none", "n/a", "-"})
Fault = tuple[int, str, str, dict[str, object]]


def is_xml(path: Path) -> bool:
    """Return True when the file begins as XML does."""
    with path.open("rb") as file:
        head = file.read(200).lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\x00", b"")
    return _XML.match(head) is not None


def read_camt(path: Path, bad: list[Fault]) -> Iterator[PaymentRow]:
    """Yield the transactions of a statement. What cannot be read goes into ``bad``, with the entry's number.

    Raises BadFile when it is no such statement.
    """
    if path.stat().st_size > LARGEST_FILE:
        raise BadFile("The statement is larger than 100 MB. Ask the bank for one file a day.")
    try:
        root = parse(path, forbid_dtd=True).getroot()
    except DefusedXmlException:
        raise BadFile("The XML file holds a document type or entities. A bank's statement has none.") from None
    except (ParseError, UnicodeError, ValueError) as error:
        raise BadFile("The XML file cannot be read: %(why)s.", why=str(error)[:200]) from error
    if root is None or not any(_name(one) == "BkToCstmrStmt" for one in root.iter()):
        raise BadFile("This XML file is not a statement in the format CAMT.053.")
    for number, entry in enumerate((one for one in root.iter() if _name(one) == "Ntry"), 1):
        try:
            yield from _entry(entry, number)
        except _Unread as fault:
            bad.append((number, fault.field, fault.text, {"value": fault.value[:40]}))


class _Unread(Exception):
    def __init__(self, field: str, text: str, value: str) -> None:
        super().__init__(text)
        self.field, self.text, self.value = field, text, value


def _entry(entry: Element, number: int) -> Iterator[PaymentRow]:
    status = _text(entry, "Sts", "Cd") or _text(entry, "Sts")
    if status not in ("", "BOOK"):  # pending, or for information only
        return
    amount, currency = _amount(entry)
    on = _day(entry)
    reference = name_or_none(_text(entry, "AcctSvcrRef"))
    reversal = _text(entry, "RvslInd").lower() in ("true", "1")
    sign = _text(entry, "CdtDbtInd")
    details = [one for group in _all(entry, "NtryDtls") for one in _all(group, "TxDtls")]
    own = [_own_amount(one, currency) for one in details]
    many = _text(entry, "NtryDtls", "Btch", "NbOfTxs")
    whole = not details or (len(details) == 1 and own[0] in (None, amount))
    if whole:
        lone = details[0] if details else entry
        fault = "parts" if many.isdigit() and int(many) > 1 and not details else ""
        own_reference = reference or name_or_none(_text(lone, "Refs", "AcctSvcrRef"))
        yield _row(lone, entry, number, on, amount, currency, sign, reversal, own_reference, fault)
        return
    signs = [_text(one, "CdtDbtInd") or sign for one in details]
    total = sum((part or 0) * (1 if mark == sign else -1) for part, mark in zip(own, signs, strict=True))
    if None in own or total != amount:
        yield _row(entry, entry, number, on, amount, currency, sign, reversal, reference, "parts")
        return
    for place, (detail, part, mark) in enumerate(zip(details, own, signs, strict=True), 1):
        its = name_or_none(_text(detail, "Refs", "AcctSvcrRef"))
        # a batch may give one reference to all its parts: the place tells them apart
        key = "/".join(one for one in (reference, its, str(place)) if one) if reference or its else ""
        yield _row(detail, entry, number, on, part or 0, currency, mark, reversal, key, "")


def _row(
    detail: Element,
    entry: Element,
    number: int,
    on: date,
    amount: int,
    currency: str,
    sign: str,
    reversal: bool,
    bank_id: str,
    fault: str,
) -> PaymentRow:
    if sign not in ("CRDT", "DBIT"):
        raise _Unread("CdtDbtInd", "%(value)r is neither CRDT nor DBIT", sign)
    returned = next(iter(_all(detail, "RtrInf")), None) is not None
    if sign == "CRDT" and reversal and not fault:
        fault = "credit_back"
    texts = [
        *(_clean(one.text) for one in _deep(detail, "RmtInf", "Ustrd")),
        *(_clean(one.text) for one in _deep(detail, "RmtInf", "Strd", "CdtrRefInf", "Ref")),
        *(_clean(one.text) for one in _deep(detail, "RmtInf", "Strd", "RfrdDocInf", "Nb")),
        *(_clean(one.text) for one in _deep(detail, "RmtInf", "Strd", "AddtlRmtInf")),
        _clean(_text(detail, "AddtlTxInf")),
        _clean(_text(entry, "AddtlNtryInf")),
    ]
    return PaymentRow(
        line=number,
        on=on,
        amount=amount if sign == "CRDT" else -amount,
        currency=currency,
        texts=tuple(text for text in dict.fromkeys(texts) if text),
        bank_id=bank_id,
        end_to_end=name_or_none(_text(detail, "Refs", "EndToEndId")),
        reversal=reversal or returned,
        fault=fault,
    )


def _amount(entry: Element) -> tuple[int, str]:
    found = next(iter(_all(entry, "Amt")), None)
    if found is None:
        raise _Unread("Amt", "the entry has no amount", "")
    return _minor(found), (found.get("Ccy") or "").upper()


def _own_amount(detail: Element, currency: str) -> int | None:
    """Return the amount of one transaction in the account's currency, or None when it names none."""
    for place in (("Amt",), ("AmtDtls", "TxAmt", "Amt"), ("AmtDtls", "InstdAmt", "Amt")):
        for found in _deep(detail, *place):
            if (found.get("Ccy") or "").upper() == currency:
                return _minor(found)
    return None


def _minor(found: Element) -> int:
    text = _clean(found.text)
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise _Unread("Amt", "%(value)r is not an amount such as 1234.56", text) from None
    if not value.is_finite() or not 0 <= value <= LARGEST_AMOUNT:
        raise _Unread("Amt", "%(value)r is not an amount such as 1234.56", text)
    minor = to_minor(value)
    if minor is None:
        raise _Unread("Amt", "has more than two decimals", text)
    return minor


def _day(entry: Element) -> date:
    for place in ("BookgDt", "ValDt"):
        text = _text(entry, place, "Dt") or _text(entry, place, "DtTm")
        if text:
            try:
                return date.fromisoformat(text[:10])
            except ValueError:
                raise _Unread(place, "%(value)r is not a date such as 2026-11-30", text) from None
    raise _Unread("BookgDt", "the entry has no day", "")


def name_or_none(text: str) -> str:
    """Return a reference, "" for what banks write when there is none."""
    return "" if text.lower() in NO_NAME else text[:100]


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(parent: Element, name: str) -> list[Element]:
    return [one for one in parent if _name(one) == name]


def _deep(parent: Element, *names: str) -> list[Element]:
    found = [parent]
    for name in names:
        found = [child for one in found for child in _all(one, name)]
    return found


def _text(parent: Element, *names: str) -> str:
    found = _deep(parent, *names)
    return _clean(found[0].text) if found else ""


def _clean(text: str | None) -> str:
    return " ".join((text or "").split())
