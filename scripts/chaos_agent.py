"""One agent of the crash harness: works customers at random and remembers what the server acknowledged."""

from __future__ import annotations

import random
import threading
import time
import uuid
from typing import Any

from scripts.agent import Desk, Lost

CODES = ("REF", "HUP", "NOCOMM", "HARD", "PAID", "NA")  # the server refuses those that do not fit
STATES = {"ready", "offered", "preview", "talking", "talked", "wrap_up", "on_break", "offline"}


class ChaosAgent(threading.Thread):
    """One agent who never gives up. With several servers the agent signs in to any of them."""

    def __init__(self, urls: list[str], login: str, token: str, seed: int, plant: str = "") -> None:
        super().__init__(daemon=True)
        self.urls = urls
        self.stale_share = 0.4 if plant == "fence" else 0.06  # how often an old hand-out id is tried
        self.again_share = 0.9 if plant == "cap" else 0.3  # how often a customer is called once more
        self.desk = Desk(urls[0], login, session=token)
        self.rng = random.Random(seed)
        self.acked: dict[str, tuple[int, str]] = {}  # operation key -> (hand-out, code)
        self.faults: list[str] = []
        self.stopping = False
        self.cuts = 0  # how often the server was gone
        self.calls = 0  # to the present customer

    def run(self) -> None:
        while not self.stopping:
            if len(self.urls) > 1:
                self.desk.url = self.rng.choice(self.urls)
            try:
                self.desk.sign_in()
                self.desk.connect()
                while not self.stopping:
                    self.step()
            except (Lost, OSError, ValueError, KeyError):
                self.cuts += 1
                self.desk.close()
                time.sleep(0.1 + self.rng.random() * 0.2)

    def step(self) -> None:
        """Do what the present state asks for, then wait for another state."""
        desk, state = self.desk, self.desk.state()
        if state in ("offline", "on_break"):
            desk.act("ready")
            self.calls = 0
        elif state == "offered":
            desk.act("accept", token=desk.token)
            self.calls = 0
        elif state == "preview":
            if self.rng.random() < self.stale_share:
                self.stale_write()
            else:
                desk.post("/desk/begin", phone_id=desk.phone(), reason="chaos")
        elif state == "talking":
            desk.act("hangup", token=desk.token, attempt=desk.attempt())
        elif state == "talked":
            self.calls += 1
            if self.calls < 5 and self.rng.random() < self.again_share and desk.phone():
                desk.post("/desk/begin", phone_id=desk.phone(), reason="chaos")
            else:
                self.finish()
        elif state == "wrap_up":
            desk.act("end_wrap_up", token=desk.token)
        before = desk.seq
        if desk.state() == state and desk.seq == before:
            desk.wait(*(STATES - {state}), seconds=0.6)

    def finish(self) -> None:
        """Record an outcome. Send it with one key until the answer is known, and sometimes twice."""
        desk, key, handout = self.desk, str(uuid.uuid4()), self.desk.token
        body = {"token": handout, "facts_version": desk.facts_version(), "note": key}
        code, tries = self.rng.choice(CODES), 0
        answer: dict[str, Any] | None = None
        while answer is None and not self.stopping:
            try:
                answer = desk.post("/desk/finish", key=key, code=code, **body)
            except Lost:
                tries += 1
                time.sleep(0.1)
        if answer is None or not answer.get("ok"):
            # An answer may overtake the panel that shows it. Then this hand-out has its outcome under
            # an earlier key, and the refusal is right.
            known = {acked for acked, _ in self.acked.values()}
            recorded = answer is not None and "recorded" in answer.get("message", "")
            if recorded and tries and handout not in known:
                self.faults.append(f"a resend was not known: {answer}")
            return
        self.acked[key] = (handout, code)
        if self.rng.random() < 0.2:
            again = desk.post("/desk/finish", key=key, code=code, **body)
            if not again.get("ok") or again.get("outcome_id") != answer.get("outcome_id"):
                self.faults.append(f"one key, two answers: {answer} {again}")

    def stale_write(self) -> None:
        """Give the customer back, then try to begin a call with the old hand-out id."""
        desk, old, phone = self.desk, self.desk.token, self.desk.phone()
        version = desk.facts_version()
        done = desk.post("/desk/give_back", reason="other")
        if not done.get("ok"):
            return
        late = desk.post("/desk/begin", phone_id=phone, token=old, facts_version=version, reason="chaos")
        if late.get("ok"):
            self.faults.append(f"a stale write was taken: {late}")
