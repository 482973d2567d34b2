"""Proposals: one person asks, another decides."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from console.actions import contact, customer_file, hold_review, proposals
from console.store.customer_case import load_case
from console.store.models import Creditor, CustomerPhone, FactChange, Proposal, Request
from tests.actions.case_file import decide, on_desk, rules_of, statement, verdict
from tests.people import SampleSite


def test_decide_a_lift_is_open_only_to_another_person_with_the_right_role(site: SampleSite) -> None:
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


def test_decide_a_lift_of_the_own_block_is_refused_to_the_officer_too(site: SampleSite) -> None:
    _, customer, number, _ = on_desk(site)
    done = customer_file.put_on_file(site.call("compliance1"), customer, statement("cease"))
    request = done.data["request"]
    own = hold_review.lift(site.call("compliance1"), request, "a mistake of mine")
    assert own.data["state"] == "asked"
    same = proposals.ask(site.call("compliance1"), customer, "lift", {"request": request, "kind": "cease"}, "mine", "")
    assert same.code == "conflict", "asked already, whatever the door"
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


def test_decide_lost_contact_checks_the_conditions_again(site: SampleSite) -> None:
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
def test_a_correction_of_the_person_needs_two_people(site: SampleSite, field: str, value: str, rule: str) -> None:
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


def test_ask_type_of_a_creditor_needs_two_people(site: SampleSite) -> None:
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


def test_numbers_that_one_person_takes_out_open_no_third_party_and_no_hour(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    _, customer, number, phone = on_desk(site)
    site.sql("UPDATE phone SET zone = 'America/New_York', region = 'US' WHERE id = :id", id=phone)
    site.sql("UPDATE customer_phone SET role = 'debtor' WHERE customer_id = :id", id=customer)
    third = {"party": "third_party", "purpose": "locate", "person": "friend"}
    with site.database.reading() as session:
        before = load_case(session, customer, site.now)
    numbers = site.rows(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == customer))
    for row in numbers:
        assert customer_file.mark_number(site.call("agent1"), customer, row.phone_id, "wrong").ok
    assert "cn-party-wrong-number" in rules_of(verdict(site, customer, number=number))
    assert "cn-party-lost-contact" in rules_of(verdict(site, customer, **third)), "one person's word loses nobody"
    with site.database.reading() as session:
        after = load_case(session, customer, site.now)
    assert before is not None and after is not None
    assert "America/New_York" in before.facts.customer.zones
    assert after.facts.customer.zones == before.facts.customer.zones, "its hours bind on"
    assert proposals.ask(site.call("agent1"), customer, "lost", {}, "all dead", "").ok
    assert decide(site, "compliance1").ok
    assert "cn-party-lost-contact" not in rules_of(verdict(site, customer, **third))
