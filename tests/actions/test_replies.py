"""What customers write back: a stop binds at once, danger alarms, the rest is work for whoever knows the customer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from console.actions import customer_file, replies
from console.actions.call import Answer
from console.domain.customer_file import Statement
from console.domain.messaging import Incoming
from console.domain.replies import answer_by, read_message
from console.store.models import Alarm, CustomerPhone, Entry, Message, Phone, Request, Suppression
from tests.actions.machines import FOREMOST, number
from tests.actions.messaging import message, queue, run, with_carrier
from tests.actions.promised import decline_offer, go_to, promised
from tests.people import IDS, ZONE, SampleSite

STRANGER = "+8613000000001"


def write(site: SampleSite, text: str, sender: str = "", **more: Any) -> Answer:
    values: dict[str, Any] = {"carrier_id": text, "channel": "sms", "at": site.now, **more}
    return replies.receive(site.worker(), "fake", Incoming(sender=sender or number(site), text=text, **values))


def requests_of(site: SampleSite, customer: int = FOREMOST) -> list[tuple[str, dict[str, Any]]]:
    rows = site.rows(select(Request.kind, Request.scope).where(Request.customer_id == customer).order_by(Request.id))
    return [(row.kind, row.scope) for row in rows]


@pytest.mark.parametrize(
    "text",
    [
        "TD",
        "T D",
        "ＴＤ",
        "回TD",
        "S T O P",
        "退 订",
        "不要再发了",
        "td",
        "T",
        "退订",
        "【退订】",
        "STOP",
        "stop all",
        "Stop texting me",
        "不要再发短信了",
        "请不要再联系我",
        "别再骚扰我",
    ],
)
def test_a_stop_in_any_spelling_holds_the_next_message(sqlite_site: SampleSite, text: str) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FOREMOST)
    assert write(sqlite_site, text).data["stops"] is True
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert row.state == "held" and not carrier.got, row.reason
    assert requests_of(sqlite_site)


@pytest.mark.parametrize(
    "text",
    ["to do", "订单退了吗", "别发票了", "停止扣款了吗", "请问停在哪里", "not", "1", "周五还", "best end of month"],
)
def test_other_words_stop_nothing(sqlite_site: SampleSite, text: str) -> None:
    assert write(sqlite_site, text).data["stops"] is False


def test_a_stop_is_on_the_desk_that_has_the_customer(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    token = sqlite_site.preview("agent1")
    customer = sqlite_site.customer_of(token)
    seq = sqlite_site.desk("agent1").seq
    write(sqlite_site, "请不要再联系我", number(sqlite_site, customer))
    assert sqlite_site.desk("agent1").seq > seq
    refused = sqlite_site.begin("agent1", token)
    assert refused.code == "blocked", refused


def test_the_same_message_comes_twice_and_counts_once(sqlite_site: SampleSite) -> None:
    assert write(sqlite_site, "我想周五还").data["state"] == "taken"
    before = sqlite_site.rows_of_everything()
    assert write(sqlite_site, "我想周五还").data["state"] == "known"
    assert sqlite_site.rows_of_everything() == before


def test_danger_raises_the_alarm_and_nothing_else_reaches_the_customer(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FOREMOST)
    write(sqlite_site, "活不下去了，不想活了")
    assert sqlite_site.one(select(Alarm.kind).where(Alarm.customer_id == FOREMOST)) == "self_harm"
    write(sqlite_site, "真的不想活了")
    assert sqlite_site.one(select(func.count()).where(Alarm.customer_id == FOREMOST)) == 1
    run(sqlite_site)
    assert message(sqlite_site, "k-1").reason == "safety" and not carrier.got


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我已经请律师了，找我律师谈", "represented"),
        ("这不是我借的", "dispute"),
        ("你打错了，我不认识这个人", "wrong_number"),
        ("我要投诉你们", "complaint"),
    ],
)
def test_what_the_law_hears_is_on_file_at_once(sqlite_site: SampleSite, text: str, kind: str) -> None:
    write(sqlite_site, text)
    assert kind in [found for found, _ in requests_of(sqlite_site)]


def test_a_reply_comes_to_the_agent_who_knows_the_customer(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site)
    customer = promised(sqlite_site, "PTP-P", (20, 100_000))
    go_to(sqlite_site, 1, 11)
    done = write(sqlite_site, "还不上，失业了", number(sqlite_site, customer))
    row = sqlite_site.one(select(Message).where(Message.direction == "in"))
    assert row.agent_id == IDS["agent1"] and "illness" in row.about["cues"]
    assert row.answer_by == sqlite_site.now + timedelta(hours=4) and done.data["state"] == "taken"
    entry = sqlite_site.entry(customer)
    assert (entry.own_kind, entry.own_agent_id, entry.reason) == ("message", IDS["agent1"], "message")
    sqlite_site.wake()
    decline_offer(sqlite_site)
    token = sqlite_site.ready("agent1")
    assert sqlite_site.customer_of(token) == customer
    view = sqlite_site.desk("agent1").customer
    assert view is not None and view.kind == "message"


def test_a_bare_stop_is_no_work(sqlite_site: SampleSite) -> None:
    before = sqlite_site.entry(FOREMOST)
    write(sqlite_site, "TD")
    assert sqlite_site.one(select(Message.answer_by).where(Message.direction == "in")) is None
    assert sqlite_site.entry(FOREMOST).own_kind == before.own_kind == ""


def test_a_stop_from_an_unknown_number_binds_whoever_is_imported_with_it(sqlite_site: SampleSite) -> None:
    assert write(sqlite_site, "TD", STRANGER).data["state"] == "unknown"
    assert write(sqlite_site, "退订", STRANGER).data["state"] == "unknown"
    phone = sqlite_site.one(select(Phone.id).where(Phone.e164 == STRANGER))
    rows = sqlite_site.rows(select(Suppression.list_name, Suppression.until).where(Suppression.phone_id == phone))
    assert [tuple(row) for row in rows] == [("SMS", None)]
    assert sqlite_site.one(select(func.count()).where(Message.customer_id.is_(None))) == 2, "nothing is lost"


def test_a_shared_number_answers_for_whom_was_written_to_and_its_stop_binds_both(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    shared = sqlite_site.one(select(Phone.id).where(Phone.e164 == number(sqlite_site, 2)))
    link = {"customer_id": FOREMOST, "phone_id": shared, "role": "debtor", "kind": "mobile", "rank": 9}
    sqlite_site.execute(insert(CustomerPhone).values(source="contract", status="usable", verified=True, **link))
    queue(sqlite_site, 2, "k-2")
    run(sqlite_site)
    assert len(carrier.got) == 1
    sender = number(sqlite_site, 2)
    write(sqlite_site, "这不是我借的，停止联系我", sender, to_key="k-2")
    assert sqlite_site.one(select(Message.customer_id).where(Message.direction == "in")) == 2
    assert {kind for kind, _ in requests_of(sqlite_site, 2)} >= {"cease"}
    assert [kind for kind, _ in requests_of(sqlite_site, FOREMOST)] == ["cease"], "the dispute is not theirs"


def test_an_agreed_callback_before_the_answer_is_due_stays(sqlite_site: SampleSite) -> None:
    at = sqlite_site.now + timedelta(hours=1)
    entry = sqlite_site.entry(FOREMOST).id
    values = {"state": "sleeping", "own_kind": "callback", "own_agent_id": IDS["agent1"], "wake_at": at}
    sqlite_site.execute(Entry.__table__.update().where(Entry.id == entry).values(**values))  # type: ignore[attr-defined]
    write(sqlite_site, "好的，谢谢")
    assert (sqlite_site.entry(FOREMOST).own_kind, sqlite_site.entry(FOREMOST).wake_at) == ("callback", at)


@pytest.mark.parametrize(
    ("text", "says", "choice", "day"),
    [
        ("1", ("choice",), "1", ""),
        ("【2】", ("choice",), "2", ""),
        ("已经还了", ("paid",), "", ""),
        ("I already paid yesterday", ("paid",), "", ""),
        ("周五还可以吗", ("day",), "", "周五"),
        ("I can do it on Friday", ("day",), "", "friday"),
        ("12月5日发工资", ("day",), "", "12月5日"),
        ("TD", ("stop",), "", ""),
        ("你好", (), "", ""),
    ],
)
def test_what_a_message_says(text: str, says: tuple[str, ...], choice: str, day: str) -> None:
    said = read_message(text, "sms")
    assert (said.says, said.choice, said.day) == (says, choice, day)


@pytest.mark.parametrize(
    ("at", "until"),
    [
        ("2026-11-23T10:00", "2026-11-23T14:00"),
        ("2026-11-23T07:00", "2026-11-23T13:00"),
        ("2026-11-23T16:00", "2026-11-24T11:00"),
        ("2026-11-27T17:00", "2026-11-30T12:00"),
        ("2026-11-28T12:00", "2026-11-30T13:00"),
    ],
)
def test_by_when_a_message_is_answered(at: str, until: str) -> None:
    def local(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=ZONE)

    assert answer_by(local(at), ZONE) == local(until)


def test_a_stop_whose_time_was_over_is_written_anew(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    tomorrow = sqlite_site.now + timedelta(days=1)
    said = Statement("cease", wording="not today", until=tomorrow)
    assert customer_file.put_on_file(sqlite_site.call("compliance1"), FOREMOST, said).ok
    go_to(sqlite_site, 2, 11)
    queue(sqlite_site, FOREMOST)
    assert write(sqlite_site, "请不要再联系我").data["stops"] is True
    run(sqlite_site)
    assert message(sqlite_site, "k-1").reason == "cease" and not carrier.got
    assert requests_of(sqlite_site) == [("cease", {}), ("cease", {})]
