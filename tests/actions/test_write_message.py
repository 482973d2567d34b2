"""An agent answers in writing: judged as it is typed and when it goes out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import handout, house_rules, replies, write_message
from console.actions.steps import attempt_gate
from console.domain.messaging import Incoming, Taken
from console.store.models import Message
from tests.actions.machines import number
from tests.actions.messaging import run, with_carrier
from tests.people import IDS, SampleSite


def test_the_desk_shows_the_conversation_and_answers_in_it(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    customer = sqlite_site.customer_of(token)
    sender = number(sqlite_site, customer)
    replies.receive(sqlite_site.worker(), "fake", Incoming("a", "sms", sender, "周五还可以吗？", sqlite_site.now))
    view = sqlite_site.desk("agent1").customer
    assert view is not None
    (asked,) = view.messages
    assert (asked.inbound, asked.text, asked.state.zh) == (True, "周五还可以吗？", "提到日期") and asked.answer_by
    seq = sqlite_site.desk("agent1").seq
    done = write_message.write(sqlite_site.call("agent1"), token, "可以，周五就好，谢谢您。")
    assert done.ok and done.data["state"] == "queued", done
    run(sqlite_site)
    assert carrier.got[0].text == "【示例银行（虚构）】可以，周五就好，谢谢您。回TD退订" and carrier.got[0].to == sender
    view = sqlite_site.desk("agent1").customer
    assert view is not None and sqlite_site.desk("agent1").seq > seq
    assert [line.inbound for line in view.messages] == [True, False] and view.messages[0].answer_by is None
    row = sqlite_site.one(select(Message).where(Message.direction == "out"))
    assert (row.kind, row.purpose, row.by_id, row.state) == ("answer", "answer", IDS["agent1"], "sent")


def test_words_that_are_not_allowed_are_refused_and_nothing_is_written(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    threat = "今天不还就抓你"
    judged = write_message.judge(sqlite_site.call("agent1"), token, threat)
    assert judged.data["level"] == "block" and judged.data["marks"]
    assert write_message.write(sqlite_site.call("agent1"), token, threat).code == "blocked"
    assert sqlite_site.one(select(func.count()).select_from(Message)) == 0
    for bad in ("", "x" * 1001):
        assert write_message.write(sqlite_site.call("agent1"), token, bad).at_field == "text"
    other = write_message.write(sqlite_site.call("agent2"), token, "您好")
    assert other.code == "not_found", "another agent's customer"


def test_what_is_typed_is_judged_as_it_would_leave(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    before = sqlite_site.rows_of_everything()
    judged = write_message.judge(sqlite_site.call("agent1"), token, "请联系我们。")
    assert judged.data["words"] == "【示例银行（虚构）】请联系我们。回TD退订"
    assert (judged.data["parts"], judged.data["places"], judged.data["level"]) == (1, 21, "remind")
    assert sqlite_site.rows_of_everything() == before, "nothing is stored"


def test_the_library_offers_words_and_changed_ones_count_as_own(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    words = write_message.words(sqlite_site.call("agent1"), token).data["words"]
    assert [one["template"].split(".")[0] for one in words] and all(one["text"] for one in words)
    first = words[0]
    for key, text in ((first["template"], first["text"]), ("", first["text"] + "！")):
        done = write_message.write(sqlite_site.call("agent1"), token, text, first["template"])
        assert done.ok, done
        row = sqlite_site.one(select(Message).where(Message.id == done.data["message"]))
        assert row.template == key


def test_the_same_press_sends_once(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    call = sqlite_site.call("agent1")
    assert write_message.write(call, token, "请联系我们。").ok and write_message.write(call, token, "请联系我们。").ok
    run(sqlite_site)
    assert len(carrier.got) == 1


def test_a_talk_answers_too(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.talk("agent1")
    sender = number(sqlite_site, sqlite_site.customer_of(token))
    replies.receive(sqlite_site.worker(), "fake", Incoming("a", "sms", sender, "请联系我", sqlite_site.now))
    assert sqlite_site.finish("agent1", token, "NOCOMM").ok
    assert sqlite_site.one(select(Message.answered_at)) == sqlite_site.now


def test_an_offer_shows_no_words_and_a_customer_who_is_gone_gets_none(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.ready("agent1")

    def asked() -> set[str]:
        call = sqlite_site.call
        return {
            write_message.words(call("agent1"), token).code,
            write_message.judge(call("agent1"), token, "您好").code,
            write_message.write(call("agent1"), token, "您好").code,
        }

    assert asked() == {"illegal"}
    assert handout.accept(sqlite_site.call("agent1"), token).ok and asked() == {""}
    assert handout.give_back(sqlite_site.call("agent1"), token, "known").ok
    assert asked() == {"conflict"}
    assert sqlite_site.one(select(func.count()).select_from(Message)) == 1


def test_without_a_carrier_the_form_says_so_as_it_opens(sqlite_site: SampleSite) -> None:
    token = sqlite_site.preview("agent1")
    for done in (
        write_message.words(sqlite_site.call("agent1"), token),
        write_message.judge(sqlite_site.call("agent1"), token, "您好"),
        write_message.write(sqlite_site.call("agent1"), token, "您好"),
    ):
        assert (done.code, done.text) == ("invalid", "No carrier for SMS is set up.")


def test_a_warning_that_asks_for_a_reason_gets_one(sqlite_site: SampleSite, monkeypatch: pytest.MonkeyPatch) -> None:
    with_carrier(sqlite_site)
    token, judge = sqlite_site.preview("agent1"), attempt_gate.judge

    def warned(*args: Any, **more: Any) -> attempt_gate.Judged:
        judged = judge(*args, **more)
        warning = replace(judged.verdict.findings[0], severity="warn", override="reason")
        return replace(judged, verdict=replace(judged.verdict, level="warn", findings=(warning,)))

    monkeypatch.setattr(attempt_gate, "judge", warned)
    assert write_message.write(sqlite_site.call("agent1"), token, "您好", reason=" ").at_field == "reason"
    assert sqlite_site.one(select(func.count()).select_from(Message)) == 0
    done = write_message.write(sqlite_site.call("agent1"), token, "您好", reason="asked for it")
    assert done.ok and sqlite_site.one(select(Message.warn_reason)) == "asked for it"


def test_the_house_rule_of_the_writers_team_binds_when_it_is_written_and_when_it_leaves(
    sqlite_site: SampleSite,
) -> None:
    carrier = with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    assert write_message.write(sqlite_site.call("agent1"), token, "请联系我们。").ok
    values = {"kind": "hours", "opens": "11:00", "closes": "17:00", "channels": ["sms"], "reason": "a quiet month"}
    team = sqlite_site.actor("agent1").team_id
    made = house_rules.write_rule(sqlite_site.call("compliance1"), values | {"team_id": team, "purposes": []})
    assert made.ok and house_rules.approve_rule(sqlite_site.call("lead1"), made.data["rule"]).ok
    assert write_message.judge(sqlite_site.call("agent1"), token, "请联系我们。").data["level"] == "block"
    assert write_message.write(sqlite_site.call("agent1"), token, "请联系我们。").code == "blocked"
    run(sqlite_site)
    assert sqlite_site.one(select(Message.state)) == "held" and not carrier.got


def test_the_way_out_is_added_to_words_that_only_sound_like_it(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    for text in ("Can you pay by the end of the month?", "请月底前回复我们。"):
        judged = write_message.judge(sqlite_site.call("agent1"), token, text)
        assert judged.data["words"].endswith("回TD退订"), judged.data


@pytest.mark.parametrize("how", ["sent", "unclear"])
def test_a_message_is_no_call_of_the_handout(sqlite_site: SampleSite, how: Any) -> None:
    with_carrier(sqlite_site, says=lambda message: Taken(how, "id"))
    token = sqlite_site.preview("agent1")
    assert write_message.write(sqlite_site.call("agent1"), token, "请联系我们。").ok
    run(sqlite_site)
    desk = sqlite_site.desk("agent1")
    assert desk.shift.phase == "preview" and desk.customer is not None
    assert (desk.customer.line_state, desk.customer.line_result) == ("", "")
    assert sqlite_site.begin("agent1", token).ok, "nothing is running"
