"""The strip of the law on an open desk changes by itself: the window closes in three steps, a cap
is used up elsewhere, a hold comes in, a consent is taken back, a rule is tightened; in mid-call
each block becomes two polite lines, and no line of demand stays on the screen."""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from console.actions import customer_file
from console.actions.call import Call, Context
from console.domain.actor import Actor
from console.domain.customer_file import Statement
from console.keyring import keys_of
from console.store.unit_of_work import open_database
from console.telephony.lines import telephone_line
from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_shift import goodbye, press, sign_in, state, talk

pytestmark = pytest.mark.browser
TOKEN = "a token of the other agency"
# What a screen reader is told, in order.
EARS = """
window.told = [];
for (const id of ["say", "shout"]) new MutationObserver(() => {
  const words = document.getElementById(id).textContent; if (words) window.told.push(words); })
  .observe(document.getElementById(id), { childList: true, characterData: true, subtree: true });
"""
POST = """([path, fields]) => fetch(path, { method: "POST", redirect: "manual", body: new URLSearchParams(fields),
  headers: { "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content } }).then((r) => r.status)"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("law"), customers=30)
    made.write(
        "INSERT INTO service_token (name, token_sha256, scopes, made_at) VALUES (?, ?, ?, ?)",
        "other agency",
        hashlib.sha256(TOKEN.encode()).hexdigest(),
        '["attempts"]',
        made.one("SELECT made_at FROM site"),
    )
    yield made
    made.stop()


@pytest.fixture(scope="module")
def pages(site: Site, browser: Any) -> tuple[Page, Page]:
    agent = sign_in(browser, site, "agent1")
    agent.evaluate(EARS)
    return agent, sign_in(browser, site, "lead1", "/floor")


def heard(page: Page) -> list[str]:
    told: list[str] = page.evaluate("window.told.splice(0)")
    return told


def hurry(page: Page) -> None:
    """Let the page ask now instead of at its next beat."""
    page.evaluate("dispatchEvent(new Event('online'))")


def polite(page: Page) -> None:
    """The call is to be ended: two lines to say, nothing that asks for money."""
    expect(page.locator("#panel-strip.red[data-ending]")).to_be_visible(timeout=8_000)
    expect(page.locator("#panel-strip .line strong")).to_have_text("End the call politely")
    expect(page.locator(".closing .say")).to_have_count(2)
    expect(page.locator(".say-card")).to_have_count(0)
    for gone in (".objections", ".plan", ".signals"):
        expect(page.locator(gone)).to_have_count(0)
    expect(page.locator("[data-act=hangup]")).to_be_enabled()


def hang_up(page: Page) -> None:
    """The call is over: the lines of demand do not come back, and nothing may be rung."""
    press(page, "h")
    state(page, "talked")
    expect(page.locator("#panel-points")).to_be_visible()
    expect(page.locator(".say-card, .closing, .objections")).to_have_count(0)
    expect(page.locator("[data-act=call].big")).to_be_disabled()


def next_customer(page: Page) -> None:
    """Record an outcome (what has happened is never refused) and take the next customer."""
    press(page, "t", "r")
    goodbye(page)
    press(page, "e")
    state(page, "offered")


def report(site: Site, page: Page, minutes: int) -> None:
    """Let another agency report a call to the customer on this desk."""
    customer = page.locator("#panel-outcome").get_attribute("data-customer")
    body = {
        "creditor": 1,
        "agency": "other",
        "channel": "call",
        "result": "effective",
        "customer": site.one("SELECT external_id FROM customer WHERE id = ?", customer),
        "number": site.one(
            "SELECT e164 FROM phone JOIN customer_phone ON phone_id = phone.id WHERE customer_id = ?", customer
        ),
        "at": (site.now() - timedelta(minutes=minutes)).isoformat(),
        "key": str(uuid.uuid4()),
    }
    answer = page.request.post(
        f"{site.url}/api/attempts",
        data=json.dumps(body),
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"},
    )
    assert answer.ok, answer.text()


def test_a_closing_window_is_told_in_three_steps_and_once_each(site: Site, pages: tuple[Page, Page]) -> None:
    page, _ = pages
    press(page, "r")
    talk(page)
    strip = page.locator("#panel-strip")
    expect(strip).not_to_have_attribute("data-js-step", "ten")
    colours = {strip.evaluate("e => getComputedStyle(e).backgroundColor")}
    heard(page)
    for at, step, words in (
        ("21:50:10", "ten", "10 minutes left"),
        ("21:55:10", "five", "5 minutes left: next step now"),
        ("21:59:10", "one", "Last minute: say goodbye"),
    ):
        site.move_clock(at)
        hurry(page)
        expect(strip).to_have_attribute("data-js-step", step, timeout=8_000)
        expect(page.locator("closing-window")).to_have_text(words)
        press(page, "7")  # a push draws the panels anew: no second announcement
        expect(page.locator(".signal.on")).to_have_count(1 if step != "five" else 0)
        expect(strip).to_have_attribute("data-js-step", step)
        assert [told for told in heard(page) if told == words] == [words]
        colours.add(strip.evaluate("e => getComputedStyle(e).backgroundColor"))
    assert len(colours) == 4, "green and three steps, each its own colour"
    site.move_clock("22:00:00")
    hurry(page)
    polite(page)
    hang_up(page)


def test_a_cap_used_elsewhere_shows_at_once_and_ends_the_call(site: Site, pages: tuple[Page, Page]) -> None:
    page, _ = pages
    site.move_clock("10:00:00", days=1)
    hurry(page)
    next_customer(page)
    press(page, "a")
    state(page, "preview")
    expect(page.locator("#panel-strip .left")).to_have_text("3 of 3 talks left today")
    heard(page)
    report(site, page, 40)
    expect(page.locator("#panel-strip .left")).to_have_text("2 of 3 talks left today")
    assert "2 of 3 talks left today" in heard(page)
    report(site, page, 30)
    expect(page.locator("#panel-strip .left")).to_have_text("1 of 3 talks left today")
    press(page, "c")
    state(page, "talking")
    report(site, page, 20)
    polite(page)
    hang_up(page)


def test_a_hold_that_comes_in_during_the_call_ends_it(site: Site, pages: tuple[Page, Page]) -> None:
    page, _ = pages
    next_customer(page)
    talk(page)
    customer = int(page.locator("#panel-outcome").get_attribute("data-customer") or 0)
    database = open_database(f"sqlite:///{site.folder}/console.db", keys_of("b" * 40))
    zone = ZoneInfo("Asia/Shanghai")
    context = Context(database, zone, random.Random(1), site.now, telephone_line("simulated", 1))
    officer = Actor(int(site.one("SELECT id FROM person WHERE login = 'compliance1'")), "compliance")
    call = Call(context, officer, site.now(), str(uuid.uuid4()))
    assert customer_file.put_on_file(
        call, customer, Statement("cease", written=True, wording="no more calls", proof="letter")
    ).ok
    database.close()
    polite(page)  # another process wrote it: the beat finds out within 5 s
    expect(page.locator(".changed")).to_contain_text("The customer asked to stop contact")
    hang_up(page)


def test_a_consent_taken_back_ends_a_call_that_stood_on_it(site: Site, pages: tuple[Page, Page]) -> None:
    page, lead = pages
    next_customer(page)
    talk(page)
    customer = int(page.locator("#panel-outcome").get_attribute("data-customer") or 0)
    midnight = site.one("SELECT made_at FROM site")
    site.write(
        "INSERT INTO consent (customer_id, kind, channels, window, given_to, wording, proof, made_at,"
        " binds_from, handout_id, by_id) VALUES (?, 'hours', ?, ?, 'collector', 'call me late',"
        " 'letter', ?, ?, NULL, 1)",
        customer,
        '["call"]',
        '["20:00", "23:30"]',
        midnight,
        midnight,
    )
    consent = site.one("SELECT max(id) FROM consent")
    site.move_clock("22:30:00")
    hurry(page)
    expect(page.locator("#panel-strip .line strong")).to_have_text("May call until 23:30", timeout=8_000)
    form = {"key": str(uuid.uuid4()), "consent_id": str(consent)}
    assert lead.evaluate(POST, ["/desk/consent/revoke", form]) == 200
    polite(page)
    hang_up(page)


def test_a_rule_tightened_reaches_the_open_desk(site: Site, pages: tuple[Page, Page]) -> None:
    page, lead = pages
    site.move_clock("14:00:00", days=1)
    hurry(page)
    next_customer(page)
    press(page, "a")
    state(page, "preview")
    writer = site.one("SELECT id FROM person WHERE login = 'compliance1'")
    since = site.one("SELECT made_at FROM site")
    site.write(
        "INSERT INTO house_rule (kind, reason, rule_id, param, opens, closes, channels, purposes,"
        " products, since, written_by_id, written_at) VALUES ('hours', 'calm afternoons', '', '',"
        " '09:00', '14:05', '[\"call\"]', '[\"collect\"]', '[]', ?, ?, ?)",
        since,
        writer,
        since,
    )
    rule = site.one("SELECT max(id) FROM house_rule")
    heard(page)
    lead.evaluate(POST, [f"/compliance/house/{rule}/approve", {"key": str(uuid.uuid4())}])
    expect(page.locator("#panel-strip .line strong")).to_have_text("May call until 14:05")
    expect(page.locator("#panel-strip")).to_have_attribute("data-js-step", "five")
    assert any("May call until 14:05" in words for words in heard(page))
    press(page, "c")
    state(page, "talking")
    site.move_clock("14:05:00")
    hurry(page)
    polite(page)
    hang_up(page)
    assert errors_of(page) == [] and errors_of(lead) == []
