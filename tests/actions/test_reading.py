"""One reading budget for all doors: what is shown counts, is on record, and is never another team's."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import func, select

from console.actions import alarm, hold_review, import_runs, inbound, payments, queues, reading, visits
from console.actions.call import Answer, Call
from console.domain.actor import Actor
from console.domain.reading import A_DAY, FEWEST_STRANGERS, ODD_FOUND, REFUSALS, Budget, rows_cost
from console.store.models import (
    AgentQueue,
    Alarm,
    ChainEntry,
    Customer,
    CustomerPhone,
    Handout,
    ImportRun,
    Look,
    Phone,
    Portfolio,
    Queue,
    RingIn,
    Visit,
)
from console.store.queries import imports
from console.store.queries.search import search_customers
from console.store.queries.team import calls_taken, looks_shown
from console.store.scope import may_open
from tests.actions.visit_site import hire, person, put_on_map
from tests.people import IDS, SampleSite


def lead_b(site: SampleSite) -> Call:
    """Return a call by a lead of team B."""
    known = site.one(select(func.count()).where(Customer.id < 0))  # a plain read before the first write
    assert known == 0
    number = hire(site, "lead2", "lead")
    site.sql("UPDATE person SET team_id = 2 WHERE id = :n", n=number)
    return person(site, number)


def alarms(site: SampleSite) -> list[tuple[str, int]]:
    return [(row.kind, row.agent_id) for row in site.rows(select(Alarm.kind, Alarm.agent_id).order_by(Alarm.id))]


def number_of(site: SampleSite, customer_id: int) -> str:
    found = site.one(
        select(Phone.e164)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer_id)
        .order_by(CustomerPhone.rank)
        .limit(1)
    )
    return str(found)


def call_of(site: SampleSite, actor: Actor) -> Call:
    return replace(site.call("lead1"), actor=actor)


def test_a_lead_of_another_team_opens_nothing(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.preview("agent1")
    customer = site.customer_of(token)
    other = lead_b(site)
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer))
    run = import_runs.start(site.call("lead1"), 1, "main", "a.csv", None).data["run_id"]
    place = put_on_map(site, customer, 31.2, 121.4)
    site.sql(
        "INSERT INTO visit (customer_id, place_id, state, proposed_at, why, factors, gain_minor, cost_minor, currency,"
        " minutes, bound, travel_s, metres, left_out, end_reason) VALUES"
        " (:c, :p, 'proposed', :at, '', '[]', 0, 0, 'TWD', 10, 0, 0, 0, '', '')",
        c=customer,
        p=place,
        at=site.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    )
    visit = site.one(select(Visit.id))

    def tried() -> dict[str, Answer]:
        again = replace(other, key="")
        return {
            "number": inbound.reveal(again, customer, phone, "curious today"),
            "file": reading.opened(again, "file", customer),
            "try it": reading.opened(again, "try_it", customer),
            "preview": reading.opened(again, "preview", customer),
            "ranks": queues.set_ranks(again, IDS["agent1"], {"1": 1}),
            "import": import_runs.cancel(again, run),
            "errors": reading.import_errors(again, run),
            "visit": visits.decide(again, [visit], True, ""),
            "visit cancelled": visits.cancel(again, visit, "curious"),
            "import applied": import_runs.begin_apply(again, run),
        }

    assert {name for name, done in tried().items() if done.code != "not_found"} == set()
    with site.database.reading() as session:
        assert imports.runs(session, other.actor) == [] and imports.run(session, other.actor, run) is None
        assert [one.run.id for one in imports.runs(session, site.actor("lead1"))] == [run]
    assert site.one(select(ImportRun.state).where(ImportRun.id == run)) == "reading"
    assert site.one(select(Visit.state)) == "proposed"
    mine = site.call("lead1")
    assert reading.opened(mine, "file", customer).ok and visits.decide(site.call("lead1"), [visit], False, "not now").ok
    assert import_runs.cancel(site.call("lead1"), run).ok


def test_a_lead_ranks_the_own_team_in_its_own_queues(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.sql("UPDATE queue SET team_id = 2 WHERE id = 3")
    before = site.one(select(AgentQueue.rank).where(AgentQueue.agent_id == IDS["agent1"], AgentQueue.queue_id == 3))
    assert queues.set_ranks(site.call("lead1"), IDS["agent1"], {"1": 2, "3": 7}).ok
    ranks = dict(site.rows(select(AgentQueue.queue_id, AgentQueue.rank).where(AgentQueue.agent_id == IDS["agent1"])))
    assert ranks == {1: 2, 3: before}, "the queue of the other team stays as it was"


def test_a_search_finds_the_customers_of_the_own_queues_alone(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.sql("UPDATE queue SET team_id = 1")
    rows = site.rows(select(Customer.external_id))
    with site.database.reading() as session:
        mine = [search_customers(session, site.actor("agent1"), row.external_id).total for row in rows]
        others = [search_customers(session, site.actor("agent3"), row.external_id).total for row in rows]
    assert set(mine) == {1} and set(others) == {0}
    refused = inbound.take_inbound(site.call("agent3"), 1)
    assert refused.code == "not_found" and site.live_handouts() == 0
    assert [row.refused for row in site.rows(select(Look.refused))] == [True]


def test_a_portfolio_named_by_queues_is_closed_to_other_teams(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    other = lead_b(site)
    assert import_runs.start(other, 1, "main", "b.csv", None).ok
    site.sql("UPDATE queue SET team_id = 1, portfolio_id = 1 WHERE id = 1")
    assert import_runs.start(replace(other, key=""), 1, "main", "b.csv", None).code == "not_found"
    name, creditor = site.rows(select(Portfolio.name, Portfolio.creditor_id))[0]
    assert creditor == 1
    made = import_runs.open_portfolio(replace(other, key=""), "Sample Bank (made up)", name, "TWD", ["cn"])
    assert made.code == "not_found"
    with site.database.reading() as session:
        assert imports.runs(session, other.actor) == [] and imports.portfolios(session, other.actor) == []


def test_the_budget_counts_each_customer_once_a_day_over_all_doors(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    ids = [row.id for row in site.rows(select(Customer.id).order_by(Customer.id))]
    site.sql("UPDATE queue SET inbound_a_day = 0")
    assert reading.found(site.call("agent1"), ids[:12]).ok
    assert reading.found(site.call("agent1"), ids[:12]).ok, "known customers cost nothing more"
    spent = select(func.sum(Look.cost)).where(Look.person_id == IDS["agent1"])
    assert site.one(spent) == 12 and site.one(select(func.count()).select_from(Look)) == 12
    kept = site.one(select(ChainEntry.body).where(ChainEntry.kind == "look.search").order_by(ChainEntry.id))
    assert kept == {"customers": ids[:12], "cost": 12}
    site.sql("UPDATE look SET cost = :n WHERE id = 1", n=A_DAY["agent"] - 11 - 2)  # two are left
    assert reading.found(site.call("agent1"), ids[12:14]).ok
    over = reading.found(site.call("agent1"), ids[14:15])
    assert (over.ok, over.code) == (False, "conflict") and "limit" in over.text
    assert alarms(site) == [("reading_limit", IDS["agent1"])]
    assert reading.found(site.call("agent1"), ids[15:16]).code == "conflict"
    assert len(alarms(site)) == 1, "one alarm a day"
    taken = inbound.take_inbound(site.call("agent1"), ids[20])
    assert taken.code == "conflict" and site.live_handouts() == 0
    site.later(days=1)
    assert reading.found(site.call("agent1"), ids[14:15]).ok, "another day, another budget"


def test_an_inbound_desk_is_not_starved(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    ids = [row.id for row in site.rows(select(Customer.id).order_by(Customer.id))]
    site.sql("UPDATE queue SET inbound_a_day = 200")
    reading.found(site.call("agent1"), ids[:1])
    site.sql("UPDATE look SET cost = :n", n=A_DAY["agent"] + 100)
    assert reading.found(site.call("agent1"), ids[1:3]).ok
    assert Budget("agent", 260, 200).holds(0) and not Budget("agent", 260, 200).holds(1)


def test_twelve_strangers_do_not_ring_back(sqlite_site: SampleSite) -> None:
    """An agent may not open file after file by saying that somebody rings."""
    site = sqlite_site
    site.sql("UPDATE queue SET inbound_a_day = 12")
    opened = 0
    for customer in [row.id for row in site.rows(select(Customer.id).order_by(Customer.id).limit(12))]:
        done = inbound.take_inbound(site.call("agent1"), customer, "+8613911112222")
        opened += done.ok
        if done.ok:
            site.sql("UPDATE handout SET ended_at = offered_at, end_reason = 'done'")
            site.sql("UPDATE agent SET handout_id = NULL, state = 'on_break'")
    assert opened == FEWEST_STRANGERS
    assert alarms(site)[-1] == ("ring_strangers", IDS["agent1"])
    thirteenth = site.one(select(Customer.id).order_by(Customer.id).offset(14).limit(1))
    typed = number_of(site, thirteenth).removeprefix("+86")
    known = inbound.take_inbound(site.call("agent1"), thirteenth, typed)
    assert known.ok, "the number that rings is on this customer's file"
    ring = site.rows(select(RingIn.known, RingIn.number).order_by(RingIn.id.desc()))[0]
    assert ring.known and ring.number == number_of(site, thirteenth)


def test_a_queue_bounds_the_calls_of_a_day(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.sql("UPDATE queue SET inbound_a_day = 0")
    done = inbound.take_inbound(site.call("agent1"), 1, number_of(site, 1))
    assert done.code == "conflict" and done.words == {"most": 0}
    held = site.preview("agent1")
    own = inbound.take_inbound(site.call("agent1"), site.customer_of(held))
    assert own.ok, "whoever is on the desk already may ring"


def test_a_lead_judges_the_calls_under_unknown_numbers(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert inbound.take_inbound(site.call("agent1"), 1, "13911112222").ok
    with site.database.reading() as session:
        shown = calls_taken(session, site.actor("lead1"), site.now.replace(hour=0))
    assert [(one.number, one.judged) for one in shown] == [("139****2222", "")]
    ring = shown[0].id
    assert reading.judge(lead_b(site), ring, "wrong", "nobody called").code == "not_found"
    assert reading.judge(site.call("lead1"), ring, "wrong", "").at_field == "note"
    assert reading.judge(site.call("lead1"), ring, "wrong", "nobody called").ok
    assert reading.judge(site.call("lead1"), ring, "right", "").code == "conflict"
    row = site.rows(select(RingIn.judged, RingIn.judged_by_id))[0]
    assert tuple(row) == ("wrong", IDS["lead1"])


def test_many_refusals_raise_an_alarm_and_nobody_closes_the_own_one(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    other = lead_b(site)
    ids = [row.id for row in site.rows(select(Customer.id).order_by(Customer.id))]
    for customer in ids[:REFUSALS]:
        assert alarms(site) == []
        assert reading.opened(replace(other, key=""), "file", customer).code == "not_found"
    assert alarms(site) == [("reading_refused", other.actor.id)]
    number = site.one(select(Alarm.id))
    assert "about you" in alarm.take(replace(other, key=""), number).text
    assert alarm.take(site.call("compliance1"), number).ok
    assert alarm.look(site.call("compliance1"), number).data["customer"] == 0
    assert alarm.handle(site.call("compliance1"), number, "asked the lead").ok


def test_many_found_and_no_call_taken_looks_odd(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    ids = [row.id for row in site.rows(select(Customer.id).order_by(Customer.id).limit(ODD_FOUND))]
    reading.found(site.call("agent1"), ids[:-1])
    assert alarms(site) == []
    reading.found(site.call("agent1"), ids[-1:])
    assert alarms(site) == [("reading_odd", IDS["agent1"])]


def test_each_look_is_seen_by_the_lead_who_answers_for_the_customer(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = site.customer_of(site.preview("agent1"))
    assert reading.opened(site.call("compliance1"), "file", customer).ok
    untouched = site.one(select(Customer.id).where(Customer.id != customer).order_by(Customer.id.desc()).limit(1))
    assert reading.opened(site.call("compliance1"), "file", untouched).ok
    other = lead_b(site)
    with site.database.reading() as session:
        mine = looks_shown(session, site.actor("lead1"), site.now)
        theirs = looks_shown(session, other.actor, site.now)
    assert [(one.who, one.external_id) for one in mine] == [("Sun Hua", site.customer(customer).external_id)]
    assert theirs == ()


def test_who_opens_a_customer(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.preview("agent1")
    customer = site.customer_of(token)
    with site.database.reading() as session:
        may = {login for login in IDS if may_open(session, site.actor(login), customer)}
    assert may == {"agent1", "lead1", "compliance1"}
    assert site.one(select(Handout.id)) == token and site.one(select(Queue.inbound_a_day)) == 40
    assert hold_review.revoke_consent(lead_b(site), 1).code == "not_found"
    assert payments.reject(site.call("lead1"), 1, "no such entry").code == "not_found"


def test_the_refused_rows_of_an_import_cost_by_their_number() -> None:
    assert [rows_cost(rows) for rows in (0, 1, 50, 51, 5000)] == [1, 1, 1, 2, 100]
