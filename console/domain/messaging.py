"""The interface of a carrier of messages: SMS, e-mail, chat. The adapters are in ``console.messaging``.

A carrier gets each message with its key. One that knows a key again (``knows_keys``) never delivers twice, so a
message whose answer was lost is handed over again. With any other carrier such a message is not sent again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

MessageChannel = Literal["sms", "email", "im"]
Taking = Literal["sent", "later", "never", "unclear"]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as it leaves. ``to`` is a number in E.164, an e-mail address or an id of the chat."""

    key: str
    channel: MessageChannel
    to: str
    text: str
    subject: str = ""
    link: str = ""  # where the customer finds more, behind a code
    stop_link: str = ""  # one click ends the messages


@dataclass(frozen=True, slots=True)
class Taken:
    """What the carrier said at once.

    ``sent``: it has the message. ``later``: it did not take it, try again. ``never``: it refuses it for good.
    ``unclear``: nobody knows, the answer was lost. ``reason`` is in the carrier's own words.
    """

    how: Taking
    carrier_id: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a message, as the carrier reports it later. It may come twice, late, and out of order."""

    carrier_id: str
    state: Literal["delivered", "read", "failed", "expired"]
    at: datetime
    reason: str = ""
    key: str = ""  # the message's own key, where the carrier gives it back


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a customer. ``carrier_id`` is the carrier's own id: the same message may come twice."""

    carrier_id: str
    channel: MessageChannel
    sender: str
    text: str
    at: datetime
    to_key: str = ""  # the key of the message that it answers, where the carrier knows
    details: Mapping[str, Any] = field(default_factory=dict)


class Carrier(Protocol):
    """A way to send messages."""

    name: str
    channels: tuple[MessageChannel, ...]
    knows_keys: bool  # a key that comes again is not delivered again
    rate: float  # messages a second

    def send(self, message: Outgoing) -> Taken:
        """Hand a message over. Never raises for what a carrier or a network may do."""
        ...

    def collect(self, now: datetime) -> Sequence[Receipt | Incoming]:
        """Return what has come in since the last call, for carriers that are asked and do not ring."""
        ...
