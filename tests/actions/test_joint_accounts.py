"""One account of several people: one balance, a payment counts once, and one of them is talked to at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from console.actions import handout, inbound, shift, transfer
from console.domain.promises import OutcomeForm
from console.store.models import Customer, Handout, Payment
from console.store.queries.timeline import timeline_view
from tests.actions.at_once import at_once
from tests.actions.importing import entry
from tests.actions.machines import ask
from tests.actions.paying import owed, pay_in
from tests.actions.promised import TODAY, promise_states
from tests.actions.test_list_moment import load, pay
from tests.people import MONDAY_TEN, SampleSite

JOINT = "J1,梅一,JL-1,9000000,20,13911110001,,,,", "J2,陶二,JL-1,9000000,20,13911110002,,,,"


def test_a_payment_on_a_joint_account_lowers_what_each_owes_once(site: SampleSite, tmp_path: Path) -> None:
    load(site, tmp_path, *JOINT)
    versions = {row.id: row.facts_version for row in site.rows(select(Customer.id, Customer.facts_version))}
    site.later(hours=1)
    pay(site, "JL-1", "p1", 400_00)
    assert (owed(site, "J1"), owed(site, "J2")) == (8999600_00, 8999600_00)
    assert len(site.rows(select(Payment.id))) == 1
    mine = site.rows(select(Customer.id, Customer.facts_version).where(Customer.external_id.in_(("J1", "J2"))))
    assert len(mine) == 2 and all(row.facts_version > versions[row.id] for row in mine)
    lines = "2026-11-23,100,JL-1,BK-1", "2026-11-23,-100,BK-1,BK-2"
    done = pay_in(site, tmp_path / "a.csv", "\n".join(("date,amount,text,id", *lines, "")))
    assert (done["booked"], done["reversed"]) == (1, 1)
    site.later(hours=1)
    load(site, tmp_path, *JOINT)  # drawn before the payment
    assert owed(site, "J1") == owed(site, "J2") == 8999600_00


def test_of_two_people_with_one_account_one_is_offered_at_a_time(site: SampleSite, tmp_path: Path) -> None:
    load(site, tmp_path, *JOINT)
    site.wake()
    first = site.customer(site.customer_of(site.preview("agent1"))).external_id
    assert first in ("J1", "J2")
    other = "J2" if first == "J1" else "J1"
    token = site.ready("agent2")
    assert not token or site.customer(site.customer_of(token)).external_id != other
    assert (entry(site, other).state, entry(site, other).reason) == ("sleeping", "joint_busy")


def only_joint(site: SampleSite, tmp_path: Path) -> dict[str, int]:
    """Let nobody wait but the two holders. Return their ids."""
    site.sql("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    load(site, tmp_path, *JOINT)
    site.wake()
    found = site.rows(select(Customer.external_id, Customer.id).where(Customer.external_id.in_(("J1", "J2"))))
    return {row.external_id: row.id for row in found}


def held(site: SampleSite) -> list[str]:
    """Return who of the two is with an agent."""
    query = select(Customer.external_id).join(Handout, Handout.customer_id == Customer.id)
    return [row.external_id for row in site.rows(query.where(Handout.ended_at.is_(None)))]


def test_two_agents_at_once_never_get_both_holders(site: SampleSite, tmp_path: Path) -> None:
    ids = only_joint(site, tmp_path)
    for again in range(6):
        acts: list[Callable[[], Any]] = [lambda: handout.ask_for_next(site.call("agent1"))]
        if again % 2:  # an offer beside the other holder's call
            acts.append(lambda: inbound.take_inbound(site.call("agent2"), ids["J2"]))
        else:
            acts.append(lambda: handout.ask_for_next(site.call("agent2")))
        at_once(acts)
        assert len(held(site)) <= 1
        start_again(site, *ids.values())
    site.later(minutes=3)
    assert site.ready("agent1") and len(held(site)) == 1


def start_again(site: SampleSite, *customers: int) -> None:
    """Let nobody be with an agent, and the two wait."""
    site.sql("UPDATE attempt SET live = :no, ended_at = :at WHERE ended_at IS NULL", no=False, at=MONDAY_TEN)
    site.sql("UPDATE handout SET ended_at = :at, end_reason = 'returned' WHERE ended_at IS NULL", at=MONDAY_TEN)
    site.sql("UPDATE agent SET state = 'offline', handout_id = NULL")
    site.sql(
        "UPDATE entry SET state = 'waiting', wake_at = NULL WHERE customer_id IN (:a, :b)",
        a=customers[0],
        b=customers[1],
    )


def test_a_holder_who_rings_in_is_put_through_to_the_colleague(site: SampleSite, tmp_path: Path) -> None:
    ids = only_joint(site, tmp_path)
    token = site.talk("agent1")
    other = ids["J1"] if site.customer_of(token) == ids["J2"] else ids["J2"]
    before = site.rows_of_everything()
    shift.take_break(site.call("agent2"), "rest")
    done = inbound.take_inbound(site.call("agent2"), other)
    assert (done.ok, done.code) == (False, "conflict") and "owes the same account" in done.text
    dialled = ask(site, "robot_call", customer=other)
    assert (dialled.ok, dialled.code) == (False, "conflict"), "a machine rings the other holder no more than an agent"
    assert site.rows_of_everything()["handout"] == before["handout"]
    shift.take_break(site.call("agent1"), "rest")
    assert site.finish("agent1", token, "REF").ok
    assert handout.end_wrap_up(site.call("agent1"), token).ok
    assert inbound.take_inbound(site.call("agent2"), other).ok


def test_a_holder_handed_over_waits_while_the_other_one_is_with_an_agent(site: SampleSite, tmp_path: Path) -> None:
    ids = only_joint(site, tmp_path)
    token = site.preview("agent1")
    mine = site.customer_of(token)
    other = ids["J1"] if mine == ids["J2"] else ids["J2"]
    shift.take_break(site.call("agent2"), "rest")
    view = site.desk("agent1").outcome
    assert view is not None
    done = transfer.hand_over(site.call("agent1"), token, "2", "speaks Cantonese", view.facts_version)
    assert done.ok and done.data["reserved"]
    ringing = inbound.take_inbound(site.call("agent1"), other)
    assert ringing.ok
    site.wake()
    assert site.ready("agent2") == 0 and held(site) == [site.customer(other).external_id]
    waits = site.entry(mine)
    assert (waits.reason, waits.own_agent_id) == ("joint_busy", 2)
    assert site.finish("agent1", ringing.data["token"], "REF").ok
    assert handout.end_wrap_up(site.call("agent1"), ringing.data["token"]).ok
    site.later(minutes=3)
    site.wake()
    assert site.customer_of(site.ready("agent2")) == mine


def test_people_who_become_holders_while_both_are_with_agents_are_not_rung_together(
    site: SampleSite, tmp_path: Path
) -> None:
    load(site, tmp_path, JOINT[0], JOINT[1].replace("JL-1", "JL-2"))
    site.wake()
    first, second = site.preview("agent1"), site.preview("agent2")
    assert sorted(held(site)) == ["J1", "J2"]
    site.sql("UPDATE account SET external_id = 'JL-1' WHERE external_id = 'JL-2'")
    site.connect("agent1", first)
    refused = site.begin("agent2", second)
    assert (refused.ok, refused.code) == (False, "conflict")
    site.hang_up("agent1")
    assert site.finish("agent1", first, "REF").ok
    assert handout.end_wrap_up(site.call("agent1"), first).ok
    assert site.begin("agent2", second).ok


def test_one_payment_judges_the_promises_of_both_holders(site: SampleSite, tmp_path: Path) -> None:
    ids = only_joint(site, tmp_path)
    for login, name in (("agent1", "J1"), ("agent2", "J2")):
        token = site.ring_in(login, ids[name])
        form = OutcomeForm(parts=((TODAY + timedelta(3), 300_00),))
        assert site.finish(login, token, "PTP-P", form).ok
        assert handout.end_wrap_up(site.call(login), token).ok
        shift.go_offline(site.call(login))
    site.later(hours=1)
    pay(site, "JL-1", "p1", 300_00)
    assert [promise_states(site, one) for one in ids.values()] == [["kept"], ["kept"]]
    assert [row.amount_minor for row in site.rows(select(Payment.amount_minor))] == [300_00]
    for one in ids.values():
        with site.database.reading() as session:
            told = timeline_view(session, one, ("payment",)).events
        assert [event.amounts[0].minor for event in told] == [300_00]
