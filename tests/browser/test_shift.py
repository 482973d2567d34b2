"""A whole shift in a real browser, by keyboard alone; the database agrees after each step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_errors import collect_errors, errors_of
from tests.browser.serving import PASSWORD, Site

pytestmark = pytest.mark.browser
# What a browser itself says of a refused form, and of a server that is down.
EXPECTED = ("ERR_", "WebSocket", "Failed to load resource")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"))
    yield made
    made.stop()


def sign_in(browser: Any, site: Site, login: str, path: str = "/desk", *, url: str = "", **more: Any) -> Page:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **more)
    page: Page = context.new_page()
    collect_errors(page, expected=EXPECTED)
    page.goto(f"{url or site.url}/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path}")
    expect(page.locator("#truth")).to_have_attribute("data-state", "live", timeout=10_000)
    return page


def state(page: Page, wanted: str) -> None:
    expect(page.locator("#panel-shift")).to_have_attribute("data-state", wanted, timeout=10_000)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def goodbye(page: Page, alt: str = "") -> None:
    """The outcome is recorded: hang up if somebody is on the line, and say why something was not said."""
    expect(page.locator(".recorded")).to_be_visible(timeout=10_000)
    if page.locator("#panel-shift").get_attribute("data-state") == "talking":
        press(page, f"{alt}h")
    state(page, "wrap_up")
    if page.locator("[data-unsaid]").count():
        press(page, f"{alt}v")
        expect(page.locator("#dialog-not_said")).to_be_visible()
        press(page, f"{alt}4")
        expect(page.locator("[data-unsaid]")).to_have_count(0)


def talk(page: Page) -> int:
    """Take the offer, call, and wait until somebody answers. Return the token."""
    state(page, "offered")
    press(page, "a")
    state(page, "preview")
    press(page, "c")
    state(page, "talking")
    return int(page.locator("#main").get_attribute("data-token") or 0)


def confirm(page: Any) -> None:
    """Press the key that records what the form has said back."""
    page.wait_for_selector("[data-said][data-js-ready]")
    press(page, "End", "Enter")  # the key that said it back is not the one that records
    expect(page.locator("#quiet")).to_have_text("Ctrl ↵ sends this form.")
    press(page, "End", "Control+Enter")


def recorded(site: Site, token: int) -> str:
    return str(site.one("SELECT code FROM outcome WHERE handout_id = ? ORDER BY id DESC LIMIT 1", token))


def test_a_shift_of_twenty_customers_by_keyboard_alone(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent1")
    press(page, "r")
    plan = ["promise", "callback", "WN", "dispute", "CEASE", "correct", "inbound", *["REF"] * 13]
    for number, kind in enumerate(plan):
        token = talk(page)
        assert site.one("SELECT count(*) FROM handout WHERE ended_at IS NULL AND id = ?", token) == 1
        press(page, "v")
        expect(page.locator(".steps .mark.said")).to_have_count(1)
        press(page, "7")
        expect(page.locator(".signal.on")).to_have_count(1)
        assert site.one("SELECT count(*) FROM signal WHERE handout_id = ?", token) == 1
        if number == 0:
            press(page, "m")
            page.keyboard.type("says he is paid on Friday")
            press(page, "Escape")
        if kind == "promise":
            press(page, "p", "r")
            expect(page.locator(".oform")).to_be_visible()
            page.keyboard.type("0")
            press(page, "Enter")
            expect(page.locator(".oform [data-error]")).to_be_visible()
            press(page, "Control+a")
            page.keyboard.type("500")
            press(page, "Enter", "Enter")  # the second one comes too soon: it records nothing
            expect(page.locator("[data-said]")).to_have_text(re.compile(r"^Promise in part: NT\$500 on \w{3} \d"))
            assert site.one("SELECT count(*) FROM outcome WHERE handout_id = ?", token) == 0
            confirm(page)
            expect(page.locator(".recorded h2")).to_contain_text("NT$500 on")
            goodbye(page)
            assert site.one("SELECT amount_minor FROM instalment ORDER BY id DESC LIMIT 1") == 50_000
            assert site.one("SELECT note FROM outcome WHERE handout_id = ?", token) == ("says he is paid on Friday")
        elif kind == "callback":
            press(page, "p", "c")
            expect(page.locator(".oform")).to_be_visible()
            press(page, "Enter")
            confirm(page)
            goodbye(page)
            assert site.one("SELECT reason FROM entry WHERE own_kind = 'callback'") == "callback"
        elif kind == "dispute":
            press(page, "d", "d")
            expect(page.locator(".oform")).to_be_visible()
            page.keyboard.type("paid half\nin March 7")
            press(page, "Tab")
            expect(page.locator(".oform [type=submit]")).to_be_focused()
            press(page, "Control+Enter", "Control+Enter")  # the second one comes too soon: it records nothing
            said = page.locator("[data-said]")
            expect(said).to_have_text("Disputes the amount: “paid half in March 7”")
            assert site.one("SELECT count(*) FROM outcome WHERE handout_id = ?", token) == 0
            page.wait_for_selector("[data-said][data-js-ready]")
            press(page, "Control+Enter")
            goodbye(page)
            assert site.one("SELECT count(*) FROM request WHERE kind = 'dispute'") == 1
        elif kind == "correct":
            press(page, "t", "r")
            goodbye(page)
            press(page, "k", "t", "h")
            expect(page.locator(".oform")).to_be_visible()
            press(page, "Enter")
            expect(page.locator(".recorded h2")).to_contain_text("Hung up")
            assert site.one("SELECT count(*) FROM outcome WHERE handout_id = ?", token) == 2
            assert recorded(site, token) == "HUP"
        else:
            group, second = {"WN": ("o", "w"), "CEASE": ("x", "c")}.get(kind, ("t", "r"))
            press(page, group, second)
            goodbye(page)
            assert recorded(site, token) == {"WN": "WN", "CEASE": "CEASE"}.get(kind, "REF")
        if kind == "WN":
            assert site.one("SELECT count(*) FROM customer_phone WHERE status = 'wrong'") == 1
        if kind == "CEASE":
            assert site.one("SELECT count(*) FROM request WHERE kind = 'cease'") == 1
        if kind == "inbound":
            press(page, "b")
            expect(page.locator("#dialog-break")).to_be_visible()
            press(page, "1")
            press(page, "e")
            state(page, "on_break")
            caller = site.one(
                "SELECT external_id FROM customer WHERE id = (SELECT customer_id FROM outcome WHERE code = 'WN')"
            )
            press(page, "/")
            page.keyboard.type(str(caller))
            expect(page.locator("#found button")).to_have_count(1)
            press(page, "Enter")
            state(page, "talking")
            press(page, "t", "r")
            goodbye(page)
            press(page, "e")
            state(page, "on_break")
            press(page, "r")
        else:
            press(page, "e")
    state(page, "offered")
    assert site.one("SELECT count(*) FROM outcome WHERE corrects_id IS NULL") == 21
    assert errors_of(page) == []
    press(page, "q")


def test_a_promise_call_takes_eight_strokes_besides_one_for_each_card(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent2")
    press(page, "r")
    state(page, "offered")
    strokes: list[str] = []

    def stroke(*keys: str) -> None:
        strokes.extend(keys)
        press(page, *keys)

    stroke("a")
    state(page, "preview")
    stroke("c")
    state(page, "talking")
    token = int(page.locator("#main").get_attribute("data-token") or 0)
    open_marks = page.locator(".steps .mark:not(.said)")
    while left := open_marks.count():  # one for each card that is said: S, and V for the identity, which is checked
        press(page, "v" if page.locator(".say-card.now [data-disclosure=identity]").count() else "s")
        expect(open_marks).to_have_count(left - 1)
    stroke("p", "p")
    expect(page.locator(".oform")).to_be_visible()
    stroke("Enter")
    page.wait_for_selector("[data-said][data-js-ready]")
    said = page.locator("[data-said]").inner_text()
    assert re.match(r"Promise NT\$[\d,]+ on \w{3} \d+ \w{3}$", said), said
    stroke("Control+Enter")
    expect(page.locator(".recorded h2")).to_have_text(said)  # what is on record is what was said back
    stroke("h")
    state(page, "wrap_up")
    expect(page.locator("[data-unsaid]")).to_have_count(0)
    stroke("e")
    state(page, "offered")
    assert recorded(site, token) == "PTP"
    assert len(strokes) == 8, strokes
    press(page, "d", "1", "q")
    page.context.close()


def test_a_push_never_overwrites_what_is_being_typed_and_a_reload_loses_nothing(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent2")
    press(page, "r")
    token = talk(page)
    press(page, "m")
    page.keyboard.type("first words")
    page.evaluate("document.querySelector('[data-act=signal]').click()")
    expect(page.locator(".signal.on")).to_have_count(1)
    page.keyboard.type(" and more")
    assert page.locator("textarea[data-note]").input_value() == "first words and more"
    press(page, "Escape")
    expect(page.locator(".saved")).to_have_text("saved", timeout=8_000)
    page.reload()
    state(page, "talking")
    assert page.locator("textarea[data-note]").input_value() == "first words and more"
    assert int(page.locator("#main").get_attribute("data-token") or 0) == token
    press(page, "t", "r")
    goodbye(page)
    press(page, "e")
    state(page, "offered")
    assert page.locator("textarea[data-note]").input_value() == ""
    assert errors_of(page) == []
    press(page, "a", "g", "1")
    press(page, "q")


def test_a_cut_and_a_restart_are_shown_and_healed(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent3")
    press(page, "r")
    token = talk(page)
    site.stop()
    expect(page.locator("#truth")).not_to_have_attribute("data-state", "live", timeout=8_000)
    press(page, "t", "r")  # goes in once the server is back
    expect(page.locator("#truth-waiting")).to_contain_text("to send")
    site.start()
    goodbye(page)
    expect(page.locator("#truth")).to_have_attribute("data-state", "live", timeout=8_000)
    assert site.one("SELECT count(*) FROM outcome WHERE handout_id = ?", token) == 1
