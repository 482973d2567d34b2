"""Beginning and ending a contact attempt."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, insert, select

from console.actions import contact
from console.store.models import Attempt, CustomerPhone, Handout, Phone
from tests.actions.at_once import at_once
from tests.actions.machines import ask
from tests.people import SampleSite


def test_begin_is_blocked_in_the_quiet_hours_and_says_when_it_opens(site: SampleSite) -> None:
    token = site.preview("agent1")
    site.now = site.now.replace(hour=14, minute=0)  # 22:00 in Shanghai
    refused = site.begin("agent1", token)
    assert refused.code == "blocked"
    assert refused.next_allowed_at is not None
    assert refused.next_allowed_at.astimezone(site.context.zone).hour == 8
    assert site.one(select(func.count()).select_from(Attempt)) == 0


def test_begin_with_a_stale_view_is_refused_and_a_second_press_goes_through(site: SampleSite) -> None:
    token = site.preview("agent1")
    seen = site.desk("agent1").customer
    assert seen is not None
    site.sql("UPDATE customer SET facts_version = facts_version + 1 WHERE id = :c", c=seen.customer_id)
    site.sql(
        "INSERT INTO fact_change (customer_id, version, kind, at, by_id, note) "
        "VALUES (:c, :v, 'payment', '2026-11-23T02:00:00.000000Z', NULL, '')",
        c=seen.customer_id,
        v=seen.facts_version + 1,
    )
    stopped = site.begin("agent1", token, facts_version=seen.facts_version)
    assert stopped.code == "stale" and stopped.changed == ("payment",)
    again = site.begin("agent1", token)
    assert again.ok


def test_begin_is_stale_after_a_contact_elsewhere(gateway_site: SampleSite) -> None:
    token = gateway_site.preview("agent1")
    view = gateway_site.desk("agent1").customer
    assert view is not None
    assert ask(gateway_site, "email", view.customer_id, number="a@example.org").ok
    done = contact.begin(gateway_site.call("agent1"), token, view.phones[0].id, view.facts_version)
    assert done.code == "stale" and done.changed == ("elsewhere",)


def test_hang_up_frees_the_number_on_a_line_without_reports(site: SampleSite) -> None:
    class Tel:
        name = "tel"

        def dial(self, number: str) -> dict[str, str]:
            return {"href": f"tel:{number}"}

        def plan(self, attempt_id: int) -> None:
            return None

    object.__setattr__(site.context, "line", Tel())
    first, second = site.preview("agent1"), site.preview("agent2")
    one = site.desk("agent1").customer
    two = site.desk("agent2").customer
    assert one is not None and two is not None
    shared = next(p.id for p in one.phones if p.chosen)
    have = site.one(
        select(CustomerPhone.id).where(CustomerPhone.customer_id == two.customer_id, CustomerPhone.phone_id == shared)
    )
    assert have is None
    site.sql(
        "INSERT INTO customer_phone (customer_id, phone_id, role, source, status, kind, rank) "
        "VALUES (:c, :p, 'debtor', 'contract', 'usable', 'mobile', 0)",
        c=two.customer_id,
        p=shared,
    )
    begun = contact.begin(site.call("agent1"), first, shared, one.facts_version)
    assert begun.ok
    site.later(minutes=10)
    again = contact.begin(site.call("agent2"), second, shared, two.facts_version)
    assert again.code == "conflict"
    contact.hang_up(site.call("agent1"), first, begun.data["attempt_id"])
    again = contact.begin(site.call("agent2"), second, shared, two.facts_version)
    assert again.code != "conflict"


def test_begin_sixty_four_times_at_once_takes_the_last_free_slot_once(site: SampleSite) -> None:
    """A number shared by three debtors, five tries used: of 64 begins exactly one passes."""
    tokens = {login: site.preview(login) for login in ("agent1", "agent2", "agent3")}
    customers = dict((row.id, row.customer_id) for row in site.rows(select(Handout.id, Handout.customer_id)))

    def share(work: Any) -> int:
        phone = work.session.execute(
            insert(Phone).values(e164="+8613900008888", region="CN", zone="").returning(Phone.id)
        ).scalar_one()
        for number, token in enumerate(tokens.values()):
            work.session.execute(
                insert(CustomerPhone).values(
                    customer_id=customers[token],
                    phone_id=phone,
                    role="debtor",
                    source="contract",
                    status="usable",
                    kind="mobile",
                    rank=9,
                )
            )
            for n in range(2 if number < 2 else 1):
                work.session.execute(
                    insert(Attempt).values(
                        customer_id=customers[token],
                        phone_id=phone,
                        channel="call",
                        direction="out",
                        party="debtor",
                        purpose="collect",
                        initiator="agent",
                        began_at=site.now - timedelta(minutes=5 + n + 10 * number),
                        ended_at=site.now - timedelta(minutes=4),
                        line="",
                        line_result="no_answer",
                        result="no_answer",
                        live=False,
                        verdict={},
                        warn_reason="",
                        breach=False,
                    )
                )
        return int(phone)

    phone = site.database.transaction(share)
    logins = list(tokens)
    views = {login: site.desk(login).customer for login in logins}

    def begin(number: int) -> Any:
        login = logins[number % 3]
        view = views[login]
        assert view is not None
        return contact.begin(site.call(login), tokens[login], phone_id=phone, facts_version=view.facts_version)

    answers = at_once([partial(begin, n) for n in range(64)])
    passed = [a for a in answers if a.ok]
    assert len(passed) == 1, [a.code for a in answers]
    used = site.one(select(func.count()).select_from(Attempt).where(Attempt.phone_id == phone))
    assert used == 6
