"""The keys of the desk in a real browser: changed, refused, switched off, kept; and how an offer
calls: title, sound with its switch, notification without a name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_shift import goodbye, press, sign_in, state

pytestmark = pytest.mark.browser

# What the page would have played and shown, kept for looking at.
LISTEN = """
window.tones = 0; window.cards = [];
const node = () => ({ connect: (to) => to, start() { window.tones++; }, stop() {}, frequency: {},
  gain: { setValueAtTime() {}, exponentialRampToValueAtTime() {} } });
window.AudioContext = class { currentTime = 0; destination = {}; state = "running";
  createOscillator = node; createGain = node; };
window.Notification = class { static permission = "granted"; constructor(title, more) {
  window.cards.push([title, more.body ?? "", false]); this.at = window.cards.length - 1; }
  close() { window.cards[this.at][2] = true; } };
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("keys"), customers=20)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def page(site: Site, browser: Any) -> Page:
    return sign_in(browser, site, "agent1")


def kept(site: Site) -> dict[str, Any]:
    found = json.loads(site.one("SELECT keys FROM person WHERE login = 'agent1'"))
    assert isinstance(found, dict)
    return found


def becomes(site: Site, page: Page, wanted: dict[str, Any]) -> None:
    """The page shows a change at once; the server has it a moment later."""
    for _ in range(100):
        if kept(site) == wanted:
            return
        page.wait_for_timeout(50)
    assert kept(site) == wanted


def cap(page: Page, name: str) -> Any:
    return page.locator(f"[data-hotkey='{name}']")


def test_a_key_is_changed_shown_at_once_and_kept(site: Site, page: Page) -> None:
    press(page, "?")
    expect(page.locator("#dialog-help")).to_be_visible()
    cap(page, "r").click()
    press(page, "[")
    expect(cap(page, "r")).to_have_text("[")
    expect(page.locator("[data-key=r] kbd")).to_have_text("[")
    press(page, "Escape", "r")
    state(page, "offline")
    press(page, "[")
    state(page, "offered")
    becomes(site, page, {"r": "["})
    # a pushed panel and another page load show the person's own key as well
    press(page, "?")
    cap(page, "r").click()
    press(page, "r")
    cap(page, "a").click()
    press(page, "y")
    expect(cap(page, "a")).to_have_text("Y")
    becomes(site, page, {"a": "y"})
    page.reload()
    expect(page.locator("[data-key=a] kbd")).to_have_text("Y")
    press(page, "y")
    state(page, "preview")
    becomes(site, page, {"a": "y"})


def test_a_key_in_use_is_refused_in_words_and_nothing_changes(site: Site, page: Page) -> None:
    before = kept(site)
    press(page, "?")
    cap(page, "c").click()
    press(page, "m")
    error = page.locator("#dialog-help [data-error]")
    expect(error).to_contain_text("M is already the key for “Note”. Choose another key for “Call”")
    expect(cap(page, "c")).to_have_text("C")
    cap(page, "group.x").click()  # beside P: a slip would turn a promise into a stop
    press(page, "0")
    expect(error).to_contain_text("0 is already the key")
    cap(page, "group.x").click()
    press(page, "[")
    expect(error).to_contain_text("must not be next to each other")
    expect(cap(page, "group.x")).to_have_text("X")
    assert kept(site) == before
    page.locator("[data-standard-keys]").click()
    expect(cap(page, "a")).to_have_text("A")
    becomes(site, page, {})
    press(page, "Escape")


def test_a_key_typed_in_the_same_frame_as_escape_is_not_lost(site: Site, page: Page) -> None:
    """The field of a dialog just closed still has the focus until the next frame is drawn."""
    told = page.evaluate(
        """() => {
            const dialog = document.querySelector("#dialog-search");
            document.activeElement.blur();
            dialog.showModal();
            dialog.querySelector("input").focus();
            dialog.close();
            const at = document.activeElement;
            at.dispatchEvent(new KeyboardEvent("keydown", { key: "?", bubbles: true }));
            return [at.tagName, document.querySelector("#dialog-help").open];
        }"""
    )
    assert told == ["INPUT", True]
    press(page, "Escape")
    expect(page.locator("#dialog-help")).to_be_hidden()


def test_in_a_field_alt_and_the_key_work_and_single_keys_can_be_switched_off(site: Site, page: Page) -> None:
    press(page, "m")
    page.keyboard.type("gc")
    state(page, "preview")
    press(page, "Alt+c")
    state(page, "talking")
    expect(page.locator("textarea[data-note]")).to_have_value("gc")
    press(page, "Escape", "?")
    page.locator("[data-pref=keys]").uncheck()
    expect(page.locator("body[data-js-alt]")).to_have_count(1)
    press(page, "Escape", "7")
    expect(page.locator("#dialog-help")).to_be_hidden()
    press(page, "Alt+7")
    expect(page.locator(".signal.on")).to_have_count(1)
    press(page, "Alt+t", "Alt+r")
    goodbye(page, "Alt+")
    becomes(site, page, {"off": "1"})
    assert errors_of(page) == []


