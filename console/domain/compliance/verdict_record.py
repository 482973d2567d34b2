"""The stored record of the facts that a verdict was based on: small, and the same text for the same facts.

It has two parts: the customer's own facts, and the facts of the site (declarations, calendar), which
thousands of customers share. Both are written in the format of ``python -m console check``, so that
anybody can check a stored verdict again (``scenario_of``). Facts at their default and row ids, which no
rule reads, are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from console.domain import facts as f
from console.domain.compliance.house_rules import HouseRule
from console.domain.compliance.proposed import Proposed
from console.domain.compliance.types import Pack

SCOPE = (
    "channels",
    "number",
    "account",
    "hours",
    "days",
    "place",
    "person",
    "chosen",
    "attorney_known",
    "attorney_silent",
    "attorney_consents",
    "in_period",
    "credit_record",
    "clock_days",
    "call_back",
    "missed_on",
    "cure_days",
    "cure_until",
)
EXTRA = (
    "lpr_percent_at_signing",
    "cost_sheet",
    "student_loan_group",
    "validation_sent_on",
    "validation_by",
    "time_barred",
    "status",
    "guarantee_kind",
    "guarantee_until",
    "guarantee_demanded_on",
    "guarantee_sued_on",
)
UNREAD = ("id", "breach")  # columns of attempts, phones, consents and requests that no rule reads
REACH = ("creditor", "portfolio", "team")  # left out: a stored house rule has already been found to bind


@dataclass(frozen=True, slots=True)
class Record:
    """Facts as text with their SHA-256 digests. ``digest`` covers both parts, because ``text`` holds ``site``."""

    digest: str
    text: str
    site: str
    site_text: str


def _instant(value: object) -> str:
    if isinstance(value, datetime):
        return (value if value.tzinfo is UTC else value.astimezone(UTC)).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} among the facts")


_write = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_instant).encode


def text_of(value: Any) -> str:
    """Return the compact JSON text of a value, with instants in UTC."""
    return _write(value)


def hex_of(text: str) -> str:
    """Return the hex SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


_Plain = tuple[tuple[str, Any, bool], ...]  # (name, default, written even at its default)


@lru_cache(maxsize=32)
def _columns(kind: type, without: tuple[str, ...]) -> _Plain:
    return tuple(
        (x.name, None if x.default is MISSING else x.default, x.default is MISSING)
        for x in fields(kind)
        if x.name not in without and x.default_factory is MISSING
    )


def _plain(row: Any, without: tuple[str, ...] = ()) -> dict[str, Any]:
    values = {}
    for name, default, always in _columns(type(row), without):  # type: ignore[arg-type]
        value = getattr(row, name)
        if value is not None and (always or value != default):
            values[name] = value
    return values


def _rows(rows: Iterable[Any] | None, write: Callable[[Any], dict[str, Any]]) -> Any:
    return None if rows is None else [write(row) for row in rows]


def _attempt(a: f.Attempt) -> dict[str, Any]:
    """Return an attempt as a row. Written out by hand: a customer has dozens, inside a write transaction."""
    row: dict[str, Any] = {"at": a.at}
    if a.channel != "call":
        row["channel"] = a.channel
    if a.direction != "out":
        row["direction"] = a.direction
    if a.party != "debtor":
        row["party"] = a.party
    if a.purpose != "collect":
        row["purpose"] = a.purpose
    if a.initiator != "agent":
        row["initiator"] = a.initiator
    if a.number is not None:
        row["number"] = a.number
    if a.account_ids:
        row["account_ids"] = a.account_ids
    if a.result is not None:
        row["result"] = a.result
    if a.ended_at is not None:
        row["ended_at"] = a.ended_at
    if a.agency is not None:
        row["agency"] = a.agency
    if a.person is not None:
        row["person"] = a.person
    if a.template is not None:
        row["template"] = a.template
    if a.text is not None:
        row["text"] = a.text
    return row


def _known(values: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: values[name] for name in names if values.get(name) is not None}


def _account(row: f.Account) -> dict[str, Any]:
    return {**_plain(row), **_known(row.extra, EXTRA)}


def _request(row: f.Request) -> dict[str, Any]:
    values = _plain(row, UNREAD)
    scope = _known(row.scope, SCOPE)
    if scope:
        values["scope"] = scope
    return values


def _promise(row: f.Promise) -> dict[str, Any]:
    values = _plain(row)
    values["parts"] = [{"on": on, "amount": amount} for on, amount in row.parts]
    return values


def _named(row: Any) -> dict[str, Any]:
    return _plain(row, UNREAD)


