"""The HTTP interface for other systems (bearer token): payments, contacts elsewhere, permits, transcripts."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

from flask import Blueprint, Response, g, jsonify, request
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, field_validator

from console.actions import permits as permit_actions
from console.actions import service_reports
from console.actions.call import Answer, Call
from console.domain import facts as f
from console.domain.input import KEY_PATTERN, is_storable
from console.rendering.answers import STATUS, to_wire
from console.scenarios.details import Details
from console.web.permission import allow
from console.web.run_action import actor, clock, context

api = Blueprint("api", __name__, url_prefix="/api")
Reply = tuple[Response, int]
Key = Annotated[str, Field(min_length=1, max_length=120)]
Id = Annotated[int, Field(ge=1, lt=2**62)]
Code = Annotated[str, Field(max_length=40)]


def _sensible(at: datetime) -> datetime:
    if not 1970 <= at.year <= 2200:
        raise ValueError("the year must lie between 1970 and 2200")
    return at


At = Annotated[AwareDatetime, AfterValidator(_sensible)]


class Body(BaseModel):
    """A request body. Unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and not is_storable(value):
            raise ValueError("characters that cannot be stored")
        return value


class PaymentIn(Body):
    """A payment. A repetition with the same ``external_id`` does nothing. The amount is in minor units.

    ``reverses``: the ``external_id`` of a payment of this account that the bank took back.
    """

    creditor: Id
    account: Key
    external_id: Key
    at: At
    amount_minor: int = Field(gt=0, le=2**53)
    currency: str = Field(pattern=r"^[A-Z]{3}$")
    reverses: str = Field(default="", max_length=120)


class ContactIn(Body):
    """A contact with a customer, made or wished for: whom, what for, about which debts."""

    creditor: Id
    customer: Key
    purpose: f.Purpose = "collect"
    party: f.Party | None = None  # default: whose number it is on file, else the debtor
    accounts: list[Key] = []  # the debts it was about; none: no particular one
    person: str = Field(default="", max_length=120)  # which third person
    details: Details = Details()
    key: str = Field(pattern=KEY_PATTERN)

    def values(self) -> dict[str, Any]:
        """Return the fields as the action names them, without the key."""
        found = self.model_dump(exclude={"key", "creditor", "customer"})
        return {
            **found,
            "creditor_id": self.creditor,
            "external_id": self.customer,
            "party": self.party or "",
            "accounts": tuple(self.accounts),
        }


class AttemptIn(ContactIn):
    """A contact by another agency or system, whatever its channel."""

    agency: Key
    at: At
    channel: Code
    direction: Literal["out", "in"] = "out"
    result: Code
    number: Code = ""
    recording: str = Field(default="", max_length=200)  # the telephone system's own reference


class RecordingIn(Body):
    """The telephone system's reference of a recording, with the call: its attempt, or its number and beginning."""

    recording: str = Field(min_length=1, max_length=200)
    attempt: Id | None = None
    number: Code = ""  # E.164
    at: At | None = None  # when the call began, two minutes more or less
    key: str = Field(pattern=KEY_PATTERN)


class PermitIn(ContactIn):
    """A contact that another system wants to make. It asks first, and a yes takes the slot."""

    channel: f.Channel
    initiator: f.Initiator | None = None
    number: str = Field(default="", max_length=254)  # E.164; for an e-mail its address
    place: Literal["home", "work", "other"] | None = None  # of a visit or letter, as on file
    agency: str = Field(default="", max_length=80)  # none: we ourselves
    template: str = Field(default="", max_length=120)
    text: str = Field(default="", max_length=4000)  # judged too
    reason: str = Field(default="", max_length=500)  # where a warning asks for one

    def values(self) -> dict[str, Any]:
        """Return the fields as the action names them, without the key."""
        return {**super().values(), "initiator": self.initiator or "", "place": self.place or ""}


class SettleIn(Body):
    """The result of a permit. "not_sent" frees the slot again."""

    result: Code
    at: At | None = None  # when it happened, if not at once
    ended_at: At | None = None
    recording: str = Field(default="", max_length=200)
    key: str = Field(pattern=KEY_PATTERN)


class SegmentIn(Body):
    speaker: Literal["agent", "customer"]
    text: str = Field(max_length=4000)


class TranscriptIn(Body):
    """Segments of a running call from any speech-to-text system."""

    attempt: Id
    segments: list[SegmentIn] = Field(min_length=1, max_length=50)


SHAPES: dict[str, type[Body]] = {
    "POST /api/payments": PaymentIn,
    "POST /api/attempts": AttemptIn,
    "POST /api/transcripts": TranscriptIn,
    "POST /api/recordings": RecordingIn,
    "POST /api/permits": PermitIn,
    "POST /api/permits/<id>": SettleIn,
}
SCOPE_OF: dict[str, str] = {
    "POST /api/payments": "payments",
    "POST /api/attempts": "attempts",
    "POST /api/transcripts": "transcripts",
    "POST /api/recordings": "recordings",
    "POST /api/permits": "permits",
    "POST /api/permits/<id>": "permits",
}
B = TypeVar("B", bound=Body)


def _json() -> Any:
    try:
        return request.get_json(force=True, silent=True) or {}
    except RecursionError:
        return {}


def _take(kind: type[B], do: Callable[[Call, B], Answer]) -> Reply:
    if SCOPE_OF[next(name for name, shape in SHAPES.items() if shape is kind)] not in g.get("scopes", ()):
        return jsonify({"ok": False, "code": "not_found", "message": "Not in this token's scope."}), 404
    try:
        body = kind.model_validate(_json())
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(str(part) for part in fault["loc"])
        answer: dict[str, Any] = {"ok": False, "code": "invalid", "field": where, "message": f"{where}: {fault['msg']}"}
        return jsonify(answer), 422
    done = do(Call(context(), actor(), clock().now(), getattr(body, "key", str(uuid.uuid4()))), body)
    return jsonify(to_wire(done, "en")), 200 if done.ok else STATUS[done.code]


@api.post("/payments")
@allow("service")
def payments() -> Reply:
    """Record a payment, or its reversal."""
    return _take(
        PaymentIn,
        lambda c, b: service_reports.take_payment(
            c, b.creditor, b.account, b.external_id, b.at, b.amount_minor, b.currency, b.reverses
        ),
    )


@api.post("/attempts")
@allow("service")
def attempts() -> Reply:
    """Record a contact of another agency."""
    return _take(AttemptIn, lambda c, b: service_reports.take_attempt(c, service_reports.Report(**b.values())))


@api.post("/permits")
@allow("service")
def permits() -> Reply:
    """Ask whether an attempt may be made now. A yes counts as a begun attempt."""
    return _take(PermitIn, lambda c, b: permit_actions.ask(c, permit_actions.Wish(**b.values())))


@api.post("/permits/<int:permit_id>")
@allow("service")
def settle_permit(permit_id: int) -> Reply:
    """Record the result of a permit."""
    return _take(SettleIn, lambda c, b: permit_actions.settle(c, permit_id, b.result, b.at, b.ended_at, b.recording))


@api.post("/recordings")
@allow("service")
def recordings() -> Reply:
    """Keep the reference of a recording with its call."""
    return _take(
        RecordingIn, lambda c, b: service_reports.take_recording(c, b.recording, b.attempt or 0, b.number, b.at)
    )


@api.post("/transcripts")
@allow("service")
def transcripts() -> Reply:
    """Check segments of a live call."""
    return _take(
        TranscriptIn,
        lambda c, b: service_reports.take_transcript(
            c, b.attempt, [service_reports.Segment(s.speaker, s.text) for s in b.segments]
        ),
    )
