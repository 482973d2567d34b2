"""Outboxes replayed with repetition, reordering, cuts, kills and wrong clocks: the database equals the model."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from console.actions import field as acts
from console.actions.call import Act, Answer
from console.domain.coordinates import Point
from console.domain.field_entries import Entry
from console.domain.visit_permit import Permit
from console.store.models import (
    Attempt,
    FieldEntry,
    Handout,
    Outcome,
    Promise,
    SafetyMark,
    Trip,
    Visit,
    VisitMedia,
    VisitRound,
)
from tests import databases
from tests.actions.field_site import Tablet, go_out, near
from tests.people import SampleSite
from tests.scale import scaled

pytestmark = pytest.mark.hammer

STOPS = 6
ROUNDS = scaled(3, 167)  # a thousand visits


class Killed(BaseException):
    """The server dies here."""


@dataclass
class Model:
    """What must be in the database in the end."""

    outcomes: dict[int, tuple[str, datetime]] = field(default_factory=dict)
    media: int = 0
    marks: int = 0
    promises: int = 0


def written(site: SampleSite, chance: random.Random) -> tuple[list[Tablet], Model]:
    """Let a pair work its round without a network, on two tablets whose clocks are wrong."""
    found, model = go_out(site, STOPS), Model()
    one = site.one(select(VisitRound))
    tablets = [
        Tablet(site, login, timedelta(seconds=chance.randint(-86_400, 86_400))) for login in ("collector1", "c2")
    ]
    if chance.random() < 0.3:
        tablets[0].offset = None  # it never heard the server: the request shows how far it is off
    for visit in found:
        pair, ends = (one.first_id, one.second_id), site.now + timedelta(hours=1)
        permit = Permit(str(visit), visit, one.id, pair, Point(31.2, 121.4), site.now, site.now, ends)
        first, second = tablets
        first.write("depart", visit, permit={"text": permit.text(), "signature": "x"})
        site.later(minutes=chance.randint(4, 12))
        first.write("checkin", visit, minutes=30)
        first.write("arrive", visit, how="gps", place=near())
        if chance.random() < 0.5:
            about = {"what": "photo", "type": "image/jpeg", "bytes": 5, "sha256": "a" * 64}
            first.write("media", visit, **about)  # type: ignore[arg-type]
            model.media += 1
        site.later(minutes=chance.randint(1, 9))
        code = chance.choice(["V-MET", "V-PTP", "V-NH", "V-TP"])
        who = {"V-NH": "nobody", "V-TP": "other"}.get(code, "debtor")
        first.write("met", visit, who=who)
        day = (site.now + timedelta(days=2)).date().isoformat()
        first.write("outcome", visit, code=code, **({"parts": [[day, 50_000]]} if code == "V-PTP" else {}))  # type: ignore[arg-type]
        model.outcomes[visit] = (code, site.now)
        model.promises += code == "V-PTP"
        if chance.random() < 0.4:
            first.write("mark", visit, what="dog")
            model.marks += 1
        site.later(minutes=1)
        first.write("safe", visit)
        first.write("leave", visit)
        second.write("safe")
    site.later(minutes=chance.randint(1, 90))
    return tablets, model


def replay(site: SampleSite, tablets: list[Tablet], chance: random.Random) -> None:
    """Send both outboxes until everything is acknowledged, as badly as a network and a dying server can."""
    acknowledged: dict[str, str] = {}
    for _ in range(4000):
        waiting = [t for t in tablets if any(e.id not in acknowledged for e in t.written)]
        if not waiting:
            return
        tablet = chance.choice(waiting)
        missing = next(n for n, e in enumerate(tablet.written) if e.id not in acknowledged)
        start = max(0, missing - chance.choice([0, 0, 0, 1, 3, 9]))
        batch = tablet.written[start : start + chance.randint(1, 12)]
        if chance.random() < 0.2:
            chance.shuffle(batch)
        if chance.random() < 0.2:
            batch = [one for one in batch for _ in range(2)]
        for one in batch[: chance.randint(1, len(batch))]:
            answer = _send(site, tablet, one, chance)
            if answer is None:
                break  # the connection is gone
            if answer.data["state"] != acts.RETRY:
                first = acknowledged.setdefault(one.id, answer.data["state"])
                assert first == answer.data["state"], "a repetition is answered as the first time"
                kept = site.one(select(FieldEntry.hash).where(FieldEntry.client_id == one.id))
                assert kept == one.hash, "what was acknowledged is on the disk"
    raise AssertionError("the outboxes never came through")


def _send(site: SampleSite, tablet: Tablet, entry: Entry, chance: random.Random) -> Answer | None:
    point = chance.choice(["before_commit", "after_commit_before_emit"]) if chance.random() < 0.12 else ""

    def die(here: str) -> None:
        if here == point:
            raise Killed

    site.database.fault = die
    try:
        return tablet.send(entry, signed=entry.kind == "depart")
    except Killed:
        return None
    finally:
        site.database.fault = lambda point: None


def hammer(folder: Path, seed: int) -> None:
    """Work one round, replay it, and compare the database with the model."""
    chance = random.Random(seed)
    site = SampleSite(databases.fresh_sqlite(folder), 12)
    try:
        tablets, model = written(site, chance)
        replay(site, tablets, chance)
        _compare(site, tablets, model)
    finally:
        site.close()


def _compare(site: SampleSite, tablets: list[Tablet], model: Model) -> None:
    for tablet in tablets:
        kept = site.rows(
            select(FieldEntry.client_id, FieldEntry.hash, FieldEntry.state)
            .where(FieldEntry.stream == tablet.stream)
            .order_by(FieldEntry.id)
        )
        assert [tuple(row) for row in kept] == [(one.id, one.hash, "confirmed") for one in tablet.written]
    outcomes = site.rows(
        select(Trip.visit_id, Outcome.code, Outcome.at, Outcome.late).join(
            Outcome, Outcome.handout_id == Trip.handout_id
        )
    )
    assert len(outcomes) == len(model.outcomes)
    assert {row[0]: (row[1], row[2]) for row in outcomes} == model.outcomes and not any(row[3] for row in outcomes)
    counts = {VisitMedia: model.media, SafetyMark: model.marks, Promise: model.promises, Trip: len(model.outcomes)}
    for table, count in counts.items():
        assert site.one(select(func.count(table.id))) == count, table  # type: ignore[attr-defined]
    assert site.one(select(func.count(Attempt.id)).where(Attempt.channel == "visit")) == len(model.outcomes)
    assert site.one(select(func.count(Attempt.id)).where(Attempt.breach)) == 0
    assert site.one(select(Handout.id).where(Handout.ended_at.is_(None))) is None
    assert {row[0] for row in site.rows(select(Visit.state))} == {"done"}


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_the_database_equals_the_model_whatever_happens_on_the_way(tmp_path: Path, seed: int) -> None:
    hammer(tmp_path, seed)


@pytest.fixture
def planted(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Plant a bug."""
    before, take = acts._before, acts.take

    def no_client_id(act: Act, entry: Entry) -> Answer | None:
        return (
            None
            if act.work.session.execute(select(FieldEntry.id).where(FieldEntry.client_id == entry.id)).first()
            else before(act, entry)
        )

    def no_chain_check(act: Act, entry: Entry) -> Answer | None:
        first = before(act, entry)
        return None if first is not None and first.data["state"] == acts.RETRY else first

    def early(*args: object, **more: object) -> Answer:
        try:
            return take(*args, **more)  # type: ignore[arg-type]
        except Killed:
            return Answer(data={"state": acts.CONFIRMED, "code": ""})

    if request.param == "client_id":
        monkeypatch.setattr(acts, "_before", no_client_id)
    elif request.param == "chain":
        monkeypatch.setattr(acts, "_before", no_chain_check)
    else:
        monkeypatch.setattr(acts, "take", early)
    yield


@pytest.mark.parametrize("planted", ["client_id", "chain", "acknowledged_early"], indirect=True)
@pytest.mark.usefixtures("planted")
def test_a_planted_bug_turns_it_red(tmp_path: Path) -> None:
    with pytest.raises(Exception):  # noqa: B017 - whatever shows it first
        for seed in range(3):
            hammer(tmp_path, seed)
