"""A site with a carrier that the test drives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from console.actions import outbox
from console.actions.call import Act, Answer
from console.actions.steps import attempt_gate
from console.actions.steps.outbox import Wanted, own_number, put_out
from console.domain.messaging import Incoming, MessageChannel, Outgoing, Receipt, Taken
from console.store.customer_facts import load_customer
from console.store.models import Attempt, Message
from tests.people import SampleSite

TEXT = "请联系我们。"


@dataclass
class FakeCarrier:
    """Delivers at once, unless ``says`` answers otherwise. ``got``: what the customers received."""

    name: str = "fake"
    channels: tuple[MessageChannel, ...] = ("sms", "email", "im")
    knows_keys: bool = True
    rate: float = 1000.0
    says: Callable[[Outgoing], Taken | None] = lambda message: None
    got: list[Outgoing] = field(default_factory=list)
    back: list[Receipt | Incoming] = field(default_factory=list)

    def send(self, message: Outgoing) -> Taken:
        known = [one.key for one in self.got]
        if self.knows_keys and message.key in known:
            return Taken("sent", f"id-{message.key}")
        said = self.says(message)
        if said is not None and said.how in ("later", "never"):
            return said
        self.got.append(message)
        return said or Taken("sent", f"id-{message.key}")

    def collect(self, now: datetime) -> Sequence[Receipt | Incoming]:
        came, self.back = self.back, []
        return came


def with_carrier(site: SampleSite, **more: Any) -> FakeCarrier:
    """Give the site a carrier for every channel."""
    carrier = FakeCarrier(**more)
    site.context = replace(site.context, carriers=dict.fromkeys(carrier.channels, carrier))
    return carrier


def queue(site: SampleSite, customer: int, key: str = "k-1", text: str = TEXT, **more: Any) -> Message:
    """Put an SMS out, as the worker does. Return its row."""

    def do(work: Any) -> None:
        act = Act(work, site.worker())
        loaded = load_customer(work.session, customer, lock=True)
        assert loaded is not None
        number = own_number(act, customer)
        assert number is not None
        wanted = {"channel": "sms", "kind": "campaign", "purpose": "collect", "due_at": site.now, **more}
        put_out(act, attempt_gate.Case(*loaded), Wanted(key=key, text=text, phone_id=number[0], **wanted))

    site.database.transaction(do)
    return message(site, key)


def message(site: SampleSite, key: str) -> Message:
    found: Message = site.one(select(Message).where(Message.key == key))
    return found


def attempt_of(site: SampleSite, key: str) -> Attempt:
    found: Attempt = site.one(select(Attempt).where(Attempt.id == message(site, key).attempt_id))
    return found


def run(site: SampleSite) -> int:
    """Do once what the sender does."""
    return outbox.run(site.worker())


def ok(answer: Answer) -> Answer:
    assert answer.ok, answer
    return answer
