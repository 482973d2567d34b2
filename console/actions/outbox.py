"""What the sender does: hand the due messages to their carriers, one after another, and take in what comes back."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from sqlalchemy import select

from console.actions import messages, replies
from console.actions.call import Call
from console.domain.messaging import Carrier, Incoming, Outgoing, Receipt, Taken
from console.store.models import Customer, Message

log = structlog.get_logger()
BATCH = 50
CHANNELS = ("sms", "email", "im")
_DUE = select(Message.id).where(Message.state.in_(("queued", "held", "leaving"))).order_by(Message.due_at).limit(BATCH)

_VERSION = select(Customer.facts_version).join(Message, Message.customer_id == Customer.id)


def due(call: Call) -> list[tuple[int, str]]:
    """Return (id, channel) of the messages that are due, the oldest first, some of each channel."""
    found = []
    with call.context.database.reading() as session:
        for channel in CHANNELS:
            rows = session.execute(_DUE.where(Message.due_at <= call.now, Message.channel == channel)).scalars()
            found += [(message_id, channel) for message_id in rows]
    return found


def send(call: Call, message_id: int) -> str:
    """Let one message leave and hand it to its carrier. Return its state."""
    database = call.context.database
    gone = messages.leave(call, message_id)
    if not gone.data.get("go"):
        return str(gone.data.get("state", ""))
    data = gone.data
    database.fault("message_taken")
    changed = _facts_version(call, message_id) != data["facts_version"]
    carrier = call.context.carriers[data["channel"]]
    database.fault("message_goes")
    taken = Taken("later", reason="changed") if changed and data["first"] else _hand_over(carrier, data)
    database.fault("message_sent")
    return str(messages.settle(call, message_id, data["tries"], taken).data["state"])


def _facts_version(call: Call, message_id: int) -> int:
    """Return the customer's facts version now: a stop since the permit keeps the message here."""
    with call.context.database.reading() as session:
        return int(session.execute(_VERSION.where(Message.id == message_id)).scalar_one())


def _hand_over(carrier: Carrier, data: dict[str, str]) -> Taken:
    message = Outgoing(data["key"], data["channel"], data["to"], data["text"], data["subject"])  # type: ignore[arg-type]
    try:
        return carrier.send(message)
    except Exception:  # an adapter that breaks its promise: nobody knows whether the message left
        log.exception("message.carrier_failed", carrier=carrier.name)
        return Taken("unclear", reason="error")


def collect(call: Call) -> int:
    """Take in what the carriers have to tell. Return how many receipts and messages came.

    A carrier tells each thing once. So one that cannot be taken in keeps none of the others out.
    """
    count = 0
    for carrier in {id(one): one for one in call.context.carriers.values()}.values():
        for came in carrier.collect(call.now):
            count += 1
            try:
                _take_in(call, carrier.name, came)
            except Exception:
                log.exception("message.not_taken_in", carrier=carrier.name, carrier_id=came.carrier_id)
    return count


def _take_in(call: Call, carrier: str, came: Incoming | Receipt) -> None:
    if isinstance(came, Incoming):
        replies.receive(call, carrier, came)
    else:
        messages.report(call, carrier, came)


def run(call: Call, may_send: Callable[[Carrier], bool] = lambda carrier: True) -> int:
    """Send what is due and take in what came, once. Return how many messages were handled.

    ``may_send`` says whether this carrier takes one more message now. A message that breaks the run keeps none of the
    others here, and stays as it stands in the database.
    """
    handled = 0
    for message_id, channel in due(call):
        carrier = call.context.carriers.get(channel)
        if carrier is not None and not may_send(carrier):
            continue
        try:
            send(call, message_id)
        except Exception:
            log.exception("message.not_sent", message=message_id)
        handled += 1
    return handled + collect(call)
