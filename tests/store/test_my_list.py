"""An agent's own list: callbacks, promises due and broken, the facts of the day; nobody else's."""

from __future__ import annotations

from datetime import timedelta

from console.domain.facts import Money
from console.domain.promises import OutcomeForm
from console.store.queries.my_list import MyList, my_list
from tests.people import IDS, ZONE, SampleSite


def listed(site: SampleSite, login: str) -> MyList:
    with site.database.reading() as session:
        return my_list(session, IDS[login], site.now, ZONE)


def test_the_list_holds_ones_own_callbacks_and_promises_and_the_day(site: SampleSite) -> None:
    token = site.talk("agent1")
    due = (site.now + timedelta(days=2)).date()
    assert site.finish("agent1", token, "PTP-P", OutcomeForm(parts=((due, 500_00),))).ok
    site.later(minutes=3)
    site.tick()
    token = site.talk("agent1")
    at = site.now + timedelta(hours=3)
    assert site.finish("agent1", token, "CB", OutcomeForm(callback_at=at)).ok
    mine = listed(site, "agent1")
    assert [line.at for line in mine.callbacks] == [at]
    assert [(line.due_on, line.amount.minor, line.paid.minor) for line in mine.due] == [(due, 500_00, 0)]
    assert mine.broken == () and (mine.figures.contacts, mine.figures.promises) == (2, 1)
    other = listed(site, "agent2")
    assert (other.callbacks, other.due, other.broken, other.figures.contacts) == ((), (), (), 0)
    site.later(days=4)
    site.tick()
    late = listed(site, "agent1")
    assert late.due == () and [line.due_on for line in late.broken] == [due]
    assert late.broken[0].amount == Money(500_00, late.broken[0].amount.currency)
    site.later(days=31)
    assert listed(site, "agent1").broken == ()
