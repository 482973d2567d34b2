"""Two servers, one worker, PostgreSQL, Redis: what happens on one process is seen on the other."""

from __future__ import annotations

import json
import pickle
import re
import signal
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
import redis

from tests.live.cluster import Cluster, Ear, rows_of
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.close()


@pytest.fixture(autouse=True)
def fresh(cluster: Cluster) -> Iterator[None]:
    """Each test leaves the two agents off the shift and without a customer."""
    yield
    for login in ("agent1", "agent2"):
        desk = cluster.desk(login, "a")
        settle(desk)
        desk.close()


def settle(desk: Any) -> None:
    """Bring the agent from any state to the end of the shift."""
    for _ in range(12):
        state = desk.state()
        if state == "offline":
            return
        desk.act("offline")  # it counts when the present customer is done
        if state == "offered":
            desk.post("/desk/decline", reason="other")
        elif state == "preview":
            desk.post("/desk/give_back", reason="other")
        elif state in ("dialing", "talking"):
            desk.act("hangup", token=desk.token, attempt=desk.attempt())
        elif state == "talked":
            desk.post("/desk/finish", code="REF", note="end")
        elif state == "wrap_up":
            desk.act("end_wrap_up", token=desk.token)
        desk.snapshot()


def take(desk: Any) -> None:
    """Ready, and take who is offered."""
    assert desk.act("ready")["ok"]
    assert desk.wait("offered", seconds=PATIENCE_S)
    assert desk.act("accept", token=desk.token)["ok"]
    assert desk.wait("preview", seconds=PATIENCE_S)


def connect(desk: Any) -> None:
    """Call, and somebody answers."""
    begun = desk.post("/desk/begin", phone_id=desk.phone(), reason="test")
    assert begun["ok"], begun
    assert desk.wait("talking", seconds=PATIENCE_S)


def test_a_second_tab_on_the_other_process_follows_live(cluster: Cluster) -> None:
    one, two = cluster.desk("agent1", "a"), cluster.desk("agent1", "b")
    for step in (take, connect):
        step(one)
        until(lambda: two.seq == one.seq and two.state() == one.state())
        fresh = two.command("snapshot")["panels"]
        assert fresh["customer"] == two.panels["customer"] and fresh["shift"] == two.panels["shift"]


def test_a_payment_reported_to_one_process_is_seen_at_the_desk_of_the_other(cluster: Cluster) -> None:
    desk = cluster.desk("agent1", "a")
    take(desk)
    admin = cluster.person("admin1", "b")
    page = admin.http.post(
        cluster.url("b") + "/admin/services",
        data={"csrf_token": admin.csrf, "name": "bank", "scopes": "payments"},
        timeout=10,
    ).text
    token = re.search(r"[\w-]{43}", page[page.index("shown once") :])
    assert token
    account = cluster.rows(
        "SELECT a.external_id, p.creditor_id, a.currency FROM account a "
        "JOIN handout h ON h.customer_id = a.customer_id JOIN customer c ON c.id = a.customer_id "
        "JOIN portfolio p ON p.id = c.portfolio_id WHERE h.id = :h",
        h=desk.token,
    )[0]
    before = desk.facts_version()
    paid = admin.http.post(
        cluster.url("b") + "/api/payments",
        timeout=10,
        headers={"Authorization": f"Bearer {token.group(0)}"},
        json={
            "creditor": account.creditor_id,
            "account": account.external_id,
            "external_id": "pay-1",
            "at": "2026-11-24T08:00:00Z",
            "amount_minor": 12345,
            "currency": account.currency,
        },
    )
    assert paid.status_code == 200, paid.text
    until(lambda: desk.facts_version() != before)


def test_a_rule_made_stricter_on_one_process_reaches_every_open_desk(cluster: Cluster) -> None:
    desk = cluster.desk("agent1", "b")
    take(desk)
    strip = desk.panels["strip"]
    officer, lead = cluster.person("compliance1", "a"), cluster.person("lead1", "a")
    list_ = Ear(cluster.person("compliance1", "b"), "/compliance")
    heard, seq = list_.heard, desk.seq
    officer.http.post(
        cluster.url("a") + "/compliance/house",
        timeout=10,
        data={"csrf_token": officer.csrf, "kind": "closed", "reason": "audit today", "channels": "call"},
    )
    rule = cluster.one("SELECT max(id) FROM house_rule")
    assert rule
    lead.http.post(cluster.url("a") + f"/compliance/house/{rule}/approve", data={"csrf_token": lead.csrf}, timeout=10)
    until(lambda: desk.seq > seq and desk.panels["strip"] != strip)
    until(lambda: list_.heard > heard)
    refused = desk.post("/desk/begin", phone_id=desk.phone(), reason="test")
    assert refused["code"] in ("blocked", "invalid"), refused
    ends = {"csrf_token": officer.csrf, "why": "the audit is over"}
    officer.http.post(cluster.url("a") + f"/compliance/house/{rule}/end", data=ends, timeout=10)
    asked = cluster.one("SELECT max(id) FROM proposal WHERE what = 'house_end'")
    granted = {"csrf_token": lead.csrf, "do": "grant"}
    lead.http.post(cluster.url("a") + f"/compliance/changes/{asked}", data=granted, timeout=10)
    until(lambda: 'data-level="block"' not in desk.panels["strip"])


