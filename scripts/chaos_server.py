"""A server for the crash harness: a fast telephone line, a fast worker and, on request, a planted bug."""

from gevent import monkey

monkey.patch_all()

import contextlib  # noqa: E402
import os  # noqa: E402
import sys  # noqa: E402
import time  # noqa: E402
from dataclasses import replace  # noqa: E402
from typing import Any  # noqa: E402

from sqlalchemy import insert, text  # noqa: E402
from sqlalchemy.orm import Session  # noqa: E402

import console.telephony.lines  # noqa: E402
import console.worker  # noqa: E402
from console import __main__ as commands  # noqa: E402
from console.actions import contact, outcome, runtime  # noqa: E402
from console.actions.steps import agent_state, attempt_gate, handout_lock  # noqa: E402
from console.domain.telephony import SimulatedCall  # noqa: E402
from console.store import claim, customer_facts  # noqa: E402
from console.store import unit_of_work as work_unit  # noqa: E402

console.worker.EVERY = float(os.environ.get("CONSOLE_EVERY", "0.2"))


def quick(self: Any, attempt_id: int) -> SimulatedCall:
    return SimulatedCall(0.05, "answered" if attempt_id % 10 else "no_answer", 1.0)


def swap(holder: Any, name: str, new: Any) -> None:
    """Put ``new`` in the place of an existing function; a name that has moved is an error."""
    if not hasattr(holder, name):
        raise AttributeError(f"{holder.__name__} has no {name}: the planted fault must follow the rename")
    setattr(holder, name, new)


swap(console.telephony.lines.SimulatedLine, "plan", quick)


def plant_claim() -> None:
    """Claim by select, and update only after the commit."""

    def select_only(work: Any, agent: int, queues: Any, now: Any, day: str) -> Any:
        for queue in queues:
            row = work.session.execute(
                text(
                    "SELECT id, customer_id, queue_id, priority FROM entry WHERE state='waiting' "
                    "AND queue_id=:q ORDER BY priority DESC, id LIMIT 1"
                ),
                {"q": queue},
            ).one_or_none()
            if row is not None:

                def later(entry: int = row.id) -> None:
                    time.sleep(0.02)
                    work.database.transaction(
                        lambda w: w.session.execute(
                            text("UPDATE entry SET state='handed_out' WHERE id=:i"), {"i": entry}
                        )
                    )

                work.after.append(later)
                return claim.Claimed(row.id, row.customer_id, row.queue_id, row.priority, "")
        return None

    swap(claim, "claim_next", select_only)


def plant_ack() -> None:
    """Acknowledge first and commit a little later."""
    real = work_unit.Database.transaction
    import gevent

    def early(self: Any, do: Any, **how: Any) -> Any:
        with Session(self.writer, expire_on_commit=False) as session:
            work = work_unit.Work(session, self)
            session.connection()
            value = do(work)
            session.rollback()
        gevent.spawn_later(0.15, lambda: real(self, do, **how))
        return value

    def maybe(self: Any, do: Any, **how: Any) -> Any:
        name = getattr(do, "__qualname__", "")
        ours = "once" in name and current[0] == "contact.finish"
        return early(self, do, **how) if ours else real(self, do, **how)

    current = [""]
    made = outcome.finish

    def finish(call: Any, *args: Any, **kwargs: Any) -> Any:
        current[0] = "contact.finish"
        try:
            return made(call, *args, **kwargs)
        finally:
            current[0] = ""

    swap(outcome, "finish", finish)
    swap(work_unit.Database, "transaction", maybe)


def plant_key() -> None:
    """Forget operation keys: a resend counts as a new command."""

    def add_or_replace(session: Any, table: Any, **values: Any) -> Any:
        return session.connection().execute(insert(table.__table__).prefix_with("OR REPLACE"), values)

    swap(runtime, "_replay", lambda *_: None)
    swap(runtime, "_answered_meanwhile", lambda *_: None)
    swap(runtime, "add", add_or_replace)


def plant_fence() -> None:
    """Take writes with an old hand-out id."""
    source = handout_lock.lock_live_handout

    def unfenced(act: Any, token: int) -> Any:
        try:
            return source(act, token)
        except Exception:
            handout = handout_lock.own_handout(act, token)
            customer, version = customer_facts.lock_customer(act.work.session, handout.customer_id)
            agent = agent_state.lock_agent(act.work.session, act.actor.id)
            assert customer is not None and agent is not None
            return handout_lock.LockedHandout(handout, customer, agent, version)

    swap(contact, "lock_live_handout", unfenced)


def plant_cap() -> None:
    """Count a call only when it is completed."""
    source = customer_facts.load_facts

    def settled_only(*args: Any, **kwargs: Any) -> Any:
        found = source(*args, **kwargs)
        return replace(found, attempts=tuple(a for a in found.attempts or () if a.result))

    swap(attempt_gate, "load_facts", settled_only)


PLANTS = {"claim": plant_claim, "ack": plant_ack, "key": plant_key, "fence": plant_fence, "cap": plant_cap}


def main() -> None:
    """Read lines from standard input. Each "start FAULT" forks one server and prints its process id.

    A fork saves the seconds of importing at each of hundreds of restarts.
    """
    if len(sys.argv) > 1 and sys.argv[1]:
        PLANTS[sys.argv[1]]()
    sys.argv = ["console", "serve"]
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.environ["CONSOLE_FAULT"] = line.strip().partition(" ")[2]
            quiet = os.open(os.devnull, os.O_RDWR)
            os.dup2(quiet, 0)
            os.dup2(quiet, 1)
            os._exit(commands.main())
        print(child, flush=True)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)


if __name__ == "__main__":
    main()
