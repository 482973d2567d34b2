"""The pages of figures: the same numbers as the kept sums, the rows behind them, files, and who sees what."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import insert, select, text, update
from werkzeug.exceptions import HTTPException

from console.actions import figures as keeper
from console.actions import handout, shift
from console.domain.figures import BY_KEY, MEASURES
from console.domain.promises import OutcomeForm
from console.store.models import Attempt, Opinion, Person, PointShown
from console.store.queries import figures
from console.store.queries.figure_rows import rows_behind
from console.store.queries.figures import Cost, Span
from console.store.queries.minutes import day_minutes
from console.store.queries.opinions import opinions
from console.web.reading import read_apart
from tests import databases
from tests.actions.promised import TODAY, pay
from tests.people import IDS, ZONE, SampleSite
from tests.served import Served

NOBODY = Cost()
DAY = f"period=day&until={TODAY}"


def work(site: SampleSite) -> None:
    """Two talks of agent1 (a promise of 500.00 and a refusal), one of agent3, who is in another team."""
    for login, code in (("agent1", "PTP-P"), ("agent1", "REF"), ("agent3", "COMP")):
        token = site.talk(login)
        site.later(minutes=2)
        form = OutcomeForm(parts=((TODAY + timedelta(days=1), 500_00),)) if code == "PTP-P" else None
        assert site.finish(login, token, code, form).ok
        assert shift.go_offline(site.call(login)).ok
        assert handout.end_wrap_up(site.call(login), token).ok
        if code == "PTP-P":
            promised = site.customer_of(token)
        site.later(minutes=3)
        site.tick()
    pay(site, promised, "p1", 200_00)
    keeper.keep(site.worker())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("insight")
    made = Served(databases.fresh_sqlite(folder), folder)
    work(made.site)
    yield made
    made.site.close()


def number(page: str, key: str, column: int = 1) -> str:
    """Return the text of one cell of a measure's line."""
    line = re.search(rf'<tr>\s*<th scope="row">\s*<a href="/insight/measure/{key}\?.*?</tr>', page, re.DOTALL)
    assert line, key
    cells = re.findall(r"<td.*?</td>", line[0], re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", cells[column - 1]).split())


def test_a_lead_sees_the_own_team_and_an_officer_all(served: Served) -> None:
    lead = served.client("lead1").get(f"/insight?{DAY}").get_data(as_text=True)
    assert number(lead, "promise") == "50.0 % few"  # one of agent1's two talks
    assert (number(lead, "promise", 3), number(lead, "promise", 4)) == ("1", "2")
    officer = served.client("compliance1").get(f"/insight?{DAY}").get_data(as_text=True)
    assert number(officer, "promise").startswith("33.3 %")
    assert number(officer, "complaints").startswith("333.3 ‰")
    other = served.client("lead1").get(f"/insight?{DAY}&team=2").get_data(as_text=True)
    assert number(other, "promise") == number(lead, "promise"), "a lead cannot ask for another team"


def test_an_agent_sees_own_figures_and_no_colleague(served: Served) -> None:
    agent = served.client("agent1")
    page = agent.get(f"/insight?{DAY}").get_data(as_text=True)
    assert number(page, "promise").startswith("50.0 %")
    assert number(page, "agent_hour", 4).startswith("NT$200")
    split = agent.get(f"/insight/measure/promise?{DAY}&by=agent").get_data(as_text=True)
    assert "Zhao Lei" not in split
    assert "by=agent" not in split.replace("?by=agent", "")
    rows = agent.get(f"/insight/rows/right_party?{DAY}&part=below&by=agent&key={IDS['agent3']}").get_data(as_text=True)
    assert rows.count("Li Min") == 3, "the name in the frame and the two own rows"
    assert "Zhao Lei" not in rows


def test_every_split_opens_and_shows_chart_and_table(served: Served) -> None:
    lead = served.client("lead1")
    for measure in MEASURES:
        for by in ("hour", "day", "week", "stage", "queue", "agent", "script", "mind", "channel"):
            answer = lead.get(f"/insight/measure/{measure.key}?{DAY}&by={by}")
            assert answer.status_code == 200, (measure.key, by)
    page = lead.get(f"/insight/measure/right_party?{DAY}&by=agent").get_data(as_text=True)
    assert "Li Min" in page
    assert page.count('<rect class="bar') == 1
    assert lead.get("/insight/measure/nothing").status_code == 404


def test_names_behind_a_figure_are_masked(served: Served) -> None:
    page = served.client("lead1").get(f"/insight/rows/promise?{DAY}&part=below").get_data(as_text=True)
    names = re.findall(r'title="Timeline of this customer">\s*(.*?)\s*</a>', page)
    assert len(names) == 2
    assert all("*" in name for name in names)


def test_the_rows_behind_a_number_add_up_to_it(served: Served) -> None:
    """Every numerator and denominator that has rows, by hour and by most dimensions."""
    site, span = served.site, Span(TODAY, TODAY)
    actor = site.actor("compliance1")
    looked = 0
    with site.database.reading() as session:
        for measure in MEASURES:
            for by in figures.splits(measure, actor):
                if by in ("day", "week", "team", "mind", "queue"):
                    continue
                for row in figures.by_value(session, actor, span, None, measure, by, NOBODY):
                    for part in ("above", "below"):
                        found = rows_behind(session, actor, TODAY, ZONE, None, measure, part, by, row.key)
                        parts = measure.above if part == "above" else measure.below
                        if found.number == 0 or any(factor != 1 for _, factor in parts):
                            continue
                        looked += 1
                        assert found.total == sum(getattr(f, part) for f in row.figures), (measure.key, by, part)
    assert looked > 40


def test_csv_and_xlsx_hold_the_numbers_of_the_page_and_no_formula(served: Served) -> None:
    site, lead = served.site, served.client("lead1")
    site.execute(update(Person).where(Person.id == IDS["agent1"]).values(name="=cmd()|A1"))
    asked = f"{DAY}&measure=promise&by=agent"
    rows = list(csv.DictReader(StringIO(lead.get(f"/insight/figures.csv?{asked}").data.decode("utf-8-sig"))))
    wanted = ("agent", "numerator", "denominator", "value")
    assert [tuple(row[name] for name in wanted) for row in rows] == [("'=cmd()|A1", "1", "2", "50.0")]
    sheet = openpyxl.load_workbook(BytesIO(lead.get(f"/insight/figures.xlsx?{asked}").data)).active
    assert sheet is not None
    cells = [cell for line in sheet.iter_rows() for cell in line]
    assert [cell.value for cell in list(sheet.iter_rows())[1]][1:5] == ["=cmd()|A1", 1, 2, 50]
    assert {cell.data_type for cell in cells} <= {"s", "n"}, "no cell is a formula"
    whole = lead.get(f"/insight/figures.csv?{DAY}").data.decode("utf-8-sig")
    assert len(whole.splitlines()) >= len(MEASURES)
    site.execute(update(Person).where(Person.id == IDS["agent1"]).values(name="Li Min"))


def test_an_empty_period_says_so(served: Served) -> None:
    page = served.client("lead1").get("/insight/measure/kept?period=day&until=2020-01-01").get_data(as_text=True)
    assert "Nothing was counted in this period" in page
    assert served.client("lead1").get("/insight?until=nonsense&period=nonsense&team=x").status_code == 200
    for path in ("/insight", "/insight/aims", "/insight/minutes"):  # the first day of all has no days before it
        assert served.client("lead1").get(f"{path}?until=0001-01-01&period=quarter").status_code == 200, path


def test_reading_too_long_is_given_up(served: Served) -> None:
    endless = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n")
    with served.app.test_request_context("/insight"), pytest.raises(HTTPException) as stopped:
        read_apart(lambda session: session.execute(endless).scalar(), longest=0.05)
    assert stopped.value.code == 503
    with served.app.test_request_context("/insight"):
        assert read_apart(lambda session: session.execute(text("SELECT 1")).scalar()) == 1, "the next reader reads"


def test_the_cost_of_an_hour_is_a_setting(served: Served) -> None:
    site, span = served.site, Span(TODAY, TODAY)
    with site.database.reading() as session:
        group = figures.grouped(session, span, "all", 1)[""]
    seconds = group.counts["s_paid"]
    measure = BY_KEY["cost"]
    assert [figure.value for figure in group.figures(measure, NOBODY)] == [None], "not said is not free"
    (figure,) = group.figures(measure, Cost(36_000, "TWD"))
    assert (figure.above, figure.below) == (seconds * 10, 200_00)  # 360.00 an hour is ten minor units a second


def test_the_median_needs_enough_colleagues(served: Served) -> None:
    with served.site.database.reading() as session:
        rows = figures.overview(session, served.site.actor("agent1"), Span(TODAY, TODAY), 1, NOBODY)
    assert {row.median for row in rows} == {None}


def test_the_aims_and_customers_pages_show_the_same_sums(served: Served) -> None:
    lead = served.client("lead1")
    aims = lead.get(f"/insight/aims?{DAY}").get_data(as_text=True)
    cash = re.search(r'<th scope="row">TWD</th>(.*?)</tr>', aims, re.DOTALL)
    assert cash
    cells = [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<td.*?</td>", cash[1], re.DOTALL)]
    # 200.00 came in after a talk; 300.00 of the promise are open, and nothing was judged yet
    assert cells == ["NT$200", "NT$0", "NT$0", "NT$300", "Too few promises were judged."]
    assert "two months must have ended" in aims
    customers = served.client("compliance1").get(f"/insight/customers?{DAY}").get_data(as_text=True)
    assert "333.3 ‰" in customers
    assert "No customer has given an opinion" in customers
    assert served.client("agent1").get("/insight/aims").status_code == 404


def test_paid_minutes_add_up_and_name_their_rows(served: Served) -> None:
    site = served.site
    with site.database.reading() as session:
        found = day_minutes(session, TODAY, ZONE, site.now, None, None, "")
    assert found.whole.paid == pytest.approx(sum(found.whole.parts.values()))
    assert found.whole.paid == 6 * 60  # three talks of two minutes; everything else took no time
    assert set(found.whole.parts) == {"talking"}
    page = served.client("lead1").get(f"/insight/minutes?{DAY}&agent={IDS['agent1']}").get_data(as_text=True)
    assert "Zhao Lei" not in page
    assert page.count("Talking") >= 3
    own = served.client("agent3").get(f"/insight/minutes?{DAY}&agent={IDS['agent1']}").get_data(as_text=True)
    assert "Li Min" not in own, "an agent sees the own minutes, whoever is asked for"


def test_opinions_stand_beside_the_points_that_were_said(served: Served) -> None:
    """Two opinions of agent1's contacts (5 and 2), one of agent3's (1), and the point that was said in the first."""
    site, span = served.site, Span(TODAY, TODAY)
    calls = site.rows(select(Attempt.id, Attempt.handout_id, Attempt.customer_id).order_by(Attempt.id))
    for call, score in zip(calls, (5, 2, 1), strict=True):
        given = {"customer_id": call.customer_id, "attempt_id": call.id, "score": score, "why": "", "at": site.now}
        site.execute(insert(Opinion).values(**given))
    point = {"handout_id": calls[0].handout_id, "point": "call.fear.M1.kind.v1", "step": "offer", "chance": 1.0}
    site.execute(insert(PointShown).values(**point, at=site.now, said_at=site.now))
    with site.database.reading() as session:
        own, points = opinions(session, span, 1, ZONE)
        every, _ = opinions(session, span, None, ZONE)
    assert own is not None
    assert every is not None
    assert (own.mean, own.count, own.bad) == (3.5, 2, 1)
    assert (round(every.mean, 2), every.count, every.bad) == (2.67, 3, 2)
    assert ("call.fear.M1.kind.v1", 5.0, 1) in [(one.name, one.mean, one.count) for one in points]
    page = served.client("lead1").get(f"/insight/customers?{DAY}").get_data(as_text=True)
    assert "2 opinions, 1 of them bad" in page
