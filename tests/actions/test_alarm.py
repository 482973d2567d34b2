"""The life of an alarm: raised, seen, taken by one person, handled; and who is told when nobody is there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from console.actions import alarm, safety
from console.actions.call import Answer
from console.domain.bilingual import Bilingual
from console.domain.errors import NotYours
from console.domain.events import AlarmChanged
from console.store.models import Alarm, Attempt, ChainEntry, CustomerPhone
from console.store.queries.alarms import in_care, open_alarms, past_alarms
from tests.actions.at_once import at_once
from tests.people import IDS, SampleSite


def raised(site: SampleSite, kind: str = "self_harm") -> tuple[int, int]:
    """Return (token, alarm) of a contact in the safety state."""
    token = site.talk("agent1")
    done = safety.enter(site.call("agent1"), token, kind)
    assert done.ok, done
    return token, int(done.data["alarm"])


def shown(site: SampleSite, login: str = "lead1") -> Any:
    with site.database.reading() as session:
        return open_alarms(session, site.actor(login), site.now).alarms


def events(site: SampleSite) -> int:
    return sum(isinstance(event, AlarmChanged) for event in site.events)


def chain(site: SampleSite) -> list[str]:
    rows = site.rows(select(ChainEntry.kind).where(ChainEntry.kind.like("alarm.%")).order_by(ChainEntry.id))
    return [row.kind for row in rows]


def test_the_life_of_an_alarm(site: SampleSite) -> None:
    token, mine = raised(site)
    seq, told = site.desk("agent1").seq, events(site)
    assert [one.state for one in shown(site)] == ["raised"]
    assert alarm.see(site.call("compliance1"), mine).ok
    assert alarm.see(site.call("lead1"), mine).ok  # the first stands
    panel = site.desk("agent1").safety
    assert panel is not None and panel.seen is not None and panel.taken is None
    assert site.one(select(Alarm.seen_by_id)) == IDS["compliance1"]
    site.later(minutes=1)
    assert alarm.take(site.call("lead1"), mine).ok
    panel = site.desk("agent1").safety
    assert panel is not None and panel.taken is not None and panel.taken.at == site.now
    assert panel.taken.who == Bilingual("Wang Fang", "王芳")
    assert site.desk("agent1").seq > seq and events(site) > told
    assert alarm.handle(site.call("lead1"), mine, "family was told").code == "illegal"  # the contact is open
    assert safety.end(site.call("agent1"), token, "safe").ok
    assert alarm.handle(site.call("compliance1"), mine, "family was told").code == "not_found"
    assert alarm.handle(site.call("lead1"), mine, " ").at_field == "note"
    assert alarm.handle(site.call("lead1"), mine, "family was told").ok
    assert shown(site) == ()
    with site.database.reading() as session:
        past = past_alarms(session, site.actor("lead1"), site.now)
        care = in_care(session, site.actor("compliance1"), site.now)
        assert not in_care(session, site.actor("lead1"), site.now + timedelta(days=1)) or past[0].taken_by
    assert past[0].note == "family was told" and past[0].handled is not None
    assert [item.customer_id for item in care] == [site.customer_of(token)]
    assert chain(site)[:3] == ["alarm.raised", "alarm.seen", "alarm.taken"] and chain(site)[-1] == "alarm.handled"


def test_nobody_handles_an_alarm_that_they_raised(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token, mine = raised(site)
    assert safety.end(site.call("agent1"), token, "safe").ok
    site.sql("UPDATE request SET by_id = :lead WHERE kind = 'safety'", lead=IDS["lead1"])
    assert alarm.take(site.call("lead1"), mine).ok
    own = alarm.handle(site.call("lead1"), mine, "all is well")
    assert own.code == "conflict" and "second person" in own.text
    assert alarm.take(site.call("compliance1"), mine, IDS["lead1"]).ok
    assert alarm.handle(site.call("compliance1"), mine, "all is well").ok


def test_a_handled_risk_stays_on_hold_until_somebody_lifts_it(site: SampleSite) -> None:
    token, mine = raised(site)
    customer = site.customer_of(token)
    assert safety.end(site.call("agent1"), token, "safe").ok
    assert alarm.take(site.call("lead1"), mine).ok and alarm.handle(site.call("lead1"), mine, "all is well").ok
    for _ in range(4):
        site.later(hours=8)
        site.tick()
    assert site.entry(customer).state == "sleeping"


def test_a_handled_threat_lets_the_customer_back_into_the_queue(site: SampleSite) -> None:
    token, mine = raised(site, "threat_to_agent")
    customer = site.customer_of(token)
    assert safety.end(site.call("agent1"), token, "hung_up").ok
    for _ in range(4):  # the three days of the outcome are over, the alarm is not
        site.later(days=1)
        site.tick()
    assert (site.entry(customer).state, site.entry(customer).reason) == ("sleeping", "safety")
    assert alarm.take(site.call("lead1"), mine).ok and alarm.handle(site.call("lead1"), mine, "reported").ok
    site.wake()
    assert site.entry(customer).reason != "safety"


def test_two_take_at_once_and_one_has_it(site: SampleSite) -> None:
    _, mine = raised(site)
    calls = [site.call("lead1"), site.call("compliance1")]
    answers: list[Answer] = at_once([lambda c=call: alarm.take(c, mine) for call in calls])  # type: ignore[misc]
    assert sorted(answer.ok for answer in answers) == [False, True]
    lost = next(answer for answer in answers if not answer.ok)
    assert lost.code == "conflict" and lost.words["name"]
    assert chain(site).count("alarm.taken") == 1


def test_a_colleague_takes_it_over_from_the_one_who_has_it(site: SampleSite) -> None:
    _, mine = raised(site)
    assert alarm.take(site.call("lead1"), mine).ok
    assert alarm.take(site.call("compliance1"), mine, 99).code == "conflict"
    assert alarm.take(site.call("compliance1"), mine, IDS["lead1"]).ok
    assert site.one(select(Alarm.taken_by_id)) == IDS["compliance1"]
    assert alarm.look(site.call("lead1"), mine).code == "not_found"


def test_taking_opens_the_file_and_the_look_is_recorded(site: SampleSite) -> None:
    token, mine = raised(site)
    assert alarm.look(site.call("lead1"), mine).code == "not_found"
    assert alarm.take(site.call("lead1"), mine).ok
    assert alarm.look(site.call("lead1"), mine).data["customer"] == site.customer_of(token)
    kept = site.rows(select(ChainEntry).where(ChainEntry.kind == "alarm.file_opened"))[0][0]
    assert kept.customer_id == site.customer_of(token) and kept.body["purpose"] == "safety"
    assert "**" not in shown(site)[0].customer and "**" in shown(site, "compliance1")[0].customer


def test_whoever_took_it_may_ring_at_any_hour_until_it_is_handled(site: SampleSite) -> None:
    token, mine = raised(site)
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == site.customer_of(token)))
    assert safety.end(site.call("agent1"), token, "unreached").ok
    site.later(hours=13)  # 23:00
    assert alarm.call_back(site.call("lead1"), mine, phone).code == "not_found"
    assert alarm.take(site.call("lead1"), mine).ok
    done = alarm.call_back(site.call("lead1"), mine, phone)
    assert done.ok and done.show_once["number"].startswith("+")
    kept = site.one(select(Attempt.verdict).where(Attempt.id == done.data["attempt_id"]))
    assert kept["findings"][0]["rule"] == "cn-safety-state" and kept["asked"]["purpose"] == "safety"
    assert alarm.handle(site.call("lead1"), mine, "she is with her sister").ok
    assert alarm.call_back(site.call("lead1"), mine, phone).code == "illegal"


def test_agents_and_administrators_have_no_alarms(site: SampleSite) -> None:
    _, mine = raised(site)
    for login in ("agent1", "agent2", "admin1"):
        assert alarm.take(site.call(login), mine).code == "not_found"
        try:
            shown(site, login)
        except NotYours:
            continue
        raise AssertionError(login)
    assert alarm.take(site.call("lead1"), mine + 1).code == "not_found"


def test_the_desk_knows_whether_somebody_is_there(site: SampleSite) -> None:
    _, _mine = raised(site)

    def watched() -> bool:
        panel = site.desk("agent1").safety
        assert panel is not None
        return panel.watched

    assert not watched()
    seq = site.desk("agent1").seq
    assert alarm.watch(site.worker(), [IDS["agent2"]]).data["count"] == 0  # an agent is no watcher
    assert alarm.watch(site.worker(), [IDS["lead1"]]).data["count"] == 1
    assert watched() and site.desk("agent1").seq > seq
    site.later(minutes=2)  # the page is closed
    assert alarm.watch(site.worker(), []).data["count"] == 1 and not watched()
