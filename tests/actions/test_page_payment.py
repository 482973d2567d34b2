"""The sample's simulated cashier: a payment is booked once, on the customer's own debt."""

from __future__ import annotations

from sqlalchemy import select

from console.actions import page_payment
from console.store.models import Account, Payment
from tests.actions.test_page_acts import call_of, somebody
from tests.people import SampleSite

REFERENCE = "page-" + "a" * 24


def test_a_payment_is_booked_once_and_only_on_the_own_debt(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    customer = somebody(site)
    account = site.one(select(Account).where(Account.customer_id == customer))
    for number in (1, 2):
        done = page_payment.pay_simulated(call_of(site, customer), account.id, 12_345, REFERENCE)
        assert done.data["state"] == ("booked" if number == 1 else "known")
    assert site.one(select(Account.balance_minor).where(Account.id == account.id)) == account.balance_minor - 12_345
    other = site.one(select(Account.id).where(Account.customer_id != customer))
    assert page_payment.pay_simulated(call_of(site, customer), other, 100, "page-" + "b" * 24).code == "not_found"
    assert page_payment.pay_simulated(call_of(site, customer), account.id, 100, "x").code == "not_found"
    much = page_payment.pay_simulated(call_of(site, customer), account.id, 10**12, "page-" + "c" * 24)
    assert much.at_field == "amount"
    assert len(site.rows(select(Payment.id).where(Payment.external_id == REFERENCE))) == 1
