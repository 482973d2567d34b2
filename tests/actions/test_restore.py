"""A restore begins a new epoch and ends every session. Its row says what is lost; the command is in tests/attack."""

from __future__ import annotations

from sqlalchemy import func, select

from console.actions import people, restore
from console.actions.call import Act
from console.actions.page_door import make_link
from console.store.models import ChainEntry, CustomerPhone, PageSession, Site, WebSession
from tests.people import SampleSite


def test_note_restore_begins_an_epoch_ends_sessions_and_stands_on_record(site: SampleSite) -> None:
    before = site.one(select(Site.epoch))
    people.sign_in(site.worker(), "agent1", True, "10.0.0.9", "old")
    assert site.one(select(func.count()).where(WebSession.ended_at.is_(None))) == 1
    customer, phone = site.rows(select(CustomerPhone.customer_id, CustomerPhone.phone_id).limit(1))[0]
    site.database.transaction(lambda work: make_link(Act(work, site.worker()), customer, phone, None))
    site.sql(
        "INSERT INTO page_session (link_id, customer_id, token_sha256, made_at, seen_at) "
        "SELECT id, customer_id, 'x', made_at, made_at FROM page_link"
    )
    done = restore.note_restore(site.worker(), [before], {"person:1": 3}, site.now, {"person:1": 2, "person:2": 5})
    here = site.one(select(Site))
    assert done.data["epoch"] == here.epoch != before and here.restored_lost == 7
    assert site.one(select(func.count()).where(WebSession.ended_at.is_(None))) == 0
    assert site.one(select(PageSession.ended_at)) is not None, "a customer's page that was left stays left"
    body = site.one(select(ChainEntry.body).where(ChainEntry.kind == "site.restored"))
    assert body["ended"] == [before] and body["rows"] == {"person:1": 3} and body["lost"]["person:2"] == 5


def test_note_restore_refuses_where_there_is_no_site(site: SampleSite) -> None:
    site.sql("DELETE FROM site")
    assert restore.note_restore(site.worker(), [], {}, site.now, {}).code == "conflict"
