"""How an action runs: one transaction, one key, one answer (rules 4, 16, 27)."""

from __future__ import annotations

import functools
import hashlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Concatenate, ParamSpec, Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select

from console.actions.steps import audit_chain
from console.concurrency.write_queue import BACKGROUND, NORMAL, URGENT
from console.domain.actor import WORKER, Actor
from console.domain.errors import Blocked, Conflict, Invalid, NotYours, Refused
from console.store.fast.statements import add, row
from console.store.models import Op
from console.store.unit_of_work import Database, Work

P = ParamSpec("P")


class Dialler(Protocol):
    """The part of the line that actions need; its adapters are made outside."""

    name: str

    def dial(self, number: str) -> dict[str, str]:
        """Give what the browser needs to ring."""
        ...

    def plan(self, attempt_id: int) -> Course | None:
        """Give what a simulated call will do; None for a real line."""
        ...


class Course(Protocol):
    """How a simulated call goes."""

    @property
    def ring_seconds(self) -> float:
        """Seconds until it is answered or ends."""
        ...

    @property
    def result(self) -> str:
        """How the ringing ends."""
        ...


@dataclass(frozen=True)
class Context:
    """What all actions of a process share. ``real`` gives wall-clock time for audits."""

    database: Database
    zone: ZoneInfo
    chance: random.Random
    real: Callable[[], datetime]
    line: Dialler


@dataclass(frozen=True)
class Call:
    """One request to do something: who, when, and the operation's key ("" = not repeatable)."""

    context: Context
    actor: Actor
    now: datetime
    key: str = ""


@dataclass(frozen=True)
class Act:
    """A call inside its transaction."""

    work: Work
    call: Call

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self.call.actor

    @property
    def now(self) -> datetime:
        """The product's instant of the call."""
        return self.call.now

    @property
    def context(self) -> Context:
        """What the process shares."""
        return self.call.context

    @property
    def day(self) -> str:
        """The site's local date as text."""
        return self.now.astimezone(self.context.zone).date().isoformat()


@dataclass(frozen=True)
class Answer:
    """The one shape of answer on both doors. ``text`` is English with %(name)s words."""

    ok: bool = True
    code: str = ""
    text: str = ""
    words: dict[str, Any] = field(default_factory=dict)
    at_field: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    next_allowed_at: datetime | None = None
    seq: int = 0
    data: dict[str, Any] = field(default_factory=dict)
    changed: tuple[str, ...] = ()
    once: dict[str, Any] = field(default_factory=dict)  # given this time only: never stored
    replayed: bool = False
    keep: bool = True  # False: do not store under the key (a later try may differ)

    def stored(self) -> dict[str, Any]:
        """Give the answer as it is kept with its key."""
        return {
            "ok": self.ok,
            "code": self.code,
            "text": self.text,
            "words": _plain(self.words),
            "field": self.at_field,
            "next_allowed_at": _plain(self.next_allowed_at),
            "seq": self.seq,
            "data": _plain(self.data),
            "changed": list(self.changed),
        }


def _plain(value: Any) -> Any:
    return json.loads(json.dumps(value, default=_json))


def _json(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} in an answer")


def _from_store(kept: dict[str, Any]) -> Answer:
    at = kept.get("next_allowed_at")
    return Answer(
        ok=kept["ok"],
        code=kept["code"],
        text=kept["text"],
        words=kept["words"],
        at_field=kept["field"],
        next_allowed_at=datetime.fromisoformat(at) if at else None,
        seq=kept["seq"],
        data=kept["data"],
        changed=tuple(kept["changed"]),
        replayed=True,
    )


def refusal(error: Refused) -> Answer:
    """Give the answer for a refused act."""
    changed = error.words.get("changed")
    at = error.next_allowed_at if isinstance(error, Blocked) else None
    errors = {error.field: error.text} if isinstance(error, Invalid) and error.field else {}
    return Answer(
        ok=False,
        code=error.code,
        text=error.text,
        words=dict(error.words),
        at_field=error.field,
        errors=errors,
        next_allowed_at=at,
        changed=tuple(str(c) for c in changed) if isinstance(changed, list) else (),
    )


def digest(name: str, body: Any) -> str:
    """Give the SHA-256 of an operation's body, as hex."""
    text = json.dumps([name, body], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def action(
    name: str, *, audited: bool = True, first: bool = False
) -> Callable[[Callable[Concatenate[Act, P], Answer]], Callable[Concatenate[Call, P], Answer]]:
    """Make a use case of a function: runs it once per key, in one transaction, with its audit.

    The returned function takes a ``Call`` and never raises a ``Refused``: the refusal is the
    answer, and then nothing was written. ``first``: it gives somebody the next customer, or says
    that she takes none, so it comes before other writing.
    """

    def make(do: Callable[Concatenate[Act, P], Answer]) -> Callable[Concatenate[Call, P], Answer]:
        @functools.wraps(do)
        def run(call: Call, *args: P.args, **kwargs: P.kwargs) -> Answer:
            body = [list(args), kwargs]
            mark = digest(name, body) if call.key else ""

            def once(work: Work) -> Answer:
                if call.key:
                    known = _replay(work, call, mark)
                    if known is not None:
                        return known
                act = Act(work, call)
                answer = do(act, *args, **kwargs)
                if call.key and answer.keep:
                    add(
                        work.session,
                        Op,
                        key=call.key,
                        actor=call.actor.key,
                        name=name,
                        digest=mark,
                        answer=answer.stored(),
                        at=call.now,
                    )
                if audited and answer.ok:
                    audit_chain.append(act, f"action.{name}", {"args": _args(body), **_trace(answer)})
                return answer

            try:
                database, order_key = call.context.database, call.actor.key
                urgency = URGENT if first else BACKGROUND if call.actor == WORKER else NORMAL
                return database.transaction(once, order_key=order_key, urgency=urgency)
            except Refused as error:
                return _answered_meanwhile(call, mark) or refusal(error)

        return run  # type: ignore[return-value]

    return make


def _answered_meanwhile(call: Call, mark: str) -> Answer | None:
    """Give the stored answer when the same key was being done while this one waited for its locks.

    Without it a resend beside its original would be refused for what the original has just done.
    """
    if not call.key:
        return None
    with call.context.database.reading() as session:
        done = row(session, _DONE, key=call.key)
    if done is None or done.actor != call.actor.key or done.digest != mark:
        return None
    return _from_store(done.answer)


def _args(body: list[Any]) -> Any:
    return json.loads(json.dumps(body, default=str))


def _trace(answer: Answer) -> dict[str, Any]:
    return {
        "data": _plain(
            {
                k: v
                for k, v in answer.data.items()
                if k in ("token", "outcome_id", "attempt_id", "promise_id", "state", "permit")
            }
        )
    }


_DONE = select(Op.actor, Op.digest, Op.answer).where(Op.key == bindparam("key"))


def _replay(work: Work, call: Call, mark: str) -> Answer | None:
    done = row(work.session, _DONE, key=call.key)
    if done is None:
        return None
    if done.actor != call.actor.key:
        raise NotYours()
    if done.digest != mark:
        raise Conflict("This was sent before with other contents; the first one stands.")
    return _from_store(done.answer)
