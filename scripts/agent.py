"""A headless agent over the public wire: signs in, starts the shift, works customers by a small policy.

It shows how to integrate: HTTP for the sign-in and for everything that has a form, one WebSocket (Socket.IO
protocol 5) for state and short commands. Run: ``python scripts/agent.py --url http://127.0.0.1:5000 --login agent1
--password … --customers 5``. The benches and the crash harness run many of these.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import re
import sys
import threading
import time
import uuid
from collections.abc import Callable
from typing import Any

import requests
import websocket

WAIT = 5.0


class Lost(Exception):
    """The server did not answer; the same key may be sent again."""


class Desk:
    """What one agent's screen knows: the panels as HTML, their sequence number and the hand-out id (``token``)."""

    def __init__(self, url: str, login: str, password: str = "", session: str = "") -> None:
        self.url, self.login, self.password = url.rstrip("/"), login, password
        self.http = requests.Session()
        if session:
            self.http.cookies.set("console_session", session)
        self.csrf = ""
        self.panels: dict[str, str] = {}
        self.seq, self.token, self.epoch = -1, 0, ""
        self.heard: Callable[[dict[str, Any]], None] = lambda message: None
        self._socket: Any = None
        self._acks: dict[int, Any] = {}
        self._ids = itertools.count(1)
        self._lock = threading.Lock()
        self._changed = threading.Event()
        self._stale = False
        self._open = False

    # --- HTTP ---------------------------------------------------------------------------------

    def sign_in(self) -> None:
        """Open a session and read the page's CSRF token."""
        if self.password:
            login = self.http.get(f"{self.url}/login", timeout=WAIT)
            token = _find(r'name="csrf_token" value="([^"]+)"', login.text)
            form = {"csrf_token": token, "login": self.login, "password": self.password}
            self.http.post(f"{self.url}/login", data=form, timeout=30)
        page = self.http.get(f"{self.url}/password", timeout=WAIT)
        self.csrf = _find(r'name="csrf-token" content="([^"]+)"', page.text)
        if not self.csrf:
            raise Lost(f"sign-in of {self.login} failed: {page.status_code}")

    def post(self, path: str, key: str = "", **fields: Any) -> dict[str, Any]:
        """Send one command that has a form. Raises Lost when no answer came."""
        body = {"key": key or str(uuid.uuid4()), "token": self.token, "facts_version": self.facts_version(), **fields}
        try:
            answer = self.http.post(self.url + path, data=body, headers={"X-CSRFToken": self.csrf}, timeout=WAIT)
            found: dict[str, Any] = answer.json()
        except (requests.RequestException, ValueError) as error:
            raise Lost(str(error)) from error
        return found

    def session(self) -> str:
        """Return the token of the session that this client is signed in with, or "" without one."""
        tokens = [cookie.value or "" for cookie in self.http.cookies if cookie.name == "console_session"]
        return tokens[-1] if tokens else ""

    # --- the socket ---------------------------------------------------------------------------

    def connect(self) -> None:
        """Open the socket and take the first snapshot."""
        cookie = f"console_session={self.session()}"
        address = self.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        try:
            self._socket = websocket.create_connection(
                address,
                timeout=WAIT,
                cookie=cookie,
                origin=self.url,
                enable_multithread=True,
                skip_utf8_validation=True,  # decoding does it. The library's own check takes 10 ms a desk
            )
            self._socket.recv()
            self._socket.send("40/desk,")
            hello = self._socket.recv()
            if not hello.startswith("40/desk"):
                raise Lost(f"refused: {hello[:80]}")
            self._socket.settimeout(None)
            self._open = True
        except (OSError, websocket.WebSocketException) as error:
            raise Lost(str(error)) from error
        threading.Thread(target=self._read, args=(self._socket,), daemon=True).start()
        self.snapshot()

    def close(self) -> None:
        """Close the socket. The agent keeps state and customer."""
        if self._socket is not None:
            self._socket.shutdown()  # without a close frame: the other side may be gone

    def _read(self, socket: Any) -> None:
        try:
            while True:
                frame = socket.recv()
                if not frame:
                    return
                if frame == "2":
                    socket.send("3")
                elif frame.startswith("43/desk,"):
                    number, _, rest = frame[8:].partition("[")
                    self._acks[int(number)] = json.loads("[" + rest)[0]
                    self._changed.set()
                elif frame.startswith("42/desk,"):
                    name, *args = json.loads(frame[8:])
                    if name == "panels":
                        self._take(args[0])
        except (OSError, websocket.WebSocketException, ValueError):
            return
        finally:
            if socket is self._socket:
                self._open = False  # a command that waits for its answer is told at once
                self._changed.set()

    def _take(self, message: dict[str, Any], *, whole: bool = False) -> None:
        with self._lock:
            if not whole and message["epoch"] == self.epoch and message["seq"] < self.seq:
                return
            if not whole and message["epoch"] == self.epoch and (message["base"] < message["seq"] == self.seq):
                return  # it was sent before the snapshot of the same state arrived
            if not whole and message["base"] not in (-1, self.seq):
                self._stale = True
                self._changed.set()
                return
            self.panels.update(message["panels"])
            self.seq, self.token, self.epoch = message["seq"], message["token"], message["epoch"]
        self.heard(message)
        self._changed.set()

    def command(self, event: str, **body: Any) -> dict[str, Any]:
        """Send one short command and return its acknowledgement. Raises Lost."""
        number = next(self._ids)
        try:
            self._socket.send(f"42/desk,{number}" + json.dumps([event, body]))
        except (OSError, websocket.WebSocketException, AttributeError) as error:
            raise Lost(str(error)) from error
        until = time.monotonic() + WAIT
        while number not in self._acks:
            self._changed.clear()
            if number in self._acks:
                break
            if not self._open:
                raise Lost(event)
            if not self._changed.wait(max(0.01, until - time.monotonic())) and (time.monotonic() >= until):
                raise Lost(event)
        found: dict[str, Any] = self._acks.pop(number)
        return found

    def act(self, event: str, key: str = "", **body: Any) -> dict[str, Any]:
        """Send a command that changes something, with its key."""
        return self.command(event, key=key or str(uuid.uuid4()), **body)

    def snapshot(self) -> dict[str, Any]:
        """Ask for the whole desk and take it."""
        message = self.command("snapshot")
        if message.get("ok"):
            self._stale = False
            self._take(message, whole=True)
        return message

    def beat(self) -> None:
        """Tell the server that the screen is open. Take a snapshot when something was missed."""
        answer = self.command("beat", seq=self.seq, epoch=self.epoch)
        if self._stale or (answer.get("ok") and answer["seq"] != self.seq):
            self.snapshot()

    def wait(self, *states: str, seconds: float = WAIT) -> bool:
        """Wait until the shift is in one of these states. Return False when the time is over.

        Beats repair what was lost. Raises Lost when the socket closed.
        """
        until = time.monotonic() + seconds
        while self.state() not in states:
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._changed.clear()
            if self.state() in states:
                break
            if not self._open:
                raise Lost("the socket closed")
            if self._stale or not self._changed.wait(min(left, 1.0)):
                self.beat()
        return True

    # --- what stands on the screen ------------------------------------------------------------

    def state(self) -> str:
        """Return the phase of the shift: ready, offered, preview, dialing, talking …"""
        return _find(r'data-state="(\w+)"', self.panels.get("shift", ""))

    def facts_version(self) -> str:
        """Return the facts version that the screen shows."""
        return _find(r'data-facts="(\d+)"', self.panels.get("outcome", "")) or "0"

    def phone(self) -> str:
        """Return the id of the number that the Call button dials."""
        return _find(r'data-act="call" data-phone="(\d+)"', self.panels.get("customer", ""))

    def attempt(self) -> int:
        """Return the id of the running contact attempt, or 0."""
        return int(_find(r'data-attempt="(\d+)"', self.panels.get("customer", "")) or 0)


