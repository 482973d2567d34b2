"""The officer's day, counted on from look to look, against a count of everything."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from console.store.fast.statements import add
from console.store.models import ChainEntry
from console.store.queries import officer
from console.store.queries.verdict_counts import DayCounts
from console.store.queries.verdicts import KINDS
from tests.people import ZONE, SampleSite

LEVELS = ("ok", "warn", "block")


def keep(site: SampleSite, at: datetime, level: str, rules: tuple[str, ...], kind: str) -> None:
    """Put a verdict into the log."""
    findings = [{"rule": rule, "severity": level} for rule in rules]
    body: dict[str, Any] = {"verdict": {"level": level, "findings": findings}}
    number = len(site.rows(select(ChainEntry.id))) + 1
    site.database.transaction(
        lambda work: add(
            work.session,
            ChainEntry,
            actor="person:1",
            n=10_000 + number,
            kind=kind,
            at=at,
            real_at=at,
            customer_id=1 + number % 5,
            body=body,
            hash=f"h{number}",
        )
    )


def kept(site: SampleSite, since: datetime) -> list[Any]:
    query = select(ChainEntry.kind, ChainEntry.at, ChainEntry.body).where(ChainEntry.at >= since)
    return site.rows(query.order_by(ChainEntry.at.desc(), ChainEntry.id.desc()))


def test_the_days_verdicts_are_counted_on_and_equal_a_count_of_all(site: SampleSite) -> None:
    tally = DayCounts()

    def check() -> None:
        start = officer.day_start(site.now, ZONE)
        with site.database.reading() as session:
            view = officer.officer_view(session, site.now, ZONE, tally)
            fresh = officer.officer_view(session, site.now, ZONE)
        assert view == fresh
        asked = [r for r in kept(site, start) if r.kind in ("verdict.begin", "verdict.permit")]
        count = Counter(r.body["verdict"]["level"] for r in asked)
        assert [view.counts.get(level, 0) for level in LEVELS] == [count[one] for one in LEVELS]
        told = [r.at for r in asked if r.body["verdict"]["level"] != "ok"][:60]
        assert [row.at for row in view.feed if row.kind in LEVELS] == told

    check()
    for step in range(100):
        for level in LEVELS[: 1 + step % 3]:
            keep(site, site.now, level, ("cn.a",), "verdict.begin")
        keep(site, site.now, "block", ("cn.b",), "verdict.record")  # nobody asked
        if step % 10 == 3:
            # one that began before the last look and comes in after it
            keep(site, site.now - timedelta(seconds=20), "warn", ("cn.c",), "verdict.permit")
        if step % 7 == 0:
            check()
        site.later(seconds=25)
    check()
    site.later(days=1)  # a new day begins at nothing
    check()
    keep(site, site.now, "warn", ("cn.a",), "verdict.begin")
    check()


def test_how_often_a_rule_spoke_and_the_logs_search(site: SampleSite) -> None:
    start = site.now - timedelta(minutes=1)
    for number in range(30):
        level = LEVELS[number % 3]
        rules = () if level == "ok" else ("cn.a", "cn.a_b") if number % 2 else ("cn.aXb", "cn.a")
        keep(site, site.now, level, rules, tuple(KINDS)[number % len(KINDS)])
        site.later(seconds=1)
    rows = [r for r in kept(site, start) if r.kind in KINDS]
    spoke = Counter(rule for r in rows for rule in {f["rule"] for f in r.body["verdict"].get("findings", ())})
    assert spoke["cn.a"] == 20
    with site.database.reading() as session:
        assert officer.fired(session, start) == spoke
        for level in ("", *LEVELS):
            for rule in ("", "cn.a", "cn.a_b", "cn.aXb", "cn.none"):
                found = officer.log(session, since=start, until=site.now, level=level, rule=rule, most=500)
                wanted = [
                    r.at
                    for r in rows
                    if (not level or r.body["verdict"]["level"] == level)
                    and (not rule or any(f["rule"] == rule for f in r.body["verdict"]["findings"]))
                ]
                assert [row.at for row in found] == wanted, (level, rule)
