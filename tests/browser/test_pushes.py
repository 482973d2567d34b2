"""Pushes into a page that is being used: while typing, while composing, under an open dialog, and
at the change to the next customer. The pushes come from a second tab of the same agent."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_shift import goodbye, press, sign_in, state, talk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def two_tabs(tmp_path_factory: pytest.TempPathFactory, browser: Any) -> Iterator[tuple[Page, Page]]:
    site = Site(tmp_path_factory.mktemp("pushes"), customers=40)
    first = sign_in(browser, site, "agent1")
    second = sign_in(browser, site, "agent1")
    press(first, "r")
    talk(first)
    state(second, "talking")
    yield first, second
    site.stop()


def push(second: Page, first: Page, key: str) -> None:
    """Mark a signal in the second tab and wait until the first one shows it."""
    before = first.locator(".signal.on").count()
    press(second, key)
    expect(first.locator(".signal.on")).to_have_count(before + 1)


def note(page: Page) -> Any:
    return page.locator("textarea[data-note]")


def test_a_push_while_typing_keeps_the_text_and_the_place(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    press(first, "m")
    first.keyboard.type("asks for thre")
    push(second, first, "1")
    first.keyboard.type("e parts")
    expect(note(first)).to_have_value("asks for three parts")
    expect(note(first)).to_be_focused()


def test_a_push_while_composing_keeps_the_composition(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    note(first).focus()
    note(first).fill("")
    wire = first.context.new_cdp_session(first)
    wire.send("Input.imeSetComposition", {"text": "ke hu", "selectionStart": 5, "selectionEnd": 5})
    push(second, first, "2")
    expect(note(first)).to_have_value("ke hu")
    expect(note(first)).to_be_focused()
    wire.send("Input.insertText", {"text": "客户"})
    expect(note(first)).to_have_value("客户")


def test_a_push_under_an_open_dialog_freezes_nothing(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    press(first, "Escape", "/")
    expect(first.locator("#dialog-search")).to_be_visible()
    first.keyboard.type("UCI-00")
    push(second, first, "4")
    first.keyboard.type("148")
    expect(first.locator("[data-search]")).to_have_value("UCI-00148")
    press(first, "Escape")
    expect(first.locator("#dialog-search")).to_be_hidden()
    push(first, second, "5")


def test_what_is_answered_but_not_yet_drawn_is_not_ticked_again(two_tabs: tuple[Page, Page]) -> None:
    """V V V with the answers before the pushes: each V is a tick of its own."""
    page, _ = two_tabs
    held: list[Any] = []

    def line(near: Any) -> None:
        far = near.connect_to_server()
        far.on_message(lambda message: held.append(message) if holds else near.send(message))
        lines.append(near)

    lines: list[Any] = []
    holds = False
    page.route_web_socket("**/socket.io/**", line)
    page.reload()
    expect(page.locator("#truth")).to_have_attribute("data-state", "live")
    expect(page.locator(".steps .mark")).to_have_count(3)
    holds = True
    for _tick in range(3):
        with page.expect_response("**/desk/disclosure") as said:
            press(page, "v")
        assert said.value.json()["ok"]
        page.wait_for_timeout(50)  # the page has read the answer
    expect(page.locator(".steps .mark.said")).to_have_count(0)
    holds = False
    for message in held:
        lines[-1].send(message)
    expect(page.locator(".steps .mark.said")).to_have_count(3)


def test_nothing_is_carried_over_to_the_next_customer(two_tabs: tuple[Page, Page]) -> None:
    first, second = two_tabs
    token = first.locator("#main").get_attribute("data-token")
    press(first, "t", "r")
    goodbye(first)
    press(first, "e")
    talk(first)
    assert first.locator("#main").get_attribute("data-token") != token
    expect(note(first)).to_have_value("")
    expect(first.locator(".signal.on")).to_have_count(0)
    expect(note(second)).to_have_value("")
    assert errors_of(first) == [] and errors_of(second) == []


def test_an_outcome_that_overtakes_an_older_save_is_no_other_tab(two_tabs: tuple[Page, Page]) -> None:
    """A save that hangs comes in after the outcome that carried the whole note: it is in there already."""
    page, _ = two_tabs
    held: list[Any] = []

    def hang(route: Any) -> None:
        held.append(route)

    page.route("**/desk/note", hang, times=1)
    press(page, "m")
    page.keyboard.type("he will ")
    press(page, "Escape", "m")
    page.keyboard.type("pay")
    press(page, "Escape", "t", "r")
    goodbye(page)
    assert len(held) == 1
    with page.expect_response("**/desk/note") as older:
        held[0].continue_()
    assert older.value.json()["theirs"] == "he will pay"
    expect(page.locator(".saved")).to_have_text("saved", timeout=8_000)
    expect(note(page)).to_have_value("he will pay")
    assert errors_of(page) == []
