"""Each fact on file: who may set it, who must confirm it, and what the gate says before and after."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from console.actions import calendar, contact, customer_file, declarations, hold_review, inbound, papers, proposals
from console.domain.compliance import Proposed, Verdict, check
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
    Phone,
    Portfolio,
    Proposal,
    Request,
)
from tests.people import House

WORDS = "please leave me alone"


def held(house: House, login: str = "agent1") -> tuple[int, int, str, int]:
    """Give (token, customer, the number that would be rung, its id)."""
    token = house.preview(login)
    customer = house.one(select(Handout.customer_id).where(Handout.id == token))
    row = house.rows(
        select(Phone.e164, Phone.id)
        .join(CustomerPhone, CustomerPhone.phone_id == Phone.id)
        .where(CustomerPhone.customer_id == customer)
        .order_by(CustomerPhone.rank, CustomerPhone.id)
    )[0]
    return token, customer, row.e164, row.id


def verdict(house: House, customer: int, **more: Any) -> Verdict:
    """Give what the gate says of a contact now."""
    proposed = Proposed(more.pop("channel", "call"), at=house.now, **more)
    with house.database.reading() as session:
        case = load_case(session, customer, house.now)
        assert case is not None
        return check(proposed, case.facts, case.packs, house.now)


def speaks(found: Verdict, severity: str = "block") -> set[str]:
    return {f.rule_id for f in found.findings if f.severity == severity}


def said(kind: str, **more: Any) -> Statement:
    return Statement(kind=kind, **{"wording": WORDS, **more})


# kind, more of what is said, how the contact is proposed, the rule that speaks then, its severity
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
    house: House, kind: str, more: dict[str, Any], way: dict[str, Any], rule: str, severity: str
) -> None:
    _, customer, number, phone = held(house)
    way = {**way, "number": number} if way.get("number") or way == {} else way
    phone_id = phone if more.get("number") else 0
    more = {k: v for k, v in more.items() if k != "number"}
    before = verdict(house, customer, **way)
    assert rule not in speaks(before, severity)
    desk = house.desk("agent1")
    done = customer_file.put_on_file(house.call("agent1"), customer, said(kind, **more), phone_id)
    assert done.ok, done
    after = verdict(house, customer, **way)
    assert rule in speaks(after, severity), after.findings
    fresh = house.desk("agent1")
    assert fresh.seq > desk.seq, "the desk is drawn anew"
    assert fresh.customer.facts_version == desk.customer.facts_version + 1  # type: ignore[union-attr]
    assert fresh.customer.on_file[0].id == done.data["request"]  # type: ignore[union-attr]
    change = house.one(select(FactChange.kind).order_by(FactChange.id.desc()))
    assert change == BY_KEY[kind].change
    row = house.rows(select(Request.wording, Request.by_id).order_by(Request.id.desc()))[0]
    assert (row.wording, row.by_id) == (WORDS, house.actor("agent1").id)
    assert house.one(select(ChainEntry.id).where(ChainEntry.kind == "action.file.put"))


def test_a_wish_changes_the_strip_and_the_call_is_refused(house: House) -> None:
    token, customer, _, _ = held(house)
    assert house.desk("agent1").strip.level != "block"  # type: ignore[union-attr]
    assert customer_file.put_on_file(house.call("agent1"), customer, said("cease")).ok
    assert house.desk("agent1").strip.level == "block"  # type: ignore[union-attr]
    assert house.begin("agent1", token).code == "blocked"


@pytest.mark.parametrize(
    ("kind", "rule"),
    [("plan", "cn-hard-plan-stop"), ("police_ban", "cn-law-psapl-50"), ("illegal_debt", "cn-law-illegal-debt")],
)
def test_what_only_the_officer_may_set(house: House, kind: str, rule: str) -> None:
    _, customer, number, _ = held(house)
    until = house.now + timedelta(days=30)
    wish = said(kind, until=until, proof="file 7")
    before = house.rows_of_everything()
    assert customer_file.put_on_file(house.call("agent1"), customer, wish).at_field == "kind"
    unproved = customer_file.put_on_file(house.call("compliance1"), customer, said(kind, until=until))
    assert unproved.at_field == "proof"
    assert house.rows_of_everything() == before
    assert rule not in speaks(verdict(house, customer, number=number))
    seq = house.desk("agent1").seq
    assert customer_file.put_on_file(house.call("compliance1"), customer, wish).ok
    found = verdict(house, customer, number=number)
    assert rule in speaks(found) and house.desk("agent1").seq > seq
    if kind != "illegal_debt":
        assert found.next_allowed_at is not None and found.next_allowed_at >= until


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (Statement("nothing", wording=WORDS), "kind"),
        (Statement("cease", wording="x"), "wording"),
        (said("cease", by="the moon"), "by"),
        (said("medium_refused"), "channels"),
        (said("medium_refused", channels=("pigeon",)), "channels"),
        (said("opt_out"), "channels"),
        (said("time_refused"), "opens"),
        (said("time_refused", hours=(("9", "x"),)), "opens"),
        (said("time_refused", hours=(("09:00", "09:00"),)), "closes"),
        (said("time_refused", days=(8,)), "days"),
        (said("place_refused"), "place"),
        (said("place_refused", place="moon"), "place"),
        (said("wrong_number"), "number"),
        (said("cease", since=datetime(2027, 1, 1, tzinfo=UTC)), "since"),
        (said("cease", since=datetime(2020, 1, 1, tzinfo=UTC)), "since"),
        (said("cease", until=datetime(2020, 1, 1, tzinfo=UTC)), "until"),
    ],
)
def test_a_wish_that_says_nothing_is_refused_with_its_field(house: House, wish: Statement, field: str) -> None:
    _, customer, _, _ = held(house)
    before = house.rows_of_everything()
    done = customer_file.put_on_file(house.call("agent1"), customer, wish)
    assert done.code == "invalid" and done.at_field == field
    assert house.rows_of_everything() == before


def test_nobody_writes_in_the_file_of_a_customer_who_is_not_with_her(house: House) -> None:
    _, customer, _, phone = held(house)
    for login in ("agent2", "lead1", "collector1"):
        call = house.call
        assert customer_file.put_on_file(call(login), customer, said("cease")).code == "not_found"
        assert customer_file.mark_number(call(login), customer, phone, "wrong").code == "not_found"
        asked = proposals.ask(call(login), customer, "number", {"phone": phone}, "why not", "")
        assert asked.code == "not_found"
    other = house.one(select(Customer.id).where(Customer.id != customer))
    foreign = house.one(
        select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == other, CustomerPhone.phone_id != phone)
    )
    wrong = customer_file.put_on_file(house.call("agent1"), customer, said("wrong_number"), foreign)
    assert wrong.code == "not_found"
    account = house.one(select(Account.id).where(Account.customer_id == other))
    wish = said("dispute", account=str(account))
    assert customer_file.put_on_file(house.call("agent1"), customer, wish).code == "not_found"


def test_an_agent_asks_to_lift_and_only_another_person_lifts(house: House) -> None:
    _, customer, number, _ = held(house)
    done = customer_file.put_on_file(house.call("agent1"), customer, said("cease"))
    wish = {"request": done.data["request"]}
    assert proposals.ask(house.call("agent1"), customer, "lift", wish, " ", "").at_field == "reason"
    assert proposals.ask(house.call("agent1"), customer, "lift", wish, "she called back", "").ok
    again = proposals.ask(house.call("agent1"), customer, "lift", wish, "she called back", "")
    assert again.code == "conflict"
    assert "house-cease" in speaks(verdict(house, customer, number=number)), "asking lifts nothing"
    assert house.desk("agent1").customer.on_file[0].state == "asked"  # type: ignore[union-attr]
    row = house.one(select(Proposal.id))
    for login, code in (("agent1", "conflict"), ("agent2", "not_found"), ("lead1", "not_found")):
        assert proposals.decide(house.call(login), row, True, "yes").code == code, login
    assert proposals.decide(house.call("compliance1"), row, False, "").at_field == "why"
    assert proposals.decide(house.call("compliance1"), row, True, "heard the recording").ok
    assert "house-cease" not in speaks(verdict(house, customer, number=number))
    assert proposals.decide(house.call("compliance1"), row, True, "again").code == "conflict"
    assert house.one(select(Request.lifted_why)) == "heard the recording"


def test_nobody_lifts_her_own_block_not_even_the_officer(house: House) -> None:
    _, customer, number, _ = held(house)
    done = customer_file.put_on_file(house.call("compliance1"), customer, said("cease"))
    request = done.data["request"]
    own = hold_review.lift(house.call("compliance1"), request, "a mistake of mine")
    assert own.code == "conflict" and "another person" in own.text
    assert proposals.ask(house.call("compliance1"), customer, "lift", {"request": request}, "a mistake of mine", "").ok
    row = house.one(select(Proposal.id))
    assert proposals.decide(house.call("compliance1"), row, True, "yes").code == "conflict"
    assert "house-cease" in speaks(verdict(house, customer, number=number))
    assert proposals.decide(house.call("lead1"), row, True, "seen the letter").ok
    assert "house-cease" not in speaks(verdict(house, customer, number=number))


def test_a_wrong_number_comes_back_only_by_another_person(house: House) -> None:
    _, customer, number, phone = held(house)
    assert customer_file.mark_number(house.call("agent1"), customer, phone, "sold").at_field == "status"
    assert customer_file.mark_number(house.call("agent1"), customer, phone, "invalid").ok
    assert "cn-party-wrong-number" in speaks(verdict(house, customer, number=number))
    assert customer_file.mark_number(house.call("agent1"), customer, phone, "invalid").code == "conflict"
    assert proposals.ask(house.call("agent1"), customer, "number", {"phone": phone}, "she rang from it", "").ok
    assert "cn-party-wrong-number" in speaks(verdict(house, customer, number=number))
    assert proposals.decide(house.call("compliance1"), house.one(select(Proposal.id)), True, "ok").ok
    assert "cn-party-wrong-number" not in speaks(verdict(house, customer, number=number))
    assert house.one(select(CustomerPhone.verified).where(CustomerPhone.phone_id == phone))


def moved(house: House, customer: int, **more: Any) -> Any:
    values = {
        "kind": "home",
        "text": "5th Avenue",
        "zone": "America/New_York",
        "region": "US",
        "province": "NY",
        "reason": "she told me",
        "proof": "",
        **more,
    }
    return customer_file.moved_house(house.call("agent1"), customer, **values)


def test_after_a_move_old_and_new_bind_until_it_is_verified(house: House) -> None:
    _, customer, number, _ = held(house)
    house.sql('UPDATE portfolio SET packs = \'["cn", "us"]\'')
    assert verdict(house, customer, number=number).packs == ("cn",)
    for more, field in (
        ({"zone": "Moon/Base"}, "zone"),
        ({"region": "USA"}, "region"),
        ({"kind": "boat"}, "place"),
        ({"reason": " "}, "reason"),
    ):
        assert moved(house, customer, **more).at_field == field
    house.sql(
        "INSERT INTO address (customer_id, kind, text, zone, region, province) "
        "VALUES (:id, 'home', 'Nanjing Road 1', 'Asia/Shanghai', 'CN', '')",
        id=customer,
    )
    house.later(hours=2)
    seq = house.desk("agent1").seq
    assert moved(house, customer).ok and house.desk("agent1").seq > seq
    found = verdict(house, customer, number=number)
    assert found.packs == ("cn", "us"), "the new law binds from the minute it is known"
    assert "cn-time-zone-abroad" in speaks(found), "12:00 in Shanghai is 23:00 in New York"
    row = house.one(select(Proposal.id))
    assert proposals.decide(house.call("agent1"), row, True, "ok").code == "conflict"
    assert proposals.decide(house.call("compliance1"), row, True, "utility bill seen").ok
    person = house.customer(customer)
    assert (person.zone, person.region) == ("America/New_York", "US")
    old = house.rows(
        select(Address.binds_until).where(
            Address.customer_id == customer, Address.verified.is_not(True), Address.kind == "home"
        )
    )
    assert old and all(r.binds_until == house.now for r in old)
    house.later(hours=12)
    with house.database.reading() as session:
        case = load_case(session, customer, house.now)
    assert case is not None
    assert [a.zone for a in case.facts.addresses or ()] == ["America/New_York"]


def test_a_move_that_nobody_can_verify_binds_no_longer(house: House) -> None:
    _, customer, number, _ = held(house)
    house.later(hours=2)
    assert moved(house, customer).ok
    assert "cn-time-zone-abroad" in speaks(verdict(house, customer, number=number))
    row = house.one(select(Proposal.id))
    assert proposals.withdraw(house.call("agent1"), row).code == "conflict", "she lifts no block so"
    assert proposals.decide(house.call("compliance1"), row, False, "a joke").ok
    assert "cn-time-zone-abroad" not in speaks(verdict(house, customer, number=number))


def test_lost_contact_needs_a_condition_and_another_person(house: House) -> None:
    token, customer, _, _ = held(house)
    third = {"party": "third_party", "purpose": "locate", "person": "friend"}
    assert "cn-party-lost-contact" in speaks(verdict(house, customer, **third))
    early = proposals.ask(house.call("agent1"), customer, "lost", {}, "nobody answers", "")
    assert early.at_field == "what" and "No condition" in early.text
    for _ in range(3):
        done = house.begin("agent1", token)
        assert done.ok, done
        contact.line_reports(house.worker(), done.data["attempt_id"], "no_answer")
        house.later(minutes=2)
    same_day = proposals.ask(house.call("agent1"), customer, "lost", {}, "three tries", "")
    assert same_day.at_field == "what", "three failed dials count from the next day"
    house.later(days=1)
    assert proposals.ask(house.call("compliance1"), customer, "lost", {}, "three tries", "log").ok
    row = house.rows(select(Proposal.id, Proposal.payload))[0]
    assert row.payload["conditions"] == ["dials"]
    assert proposals.decide(house.call("compliance1"), row.id, True, "").code == "conflict"
    assert proposals.decide(house.call("lead1"), row.id, True, "checked").ok
    assert "cn-party-lost-contact" not in speaks(verdict(house, customer, **third))
    assert house.one(select(Request.kind).where(Request.customer_id == customer)) == "lost"


def test_a_grant_of_lost_contact_looks_again(house: House) -> None:
    _, customer, _, phone = held(house)
    numbers = house.rows(
        select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer, CustomerPhone.role == "debtor")
    )
    for row in numbers:
        assert customer_file.mark_number(house.call("agent1"), customer, row.phone_id, "invalid").ok
    assert proposals.ask(house.call("agent1"), customer, "lost", {}, "all dead", "").ok
    assert proposals.ask(house.call("agent1"), customer, "number", {"phone": phone}, "it rings again", "").ok
    lost, good = (r.id for r in house.rows(select(Proposal.id).order_by(Proposal.id)))
    assert proposals.decide(house.call("compliance1"), good, True, "rang it").ok
    late = proposals.decide(house.call("compliance1"), lost, True, "ok")
    assert late.code == "conflict" and "No condition" in late.text
    assert house.one(select(Proposal.state).where(Proposal.id == lost)) == "asked"


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        ("deceased", "TRUE", "cn-party-deceased"),
        ("minor", "TRUE", "cn-party-minor"),
        ("capacity", "'limited'", "cn-party-incapacity"),
    ],
)
def test_a_correction_of_the_person_is_two_persons_work(house: House, field: str, value: str, rule: str) -> None:
    _, customer, number, _ = held(house)
    house.sql(f"UPDATE customer SET {field} = {value} WHERE id = :id", id=customer)
    assert rule in speaks(verdict(house, customer, number=number))
    wish = {"field": field}
    assert proposals.ask(house.call("agent1"), customer, "person", wish, "she is well", "").code == ("invalid")
    assert proposals.ask(house.call("compliance1"), customer, "person", wish, "seen id", "copy").ok
    assert rule in speaks(verdict(house, customer, number=number))
    assert proposals.decide(house.call("lead1"), house.one(select(Proposal.id)), True, "seen").ok
    assert rule not in speaks(verdict(house, customer, number=number))
    assert house.one(select(FactChange.kind).order_by(FactChange.id.desc())) == "person"


def test_limitation_an_earlier_start_binds_and_a_later_one_waits(house: House) -> None:
    _, customer, number, _ = held(house)
    account = house.one(select(Account.id).where(Account.customer_id == customer))

    def set_(due: date | None, interrupted: date | None, **more: Any) -> Any:
        values = {"by": "notice", "reason": "letter found", "proof": "receipt 12", **more}
        return customer_file.set_limitation(
            house.call(values.pop("login", "compliance1")),
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
    assert "cn-law-limitation" not in speaks(verdict(house, customer, number=number), "warn")
    seq = house.desk("agent1").seq
    assert set_(date(2020, 1, 1), None).data["state"] == "set"
    assert "cn-law-limitation" in speaks(verdict(house, customer, number=number), "warn")
    assert house.desk("agent1").seq > seq
    assert set_(date(2020, 1, 1), date(2025, 5, 1)).data["state"] == "asked"
    assert "cn-law-limitation" in speaks(verdict(house, customer, number=number), "warn")
    row = house.one(select(Proposal.id))
    assert proposals.decide(house.call("compliance1"), row, True, "x").code == "conflict"
    assert proposals.decide(house.call("lead1"), row, True, "receipt seen").ok
    assert "cn-law-limitation" not in speaks(verdict(house, customer, number=number), "warn")


def test_the_employer_who_forbids_calls_binds_under_the_us_pack(house: House) -> None:
    _, customer, number, phone = held(house)
    house.sql('UPDATE portfolio SET packs = \'["cn", "us"]\'')
    assert moved(house, customer, zone="Asia/Shanghai", region="US").ok
    house.sql("UPDATE customer_phone SET kind = 'work' WHERE phone_id = :id", id=phone)
    assert "us-place-work" not in speaks(verdict(house, customer, number=number))
    assert customer_file.put_on_file(
        house.call("agent1"), customer, said("place_refused", place="work", employer=True)
    ).ok
    found = speaks(verdict(house, customer, number=number))
    assert {"us-place-work", "us-place-known", "house-cease"} <= found


def test_a_consent_is_taken_back_by_another_officer_too(house: House) -> None:
    token = house.talk("agent1")
    customer = house.one(select(Handout.customer_id).where(Handout.id == token))
    assert hold_review.record_consent(
        house.call("agent1"), token, "hours", ["call"], "20:00", "23:30", "call me late", True
    ).ok
    house.now = house.now.replace(hour=14, minute=30)  # 22:30 in Shanghai
    assert "cn-time-quiet-hours" not in speaks(verdict(house, customer))
    assert [f.what for f in house.desk("agent1").customer.on_file] == ["consent"]  # type: ignore[union-attr]
    assert hold_review.revoke_consent(house.call("compliance1"), 1).ok
    assert "cn-time-quiet-hours" in speaks(verdict(house, customer))
    assert house.desk("agent1").customer.on_file == ()  # type: ignore[union-attr]


# --- facts that bind many customers ------------------------------------------------------------


def test_a_closed_day_binds_at_once_and_a_working_day_waits(house: House) -> None:
    _, customer, number, _ = held(house)
    today = date(2026, 11, 23)
    remind = "remind"
    assert "cn-time-holiday" not in speaks(verdict(house, customer, number=number), remind)

    def set_(on: date, works: bool, **more: Any) -> Any:
        values = {"region": "CN", "name": "flood", "reason": "the town is under water", **more}
        return calendar.override(house.call("admin1"), values["region"], on, works, values["name"], values["reason"])

    assert set_(date(2026, 11, 1), False).at_field == "on"
    assert set_(today, False, region="XX").at_field == "region"
    assert set_(today, False, reason=" ").at_field == "reason"
    assert set_(today, True).code == "conflict", "it is a working day already"
    seq = house.desk("agent1").seq
    assert set_(today, False).data["state"] == "set"
    assert house.desk("agent1").seq > seq
    assert "cn-time-holiday" in speaks(verdict(house, customer, number=number), remind)
    row = house.one(select(Holiday.id).where(Holiday.on_date == today))
    assert calendar.restore(house.call("admin1"), row, "dry").data["state"] == "asked"
    assert calendar.restore(house.call("admin1"), row, "dry").code == "conflict"
    assert "cn-time-holiday" in speaks(verdict(house, customer, number=number), remind)
    wish = house.one(select(Proposal.id))
    assert proposals.decide(house.call("admin1"), wish, True, "ok").code == "conflict"
    assert proposals.decide(house.call("lead1"), wish, True, "ok").code == "not_found"
    assert proposals.decide(house.call("compliance1"), wish, True, "seen").ok
    assert "cn-time-holiday" not in speaks(verdict(house, customer, number=number), remind)
    assert house.one(select(Holiday.id).where(Holiday.on_date == today)) is None


def test_a_public_holiday_worked_by_decree_and_back(house: House) -> None:
    _, customer, number, _ = held(house)
    day = date(2027, 1, 1)
    house.now = datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    assert "cn-time-holiday" in speaks(verdict(house, customer, number=number), "remind")
    done = calendar.override(house.call("admin1"), "CN", day, True, "", "decree of the state")
    assert done.data["state"] == "asked"
    assert proposals.decide(house.call("compliance1"), house.one(select(Proposal.id)), True, "").ok
    assert "cn-time-holiday" not in speaks(verdict(house, customer, number=number), "remind")
    row = house.rows(select(Holiday.id, Holiday.listed).where(Holiday.on_date == day))[0]
    assert row.listed == "元旦"
    assert calendar.restore(house.call("admin1"), row.id, "recalled").data["state"] == "set"
    assert "cn-time-holiday" in speaks(verdict(house, customer, number=number), "remind")
    assert calendar.restore(house.call("admin1"), row.id, "again").code == "not_found"


def test_the_type_of_a_creditor_needs_two_persons(house: House) -> None:
    creditor = house.one(select(Creditor.id))
    call = house.call
    assert proposals.ask_type(call("compliance1"), creditor, "pirate", "r", "p").at_field == "type"
    bare = proposals.ask_type(call("compliance1"), creditor, "consumer_finance", "r", " ")
    assert bare.at_field == "proof"
    assert proposals.ask_type(call("compliance1"), creditor, "consumer_finance", "licence", "no 9").ok
    assert house.one(select(Creditor.type)) == "card_bank"
    _, customer, _, _ = held(house)
    with house.database.reading() as session:
        case = load_case(session, customer, house.now)
    assert case is not None and (case.facts.accounts or ())[0].creditor_type == "card_bank"
    seq = house.desk("agent1").seq
    assert proposals.decide(call("lead1"), house.one(select(Proposal.id)), True, "seen").ok
    assert house.desk("agent1").seq > seq
    with house.database.reading() as session:
        case = load_case(session, customer, house.now)
    assert case is not None and (case.facts.accounts or ())[0].creditor_type == "consumer_finance"


def test_an_agencys_contract_opens_and_closes_by_its_dates(house: House) -> None:
    _, customer, number, _ = held(house)
    portfolio = house.one(select(Portfolio.id))
    creditor = house.one(select(Creditor.id))

    def paper(kind: str, since: date, until: date | None = None, **more: Any) -> Any:
        values = {"agency": "Fair Agency", "number": "7", "proof": "scan 7", **more}
        return papers.record(
            house.call("compliance1"), creditor, values["agency"], kind, values["number"], since, until, values["proof"]
        )

    assert paper("stamp", date(2026, 1, 1)).at_field == "kind"
    assert paper("contract", date(2026, 1, 1), agency=" ").at_field == "agency"
    assert paper("contract", date(2026, 1, 1), date(2025, 1, 1)).at_field == "until_on"
    assert paper("contract", date(2026, 1, 1), proof=" ").at_field == "proof"
    rule = "cn-data-entrust"
    assert rule not in speaks(verdict(house, customer, number=number)), "declared by the sample"
    seq = house.desk("agent1").seq
    assert papers.assign(house.call("compliance1"), portfolio, "Fair Agency").ok
    assert rule in speaks(verdict(house, customer, number=number)), "no contract with this agency"
    assert "cn-id-agency-listed" in speaks(verdict(house, customer, number=number))
    assert house.desk("agent1").seq > seq
    assert paper("contract", date(2026, 1, 1), date(2026, 11, 25)).ok
    assert rule in speaks(verdict(house, customer, number=number)), "not evaluated yet"
    assert paper("evaluation", date(2026, 6, 1)).ok
    assert paper("listing", date(2026, 6, 1)).ok
    found = verdict(house, customer, number=number)
    assert not {rule, "cn-id-agency-listed"} & speaks(found)
    house.now = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # midnight: the contract is over
    assert rule in speaks(verdict(house, customer, number=number))
    house.now -= timedelta(seconds=1)
    assert rule not in speaks(verdict(house, customer, number=number))
    row = house.rows(select(Paper.id).where(Paper.kind == "listing"))[0]
    assert papers.end(house.call("compliance1"), row.id).ok
    assert "cn-id-agency-listed" in speaks(verdict(house, customer, number=number))
    assert papers.end(house.call("compliance1"), row.id).code == "conflict"


def test_a_licence_that_ends_warns_and_a_declaration_reaches_the_desk(house: House) -> None:
    _, customer, number, _ = held(house)
    creditor, portfolio = house.one(select(Creditor.id)), house.one(select(Portfolio.id))
    call = house.call
    assert "house-licence" not in speaks(verdict(house, customer, number=number), "warn")
    assert papers.record(
        call("compliance1"), creditor, "", "licence", "L-1", date(2020, 1, 1), date(2026, 11, 20), "register"
    ).ok
    assert "house-licence" in speaks(verdict(house, customer, number=number), "warn")
    assert papers.record(call("compliance1"), creditor, "", "licence", "L-2", date(2026, 11, 23), None, "register").ok
    assert "house-licence" not in speaks(verdict(house, customer, number=number), "warn")
    seq = house.desk("agent1").seq
    assert declarations.declare(call("compliance1"), portfolio, "recording", False, "memo").ok
    assert house.desk("agent1").seq > seq
    assert "cn-rec-call" in speaks(verdict(house, customer, number=number))
    assert (
        house.one(select(Declaration.proof).where(Declaration.until.is_(None), Declaration.key == "recording"))
        == "memo"
    )


# --- clocks --------------------------------------------------------------------------------------


def test_a_complaints_clock_runs_is_moved_and_stops(house: House) -> None:
    from console.store.queries.customer_file import complaints

    _, customer, _, _ = held(house)
    wish = said("complaint", since=house.now - timedelta(days=14))
    done = customer_file.put_on_file(house.call("compliance1"), customer, wish)
    row = done.data["request"]

    def line() -> Any:
        with house.database.reading() as session:
            return complaints(session, house.now)[0]

    assert (line().days, line().red) == (15, False)
    house.later(days=2)
    assert line().red
    call = house.call
    assert hold_review.extend(call("compliance1"), row, 15, "more to read").at_field == "days"
    assert hold_review.extend(call("compliance1"), row, 30, " ").at_field == "why"
    assert hold_review.extend(call("compliance1"), row, 30, "more to read").ok
    assert (line().days, line().red) == (30, False)
    assert hold_review.answer_request(call("compliance1"), row, "fees taken back").ok
    assert line().answered_at == house.now and line().lifted_why == "fees taken back"
    assert hold_review.extend(call("compliance1"), row, 60, "late").code == "conflict"


def test_a_dispute_is_not_closed_by_who_opened_it(house: House) -> None:
    _, customer, _, _ = held(house)
    done = customer_file.put_on_file(house.call("compliance1"), customer, said("dispute"))
    own = hold_review.answer_request(house.call("compliance1"), done.data["request"], "it is right")
    assert own.code == "conflict"
    held_ = customer_file.put_on_file(house.call("agent1"), customer, said("hardship"))
    plain = hold_review.answer_request(house.call("compliance1"), held_.data["request"], "text")
    assert plain.at_field == "text"


def test_a_rule_read_again_falls_due_later(house: House) -> None:
    from console.store.queries.papers import rule_reviews

    def due(rule: str) -> date:
        with house.database.reading() as session:
            found = rule_reviews(session, house.context.zone)
        return next(r.due for r in found if r.rule.id == rule)

    before = due("cn-complaint")
    assert before == date(2026, 11, 24) + timedelta(days=90), "low confidence: every 90 days"
    assert due("cn-freq-unanswered-6") == date(2026, 11, 24) + timedelta(days=365)
    house.now = datetime(2027, 2, 1, 3, tzinfo=UTC)
    call = house.call("compliance1")
    assert hold_review.rule_seen(call, "cn", "cn-complaint", "x").at_field == "note"
    assert hold_review.rule_seen(house.call("compliance1"), "cn", "cn-nothing", "read").code == ("not_found")
    assert hold_review.rule_seen(house.call("compliance1"), "cn", "cn-complaint", "read again").ok
    assert due("cn-complaint") == date(2027, 2, 1) + timedelta(days=90)


def test_a_sleeping_customer_is_judged_anew_when_a_hold_is_lifted(house: House) -> None:
    token = house.talk("agent1")
    customer = house.one(select(Handout.customer_id).where(Handout.id == token))
    assert house.finish("agent1", token, "CEASE").ok
    state = "SELECT wake_at FROM entry WHERE customer_id = :c"
    assert house.one(text(state).bindparams(c=customer)) is None
    wish = house.one(select(Request.id).where(Request.customer_id == customer))
    assert proposals.ask(house.call("compliance1"), customer, "lift", {"request": wish}, "wrote again", "mail 3").ok
    assert proposals.decide(house.call("lead1"), house.one(select(Proposal.id)), True, "read it").ok
    assert house.one(text(state).bindparams(c=customer)) is not None


def test_an_inbound_claim_gives_the_file_too(house: House) -> None:
    customer = house.one(select(Customer.id).order_by(Customer.id.desc()))
    assert inbound.take_inbound(house.call("agent2"), customer).ok
    assert customer_file.put_on_file(house.call("agent2"), customer, said("hardship")).ok
    kinds = house.rows(select(FactChange.kind).where(FactChange.customer_id == customer))
    assert [row.kind for row in kinds] == ["hold"]


@pytest.mark.parametrize("kind", ["deceased", "incapacity", "minor"])
def test_what_binds_of_the_person_waits_for_the_officers_word(house: House, kind: str) -> None:
    from console.store.queries.officer import requests

    _, customer, number, _ = held(house)
    done = customer_file.put_on_file(house.call("agent1"), customer, said(kind, by="spouse"))

    def row() -> Any:
        with house.database.reading() as session:
            return requests(session, house.now, house.context.zone)[0]

    assert (row().confirmed, row().red) == (False, False)
    house.later(days=3)
    assert row().red, "three working days without a word of the officer"
    assert hold_review.confirm(house.call("compliance1"), done.data["request"], ["sms"]).ok
    assert row().confirmed and "chosen" not in row().scope
    assert verdict(house, customer, number=number).blocked, "confirming opens nothing"


def test_a_consent_names_its_channels_and_proof(house: House) -> None:
    from console.store.models import Consent

    token = house.talk("agent1")
    assert hold_review.record_consent(
        house.call("agent1"),
        token,
        "hours",
        ["sms", "email", "pigeon"],
        "20:00",
        "23:30",
        "write to me late",
        True,
        "her letter of Monday",
    ).ok
    row = house.rows(select(Consent.channels, Consent.proof))[0]
    assert row.channels == ["sms", "email"]
    assert row.proof == "written by the customer · her letter of Monday"
