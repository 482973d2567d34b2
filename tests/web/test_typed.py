"""What a person types is said back before it counts, by the customer's clock and in the customer's money."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from console.store.models import CustomerPhone, Entry, Instalment, Outcome
from tests import databases
from tests.served import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    place = tmp_path_factory.mktemp("typed")
    made = Served(databases.fresh_sqlite(place), place)
    yield made
    made.site.close()


def said(client: Any, **fields: Any) -> dict[str, Any]:
    return dict(client.get("/said", query_string=fields).get_json())


def record(served: Served, client: Any, token: int, code: str, fields: dict[str, str]) -> Any:
    version = served.site.desk("agent1").outcome.facts_version  # type: ignore[union-attr]
    form = {"key": str(uuid.uuid4()), "token": token, "code": code, "facts_version": version, "note": "", **fields}
    return client.post("/desk/finish", data=form, headers={"X-CSRFToken": served.token(client)}).get_json()


def done(served: Served, token: int) -> None:
    from console.actions import handout

    served.site.hang_up("agent1")
    handout.end_wrap_up(served.site.call("agent1"), token)


def test_a_promise_is_said_back_recorded_as_said_and_told_in_history(served: Served) -> None:
    served.site.sql("UPDATE person SET locale = 'en' WHERE login = 'agent1'")
    token, client = served.site.talk("agent1"), served.client("agent1")
    owed = served.site.owed(token) // 100
    for typed, field in (("5,5", "amount"), (str(owed + 1), "amount"), ("", "amount")):
        refused = said(client, token=token, code="PTP-P", amount=typed, on_date="+3")
        assert (refused["code"], refused["field"]) == ("invalid", field)
    answer = said(client, token=token, code="PTP-P", amount="NT$5００", on_date="+3")
    assert answer["said"] == "Promise in part: NT$500 on Thu 26 Nov"
    assert answer["fields"] == {"amount": "500.00", "on_date": "2026-11-26"}
    served.site.sql("UPDATE person SET locale = 'zh_Hans_CN' WHERE login = 'agent1'")
    chinese = served.client("agent1")
    assert said(chinese, token=token, code="PTP-P", amount="500元", on_date="周四")["said"] == (
        "承诺11月26日 周四部分还款NT$500"
    )
    assert record(served, client, token, "PTP-P", answer["fields"])["ok"]
    assert served.site.one(select(Instalment.amount_minor).order_by(Instalment.id.desc()).limit(1)) == 50_000
    view = served.site.desk("agent1")
    assert view.outcome is not None and view.customer is not None and view.outcome.recorded is not None
    assert view.outcome.recorded.said in [item.title for item in view.customer.timeline]
    done(served, token)


def test_a_callback_means_the_clock_of_the_customers_number(served: Served) -> None:
    site = served.site
    token, client = site.talk("agent1"), served.client("agent2")
    phones = select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == site.customer_of(token))
    for number, phone in enumerate(site.rows(phones)):
        site.sql(
            "UPDATE phone SET e164 = :e, zone = 'America/New_York' WHERE id = :p",
            e=f"+1212555236{number}",
            p=phone.phone_id,
        )
    assert "Shanghai" in client.get("/typed", query_string={"kind": "whose", "token": token}).get_json()["said"]
    site.sql("UPDATE person SET locale = 'zh_Hans_CN' WHERE login = 'agent1'")
    client = served.client("agent1")
    asked = {"kind": "whose", "form": "callback", "token": token}
    assert "纽约" in client.get("/typed", query_string=asked).get_json()["said"]
    answer = said(client, token=token, code="CB", on_date="2026-11-24", at_time="8")
    assert answer["said"] == "11月24日 周二 08:00（纽约时间）回电"
    assert record(served, client, token, "CB", answer["fields"])["ok"]
    entry = site.one(select(Entry.wake_at).where(Entry.customer_id == site.customer_of(token)))
    assert entry.isoformat() == "2026-11-24T13:00:00+00:00"
    kept = site.one(select(Outcome.details).order_by(Outcome.id.desc()).limit(1))
    assert kept["clock"] == "America/New_York"
    done(served, token)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [("day", "12/2", "2026-12-02"), ("clock", "1030", "10:30"), ("amount", "1万", "10000.00"), ("day", "soon", None)],
)
def test_a_field_says_while_one_types_what_is_read(served: Served, kind: str, text: str, value: str | None) -> None:
    answer = served.client("admin1").get("/typed", query_string={"kind": kind, "text": text}).get_json()
    assert (answer.get("value"), answer["ok"]) == (value, value is not None)


def test_the_sign_in_page_is_shown_in_the_chosen_language(served: Served) -> None:
    client = served.client()
    assert "登录" not in client.get("/login", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert client.get("/language/zh_Hans_CN").location == "/login"
    assert "登录" in client.get("/login", headers={"Accept-Language": "en"}).get_data(as_text=True)
    client.get("/language/xx")
    assert "登录" in client.get("/login").get_data(as_text=True)
