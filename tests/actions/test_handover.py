"""Who gets a customer when: hand-overs, whoever waits longest, and nobody passed over."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import handout, shift, transfer
from console.domain.promises import OutcomeForm
from console.store.models import Agent, Entry
from tests.people import IDS, SampleSite


def _hand_over(site: SampleSite, token: int, to: str, note: str = "speaks Cantonese"):  # type: ignore[no-untyped-def]
    view = site.desk("agent1").outcome
    assert view is not None
    return transfer.hand_over(site.call("agent1"), token, to, note, view.facts_version)


def test_a_free_colleague_gets_the_offer_with_the_note_at_once(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    assert site.ready("agent2") == 0
    assert _hand_over(site, token, "2", " ").at_field == "note"
    foreign = _hand_over(site, token, "3")
    assert foreign.code == "invalid" and foreign.at_field == "to"
    done = _hand_over(site, token, "2")
    assert done.ok and not done.data["reserved"]
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.handover_note == "speaks Cantonese"
    late = handout.accept(site.call("agent1"), token)
    assert not late.ok and "handed over" in late.text


def test_a_hand_over_never_breaks_a_break_and_waits_with_its_note(site: SampleSite) -> None:
    token = site.preview("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    shift.take_break(site.call("agent2"), "meal")
    done = _hand_over(site, token, "2")
    assert done.ok and done.data["reserved"]
    site.later(seconds=5)
    site.tick()
    agent = site.agent("agent2")
    assert (agent.state, agent.reason, agent.handout_id) == ("on_break", "meal", None)
    handout.ask_for_next(site.call("agent2"))
    theirs = site.desk("agent2").customer
    assert theirs is not None and theirs.customer_id == customer.customer_id
    assert theirs.handover_note == "speaks Cantonese" and theirs.kind == "transfer"
    assert theirs.factors[0].key == "transfer"


def test_a_hand_over_goes_to_nobody_who_is_not_at_work(site: SampleSite) -> None:
    token = site.preview("agent1")
    shift.go_offline(site.call("agent2"))
    gone = _hand_over(site, token, "2")
    assert not gone.ok and "not working" in gone.text
    nobody = _hand_over(site, token, "lead")
    assert not nobody.ok and "No lead is working" in nobody.text
    for nonsense in ("²", "9" * 30, "-1", "lead2", ""):
        assert _hand_over(site, token, nonsense).code == "invalid"
    assert site.desk("agent1").token == token


def test_agents_with_an_empty_queue_hold_no_places_of_those_behind_them(site: SampleSite) -> None:
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    site.sql("DELETE FROM agent_queue")
    site.sql("INSERT INTO agent_queue (agent_id, queue_id, rank) VALUES (1, 2, 1)")
    for number in range(100, 130):  # thirty who serve a queue in which nobody waits
        site.sql(
            "INSERT INTO person (id, login, name, password_hash, role, role_version, team_id, "
            "locale, theme, sound, keys, must_change, totp_secret, totp_last_step, made_up, made_at)"
            " SELECT :n, 'idle' || :n, 'Idle', 'none', 'agent', 1, 1, 'en', 'auto', sound, keys, "
            "must_change, '', 0, made_up, made_at FROM person WHERE id = 1",
            n=number,
        )
        site.sql(
            "INSERT INTO agent (id, state, reason, since, next_state, next_reason, desk_seq, "
            "seen_at, skills) SELECT :n, 'ready', '', :at, '', '', 1, :at, skills "
            "FROM agent WHERE id = 1",
            n=number,
            at=site.now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        )
        site.sql("INSERT INTO agent_queue (agent_id, queue_id, rank) VALUES (:n, 1, 1)", n=number)
    site.later(seconds=10)
    assert site.ready("agent1") == 0
    site.sql(
        "UPDATE entry SET state = 'waiting', queue_id = 2 WHERE id IN "
        "(SELECT id FROM entry WHERE reason <> 'nothing_owed' ORDER BY id LIMIT 3)"
    )
    site.later(seconds=5)
    handout.deal_out(site.worker())
    assert site.agent("agent1").state == "offered"


def test_whoever_has_waited_longest_comes_before_the_one_who_has_just_finished(site: SampleSite) -> None:
    token = site.talk("agent2")
    site.finish("agent2", token, "REF")
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    assert site.ready("agent1") == 0
    site.later(seconds=5)
    site.sql(
        "UPDATE entry SET state = 'waiting' WHERE id = (SELECT min(id) FROM entry WHERE "
        "state = 'closed' AND queue_id = 1 AND reason <> 'nothing_owed')"
    )
    handout.end_wrap_up(site.call("agent2"), token)
    assert site.agent("agent1").state == "offered"
    assert site.agent("agent2").state == "ready"


def test_a_callback_still_comes_to_its_own_agent_first(site: SampleSite) -> None:
    token = site.talk("agent1")
    customer = site.desk("agent1").customer
    assert customer is not None
    at = site.now.replace(minute=30)
    site.finish("agent1", token, "CB", OutcomeForm((), at, ""))
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    handout.end_wrap_up(site.call("agent1"), token)
    handout.ask_for_next(site.call("agent2"))
    site.later(minutes=31)
    for login in ("agent1", "agent2"):
        site.sql(f"UPDATE agent SET seen_at = since WHERE id = {IDS[login]}")
        shift.mark_seen(site.worker(), [IDS[login]])
    site.tick()
    mine = site.desk("agent1").customer
    assert mine is not None and mine.customer_id == customer.customer_id
    assert site.one(select(Agent.state).where(Agent.id == IDS["agent2"])) == "ready"
    assert site.one(select(Entry.state).where(Entry.customer_id == customer.customer_id)) == "handed_out"
