"""Keeping the sums of each agent's day: the worker counts again where a desk has gone on."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import delete

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.domain.events import SumsKept
from console.store.fast.statements import add_rows
from console.store.models import LiveDay, LiveHour
from console.store.queries.day_sums import Counted, behind, count


@action("sums.keep", audited=False)
def _keep(act: Act, counted: Mapping[int, Counted]) -> Answer:
    session = act.work.session
    for table in (LiveDay, LiveHour):
        session.execute(delete(table).where(table.agent_id.in_(list(counted)), table.day == act.day))
    add_rows(
        session,
        LiveDay,
        [{"agent_id": one, "day": act.day, "seq": c.seq, **_columns(c.sums)} for one, c in counted.items()],
    )
    add_rows(
        session,
        LiveHour,
        [
            {"agent_id": one, "day": act.day, "hour": hour, **_columns(sums)}
            for one, c in counted.items()
            for hour, sums in c.hours.items()
        ],
    )
    act.work.happened(SumsKept())
    return Answer(data={"count": len(counted)})


def _columns(sums: object) -> dict[str, int]:
    return {name: getattr(sums, name) for name in sums.__slots__}  # type: ignore[attr-defined]


def keep(call: Call) -> Answer:
    """Count the day of the agents whose desk has changed since, and keep it. ``data``: ``count`` of agents.

    The counting is a read: nobody who writes waits for it. A desk that changes meanwhile is counted the next time.
    """
    with call.context.database.reading() as session:
        wanted = behind(session, call.now, call.context.zone)
        counted = count(session, wanted, call.now, call.context.zone) if wanted else {}
    return _keep(call, counted) if counted else Answer(data={"count": 0})
