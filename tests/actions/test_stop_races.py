"""A stop against a message that leaves in the same moment: nothing reaches the carrier after the stop is confirmed."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

import pytest

from console.actions import replies, suppressions
from console.actions.call import Answer
from console.domain.messaging import Incoming, Outgoing, Taken
from tests.actions.machines import FOREMOST, number
from tests.actions.messaging import message, queue, run, with_carrier
from tests.people import SampleSite
from tests.scale import scaled

ROUNDS = scaled(30, 10_000)
CLEAN = (
    "DELETE FROM message",
    "DELETE FROM attempt WHERE line = 'message'",
    "DELETE FROM request",
    "DELETE FROM suppression",
)


def by_message(site: SampleSite, key: str) -> Answer:
    sms = Incoming(f"stop-{key}", "sms", number(site), "TD", site.now)
    return replies.receive(site.worker(), "fake", sms)


def by_list(site: SampleSite, key: str) -> Answer:
    named = suppressions.Named((number(site), "mobile", "CN", "Asia/Shanghai"), "", "asked", None)
    return suppressions.take_slice(site.worker(), f"list {key}", "", [named])


@pytest.mark.parametrize("stop", [by_message, by_list])
def test_no_message_leaves_after_its_stop_is_confirmed(
    sqlite_site: SampleSite, stop: Callable[[SampleSite, str], Answer]
) -> None:
    chance, order = random.Random(20260124), []

    def says(message: Outgoing) -> Taken | None:
        order.append("handed over")
        time.sleep(chance.random() * 0.004)
        return None

    def linger(point: str) -> None:
        if point == "message_goes":  # the last moment before the carrier gets it
            time.sleep(chance.random() * 0.01)

    carrier = with_carrier(sqlite_site, says=says)
    sqlite_site.database.fault = linger
    went = held = 0
    for turn in range(ROUNDS // 2):
        key = f"race-{turn}"
        for words in CLEAN:
            sqlite_site.sql(words)
        queue(sqlite_site, FOREMOST, key)
        order.clear()
        start = threading.Barrier(2)
        # a third of the turns each: the stop is well ahead, the message is, and nobody knows
        wait = (0.03, 0.0) if turn % 3 == 0 else (0.0, 0.03) if turn % 3 == 1 else (0.0, chance.random() * 0.02)

        def send(start: threading.Barrier = start, pause: float = wait[0]) -> None:
            start.wait()
            time.sleep(pause)
            run(sqlite_site)

        sender = threading.Thread(target=send)
        sender.start()
        start.wait()
        time.sleep(wait[1])
        assert stop(sqlite_site, key).ok
        order.append("confirmed")
        sender.join()
        state = message(sqlite_site, key).state
        assert order in (["handed over", "confirmed"], ["confirmed"]), f"{order} in turn {turn}"
        assert state in ("sent", "held", "queued")
        went, held = went + (state == "sent"), held + (state != "sent")
    assert len(carrier.got) == went
    assert went and held, f"the race had only one end: {went} sent, {held} held"
