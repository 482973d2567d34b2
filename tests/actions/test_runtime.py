"""The machine that runs an action: one key, one effect, one answer."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select

from console.actions import outcome
from console.domain.promises import OutcomeForm
from console.store.models import Outcome
from tests.people import SampleSite


def test_a_command_sent_twice_with_one_key_takes_effect_once(site: SampleSite) -> None:
    token = site.talk("agent1")
    key = str(uuid.uuid4())
    version = site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    first = site.finish("agent1", token, "REF", key=key, facts_version=version)
    second = site.finish("agent1", token, "REF", key=key, facts_version=version)
    assert first.ok and second.ok and second.replayed
    assert first.data == second.data
    other = site.finish("agent1", token, "HUP", key=key, facts_version=version)
    assert other.code == "conflict"
    stranger = outcome.finish(site.call("agent2", key), token, "REF", "", OutcomeForm(), version)
    assert stranger.code == "not_found"
    assert site.one(select(func.count()).select_from(Outcome)) == 1
