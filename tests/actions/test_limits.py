"""Limits hold when everybody comes at once: guesses of a password, reveals of a number."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from console.actions import inbound, people
from console.actions.steps.login_session import BY_LOGIN
from tests.actions.at_once import at_once
from tests.people import SampleSite


def test_of_twelve_guesses_at_once_six_are_heard(site: SampleSite) -> None:
    guess = partial(people.sign_in, site.worker(), "agent1", False, "10.0.0.1", "x")
    assert Counter(answer.code for answer in at_once([guess] * 12)) == {"invalid": BY_LOGIN, "busy": 12 - BY_LOGIN}


def test_a_budget_of_reveals_is_not_passed_by_asking_at_once(site: SampleSite, monkeypatch: Any) -> None:
    monkeypatch.setattr(inbound, "BUDGET", 5)
    site.preview("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    phone = view.phones[0].id
    calls = [site.call("agent1") for _ in range(12)]
    shown = at_once([partial(inbound.reveal, call, view.customer_id, phone, "asked me to text") for call in calls])
    assert Counter(answer.code for answer in shown) == {"": 5, "conflict": 7}
