"""Every measure by hand-made facts of one day; the expected figure is worked out beside it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from console.domain.figures import (
    BY_KEY,
    DIMENSIONS,
    MEASURES,
    AgeingPair,
    Cell,
    Contact,
    DayFacts,
    DuePart,
    Figure,
    LateStart,
    Money,
    Place,
    Stock,
    Stretch,
    add_up,
    figure_of,
    tally,
)
from console.domain.figures.facts import Wish
from console.domain.figures.tally import bucket_of

ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2026, 11, 23)
BEGINS = datetime.combine(DAY, time(0), ZONE)
ENDS = BEGINS + timedelta(days=1)
LI = Place(team=1, agent=7, queue=3, stage="M1", channel="call", mind="fear", scripts=("call.fear.M1.offer.v1",))
CHEN = Place(team=1, agent=8, queue=4, stage="M2", channel="call")


def at(hour: int, minute: int = 0) -> datetime:
    return BEGINS + timedelta(hours=hour, minutes=minute)


# Li rings customer 1 twice (no answer, then a promise of 500.00), customer 2 (refuses) and 3 (third party answers).
# Chen rings customer 4, who hangs up, in breach of a rule. Customer 5 rings Chen and promises 200.00.
CONTACTS = (
    Contact(at(9), 1, LI, code="NA"),
    Contact(at(10), 1, LI, answered=True, right_party=True, code="PTP", promised=50_000, currency="CNY"),
    Contact(at(10, 30), 2, LI, answered=True, right_party=True, code="REF"),
    Contact(at(11), 3, LI, answered=True, code="TP"),
    Contact(at(11), 4, CHEN, answered=True, right_party=True, code="HUP", breach=True),
    Contact(
        at(15), 5, CHEN, inbound=True, answered=True, right_party=True, code="PTP-P", promised=20_000, currency="CNY"
    ),
)
# Li: an hour ready, 30 minutes in contact across the hour, 10 wrap-up, 20 break. Chen: 40 minutes offered.
STRETCHES = (
    Stretch(1, 7, "ready", at(8), at(9)),
    Stretch(1, 7, "in_contact", at(9, 45), at(10, 15)),
    Stretch(1, 7, "wrap_up", at(10, 15), at(10, 25)),
    Stretch(1, 7, "on_break", at(10, 25), at(10, 45)),
    Stretch(1, 8, "offered", at(14), at(14, 40)),
    Stretch(1, 8, "offline", at(14, 40), at(20)),
)
# Four parts fell due: one kept in full, one kept with 96 %, one paid by half, one not at all. A fifth is open.
PARTS = (
    DuePart(LI, 10_000, 10_000, "kept", "CNY"),
    DuePart(LI, 10_000, 9_600, "kept", "CNY"),
    DuePart(LI, 10_000, 5_000, "partly_kept", "CNY"),
    DuePart(CHEN, 10_000, 0, "broken", "CNY"),
    DuePart(CHEN, 7_000, 0, "open", "CNY"),
)
MONEY = (Money(LI, 30_000, "CNY"), Money(Place(), 6_000, "CNY"), Money(LI, 900, "USD"))
WISHES = (Wish(LI, "complaint"), Wish(CHEN, "cease"))
STOCK = (Stock(1, 3, "M1", 40, 900_000, "CNY"), Stock(0, 4, "M2", 10, 300_000, "CNY"))
LATE = (LateStart(3, "M1", 80_000, 20_000, "CNY"), LateStart(3, "M1", 20_000, 0, "CNY"))
# Of 10 accounts in bucket 1, 4 were current a month later, 1 stayed and 5 rolled on. Current ones cure nothing.
AGEING = (
    AgeingPair(0, 0, 90, 400_000, 400_000, "CNY"),
    AgeingPair(0, 1, 10, 50_000, 52_000, "CNY"),
    AgeingPair(1, 0, 4, 40_000, 1_000, "CNY"),
    AgeingPair(1, 1, 1, 10_000, 9_000, "CNY"),
    AgeingPair(1, 2, 5, 50_000, 51_000, "CNY"),
)
FACTS = DayFacts(BEGINS, ENDS, CONTACTS, STRETCHES, PARTS, MONEY, WISHES, STOCK, LATE, AGEING)
EXTRA = {"cost_minor": 6_000, "first_owed_minor": 1_200_000, "first_queue": 50}  # what the page adds to the sums


def figure(key: str, dimension: str = "all", of: str = "", currency: str = "CNY") -> Figure:
    cells = [
        s for c, s in tally(FACTS).items() if (c.dimension, c.key) == (dimension, of) and c.currency in ("", currency)
    ]
    return figure_of(BY_KEY[key], add_up([*cells, EXTRA]), currency)


EXPECTED = {
    "penetration": (4, 50, 8.0),  # customers 1, 2, 3, 4 of 40 + 10; customer 5 rang us
    "intensity": (5, 4, 1.25),  # 5 attempts on 4 customers
    "contact": (4, 5, 80.0),  # all but the first
    "right_party": (3, 5, 60.0),  # customers 1, 2 and 4
    "promise": (2, 4, 50.0),  # of four talks, with the one that rang in
    "kept": (2, 4, 50.0),  # two of four that were judged; the open one is left out
    "kept_amount": (24_600, 40_000, 61.5),  # 10,000 + 9,600 + 5,000 of 4 x 10,000
    "broken": (2, 4, 50.0),  # the half-paid one and the unpaid one
    "cure": (4, 10, 40.0),
    "roll": (51_000, 100_000, 51.0),  # 51,000 one bucket on, of 40,000 + 10,000 + 50,000
    "liquidation": (36_000, 1_200_000, 3.0),  # 30,000 + 6,000
    "day30": (20_000, 100_000, 20.0),
    "occupancy": (2_400, 8_400, 100 * 2 / 7),  # 30 + 10 minutes of 30 + 10 + 60 ready + 40 offered
    "handling": (2_400, 6, 400.0),  # 40 minutes over 6 contacts
    "wrap_up": (600, 6, 100.0),
    "agent_hour": (36_000 * 3600, 9_600, 13_500.0),  # 360.00 in 160 paid minutes: 135.00 an hour
    "cost": (6_000, 36_000, 100 / 6),
    "complaints": (1, 4, 250.0),
    "stops": (1, 4, 250.0),
    "hung_up": (1, 4, 25.0),
    "breaches": (1, 5, 200.0),
}


@pytest.mark.parametrize("key", [measure.key for measure in MEASURES])
def test_a_measure(key: str) -> None:
    found = figure(key)
    above, below, value = EXPECTED[key]
    assert (found.above, found.below) == (above, below)
    assert found.value == pytest.approx(value)
    assert found.few is (key not in ("penetration", "liquidation")), "the day is small, and a figure of few says so"


def test_each_dimension_holds_its_own() -> None:
    assert figure("right_party", "agent", "7").value == 50.0  # 2 of Li's 4
    assert figure("right_party", "agent", "8").value == 100.0  # 1 of Chen's 1
    assert figure("right_party", "stage", "M2").below == 1
    assert figure("promise", "mind", "fear").value == 50.0  # 1 of Li's 2 talks
    assert figure("promise", "script", "call.fear.M1.offer.v1").above == 1
    assert figure("penetration", "queue", "3").value == 7.5  # 3 of 40
    assert figure("agent_hour", "agent", "7").below == 7_200
    assert figure("kept", "channel", "call").below == 4


def test_a_call_over_the_hour_counts_where_it_was() -> None:
    cells = tally(FACTS)
    assert cells[Cell("all", "", 1, 9, "")]["s_in_contact"] == 900
    assert cells[Cell("all", "", 1, 10, "")]["s_in_contact"] == 900


def test_currencies_stay_apart() -> None:
    assert figure("agent_hour", currency="USD").above == 900 * 3600
    assert figure("kept_amount", currency="USD").value is None  # nothing was promised in it


def test_every_dimension_adds_up_to_the_whole() -> None:
    cells = tally(FACTS)
    whole = add_up(s for c, s in cells.items() if c.dimension == "all")
    for dimension in ("agent", "queue", "stage", "channel", "mind"):
        part = add_up(s for c, s in cells.items() if c.dimension == dimension)
        for name in ("attempts", "talks", "promises", "parts_due", "collected_minor", "complaints", "promised_minor"):
            assert part[name] == whole[name], (dimension, name)


def test_the_sums_say_nothing_that_is_zero() -> None:
    assert all(sums and all(sums.values()) for sums in tally(FACTS).values())
    assert tally(DayFacts(BEGINS, ENDS)) == {}


def test_a_stretch_over_midnight_lies_in_both_days() -> None:
    over = Stretch(1, 7, "in_contact", at(23, 50), at(24, 20))
    for begins, hour, minutes in ((BEGINS, 23, 10), (ENDS, 0, 20)):
        cells = tally(DayFacts(begins, begins + timedelta(days=1), stretches=(over,)))
        assert {c.hour: s["s_paid"] for c, s in cells.items() if c.dimension == "agent"} == {hour: minutes * 60}


def test_buckets() -> None:
    assert [bucket_of(days) for days in (-3, 0, 1, 30, 31, 60, 61, 180, 181, 999)] == [0, 0, 1, 1, 2, 2, 3, 6, 6, 6]


def test_large_numbers_are_not_small() -> None:
    assert figure_of(BY_KEY["contact"], {"attempts": 30, "answered": 3}).few is False
    assert figure_of(BY_KEY["contact"], {"attempts": 29, "answered": 3}).few is True
    assert figure_of(BY_KEY["contact"], {}).value is None


def test_a_measure_is_told_apart_only_where_it_can_be() -> None:
    fits = {m.key: {d for d in DIMENSIONS if m.fits(d)} for m in MEASURES}
    assert fits["contact"] == set(DIMENSIONS)
    assert fits["occupancy"] == fits["cost"] == fits["agent_hour"] == {"all", "agent"}
    assert fits["penetration"] == fits["liquidation"] == fits["day30"] == {"all", "stage", "queue"}
    assert fits["cure"] == fits["roll"] == {"all", "stage"}
