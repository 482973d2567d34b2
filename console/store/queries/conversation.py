"""What was written to and by a customer, for the desk."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.labels import CHANNELS, named
from console.domain.replies import SAYS
from console.domain.speech import CUES
from console.store.fast.statements import rows
from console.store.models import Message
from console.store.queries.message_words import standing
from console.store.views import MessageView

SHOWN = 12
TONES = {"failed": "warn", "unclear": "warn", "held": "warn", "expired": "warn", "delivered": "good", "read": "good"}
_LAST = select(Message).where(Message.customer_id == bindparam("customer")).order_by(Message.id.desc()).limit(SHOWN)


def conversation(session: Session, customer_id: int) -> tuple[MessageView, ...]:
    """Return the last messages both ways, the oldest first."""
    found = [_line(message) for message in rows(session, _LAST, customer=customer_id)]
    return tuple(sorted(found, key=lambda line: (line.at, line.id)))


def _line(message: Message) -> MessageView:
    inbound = message.direction == "in"
    heard = _heard(message.about) if inbound else standing(message.state, message.reason)
    tone = ("warn" if heard.en else "plain") if inbound else TONES.get(message.state, "plain")
    return MessageView(
        message.id,
        message.sent_at or message.left_at or message.made_at,
        inbound,
        named(CHANNELS, message.channel),
        message.text,
        heard,
        tone,
        message.answer_by if message.answered_at is None else None,
    )


def _heard(about: dict[str, Any]) -> Bilingual:
    """Return what was heard in a message: cues of the text check, and what it says beside them."""
    pairs = [(CUES[kind].en, CUES[kind].zh) for kind in about.get("cues", ()) if kind in CUES and kind != "stop"]
    pairs += [SAYS[key] for key in about.get("says", ()) if key in SAYS and key != "choice"]
    return Bilingual(" · ".join(en for en, _ in pairs), " · ".join(zh for _, zh in pairs))
