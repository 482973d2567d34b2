"""The outbox: a message leaves once, under its permit, and nothing gets lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest
from sqlalchemy import func, select, update

from console.actions import customer_file, messages, outbox
from console.domain.customer_file import Statement
from console.domain.messaging import Incoming, Receipt, Taken
from console.sending import Pace
from console.store.models import Attempt, Due, Message, Request
from tests.actions.machines import number
from tests.actions.messaging import TEXT, attempt_of, message, queue, run, with_carrier
from tests.actions.promised import go_to, pay, promised, reminders_of
from tests.people import SampleSite

FIRST = 1


class Killed(BaseException):
    """The process dies here."""


def test_a_due_message_leaves_once_with_sender_and_way_out(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    assert queue(sqlite_site, FIRST).state == "queued"
    assert run(sqlite_site) == 1 and run(sqlite_site) == 0
    (got,) = carrier.got
    assert got.text == f"【示例银行（虚构）】{TEXT}回TD退订" == message(sqlite_site, "k-1").text
    row, permit = message(sqlite_site, "k-1"), attempt_of(sqlite_site, "k-1")
    assert (row.state, row.carrier_id, row.sent_at, row.due_at) == ("sent", "id-k-1", sqlite_site.now, None)
    assert (permit.result, permit.channel, permit.line) == ("sent", "sms", "message")
    queue(sqlite_site, FIRST, text="another text under the same key")
    assert run(sqlite_site) == 0 and len(carrier.got) == 1


def test_night_holds_a_message_until_morning(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    go_to(sqlite_site, 0, 21, 59)
    assert queue(sqlite_site, FIRST, due_at=sqlite_site.now).state == "queued"
    go_to(sqlite_site, 0, 22)
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert (row.state, row.reason) == ("held", "quiet_hours") and not carrier.got
    assert sqlite_site.one(select(func.count()).where(Attempt.line == "message")) == 0, "no slot is taken"
    go_to(sqlite_site, 1, 8)
    assert row.due_at == sqlite_site.now
    run(sqlite_site)
    assert message(sqlite_site, "k-1").state == "sent" and len(carrier.got) == 1


def test_a_stop_between_putting_out_and_leaving_holds_it(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FIRST)
    token = sqlite_site.talk("agent1")
    other = sqlite_site.customer_of(token)
    queue(sqlite_site, other, "k-2")
    assert sqlite_site.finish("agent1", token, "CEASE").ok
    run(sqlite_site)
    assert message(sqlite_site, "k-2").reason == "cease" and message(sqlite_site, "k-2").state == "held"
    if other != FIRST:
        assert message(sqlite_site, "k-1").state == "sent"
    assert all(one.key != "k-2" for one in carrier.got)


@pytest.mark.parametrize(("says", "state"), [("never", "failed"), ("later", "queued"), ("sent", "sent")])
def test_what_the_carrier_says_decides(sqlite_site: SampleSite, says: Any, state: str) -> None:
    carrier = with_carrier(sqlite_site, says=lambda m: Taken(says, "id", "its own words"))
    queue(sqlite_site, FIRST)
    run(sqlite_site)
    row, permit = message(sqlite_site, "k-1"), attempt_of(sqlite_site, "k-1")
    assert row.state == state
    assert permit.result == {"never": "failed", "later": "not_dialled", "sent": "sent"}[says]
    if says == "later":
        assert row.due_at == sqlite_site.now + timedelta(seconds=30) and row.reason == "its own words"
        carrier.says = lambda m: None
        sqlite_site.later(seconds=30)
        run(sqlite_site)
        assert message(sqlite_site, "k-1").state == "sent" and message(sqlite_site, "k-1").tries == 2


def test_a_carrier_that_never_takes_it_ends_as_failed(sqlite_site: SampleSite) -> None:
    with_carrier(sqlite_site, says=lambda m: Taken("later", reason="busy"))
    queue(sqlite_site, FIRST)
    for _ in range(8):
        run(sqlite_site)
        sqlite_site.later(hours=1)
        if sqlite_site.now.hour > 12:
            go_to(sqlite_site, 1, 10)
    row = message(sqlite_site, "k-1")
    assert (row.state, row.reason) in (("failed", "busy"), ("expired", "busy"))


@pytest.mark.parametrize("point", ["message_taken", "message_sent", "before_commit"])
@pytest.mark.parametrize("knows_keys", [True, False])
def test_a_killed_sender_loses_nothing_and_sends_nothing_twice(
    sqlite_site: SampleSite, point: str, knows_keys: bool
) -> None:
    carrier = with_carrier(sqlite_site, knows_keys=knows_keys)
    queue(sqlite_site, FIRST)
    left = [2 if point == "before_commit" else 1]  # the second commit is the one that settles

    def die(here: str) -> None:
        if here == point:
            left[0] -= 1
            if left[0] == 0:
                raise Killed

    sqlite_site.database.fault = die
    with pytest.raises(Killed):
        run(sqlite_site)
    sqlite_site.database.fault = lambda here: None
    run(sqlite_site)
    assert message(sqlite_site, "k-1").state == "leaving", "its sender may still be at work"
    sqlite_site.later(minutes=2)
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert [one.key for one in carrier.got] == ["k-1"] or (not knows_keys and point == "message_taken")
    assert row.state == ("sent" if knows_keys else "unclear")
    if not knows_keys:
        assert len(carrier.got) == (point != "message_taken"), "nobody knows whether it left: it is not sent again"
        assert attempt_of(sqlite_site, "k-1").result is None, "it keeps its slot"
        got = Receipt("id-k-1", "delivered", sqlite_site.now, key="k-1")
        assert messages.report(sqlite_site.worker(), "fake", got).data["state"] == "delivered"


def test_a_message_whose_permit_ended_is_not_handed_over_again(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site, says=lambda m: Taken("unclear"))
    go_to(sqlite_site, 0, 21, 59)
    queue(sqlite_site, FIRST, due_at=sqlite_site.now)
    run(sqlite_site)
    assert message(sqlite_site, "k-1").state == "leaving"
    asked: list[str] = []
    carrier.says = lambda m: asked.append(m.key)
    sqlite_site.later(minutes=2)  # 22:01
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert (row.state, row.reason) == ("unclear", "quiet_hours") and not asked


def test_facts_that_change_between_permit_and_handing_over_keep_it_here(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    token = sqlite_site.talk("agent1")
    queue(sqlite_site, sqlite_site.customer_of(token))

    def stop(here: str) -> None:
        if here == "message_taken":
            sqlite_site.database.fault = lambda point: None
            sqlite_site.sql("UPDATE customer SET facts_version = facts_version + 1")

    sqlite_site.database.fault = stop
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert (row.state, row.reason, carrier.got) == ("queued", "changed", [])


def test_reports_come_twice_late_and_out_of_order(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FIRST)
    early = Receipt("id-k-1", "delivered", sqlite_site.now)
    assert messages.report(sqlite_site.worker(), "fake", early).data["state"] == "", "tell it again later"
    run(sqlite_site)
    for state in ("read", "delivered", "failed", "read"):
        carrier.back.append(Receipt("id-k-1", state, sqlite_site.now, "x"))
    run(sqlite_site)
    assert message(sqlite_site, "k-1").state == "read"
    assert attempt_of(sqlite_site, "k-1").result == "delivered"
    other = messages.report(sqlite_site.worker(), "other", Receipt("id-k-1", "failed", sqlite_site.now, key="k-1"))
    assert other.data["state"] == "read", "another carrier's word does not count"


def test_two_messages_to_one_number_keep_their_distance(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FIRST)
    queue(sqlite_site, FIRST, "k-2", "另一条消息。")
    run(sqlite_site)
    assert [one.key for one in carrier.got] == ["k-1"]
    assert message(sqlite_site, "k-2").due_at == sqlite_site.now + timedelta(minutes=1)
    sqlite_site.later(minutes=1)
    run(sqlite_site)
    assert [one.key for one in carrier.got] == ["k-1", "k-2"]


def test_a_channel_without_carrier_holds_and_then_expires(sqlite_site: SampleSite) -> None:
    queue(sqlite_site, FIRST)
    run(sqlite_site)
    assert message(sqlite_site, "k-1").reason == "no_carrier"
    sqlite_site.later(days=1)
    run(sqlite_site)
    row = message(sqlite_site, "k-1")
    assert (row.state, row.reason, row.due_at) == ("expired", "no_carrier", None)


def test_a_promise_is_confirmed_and_its_reminders_are_messages(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    customer = promised(sqlite_site, "PTP-P", (5, 100_000))
    sqlite_site.later(minutes=2)
    sqlite_site.tick()
    run(sqlite_site)
    assert [m.kind for m in _all(sqlite_site)] == ["confirm"] and "已为您记录" in carrier.got[0].text
    for day in (2, 4, 5):
        go_to(sqlite_site, day, 9)
        sqlite_site.tick()
        run(sqlite_site)
    assert [r.result for r in reminders_of(sqlite_site, customer)] == ["messaged"] * 3
    assert [m.state for m in _all(sqlite_site)] == ["sent"] * 4 and len(carrier.got) == 4
    assert "按约提醒" in carrier.got[1].text


def test_a_stop_within_the_two_minutes_holds_the_confirmation_of_the_promise(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    customer = promised(sqlite_site, "PTP-P", (5, 100_000))
    said = Statement("cease", wording="stop")
    assert customer_file.put_on_file(sqlite_site.call("compliance1"), customer, said).ok
    sqlite_site.later(minutes=2)
    sqlite_site.tick()
    run(sqlite_site)
    assert carrier.got == []
    assert [(m.state, m.reason) for m in _all(sqlite_site)] in ([], [("held", "cease")])


def test_a_payment_between_putting_out_and_leaving_holds_the_reminder(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    customer = promised(sqlite_site, "PTP-P", (2, 100_000))
    go_to(sqlite_site, 1, 9)
    sqlite_site.tick()
    reminder = next(m for m in _all(sqlite_site) if m.kind == "reminder")
    assert reminder.state == "queued"
    pay(sqlite_site, customer, "p-1", 100_000)
    run(sqlite_site)
    row = message(sqlite_site, reminder.key)
    assert (row.state, row.reason, row.due_at) == ("held", "paid", None)
    assert all(one.key != reminder.key for one in carrier.got)


def test_where_no_message_may_leave_the_agent_reminds_by_telephone(sqlite_site: SampleSite) -> None:
    customer = promised(sqlite_site, "PTP-P", (5, 100_000))
    assert sqlite_site.one(select(func.count()).where(Due.what == "confirm")) == 0
    for day in (2, 4):
        go_to(sqlite_site, day, 9)
        sqlite_site.tick()
    assert [r.result for r in reminders_of(sqlite_site, customer)] == ["woken", ""]


def test_the_pace_of_a_carrier_is_kept(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site, rate=2.0)
    clock = [0.0]
    pace = Pace(lambda: clock[0])
    assert [pace.take(carrier) for _ in range(3)] == [True, True, False]
    clock[0] = 0.5
    assert [pace.take(carrier) for _ in range(2)] == [True, False]
    for n in range(3):
        queue(sqlite_site, FIRST + n, f"k-{n}")
    clock[0] = 10
    assert outbox.run(sqlite_site.worker(), pace.take) == 2 and len(carrier.got) == 2


def _all(site: SampleSite) -> list[Message]:
    return [row[0] for row in site.rows(select(Message).order_by(Message.id))]


def test_one_message_that_breaks_the_run_keeps_no_other_here(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    queue(sqlite_site, FIRST)
    queue(sqlite_site, FIRST + 1, "k-2")

    def fail(here: str) -> None:
        if here == "message_taken":
            sqlite_site.database.fault = lambda point: None
            raise RuntimeError("what nobody thought of")

    sqlite_site.database.fault = fail
    assert run(sqlite_site) == 2
    assert (message(sqlite_site, "k-1").state, message(sqlite_site, "k-2").state) == ("leaving", "sent")
    sqlite_site.later(minutes=2)
    run(sqlite_site)
    assert [one.key for one in carrier.got] == ["k-2", "k-1"]


def test_one_thing_that_cannot_be_taken_in_keeps_no_stop_out(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    sender, nothing = number(sqlite_site, FIRST), cast("str", None)
    carrier.back += [
        Incoming("broken", "sms", sender, nothing, sqlite_site.now),
        Incoming("stop", "sms", sender, "TD", sqlite_site.now),
    ]
    run(sqlite_site)
    assert sqlite_site.one(select(Request.kind).where(Request.customer_id == FIRST)) == "opt_out"


def test_a_reminder_that_may_not_leave_is_a_call_and_leaves_no_more(sqlite_site: SampleSite) -> None:
    carrier = with_carrier(sqlite_site)
    customer = promised(sqlite_site, "PTP-P", (5, 100_000))
    said = Statement("medium_refused", channels=("sms",), wording="no texts")
    refused = customer_file.put_on_file(sqlite_site.call("compliance1"), customer, said)
    assert refused.ok, refused
    for day in (2, 4):
        go_to(sqlite_site, day, 9)
        sqlite_site.tick()
    assert [r.result for r in reminders_of(sqlite_site, customer)] == ["no_message", "woken", ""]
    sqlite_site.execute(update(Request).values(lifted_at=sqlite_site.now))
    sqlite_site.later(hours=2)
    run(sqlite_site)
    assert carrier.got == [] and all(m.kind != "reminder" for m in _all(sqlite_site))
