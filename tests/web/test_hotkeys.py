"""Changing a hotkey: the refusal names both actions in the reader's language."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "M is already the key for “Note”. Choose another key for “Call”"),
        ("zh_Hans_CN", "M 已是“备注”的按键。请为“拨打”另选一个"),
    ],
)
def test_a_clash_is_told_in_the_readers_language(served: Served, locale: str, words: str) -> None:
    served.site.sql("UPDATE person SET locale = :l", l=locale)
    client = served.client("agent1")
    answer = client.post(
        "/me/keys",
        data={"key": str(uuid.uuid4()), "keys": json.dumps({"c": "m"})},
        headers={"X-CSRFToken": served.token(client)},
    )
    assert answer.status_code == 422
    assert answer.json is not None and words in answer.json["message"]


def test_the_desk_shows_each_factor_with_its_weight_and_how_it_comes_about(served: Served) -> None:
    served.site.talk("agent1")
    page = served.client("agent1").get("/desk").get_data(as_text=True)
    assert "Days without contact" in page and "20 from 7 days, 14 from 3 days" in page
    assert "M1 30, M2 22, M3+ 14" in page
