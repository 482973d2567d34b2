"""The customer's own page: what it shows, and that its acts are those of the desk."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import hold_review
from console.domain.events import FactsChanged
from console.domain.promises import OutcomeForm
from console.store.models import Account, ChainEntry, Customer, CustomerPhone, Promise, Request, Signal
from console.store.queries.timeline import timeline_view
from tests.own_page import csrf, do, enter, page_site, send_link
from tests.served import Served
from tests.web.test_permissions import LOGINS, expected


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = page_site(tmp_path)
    yield made
    made.site.close()


@pytest.fixture
def mine(served: Served) -> tuple[Any, int]:
    customer_id, link = send_link(served)
    return enter(served, link, customer_id), customer_id


def request_of(served: Served, kind: str) -> Request:
    row = served.site.rows(select(Request).where(Request.kind == kind))[-1][0]
    assert isinstance(row, Request)
    return row


def test_the_page_says_what_is_owed_and_who_may_make_contact_when(served: Served, mine: tuple[Any, int]) -> None:
    client, customer_id = mine
    html = client.get("/my").get_data(as_text=True)
    customer = served.site.customer(customer_id)
    assert customer.name in html
    assert f"{customer.owed_minor / 100:,.2f}".rstrip("0").rstrip(".") in html.replace(".00", "")
    assert "employee no. 1" in html and "no rule forbade it" in html
    assert "allowed now" in html
    served.site.now = served.site.now.replace(hour=16)  # midnight in Shanghai
    night = client.get("/my")
    assert night.status_code == 401, "fourteen hours later the session is over"


@pytest.mark.parametrize(
    ("form", "kind", "scope"),
    [
        ({"kind": "cease"}, "cease", {}),
        ({"kind": "medium_refused", "channels": ["call", "visit"]}, "medium_refused", {"channels": ["call", "visit"]}),
        (
            {"kind": "time_refused", "opens": "12:00", "closes": "14:00", "days": ["1", "2"]},
            "time_refused",
            {"hours": [["12:00", "14:00"]], "days": [1, 2]},
        ),
        ({"kind": "hardship", "wording": "我失业了"}, "hardship", {"clock_days": 5}),
        ({"kind": "fraud_claim"}, "fraud_claim", {}),
        ({"kind": "dispute", "wording": "paid last week"}, "dispute", {}),
        ({"kind": "complaint", "wording": "they shouted at me"}, "complaint", {}),
        ({"kind": "represented", "name": "Law Firm X"}, "represented", {"name": "Law Firm X", "attorney_known": True}),
    ],
)
def test_each_act_is_the_desks_own_and_on_the_desk_at_once(
    served: Served, mine: tuple[Any, int], form: dict[str, Any], kind: str, scope: dict[str, Any]
) -> None:
    client, customer_id = mine
    site = served.site
    version = site.customer(customer_id).facts_version
    site.events.clear()
    html = do(client, "/my/file", **form)
    row = request_of(served, kind)
    assert (row.customer_id, row.scope, row.by_party, row.by_id, row.written) == (
        customer_id,
        scope,
        "debtor",
        None,
        True,
    )
    assert site.customer(customer_id).facts_version == version + 1
    assert FactsChanged((1,)) in site.events, "the desk that has the customer is drawn again"
    view = site.desk("agent1").customer
    assert view is not None and kind in {hold.kind for hold in view.holds}
    assert 'class="flash info"' in html
    chain = site.rows(select(ChainEntry.kind).where(ChainEntry.actor == f"customer:{customer_id}"))
    assert [entry.kind for entry in chain] == ["action.file.put"]


def test_after_stop_nobody_dials(served: Served, mine: tuple[Any, int]) -> None:
    client, _ = mine
    site = served.site
    do(client, "/my/file", kind="cease")
    view = site.desk("agent1").customer
    assert view is not None
    site.hang_up("agent1")
    site.later(hours=2)
    done = site.begin("agent1", view.handout_id)
    assert not done.ok and done.code in ("blocked", "stale", "illegal")
    site.later(minutes=1)
    assert (
        "not at all, as things are" in client.get("/my").get_data(as_text=True) or client.get("/my").status_code == 401
    )


def test_hardship_waits_for_a_person_by_a_day_and_its_answer_lifts_nothing(
    served: Served, mine: tuple[Any, int]
) -> None:
    client, _ = mine
    html = do(client, "/my/file", kind="hardship", wording="I lost my job")
    assert "a person answers you by" in html
    row = request_of(served, "hardship")
    inbox = served.client("compliance1").get("/compliance").get_data(as_text=True)
    assert "I lost my job" in inbox
    done = hold_review.answer_request(served.site.call("compliance1"), row.id, "A plan was offered")
    assert done.ok
    row = request_of(served, "hardship")
    assert row.answered_at is not None and row.lifted_at is None


def test_refusing_to_be_judged_deletes_what_is_stored(served: Served, mine: tuple[Any, int]) -> None:
    client, customer_id = mine
    site = served.site
    site.sql(
        "INSERT INTO signal (handout_id, customer_id, agent_id, kind, key, at) "
        "SELECT id, customer_id, agent_id, 'correction', 'fear', offered_at FROM handout"
    )
    assert "1 marks" in client.get("/my").get_data(as_text=True)
    html = do(client, "/my/file", kind="profiling_refused")
    assert "Nothing about your state of mind is stored" in html
    assert not site.rows(select(Signal.id).where(Signal.customer_id == customer_id))
    html = do(client, "/my/profiling")
    assert "Do not judge my state of mind" in html
    assert request_of(served, "profiling_refused").lifted_at is not None


def test_a_number_that_is_not_mine_is_not_used_again(served: Served, mine: tuple[Any, int]) -> None:
    client, customer_id = mine
    phone = served.site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer_id))
    do(client, "/my/file", kind="wrong_number", phone_id=str(phone))
    status = served.site.one(
        select(CustomerPhone.status).where(CustomerPhone.customer_id == customer_id, CustomerPhone.phone_id == phone)
    )
    assert status == "wrong"


def test_another_customers_things_are_not_there(served: Served, mine: tuple[Any, int]) -> None:
    client, customer_id = mine
    site = served.site
    other = site.one(select(Customer.id).where(Customer.id != customer_id))
    account = site.one(select(Account.id).where(Account.customer_id == other))
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == other))
    for form in (
        {"kind": "dispute", "account": str(account)},
        {"kind": "wrong_number", "phone_id": str(phone)},
        {"kind": "plan", "until": "2026-12-24", "proof": "x"},
        {"kind": "police_ban", "until": "2026-12-24", "proof": "x"},
        {"kind": "deceased"},
    ):
        html = do(client, "/my/file", **form)
        assert 'class="flash error"' in html, form
    assert not site.rows(select(Request.id).where(Request.kind != "cease"))
    name = site.customer(other).name
    assert name not in client.get("/my").get_data(as_text=True)


def test_nobody_of_the_house_opens_a_customers_page_and_no_customer_the_house(
    served: Served, mine: tuple[Any, int]
) -> None:
    client, _ = mine
    token = csrf(client, "/my")
    before = served.site.rows_of_everything()
    for (method, path), roles in expected().items():
        url = re.sub(r"<int:\w+>", "1", path).replace("<what>", "x").replace("<kind>.<extension>", "customers.csv")
        if "customer" in roles:
            for login in LOGINS.values():
                staff = served.client(login)
                answer = staff.open(url, method=method, headers={"X-CSRFToken": served.token(staff)})
                assert answer.status_code == 401, (method, path, login)
        elif "everyone" not in roles:
            answer = client.open(url, method=method, data={"csrf_token": token, "key": str(uuid.uuid4())})
            assert answer.status_code in (401, 404), (method, path)
    after = served.site.rows_of_everything()
    for table in ("login_attempt", "known_device", "web_session"):
        before.pop(table, None)
        after.pop(table, None)
    assert after == before


def test_the_page_is_there_in_chinese(served: Served, mine: tuple[Any, int]) -> None:
    client, _ = mine
    client.get("/my/language/zh_Hans_CN")
    html = client.get("/my").get_data(as_text=True)
    assert 'lang="zh-Hans"' in html and "停止联系我" in html and "Stop contacting me" not in html


def test_pressing_twice_does_it_once(served: Served, mine: tuple[Any, int]) -> None:
    client, _ = mine
    form = {"csrf_token": csrf(client, "/my"), "key": str(uuid.uuid4()), "kind": "complaint", "wording": "rude words"}
    for _ in range(2):
        client.post("/my/file", data=form)
    assert len(served.site.rows(select(Request.id).where(Request.kind == "complaint"))) == 1


def test_the_circle_from_the_call_to_a_kept_plan(served: Served, mine: tuple[Any, int]) -> None:
    """A call, a promise; on the own page a plan that fits, agreed; payments; kept, and the officer reads it all."""
    client, customer_id = mine
    site = served.site
    form = OutcomeForm(((site.now.date() + timedelta(days=5), 10_000),))
    assert site.finish("agent1", site.desk("agent1").token, "PTP-P", form).ok
    owed = site.customer(customer_id).owed_minor
    means = {"csrf_token": csrf(client, "/my"), "income": str(owed // 100 // 20 + 3000), "must_pay": "3000"}
    plans = client.post("/my/means", data=means).get_data(as_text=True)
    offered = re.findall(r'name="plan" value="(\w+)"', plans)
    version = re.search(r'name="facts_version" value="(\d+)"', plans)
    assert offered and version
    html = do(client, "/my/plan", plan=offered[-1], ability="partly", facts_version=version.group(1))
    assert "It is in force now" in html
    states = [tuple(row) for row in site.rows(select(Promise.kind, Promise.status).order_by(Promise.id))]
    assert states == [("partial", "withdrawn"), ("plan", "open")]
    account = site.one(select(Account.id).where(Account.customer_id == customer_id, Account.balance_minor > 0))
    pay = {
        "csrf_token": csrf(client, "/my"),
        "key": str(uuid.uuid4()),
        "account": account,
        "amount": f"{owed / 100:.2f}",
    }
    paper = client.post("/my/pay", data=pay).get_data(as_text=True)
    fields = dict(re.findall(r'name="(account|minor|reference)" value="([^"]+)"', paper))
    html = do(client, "/my/pay/simulated", **fields)
    assert "Paid (simulated)" in html
    assert [row.status for row in site.rows(select(Promise.status).order_by(Promise.id))] == ["withdrawn", "kept"]
    with site.database.reading() as session:
        told = {event.kind for event in timeline_view(session, customer_id).events}
    assert {"contact", "note", "promise", "payment", "hold"} <= told
