"""What an agent puts on file, and what the gate says before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from console.actions import customer_file, inbound, proposals
from console.domain.customer_file import BY_KEY, Statement
from console.domain.facts import Address as Place
from console.store.customer_case import load_case
from console.store.models import (
    Account,
    Address,
    ChainEntry,
    Customer,
    CustomerPhone,
    FactChange,
    Payment,
    Proposal,
    Request,
)
from tests.actions.case_file import WORDS, moved, on_desk, rules_of, statement, verdict
from tests.people import SampleSite

# kind, more of the statement, how the contact is proposed, the rule that speaks then, its severity
GATED = [
    ("cease", {}, {}, "house-cease", "block"),
    ("medium_refused", {"channels": ("call",)}, {}, "house-cease", "block"),
    ("opt_out", {"channels": ("sms",)}, {"channel": "sms"}, "house-cease", "block"),
    ("opt_out", {"number": True}, {"number": True}, "house-cease", "block"),
    ("time_refused", {"hours": (("09:00", "12:00"),)}, {}, "house-cease", "block"),
    ("time_refused", {"days": (1,)}, {}, "house-cease", "block"),
    (
        "place_refused",
        {"place": "home"},
        {"channel": "visit", "address": Place("home"), "extra": {"collectors": 2}},
        "house-cease",
        "block",
    ),
    ("wrong_number", {"number": True}, {"number": True}, "cn-party-wrong-number", "block"),
    ("represented", {"name": "Lawyer Wu"}, {}, "cn-party-agent-lawyer", "warn"),
    ("dispute", {}, {}, "cn-dispute-hold", "block"),
    ("fraud_claim", {}, {}, "cn-dispute-hold", "block"),
    ("complaint", {}, {}, "cn-complaint", "warn"),
    ("hardship", {}, {}, "cn-hard-vulnerable", "warn"),
    ("vulnerable", {}, {}, "cn-hard-vulnerable", "warn"),
    ("bankruptcy", {}, {}, "house-bankruptcy", "block"),
    ("deceased", {"by": "spouse"}, {}, "cn-party-deceased", "block"),
    ("incapacity", {"by": "guardian"}, {}, "cn-party-incapacity", "block"),
    ("minor", {"by": "guardian"}, {}, "cn-party-minor", "block"),
    (
        "third_party_refused",
        {"by": "third_party"},
        {"party": "third_party", "purpose": "locate"},
        "cn-party-optout",
        "block",
    ),
]


@pytest.mark.parametrize(("kind", "more", "way", "rule", "severity"), GATED)
def test_put_on_file_binds_the_gate_at_once(
    site: SampleSite, kind: str, more: dict[str, Any], way: dict[str, Any], rule: str, severity: str
) -> None:
    _, customer, number, phone = on_desk(site)
    way = {**way, "number": number} if way.get("number") or way == {} else way
    phone_id = phone if more.get("number") else 0
    more = {k: v for k, v in more.items() if k != "number"}
    before = verdict(site, customer, **way)
    assert rule not in rules_of(before, severity)
    desk = site.desk("agent1")
    done = customer_file.put_on_file(site.call("agent1"), customer, statement(kind, **more), phone_id)
    assert done.ok, done
    after = verdict(site, customer, **way)
    assert rule in rules_of(after, severity), after.findings
    fresh = site.desk("agent1")
    assert fresh.seq > desk.seq, "the desk is drawn anew"
    assert fresh.customer.facts_version == desk.customer.facts_version + 1  # type: ignore[union-attr]
    assert fresh.customer.on_file[0].id == done.data["request"]  # type: ignore[union-attr]
    change = site.one(select(FactChange.kind).order_by(FactChange.id.desc()))
    assert change == BY_KEY[kind].change
    row = site.rows(select(Request.wording, Request.by_id).order_by(Request.id.desc()))[0]
    assert (row.wording, row.by_id) == (WORDS, site.actor("agent1").id)
    assert site.one(select(ChainEntry.id).where(ChainEntry.kind == "action.file.put"))


def test_put_on_file_changes_the_strip_and_the_call_is_refused(site: SampleSite) -> None:
    token, customer, _, _ = on_desk(site)
    assert site.desk("agent1").strip.level != "block"  # type: ignore[union-attr]
    assert customer_file.put_on_file(site.call("agent1"), customer, statement("cease")).ok
    assert site.desk("agent1").strip.level == "block"  # type: ignore[union-attr]
    assert site.begin("agent1", token).code == "blocked"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("plan", "cn-hard-plan-stop"), ("police_ban", "cn-law-psapl-50"), ("illegal_debt", "cn-law-illegal-debt")],
)
def test_put_on_file_of_some_kinds_is_open_only_to_the_officer(site: SampleSite, kind: str, rule: str) -> None:
    _, customer, number, _ = on_desk(site)
    until = site.now + timedelta(days=30)
    wish = statement(kind, until=until, proof="file 7")
    before = site.rows_of_everything()
    assert customer_file.put_on_file(site.call("agent1"), customer, wish).at_field == "kind"
    unproved = customer_file.put_on_file(site.call("compliance1"), customer, statement(kind, until=until))
    assert unproved.at_field == "proof"
    assert site.rows_of_everything() == before
    assert rule not in rules_of(verdict(site, customer, number=number))
    seq = site.desk("agent1").seq
    assert customer_file.put_on_file(site.call("compliance1"), customer, wish).ok
    found = verdict(site, customer, number=number)
    assert rule in rules_of(found) and site.desk("agent1").seq > seq
    if kind != "illegal_debt":
        assert found.next_allowed_at is not None and found.next_allowed_at >= until


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Statement("nothing", wording=WORDS), "kind"),
        (Statement("cease", wording="x"), "wording"),
        (statement("cease", by="the moon"), "by"),
        (statement("medium_refused"), "channels"),
        (statement("medium_refused", channels=("pigeon",)), "channels"),
        (statement("opt_out"), "channels"),
        (statement("time_refused"), "opens"),
        (statement("time_refused", hours=(("9", "x"),)), "opens"),
        (statement("time_refused", hours=(("09:00", "09:00"),)), "closes"),
        (statement("time_refused", days=(8,)), "days"),
        (statement("place_refused"), "place"),
        (statement("place_refused", place="moon"), "place"),
        (statement("wrong_number"), "number"),
        (statement("cease", since=datetime(2027, 1, 1, tzinfo=UTC)), "since"),
        (statement("cease", since=datetime(2020, 1, 1, tzinfo=UTC)), "since"),
        (statement("cease", until=datetime(2020, 1, 1, tzinfo=UTC)), "until"),
    ],
)
def test_put_on_file_refuses_an_incomplete_statement_and_names_the_field(
    site: SampleSite, wish: Statement, field: str
) -> None:
    _, customer, _, _ = on_desk(site)
    before = site.rows_of_everything()
    done = customer_file.put_on_file(site.call("agent1"), customer, wish)
    assert done.code == "invalid" and done.at_field == field
    assert site.rows_of_everything() == before


def test_put_on_file_is_refused_for_a_customer_of_another_agent(site: SampleSite) -> None:
    _, customer, _, phone = on_desk(site)
    for login in ("agent2", "lead1", "collector1"):
        call = site.call
        assert customer_file.put_on_file(call(login), customer, statement("cease")).code == "not_found"
        assert customer_file.mark_number(call(login), customer, phone, "wrong").code == "not_found"
        asked = proposals.ask(call(login), customer, "number", {"phone": phone}, "why not", "")
        assert asked.code == "not_found"
    other = site.one(select(Customer.id).where(Customer.id != customer))
    foreign = site.one(
        select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == other, CustomerPhone.phone_id != phone)
    )
    wrong = customer_file.put_on_file(site.call("agent1"), customer, statement("wrong_number"), foreign)
    assert wrong.code == "not_found"
    account = site.one(select(Account.id).where(Account.customer_id == other))
    wish = statement("dispute", account=str(account))
    assert customer_file.put_on_file(site.call("agent1"), customer, wish).code == "not_found"


def test_moved_house_binds_by_old_and_new_address_until_it_is_verified(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    site.sql('UPDATE portfolio SET packs = \'["cn", "us"]\'')
    assert verdict(site, customer, number=number).packs == ("cn",)
    for more, field in (
        ({"zone": "Moon/Base"}, "zone"),
        ({"region": "USA"}, "region"),
        ({"kind": "boat"}, "place"),
        ({"reason": " "}, "reason"),
    ):
        assert moved(site, customer, **more).at_field == field
    site.sql(
        "INSERT INTO address (customer_id, kind, text, zone, region, province) "
        "VALUES (:id, 'home', 'Nanjing Road 1', 'Asia/Shanghai', 'CN', '')",
        id=customer,
    )
    site.later(hours=2)
    seq = site.desk("agent1").seq
    assert moved(site, customer).ok and site.desk("agent1").seq > seq
    found = verdict(site, customer, number=number)
    assert found.packs == ("cn", "us"), "the new law binds from the minute it is known"
    assert "cn-time-zone-abroad" in rules_of(found), "12:00 in Shanghai is 23:00 in New York"
    row = site.one(select(Proposal.id))
    assert proposals.decide(site.call("agent1"), row, True, "ok").code == "conflict"
    assert proposals.decide(site.call("compliance1"), row, True, "utility bill seen").ok
    person = site.customer(customer)
    assert (person.zone, person.region) == ("America/New_York", "US")
    old = site.rows(
        select(Address.binds_until).where(
            Address.customer_id == customer, Address.verified.is_not(True), Address.kind == "home"
        )
    )
    assert old and all(r.binds_until == site.now for r in old)
    site.later(hours=12)
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
    assert case is not None
    assert [a.zone for a in case.facts.addresses or ()] == ["America/New_York"]


def test_moved_house_binds_no_longer_when_it_is_refused(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    site.later(hours=2)
    assert moved(site, customer).ok
    assert "cn-time-zone-abroad" in rules_of(verdict(site, customer, number=number))
    row = site.one(select(Proposal.id))
    assert proposals.withdraw(site.call("agent1"), row).code == "conflict", "she lifts no block so"
    assert proposals.decide(site.call("compliance1"), row, False, "a joke").ok
    assert "cn-time-zone-abroad" not in rules_of(verdict(site, customer, number=number))


def test_set_limitation_binds_an_earlier_start_at_once_and_asks_for_a_later_one(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    account = site.one(select(Account.id).where(Account.customer_id == customer))

    def set_(due: date | None, interrupted: date | None, **more: Any) -> Any:
        values = {"by": "notice", "reason": "letter found", "proof": "receipt 12", **more}
        return customer_file.set_limitation(
            site.call(values.pop("login", "compliance1")),
            customer,
            account,
            due,
            interrupted,
            values["by"],
            values["reason"],
            values["proof"],
        )

    assert set_(date(2020, 1, 1), None, login="agent1").code == "not_found"
    assert set_(date(2030, 1, 1), None).at_field == "due_on"
    assert set_(None, date(2026, 1, 1), by="wind").at_field == "by"
    assert set_(None, date(2026, 1, 1), proof=" ").at_field == "proof"
    assert "cn-law-limitation" not in rules_of(verdict(site, customer, number=number), "warn")
    seq = site.desk("agent1").seq
    assert set_(date(2020, 1, 1), None).data["state"] == "set"
    assert "cn-law-limitation" in rules_of(verdict(site, customer, number=number), "warn")
    assert site.desk("agent1").seq > seq
    assert set_(date(2020, 1, 1), date(2025, 5, 1)).data["state"] == "asked"
    assert "cn-law-limitation" in rules_of(verdict(site, customer, number=number), "warn")
    row = site.one(select(Proposal.id))
    assert proposals.decide(site.call("compliance1"), row, True, "x").code == "conflict"
    assert proposals.decide(site.call("lead1"), row, True, "receipt seen").ok
    assert "cn-law-limitation" not in rules_of(verdict(site, customer, number=number), "warn")


def test_a_payment_on_file_restarts_the_limitation_only_within_the_period(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    account = site.one(select(Account.id).where(Account.customer_id == customer))
    site.sql("DELETE FROM payment WHERE customer_id = :id", id=customer)
    due = site.now.date() - timedelta(days=4 * 365)
    assert customer_file.set_limitation(
        site.call("compliance1"), customer, account, due, None, "notice", "contract read", "receipt 12"
    ).ok
    assert "cn-law-limitation" in rules_of(verdict(site, customer, number=number), "warn")

    def pay(days_ago: int) -> None:
        paid = Payment(
            customer_id=customer,
            account_id=account,
            external_id=f"old-{days_ago}",
            at=site.now - timedelta(days=days_ago),
            amount_minor=100,
            currency="TWD",
        )
        site.database.transaction(lambda work: work.session.add(paid))

    pay(300)  # when the three years were over
    assert "cn-law-limitation" in rules_of(verdict(site, customer, number=number), "warn")
    pay(800)
    assert "cn-law-limitation" not in rules_of(verdict(site, customer, number=number), "warn")


def test_an_employer_who_forbids_calls_binds_under_the_us_pack(site: SampleSite) -> None:
    _, customer, number, phone = on_desk(site)
    site.sql('UPDATE portfolio SET packs = \'["cn", "us"]\'')
    assert moved(site, customer, zone="Asia/Shanghai", region="US").ok
    site.sql("UPDATE customer_phone SET kind = 'work' WHERE phone_id = :id", id=phone)
    assert "us-place-work" not in rules_of(verdict(site, customer, number=number))
    assert customer_file.put_on_file(
        site.call("agent1"), customer, statement("place_refused", place="work", employer=True)
    ).ok
    found = rules_of(verdict(site, customer, number=number))
    assert {"us-place-work", "us-place-known", "house-cease"} <= found


def test_put_on_file_after_an_inbound_call(site: SampleSite) -> None:
    customer = site.one(select(Customer.id).order_by(Customer.id.desc()))
    assert inbound.take_inbound(site.call("agent2"), customer).ok
    assert customer_file.put_on_file(site.call("agent2"), customer, statement("hardship")).ok
    kinds = site.rows(select(FactChange.kind).where(FactChange.customer_id == customer))
    assert [row.kind for row in kinds] == ["hold"]
