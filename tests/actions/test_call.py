"""The answer of an action: what is stored under its key and what comes back from there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from console.actions.call import Answer, answer_from_store, plain_json

AT = datetime(2026, 11, 23, 2, tzinfo=UTC)


def test_answer_from_store_returns_what_was_stored_marked_as_replayed() -> None:
    answer = Answer(False, "blocked", "Not before %(at)s.", {"at": "8:00"}, "phone", next_allowed_at=AT, seq=7)
    again = answer_from_store(plain_json(answer.stored()))
    assert again.replayed and again.stored() == answer.stored()
    assert (again.code, again.at_field, again.next_allowed_at, again.seq) == ("blocked", "phone", AT, 7)


def test_what_is_shown_once_is_never_stored() -> None:
    answer = Answer(data={"id": 1}, show_once={"secret": "hush"})
    assert "hush" not in str(answer.stored())
    assert answer_from_store(answer.stored()).show_once == {}


def test_plain_json_writes_dates_as_text_and_refuses_other_objects() -> None:
    assert plain_json({"on": date(2026, 11, 23), "at": AT}) == {"on": "2026-11-23", "at": AT.isoformat()}
    with pytest.raises(TypeError):
        plain_json({"x": object()})
