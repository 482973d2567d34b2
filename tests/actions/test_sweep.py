"""What nobody can use any more is deleted; what is still good stays."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from console.actions.steps.login_session import token_hash
from console.actions.sweep import AT_ONCE, KEYS, sweep
from console.store.fast.statements import add, add_rows
from console.store.models import KnownDevice, LoginAttempt, Op, WebSession
from tests.people import SampleSite


def test_sweep_takes_what_is_over_and_nothing_else(sqlite_site: SampleSite) -> None:
    site = sqlite_site
    real = site.worker().context.wall_clock()
    hour, day = timedelta(hours=1), timedelta(days=1)

    def session_row(name: str, made: timedelta, ended: timedelta | None = None) -> dict[str, object]:
        return {
            **{"token_sha256": token_hash(name), "person_id": 1, "role_version": 1, "data": {}, "seen_at": real},
            **{"made_at": real - made, "ended_at": None if ended is None else real - ended},
        }

    kept = [session_row("at work", hour * 11), session_row("just ended", hour * 2, hour)]
    gone = [session_row("too old", hour * 12 + day * 2), session_row("ended", day * 2, day + hour)]
    tries = [
        {"login": "x", "remote": "198.51.100.1", "at": real - age, "ok": False, "device": ""}
        for age in (hour, *([day + hour] * (AT_ONCE + 1)))
    ]
    browsers = [{"token_sha256": str(age), "person_id": 1, "seen_at": real - timedelta(days=age)} for age in (179, 181)]
    keys = [
        {"key": str(age), "actor": "1", "name": "x", "digest": "", "answer": {}, "at": site.now - age}
        for age in (KEYS - day, KEYS + day)
    ]

    def fill(work: object) -> None:
        base = work.session  # type: ignore[attr-defined]
        for model, rows in ((WebSession, [*kept, *gone]), (LoginAttempt, tries), (KnownDevice, browsers)):
            add_rows(base, model, rows)
        for row in keys:
            add(base, Op, **row)

    site.database.transaction(fill)
    assert sweep(site.worker()) == 2 + AT_ONCE + 1 + 1 + 1
    left = set([row[0] for row in site.rows(select(WebSession.token_sha256))])
    assert {token_hash("at work"), token_hash("just ended")} <= left
    assert not {token_hash("too old"), token_hash("ended")} & left
    assert site.one(select(func.count()).select_from(LoginAttempt)) == 1
    assert [row[0] for row in site.rows(select(KnownDevice.token_sha256))] == ["179"]
    assert str(KEYS - day) in [row[0] for row in site.rows(select(Op.key))]
    assert str(KEYS + day) not in [row[0] for row in site.rows(select(Op.key))]
    assert sweep(site.worker()) == 0
