"""What a customer does on the own page and what nobody else does in this way."""

from __future__ import annotations

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import profiling
from console.actions.steps.customer_file import customer_of, moved
from console.domain.errors import Conflict


@action("page.allow_profiling")
def allow_profiling(act: Act) -> Answer:
    """Take back the own refusal of profiling."""
    customer = customer_of(act, act.actor.id)
    if not profiling.allow_profiling(act, customer, "taken back by the customer, own page"):
        raise Conflict("No refusal is on file.")
    moved(act, customer, "consent", "profiling_refused")
    return Answer(data={"state": "allowed"})
