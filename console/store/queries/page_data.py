"""Everything that is held about one customer, for the customer's own download."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from console.domain.bilingual import is_chinese
from console.store.models import Account, Address, Consent, Customer, CustomerPhone, Phone, Signal
from console.store.queries import masking
from console.store.queries.customer_page import customer_page
from console.store.queries.timeline import timeline_view

NOT_TOLD = ("look", "verdict")  # who of the house opened the file, and the inner record of the check


def held_about(session: Session, customer_id: int, now: datetime, zone: ZoneInfo, locale: str) -> dict[str, Any] | None:
    """Return what is held as JSON data, or None without such a customer.

    People of the house are not named, and numbers of other people are masked: they are theirs.
    """
    view = customer_page(session, customer_id, now, zone)
    if view is None:
        return None
    customer = session.get_one(Customer, customer_id)
    chinese = is_chinese(locale)
    events = [
        {
            "at": event.at.isoformat(),
            "kind": event.kind,
            "what": event.title.zh if chinese else event.title.en,
            "text": event.text.zh if chinese else event.text.en,
            "said": event.said,
            "amounts": [asdict(money) for money in event.amounts],
        }
        for event in timeline_view(session, customer_id, locale=locale).events
        if event.kind not in NOT_TOLD
    ]
    return {
        "made_at": now.isoformat(),
        "person": _columns(customer, "external_id", "name", "zone", "region", "province", "stage", "updated_at"),
        "numbers": [
            {
                "number": number if link.role == "debtor" else masking.phone(number),
                **_columns(link, "role", "status", "kind", "source", "verified"),
            }
            for link, number in session.execute(
                select(CustomerPhone, Phone.e164)
                .join(Phone, Phone.id == CustomerPhone.phone_id)
                .where(CustomerPhone.customer_id == customer_id)
                .order_by(CustomerPhone.id)
            )
        ],
        "addresses": [
            _columns(row, "kind", "text", "zone", "region", "province", "verified")
            for row in session.execute(select(Address).where(Address.customer_id == customer_id)).scalars()
        ],
        "debts": [
            _columns(row, *(c.name for c in Account.__table__.columns if c.name not in ("id", "customer_id")))
            for row in session.execute(select(Account).where(Account.customer_id == customer_id)).scalars()
        ],
        "consents": [
            _columns(row, "kind", "channels", "window", "wording", "made_at", "binds_from", "until", "revoked_at")
            for row in session.execute(select(Consent).where(Consent.customer_id == customer_id)).scalars()
        ],
        "state_of_mind": [
            _columns(row, "kind", "key", "at")
            for row in session.execute(
                select(Signal).where(Signal.customer_id == customer_id, Signal.undone_at.is_(None))
            ).scalars()
        ],
        "page": asdict(view),
        "history": events,
    }


def _columns(row: Any, *names: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}
