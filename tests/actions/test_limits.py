"""Limits hold when everybody comes at once: guesses of a password, reveals of a number."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from console.actions import inbound, people
from console.actions.call import Answer
from console.actions.steps.login_session import BY_LOGIN
from tests.people import SampleSite


def at_once(count: int, do: Callable[[], Answer]) -> Counter[str]:
    """Do it so many times behind one barrier; gives how often each answer came."""
    barrier, found = threading.Barrier(count), []

    def one() -> None:
        barrier.wait()
        found.append(do())

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter("ok" if answer.ok else answer.code for answer in found)


def test_of_twelve_guesses_at_once_six_are_heard(site: SampleSite) -> None:
    tries = at_once(12, lambda: people.sign_in(site.worker(), "agent1", False, "10.0.0.1", "x"))
    assert tries == {"invalid": BY_LOGIN, "busy": 12 - BY_LOGIN}


def test_a_budget_of_reveals_is_not_passed_by_asking_at_once(site: SampleSite, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbound, "BUDGET", 5)
    site.preview("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    shown = at_once(12, lambda: inbound.reveal(site.call("agent1"), view.customer_id, phone, "asked me to text"))
    assert shown == {"ok": 5, "conflict": 7}
