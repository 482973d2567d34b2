"""Is this call real? The agent's screen and the customer's page show the same code, or the customer types it."""

from __future__ import annotations

import hmac
import secrets

from sqlalchemy import select

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.agent_state import desk_seq_of, raise_desk_seq
from console.actions.steps.handout_lock import lock_live_handout
from console.actions.steps.page_tries import count, refuse_over
from console.domain.customer_page import PROOF_DIGITS, PROOF_LIFE, code_of, token_mark
from console.domain.errors import IllegalMove
from console.domain.events import ContactChanged
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Attempt, CallProof, Phone


@action("page.prove")
def prove(act: Act, handout_id: int) -> Answer:
    """Show a code for the call that runs now. It stands for ten minutes; asking again changes it only after them."""
    lock_live_handout(act, handout_id)
    session = act.work.session
    attempt = session.execute(
        select(Attempt)
        .where(Attempt.handout_id == handout_id, Attempt.ended_at.is_(None), Attempt.answered_at.is_not(None))
        .order_by(Attempt.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if attempt is None:
        raise IllegalMove("There is a code only while somebody is on the line.")
    known = session.execute(select(CallProof).where(CallProof.attempt_id == attempt.id)).scalar_one_or_none()
    if known is None or known.until <= act.now:
        fresh = {
            "code": "".join(secrets.choice("0123456789") for _ in range(PROOF_DIGITS)),
            "until": act.now + PROOF_LIFE,
        }
        if known is not None:
            put(session, known, **fresh)
        else:
            whose = {"customer_id": attempt.customer_id, "phone_id": attempt.phone_id}
            add(session, CallProof, attempt_id=attempt.id, **whose, **fresh)
        raise_desk_seq(act, (act.actor.id,))
        act.work.happened(ContactChanged((act.actor.id,)))
    return Answer(seq=desk_seq_of(act, act.actor.id))


@action("page.is_real", audited=False)
def is_real(act: Act, numbers: list[str], typed: str, remote: str) -> Answer:
    """Say whether this code belongs to a call that we make to this number now.

    ``numbers``: the readings of what was typed (E.164). Tries are counted for the number and the address. The answer
    for a number that is nobody's is that for a wrong code.
    """
    real = act.context.wall_clock()
    origins = [("real.address", remote), *(("real.number", token_mark(number)) for number in numbers[:3])]
    for kind, origin in origins:
        refuse_over(act, kind, origin, real)
    for kind, origin in origins:
        count(act, kind, origin, real)
    code, fits = code_of(typed), False
    for held in act.work.session.execute(
        select(CallProof.code)
        .join(Phone, Phone.id == CallProof.phone_id)
        .where(Phone.e164.in_(numbers), CallProof.until > act.now)
    ).scalars():
        fits = hmac.compare_digest(held, code) or fits
    return Answer(data={"real": fits}, keep=False)
