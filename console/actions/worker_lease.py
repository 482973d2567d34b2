"""The lease of the worker: one process at a time runs the due tasks (rule 9)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import or_, select, update

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.store.fast.statements import add
from console.store.models import Lease

LENGTH = timedelta(seconds=10)


@action("lease.take", audited=False)
def take(act: Act, name: str, holder: str) -> Answer:
    """Take or renew a lease for ten seconds of real time; refused while another process holds it."""
    real = act.context.wall_clock()
    until = real + LENGTH
    changed = act.work.session.execute(
        update(Lease)
        .where(Lease.name == name, or_(Lease.holder == holder, Lease.until <= real))
        .values(holder=holder, until=until)
    )
    if changed.rowcount:  # type: ignore[attr-defined]
        return Answer()
    if act.work.session.execute(select(Lease.name).where(Lease.name == name)).first() is None:
        add(act.work.session, Lease, name=name, holder=holder, until=until)
        return Answer()
    return Answer(ok=False, code="busy", text="Another process does this.", keep=False)
