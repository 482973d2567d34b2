"""What a lead says to desks and changes at queues: at once on the right desk, and never over the law or the agent."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import floor as floor_actions
from console.actions import handout, lead_notes, shift, transfer
from console.actions.call import Call
from console.domain.actor import Actor
from console.store.models import ChainEntry, LeadNote
from tests.people import IDS, SampleSite


def on_desk(site: SampleSite, login: str) -> list[tuple[str, str]]:
    return [(note.kind, note.text) for note in site.desk(login).lead.notes]


def other_lead(site: SampleSite) -> Call:
    call = site.call("lead1")
    return Call(call.context, Actor(99, "lead", "other", 2), call.now, call.key)


def test_a_line_stands_on_one_desk_until_it_is_seen_and_the_lead_sees_that(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    before = site.agent("agent1").desk_seq
    assert lead_notes.line(site.call("lead1"), IDS["agent1"], " ").at_field == "text"
    assert lead_notes.line(other_lead(site), IDS["agent1"], "hello").code == "not_found"
    done = lead_notes.line(site.call("lead1"), IDS["agent1"], "Ask   for her payday")
    assert done.ok and site.agent("agent1").desk_seq == before + 1
    assert on_desk(site, "agent1") == [("line", "Ask for her payday")] and on_desk(site, "agent2") == []
    assert lead_notes.line(site.call("lead1"), IDS["agent1"], "Well done").ok  # one line at a time: the newest
    assert on_desk(site, "agent1") == [("line", "Well done")]
    note = site.desk("agent1").lead.notes[0].id
    assert lead_notes.answer(site.call("agent2"), note, True).code == "not_found"
    assert lead_notes.answer(site.call("agent1"), note, True).ok
    assert on_desk(site, "agent1") == []
    assert site.one(select(LeadNote.seen_at).where(LeadNote.id == note)) == site.now
    assert lead_notes.take_back(site.call("lead1"), note).code == "conflict"


def test_a_pinned_note_is_on_every_desk_of_the_team_and_on_no_other(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert lead_notes.pin(site.call("lead1"), "Lunch at half past").ok
    assert lead_notes.pin(site.call("lead1"), "Lunch at one").ok
    assert on_desk(site, "agent1") == on_desk(site, "agent2") == [("pin", "Lunch at one")]
    assert on_desk(site, "agent3") == []  # team B
    pin = site.floor().pin
    assert pin is not None and pin.text == "Lunch at one"
    assert lead_notes.unpin(site.call("lead1")).ok and on_desk(site, "agent1") == []


def test_a_break_is_asked_to_be_cut_and_only_the_agent_ends_it(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert lead_notes.ask_back(site.call("lead1"), IDS["agent1"]).code == "conflict"
    shift.take_break(site.call("agent1"), "meal")
    assert lead_notes.ask_back(site.call("lead1"), IDS["agent1"]).ok
    assert on_desk(site, "agent1") == [("back", "")] and site.agent("agent1").state == "on_break"
    site.ready("agent1")
    assert on_desk(site, "agent1") == []  # it fits no more


def test_a_hand_over_that_a_lead_asks_for_is_accepted_by_both(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    customer = site.customer_of(token)
    site.sql("UPDATE entry SET state = 'sleeping', wake_at = NULL WHERE state = 'waiting'")
    site.ready("agent2")
    assert lead_notes.ask_give(site.call("lead1"), token, IDS["agent1"], "x").at_field == "to"
    assert lead_notes.ask_give(site.call("lead1"), token, IDS["agent3"], "x").code == "not_found"
    assert lead_notes.ask_give(site.call("lead1"), token, IDS["agent2"], "speaks Cantonese").ok
    (note,) = site.desk("agent1").lead.notes
    assert (note.kind, note.to_id) == ("give", IDS["agent2"]) and site.customer_of(token) == customer
    version = site.customer(customer).facts_version
    assert transfer.hand_over(site.call("agent1"), token, str(note.to_id), note.text, version).ok
    offered = site.desk("agent2")
    assert offered.shift.state == "offered" and site.customer_of(offered.token) == customer
    assert on_desk(site, "agent1") == []
    assert handout.decline(site.call("agent2"), offered.token, "known").ok  # the colleague may refuse


def test_a_lead_sends_to_a_break_and_ends_a_shift_never_in_the_middle_of_a_contact(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    assert floor_actions.send_to_break(site.call("lead1"), IDS["agent1"], "nothing").at_field == "kind"
    assert floor_actions.send_to_break(site.call("lead1"), IDS["agent1"], "breather").ok
    assert (site.agent("agent1").state, site.agent("agent1").next_state) == ("in_contact", "on_break")
    assert floor_actions.cancel_break(site.call("lead1"), IDS["agent1"]).ok
    assert site.agent("agent1").next_state == ""
    assert floor_actions.cancel_break(site.call("lead1"), IDS["agent1"]).code == "conflict"
    assert floor_actions.set_off_shift(site.call("lead1"), IDS["agent1"], "goes home", True).ok
    assert (site.agent("agent1").state, site.agent("agent1").next_state) == ("in_contact", "offline")
    assert site.desk("agent1").token == token
    site.sql("UPDATE entry SET state = 'sleeping', wake_at = NULL WHERE state = 'waiting'")
    site.ready("agent2")
    assert floor_actions.set_off_shift(site.call("lead1"), IDS["agent2"], "goes home").code == "illegal"
    assert floor_actions.set_off_shift(site.call("lead1"), IDS["agent2"], "goes home", True).ok
    assert site.agent("agent2").state == "offline"


def test_a_look_at_a_desk_is_seen_there_until_its_page_is_closed(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token = site.talk("agent1")
    assert lead_notes.look(other_lead(site), IDS["agent1"]).code == "not_found"
    assert lead_notes.look(site.call("lead1"), IDS["agent1"]).ok
    (note,) = site.desk("agent1").lead.notes
    assert (note.kind, note.by.en) == ("look", "Wang Fang")
    for _ in range(3):
        site.later(seconds=10)
        assert lead_notes.look(site.call("lead1"), IDS["agent1"]).ok
        assert lead_notes.end_looks(site.worker()).data["count"] == 0
    rows = select(ChainEntry.customer_id).where(ChainEntry.kind == "desk.looked_at")
    assert site.rows(rows) == [(site.customer_of(token),)]
    site.later(seconds=16)
    assert lead_notes.end_looks(site.worker()).data["count"] == 1 and on_desk(site, "agent1") == []


def test_every_customer_who_comes_to_a_desk_that_is_looked_at_is_on_record(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    seen = []
    for _ in range(2):
        token = site.talk("agent1")
        for _ in range(2):
            assert lead_notes.look(site.call("lead1"), IDS["agent1"]).ok
        seen.append((site.customer_of(token),))
        site.finish("agent1", token, "REF")
        assert shift.go_offline(site.call("agent1")).ok
        assert handout.end_wrap_up(site.call("agent1"), token).ok
        assert lead_notes.look(site.call("lead1"), IDS["agent1"]).ok
        site.tick()
    rows = select(ChainEntry.customer_id).where(ChainEntry.kind == "desk.looked_at").order_by(ChainEntry.id)
    assert seen[0] != seen[1] and site.rows(rows) == seen


def test_a_look_cannot_be_hidden_from_the_desk_and_only_desks_are_spoken_to(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    assert lead_notes.look(site.call("lead1"), IDS["agent1"]).ok
    (note,) = site.desk("agent1").lead.notes
    assert lead_notes.take_back(site.call("lead1"), note.id).code == "not_found"
    assert on_desk(site, "agent1") == [("look", "")]
    site.sql("UPDATE person SET team_id = 1 WHERE id = :id", id=IDS["compliance1"])  # of the team, without a desk
    assert lead_notes.line(site.call("lead1"), IDS["compliance1"], "hello").code == "not_found"
    assert lead_notes.look(site.call("lead1"), IDS["compliance1"]).code == "not_found"
