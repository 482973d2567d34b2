"""Each fact on file: who may set it, who must confirm it, and what the gate says before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from console.actions import calendar, contact, customer_file, declarations, hold_review, inbound, papers, proposals
from console.domain.customer_file import BY_KEY, Statement
from console.domain.facts import Address as Place
from console.store.customer_case import load_case
from console.store.models import (
    Account,
    Address,
    ChainEntry,
    Creditor,
    Customer,
    CustomerPhone,
    Declaration,
    FactChange,
    Handout,
    Holiday,
    Paper,
    Portfolio,
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
def test_what_is_put_on_file_at_the_desk_binds_the_gate_at_once(
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


def test_a_wish_changes_the_strip_and_the_call_is_refused(site: SampleSite) -> None:
    token, customer, _, _ = on_desk(site)
    assert site.desk("agent1").strip.level != "block"  # type: ignore[union-attr]
    assert customer_file.put_on_file(site.call("agent1"), customer, statement("cease")).ok
    assert site.desk("agent1").strip.level == "block"  # type: ignore[union-attr]
    assert site.begin("agent1", token).code == "blocked"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("plan", "cn-hard-plan-stop"), ("police_ban", "cn-law-psapl-50"), ("illegal_debt", "cn-law-illegal-debt")],
)
def test_what_only_the_officer_may_set(site: SampleSite, kind: str, rule: str) -> None:
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
def test_a_wish_that_says_nothing_is_refused_with_its_field(site: SampleSite, wish: Statement, field: str) -> None:
    _, customer, _, _ = on_desk(site)
    before = site.rows_of_everything()
    done = customer_file.put_on_file(site.call("agent1"), customer, wish)
    assert done.code == "invalid" and done.at_field == field
    assert site.rows_of_everything() == before


def test_nobody_writes_in_the_file_of_a_customer_who_is_not_with_her(site: SampleSite) -> None:
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


def test_an_agent_asks_to_lift_and_only_another_person_lifts(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("agent1"), customer, statement("cease"))
    wish = {"request": done.data["request"]}
    assert proposals.ask(site.call("agent1"), customer, "lift", wish, " ", "").at_field == "reason"
    assert proposals.ask(site.call("agent1"), customer, "lift", wish, "she called back", "").ok
    again = proposals.ask(site.call("agent1"), customer, "lift", wish, "she called back", "")
    assert again.code == "conflict"
    assert "house-cease" in rules_of(verdict(site, customer, number=number)), "asking lifts nothing"
    assert site.desk("agent1").customer.on_file[0].state == "asked"  # type: ignore[union-attr]
    row = site.one(select(Proposal.id))
    for login, code in (("agent1", "conflict"), ("agent2", "not_found"), ("lead1", "not_found")):
        assert proposals.decide(site.call(login), row, True, "yes").code == code, login
    assert proposals.decide(site.call("compliance1"), row, False, "").at_field == "why"
    assert proposals.decide(site.call("compliance1"), row, True, "heard the recording").ok
    assert "house-cease" not in rules_of(verdict(site, customer, number=number))
    assert proposals.decide(site.call("compliance1"), row, True, "again").code == "conflict"
    assert site.one(select(Request.lifted_why)) == "heard the recording"


def test_nobody_lifts_her_own_block_not_even_the_officer(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("compliance1"), customer, statement("cease"))
    request = done.data["request"]
    own = hold_review.lift(site.call("compliance1"), request, "a mistake of mine")
    assert own.code == "conflict" and "another person" in own.text
    assert proposals.ask(site.call("compliance1"), customer, "lift", {"request": request}, "a mistake of mine", "").ok
    row = site.one(select(Proposal.id))
    assert proposals.decide(site.call("compliance1"), row, True, "yes").code == "conflict"
    assert "house-cease" in rules_of(verdict(site, customer, number=number))
    assert proposals.decide(site.call("lead1"), row, True, "seen the letter").ok
    assert "house-cease" not in rules_of(verdict(site, customer, number=number))


def test_a_wrong_number_comes_back_only_by_another_person(site: SampleSite) -> None:
    _, customer, number, phone = on_desk(site)
    assert customer_file.mark_number(site.call("agent1"), customer, phone, "sold").at_field == "status"
    assert customer_file.mark_number(site.call("agent1"), customer, phone, "invalid").ok
    assert "cn-party-wrong-number" in rules_of(verdict(site, customer, number=number))
    assert customer_file.mark_number(site.call("agent1"), customer, phone, "invalid").code == "conflict"
    assert proposals.ask(site.call("agent1"), customer, "number", {"phone": phone}, "she rang from it", "").ok
    assert "cn-party-wrong-number" in rules_of(verdict(site, customer, number=number))
    assert proposals.decide(site.call("compliance1"), site.one(select(Proposal.id)), True, "ok").ok
    assert "cn-party-wrong-number" not in rules_of(verdict(site, customer, number=number))
    assert site.one(select(CustomerPhone.verified).where(CustomerPhone.phone_id == phone))


def test_after_a_move_old_and_new_bind_until_it_is_verified(site: SampleSite) -> None:
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


def test_a_move_that_nobody_can_verify_binds_no_longer(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    site.later(hours=2)
    assert moved(site, customer).ok
    assert "cn-time-zone-abroad" in rules_of(verdict(site, customer, number=number))
    row = site.one(select(Proposal.id))
    assert proposals.withdraw(site.call("agent1"), row).code == "conflict", "she lifts no block so"
    assert proposals.decide(site.call("compliance1"), row, False, "a joke").ok
    assert "cn-time-zone-abroad" not in rules_of(verdict(site, customer, number=number))


def test_lost_contact_needs_a_condition_and_another_person(site: SampleSite) -> None:
    token, customer, _, _ = on_desk(site)
    third = {"party": "third_party", "purpose": "locate", "person": "friend"}
    assert "cn-party-lost-contact" in rules_of(verdict(site, customer, **third))
    early = proposals.ask(site.call("agent1"), customer, "lost", {}, "nobody answers", "")
    assert early.at_field == "what" and "No condition" in early.text
    for _ in range(3):
        done = site.begin("agent1", token)
        assert done.ok, done
        contact.line_reports(site.worker(), done.data["attempt_id"], "no_answer")
        site.later(minutes=2)
    same_day = proposals.ask(site.call("agent1"), customer, "lost", {}, "three tries", "")
    assert same_day.at_field == "what", "three failed dials count from the next day"
    site.later(days=1)
    assert proposals.ask(site.call("compliance1"), customer, "lost", {}, "three tries", "log").ok
    row = site.rows(select(Proposal.id, Proposal.payload))[0]
    assert row.payload["conditions"] == ["dials"]
    assert proposals.decide(site.call("compliance1"), row.id, True, "").code == "conflict"
    assert proposals.decide(site.call("lead1"), row.id, True, "checked").ok
    assert "cn-party-lost-contact" not in rules_of(verdict(site, customer, **third))
    assert site.one(select(Request.kind).where(Request.customer_id == customer)) == "lost"


def test_a_grant_of_lost_contact_looks_again(site: SampleSite) -> None:
    _, customer, _, phone = on_desk(site)
    numbers = site.rows(
        select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer, CustomerPhone.role == "debtor")
    )
    for row in numbers:
        assert customer_file.mark_number(site.call("agent1"), customer, row.phone_id, "invalid").ok
    assert proposals.ask(site.call("agent1"), customer, "lost", {}, "all dead", "").ok
    assert proposals.ask(site.call("agent1"), customer, "number", {"phone": phone}, "it rings again", "").ok
    lost, good = (r.id for r in site.rows(select(Proposal.id).order_by(Proposal.id)))
    assert proposals.decide(site.call("compliance1"), good, True, "rang it").ok
    late = proposals.decide(site.call("compliance1"), lost, True, "ok")
    assert late.code == "conflict" and "No condition" in late.text
    assert site.one(select(Proposal.state).where(Proposal.id == lost)) == "asked"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("deceased", "TRUE", "cn-party-deceased"),
        ("minor", "TRUE", "cn-party-minor"),
        ("capacity", "'limited'", "cn-party-incapacity"),
    ],
)
def test_a_correction_of_the_person_is_two_persons_work(site: SampleSite, field: str, value: str, rule: str) -> None:
    _, customer, number, _ = on_desk(site)
    site.sql(f"UPDATE customer SET {field} = {value} WHERE id = :id", id=customer)
    assert rule in rules_of(verdict(site, customer, number=number))
    wish = {"field": field}
    assert proposals.ask(site.call("agent1"), customer, "person", wish, "she is well", "").code == ("invalid")
    assert proposals.ask(site.call("compliance1"), customer, "person", wish, "seen id", "copy").ok
    assert rule in rules_of(verdict(site, customer, number=number))
    assert proposals.decide(site.call("lead1"), site.one(select(Proposal.id)), True, "seen").ok
    assert rule not in rules_of(verdict(site, customer, number=number))
    assert site.one(select(FactChange.kind).order_by(FactChange.id.desc())) == "person"


def test_limitation_an_earlier_start_binds_and_a_later_one_waits(site: SampleSite) -> None:
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


def test_the_employer_who_forbids_calls_binds_under_the_us_pack(site: SampleSite) -> None:
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


def test_a_consent_is_taken_back_by_another_officer_too(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert hold_review.record_consent(
        site.call("agent1"), token, "hours", ["call"], "20:00", "23:30", "call me late", True
    ).ok
    site.now = site.now.replace(hour=14, minute=30)  # 22:30 in Shanghai
    assert "cn-time-quiet-hours" not in rules_of(verdict(site, customer))
    assert [f.what for f in site.desk("agent1").customer.on_file] == ["consent"]  # type: ignore[union-attr]
    assert hold_review.revoke_consent(site.call("compliance1"), 1).ok
    assert "cn-time-quiet-hours" in rules_of(verdict(site, customer))
    assert site.desk("agent1").customer.on_file == ()  # type: ignore[union-attr]


# --- facts that bind many customers ------------------------------------------------------------


def test_a_closed_day_binds_at_once_and_a_working_day_waits(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    today = date(2026, 11, 23)
    remind = "remind"
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), remind)

    def set_(on: date, works: bool, **more: Any) -> Any:
        values = {"region": "CN", "name": "flood", "reason": "the town is under water", **more}
        return calendar.override(site.call("admin1"), values["region"], on, works, values["name"], values["reason"])

    assert set_(date(2026, 11, 1), False).at_field == "on"
    assert set_(today, False, region="XX").at_field == "region"
    assert set_(today, False, reason=" ").at_field == "reason"
    assert set_(today, True).code == "conflict", "it is a working day already"
    seq = site.desk("agent1").seq
    assert set_(today, False).data["state"] == "set"
    assert site.desk("agent1").seq > seq
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), remind)
    row = site.one(select(Holiday.id).where(Holiday.on_date == today))
    assert calendar.restore(site.call("admin1"), row, "dry").data["state"] == "asked"
    assert calendar.restore(site.call("admin1"), row, "dry").code == "conflict"
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), remind)
    wish = site.one(select(Proposal.id))
    assert proposals.decide(site.call("admin1"), wish, True, "ok").code == "conflict"
    assert proposals.decide(site.call("lead1"), wish, True, "ok").code == "not_found"
    assert proposals.decide(site.call("compliance1"), wish, True, "seen").ok
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), remind)
    assert site.one(select(Holiday.id).where(Holiday.on_date == today)) is None


def test_a_public_holiday_worked_by_decree_and_back(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    day = date(2027, 1, 1)
    site.now = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), "remind")
    done = calendar.override(site.call("admin1"), "CN", day, True, "", "decree of the state")
    assert done.data["state"] == "asked"
    assert proposals.decide(site.call("compliance1"), site.one(select(Proposal.id)), True, "").ok
    assert "cn-time-holiday" not in rules_of(verdict(site, customer, number=number), "remind")
    row = site.rows(select(Holiday.id, Holiday.listed).where(Holiday.on_date == day))[0]
    assert row.listed == "元旦"
    assert calendar.restore(site.call("admin1"), row.id, "recalled").data["state"] == "set"
    assert "cn-time-holiday" in rules_of(verdict(site, customer, number=number), "remind")
    assert calendar.restore(site.call("admin1"), row.id, "again").code == "not_found"


def test_the_type_of_a_creditor_needs_two_persons(site: SampleSite) -> None:
    creditor = site.one(select(Creditor.id))
    call = site.call
    assert proposals.ask_type(call("compliance1"), creditor, "pirate", "r", "p").at_field == "type"
    bare = proposals.ask_type(call("compliance1"), creditor, "consumer_finance", "r", " ")
    assert bare.at_field == "proof"
    assert proposals.ask_type(call("compliance1"), creditor, "consumer_finance", "licence", "no 9").ok
    assert site.one(select(Creditor.type)) == "card_bank"
    _, customer, _, _ = on_desk(site)
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
    assert case is not None and (case.facts.accounts or ())[0].creditor_type == "card_bank"
    seq = site.desk("agent1").seq
    assert proposals.decide(call("lead1"), site.one(select(Proposal.id)), True, "seen").ok
    assert site.desk("agent1").seq > seq
    with site.database.reading() as session:
        case = load_case(session, customer, site.now)
    assert case is not None and (case.facts.accounts or ())[0].creditor_type == "consumer_finance"


def test_an_agencys_contract_opens_and_closes_by_its_dates(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    portfolio = site.one(select(Portfolio.id))
    creditor = site.one(select(Creditor.id))

    def paper(kind: str, since: date, until: date | None = None, **more: Any) -> Any:
        values = {"agency": "Fair Agency", "number": "7", "proof": "scan 7", **more}
        return papers.record(
            site.call("compliance1"), creditor, values["agency"], kind, values["number"], since, until, values["proof"]
        )

    assert paper("stamp", date(2026, 1, 1)).at_field == "kind"
    assert paper("contract", date(2026, 1, 1), agency=" ").at_field == "agency"
    assert paper("contract", date(2026, 1, 1), date(2025, 1, 1)).at_field == "until_on"
    assert paper("contract", date(2026, 1, 1), proof=" ").at_field == "proof"
    rule = "cn-data-entrust"
    assert rule not in rules_of(verdict(site, customer, number=number)), "declared by the sample"
    seq = site.desk("agent1").seq
    assert papers.assign(site.call("compliance1"), portfolio, "Fair Agency").ok
    assert rule in rules_of(verdict(site, customer, number=number)), "no contract with this agency"
    assert "cn-id-agency-listed" in rules_of(verdict(site, customer, number=number))
    assert site.desk("agent1").seq > seq
    assert paper("contract", date(2026, 1, 1), date(2026, 11, 25)).ok
    assert rule in rules_of(verdict(site, customer, number=number)), "not evaluated yet"
    assert paper("evaluation", date(2026, 6, 1)).ok
    assert paper("listing", date(2026, 6, 1)).ok
    found = verdict(site, customer, number=number)
    assert not {rule, "cn-id-agency-listed"} & rules_of(found)
    site.now = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # midnight: the contract is over
    assert rule in rules_of(verdict(site, customer, number=number))
    site.now -= timedelta(seconds=1)
    assert rule not in rules_of(verdict(site, customer, number=number))
    row = site.rows(select(Paper.id).where(Paper.kind == "listing"))[0]
    assert papers.end(site.call("compliance1"), row.id).ok
    assert "cn-id-agency-listed" in rules_of(verdict(site, customer, number=number))
    assert papers.end(site.call("compliance1"), row.id).code == "conflict"


def test_a_licence_that_ends_warns_and_a_declaration_reaches_the_desk(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    creditor, portfolio = site.one(select(Creditor.id)), site.one(select(Portfolio.id))
    call = site.call
    assert "house-licence" not in rules_of(verdict(site, customer, number=number), "warn")
    assert papers.record(
        call("compliance1"), creditor, "", "licence", "L-1", date(2020, 1, 1), date(2026, 11, 20), "register"
    ).ok
    assert "house-licence" in rules_of(verdict(site, customer, number=number), "warn")
    assert papers.record(call("compliance1"), creditor, "", "licence", "L-2", date(2026, 11, 23), None, "register").ok
    assert "house-licence" not in rules_of(verdict(site, customer, number=number), "warn")
    seq = site.desk("agent1").seq
    assert declarations.declare(call("compliance1"), portfolio, "recording", False, "memo").ok
    assert site.desk("agent1").seq > seq
    assert "cn-rec-call" in rules_of(verdict(site, customer, number=number))
    assert (
        site.one(select(Declaration.proof).where(Declaration.until.is_(None), Declaration.key == "recording")) == "memo"
    )


# --- clocks --------------------------------------------------------------------------------------


def test_a_complaints_clock_runs_is_moved_and_stops(site: SampleSite) -> None:
    from console.store.queries.customer_file import complaints

    _, customer, _, _ = on_desk(site)
    wish = statement("complaint", since=site.now - timedelta(days=14))
    done = customer_file.put_on_file(site.call("compliance1"), customer, wish)
    row = done.data["request"]

    def line() -> Any:
        with site.database.reading() as session:
            return complaints(session, site.now)[0]

    assert (line().days, line().red) == (15, False)
    site.later(days=2)
    assert line().red
    call = site.call
    assert hold_review.extend(call("compliance1"), row, 15, "more to read").at_field == "days"
    assert hold_review.extend(call("compliance1"), row, 30, " ").at_field == "why"
    assert hold_review.extend(call("compliance1"), row, 30, "more to read").ok
    assert (line().days, line().red) == (30, False)
    assert hold_review.answer_request(call("compliance1"), row, "fees taken back").ok
    assert line().answered_at == site.now and line().lifted_why == "fees taken back"
    assert hold_review.extend(call("compliance1"), row, 60, "late").code == "conflict"


def test_a_dispute_is_not_closed_by_who_opened_it(site: SampleSite) -> None:
    _, customer, _, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("compliance1"), customer, statement("dispute"))
    own = hold_review.answer_request(site.call("compliance1"), done.data["request"], "it is right")
    assert own.code == "conflict"
    held_ = customer_file.put_on_file(site.call("agent1"), customer, statement("hardship"))
    plain = hold_review.answer_request(site.call("compliance1"), held_.data["request"], "text")
    assert plain.at_field == "text"


def test_a_rule_read_again_falls_due_later(site: SampleSite) -> None:
    from console.store.queries.papers import rule_reviews

    def due(rule: str) -> date:
        with site.database.reading() as session:
            found = rule_reviews(session, site.context.zone)
        return next(r.due for r in found if r.rule.id == rule)

    before = due("cn-complaint")
    assert before == date(2026, 11, 24) + timedelta(days=90), "low confidence: every 90 days"
    assert due("cn-freq-unanswered-6") == date(2026, 11, 24) + timedelta(days=365)
    site.now = datetime(2027, 2, 1, 3, tzinfo=UTC)
    call = site.call("compliance1")
    assert hold_review.rule_seen(call, "cn", "cn-complaint", "x").at_field == "note"
    assert hold_review.rule_seen(site.call("compliance1"), "cn", "cn-nothing", "read").code == ("not_found")
    assert hold_review.rule_seen(site.call("compliance1"), "cn", "cn-complaint", "read again").ok
    assert due("cn-complaint") == date(2027, 2, 1) + timedelta(days=90)


def test_a_sleeping_customer_is_judged_anew_when_a_hold_is_lifted(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.one(select(Handout.customer_id).where(Handout.id == token))
    assert site.finish("agent1", token, "CEASE").ok
    state = "SELECT wake_at FROM entry WHERE customer_id = :c"
    assert site.one(text(state).bindparams(c=customer)) is None
    wish = site.one(select(Request.id).where(Request.customer_id == customer))
    assert proposals.ask(site.call("compliance1"), customer, "lift", {"request": wish}, "wrote again", "mail 3").ok
    assert proposals.decide(site.call("lead1"), site.one(select(Proposal.id)), True, "read it").ok
    assert site.one(text(state).bindparams(c=customer)) is not None


def test_an_inbound_claim_gives_the_file_too(site: SampleSite) -> None:
    customer = site.one(select(Customer.id).order_by(Customer.id.desc()))
    assert inbound.take_inbound(site.call("agent2"), customer).ok
    assert customer_file.put_on_file(site.call("agent2"), customer, statement("hardship")).ok
    kinds = site.rows(select(FactChange.kind).where(FactChange.customer_id == customer))
    assert [row.kind for row in kinds] == ["hold"]


@pytest.mark.parametrize("kind", ["deceased", "incapacity", "minor"])
def test_what_binds_of_the_person_waits_for_the_officers_word(site: SampleSite, kind: str) -> None:
    from console.store.queries.officer import requests

    _, customer, number, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("agent1"), customer, statement(kind, by="spouse"))

    def row() -> Any:
        with site.database.reading() as session:
            return requests(session, site.now, site.context.zone)[0]

    assert (row().confirmed, row().red) == (False, False)
    site.later(days=3)
    assert row().red, "three working days without a word of the officer"
    assert hold_review.confirm(site.call("compliance1"), done.data["request"], ["sms"]).ok
    assert row().confirmed and "chosen" not in row().scope
    assert verdict(site, customer, number=number).blocked, "confirming opens nothing"


def test_a_consent_names_its_channels_and_proof(site: SampleSite) -> None:
    from console.store.models import Consent

    token = site.talk("agent1")
    assert hold_review.record_consent(
        site.call("agent1"),
        token,
        "hours",
        ["sms", "email", "pigeon"],
        "20:00",
        "23:30",
        "write to me late",
        True,
        "her letter of Monday",
    ).ok
    row = site.rows(select(Consent.channels, Consent.proof))[0]
    assert row.channels == ["sms", "email"]
    assert row.proof == "written by the customer · her letter of Monday"
