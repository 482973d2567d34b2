"""Versions of talking points: two people, judged texts, a start time, a split and a way back."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import guidance
from console.actions import talking_points as library_actions
from console.domain.guidance import LIBRARY
from console.domain.mind_costs import COSTS
from console.store.cached.talking_points import library_version, model
from console.store.models import Signal, TalkingPoint
from tests.people import SampleSite

CELL = {"channel": "call", "psychology": "*", "stage": "*", "step": "open"}
NEW = {
    "en": "Good day, this is {agent} of {creditor}. Am I speaking with {name}?",
    "zh": "您好，我是{creditor}的{agent}，请问您是{name}吗？",
    "why_en": "warmer",
    "why_zh": "更亲切",
}


def write(site: SampleSite, login: str = "compliance1", **more: Any) -> Any:
    return library_actions.write_point(site.call(login), {**CELL, **NEW, **more})


def now_point(site: SampleSite, login: str) -> str:
    view = site.desk(login).points
    assert view is not None
    return view.points[0].id


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"en": "Pay today or you will go to jail"}, "en"),
        ({"zh": "再不还就让你丢工作"}, "zh"),
        ({"en": "Hello {customer_phone}"}, "en"),
        ({"en": ""}, "en"),
        ({"zh": "您的欠款已逾期"}, "zh"),
        ({"en": "word " * 60}, "en"),
        ({"step": "nowhere"}, "cell"),
        ({"needs": ["moonlight"]}, "needs"),
    ],
)
def test_write_point_refuses_a_text_that_may_not_be_said(site: SampleSite, more: dict[str, Any], field: str) -> None:
    before = site.rows_of_everything()
    done = write(site, **more)
    assert done.code == "invalid" and done.at_field == field
    assert site.rows_of_everything() == before


def publish(site: SampleSite, share: int = 100, at: Any = None, **more: Any) -> int:
    written = write(site, **more)
    assert written.ok
    point = int(written.data["point"])
    assert library_actions.approve_point(site.call("compliance1"), point).code == "conflict"
    assert library_actions.publish_point(site.call("lead1"), point, None, 100).code == "conflict"
    assert library_actions.approve_point(site.call("lead1"), point).ok
    assert library_actions.publish_point(site.call("lead1"), point, at, share).ok
    return point


def test_publish_point_shows_at_the_next_step_and_not_before(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")  # nothing known: neutral words
    token = site.preview("agent1")
    before = now_point(site, "agent1")
    publish(site)
    assert now_point(site, "agent1") == before, "what stands on the screen stays"
    assert guidance.go_to_step(site.call("agent1"), token, "verify", (before,)).ok
    assert guidance.go_to_step(site.call("agent1"), token, "open").ok
    assert now_point(site, "agent1") != before


def test_publish_due_publishes_at_its_time_and_roll_back_takes_it_back(site: SampleSite) -> None:
    site.sql("DELETE FROM balance_month")
    point = publish(site, at=site.now + timedelta(hours=1))
    state = select(TalkingPoint.state).where(TalkingPoint.id == point)
    assert site.one(state) == "approved"
    site.later(hours=1)
    site.tick()
    assert site.one(state) == "published"
    site.preview("agent1")
    shown, number = now_point(site, "agent1"), site.one(select(TalkingPoint.version).where(TalkingPoint.id == point))
    assert shown == f"call.*.*.open.v{number}"
    assert library_actions.roll_back(site.call("lead1"), point).ok
    site.preview("agent2")
    assert now_point(site, "agent2") in {one.id for one in LIBRARY} - {shown}


def test_a_split_draws_fairly_and_logs_the_chance(site: SampleSite) -> None:
    from console.domain.guidance import talking_points
    from console.store.cached.talking_points import library as versions
    from console.store.cached.talking_points import library_version
    from console.store.queries.points_panel import draw

    point = publish(site, share=30)
    number = site.one(select(TalkingPoint.version).where(TalkingPoint.id == point))
    with site.database.reading() as session:
        points = versions(session, library_version(session))
    assert len(points) == len(LIBRARY) + 1
    seen = [
        talking_points(
            "fear", unsure=True, stage="M1", step="open", truths={}, library=points, draw=partial(draw, token)
        )
        for token in range(2000)
    ]
    new = sum(g.points[0].version == number for g in seen) / len(seen)
    assert 0.26 < new < 0.34
    assert {round(g.chances[0], 2) for g in seen if g.points[0].version == number} == {0.3}
    assert {round(g.chances[0], 2) for g in seen if g.points[0].version != number} == {0.7}


def test_accept_weights_needs_a_second_person(site: SampleSite) -> None:
    few = library_actions.propose_weights(site.call("compliance1"))
    assert few.code == "conflict" and few.words["n"] == 0
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None

    def labels(work: Any) -> None:
        for n in range(60):
            work.session.add(
                Signal(
                    handout_id=token,
                    customer_id=1 + n % 10,
                    agent_id=1,
                    kind="correction",
                    key=("fear", "rational", "fear")[n % 3],
                    at=site.now,
                    undone_at=None,
                )
            )

    site.database.transaction(labels)
    asked = library_actions.propose_weights(site.call("compliance1"))
    assert asked.ok and asked.data["labels"] == 60
    own = library_actions.accept_weights(site.call("compliance1"), asked.data["weights"])
    assert own.code == "conflict"
    before = site.desk("agent1").points
    assert library_actions.accept_weights(site.call("lead1"), asked.data["weights"]).ok
    assert guidance.go_to_step(site.call("agent1"), token, "verify").ok
    after = site.desk("agent1").points
    assert before is not None and after is not None
    assert after.procrastination < before.procrastination, "nobody was ever labelled so"


def test_the_costs_of_wrong_words_need_a_second_person_and_move_the_thresholds(site: SampleSite) -> None:
    assert library_actions.propose_costs(site.call("lead1"), 1.0, 2.0, 0.1).code == "invalid"
    assert library_actions.propose_costs(site.call("lead1"), 2.5, 1.0, 0.1).code == "conflict"
    proposed = library_actions.propose_costs(site.call("lead1"), 9.0, 4.0, 0.2)
    assert proposed.ok
    with site.context.database.reading() as session:
        assert model(session, library_version(session)).costs == COSTS
    assert library_actions.accept_weights(site.call("lead1"), proposed.data["weights"]).code == "conflict"
    assert library_actions.accept_weights(site.call("compliance1"), proposed.data["weights"]).ok
    with site.context.database.reading() as session:
        now = model(session, library_version(session))
    assert (now.limits.leaning, now.limits.sure) == (0.8, 0.9) and now.factors == {}
