"""Answers of actions in the reader's language, for HTTP and for the socket (rule 27)."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from console.actions.call import Answer
from console.domain.bilingual import is_chinese
from console.domain.fact_changes import CHANGES
from console.rendering.filters import reading_in, writer

# code of an answer -> HTTP status
STATUS = {
    "blocked": 409,
    "stale": 409,
    "illegal": 409,
    "conflict": 409,
    "invalid": 422,
    "not_found": 404,
    "busy": 503,
    "signed_out": 401,
}


def to_wire(answer: Answer, locale: str) -> dict[str, Any]:
    """Return the answer as JSON-able data, its texts in ``locale``."""
    with reading_in(locale):
        wire: dict[str, Any] = {"ok": answer.ok, "seq": answer.seq, **answer.data, **answer.show_once}
        if answer.text:
            wire["message"] = _translated(answer.text, answer.words, locale)
        if not answer.ok:
            wire["code"] = answer.code
            if answer.at_field:
                wire["field"] = answer.at_field
                wire["errors"] = {answer.at_field: wire.get("message", "")}
        if answer.next_allowed_at is not None:
            wire["next_allowed_at"] = answer.next_allowed_at.isoformat()
            wire["next_allowed"] = writer().moment(answer.next_allowed_at)
        if answer.changed:
            index = 1 if is_chinese(locale) else 0
            wire["changed"] = [CHANGES.get(kind, (kind, kind))[index] for kind in answer.changed]
    return wire


def _translated(text: str, values: dict[str, Any], locale: str) -> str:
    plain = {key: _plain(value, locale) for key, value in values.items() if key not in ("changed",)}
    translated: str = gettext(text)
    return translated % plain if plain else translated


def _plain(value: object, locale: str) -> object:
    if isinstance(value, dict):
        return value.get("zh" if is_chinese(locale) else "en", "")
    return writer().value(value)
