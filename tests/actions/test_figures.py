"""The kept sums equal a fresh count, after corrections, reversals, late reports and whatever else comes in late."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from console.actions import figures, floor, handout, outcome, shift
from console.domain.figures import BY_KEY, Cell, Sums, add_up, figure_of, tally
from console.domain.promises import OutcomeForm
from console.domain.questions import PASSED, PREFIX
from console.sample.history import load_history
from console.store.fast.statements import add_rows
from console.store.models import (
    Account,
    AgeingStep,
    Attempt,
    CountedDay,
    DaySum,
    Entry,
    LateAccount,
    Outcome,
    Payment,
    Person,
    Signal,
    StockDay,
)
from console.store.queries.aims import aims
from console.store.queries.day_facts import day_facts
from console.store.queries.figures import Cost, Span, counted_at, grouped
from tests.actions.promised import TODAY, go_to, pay
from tests.people import IDS, ZONE, SampleSite
from tests.scale import scaled


def keep(site: SampleSite) -> None:
    """Let the worker bring the figures up to date: as often as it takes to read everything twice."""
    for _ in range(2):
        figures.keep(site.worker())


def stored(site: SampleSite, day: date) -> dict[Cell, Sums]:
    with site.database.reading() as session:
        return {cell: sums for cell, (_, sums) in figures.stored_sums(session, day).items()}


def fresh(site: SampleSite, day: date) -> dict[Cell, Sums]:
    with site.database.reading() as session:
        return tally(day_facts(session, day, ZONE))


def whole(site: SampleSite, day: date) -> Sums:
    return add_up(sums for cell, sums in stored(site, day).items() if cell.dimension == "all")


def contact(site: SampleSite, login: str, code: str, form: OutcomeForm | None = None) -> tuple[int, int]:
    """Call somebody and end with this code. Return (hand-out, outcome)."""
    token = taken(site, login)
    assert token
    if code == "NA":
        assert site.begin(login, token).ok
    else:
        site.connect(login, token)
    done = site.finish(login, token, code, form)
    assert done.ok, done
    assert shift.go_offline(site.call(login)).ok
    assert handout.end_wrap_up(site.call(login), token).ok
    return token, int(done.data["outcome_id"])


def taken(site: SampleSite, login: str) -> int:
    """Take the next customer. Return the token, 0 when nobody may be called now."""
    site.tick()
    token = site.ready(login)
    if token:
        assert handout.accept(site.call(login), token).ok
    else:
        assert shift.go_offline(site.call(login)).ok
    return token


def promise(site: SampleSite, days: int = 1, amount: int = 500_00) -> OutcomeForm:
    return OutcomeForm(parts=((site.now.astimezone(ZONE).date() + timedelta(days=days), amount),))


def test_a_day_by_hand(sqlite_site: SampleSite) -> None:
    """Two calls by Li Min: a promise of 500.00, and nobody there. The next day 500.00 come in."""
    site = sqlite_site
    token, _ = contact(site, "agent1", "PTP-P", promise(site))
    site.later(minutes=10)
    contact(site, "agent1", "NA")
    keep(site)
    sums = whole(site, TODAY)
    assert (sums["attempts"], sums["answered"], sums["right_party"], sums["promises"]) == (2, 1, 1, 1)
    assert sums["promised_minor"] == 500_00
    assert figure_of(BY_KEY["penetration"], sums).above == 2
    assert sums["in_queue"] == site.one(select(func.sum(StockDay.customers)))
    go_to(site, 1, 11)
    pay(site, site.customer_of(token), "p1", 500_00)
    keep(site)
    next_day = whole(site, TODAY + timedelta(days=1))
    assert (next_day["parts_due"], next_day["parts_kept"], next_day["due_paid_minor"]) == (1, 1, 500_00)
    own = stored(site, TODAY + timedelta(days=1))[Cell("agent", str(IDS["agent1"]), 1, -1, "TWD")]
    assert own["collected_minor"] == 500_00, "it counts for who talked with the customer the day before"


def test_a_correction_of_a_past_day_moves_that_day(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    token, outcome_id = contact(site, "agent1", "PTP-P", promise(site, 5))
    keep(site)
    go_to(site, 2, 10)
    keep(site)
    assert whole(site, TODAY)["promises"] == 1
    version = site.customer(site.customer_of(token)).facts_version
    assert outcome.correct(site.call("lead1"), outcome_id, "REF", "", OutcomeForm(), version).ok
    keep(site)
    sums = whole(site, TODAY)
    assert (sums.get("promises", 0), sums["talks"]) == (0, 1)


def test_a_reversal_takes_the_money_off_its_own_day(site: SampleSite) -> None:
    """On both databases: PostgreSQL sums whole numbers into decimals."""
    token, _ = contact(site, "agent1", "PTP-P", promise(site))
    customer = site.customer_of(token)
    go_to(site, 1, 12)
    pay(site, customer, "p1", 500_00)
    keep(site)
    assert whole(site, TODAY + timedelta(days=1))["parts_kept"] == 1
    go_to(site, 4, 9)
    keep(site)
    pay(site, customer, "back", 300_00, reverses="p1")
    keep(site)
    then = whole(site, TODAY + timedelta(days=1))
    assert then["collected_minor"] == 200_00
    assert (then["parts_due"], then.get("parts_kept", 0)) == (1, 0)
    assert "collected_minor" not in whole(site, TODAY + timedelta(days=4))


def test_a_reversal_moves_a_day_on_which_nothing_fell_due(sqlite_site: SampleSite) -> None:
    """The payment came four days before the part falls due, and nothing but the reversal touches its day."""
    site = sqlite_site
    token, _ = contact(site, "agent1", "PTP-P", promise(site, 5))
    customer = site.customer_of(token)
    go_to(site, 1, 12)
    pay(site, customer, "p1", 500_00)
    go_to(site, 4, 9)
    keep(site)
    assert whole(site, TODAY + timedelta(days=1))["collected_minor"] == 500_00
    pay(site, customer, "back", 300_00, reverses="p1")
    keep(site)
    assert whole(site, TODAY + timedelta(days=1))["collected_minor"] == 200_00
    assert "collected_minor" not in whole(site, TODAY + timedelta(days=4))


def test_the_stock_of_the_first_day_counts_whichever_of_its_rows_is_older(sqlite_site: SampleSite) -> None:
    """50.00 came in before the stock of 1,000.00 was counted, so the row of money is the older one: 5 %."""
    site = sqlite_site
    cell = {"day": TODAY, "dimension": "all", "key": "", "team_id": 0, "hour": -1}
    money, counts = {"collected_minor": 50_00, "in_queue_minor": 1_000_00}, {"in_queue": 10}
    rows = [{**cell, "currency": "TWD", "sums": money}, {**cell, "currency": "", "sums": counts}]
    site.database.transaction(lambda work: add_rows(work.session, DaySum, rows))
    with site.database.reading() as session:
        group = grouped(session, Span(TODAY, TODAY + timedelta(days=1)), "all", None)[""]
    (figure,) = group.figures(BY_KEY["liquidation"], Cost())
    assert (figure.above, figure.below, figure.value) == (50_00, 1_000_00, 5.0)


def test_a_newly_late_account_counts_for_the_team_of_its_queue(sqlite_site: SampleSite) -> None:
    """Two accounts became late: one in a queue of team 2, one in a queue of any team. Team 1 sees the second alone."""
    site = sqlite_site
    site.sql("UPDATE queue SET team_id = 2 WHERE id = 2")
    for queue, account in ((2, 1), (1, 2)):
        late = {"account_id": account, "late_on": TODAY, "queue_id": queue, "stage": "M1", "currency": "TWD"}
        site.execute(insert(LateAccount).values(**late, amount_minor=100_00))
    figures.count_day(site.worker(), TODAY)
    with site.database.reading() as session:
        seen = {team: grouped(session, Span(TODAY, TODAY), "all", team)[""].counts for team in (None, 1, 2)}
    assert {team: counts["newly_late"] for team, counts in seen.items()} == {None: 2, 1: 1, 2: 2}


def test_a_question_counts_once_however_often_the_customer_was_rung_for_it(sqlite_site: SampleSite) -> None:
    """Two calls in one contact, one question with an answer and one without: 1 of 2."""
    site = sqlite_site
    token = taken(site, "agent1")
    assert site.begin("agent1", token).ok
    for key in (f"{PREFIX}payday:end", f"{PREFIX}cause:{PASSED}"):
        mark = {"handout_id": token, "customer_id": site.customer_of(token), "agent_id": IDS["agent1"], "key": key}
        site.execute(insert(Signal).values(**mark, kind="signal", at=site.now))
    (first,) = site.rows(select(*[column for column in Attempt.__table__.c if column.name != "id"]))
    site.execute(insert(Attempt).values(**{**first._mapping, "live": False}))
    assert site.one(select(func.count()).select_from(Attempt)) == 2
    with site.database.reading() as session:
        found = aims(session, Span(TODAY, TODAY), None, TODAY, ZONE)
    assert (found.answered, found.asked) == (1, 2)


def test_a_change_of_team_moves_no_figure_of_the_past(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    contact(site, "agent1", "REF")
    keep(site)
    go_to(site, 1, 10)
    site.execute(update(Person).where(Person.id == IDS["agent1"]).values(team_id=2))
    contact(site, "agent1", "REF")
    keep(site)
    for day, team in ((TODAY, 1), (TODAY + timedelta(days=1), 2)):
        assert {cell.team for cell in fresh(site, day) if cell.dimension == "agent" and cell.key != "0"} == {team}
        assert stored(site, day) == fresh(site, day)


def test_a_site_with_a_past_is_counted_from_its_first_contact(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    contact(site, "agent1", "REF")
    go_to(site, 3, 10)
    late = {"due_on": TODAY + timedelta(days=1), "days_past_due": 2}  # a newly late account marks its day as well
    site.execute(update(Account).where(Account.id == 1).values(**late))
    keep(site)
    assert whole(site, TODAY)["talks"] == 1
    assert site.one(select(func.count()).select_from(CountedDay).where(CountedDay.stale)) == 0


def test_a_span_is_counted_once_each_of_its_days_is(sqlite_site: SampleSite) -> None:
    """The first run after a long past counts some days: zeros of the others are no figures."""
    site = sqlite_site
    contact(site, "agent1", "REF")
    go_to(site, 9, 10)
    figures.keep(site.worker())
    today = TODAY + timedelta(days=9)
    whole_span, last = Span(TODAY, today), Span(today - timedelta(days=2), today)
    with site.database.reading() as session:
        assert (counted_at(session, whole_span), counted_at(session, last)) == (None, site.now)
    keep(site)
    with site.database.reading() as session:
        assert counted_at(session, whole_span) == site.now


def test_counting_twice_writes_nothing(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    contact(site, "agent1", "REF")
    keep(site)
    assert figures.count_day(site.worker(), TODAY) == 0
    site.execute(update(DaySum).where(DaySum.dimension == "all").values(sums={"attempts": 99}))
    assert figures.count_day(site.worker(), TODAY) > 0, "a wrong row is put right"
    assert stored(site, TODAY) == fresh(site, TODAY)


def test_a_month_is_closed_once_and_its_steps_are_summed(sqlite_site: SampleSite) -> None:
    """Ten accounts in bucket 1 at the end of November, of which three are current and two are later in December."""
    site = sqlite_site
    site.execute(update(Account).values(days_past_due=0, balance_minor=100_00))
    ten = [row.id for row in site.rows(select(Account.id).order_by(Account.id).limit(10))]
    site.execute(update(Account).where(Account.id.in_(ten)).values(days_past_due=12))
    site.now = datetime.combine(date(2026, 12, 1), time(9), ZONE)
    keep(site)
    site.execute(update(Account).where(Account.id.in_(ten[:3])).values(days_past_due=0))
    site.execute(update(Account).where(Account.id.in_(ten[3:5])).values(days_past_due=45))
    site.now = datetime.combine(date(2027, 1, 1), time(9), ZONE)
    keep(site)
    steps = {(s.was, s.now): s.accounts for s in site.rows(select(AgeingStep.was, AgeingStep.now, AgeingStep.accounts))}
    assert (steps[1, 0], steps[1, 1], steps[1, 2]) == (3, 5, 2)
    sums = whole(site, date(2026, 12, 31))
    assert figure_of(BY_KEY["cure"], sums).value == 30.0  # 3 of 10
    assert figure_of(BY_KEY["roll"], sums).value == 20.0  # 200.00 of 1,000.00


def _any_contact(site: SampleSite, rng: random.Random) -> None:
    code, login = rng.choice(("REF", "NA", "PTP-P", "HUP", "COMP", "NOCOMM")), rng.choice(("agent1", "agent2"))
    form = promise(site, rng.randint(0, 3)) if code == "PTP-P" else None
    if site.one(select(func.count()).where(Entry.state == "waiting")) > 2:
        contact(site, login, code, form)


def _any_correction(site: SampleSite, rng: random.Random) -> None:
    newest = [row.id for row in site.rows(select(Outcome.id).order_by(Outcome.id))]
    if not newest:
        return
    chosen = rng.choice(newest)
    customer = site.one(select(Outcome.customer_id).where(Outcome.id == chosen))
    code = rng.choice(("REF", "PTP-P", "NOCOMM"))
    form = promise(site, rng.randint(0, 3)) if code == "PTP-P" else OutcomeForm()
    version = site.customer(customer).facts_version
    outcome.correct(site.call("lead1"), chosen, code, "", form, version)  # refused when it was corrected before


def _any_payment(site: SampleSite, rng: random.Random) -> None:
    customers = [
        row.customer_id for row in site.rows(select(Attempt.customer_id).distinct().order_by(Attempt.customer_id))
    ]
    if customers:
        at = site.now - timedelta(hours=rng.choice((0, 1, 20, 50)))
        pay(site, rng.choice(customers), f"p{rng.random()}", rng.choice((100_00, 500_00)), at)


def _any_reversal(site: SampleSite, rng: random.Random) -> None:
    paid = site.rows(select(Payment.external_id, Payment.customer_id).where(Payment.amount_minor > 0))
    if paid:
        one = rng.choice(paid)
        pay(site, one.customer_id, f"r{rng.random()}", 50_00, reverses=one.external_id)


def _late_report(site: SampleSite, rng: random.Random) -> None:
    """Lose the customer in the middle of a call and tell its outcome afterwards, perhaps the next day."""
    token = taken(site, "agent1")
    if not token:
        return
    site.connect("agent1", token)
    assert floor.recall(site.call("lead1"), token, "queue", "needs another colleague").ok
    site.later(hours=rng.choice((0, 15)))
    assert site.finish("agent1", token, rng.choice(("REF", "PTP-P")), promise(site), hang_up=False).ok
    assert shift.go_offline(site.call("agent1")).ok


@pytest.mark.parametrize("seed", range(scaled(2, 25)))
def test_kept_sums_equal_a_fresh_count_whatever_comes_in(sqlite_site: SampleSite, seed: int) -> None:
    site, rng = sqlite_site, random.Random(seed)
    moves: tuple[Callable[[SampleSite, random.Random], None], ...] = (
        _any_contact,
        _any_contact,
        _any_correction,
        _any_payment,
        _any_reversal,
        _late_report,
    )
    keep(site)
    for number in range(scaled(16, 40)):
        rng.choice(moves)(site, rng)
        site.later(minutes=rng.choice((1, 5, 60, 600)))
        if not 9 <= site.now.astimezone(ZONE).hour < 20:
            site.later(hours=13)  # from the evening or the night into the next day's hours
            site.now = site.now.astimezone(ZONE).replace(hour=9)
        if number % 6 == 5:
            keep(site)
    keep(site)
    last = site.now.astimezone(ZONE).date()
    days = [TODAY + timedelta(days=n) for n in range((last - TODAY).days + 1)]
    assert sum(whole(site, day).get("attempts", 0) for day in days) > 0
    for day in days:
        assert stored(site, day) == fresh(site, day), day


def test_a_small_sample_has_a_history_too(sqlite_site: SampleSite) -> None:
    """With fewer customers than calls of 45 days, each is called once."""
    assert 0 < load_history(sqlite_site.database, sqlite_site.now, ZONE) <= 30
