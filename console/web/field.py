"""The doors of a collector's tablet: today's round with permits, the outbox, and media by parts (docs/field.md)."""

from __future__ import annotations

from typing import Annotated, Any

from flask import Blueprint, current_app, jsonify, request
from flask.wrappers import Response
from pydantic import Field, ValidationError

from console.actions import field as acts
from console.actions.call import Answer, Call
from console.actions.runtime import refusal
from console.concurrency.background import yield_to_loop
from console.domain.errors import Invalid, NotYours, Refused
from console.domain.field_entries import LONGEST_BODY, MOST, Entry, read_body
from console.domain.input import KEY_PATTERN
from console.evidence.keys import NotSealed, SiteKeys, as_json, site_keys
from console.evidence.media import NAME, Arriving, BadPart
from console.rendering.answers import to_wire
from console.store.queries.field_round import FieldStop, field_round, shared
from console.store.queries.field_stream import announced, stream_of
from console.web.api import Body
from console.web.permission import allow
from console.web.rounds import today
from console.web.run_action import actor, clock, context, reply

field = Blueprint("field", __name__)
Reply = tuple[Response, int]
Uuid = Annotated[str, Field(pattern=KEY_PATTERN)]
Ms = Annotated[int, Field(ge=-(2**53), le=2**53)]
Number = Annotated[int, Field(ge=0, lt=2**62)]


class EntryIn(Body):
    """One entry of an outbox."""

    id: Uuid
    stream: Uuid
    seq: Annotated[int, Field(ge=1, lt=2**31)]
    prev: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    at: Ms
    offset: Ms | None
    kind: Annotated[str, Field(max_length=20)]
    visit: Number
    token: Number
    body: Annotated[str, Field(max_length=LONGEST_BODY)]


class SyncIn(Body):
    """Entries of one stream, in their order."""

    stream: Uuid
    device_now: Ms
    person: Number | None = None  # whose outbox it is
    entries: Annotated[list[dict[str, Any]], Field(max_length=MOST)]


def keys() -> SiteKeys:
    """Return the keys of the site."""
    return site_keys(current_app.extensions["console"]["settings"].secret_key)


@field.get("/field/round")
@allow("collector")
def show_round() -> Response:
    """Return everything that the tablet keeps for today."""
    now = clock().now()
    with context().database.reading() as session:
        found = field_round(session, actor(), today(), now, yield_to_loop)
        common = shared(session)
    ours = keys()
    body = {
        "ok": True,
        "server_at": now.isoformat(),
        "me": actor().id,
        "round": found.data if found is not None else None,
        "keys": ours.public(),
        "stops": [_signed(stop, ours) for stop in found.stops] if found is not None else [],
        **common,
    }
    answer = jsonify(body)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _signed(stop: FieldStop, ours: SiteKeys) -> dict[str, Any]:
    permit = None
    if stop.permit is not None:
        text = stop.permit.text()
        permit = {"text": text, "signature": ours.sign(text), "kid": ours.public()["sign"]["kid"]}
    return {**stop.data, "permit": permit}


@field.post("/field/sync")
@allow("collector")
def sync() -> Reply:
    """Take a batch of the outbox. One answer for each entry, after its commit."""
    try:
        batch = SyncIn.model_validate_json(request.get_data())
    except ValidationError:
        return reply(refusal(Invalid("This cannot be read.", field="body")))
    if batch.person is not None and batch.person != actor().id:
        return jsonify({"ok": False, "code": "other_person"}), 409
    now = clock().now()
    measured = round(now.timestamp() * 1000) - batch.device_now
    answers = [_take(batch.stream, raw, measured) for raw in batch.entries]
    with context().database.reading() as session:
        seq, prev = stream_of(session, batch.stream.lower(), actor().id)
    wire = {"ok": True, "server_at": now.isoformat(), "stream": batch.stream, "next": {"seq": seq, "prev": prev}}
    return jsonify({**wire, "answers": answers}), 200