def test_a_colleague_on_the_other_process_gets_what_is_handed_over(cluster: Cluster) -> None:
    own, colleague = cluster.desk("agent1", "a"), cluster.desk("agent2", "b")
    take(own)
    waiting = [row.id for row in cluster.rows("SELECT id FROM entry WHERE state = 'waiting'")]
    cluster.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    colleague.act("ready")
    to = str(cluster.one("SELECT id FROM person WHERE login = 'agent2'"))
    done = own.post("/desk/handover", to=to, note="asks for you")
    assert done["ok"], done
    until(lambda: colleague.state() == "offered")
    cluster.sql("UPDATE entry SET state = 'waiting' WHERE id = ANY(:ids)", ids=waiting)


def test_the_floor_is_right_on_both(cluster: Cluster) -> None:
    floors = [Ear(cluster.person("lead1", at), "/floor") for at in ("a", "b")]
    desk = cluster.desk("agent1", "a")
    take(desk)

    def equal(floor: Ear) -> bool:
        return floor.rows == rows_of(floor.ask("snapshot")["panels"]["agents"])

    before = [floor.heard for floor in floors]
    connect(desk)
    for floor, heard in zip(floors, before, strict=True):
        until(lambda f=floor, h=heard: f.heard > h)  # type: ignore[misc]
        until(lambda f=floor: equal(f))  # type: ignore[misc]
    assert floors[0].rows == floors[1].rows and floors[0].rows


def test_an_alarm_of_one_process_rings_on_the_other_and_who_takes_it_there_shows_on_the_desk(cluster: Cluster) -> None:
    lead = cluster.person("lead1", "b")
    page, other = Ear(lead, "/alarms"), Ear(cluster.person("compliance1", "a"), "/alarms")
    desk = cluster.desk("agent3", "a")
    take(desk)
    connect(desk)
    assert desk.post("/desk/safety", kind="self_harm")["ok"]
    until(lambda: 'data-ringing="1"' in page.panels["alarms"] and 'data-ringing="1"' in other.panels["alarms"])
    until(lambda: "Nobody has taken the alarm yet" in desk.panels["safety"])  # the lead's page on b counts as open
    alarm = cluster.one("SELECT max(id) FROM alarm")
    taken = lead.http.post(
        cluster.url("b") + f"/alarms/{alarm}/take",
        headers={"X-CSRFToken": lead.csrf, "Accept": "application/json"},
        data={"key": str(uuid.uuid4()), "instead_of": "0"},
        timeout=10,
    ).json()
    assert taken["ok"], taken
    until(lambda: "Taken by Wang Fang" in desk.panels["safety"])
    until(lambda: 'data-ringing="0"' in other.panels["alarms"])
    assert desk.post("/desk/safety/end", how="safe")["ok"]
    until(lambda: desk.state() == "on_break")
    cluster.sql("UPDATE alarm SET handled_at = raised_at, handled_by_id = taken_by_id, note = 'is safe'")
    settle(desk)
    desk.close()


def test_signing_out_on_one_process_closes_the_sockets_on_the_other(cluster: Cluster) -> None:
    one = cluster.desk("agent1", "a")
    two = cluster.desk("agent1", "b")  # another session: it stays
    tab = type(one)(cluster.url("b"), "agent1", session=one.session())
    tab.sign_in()
    tab.connect()
    one.http.post(cluster.url("a") + "/logout", data={"csrf_token": one.csrf}, timeout=10)
    until(lambda: not tab._open)
    assert two._open and two.command("beat", seq=0, epoch="")["ok"]


def test_taking_access_away_closes_every_socket_of_the_person(cluster: Cluster) -> None:
    desk, tab = cluster.desk("agent3", "b"), cluster.desk("agent3", "a")
    admin = cluster.person("admin1", "a")
    who = cluster.rows("SELECT id, name, team_id FROM person WHERE login = 'agent3'")[0]
    path = cluster.url("a") + f"/admin/people/{who.id}"
    form = {"csrf_token": admin.csrf, "name": who.name, "role": "agent", "team": who.team_id}
    admin.http.post(path, data={**form, "disabled": "y"}, timeout=10)
    until(lambda: not desk._open and not tab._open)
    assert desk.http.get(cluster.url("b") + "/desk", timeout=5).status_code == 401
    admin.http.post(path, data=form, timeout=10)


