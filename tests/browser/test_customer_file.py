"""A wish put on file with the keyboard alone: the strip turns, the call is shut, the file lists it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_pages import AXE
from tests.browser.test_shift import press, sign_in, state

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("file"), customers=20)
    yield made
    made.stop()


def test_a_wish_goes_on_file_by_keyboard_and_the_strip_changes(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent1")
    press(page, "r")
    state(page, "offered")
    press(page, "a")
    state(page, "preview")
    strip = page.locator("#panel-strip")
    expect(strip).not_to_have_class("strip red")
    press(page, "i")
    dialog = page.locator("#dialog-file")
    expect(dialog).to_be_visible()
    expect(dialog.locator("[data-wish]")).to_be_focused()
    page.keyboard.type("Not at these")
    expect(dialog.locator("[data-wish]")).to_have_value("time_refused")
    expect(dialog.locator("[name=opens]")).to_be_visible()
    expect(dialog.locator("[name=person]")).to_be_hidden()
    for _ in range(10):  # who, eight channels, then the hours
        page.keyboard.press("Tab")
    expect(dialog.locator("[name=opens]")).to_be_focused()
    page.keyboard.type("08:00")
    dialog.locator("[name=closes]").focus()
    page.keyboard.type("22:00")
    dialog.locator("[name=wording]").focus()
    page.keyboard.type("i work nights")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_be_hidden()
    expect(strip).to_have_class("strip red")
    expect(page.locator("[data-act=call][data-key=c]")).to_be_disabled()
    assert site.one("SELECT kind FROM request") == "time_refused"
    assert site.one("SELECT wording FROM request") == "i work nights"
    assert site.one("SELECT scope FROM request") == '{"hours": [["08:00", "22:00"]]}'
    press(page, "i")
    expect(dialog.locator(".file-list")).to_contain_text("08:00-22:00")
    expect(dialog.locator(".file-list")).to_contain_text("under review")
    expect(dialog.locator("[name=wording]")).to_have_value("")
    page.evaluate(AXE)
    found = page.evaluate("() => axe.run('#dialog-file', {runOnly: ['wcag2a', 'wcag2aa']})")
    assert found["violations"] == [], [v["id"] for v in found["violations"]]
    dialog.locator("summary", has_text="Propose a visit").click()
    dialog.locator("[name=visit_reason]").fill("asks to talk at home")
    dialog.locator("[data-act=propose_visit]").click()
    expect(dialog.locator("[data-error]")).to_contain_text("This customer cannot be visited")
    press(page, "Escape")
    expect(dialog).to_be_hidden()
    assert errors_of(page) == []


def test_a_refused_form_says_why_and_keeps_what_was_typed(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent2")
    press(page, "r")
    state(page, "offered")
    press(page, "a")
    state(page, "preview")
    press(page, "i")
    page.keyboard.type("Not by this")
    page.locator("#dialog-file [name=wording]").focus()
    page.keyboard.type("no more calls")
    page.keyboard.press("Control+Enter")
    error = page.locator("#dialog-file > form > [data-error]")
    expect(error).to_have_text("Choose at least one channel.")
    expect(page.locator("#dialog-file [name=wording]")).to_have_value("no more calls")
    page.locator("#dialog-file [name=channels][value=call]").focus()
    page.keyboard.press("Space")
    page.locator("#dialog-file [name=wording]").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#dialog-file")).to_be_hidden()
    expect(page.locator("#panel-strip")).to_have_class("strip red")
    assert site.one("SELECT scope FROM request WHERE kind = 'medium_refused'") == ('{"channels": ["call"]}')
