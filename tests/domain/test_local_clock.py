"""By whose clock a time is agreed."""

from __future__ import annotations

import pytest

from console.domain.facts import Address, Customer, CustomerFacts, Phone
from console.domain.local_clock import clock_zone

HOME, NEW_YORK, TOKYO = "Asia/Shanghai", "America/New_York", "Asia/Tokyo"


def phone(e164: str, zone: str | None, status: str = "usable") -> Phone:
    return Phone(e164=e164, role="debtor", status=status, zone=zone)


@pytest.mark.parametrize(
    ("phones", "addresses", "number", "zone"),
    [
        ((), (), None, HOME),
        ((phone("+86138", None),), (), "+86138", HOME),
        ((phone("+1212", NEW_YORK),), (), "+1212", NEW_YORK),
        ((phone("+1212", NEW_YORK),), (), None, NEW_YORK),
        ((phone("+86138", None), phone("+1212", NEW_YORK)), (), "+1212", NEW_YORK),
        ((phone("+86138", None), phone("+1212", NEW_YORK)), (), None, HOME),
        ((phone("+1212", NEW_YORK, "wrong"), phone("+813", TOKYO)), (), None, TOKYO),
        ((phone("+1212", NEW_YORK),), (Address("home", TOKYO, verified=True),), "+1212", NEW_YORK),
        ((phone("+86138", None),), (Address("home", TOKYO, verified=True),), "+86138", TOKYO),
        ((phone("+86138", None),), (Address("home", TOKYO, verified=False),), "+86138", HOME),
    ],
)
def test_the_number_tells_best_then_a_verified_home_then_the_file(
    phones: tuple[Phone, ...], addresses: tuple[Address, ...], number: str | None, zone: str
) -> None:
    facts = CustomerFacts(customer=Customer(id="1"), phones=phones, addresses=addresses)
    assert clock_zone(facts, HOME, number) == zone
