"""What has had its time is deleted: ended sessions, old tries, forgotten browsers, used keys."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from console.actions.call import Act, Answer, Call
from console.actions.runtime import action
from console.actions.steps.login_session import LONGEST, REMEMBERED
from console.store.models import KnownDevice, LoginAttempt, Op, RecoveryCode, WebSession

DAY = timedelta(days=1)
KEYS = timedelta(days=90)  # how long the same key gets the same answer
AT_ONCE = 500  # rows of one transaction
ROUNDS = 20  # transactions of one kind in one run; the next run goes on


def sweep(call: Call) -> int:
    """Delete what nobody can use any more; a duty of the worker. Return how many rows went."""
    plain = Call(call.context, call.actor, call.now)
    gone = 0
    for kind in _KINDS:
        for _ in range(ROUNDS):
            count = int(_sweep(plain, kind).data["count"])
            gone += count
            if count < AT_ONCE:
                break
    return gone


_KINDS = ("sessions", "tries", "browsers", "codes", "keys")


@action("sweep", audited=False)
def _sweep(act: Act, kind: str) -> Answer:
    """Delete some old rows of one kind. Sessions, tries and browsers go by real time, keys by the product's."""
    real = act.context.wall_clock()
    row: Any
    row, old = {
        "sessions": (WebSession.id, or_(WebSession.ended_at < real - DAY, WebSession.made_at < real - LONGEST - DAY)),
        "tries": (LoginAttempt.id, LoginAttempt.at < real - DAY),
        "browsers": (KnownDevice.id, KnownDevice.seen_at < real - REMEMBERED),
        "codes": (RecoveryCode.id, RecoveryCode.used_at < real - DAY),
        "keys": (Op.key, Op.at < act.now - KEYS),
    }[kind]
    some = act.work.session.execute(select(row).where(old).limit(AT_ONCE)).scalars().all()
    if some:
        act.work.session.execute(delete(row.class_).where(row.in_(some)))
    return Answer(data={"count": len(some)})
