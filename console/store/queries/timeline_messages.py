"""Messages in the customer's timeline: what was sent and what came, word for word, and what became of it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import Bilingual
from console.domain.labels import CHANNELS, named
from console.domain.messages import KINDS
from console.store.models import Message, Person, Phone
from console.store.queries import masking
from console.store.queries.message_words import standing
from console.store.queries.names import name_in
from console.store.queries.timeline_event import MOST, Event


def messages_of(session: Session, customer_id: int, locale: str) -> Iterator[Event]:
    """Yield each message with its words and where it stands."""
    rows = session.execute(
        select(Message, name_in(locale), Phone.e164)
        .outerjoin(Person, Person.id == Message.by_id)
        .outerjoin(Phone, Phone.id == Message.phone_id)
        .where(Message.customer_id == customer_id)
        .order_by(Message.id.desc())
        .limit(MOST)
    ).all()
    for row, name, number in rows:
        channel, kind = named(CHANNELS, row.channel), named(KINDS, row.kind)
        to = masking.phone(number) if number else masking.address(row.address)
        state = standing(row.state, row.reason)
        yield Event(
            row.sent_at or row.left_at or row.made_at,
            "contact",
            Bilingual(f"{kind.en} ({channel.en})", f"{kind.zh}（{channel.zh}）"),
            Bilingual(*(" · ".join(part for part in (text, to) if part) for text in (state.en, state.zh))),
            name or "",
            row.text,
            severe=row.state in ("failed", "unclear"),
        )
