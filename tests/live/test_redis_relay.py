"""The line between processes, without the line: what is told, what is heard, what is noticed."""

from __future__ import annotations

import json
from types import SimpleNamespace
from typing import Any

import pytest

from console.domain.events import CustomerOffered, Event, PersonChanged, SupplyChanged
from console.live import redis_relay
from console.live.redis_relay import KINDS, LONGEST, Relay, pack, unpack

KEY = "k" * 40


class Side:
    """One process: what it heard, and how often it looked into the database."""

    def __init__(self, secret: str = KEY) -> None:
        self.heard: list[Event] = []
        self.looks = 0
        self.relay = Relay("unix:///nowhere", secret, self.heard.extend, self._look)

    def _look(self) -> None:
        self.looks += 1


def test_an_event_arrives_as_it_was_and_nothing_but_ids_travels() -> None:
    one, two = Side(), Side()
    sent: list[Event] = [CustomerOffered((3, 4)), PersonChanged((), 7, "a" * 64), SupplyChanged()]
    message = one.relay.next_message(sent)
    two.relay.receive(message.encode())
    assert two.heard == sent and two.looks == 0
    assert set(KINDS) >= {type(event).__name__ for event in sent}
    for words in ("Wang Fang", "+8613800001234", "王芳", "x" * 65):
        with pytest.raises(ValueError):
            pack(PersonChanged((), 1, words))


def test_one_hears_oneself_but_does_not_act_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(redis_relay, "time", SimpleNamespace(monotonic=lambda: now[0]))
    one = Side()
    assert one.relay.up
    now[0] = redis_relay.SILENT_S + 0.1
    assert not one.relay.up
    one.relay.receive(one.relay.next_message([SupplyChanged()]).encode())
    assert one.relay.up and one.heard == []


def test_a_lost_message_is_noticed_by_the_next_one() -> None:
    one, two = Side(), Side()
    two.relay.receive(one.relay.next_message([SupplyChanged()]).encode())
    one.relay.next_message([CustomerOffered((1,))])  # lost on the way
    assert two.looks == 0
    two.relay.receive(one.relay.next_message([]).encode())
    assert two.looks == 1


def test_what_was_heard_is_not_heard_again() -> None:
    one, two = Side(), Side()
    first, second = (one.relay.next_message([CustomerOffered((n,))]).encode() for n in (1, 2))
    for message in (first, second, first, second):
        two.relay.receive(message)
    assert two.heard == [CustomerOffered((1,)), CustomerOffered((2,))] and two.looks == 0


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x80\x04K\x01.",
        b"[]",
        b"null",
        b"{}",
        b'{"body": 3, "mac": 4}',
        b"[" * 60_000,
        b'{"body": "{}", "mac": "\xc3\xa9"}',
        b" " * (LONGEST + 1),
    ],
)
def test_junk_is_counted_and_dropped(raw: bytes) -> None:
    side = Side()
    side.relay.receive(raw)
    assert side.relay.refused == 1 and side.heard == [] and side.looks == 0


def test_another_site_on_the_same_redis_is_not_heard() -> None:
    ours, theirs = Side(), Side("z" * 40)
    assert ours.relay.channel != theirs.relay.channel
    ours.relay.receive(theirs.relay.next_message([SupplyChanged()]).encode())
    message = json.loads(ours.relay.next_message([SupplyChanged()]))
    message["body"] = message["body"].replace("Supply", "Person")
    ours.relay.receive(json.dumps(message).encode())
    assert ours.heard == [] and ours.relay.refused == 2


@pytest.mark.parametrize(
    "body",
    [
        3,
        [],
        {"agents": "1"},
        {"agents": [1.5]},
        {"agents": [True]},
        {"kind": "PersonChanged", "person_id": "Wang Fang"},
    ],
)
def test_an_event_of_another_shape_is_refused(body: Any) -> None:
    with pytest.raises(ValueError):
        unpack(body)


def test_a_kind_that_this_version_does_not_know_still_marks_its_desks() -> None:
    assert unpack({"kind": "FromTomorrow", "agents": [5], "new": "x"}) == Event((5,))
