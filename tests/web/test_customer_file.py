"""The customer's file: the form at the desk, the page of the officer, proposals, papers, calendar, the log."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from console.store.models import (
    Account,
    ChainEntry,
    Creditor,
    CustomerPhone,
    Handout,
    Holiday,
    Paper,
    Portfolio,
    Proposal,
    Request,
    RuleReview,
)
from tests import databases
from tests.actions.case_file import decide
from tests.served import Served


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path)
    yield made
    made.site.close()


def post(served: Served, login: str, path: str, fields: dict[str, str] | None = None, **more: Any) -> Any:
    client = served.client(login)
    head = {"X-CSRFToken": served.token(client)}
    return client.post(path, data={**(fields or {}), **more}, headers=head, follow_redirects=True)


def text(answer: Any) -> str:
    return str(answer.get_data(as_text=True))


def held(served: Served) -> int:
    token = served.site.preview("agent1")
    return int(served.site.one(select(Handout.customer_id).where(Handout.id == token)))


def test_the_desks_form_redraws_the_desk_and_the_officers_list_live(served: Served) -> None:
    customer = held(served)
    client = served.client("agent1")
    desk = served.socket(client)
    officer = served.socket(served.client("compliance1"), "/compliance")
    served.flush()
    desk.get_received("/desk"), officer.get_received("/compliance")
    head = {"X-CSRFToken": served.token(client)}
    body = {
        "key": str(uuid.uuid4()),
        "customer_id": customer,
        "kind": "time_refused",
        "opens": "09:00",
        "closes": "21:00",
        "days": ["1", "2"],
        "by": "debtor",
        "written": "0",
        "wording": "I sleep in the day",
        "phone_id": "",
    }
    done = client.post("/desk/file", data=body, headers=head)
    assert done.status_code == 200 and done.get_json()["ok"]
    again = client.post("/desk/file", data=body, headers=head)
    assert again.get_json()["ok"] and served.site.one(select(func.count(Request.id))) == 1
    served.flush()
    pushed = [m["args"][0] for m in desk.get_received("/desk") if m["name"] == "panels"]
    assert "The customer asked to stop" in pushed[-1]["panels"]["strip"]
    assert "09:00-21:00 · Mon · Tue" in pushed[-1]["panels"]["customer"]
    seen = [m["args"][0] for m in officer.get_received("/compliance") if m["name"] == "panels"]
    assert "A time was refused" in seen[-1]["panels"]["inbox"]
    scope = served.site.one(select(Request.scope))
    assert scope == {"hours": [["09:00", "21:00"]], "days": [1, 2]}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": ""}, "kind"),
        ({"kind": "plan"}, "kind"),
        ({"wording": " "}, "wording"),
        ({"opens": "25:00"}, "opens"),
        ({"days": ["9"]}, "days"),
        ({"until": "soon"}, "until"),
        ({"since": "soon"}, "since"),
        ({"customer_id": "x"}, "customer_id"),
        ({"phone_id": "x"}, "phone_id"),
        ({"key": "1"}, "key"),
        ({"wording": "a" * 501}, "wording"),
    ],
)
def test_bad_input_at_the_desk_names_its_field_and_writes_nothing(
    served: Served, change: dict[str, Any], field: str
) -> None:
    customer = held(served)
    client = served.client("agent1")
    body = {
        "key": str(uuid.uuid4()),
        "customer_id": customer,
        "kind": "time_refused",
        "opens": "09:00",
        "closes": "21:00",
        "wording": "I sleep in the day",
        **change,
    }
    head = {"X-CSRFToken": served.token(client)}
    before = served.site.rows_of_everything()
    done = client.post("/desk/file", data=body, headers=head)
    assert done.status_code == 422, done.get_json()
    assert done.get_json()["field"] == field and done.get_json()["message"]
    assert served.site.rows_of_everything() == before


def test_the_desk_asks_and_the_officer_decides(served: Served) -> None:
    customer = held(served)
    client = served.client("agent1")
    head = {"X-CSRFToken": served.token(client)}

    def send(path: str, **body: Any) -> Any:
        full = {"key": str(uuid.uuid4()), "customer_id": customer, **body}
        return client.post(path, data=full, headers=head).get_json()

    assert send("/desk/file", kind="cease", wording="stop it")["ok"]
    row = served.site.one(select(Request.id))
    assert send("/desk/file/ask", what="lift", request_id=row, reason="")["field"] == "reason"
    assert send("/desk/file/ask", what="fly", reason="because")["field"] == "what"
    assert send("/desk/file/ask", what="lift", request_id=row, reason="the customer wants it back")["ok"]
    assert send("/desk/file/moved", place="home", zone="Europe/Paris", region="FR", reason="told me")["ok"]
    assert send("/desk/file/moved", place="home", zone="Nowhere", region="FR", reason="told me")["field"] == "zone"
    page = text(served.client("compliance1").get("/compliance/changes"))
    assert "Lift: Asked to stop" in page and "Europe/Paris" in page
    assert "the customer wants it back" in page
    wish = served.site.one(select(Proposal.id).where(Proposal.what == "lift"))
    lead = post(served, "lead1", f"/compliance/changes/{wish}", do="grant")
    assert "Not found" in text(lead), "a lead lifts no block that an agent asked for"
    bare = post(served, "compliance1", f"/compliance/changes/{wish}", do="refuse")
    assert "Enter the reason" in text(bare)
    done = post(served, "compliance1", f"/compliance/changes/{wish}", do="grant", why="heard it")
    assert "granted by" in text(done)
    assert served.site.one(select(Request.lifted_why)) == "heard it"


def test_the_officers_page_of_a_customer(served: Served) -> None:
    customer = held(served)
    path = f"/compliance/files/{customer}"
    found = text(served.client("compliance1").get("/compliance/files?query=UCI"))
    assert "Nobody found" in found or "/compliance/files/" in found
    assert served.client("compliance1").get("/compliance/files/99999").status_code == 302
    page = text(served.client("compliance1").get(path))
    assert "three failed calls in a row" in page and "does not hold" in page
    assert "****" in page and "+86" not in page, "numbers stay masked"
    phone = served.site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer))
    account = served.site.one(select(Account.id).where(Account.customer_id == customer))
    for form, word in (
        (
            {"do": "put", "kind": "police_ban", "wording": "order no 4", "proof": "order", "until": "2027-01-31"},
            "Police contact ban",
        ),
        ({"do": "number", "phone_id": phone, "status": "wrong"}, "wrong number"),
        ({"do": "ask", "what": "number", "phone_id": phone, "reason": "it rings"}, "usable again"),
        (
            {"do": "moved", "place": "work", "zone": "Asia/Urumqi", "region": "cn", "reason": "told us"},
            "not verified: also binds",
        ),
        (
            {
                "do": "limitation",
                "account_id": account,
                "due_on": "2026-10-26",
                "interrupted_on": "2026-11-01",
                "by": "payment",
                "reason": "paid 5",
                "proof": "slip",
            },
            "The limitation period runs from Sun 1 Nov",
        ),
        ({"do": "put", "kind": "nothing", "wording": "xyz"}, "Choose what is put on file"),
        ({"do": "limitation", "account_id": account, "due_on": "26/10/26"}, "Enter a day"),
        ({"do": "ask", "what": "lost", "reason": "tried"}, "waits"),
        ({"do": "what"}, "Choose what should change"),
    ):
        done = text(post(served, "compliance1", path, form))
        assert word in done, form
    row = served.site.one(select(Request.id).where(Request.kind == "police_ban"))
    own = post(served, "compliance1", path, do="lift", request_id=row, reason="over")
    assert "It counts once another person has agreed" in text(own)


def test_complaints_have_a_register_with_clocks(served: Served) -> None:
    customer = held(served)
    path = f"/compliance/files/{customer}"
    post(
        served, "compliance1", path, do="put", kind="complaint", wording="you ring my mother", since="2026-11-05T09:00"
    )
    page = text(served.client("compliance1").get("/compliance/complaints"))
    assert "you ring my mother" in page and "answer by 20 Nov" in page and "severe" in page
    row = served.site.one(select(Request.id))
    there = f"/compliance/complaints/{row}"
    assert "Choose a longer time" in text(post(served, "compliance1", there, do="extend", days="15", text="more"))
    assert "Enter a whole number" in text(post(served, "compliance1", there, do="extend", days="x", text="more"))
    assert "answer by 5 Dec" in text(post(served, "compliance1", there, do="extend", days="30", text="more to read"))
    done = text(post(served, "compliance1", there, do="answer", text="we stopped"))
    assert "we stopped" in done and "answered" in done


def test_papers_types_and_agencies_of_a_creditor(served: Served) -> None:
    creditor = served.site.one(select(Creditor.id))
    portfolio = served.site.one(select(Portfolio.id))
    there = f"/admin/creditors/{creditor}"
    good = {
        "kind": "contract",
        "agency": "Fair",
        "number": "C-9",
        "since_on": "2026-01-01",
        "until_on": "2027-01-01",
        "proof": "scan",
    }
    for change, word in (
        ({"since_on": "1/1/26"}, "Enter a day"),
        ({"kind": "x"}, "kind of paper"),
        ({"agency": ""}, "Enter the agency"),
        ({"proof": ""}, "proof is kept"),
    ):
        assert word in text(post(served, "compliance1", there, {**good, **change}))
    assert served.site.one(select(func.count(Paper.id))) == 0
    assert "It counts once another person has agreed" in text(post(served, "compliance1", there, good))
    waits = text(served.client("lead1").get("/compliance/changes"))
    assert "agency contract C-9 of Fair, 2026-01-01 to 2027-01-01" in waits
    assert decide(served.site, "lead1").ok
    assert "C-9" in text(served.client("compliance1").get("/admin/creditors"))
    post(served, "compliance1", f"/admin/portfolios/{portfolio}/agency", agency="Fair")
    assert decide(served.site, "lead1").ok
    assert 'value="Fair"' in text(served.client("compliance1").get("/admin/creditors"))
    declared = text(served.client("compliance1").get("/admin/declarations"))
    assert "no paper" in declared, "not evaluated: declared as not in force"
    asked = post(served, "compliance1", f"{there}/type", type="microloan", reason="licence", proof="L-3")
    assert "Proposed" in text(asked)
    assert "microloan" in text(served.client("lead1").get("/compliance/changes"))
    paper = served.site.one(select(Paper.id))
    assert "ended" in text(post(served, "compliance1", f"/admin/papers/{paper}/end"))
    read = text(served.client("admin1").get("/admin/creditors"))
    assert "C-9" in read and "Put a paper on record" not in read, "the administrator reads only"


def test_the_calendars_page(served: Served) -> None:
    for change, word in (
        ({"on": "x"}, "Enter a day"),
        ({"on": "2026-01-01"}, "from today on"),
        ({"region": "ZZ"}, "region from the list"),
        ({"reason": ""}, "reason"),
    ):
        form = {
            "region": "CN",
            "on": "2026-12-01",
            "works": "0",
            "name": "flood",
            "reason": "the town is under water",
            **change,
        }
        assert word in text(post(served, "admin1", "/admin/calendar", form))
    form = {"region": "CN", "on": "2026-12-01", "works": "0", "name": "flood", "reason": "water"}
    assert "flood" in text(post(served, "admin1", "/admin/calendar", form))
    new_year = {"region": "CN", "on": "2027-01-01", "works": "1", "name": "", "reason": "decree"}
    assert "waits for a second person" in text(post(served, "admin1", "/admin/calendar", new_year))
    row = served.site.one(select(Holiday.id).where(Holiday.name == "flood"))
    there = f"/admin/calendar/{row}/restore"
    assert "Enter the reason" in text(post(served, "admin1", there, reason=""))
    post(served, "admin1", there, reason="dry again")
    page = text(served.client("compliance1").get("/compliance/changes"))
    assert "Tue 1 Dec opens again" in page and "Fri 1 Jan 2027" in page
    assert "Set a day" not in text(served.client("compliance1").get("/admin/calendar"))


def test_rules_fall_due_and_are_read_again(served: Served) -> None:
    from datetime import UTC, datetime

    page = text(served.client("compliance1").get("/compliance/rules"))
    assert "None within 30 days" in page and "22 Feb 2027" in page
    served.site.now = datetime(2027, 2, 1, 3, tzinfo=UTC)
    today = text(served.client("compliance1").get("/compliance"))
    assert "Rule to compare with its source" in today
    page = text(served.client("compliance1").get("/compliance/rules"))
    assert "last checked 24 Nov" in page
    form = {"rule": "cn:cn-complaint", "note": "read the notice again"}
    assert "Not found" in text(
        post(served, "compliance1", "/compliance/rules/seen", {**form, "rule": "xx:cn-complaint"})
    )
    post(served, "compliance1", "/compliance/rules/seen", form)
    assert served.site.one(select(RuleReview.note)) == "read the notice again"


def test_the_log_is_searched_by_everything_and_bad_input_is_said(served: Served) -> None:
    token = served.site.talk("agent1")
    external = served.site.desk("agent1").customer.external_id  # type: ignore[union-attr]
    client = served.client("compliance1")
    agent = served.site.actor("agent1").key

    def rows(**args: str) -> int:
        page = text(client.get("/compliance/log", query_string=args))
        return len(re.findall(r"<tr>\s*<td", page))

    assert rows() == 1 and token  # nothing was blocked or warned: the row says so
    assert "Choose “all levels”" in text(client.get("/compliance/log"))
    assert rows(level="") == 2
    assert rows(customer=external, level="") == 2 and rows(customer="nobody") == 1
    assert rows(who=agent, level="") == 2 and rows(who="person:99") == 1
    assert "Nothing found" in text(client.get("/compliance/log?level=block"))
    assert rows(level="allow") == 2 and rows(**{"level": "", "from": "2026-11-22", "to": "2026-11-24"}) == 2
    assert "Nothing found" in text(client.get("/compliance/log?from=2026-11-24&to=2026-11-25"))
    assert "Nothing found" in text(client.get("/compliance/log?rule=cn-dispute-hold"))
    for query, word in (
        ("from=soon", "Enter a day"),
        ("to=2026-13-40", "Enter a day"),
        ("from=2026-11-24&to=2026-11-20", "last day is before"),
        ("level=purple", "level"),
        ("rule=cn-nothing", "rule that exists"),
        ("who=x", "person from the list"),
        ("customer=" + "a" * 200, "too long"),
    ):
        page = client.get(f"/compliance/log?{query}")
        assert page.status_code == 200 and word in text(page), query
    day = {"from": "2026-11-23", "to": "2026-11-23", "reason": "audit", "level": ""}
    for change, word in (
        ({"from": "x"}, "Enter a day"),
        ({"level": "x"}, "level"),
        ({"reason": " "}, "Enter the reason"),
    ):
        assert word in text(post(served, "compliance1", "/compliance/log/export", {**day, **change}))
    exported = post(served, "compliance1", "/compliance/log/export", day, who=agent, form="csv")
    assert exported.headers["Content-Disposition"].endswith('"verdicts.csv"')
    assert len(exported.get_data().decode("utf-8-sig").splitlines()) == 3
    none = post(served, "compliance1", "/compliance/log/export", day, who="person:99", form="csv")
    assert len(none.get_data().decode("utf-8-sig").splitlines()) == 1
    kinds = select(ChainEntry.id).where(ChainEntry.kind == "action.people.export")
    assert len(served.site.rows(kinds)) == 2


def test_overrides_breaches_and_self_made_consents_are_listed_live(served: Served) -> None:
    from datetime import timedelta

    from console.actions import hold_review, service_reports
    from console.actions.call import Call
    from console.domain.actor import Actor
    from console.store.models import Attempt

    site = served.site
    socket = served.socket(served.client("compliance1"), "/compliance")
    token = site.talk("agent1")
    assert hold_review.record_consent(
        site.call("agent1"), token, "hours", ["call"], "20:00", "22:30", "call me late", False
    ).ok
    served.flush()
    push = [m["args"][0] for m in socket.get_received("/compliance") if m["name"] == "panels"][-1]
    assert "heard by the agent, binds from tomorrow" in push["panels"]["feed"]
    attempt = site.one(select(Attempt.id))
    site.sql("UPDATE attempt SET warn_reason = 'asked by mail', breach = :b WHERE id = :id", b=False, id=attempt)
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    external, creditor = site.rows(
        select(site.customer(customer).__class__.external_id, site.customer(customer).__class__.creditor_id).where(
            site.customer(customer).__class__.id == customer
        )
    )[0]
    feed = Call(site.context, Actor(1, "service", "feed"), site.now, "")
    report = service_reports.Report(
        creditor,
        external,
        "Other",
        site.now - timedelta(minutes=1),
        "call",
        "out",
        result="effective",
        number="+8613000000000",
    )
    assert service_reports.take_attempt(feed, report).ok
    site.sql("UPDATE attempt SET breach = :b WHERE id <> :id", b=True, id=attempt)
    page = text(served.client("compliance1").get("/compliance"))
    assert "asked by mail" in page and "Continued" in page and "Breach" in page
