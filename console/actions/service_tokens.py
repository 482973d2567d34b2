"""Tokens of machines: made, changed and ended by an administrator."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from console.actions.call import Act, Answer
from console.actions.runtime import action
from console.domain.errors import Conflict, Invalid, NotYours
from console.domain.service_tokens import FASTEST, LONGEST_DAYS, networks, wanted
from console.store.fast.entities import put
from console.store.fast.statements import add
from console.store.models import Creditor, ServiceToken


@dataclass(frozen=True)
class Limits:
    """What a token may do: of which creditor (None = every), from where, how fast, how much, and for how long."""

    creditor_id: int | None = None
    addresses: str = ""
    permits_a_minute: int = 60
    most_a_day: int | None = None  # minor units
    days: int = 365


@action("service.make_token")
def make_token(act: Act, name: str, scopes: Sequence[str], limits: Limits | None = None) -> Answer:
    """Make a bearer token for a machine. It is shown once; only its hash is stored."""
    kept = wanted(scopes)
    if not name.strip() or not kept:
        raise Invalid("Enter a name and choose at least one scope.", field="name")
    token = secrets.token_urlsafe(32)
    token_id = add(
        act.work.session,
        ServiceToken,
        name=name.strip()[:80],
        token_sha256=token_hash(token),
        scopes=kept,
        made_at=act.now,
        **_checked(act, limits or Limits()),
    )
    return Answer(data={"state": str(token_id), "secret": token}, keep=False)


@action("service.change_token")
def change_token(act: Act, token_id: int, scopes: Sequence[str], limits: Limits) -> Answer:
    """Change what a token may do. The next request of the machine is judged by it."""
    row = _live(act, token_id)
    kept = wanted(scopes)
    if not kept:
        raise Invalid("Enter a name and choose at least one scope.", field="name")
    put(act.work.session, row, scopes=kept, **_checked(act, limits))
    return Answer(data={"state": str(token_id)})


@action("service.end_token")
def end_token(act: Act, token_id: int) -> Answer:
    """End a token. Its next request is refused."""
    row = act.work.session.get(ServiceToken, token_id)
    if row is None:
        raise NotYours()
    put(act.work.session, row, ended_at=row.ended_at or act.now)
    return Answer()


def _live(act: Act, token_id: int) -> ServiceToken:
    row = act.work.session.get(ServiceToken, token_id, with_for_update=True)
    if row is None:
        raise NotYours()
    if row.ended_at is not None:
        raise Conflict("This token has ended. Make a new one.")
    return row


def _checked(act: Act, limits: Limits) -> dict[str, Any]:
    """Return the limits as columns. Raises Invalid for a value that cannot be."""
    if limits.creditor_id is not None and act.work.session.get(Creditor, limits.creditor_id) is None:
        raise Invalid("Choose one of the list.", field="creditor")
    if not 1 <= limits.permits_a_minute <= FASTEST:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="permits_a_minute", low=1, high=FASTEST)
    if not 1 <= limits.days <= LONGEST_DAYS:
        raise Invalid("Enter a number from %(low)s to %(high)s.", field="days", low=1, high=LONGEST_DAYS)
    if limits.most_a_day is not None and limits.most_a_day < 0:
        raise Invalid("Enter an amount above zero.", field="most_a_day")
    return {
        "creditor_id": limits.creditor_id,
        "addresses": networks(limits.addresses),
        "permits_a_minute": limits.permits_a_minute,
        "most_a_day": limits.most_a_day,
        "ends_at": act.context.wall_clock() + timedelta(days=limits.days),
    }


def token_hash(token: str) -> str:
    """Return the SHA-256 of a bearer token as hex."""
    return hashlib.sha256(token.encode()).hexdigest()