def _take(stream: str, raw: dict[str, Any], measured: int) -> dict[str, Any]:
    try:
        plain = as_json(keys().open(raw["sealed"])) if set(raw) == {"sealed"} else raw
        one = EntryIn.model_validate(plain)
    except (NotSealed, ValidationError, TypeError):
        return _wire("", 0, Answer(data={"state": acts.NEEDS_YOU, "code": "unreadable"}, text=UNREADABLE))
    if one.stream != stream:
        return _wire(one.id, one.seq, Answer(data={"state": acts.NEEDS_YOU, "code": "chain"}, text=acts.BROKEN))
    entry = Entry(**one.model_dump())
    call = Call(context(), actor(), clock().now())
    return _wire(one.id, one.seq, acts.take(call, entry, measured, signed=_carries_signature(entry)))


UNREADABLE = "This entry cannot be read. Begin a new stream and send it again."


def _carries_signature(entry: Entry) -> bool:
    """Return True when the permit that a departure shows was signed by this site."""
    if entry.kind != "depart":
        return False
    try:
        permit = read_body(entry.kind, entry.body).get("permit")
    except Refused:
        return False
    return permit is not None and keys().signed(permit["text"], permit["signature"])


def _wire(entry_id: str, seq: int, done: Answer) -> dict[str, Any]:
    wire = to_wire(done, actor().locale)
    told = {"state": wire.pop("state", acts.RETRY), "code": wire.pop("code", ""), "message": wire.pop("message", "")}
    data = {name: value for name, value in wire.items() if name not in ("ok", "seq")}
    return {"id": entry_id, "seq": seq, **told, "data": data}


@field.get("/field/stream/<stream>")
@allow("collector")
def show_stream(stream: str) -> Reply:
    """Return what the next entry of a stream must be."""
    with context().database.reading() as session:
        seq, prev = stream_of(session, stream, actor().id)
    return jsonify({"ok": True, "next": {"seq": seq, "prev": prev}}), 200


@field.put("/field/media/<client_id>/<int:part>")
@allow("collector")
def put_part(client_id: str, part: int) -> Reply:
    """Keep one part of a medium. It is on the disk before the answer leaves."""
    arriving = _arriving(client_id)
    head = request.headers
    parts = head.get("X-Parts", "")
    if not (parts.isascii() and parts.isdigit() and len(parts) < 5):
        return reply(refusal(Invalid("This cannot be read.", field="X-Parts")))
    about: dict[str, str | int] = {"parts": int(parts), "sha256": head.get("X-Sha256", "")}
    about["seal"] = head.get("X-Seal", "")[:400]
    try:
        arriving.keep(part, request.get_data(), head.get("X-Part-Sha256", ""), about)
        return _have(arriving)
    except BadPart:
        return reply(refusal(Invalid("This part does not fit its hash. Send it again.", field="part")))


@field.get("/field/media/<client_id>")
@allow("collector")
def show_parts(client_id: str) -> Reply:
    """Return which parts of a medium are here, and whether it is whole."""
    try:
        return _have(_arriving(client_id))
    except BadPart:
        return reply(refusal(Invalid("This part does not fit its hash. Send it again.", field="part")))


def _arriving(client_id: str) -> Arriving:
    if not NAME.fullmatch(client_id):
        raise NotYours()
    return Arriving(current_app.extensions["console"]["settings"].instance / "field_media", actor().id, client_id)


def _have(arriving: Arriving) -> Reply:
    """Join what is complete, and say what is here. A medium whose entry has not come yet is never whole."""
    with context().database.reading() as session:
        sha256 = announced(session, arriving.client_id, actor().id)
    whole = bool(sha256) and arriving.join(sha256, keys())
    if whole:
        acts.media_whole(Call(context(), actor(), clock().now()), arriving.client_id)
    return jsonify({"ok": True, "have": arriving.have(), "whole": whole}), 200
