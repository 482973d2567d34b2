"""With several processes, each tells the others over Redis what happened: signed ids, no contents.

A message names the desks that changed and the sessions that ended. It never holds what a screen shows:
each process reads the database itself. Messages are numbered, and every process receives its own
messages too. A gap in the numbers, or silence, means that a message may be lost. Then the process asks
the database which desks are behind: at once after a gap, and every second while Redis cannot be reached.
No command waits for Redis.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import fields
from typing import Any

import redis
import structlog
from redis.backoff import NoBackoff
from redis.retry import Retry

from console.domain.events import Event

log = structlog.get_logger()
BEAT_S = 1.0  # seconds between two messages of a process that has nothing to tell
SILENT_S = 3.0  # seconds without a message of its own: the connection counts as lost
AT_ONCE = 200  # events in one message
MOST_QUEUED = 20_000  # events that wait for Redis; the oldest are dropped first
MOST_SENDERS = 256  # processes whose last number is kept
LONGEST = 65_536  # bytes of a message
KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
CODE = re.compile(r"^[0-9a-z_]{0,64}$")


def pack(event: Event) -> dict[str, Any]:
    """Return an event as JSON-able ids and codes. Raises ValueError for any other value."""
    body: dict[str, Any] = {"kind": type(event).__name__}
    for field in fields(event):
        value = getattr(event, field.name)
        if isinstance(value, tuple) and all(type(part) is int for part in value):
            body[field.name] = list(value)
        elif type(value) is int or (isinstance(value, str) and CODE.match(value)):
            body[field.name] = value
        else:
            raise ValueError(f"{body['kind']}.{field.name} is neither an id nor a code")
    return body


def unpack(body: Any) -> Event:
    """Return the event of a message. Raises ValueError when it has another shape.

    An event of an unknown kind, from a newer version, becomes a plain ``Event``: it still marks its desks.
    """
    if not isinstance(body, dict):
        raise ValueError("not an event")
    kind = KINDS.get(str(body.get("kind")), Event)
    values: dict[str, Any] = {}
    for field in fields(kind):
        value = body.get(field.name, field.default)
        if isinstance(field.default, tuple):
            if not isinstance(value, list | tuple) or any(type(part) is not int for part in value):
                raise ValueError("not an event")
            values[field.name] = tuple(value)
        elif type(value) is type(field.default) and (not isinstance(value, str) or CODE.match(value)):
            values[field.name] = value
        else:
            raise ValueError("not an event")
    return kind(**values)


class Relay:
    """The connection of one process to the others.

    ``on_events`` gets the events of other processes. ``catch_up`` is called when messages may be lost.
    """

    def __init__(
        self, url: str, secret: str, on_events: Callable[[list[Event]], None], catch_up: Callable[[], None]
    ) -> None:
        self.url, self.on_events, self.catch_up = url, on_events, catch_up
        self.name = secrets.token_hex(8)
        self._key = hmac.new(secret.encode(), b"relay", hashlib.sha256).digest()
        self.channel = f"console.{hashlib.sha256(self._key).hexdigest()[:16]}"
        self._out: deque[Event] = deque(maxlen=MOST_QUEUED)
        self._more = threading.Event()
        self._number = 0  # of this process's last message
        self._seen: dict[str, int] = {}  # process -> number of its newest message
        self._heard = time.monotonic()  # when this process last received a message of its own
        self.refused = 0  # messages that this site has not signed, or that cannot be read
        self.stopped = False

    def _client(self) -> Any:
        return redis.Redis.from_url(
            self.url, socket_timeout=2.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
        )

    @property
    def up(self) -> bool:
        """True while this process receives its own messages."""
        return time.monotonic() - self._heard < SILENT_S

    # --- sending --------------------------------------------------------------------------------

    def enqueue(self, events: list[Event]) -> None:
        """Take the events of a committed transaction for the next message; never waits."""
        self._out.extend(events)
        self._more.set()

    def next_message(self, events: list[Event]) -> str:
        """Return the next message of this process, numbered and signed."""
        self._number += 1
        text = json.dumps({"from": self.name, "n": self._number, "events": [pack(e) for e in events]})
        return json.dumps({"body": text, "mac": self._mac(text)})

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def publish(self, *, watch: bool = True) -> None:
        """Publish for ever; a background task.

        While Redis cannot be reached, ``watch`` calls ``catch_up`` about every second.
        """
        client, down = self._client(), False
        while not self.stopped:
            self._more.wait(timeout=BEAT_S)
            self._more.clear()
            events = [self._out.popleft() for _ in range(min(AT_ONCE, len(self._out)))]
            if self._out:
                self._more.set()
            try:
                client.publish(self.channel, self.next_message(events))
                down = False
            except (redis.RedisError, OSError) as error:
                if not down:
                    log.warning("relay.down", error=type(error).__name__)
                down = True
                time.sleep(BEAT_S / 2)
            if watch and (down or not self.up):
                self._catch_up()

    def _catch_up(self) -> None:
        try:
            self.catch_up()
        except Exception:
            log.exception("relay.catch_up_failed")

    # --- receiving ------------------------------------------------------------------------------

    def listen(self) -> None:
        """Receive for ever; a background task. Every new connection first repairs what was missed."""
        while not self.stopped:
            try:
                with self._client() as client, client.pubsub() as channel:
                    channel.subscribe(self.channel)
                    self._heard = time.monotonic()
                    self._catch_up()
                    while self.up and not self.stopped:
                        message = channel.get_message(ignore_subscribe_messages=True, timeout=BEAT_S)
                        if message is not None:
                            self.receive(message["data"])
            except (redis.RedisError, OSError):
                pass  # ``publish`` logs it
            time.sleep(BEAT_S / 2)

    def receive(self, raw: bytes) -> None:
        """Handle one message. One that is unsigned, old, or of another shape is dropped."""
        try:
            if len(raw) > LONGEST:
                raise ValueError("too long")
            outer = json.loads(raw)
            text, mac = str(outer["body"]), str(outer["mac"])
            if not hmac.compare_digest(mac.encode(), self._mac(text).encode()):
                raise ValueError("not ours")
            body = json.loads(text)
            sender, number = str(body["from"]), int(body["n"])
            events = [unpack(event) for event in body["events"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            self.refused += 1
            return
        if sender == self.name:
            self._heard = time.monotonic()
            return
        last = self._seen.pop(sender, None)
        self._seen[sender] = number if last is None else max(number, last)
        while len(self._seen) > MOST_SENDERS:
            del self._seen[next(iter(self._seen))]
        if last is not None and number <= last:
            return
        if last is not None and number != last + 1:
            self._catch_up()
        if events:
            self.on_events(events)
