"""From a key to the painted screen, in a real browser with a real server: p50 and p99 in ms.

The clock starts at the browser's own event (key down, last input) or when the report of another
system is posted. It stops in the second frame after the document has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import shutil
import sqlite3
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scripts.bench_agents import percentile

WATCH = """
() => {
  window.__times = []; window.__stood = []; window.__start = 0; window.__asked = null;
  const facts = () => ({
    signal: [...document.querySelectorAll(".signals .signal.on")].map((b) => b.dataset.signal).join(),
    mind: [...document.querySelectorAll(".bar .num")].map((b) => b.textContent).join(),
    words: [...document.querySelectorAll(".say-card[data-point]")].map((b) => b.dataset.point).join(),
    stop: String(document.querySelectorAll(".closing .say").length),
  });
  window.__arm = (what, on) => {
    window.__asked = { what, was: facts()[what] }; window.__start = on ? 0 : Date.now();
    if (on) document.addEventListener(on, () => { window.__start = Date.now(); }, { capture: true });
  };
  new MutationObserver(() => {
    const asked = window.__asked;
    if (!asked || facts()[asked.what] === asked.was) return;
    window.__asked = null;
    window.__stood.push(Date.now() - window.__start);
    requestAnimationFrame(() => requestAnimationFrame(() => window.__times.push(Date.now() - window.__start)));
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}
"""


def show(name: str, times: list[float], aim: int) -> None:
    print(
        f"{name:<34} n {len(times):>3}  p50 {percentile(times, 0.5):>5.0f} ms  "
        f"p99 {percentile(times, 0.99):>5.0f} ms  (aim {aim})"
    )


class Desk:
    """One agent's real browser."""

    def __init__(self, page: Any, site: Any) -> None:
        self.page, self.site = page, site

    def timed(self, what: str, on: str, do: Any) -> float:
        """Return the milliseconds from the event to the painted change."""
        before = self.page.evaluate("() => window.__times.length")
        self.page.evaluate("([what, on]) => window.__arm(what, on)", [what, on])
        do()
        for _ in range(400):
            if self.page.evaluate("() => window.__times.length") > before:
                return float(self.page.evaluate("() => window.__times.at(-1)"))
            time.sleep(0.02)
        raise SystemExit(f"{what} did not change within 8 s: {self.page.inner_text('#main')[:400]}")


def token_of(site: Any) -> str:
    secret = secrets.token_urlsafe(24)
    base = sqlite3.connect(site.folder / "console.db", timeout=20)
    base.execute(
        "INSERT INTO service_token (name, token_sha256, scopes, made_at) VALUES (?, ?, ?, ?)",
        (
            "bench",
            hashlib.sha256(secret.encode()).hexdigest(),
            json.dumps(["payments"]),
            datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        ),
    )
    base.commit()
    base.close()
    return secret


def pay_all(site: Any, secret: str, customer: int) -> None:
    """Post, as the bank would, a payment that settles the customer's accounts."""
    base = sqlite3.connect(site.folder / "console.db", timeout=20)
    rows = base.execute(
        "SELECT a.external_id, a.balance_minor, a.currency, c.creditor_id FROM account a "
        "JOIN customer c ON c.id = a.customer_id WHERE c.id = ? AND a.balance_minor > 0",
        (customer,),
    ).fetchall()
    base.close()
    for account, balance, currency, creditor in rows:
        body = {
            "creditor": creditor,
            "account": account,
            "external_id": secrets.token_hex(8),
            "at": "2020-01-01T00:00:00+00:00",
            "amount_minor": balance,
            "currency": currency,
        }
        request = urllib.request.Request(
            f"{site.url}/api/payments",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {secret}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            assert answer.status == 200


def live(args: Any) -> None:
    """Print the times of a signal key, a finding in typed words, and a stop press in mid-call."""
    from playwright.sync_api import sync_playwright

    from tests.browser.serving import Site
    from tests.browser.test_shift import press, sign_in, state, talk

    folder = Path(tempfile.mkdtemp(prefix="b"))
    site = Site(folder, customers=args.customers)
    try:
        with sync_playwright() as play:
            chromium = play.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
            page = sign_in(chromium, site, "agent1")
            desk = Desk(page, site)
            press(page, "r")
            talk(page)
            page.evaluate(WATCH)
            signals: list[float] = []
            for number in range(args.signals):
                key = str(number // 2 % 10)  # each key twice: marked, taken back
                signals.append(desk.timed("signal", "keydown", lambda k=key: press(page, k)))
                time.sleep(0.05)
            show("signal key to painted", signals, 100)
            show("  of which to the document", page.evaluate("() => window.__stood"), 100)
            findings: list[float] = []
            press(page, "m")
            for _ in range(args.findings):
                for do in (
                    lambda: page.keyboard.insert_text("he forgot, he will pay later, next week"),
                    lambda: press(page, "Control+a", "Delete"),
                ):
                    findings.append(desk.timed("mind", "input", do))
                    time.sleep(0.1)
            show("last letter to new state of mind", findings, 200)
            press(page, "Escape")
            secret = token_of(site)
            stops: list[float] = []
            for _ in range(args.stops):
                customer = int(page.locator("#panel-outcome").get_attribute("data-customer") or 0)
                stops.append(desk.timed("stop", "", lambda c=customer: pay_all(site, secret, c)))
                press(page, "h")
                state(page, "talked")
                press(page, "t", "n")
                state(page, "wrap_up")
                press(page, "e")
                talk(page)
            show("stop posted to painted", stops, 1000)
            load = ", ".join(f"{x:.1f}" for x in os.getloadavg())
            print(f"machine: {os.cpu_count()} cores, load {load} (above the cores, times are waiting)")
            chromium.close()
    finally:
        site.stop()
        shutil.rmtree(folder, ignore_errors=True)
