"""The wire contract: every command and every push with its type. The namespaces are made from this table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from console.actions import contact, guidance, handout, service_reports, shift
from console.actions.call import Answer, Call
from console.domain.actor import DESK_ROLES
from console.domain.alarms import WATCHERS as ALARM_ROLES
from console.domain.input import KEY_PATTERN, is_storable

Key = Annotated[str, Field(pattern=KEY_PATTERN)]
Token = Annotated[int, Field(ge=1, le=2**62)]


class Payload(BaseModel):
    """The fields of a command; unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", strict=True)

    @field_validator("*")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        if isinstance(value, str) and not is_storable(value):
            raise ValueError("characters that cannot be kept")
        return value


class ShiftCommand(Payload):
    """A command about the agent's own shift.

    ``wish`` is the time of the press in milliseconds. A command with an older ``wish`` than the last one
    applied is ignored.
    """

    key: Key
    wish: Annotated[int, Field(ge=0, lt=2**53)] = 0


class Ready(ShiftCommand):
    """Set the agent ready and offer the next customer."""


class Offline(ShiftCommand):
    """End the shift."""


class Pause(ShiftCommand):
    """Take a break, with a reason."""

    reason: Annotated[str, Field(max_length=40)]


class Accept(Payload):
    """Accept the offered customer."""

    key: Key
    token: Token


class HangUp(Payload):
    """End the running call."""

    key: Key
    token: Token
    attempt: Token


class EndWrapUp(Payload):
    """End the wrap-up: take the next customer, or the break or end of shift that was asked for."""

    key: Key
    token: Token


class SignalHeard(Payload):
    """Mark a signal that the agent hears from the customer, or take the mark back."""

    key: Key
    token: Token
    signal: Annotated[str, Field(max_length=40)]
    undo: bool = False


class Beat(Payload):
    """Say that the screen is open, and ask for the current number of the desk."""

    seq: int = 0
    epoch: Annotated[str, Field(max_length=64)] = ""


class Snapshot(Payload):
    """Ask for the whole screen."""


class Spoken(Payload):
    """A segment of a live call: who spoke, and the text."""

    speaker: Literal["agent", "customer"]
    text: Annotated[str, Field(max_length=4000)]


class Transcript(Payload):
    """Segments of a running call, as a speech-to-text service sends them."""

    key: Key
    attempt: Token
    segments: Annotated[list[Spoken], Field(min_length=1, max_length=50)]


class FloorBeat(Payload):
    """Say that the screen is open; the answer is the whole floor or officer's list.

    A floor that shows what the server sent last under ``epoch`` and ``n`` is answered the time alone.
    """

    n: int = 0
    epoch: Annotated[str, Field(max_length=64)] = ""


@dataclass(frozen=True)
class Command:
    """One inbound event: its payload, the roles that may send it, and its action.

    ``run`` is None for reads, which the namespace answers itself.
    """

    event: str
    namespace: str
    payload: type[Payload]
    roles: tuple[str, ...]
    run: Callable[[Call, Any], Answer] | None


DESK, FLOOR, OFFICER, ALARMS, SERVICE = "/desk", "/floor", "/compliance", "/alarms", "/service"
ROUNDS = "/rounds"
ROUND_ROLES = ("lead", "collector")
WATCHERS = ("lead", "compliance", "admin")

COMMANDS: tuple[Command, ...] = (
    Command("ready", DESK, Ready, DESK_ROLES, lambda c, p: handout.ask_for_next(c)),
    Command("offline", DESK, Offline, DESK_ROLES, lambda c, p: shift.go_offline(c)),
    Command("pause", DESK, Pause, DESK_ROLES, lambda c, p: shift.take_break(c, p.reason)),
    Command("accept", DESK, Accept, DESK_ROLES, lambda c, p: handout.accept(c, p.token)),
    Command("hangup", DESK, HangUp, DESK_ROLES, lambda c, p: contact.hang_up(c, p.token, p.attempt)),
    Command("end_wrap_up", DESK, EndWrapUp, DESK_ROLES, lambda c, p: handout.end_wrap_up(c, p.token)),
    Command("signal", DESK, SignalHeard, DESK_ROLES, lambda c, p: guidance.signal(c, p.token, p.signal, undo=p.undo)),
    Command("beat", DESK, Beat, DESK_ROLES, None),
    Command("snapshot", DESK, Snapshot, DESK_ROLES, None),
    Command("beat", FLOOR, FloorBeat, WATCHERS, None),
    Command("snapshot", FLOOR, Snapshot, WATCHERS, None),
    Command("beat", OFFICER, FloorBeat, ("compliance",), None),
    Command("snapshot", OFFICER, Snapshot, ("compliance",), None),
    Command("beat", ALARMS, FloorBeat, ALARM_ROLES, None),
    Command("snapshot", ALARMS, Snapshot, ALARM_ROLES, None),
    Command("beat", ROUNDS, FloorBeat, ROUND_ROLES, None),
    Command("snapshot", ROUNDS, Snapshot, ROUND_ROLES, None),
    Command(
        "transcript",
        SERVICE,
        Transcript,
        ("service",),
        lambda c, p: service_reports.take_transcript(
            c, p.attempt, [service_reports.Segment(s.speaker, s.text) for s in p.segments]
        ),
    ),
)


class Panels(BaseModel):
    """A push of desk panels. A name that is missing is unchanged since ``base``; "" is an empty panel."""

    epoch: str
    seq: int
    base: int
    token: int
    now: str
    alert: Literal["", "offer", "stop"]
    panels: dict[str, str]


class FloorPanels(BaseModel):
    """A push of the floor, of the officer's list or of the alarms, numbered by the process under its ``epoch``.

    The floor alone has ``base`` and ``rows``. A push builds on the number ``base``, -1 = whole. A panel that is missing
    is unchanged, and so is an agent who is not in ``rows`` (id -> HTML of the row, "" = no longer there).

    Of rounds it holds "mark" alone: another mark means that the page or the tablet asks for its round anew.
    """

    epoch: str
    n: int
    now: str
    panels: dict[str, str]
    base: int = -1
    rows: dict[str, str] = Field(default_factory=dict)


class SignedOut(BaseModel):
    """The session ended; the socket closes after this."""

    message: str


PUSHES: tuple[tuple[str, str, type[BaseModel]], ...] = (
    (DESK, "panels", Panels),
    (DESK, "signed_out", SignedOut),
    (FLOOR, "panels", FloorPanels),
    (FLOOR, "signed_out", SignedOut),
    (OFFICER, "panels", FloorPanels),
    (OFFICER, "signed_out", SignedOut),
    (ALARMS, "panels", FloorPanels),
    (ALARMS, "signed_out", SignedOut),
    (ROUNDS, "panels", FloorPanels),
    (ROUNDS, "signed_out", SignedOut),
)


def wire_schema() -> dict[str, Any]:
    """Return the wire as JSON Schema: commands with payloads and roles, pushes with contents."""
    return {
        "transport": "websocket",
        "commands": [
            {
                "namespace": c.namespace,
                "event": c.event,
                "roles": list(c.roles),
                "payload": c.payload.model_json_schema(),
            }
            for c in COMMANDS
        ],
        "pushes": [
            {"namespace": ns, "event": event, "payload": model.model_json_schema()} for ns, event, model in PUSHES
        ],
    }
