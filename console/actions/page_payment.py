"""A payment of the sample's simulated cashier. Real money is reported by the bank or by a machine."""

from __future__ import annotations

import re

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.actions.steps import book_payment
from console.domain.customer_page import payable
from console.domain.errors import NotYours
from console.store.queries.page_offers import debt_of

REFERENCE = re.compile(r"page-[0-9a-f]{24}")


@action("page.pay_simulated")
def pay_simulated(act: Act, account_id: int, amount: int, reference: str) -> Answer:
    """Book a payment (minor units) of the simulated cashier. The same reference is booked once."""
    debt = debt_of(act.work.session, act.actor.id, account_id)
    payable(amount, debt.balance)
    if not REFERENCE.fullmatch(reference):
        raise NotYours()
    wanted = book_payment.Wanted(reference, act.now, amount, debt.balance.currency)
    booked = book_payment.book(act, account_id, wanted)
    return Answer(data={"state": booked.state})
