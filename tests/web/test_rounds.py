"""The pages of rounds: a lead makes, approves, plans and changes; a collector sees today's stops."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from console.actions import visits
from console.domain.visits import Day, DayPlan
from console.routing.matrix import Source
from console.routing.rounds import plan_rounds
from console.settings import BadSetting, read_settings
from console.store.models import Customer, Visit, VisitRound
from console.web import replan
from console.web import rounds as pages
from tests import databases
from tests.actions.field_site import Tablet, go_out
from tests.actions.visit_site import checked, customers, hire, office, owe, put_on_map
from tests.served import Served


def test_a_lead_makes_and_plans_a_round_and_the_collector_sees_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_child(day: Day, source: Source) -> DayPlan:
        return plan_rounds(day, source, checked)

    monkeypatch.setattr(pages, "plan_rounds", without_child)
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=12)
    site = served.site
    place, second = office(site), hire(site, "c2")
    chosen = customers(site, 3)
    owe(site, *chosen)
    for number, customer_id in enumerate(chosen):
        values: dict[str, object] = {
            "customer_id": customer_id,
            "place_id": put_on_map(site, customer_id, 31.2 + number / 90, 121.46),
        }
        values |= {"state": "proposed", "proposed_at": site.now, "factors": [["owed", "5000000"]], "why": "<b>asked"}
        site.execute(insert(Visit).values(**values, gain_minor=100_000, cost_minor=20_000, currency="TWD", minutes=20))
    client = served.client("lead1")
    token = served.token(client)

    def post(path: str, **form: object) -> str:
        done = client.post(path, data={"csrf_token": token, **form}, follow_redirects=True)
        return str(done.get_data(as_text=True))

    assert "Make a round first." in post("/rounds/plan")
    names = [site.one(select(Customer.name).where(Customer.id == one)) for one in chosen]
    waiting = client.get("/rounds").get_data(as_text=True)
    assert all(name in waiting for name in names) and "&lt;b&gt;asked" in waiting and "Why this customer?" in waiting
    hours = {"starts": "09:00", "ends": "18:00", "start": place, "end": place}
    first = site.actor("collector1").id
    assert "needs two different collectors" in post("/rounds", collector=[first, first], **hours)
    post("/rounds", collector=[first, second], **hours)
    ids = [row[0] for row in site.rows(select(Visit.id))]
    post("/rounds/decide", visit=ids, what="approve")
    planned = post("/rounds/plan")
    assert "The rounds are planned." in planned and planned.count("on a round") == 3
    field = served.client("collector1").get("/", follow_redirects=True).get_data(as_text=True)
    assert "Choose a passphrase for today" in field
    assert not any(name in field for name in names), "the page itself is kept in plain: no customer stands on it"
    assert "Changed since it was planned" in post("/rounds/cancel", visit=ids[0], why="paid in full")
    one = site.one(select(VisitRound.id))
    assert "Approved, on no round yet" not in post("/rounds/move", visit=ids[1], round=one)
    assert "no time" not in post("/rounds/plan")
    other = served.client("agent1")
    assert other.get("/rounds").status_code == 404 and other.get("/field").status_code == 404
    site.close()


def test_a_round_that_was_planned_is_planned_anew_when_it_changes_or_runs_late(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_child(day: Day, source: Source) -> DayPlan:
        return plan_rounds(day, source, checked)

    monkeypatch.setattr(replan, "plan_rounds", without_child)
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=12)
    site = served.site
    first, second, third = go_out(site)
    planner = replan.Replanner(site.context, served.parts["clock"], served.parts["settings"])
    lead, tablet = (
        served.socket(served.client("lead1"), "/rounds"),
        served.socket(served.client("collector1"), "/rounds"),
    )
    assert not served.socket(served.client("agent1"), "/rounds").is_connected("/rounds")
    marks = [lead.emit("snapshot", {}, namespace="/rounds", callback=True)["panels"]["mark"]]
    assert planner.run() == 0
    lead.get_received("/rounds"), tablet.get_received("/rounds")
    assert visits.cancel(site.call("lead1"), first, "has paid").ok
    served.flush()
    for socket in (lead, tablet):
        pushed = socket.get_received("/rounds")
        assert [one["name"] for one in pushed] == ["panels"] and pushed[0]["args"][0]["panels"]["mark"]
    marks.append(lead.emit("beat", {}, namespace="/rounds", callback=True)["panels"]["mark"])
    assert planner.run() == 1 and planner.run() == 0
    marks.append(lead.emit("beat", {}, namespace="/rounds", callback=True)["panels"]["mark"])
    assert len(set(marks)) == 3, "every change has a mark of its own"
    pad = Tablet(site)
    pad.do("depart", second)
    pad.do("leave", second)
    before = site.one(select(Visit.begins_at).where(Visit.id == third))
    site.now = before + replan.LATE + timedelta(seconds=1)
    assert planner.run() == 1, "the pair runs late"
    assert site.one(select(Visit.begins_at).where(Visit.id == third)) > site.now and planner.run() == 0
    site.execute(update(Visit).where(Visit.id == third).values(state="approved", round_id=None, decided_at=site.now))
    site.later(minutes=1)
    site.execute(update(Visit).where(Visit.id == third).values(decided_at=site.now))
    assert planner.run() == 1, "a visit was added"
    assert site.one(select(Visit.state).where(Visit.id == third)) == "planned"
    site.close()


def test_settings_of_the_distances_are_read_and_refused() -> None:
    env = {"CONSOLE_SECRET_KEY": "x" * 32, "CONSOLE_ROUTE_SPEEDS": "30, 上海市=18", "CONSOLE_ROUTE_DETOUR": "1.2"}
    found = read_settings({**env, "CONSOLE_ROUTE_OSRM": "http://osrm.local:5000/"})
    assert (found.route_speed, found.route_cities, found.route_detour) == (30.0, (("上海市", 18.0),), 1.2)
    assert found.route_osrm == "http://osrm.local:5000"
    for name, value in (("SPEEDS", "fast"), ("SPEEDS", "上海市=0"), ("DETOUR", "0.5"), ("OSRM", "osrm.local")):
        with pytest.raises(BadSetting, match=f"CONSOLE_ROUTE_{name}"):
            read_settings({**env, f"CONSOLE_ROUTE_{name}": value})
