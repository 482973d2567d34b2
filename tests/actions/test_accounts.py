"""Accounts of officers and administrators: two people, a rest before they decide, the founding, the host's way in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from console.actions import accounts, people, proposals, two_factor
from console.actions.accounts import Founder
from console.actions.call import Call
from console.domain.actor import Actor
from console.passwords import half_password, hash_password, verify
from console.store.models import AccountChange, Agent, ChainEntry, Person, Proposal, Site
from console.store.queries.accounts import accounts_view, halves_of, told_to_all
from tests.actions.case_file import decide, on_desk, statement
from tests.people import IDS, SampleSite


@pytest.fixture
def own_site(sqlite_site: SampleSite) -> SampleSite:
    """Return a site that is no sample: the rules of two people bind."""
    sqlite_site.sql("UPDATE site SET sample = false")
    return sqlite_site


def person(site: SampleSite, login: str) -> Any:
    return site.rows(select(Person).where(Person.login == login))[0][0]


def add(site: SampleSite, role: str, login: str = "newcomer") -> Any:
    return people.add_person(site.call("admin1"), login, "New Comer", role, None, "no password")


def as_person(site: SampleSite, login: str) -> Call:
    row = person(site, login)
    return Call(site.context, Actor(row.id, row.role, row.name), site.now)


def changes(site: SampleSite) -> list[str]:
    return [row.what for row in site.rows(select(AccountChange.what).order_by(AccountChange.id))]


def test_an_administrator_who_makes_an_officer_lifts_nothing_with_it(own_site: SampleSite) -> None:
    site = own_site
    _, customer, _, _ = on_desk(site)
    from console.actions import customer_file

    wish = customer_file.put_on_file(site.call("compliance1"), customer, statement("cease")).data["request"]
    assert proposals.ask(site.call("compliance1"), customer, "lift", {"request": wish}, "rang again", "").ok
    lift = site.one(select(Proposal.id))
    assert add(site, "compliance").data == {"state": "asked"}
    assert site.rows(select(Person).where(Person.login == "newcomer")) == [], "asking makes nobody"
    assert decide(site, "admin1").code == "conflict"
    assert decide(site, "lead1").code == "not_found"
    assert decide(site, "compliance1").ok
    assert changes(site) == ["made"]
    early = proposals.decide(as_person(site, "newcomer"), lift, True, "fine")
    assert early.code == "conflict" and "decides from" in early.text
    site.later(hours=23, minutes=59)
    assert proposals.decide(as_person(site, "newcomer"), lift, True, "fine").code == "conflict"
    site.later(minutes=2)
    assert proposals.decide(as_person(site, "newcomer"), lift, True, "fine").ok


def test_a_reset_of_an_officer_by_one_administrator_changes_nothing(own_site: SampleSite) -> None:
    site = own_site
    before = person(site, "compliance1")
    site.sql("UPDATE person SET totp_secret = 'X' WHERE login = 'compliance1'")
    call = site.call
    assert people.reset_password(call("admin1"), before.id, "mine").data == {"state": "asked"}
    assert two_factor.reset(call("admin1"), before.id).data == {"state": "asked"}
    now = person(site, "compliance1")
    assert (now.password_hash, now.totp_secret, now.role_version) == (before.password_hash, "X", before.role_version)
    assert decide(site, "compliance1").code == "conflict", "nobody decides about the own account"


def test_roles_and_access_of_officers_need_two_and_taking_access_away_needs_one(own_site: SampleSite) -> None:
    site = own_site
    lead, officer = person(site, "lead1"), person(site, "compliance1")
    up = people.change_person(site.call("admin1"), lead.id, "Wang", "compliance", None, False)
    assert up.data == {"state": "asked"}
    now = person(site, "lead1")
    assert (now.role, now.name) == ("lead", "Wang"), "the name needs no second person"
    assert decide(site, "compliance1").ok
    now = person(site, "lead1")
    assert now.role == "compliance" and now.role_version > lead.role_version and now.decides_from is not None
    gone = people.change_person(site.call("admin1"), officer.id, officer.name, "compliance", None, True)
    assert gone.ok and person(site, "compliance1").disabled_at is not None, "taking access away never waits"
    back = people.change_person(site.call("admin1"), officer.id, officer.name, "compliance", None, False)
    assert back.data == {"state": "asked"} and person(site, "compliance1").disabled_at is not None
    down = people.change_person(site.call("admin1"), officer.id, officer.name, "agent", None, True)
    assert down.data == {"state": "asked"} and person(site, "compliance1").role == "compliance"
    assert changes(site) == ["role", "disabled"]


def test_agents_and_leads_are_made_and_reset_by_one(own_site: SampleSite) -> None:
    site = own_site
    assert "person_id" in add(site, "lead").data
    assert site.one(select(Agent.id).where(Agent.id == person(site, "newcomer").id))
    assert people.reset_password(site.call("admin1"), IDS["agent1"], "x").data == {"state": "set"}
    assert changes(site) == [] and site.one(select(Proposal.id)) is None


def test_the_sample_is_exempt(sqlite_site: SampleSite) -> None:
    assert "person_id" in add(sqlite_site, "compliance").data
    assert person(sqlite_site, "newcomer").decides_from is None


def test_neither_of_the_two_knows_the_whole_first_password(own_site: SampleSite) -> None:
    site = own_site
    assert add(site, "compliance").ok and decide(site, "compliance1").ok
    row = site.one(select(Proposal.id))
    asked, agreed = half_password(), half_password()

    def fits(password: str) -> bool:
        return verify(password, person(site, "newcomer").password_hash)

    assert not fits("")
    with site.database.reading() as session:
        assert [half.first for half in halves_of(session, IDS["admin1"])] == [False]
        assert halves_of(session, IDS["lead1"]) == []
    assert accounts.set_half(site.call("lead1"), row, "x").code == "not_found"
    assert accounts.set_half(site.call("admin1"), row, hash_password(asked)).ok
    assert accounts.set_half(site.call("admin1"), row, hash_password("again")).code == "conflict", "once"
    assert not fits(asked) and not fits(asked + asked), "one half opens nothing"
    assert accounts.set_half(site.call("compliance1"), row, hash_password(agreed)).ok
    assert fits(agreed + asked)
    assert not fits(asked + agreed) and not fits(agreed)
    assert person(site, "newcomer").must_change


def test_the_rest_is_shortened_by_two_and_lengthened_by_one(own_site: SampleSite) -> None:
    site = own_site
    assert accounts.set_rest(site.call("admin1"), 2, "a small site").data == {"state": "asked"}
    assert site.one(select(Site.rest_hours)) is None
    assert decide(site, "compliance1").ok and site.one(select(Site.rest_hours)) == 2
    assert add(site, "admin").ok and decide(site, "compliance1").ok
    assert person(site, "newcomer").decides_from == site.now + timedelta(hours=2)
    assert accounts.set_rest(site.call("admin1"), 24, "").data == {"state": "set"}
    with site.database.reading() as session:
        view = accounts_view(session, site.now)
    assert view.rest_hours == 24 and [line.what.en for line in view.changes][-1] == "time before a new account decides"
    assert view.changes[1].rests_until == site.now + timedelta(hours=2)


def founders(*roles: str) -> tuple[Founder, ...]:
    return tuple(Founder(role, role, role.title(), "hash") for role in roles)


def test_a_site_is_founded_once_with_two_people(own_site: SampleSite) -> None:
    site = own_site
    both = founders("admin", "compliance")
    assert accounts.found(site.worker(), both).code == "conflict"
    site.sql("UPDATE person SET role = 'lead' WHERE role IN ('admin', 'compliance')")
    assert accounts.found(site.worker(), founders("admin")).code == "invalid"
    one = Founder("compliance", "admin", "Admin", "hash")
    assert accounts.found(site.worker(), (both[0], one)).code == "invalid", "one person is not two"
    assert accounts.found(site.worker(), both).data == {"count": 2}
    assert person(site, "compliance").decides_from is None, "the first day is not lost"
    assert changes(site) == ["founded", "founded"]
    assert add(site, "compliance").data == {"state": "asked"}, "the rule of two binds from now on"


def test_the_host_lets_only_the_last_of_a_role_in_again_and_tells_everybody(own_site: SampleSite) -> None:
    site = own_site
    assert accounts.readmit(site.worker(), "agent1", "new").code == "invalid"
    assert add(site, "compliance").ok and decide(site, "compliance1").ok
    refused = accounts.readmit(site.worker(), "compliance1", "new")
    assert refused.code == "conflict" and refused.words["who"] == "New Comer"
    site.sql("UPDATE person SET disabled_at = made_at WHERE role = 'compliance'")
    assert accounts.readmit(site.worker(), "compliance1", "new").ok
    now = person(site, "compliance1")
    assert (now.password_hash, now.must_change, now.disabled_at, now.totp_secret) == ("new", True, None, "")
    assert now.decides_from == site.now + timedelta(hours=24)
    assert "action.account.readmit" in {row.kind for row in site.rows(select(ChainEntry.kind))}
    with site.database.reading() as session:
        told = told_to_all(session, site.now)
        assert told is not None and told[1].en == "Sun Hua"
        assert told_to_all(session, site.now + timedelta(days=8)) is None


def test_halves_of_two_resets_never_make_one_person_the_officer(own_site: SampleSite) -> None:
    site = own_site
    assert add(site, "admin").ok and decide(site, "compliance1").ok
    site.later(hours=25)
    officer, other = person(site, "compliance1"), person(site, "newcomer")

    def reset(asks: Call, agrees: Call) -> int:
        assert people.reset_password(asks, officer.id, "x").data == {"state": "asked"}
        row = int(site.one(select(func.max(Proposal.id))))
        assert proposals.decide(agrees, row, True, "").ok
        return row

    first = reset(site.call("admin1"), as_person(site, "newcomer"))
    assert accounts.set_half(site.call("admin1"), first, hash_password(half_password())).ok
    second = reset(as_person(site, "newcomer"), site.call("admin1"))
    stale = accounts.set_half(site.call("admin1"), first, hash_password(half_password()))
    assert stale.code == "conflict", "the half of the reset before would complete the password"
    assert accounts.set_half(site.call("admin1"), second, hash_password(half_password())).ok
    with site.database.reading() as session:
        mine = [half.proposal for half in halves_of(session, IDS["admin1"]) if half.login == officer.login]
        assert mine == [], "the half of the older reset is offered no more"
        assert [half.proposal for half in halves_of(session, other.id)] == [second]


def test_an_account_that_one_person_took_over_is_not_made_an_officer_with_its_password(own_site: SampleSite) -> None:
    site = own_site
    lead, known = person(site, "lead1"), hash_password("known to one person")
    assert people.reset_password(site.call("admin1"), lead.id, known).data == {"state": "set"}
    site.sql("UPDATE person SET totp_secret = 'X' WHERE login = 'lead1'")
    assert people.change_person(site.call("admin1"), lead.id, lead.name, "compliance", None, False).ok
    assert person(site, "lead1").password_hash == known, "asking changes nothing"
    row = site.one(select(Proposal.id))
    assert decide(site, "compliance1").ok
    now = person(site, "lead1")
    assert (now.role, now.must_change, now.totp_secret) == ("compliance", True, "")
    assert not verify("known to one person", now.password_hash)
    asked, agreed = half_password(), half_password()
    assert accounts.set_half(site.call("admin1"), row, hash_password(asked)).ok
    assert accounts.set_half(site.call("compliance1"), row, hash_password(agreed)).ok
    assert verify(agreed + asked, person(site, "lead1").password_hash)
    whole = person(site, "lead1").password_hash
    assert people.change_person(site.call("admin1"), lead.id, lead.name, "admin", None, False).ok
    assert decide(site, "compliance1").ok
    assert person(site, "lead1").password_hash == whole, "between these roles two people have set it already"
