"""How an action runs: one transaction, one key, one answer (rules 4, 16, 27)."""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec

from sqlalchemy import bindparam, select

from console.actions.call import Act, Answer, Call, answer_from_store, plain_json
from console.actions.steps import accounts, audit_chain
from console.actions.steps.security_events import tell_of
from console.domain.errors import Invalid, KeyUsed, NotYours, Refused
from console.domain.may import may
from console.store.fast.statements import add, row
from console.store.models import Op
from console.store.unit_of_work import Work

P = ParamSpec("P")
AUDITED: set[str] = set()  # names of the actions that leave a row "action.NAME" in the chain of whoever acts
ACTIONS: dict[str, Callable[..., Answer]] = {}  # every action by its stored name


def refusal(error: Refused) -> Answer:
    """Return the answer for a refused act."""
    changed = error.words.get("changed")
    errors = {error.field: error.text} if isinstance(error, Invalid) and error.field else {}
    return Answer(
        ok=False,
        code=error.code,
        text=error.text,
        words=dict(error.words),
        at_field=error.field,
        errors=errors,
        changed=tuple(str(c) for c in changed) if isinstance(changed, list) else (),
    )


def digest(name: str, body: Any) -> str:
    """Return the SHA-256 of an operation's body as hex."""
    text = json.dumps([name, body], default=str, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def action(
    name: str, *, audited: bool = True, decides: bool = False
) -> Callable[[Callable[Concatenate[Act, P], Answer]], Callable[Concatenate[Call, P], Answer]]:
    """Return a decorator that makes an action of a function: one transaction, once per key, with its audit row.

    The decorated function takes a ``Call`` and never raises ``Refused``: the refusal becomes the answer, and
    nothing is written. ``decides``: the act decides what another person asked for, and an account that rests may not.
    """

    if audited:
        AUDITED.add(name)

    def make(do: Callable[Concatenate[Act, P], Answer]) -> Callable[Concatenate[Call, P], Answer]:
        @functools.wraps(do)
        def run(call: Call, *args: P.args, **kwargs: P.kwargs) -> Answer:
            if not may(name, call.actor.role):  # whatever door it came through
                return refusal(NotYours())
            body = [list(args), kwargs]
            mark = digest(name, body) if call.key else ""

            def once(work: Work) -> Answer:
                if call.key:
                    known = _replay(work, call, mark)
                    if known is not None:
                        return known
                act = Act(work, call)
                if decides:
                    accounts.refuse_resting(act)
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
                answer = call.context.database.transaction(once)
            except Refused as error:
                answer = _after_refusal(call, name, body, mark, error)
            tell_of(name, call, args, answer)
            return answer

        ACTIONS[name] = run
        return run  # type: ignore[return-value]

    return make


def _after_refusal(call: Call, name: str, body: list[Any], mark: str, error: Refused) -> Answer:
    """Return the answer stored meanwhile, else the refusal, which is on record where somebody reached too far."""
    known = _answered_meanwhile(call, mark)
    if known is not None:
        return known
    if isinstance(error, NotYours | KeyUsed) and call.actor.role != "worker":
        _note_refused(call, name, body, mark, error)
    return refusal(error)


def _note_refused(call: Call, name: str, body: list[Any], mark: str, error: Refused) -> None:
    """Put on record that somebody reached for what is not theirs, or used a key again for something else.

    The row names numbers alone: what was typed may be anything.
    """
    given = [*body[0], *body[1].values()]
    numbers = [one for one in given if isinstance(one, int) and not isinstance(one, bool)]
    what = {"code": error.code, "numbers": numbers[:20], "key": call.key[:64], "digest": mark}
    call.context.database.transaction(lambda work: audit_chain.append(Act(work, call), f"refused.{name}", what))


def _answered_meanwhile(call: Call, mark: str) -> Answer | None:
    """Return the stored answer when the same key was answered while this call waited for its locks.

    Without it a resend that runs beside its original would be refused for what the original has just done.
    """
    if not call.key:
        return None
    with call.context.database.reading() as session:
        done = row(session, _DONE, key=call.key)
    if done is None or done.actor != call.actor.key or done.digest != mark:
        return None
    return answer_from_store(done.answer)


def _args(body: list[Any]) -> Any:
    return json.loads(json.dumps(body, default=str))


def _trace(answer: Answer) -> dict[str, Any]:
    return {
        "data": plain_json(
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
        raise KeyUsed("This was already sent with other contents. The first one stands.")
    return answer_from_store(done.answer)
