"""Finding a customer by id, number or name."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from console.store.models import Customer, CustomerPhone
from console.store.queries.search import find_customers, search_customers
from tests.people import SampleSite


def test_find_customers_by_any_spelling_of_an_id_and_by_land_line(site: SampleSite) -> None:
    site.sql("UPDATE customer SET external_id = 'c001Ab' WHERE id = 1")
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == 2))
    site.sql("UPDATE phone SET e164 = '+862161234567' WHERE id = :p", p=phone)

    def find(query: str) -> list[int]:
        with site.database.reading() as session:
            return [f.customer_id for f in find_customers(session, site.actor("agent1"), query)]

    for query in ("c001ab", "C001AB", "c001Ab"):
        assert find(query) == [1], query
    for query in ("021-61234567", "61234567", "+862161234567", "86 21 6123 4567"):
        assert find(query) == [2], query
    mobile = site.one(select(func.min(Customer.id)).where(Customer.id > 2))
    assert mobile == 3 and find("%%") == []


def test_find_customers_by_the_beginning_of_a_name_in_any_letters(site: SampleSite) -> None:
    for number, name in ((1, "Ana María"), (2, "ANA Z"), (3, "Anb"), (4, "王小明"), (5, "王_")):
        site.sql("UPDATE customer SET name = :n WHERE id = :i", n=name, i=number)

    def find(query: str) -> list[int]:
        with site.database.reading() as session:
            found = find_customers(session, site.actor("agent1"), query)
            return sorted(f.customer_id for f in found if f.customer_id <= 5)

    assert find("ana") == find("ANA") == [1, 2]
    assert find("an") == [1, 2, 3]
    assert find("ana z") == [2]
    assert find("王小") == [4] and find("王_") == [5]


@pytest.mark.parametrize(
    ("on_file", "typed"),
    [
        *(("+12125552368", "2125552368"), ("+12125552368", "(212) 555-2368"), ("+12125552368", "001 212 555 2368")),
        *(
            ("+12125552368", "+1 212 555 2368"),
            ("+12125552368", "２１２５５５２３６８"),
            ("+12125552368", "1-212-555-2368"),
        ),
        *(("+8613812345678", "１３８ １２３４ ５６７８"), ("+8613812345678", "0086 138 1234 5678")),
        *(("+442071234567", "020 7123 4567"), ("+442071234567", "0044 20 7123 4567"), ("+4930123456", "030 123456")),
        *(("+886223456789", "02-2345-6789"), ("+81312345678", "03-1234-5678"), ("+85223456789", "+852 2345 6789")),
    ],
)
def test_a_number_is_found_however_people_write_it(site: SampleSite, on_file: str, typed: str) -> None:
    phone = site.one(select(CustomerPhone.phone_id).where(CustomerPhone.customer_id == 2))
    site.sql("UPDATE phone SET e164 = :e WHERE id = :p", p=phone, e=on_file)
    with site.database.reading() as session:
        assert [f.customer_id for f in find_customers(session, site.actor("agent1"), typed)] == [2]


def test_the_search_says_how_many_there_are(site: SampleSite) -> None:
    site.sql("UPDATE customer SET name = 'Zoe ' || id WHERE id <= 14")
    with site.database.reading() as session:
        matches = search_customers(session, site.actor("agent1"), "zoe")
    assert (len(matches.found), matches.total, matches.more) == (12, 14, False)
