"""The cable is cut while an agent works: said honestly, nothing lost, everything goes in once, and
the screen is right within 5 s of the line's return. Two tabs; a page that slept."""

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
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("cut"), customers=20)
    yield made
    made.cable.mend()
    made.stop()


@pytest.fixture(scope="module")
def tabs(site: Site, browser: Any) -> tuple[Page, Page]:
    """One agent on two machines: the first behind the cable, the second with a line of its own."""
    behind = sign_in(browser, site, "agent1", url=f"http://127.0.0.1:{site.cable.port}")
    return behind, sign_in(browser, site, "agent1")


def truth(page: Page, word: str, patience: float = 15) -> None:
    expect(page.locator("#truth")).to_have_attribute("data-state", word, timeout=patience * 1000)


def outcomes(site: Site, token: int) -> int:
    return int(site.one("SELECT count(*) FROM outcome WHERE handout_id = ?", token))


def test_a_cut_while_typing_loses_nothing_and_doubles_nothing(site: Site, tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    press(page, "r")
    token = talk(page)
    press(page, "m")
    page.keyboard.type("he will ")
    site.cable.cut()
    page.keyboard.type("pay ")
    press(page, "Escape")  # leaving the field saves: this request hangs in the cut
    truth(page, "reconnecting")
    press(page, "m")
    page.keyboard.type("on Friday")
    truth(page, "stale")
    word = page.locator("#truth").inner_text()
    assert word.startswith("out of date since") and word.split()[4].count(":") == 2, word
    expect(page.locator("#cut")).to_be_visible()
    press(page, "Escape", "v", "t", "r", "t", "r")  # pressed twice: one outcome
    expect(page.locator("#truth-waiting")).to_contain_text("to send")
    state(page, "talking")  # nothing is shown as done that is not
    assert outcomes(site, token) == 0
    site.cable.mend()
    truth(page, "live", 5)
    goodbye(page)
    state(other, "wrap_up")
    expect(page.locator("#truth-waiting")).to_be_hidden(timeout=10_000)
    expect(page.locator("#cut")).to_be_hidden()
    assert outcomes(site, token) == 1
    assert site.one("SELECT note FROM outcome WHERE handout_id = ?", token) == ("he will pay on Friday")
    expect(page.locator(".saved")).to_have_text("saved", timeout=8_000)
    draft = site.one("SELECT text FROM draft WHERE handout_id = ?", token)
    assert draft == "he will pay on Friday", "what was typed while an older save hung"
    said = "SELECT count(*) FROM disclosure WHERE handout_id = ? AND state = 'said'"
    assert site.one(said, token) == 1


def test_a_reload_in_the_middle_of_a_cut_keeps_the_note(site: Site, tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    press(other, "e")
    token = talk(other)
    state(page, "talking")
    site.cable.cut()
    press(page, "m")
    page.keyboard.type("typed in the dark")
    page.evaluate("location.reload()")
    site.cable.mend()
    page.wait_for_load_state()
    truth(page, "live", 10)
    expect(page.locator("textarea[data-note]")).to_have_value("typed in the dark")
    expect(page.locator(".saved")).to_have_text("saved", timeout=8_000)
    assert site.one("SELECT text FROM draft WHERE handout_id = ?", token) == "typed in the dark"


def test_a_page_that_slept_is_right_again_when_it_wakes(site: Site, tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    wire = page.context.new_cdp_session(page)
    wire.send("Page.setWebLifecycleState", {"state": "frozen"})
    press(other, "t", "r")
    goodbye(other)
    press(other, "e")
    state(other, "offered")
    wire.send("Page.setWebLifecycleState", {"state": "active"})
    state(page, "offered")
    truth(page, "live", 5)
    assert page.locator("#main").get_attribute("data-token") == other.locator("#main").get_attribute("data-token")
    press(page, "a")
    state(other, "preview")


def test_a_server_that_starts_anew_is_found_within_5_s(site: Site, tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    site.stop()
    truth(other, "reconnecting", 5)
    site.start()
    truth(other, "live", 5)
    truth(page, "live", 5)
    press(other, "c")
    state(page, "talking")
    # no listener is added by coming back: one socket, one answer to one key
    for tab in tabs:
        assert tab.evaluate("document.querySelectorAll('#panel-shift').length") == 1
    before = site.one("SELECT count(*) FROM signal")
    press(other, "7")
    expect(page.locator(".signal.on")).to_have_count(1)
    assert site.one("SELECT count(*) FROM signal") == before + 1
    assert errors_of(page) == [] and errors_of(other) == []


def test_a_ready_that_waits_in_a_cut_never_undoes_the_break_after_it(site: Site, tabs: tuple[Page, Page]) -> None:
    page, other = tabs
    press(other, "q")  # off the shift when this customer is done
    press(other, "t", "r")
    goodbye(other)
    press(other, "e")
    state(page, "offline")
    site.write("UPDATE entry SET state = 'closed' WHERE state = 'waiting'")
    site.cable.cut()
    truth(page, "reconnecting")
    press(page, "r")
    expect(page.locator("#truth-waiting")).to_contain_text("1")
    press(page, "b", "2")
    expect(page.locator("#truth-waiting")).to_contain_text("to send")
    site.cable.mend()
    truth(page, "live", 10)
    state(page, "on_break")
    expect(page.locator("#truth-waiting")).to_be_hidden(timeout=10_000)  # nothing waits any more
    assert site.one("SELECT state || ' ' || reason FROM agent WHERE id = 1") == "on_break meal"


@pytest.mark.parametrize(("keys", "ends"), [("b 2 e", "on_break meal"), ("q e", "offline ")])
def test_no_customer_comes_when_the_break_is_slower_than_the_end_of_the_wrap_up(
    site: Site, browser: Any, keys: str, ends: str
) -> None:
    page = sign_in(browser, site, "agent2")
    site.write("UPDATE entry SET state = 'waiting' WHERE state = 'closed'")
    press(page, "r")
    state(page, "offered")
    token = talk(page)
    press(page, "t", "r")
    goodbye(page)
    page.evaluate("""() => {
        const send = WebSocket.prototype.send;
        const slow = (frame) => /"(pause|offline)"/.test(frame);
        WebSocket.prototype.send = function (frame) {
            setTimeout(() => send.call(this, frame), slow(frame) ? 400 : 0);
        };
    }""")
    press(page, *keys.split())
    state(page, ends.split()[0])
    assert site.one("SELECT max(id) FROM handout WHERE agent_id = 2") == token
    assert site.one("SELECT state || ' ' || reason FROM agent WHERE id = 2").startswith(ends)
    page.context.close()


def test_what_is_pressed_goes_in_after_a_cut_of_80_seconds(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent2", url=f"http://127.0.0.1:{site.cable.port}")
    press(page, "r")
    state(page, "offered")
    token = talk(page)
    press(page, "t", "r")
    goodbye(page)
    site.cable.cut()
    truth(page, "reconnecting")
    page.clock.install()
    press(page, "e", "e")
    expect(page.locator("#truth-waiting")).to_contain_text("1 ")
    page.clock.run_for(80_000)
    expect(page.locator("#truth-waiting")).to_contain_text("1 ")
    site.cable.mend()
    state(page, "offered")
    expect(page.locator("#truth-waiting")).to_be_hidden()
    assert site.one("SELECT max(id) FROM handout WHERE agent_id = 2") > token
    page.context.close()


def test_danger_waits_for_no_connection(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent3", url=f"http://127.0.0.1:{site.cable.port}")
    press(page, "r")
    token = talk(page)
    press(page, "j")  # an open tray and an open form hold the key back as little as the cut does
    press(page, "z")
    site.cable.cut()
    truth(page, "reconnecting")
    page.evaluate("document.activeElement.blur()")
    press(page, "!")
    alone = page.locator("#dialog-alone")
    expect(alone).to_contain_text("Are you safe right now?")
    expect(alone.locator(".number:visible")).to_have_text(["12356", "110", "120"])
    expect(alone).to_contain_text("nobody is alarmed yet")
    assert site.one("SELECT count(*) FROM alarm") == 0
    site.cable.mend()
    expect(page.locator("#panel-safety h1")).to_have_text("Risk of self-harm", timeout=15_000)
    expect(alone).to_be_hidden()
    assert site.one("SELECT handout_id FROM alarm") == token  # raised once, by itself
    page.context.close()