def test_a_killed_process_loses_nothing(cluster: Cluster) -> None:
    desk = cluster.desk("agent1", "a")
    take(desk)
    connect(desk)
    saved = desk.post("/desk/note", text="promised to look", version=0)
    assert saved["ok"]
    token, seq = desk.token, desk.seq
    cluster.kill("a")
    until(lambda: not desk._open)
    other = type(desk)(cluster.url("b"), "agent1", session=desk.session())
    other.sign_in()
    other.connect()
    assert (other.token, other.state()) == (token, "talking") and other.seq >= seq
    assert "promised to look" in other.panels["outcome"]
    other.act("hangup", token=other.token, attempt=other.attempt())
    assert other.wait("talked", seconds=PATIENCE_S)
    done = other.post("/desk/finish", code="REF", note="finished on the other")
    assert done["ok"]
    kept = "SELECT count(*) FROM outcome WHERE handout_id = :h AND note = 'finished on the other'"
    assert cluster.one(kept, h=token) == 1
    cluster.start("a")
    cluster.wait_for("a")


@pytest.mark.parametrize("how", ["gone", "frozen"])
def test_without_redis_no_desk_stays_stale_and_no_ended_session_open(cluster: Cluster, how: str) -> None:
    one, two = cluster.desk("agent1", "a"), cluster.desk("agent1", "b")
    other = cluster.desk("agent2", "b")
    out = type(other)(cluster.url("a"), "agent2", session=other.session())
    out.sign_in()
    if how == "gone":
        cluster.redis.stop()
    else:
        cluster.redis.process.send_signal(signal.SIGSTOP)
    try:
        for _ in range(6):  # the first of them before the processes have noticed
            event = "ready" if one.state() == "offline" else "offline"
            before = two.seq
            if event == "offline" and one.state() == "offered":
                one.post("/desk/decline", reason="other")
            assert one.act(event)["ok"]
            until(lambda b=before: two.seq > b)  # type: ignore[misc]  # nothing but the server moves this screen
        out.http.post(cluster.url("a") + "/logout", data={"csrf_token": out.csrf}, timeout=10)
        until(lambda: not other._open)
    finally:
        if how == "gone":
            cluster.redis.start()
        else:
            cluster.redis.process.send_signal(signal.SIGCONT)
    until(lambda: cluster.redis.listeners() == 2)
    settle(one)
    until(lambda: two.seq == one.seq)
    before = two.seq
    assert one.act("ready")["ok"]
    until(lambda: two.seq > before)


def test_the_worker_is_replaced_when_it_dies(cluster: Cluster) -> None:
    holder = "SELECT holder FROM lease WHERE name = 'duties'"
    until(lambda: cluster.one(holder))
    first = cluster.one(holder)
    cluster.start("second")
    try:
        until(lambda: cluster.ticks("second") >= 5)
        assert cluster.one(holder) == first  # two workers, one does the duties
        cluster.kill("worker")
        until(lambda: cluster.one(holder) not in ("", first))
        desk = cluster.desk("agent1", "b")
        take(desk)
        connect(desk)  # the line's report is a duty: the second worker does it
    finally:
        cluster.start("worker")
        until(lambda: cluster.ticks("worker"))
        cluster.kill("second")


def test_nothing_personal_travels_and_a_forged_message_is_dropped(cluster: Cluster) -> None:
    line = redis.Redis.from_url(cluster.redis.url)
    ear = line.pubsub(ignore_subscribe_messages=True)  # type: ignore[no-untyped-call]
    ear.psubscribe("*")
    ear.get_message(timeout=1)
    desk, tab = cluster.desk("agent1", "a"), cluster.desk("agent1", "b")
    take(desk)
    connect(desk)
    words = [row[0] for row in cluster.rows("SELECT name FROM customer UNION SELECT name FROM person")]
    words += [row[0][-8:] for row in cluster.rows("SELECT e164 FROM phone")]
    heard: list[Any] = []

    def hear_until(mark: bytes) -> None:
        while not heard or mark not in heard[-1]["data"]:
            message = ear.get_message(timeout=PATIENCE_S)
            assert message is not None, mark
            heard.append(message)

    hear_until(b"ContactChanged")
    line.publish("end", b"the end")
    hear_until(b"the end")  # Redis keeps the order: all that was sent before is here
    heard.pop()
    for message in heard:
        shown = message["data"].decode().encode().decode("unicode_escape")
        assert not [word for word in words if word in shown]
        assert len(message["data"]) < 4000
    channel = heard[0]["channel"]
    who = cluster.one("SELECT id FROM person WHERE login = 'agent1'")
    body = json.dumps(
        {
            "from": "x",
            "n": 1,
            "events": [{"kind": "PersonChanged", "agents": [], "person_id": who, "session_sha256": ""}],
        }
    )
    for forged in (
        json.dumps({"body": body, "mac": "0" * 64}),
        json.dumps({"body": body}),
        "[",
        "{}",
        "[" * 9000,
        pickle.dumps({"method": "disconnect"}),
        json.dumps({"method": "emit", "event": "panels"}),
        heard[-1]["data"],
    ):
        line.publish(channel, forged)
        line.publish("socketio", forged)
    # messages are read in order: what arrives now was sent behind the forged ones, both ways
    desk.act("hangup", token=desk.token, attempt=desk.attempt())
    until(lambda: tab.state() == "talked")
    assert tab.post("/desk/finish", code="REF", note="end")["ok"]
    until(lambda: desk.state() == "wrap_up")
    assert desk._open and tab._open
