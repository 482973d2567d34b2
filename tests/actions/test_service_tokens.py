"""What a machine's token may do: creditor, networks, end, rate of permits, sum of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from console.actions import payments, permits, service_reports, service_tokens
from console.actions.call import Answer, Call
from console.actions.service_tokens import Limits, token_hash
from console.domain.actor import Actor
from console.domain.errors import Invalid
from console.domain.service_tokens import MINUTE, is_from, networks, next_permit
from console.store.models import Account, ChainEntry, Customer, Payment, Promise, ServiceToken
from console.store.queries.payments import flagged
from console.store.queries.people import service_of
from tests.actions.promised import promised
from tests.people import MONDAY_TEN, SampleSite


def machine(site: SampleSite, limits: Limits | None = None) -> Call:
    made = service_tokens.make_token(site.call("admin1"), "gateway", ["permits", "payments"], limits)
    assert made.ok, made
    return replace(site.worker(), actor=Actor(int(made.data["state"]), "service", "gateway"))


def debt(site: SampleSite) -> Account:
    found: Account = site.one(select(Account).where(Account.balance_minor > 0).order_by(Account.id).limit(1))
    return found


def pay(site: SampleSite, call: Call, account: Account, minor: int, key: str) -> Answer:
    return service_reports.take_payment(call, 1, account.external_id, key, site.now, minor, account.currency)


def test_permits_beyond_the_rate_are_refused_with_the_time(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    call = machine(site, Limits(permits_a_minute=2))
    key = site.one(select(Customer.external_id).order_by(Customer.id).limit(1))
    wish = permits.Wish(1, key, "letter", place="home")
    assert [permits.ask(call, wish).code for _ in range(2)] != ["busy", "busy"]
    third = permits.ask(call, wish)
    assert (third.code, third.next_allowed_at) == ("busy", site.now + timedelta(seconds=30))
    site.later(seconds=30)
    assert permits.ask(replace(call, now=site.now), wish).code != "busy"


def test_the_rate_spreads_the_permits_of_a_minute() -> None:
    used, free = None, None
    for _ in range(3):
        used, free = next_permit(used, 3, MONDAY_TEN)
        assert free is None
    assert next_permit(used, 3, MONDAY_TEN) == (None, MONDAY_TEN + MINUTE / 3)
    assert next_permit(used, 3, MONDAY_TEN + MINUTE / 3)[1] is None
    assert next_permit(None, 0, MONDAY_TEN)[1] == MONDAY_TEN + MINUTE
    assert next_permit(MONDAY_TEN + 99 * MINUTE, 3, MONDAY_TEN)[1] is None, "the clock was set back"


def test_a_token_of_another_creditor_finds_nobody(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    site.sql(
        "INSERT INTO creditor (name, name_zh, type, home_region, phone_back) VALUES ('Other', '', 'bank', 'CN', '')"
    )
    call = machine(site, Limits(creditor_id=2))
    account = debt(site)
    assert pay(site, call, account, 100, "x").code == "not_found"
    key = site.one(select(Customer.external_id).limit(1))
    assert permits.ask(call, permits.Wish(1, key, "letter", place="home")).code == "not_found"
    assert site.one(select(func.count()).select_from(Payment).where(Payment.external_id == "x")) == 0
    mine = machine(site, Limits(creditor_id=1))
    assert pay(site, mine, account, 100, "x").ok


def test_a_payment_above_the_debt_is_a_credit_and_held_for_a_person(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    account, call = debt(site), machine(site)
    owed = account.balance_minor
    assert pay(site, call, account, owed + 500, "over").data["flag"] == "credit"
    balance = select(Account.balance_minor).where(Account.id == account.id)
    assert site.one(balance) == -500, "always booked"
    assert site.one(select(ChainEntry.body).where(ChainEntry.kind == "payment.flagged"))["flag"] == "credit"
    with site.database.reading() as session:
        shown = flagged(session, site.actor("admin1"))
    assert [(one.flag, one.told_by, one.owed.minor) for one in shown] == [("credit", "gateway", -500)]
    assert payments.look_at(site.call("admin1"), shown[0].id, False, "").at_field == "why"
    assert payments.look_at(site.call("admin1"), shown[0].id, False, "no such money").data["state"] == "reversed"
    assert site.one(balance) == owed
    assert payments.look_at(site.call("admin1"), shown[0].id, True, "").code == "conflict"


def test_a_held_payment_keeps_no_promise_until_a_person_has_looked(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = promised(site, "PTP-P", (3, 1000))
    account: Account = site.one(select(Account).where(Account.customer_id == customer))
    call = machine(site, Limits(most_a_day=0))
    assert pay(site, call, account, 1000, "small").data["flag"] == "sum"
    assert site.one(select(Promise.status)) == "open"
    held = site.one(select(Payment.id).where(Payment.held))
    assert payments.look_at(site.call("admin1"), held, True, "seen on the statement").data["state"] == "counts"
    assert site.one(select(Promise.status)) == "kept"


def test_payments_within_the_sum_of_the_day_pass(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    account, call = debt(site), machine(site, Limits(most_a_day=1000))
    assert [pay(site, call, account, 400, str(n)).data["flag"] for n in range(3)] == ["", "", "sum"]
    site.later(days=1)
    assert pay(site, replace(call, now=site.now), account, 400, "next").data["flag"] == ""


def test_a_token_ends_and_has_its_networks(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    made = service_tokens.make_token(site.call("admin1"), "g", ["payments"], Limits(addresses="10.1.0.0/16", days=2))
    mark = token_hash(made.data["secret"])

    def live(address: str, **later: int) -> bool:
        with site.database.reading() as session:
            return service_of(session, mark, address, site.now + timedelta(**later)) is not None

    assert live("10.1.2.3") and not live("10.2.0.1") and not live("") and not live("10.1.2.3", days=2)
    number = int(made.data["state"])
    changed = service_tokens.change_token(site.call("admin1"), number, ["payments"], Limits(addresses="::1", days=9))
    assert changed.ok and not live("10.1.2.3") and live("::1", days=8)
    assert service_tokens.end_token(site.call("admin1"), number).ok and not live("::1")
    ended = service_tokens.change_token(site.call("admin1"), number, ["payments"], Limits())
    assert ended.code == "conflict"
    assert site.one(select(ServiceToken.ended_at)) is not None


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        (Limits(creditor_id=99), "creditor"),
        (Limits(addresses="nowhere"), "addresses"),
        (Limits(permits_a_minute=0), "permits_a_minute"),
        (Limits(days=401), "days"),
        (Limits(most_a_day=-1), "most_a_day"),
    ],
)
def test_a_limit_that_cannot_be_is_refused_with_its_field(sqlite_site: SampleSite, limits: Limits, field: str) -> None:
    assert service_tokens.make_token(sqlite_site.call("admin1"), "g", ["payments"], limits).at_field == field


def test_networks_are_read_and_compared() -> None:
    assert networks("10.1.2.3, 192.168.0.0/24") == ["10.1.2.3/32", "192.168.0.0/24"]
    assert is_from("::ffff:10.1.2.3", ["10.1.2.3/32"]) and not is_from("10.1.2.4", ["10.1.2.3/32"])
    assert is_from("anything", []) and not is_from("anything", ["10.0.0.0/8"])
    with pytest.raises(Invalid):
        networks("10.1.2.3/99")
