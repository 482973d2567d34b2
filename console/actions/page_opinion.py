"""A customer's short opinion of the last contact: one answer, one word of why, at most one a month."""

from __future__ import annotations

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps.customer_file import customer_of
from console.domain.customer_page import OPINIONS, WHY
from console.domain.errors import Conflict, Invalid
from console.store.fast.statements import add
from console.store.models import Opinion
from console.store.queries.customer_page import asked_about


@action("page.opinion")
def give(act: Act, score: int, why: str) -> Answer:
    """Keep the opinion. It changes nothing for the customer, and no agent sees whose it is."""
    if score not in OPINIONS:
        raise Invalid("Choose one of the answers.", field="score")
    if why and why not in WHY:
        raise Invalid("Choose one of the words, or none.", field="why")
    customer = customer_of(act, act.actor.id)
    attempt_id = asked_about(act.work.session, customer.id, act.now)
    if not attempt_id:
        raise Conflict("Thank you. You have said it already, or there was no contact lately.")
    add(act.work.session, Opinion, customer_id=customer.id, attempt_id=attempt_id, score=score, why=why, at=act.now)
    return Answer(text="Thank you. It changes nothing for you and helps us to do better.", data={"told": True})