@lru_cache(maxsize=256)
def _site(declared: tuple[f.Declaration, ...] | None, days: tuple[tuple[date, str], ...] | None) -> tuple[str, str]:
    parts = {
        "declarations": _rows(declared, _plain),
        "holidays": None if days is None else [{"on": on, "name": name} for on, name in days],
    }
    text = _write({name: rows for name, rows in parts.items() if rows is not None})
    return hex_of(text), text


_last: tuple[f.CustomerFacts, Record] | None = None


def record_of(facts: f.CustomerFacts) -> Record:
    """Return the record of the facts. The last record is cached by the identity of ``facts``."""
    global _last
    if _last is not None and _last[0] is facts:
        return _last[1]
    site, site_text = _site(facts.declarations, facts.holidays)
    parts = {
        "customer": {**_plain(facts.customer), "zones": facts.customer.zones},
        "accounts": _rows(facts.accounts, _account),
        "phones": _rows(facts.phones, _named),
        "addresses": _rows(facts.addresses, _plain),
        "attempts": _rows(facts.attempts, _attempt),
        "attempts_known_from": facts.attempts_known_from,
        "consents": _rows(facts.consents, _named),
        "requests": _rows(facts.requests, _request),
        "promises": _rows(facts.promises, _promise),
        "payments": _rows(facts.payments, _plain),
        "number_attempts": _rows(facts.number_attempts, _attempt),
        "site": site,
    }
    text = _write({name: value for name, value in parts.items() if value is not None})
    made = Record(hex_of(text), text, site, site_text)
    _last = (facts, made)
    return made


def asked_of(proposed: Proposed) -> dict[str, Any]:
    """Return what was proposed as plain JSON values of the documented format."""
    values = _plain(proposed, ("at",))
    if proposed.address is not None:
        values["address"] = _plain(proposed.address)
    if proposed.extra:
        values["details"] = dict(proposed.extra)
    made: dict[str, Any] = json.loads(_write(values))
    return made


def without_number(asked: dict[str, Any], facts: f.CustomerFacts) -> dict[str, Any]:
    """Return what was proposed with the index of its number in the customer's file instead of the number.

    Many people read the audit chain. The number itself stands only in the record of the facts.
    """
    for place, phone in enumerate(facts.phones or ()):
        if phone.e164 == asked.get("number"):
            return {**asked, "number": f"#{place}"}
    return asked


def with_number(asked: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was proposed with its number again, read from the record of the facts."""
    number = asked.get("number")
    if not isinstance(number, str) or not number.startswith("#"):
        return dict(asked)
    return {**asked, "number": own["phones"][int(number[1:])]["e164"]}


DATES = (
    "text_source_on",
    "consumer_texted_on",
    "text_consent_on",
    "number_checked_on",
    "creditor_notice_on",
    "creditor_notice_until",
    "made_on",
    "last_activity_on",
    "evaluated_on",
)


def proposed_again(asked: Mapping[str, Any], at: datetime) -> Proposed:
    """Return the proposal from its stored values, for a verdict at ``at``."""
    values = {name: value for name, value in asked.items() if name not in ("address", "details")}
    if asked.get("address"):
        place = dict(asked["address"])
        if place.get("binds_until"):
            place["binds_until"] = datetime.fromisoformat(place["binds_until"])
        values["address"] = f.Address(**place)
    details = dict(asked.get("details", {}))
    for name in DATES:
        if isinstance(details.get(name), str):
            details[name] = date.fromisoformat(details[name])
    values["account_ids"] = tuple(asked.get("account_ids", ()))
    return Proposed(**values, extra=details, at=at)


def limits_of(packs: Iterable[Pack]) -> str:
    """Return the house rules that bound as text, or "" when there were none."""
    limits: tuple[HouseRule, ...] = next((p.limits for p in packs if p.limits), ())
    return _limits(limits) if limits else ""


@lru_cache(maxsize=256)
def _limits(limits: tuple[HouseRule, ...]) -> str:
    return _write([_plain(rule, REACH) for rule in limits])


def scenario_of(
    own: Mapping[str, Any],
    site: Mapping[str, Any],
    house: list[Any],
    asked: Mapping[str, Any],
    packs: list[str],
    now: datetime,
) -> dict[str, Any]:
    """Return one line of the format of ``python -m console check`` from the stored parts."""
    facts = {name: value for name, value in own.items() if name != "site"}
    at = now.astimezone(UTC).isoformat()
    facts.setdefault("attempts_known_from", at)  # unknown history counts as known from the question on
    return {"packs": packs, "now": at, "proposed": with_number(asked, own), **facts, **site, "house": house}
