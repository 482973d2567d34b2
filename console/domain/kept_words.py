"""The values of a sentence as JSON data, and back: what was said is read later, in another reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from console.domain.bilingual import Bilingual, LocalTime, Sentence
from console.domain.facts import Money

TAG = "kept"  # the key that says which kind of value stands beside it


def keep(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words as JSON data. Every value has a form: one of an unknown kind stands as its text."""
    return {str(name): _keep(value) for name, value in words.items()}


def read(words: Mapping[str, Any]) -> dict[str, Any]:
    """Return words as they were before ``keep``."""
    return {name: _read(value) for name, value in words.items()}


def _keep(value: Any) -> Any:
    match value:
        case None | bool() | int() | float() | str():
            return value
        case Money():
            return {TAG: "money", "minor": value.minor, "currency": value.currency}
        case LocalTime():
            return {TAG: "local", "at": value.at.isoformat(), "zone": value.zone, "with_day": value.with_day}
        case datetime():
            return {TAG: "instant", "at": value.isoformat()}
        case date():
            return {TAG: "day", "on": value.isoformat()}
        case Sentence():
            return {TAG: "sentence", "en": value.en, "zh": value.zh, "values": keep(dict(value.values))}
        case Bilingual():
            return {"en": value.en, "zh": value.zh}
        case Mapping():
            return keep(value)
        case list() | tuple():
            return [_keep(one) for one in value]
        case set() | frozenset():
            return sorted((_keep(one) for one in value), key=str)
    return str(value)


def _read(value: Any) -> Any:
    match value:
        case {"kept": "money"}:
            return Money(value["minor"], value["currency"])
        case {"kept": "local"}:
            return LocalTime(datetime.fromisoformat(value["at"]), value["zone"], value["with_day"])
        case {"kept": "instant"}:
            return datetime.fromisoformat(value["at"])
        case {"kept": "day"}:
            return date.fromisoformat(value["on"])
        case {"kept": "sentence"}:
            return Sentence(value["en"], value["zh"], tuple(read(value["values"]).items()))
        case dict():
            return read(value)
        case list():
            return [_read(one) for one in value]
    return value
