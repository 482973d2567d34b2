"""The officer's inbox with its clocks, the act beside the list, and the palette that finds pages, people and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select

from console.actions import customer_file, declarations, house_rules
from console.domain.customer_file import Statement
from console.domain.waiting import WorkingDays, request_due
from console.store.models import Customer, HouseRule, Request, SpeechFinding
from console.store.queries.deadlines import read_deadlines
from console.store.queries.inbox import InboxItem, inbox
from console.store.queries.papers import rule_reviews
from tests import databases
from tests.actions.case_file import decide
from tests.people import IDS, ZONE, SampleSite
from tests.served import Served
from tests.web.test_compliance import post

FRIDAY = datetime(2026, 11, 27, 15, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def test_working_days_leave_out_weekends_and_holidays_and_count_days_worked_after_all() -> None:
    assert WorkingDays(ZONE).after(FRIDAY, 3) == FRIDAY + timedelta(days=5)
    with_holiday = WorkingDays(ZONE, closed={date(2026, 11, 30)})
    assert with_holiday.after(FRIDAY, 3) == FRIDAY + timedelta(days=6)
    with_sunday = WorkingDays(ZONE, worked={date(2026, 11, 29)})
    assert with_sunday.after(FRIDAY, 3) == FRIDAY + timedelta(days=4)


@pytest.mark.parametrize(
    ("kind", "scope", "confirmed", "house", "days"),
    [
        ("complaint", {}, False, None, 15),
        ("complaint", {}, False, 10, 10),
        ("complaint", {"clock_days": 30}, False, 10, 30),
        ("dispute", {}, False, None, 20),
        ("cease", {}, False, None, 5),
        ("cease", {}, True, None, None),
        ("minor", {}, False, None, 5),
        ("hardship", {}, False, None, None),
    ],
)
def test_each_kind_has_its_own_clock(
    kind: str, scope: dict[str, Any], confirmed: bool, house: int | None, days: int | None
) -> None:
    due = request_due(kind, scope, FRIDAY, confirmed=confirmed, calendar=WorkingDays(ZONE), house_days=house)
    assert due == (None if days is None else FRIDAY + timedelta(days=days))


def waiting(site: SampleSite) -> list[InboxItem]:
    with site.database.reading() as session:
        deadlines = read_deadlines(session, site.now, ZONE)
        return list(inbox(session, site.now, ZONE, deadlines, rule_reviews(session, ZONE)))


def put_on_file(site: SampleSite, customer: int, kind: str) -> int:
    said = Statement(kind, wording=f"about {kind}")
    assert customer_file.put_on_file(site.call("compliance1"), customer, said).ok
    return int(site.one(select(Request.id).order_by(Request.id.desc())))


def test_the_inbox_holds_every_kind_the_most_urgent_first(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert waiting(site) == []
    customer = int(site.one(select(Customer.id)))
    complaint = put_on_file(site, customer, "complaint")
    site.later(hours=1)
    cease = put_on_file(site, customer, "cease")
    token = site.preview("agent1")
    site.execute(
        insert(SpeechFinding).values(
            at=site.now,
            customer_id=customer,
            handout_id=token,
            agent_id=IDS["agent1"],
            source="note",
            speaker="note",
            kind="T1",
            rule="cn-msg-threat",
            quote="…",
            is_cue=False,
            severe=True,
        )
    )
    values: dict[str, Any] = {
        "kind": "cap",
        "value": 2.0,
        "channels": ["call"],
        "purposes": ["collect"],
        "products": [],
    }
    values |= {
        "reason": "calm",
        "rule_id": "",
        "param": "",
        "opens": "",
        "closes": "",
        "since": site.now,
        "until": None,
    }
    values |= {"portfolio_id": None, "team_id": None, "creditor_id": None}
    assert house_rules.write_rule(site.call("compliance1"), values).ok
    site.sql("UPDATE declaration SET until = since WHERE key = 'recording'")
    found = waiting(site)
    assert [item.key.partition("-")[0] for item in found] == [
        "finding",
        "house_rule",
        "request",
        "request",
        "declaration",
    ]
    assert [item.what for item in found if item.kind == "request"] == [str(cease), str(complaint)]
    assert not any(item.overdue for item in found)
    site.later(days=4)
    assert [item.kind for item in waiting(site) if item.overdue] == ["finding", "house_rule", "request"]
    assert declarations.declare(site.call("compliance1"), 1, "recording", True, "the shelf").ok
    assert "declaration" in {item.kind for item in waiting(site)}, "it waits for a second person"
    assert decide(site, "lead1").ok
    assert "declaration" not in {item.kind for item in waiting(site)}


def test_a_house_rule_shortens_the_clock_of_a_complaint(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = int(site.one(select(Customer.id)))
    put_on_file(site, customer, "complaint")
    values: dict[str, Any] = {
        "kind": "param",
        "rule_id": "cn-complaint",
        "param": "days",
        "value": 7.0,
        "reason": "soon",
    }
    values |= {"channels": [], "purposes": ["collect"], "products": [], "opens": "", "closes": "", "until": None}
    values |= {"portfolio_id": None, "team_id": None, "creditor_id": None, "since": site.now}
    assert house_rules.write_rule(site.call("compliance1"), values).ok
    due = next(item.due for item in waiting(site) if item.kind == "request")
    assert due is not None and due.astimezone(UTC) == site.now + timedelta(days=15)
    assert house_rules.approve_rule(site.call("lead1"), int(site.one(select(HouseRule.id)))).ok
    due = next(item.due for item in waiting(site) if item.kind == "request")
    assert due is not None and due.astimezone(UTC) == site.now + timedelta(days=7)


def test_the_officer_lands_on_the_inbox_and_acts_beside_it(served: Served) -> None:
    site = served.site
    customer = int(site.one(select(Customer.id)))
    number = put_on_file(site, customer, "cease")
    client = served.client("compliance1")
    assert client.get("/").headers["Location"] == "/compliance"
    page = client.get("/compliance").get_data(as_text=True)
    href = f"/compliance/inbox/request/{number}"
    assert href in page and "26 Nov 10:00" in page  # three working days
    item = client.get(href).get_data(as_text=True)
    assert "about cease" in item and "every channel stays closed" in item
    asked = post(served, "compliance1", f"/compliance/requests/{number}", what="confirm", chosen="letter", back="inbox")
    assert "It counts once another person has agreed" in asked.get_data(as_text=True)
    assert href in asked.get_data(as_text=True), "a channel that stays open waits for a second person"
    done = post(served, "compliance1", f"/compliance/requests/{number}", what="confirm", chosen="", back="inbox")
    assert done.request.path == "/compliance" and href not in done.get_data(as_text=True)
    assert client.get("/compliance/inbox/request/999").headers["Location"] == "/compliance"


def palette(served: Served, login: str, query: str) -> dict[str, list[str]]:
    found = served.client(login).get("/find", query_string={"q": query}).get_json()
    return {group["name"]: [item["href"] for item in group["items"]] for group in found["groups"]}


def test_the_palette_finds_only_what_the_reader_may_open(served: Served) -> None:
    name, number = served.site.rows(select(Customer.external_id, Customer.id))[0]
    assert palette(served, "compliance1", name)["Customers"] == [f"/compliance/files/{number}"]
    assert palette(served, "agent1", name)["Customers"] == [f"/desk#find={name}"]
    assert "Customers" not in palette(served, "admin1", name)
    assert palette(served, "admin1", "Li Min")["People"] == [f"/admin/people#person-{IDS['agent1']}"]
    assert "People" not in palette(served, "agent1", "Li Min")
    assert palette(served, "compliance1", "quiet letter by hand") == {
        "Customers": ["/compliance/files?query=quiet%20letter%20by%20hand"]
    }
    beginning = palette(served, "agent1", served.site.customer(number).name[:2])["Customers"]
    assert len(beginning) == 1 and beginning[0].startswith("/desk#find="), "a name leads to the search"
    rules = palette(served, "compliance1", "by hand before")["Rules"]
    assert len(rules) == 1 and re.fullmatch(r"/compliance/rules#rule-cn-\d+", rules[0])
    page = served.client("compliance1").get("/compliance/rules").get_data(as_text=True)
    row = re.search(rf'<tr id="{rules[0].partition("#")[2]}">\s*<td>([^<]+)', page)
    assert row and row.group(1).strip().startswith("No letter by hand before 08:00 or from 22:00")
    assert "Rules" not in palette(served, "agent1", "by hand before")
    assert set(palette(served, "lead1", "verdict log")) == {"Customers"}
    assert palette(served, "compliance1", "verdict log")["Pages"]