def _find(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group(1) if found else ""


ANSWERED = ("REF", "NOCOMM", "HUP", "HARD", "TP")
NOT_REACHED = ("NA", "BUSY", "OFF")


def work_one(desk: Desk, chance: random.Random, pause: Callable[[], None]) -> str:
    """Work the customer on the screen to the end of the wrap-up. Return the code of the outcome."""
    desk.act("accept", token=desk.token)
    desk.wait("preview", "talked", "talking")
    pause()
    begun = desk.post("/desk/begin", phone_id=desk.phone())
    if not begun.get("ok"):
        desk.post("/desk/give_back", reason="other")
        return str(begun.get("code", "refused"))
    desk.wait("talking", "talked", seconds=40)
    pause()
    if desk.state() == "talking":
        desk.act("signal", token=desk.token, signal=chance.choice(("trembles", "puts_off", "compares")))
        desk.act("hangup", token=desk.token, attempt=desk.attempt())
        code = chance.choice(ANSWERED)
    else:
        code = chance.choice(NOT_REACHED)
    desk.wait("talked")
    desk.post("/desk/finish", code=code, note="headless")
    desk.wait("wrap_up")
    pause()
    desk.act("end_wrap_up", token=desk.token)
    return code


def main() -> int:
    top = argparse.ArgumentParser(description=__doc__)
    top.add_argument("--url", default="http://127.0.0.1:5000")
    top.add_argument("--login", required=True)
    top.add_argument("--password", required=True)
    top.add_argument("--customers", type=int, default=5)
    top.add_argument("--seed", type=int, default=1)
    args = top.parse_args()
    chance = random.Random(args.seed)
    desk = Desk(args.url, args.login, args.password)
    try:
        desk.sign_in()
        desk.connect()
        desk.act("ready")
        for number in range(args.customers):
            if not desk.wait("offered", seconds=60):
                print("No customer is offered just now.")
                break
            print(number + 1, work_one(desk, chance, lambda: time.sleep(chance.uniform(0.2, 1))))
        desk.act("offline")
    except Lost as error:
        print(f"The server does not answer: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
