"""Several processes: what happened on one is told to the others over Redis, as ids, signed.

A message says which desks moved and which sessions ended, never what stands on a screen: each process
reads the database itself. Messages are numbered, and every process hears its own too. A gap, or a
silence, means that something may be lost: then the database is asked which desks are behind, at once
after a gap and every second while the line is down. Nothing waits for Redis, and nothing depends on it.
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
BEAT = 1.0  # seconds between two messages of a process that has nothing to tell
SILENT = 3.0  # seconds without hearing oneself: the line is down
AT_ONCE = 200  # events in one message
LONGEST = 65_536
KINDS: dict[str, type[Event]] = {kind.__name__: kind for kind in Event.__subclasses__()}
WORD = re.compile(r"^[0-9a-z_]{0,64}$")


def pack(event: Event) -> dict[str, Any]:
    """Give an event as JSON-able ids. Raises ValueError for anything that is not an id or a code."""
    body: dict[str, Any] = {"kind": type(event).__name__}
    for one in fields(event):
        value = getattr(event, one.name)
        if isinstance(value, tuple) and all(type(part) is int for part in value):
            body[one.name] = list(value)
        elif type(value) is int or (isinstance(value, str) and WORD.match(value)):
            body[one.name] = value
        else:
            raise ValueError(f"{body['kind']}.{one.name} is neither an id nor a code")
    return body


def unpack(body: Any) -> Event:
    """Give the event of a message. Raises ValueError when it has another shape."""
    if not isinstance(body, dict):
        raise ValueError("not an event")
    kind = KINDS.get(str(body.get("kind")), Event)
    values: dict[str, Any] = {}
    for one in fields(kind):
        value = body.get(one.name, one.default)
        if isinstance(one.default, tuple):
            if not isinstance(value, list | tuple) or any(type(part) is not int for part in value):
                raise ValueError("not an event")
            values[one.name] = tuple(value)
        elif type(value) is type(one.default) and (not isinstance(value, str) or WORD.match(value)):
            values[one.name] = value
        else:
            raise ValueError("not an event")
    return kind(**values)


class Relay:
    """The line of one process to the others."""

    def __init__(
        self, url: str, secret: str, on_events: Callable[[list[Event]], None], catch_up: Callable[[], None]
    ) -> None:
        self.url, self.on_events, self.catch_up = url, on_events, catch_up
        self.name = secrets.token_hex(8)
        self._key = hmac.new(secret.encode(), b"relay", hashlib.sha256).digest()
        self.channel = f"console.{hashlib.sha256(self._key).hexdigest()[:16]}"
        self._out: deque[Event] = deque(maxlen=20_000)
        self._more = threading.Event()
        self._n = 0
        self._seen: dict[str, int] = {}  # process -> number of its newest message
        self._heard = time.monotonic()
        self.refused = 0  # messages that were not signed by this site
        self.stopped = False

    def _client(self) -> Any:
        return redis.Redis.from_url(
            self.url, socket_timeout=2.0, socket_connect_timeout=1.0, retry=Retry(NoBackoff(), 0)
        )

    @property
    def up(self) -> bool:
        """True while this process hears itself."""
        return time.monotonic() - self._heard < SILENT

    # --- telling --------------------------------------------------------------------------------

    def tell(self, events: list[Event]) -> None:
        """Take the events of a committed transaction; never waits."""
        self._out.extend(events)
        self._more.set()

    def sealed(self, events: list[Event]) -> str:
        """Give the next message of this process."""
        self._n += 1
        text = json.dumps({"from": self.name, "n": self._n, "events": [pack(e) for e in events]})
        return json.dumps({"body": text, "mac": self._mac(text)})

    def _mac(self, text: str) -> str:
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def speak(self, *, watch: bool = True) -> None:
        """Publish for ever; while the line is down look after the desks every second."""
        client, down = self._client(), False
        while not self.stopped:
            self._more.wait(timeout=BEAT)
            self._more.clear()
            events = [self._out.popleft() for _ in range(min(AT_ONCE, len(self._out)))]
            if self._out:
                self._more.set()
            try:
                client.publish(self.channel, self.sealed(events))
                down = False
            except (redis.RedisError, OSError) as error:
                if not down:
                    log.warning("relay.down", error=type(error).__name__)
                down = True
                time.sleep(BEAT / 2)
            if watch and (down or not self.up):
                self._look()

    def _look(self) -> None:
        try:
            self.catch_up()
        except Exception:
            log.exception("relay.catch_up_failed")

    # --- hearing --------------------------------------------------------------------------------

    def listen(self) -> None:
        """Hear for ever; every new beginning first looks what was missed."""
        while not self.stopped:
            try:
                with self._client() as client, client.pubsub() as line:
                    line.subscribe(self.channel)
                    self._heard = time.monotonic()
                    self._look()
                    while self.up and not self.stopped:
                        message = line.get_message(ignore_subscribe_messages=True, timeout=BEAT)
                        if message is not None:
                            self.take(message["data"])
            except (redis.RedisError, OSError):
                pass  # speak() has said so
            time.sleep(BEAT / 2)

    def take(self, raw: bytes) -> None:
        """Take one message: what is not signed by this site, is old or has another shape is dropped."""
        try:
            if len(raw) > LONGEST:
                raise ValueError("too long")
            outer = json.loads(raw)
            text, mac = str(outer["body"]), str(outer["mac"])
            if not hmac.compare_digest(mac.encode(), self._mac(text).encode()):
                raise ValueError("not ours")
            body = json.loads(text)
            sender, n = str(body["from"]), int(body["n"])
            events = [unpack(one) for one in body["events"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            self.refused += 1
            return
        if sender == self.name:
            self._heard = time.monotonic()
            return
        last = self._seen.pop(sender, None)
        self._seen[sender] = n if last is None else max(n, last)
        while len(self._seen) > 256:
            del self._seen[next(iter(self._seen))]
        if last is not None and n <= last:
            return
        if last is not None and n != last + 1:
            self._look()
        if events:
            self.on_events(events)