def test_an_offer_calls_by_title_sound_and_a_card_without_a_name(site: Site, page: Page) -> None:
    page.add_init_script(LISTEN)
    page.reload()
    page.evaluate("Object.defineProperty(document, 'hidden', { get: () => true })")
    press(page, "Alt+e")
    state(page, "offered")
    expect(page).to_have_title("● Customer waiting")
    name = page.locator("#panel-customer h1").inner_text().split("\n")[0]
    assert page.evaluate("window.tones") == 2
    assert page.evaluate("window.cards") == [["Customer waiting", "", False]]
    assert name and name not in json.dumps(page.evaluate("window.cards"), ensure_ascii=False)
    press(page, "Alt+a")
    state(page, "preview")
    expect(page).to_have_title("Desk")
    assert page.evaluate("window.cards[0][2]") is True
    press(page, "Alt+?")
    with page.expect_response("**/me/sound"):
        page.locator("[data-pref=sound]").uncheck()
    page.locator("[data-pref=keys]").check()
    becomes(site, page, {})
    press(page, "Escape")
    page.reload()
    expect(page.locator("[data-pref=sound]")).not_to_be_checked()
    press(page, "g", "1", "r")
    state(page, "offered")
    expect(page).to_have_title("● Customer waiting")
    assert page.evaluate("window.tones") == 0
    assert site.one("SELECT sound FROM person WHERE login = 'agent1'") == 0
    assert errors_of(page) == []


UNBOUND = """() => {
    const shown = (e) => e && !e.disabled && e.offsetParent !== null;
    const acts = (id) => document.querySelector(`[data-group="${id.slice(6)}"]`)
        ? [...document.querySelectorAll(`[data-group="${id.slice(6)}"] [data-second]`)].some(shown)
        : [...document.querySelectorAll("[data-key]")]
            .some((e) => (e.dataset.keyId ?? e.dataset.key) === id && shown(e));
    const rows = [...document.querySelectorAll("[data-hotkey]")];
    const bound = new Set(rows.filter((r) => acts(r.dataset.hotkey)).map((r) => r.dataset.standard));
    return [...new Set(rows.map((r) => r.dataset.standard))].filter((key) => !bound.has(key));
}"""


def each_key_says_why(page: Page) -> int:
    """Press each key that has nothing to do just now. Each says why, and nothing moves."""
    before = page.locator("#panel-shift").get_attribute("data-state")
    keys = page.evaluate(UNBOUND)
    for key in keys:
        page.evaluate("document.querySelector('#quiet').hidden = true")
        press(page, key)
        assert page.locator("#quiet").is_visible(), (before, key)
    assert page.locator("#panel-shift").get_attribute("data-state") == before
    return len(keys)


def test_a_key_that_cannot_act_says_why_in_every_state(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent2")
    said = [each_key_says_why(page)]
    press(page, "r")
    state(page, "offered")
    said.append(each_key_says_why(page))
    press(page, "Enter", "Enter")  # accepts, and does not call
    state(page, "preview")
    expect(page.locator(".say-card.now")).to_be_focused()
    said.append(each_key_says_why(page))
    press(page, "c")
    state(page, "talking")
    said.append(each_key_says_why(page))
    press(page, " ", "Enter", "j", "j")
    expect(page.locator(".objections[open]")).to_have_count(0)  # J closes what J opened
    press(page, "j", "7")
    expect(page.locator(".situation")).to_be_visible()
    page.locator(".situation .link").click()
    press(page, "m")
    dead = "new KeyboardEvent('keydown', { key: 'Dead', code: 'KeyE', altKey: true, bubbles: true, cancelable: true })"
    assert page.evaluate(f"document.activeElement.dispatchEvent({dead})"), "Option + E is a letter in a field"
    press(page, "Escape", "p", "p")
    expect(page.locator(".oform form")).to_be_visible()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.type("115056")
    expect(page.locator(".signal.on")).to_have_count(0)  # what is typed beside the form is no mark
    press(page, "Escape", "t", "r")
    expect(page.locator(".recorded")).to_be_visible()
    state(page, "talking")
    assert not page.evaluate("document.activeElement.matches('[data-act=hangup], [data-act=end_wrap_up]')")
    said.append(each_key_says_why(page))
    press(page, "h")
    state(page, "wrap_up")
    said.append(each_key_says_why(page))
    for gap in (100, 400, 700):
        press(page, "Enter")
        page.wait_for_timeout(gap)
        press(page, "Enter")
        state(page, "wrap_up")
    assert min(said) >= 8, said
    assert errors_of(page) == []
