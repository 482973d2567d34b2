"""Agents at work for the benches, and what each of them measured."""

from __future__ import annotations

import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from scripts.agent import Desk, Lost

BEAT = 5.0  # seconds, as the browser's page beats


class BenchAgent(threading.Thread):
    """One agent at the pace of the bench: six commands a customer, at slightly random times."""

    def __init__(self, url: str, who: tuple[str, str], number: int, cycle: float) -> None:
        super().__init__(daemon=True)
        self.desk = Desk(url, who[0], session=who[1])
        self.rng = random.Random(number)
        self.cycle = cycle
        self.times: list[tuple[float, float]] = []  # (when, seconds) from asking to the customer
        self.answers: list[tuple[float, float]] = []  # (when, seconds) of every command
        self.commands = 0
        self.refused: Counter[str] = Counter()
        self.stopping = False
        self.cuts: list[tuple[float, str]] = []  # (when, why)

    def run(self) -> None:
        self.retry(self.desk.sign_in, self.desk.connect)
        while not self.stopping:
            try:
                self.work_one()
            except (Lost, OSError, ValueError) as error:
                self.cuts.append((time.monotonic(), repr(error)[:80]))
                self.retry(self.desk.connect)

    def retry(self, *steps: Callable[[], None]) -> None:
        """Do the steps until they succeed: an agent who was cut off comes back."""
        while not self.stopping:
            try:
                for step in steps:
                    step()
                return
            except (Lost, OSError, ValueError) as error:
                self.cuts.append((time.monotonic(), repr(error)[:80]))
                time.sleep(1)

    def rest(self) -> None:
        """Wait as a person does. The screen beats every five seconds meanwhile."""
        until = time.monotonic() + self.cycle / 6 * self.rng.uniform(0.8, 1.2)
        while (left := until - time.monotonic()) > 0:
            time.sleep(min(left, BEAT))
            if left > BEAT:
                self.desk.beat()

    def timed(self, command: Callable[[], Any]) -> Any:
        """Send one command and note how long its answer took."""
        began = time.perf_counter()
        answer = command()
        self.answers.append((time.monotonic(), time.perf_counter() - began))
        self.commands += 1
        if not answer.get("ok"):
            self.refused[str(answer.get("message", answer.get("code")))[:80]] += 1
        return answer

    def work_one(self) -> None:
        """Work one customer: six commands, and the time from asking to the customer."""
        desk = self.desk
        began = time.perf_counter()
        if desk.state() == "wrap_up":
            self.timed(lambda: desk.act("end_wrap_up", token=desk.token))
        else:
            self.timed(lambda: desk.act("ready"))
        if desk.wait("offered", seconds=3):
            self.times.append((time.monotonic(), time.perf_counter() - began))
        else:
            self.refused[f"no offer: {desk.state()}"] += 1
            return self.rest()
        self.rest()
        self.timed(lambda: desk.act("accept", token=desk.token))
        self.rest()
        self.timed(lambda: desk.post("/desk/begin", phone_id=desk.phone(), reason="bench"))
        self.rest()
        self.timed(lambda: desk.act("signal", token=desk.token, signal="puts_off"))
        self.rest()
        desk.wait("talking", "talked", seconds=3)
        answered = desk.state() == "talking"
        if running := desk.attempt():
            self.timed(lambda: desk.act("hangup", token=desk.token, attempt=running))
        else:  # nobody answered, and the line has ended the call
            self.timed(lambda: desk.post("/desk/note", text="No answer."))
        self.rest()
        desk.wait("talked", seconds=3)
        code = "REF" if answered else "NA"
        self.timed(lambda: desk.post("/desk/finish", code=code, note=""))
        return self.rest()


def start_agents(url: str, people: list[tuple[str, str]], cycle: float) -> list[BenchAgent]:
    """Start agents one after the other over one cycle, so that the load is even. Return them."""
    sys.setswitchinterval(0.0005)  # many clients in one process must not wait for each other
    agents = [BenchAgent(url, who, number, cycle) for number, who in enumerate(people)]
    for agent in agents:
        agent.start()
        time.sleep(cycle / len(agents))
    return agents


class WakeDelay(threading.Thread):
    """How late a thread of this process wakes: this part of every figure is the load generator's own."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.late_ms: list[float] = []
        self.stopping = False

    def run(self) -> None:
        while not self.stopping:
            began = time.perf_counter()
            time.sleep(0.01)
            self.late_ms.append((time.perf_counter() - began - 0.01) * 1000)


def percentile(values: list[float], share: float) -> float:
    """Return the value below which this share of the values lies; NaN without values."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))] if values else float("nan")
