"""One call in a real browser: three signals move the words; a struck reason is undone exactly."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_shift import goodbye, press, sign_in, state, talk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("words"), customers=20)
    with contextlib.closing(sqlite3.connect(made.folder / "console.db")) as base:
        base.execute("DELETE FROM balance_month")  # nothing is known: the prior alone speaks
        base.commit()
    yield made
    made.stop()


def share(page: Page, state_of_mind: str) -> int:
    return int(page.locator(f".bar.{state_of_mind} meter").get_attribute("value") or 0)


def at_step(page: Page, step: str) -> str:
    """Go to a step of the call. Return the words marked "now"."""
    page.locator(f"[data-act=step][data-step={step}]").click()
    expect(page.locator(f"[data-step={step}]")).to_have_attribute("aria-current", "step")
    return page.locator(".say-card.now .say").inner_text()


def words(page: Page) -> dict[str, str]:
    return {step: at_step(page, step) for step in ("open", "offer", "close")}


def test_three_signals_change_the_words_and_the_record_tells_it_all(place: Site, browser: Any) -> None:
    page = sign_in(browser, place, "agent1")
    press(page, "r")
    token = talk(page)
    assert 25 <= share(page, "fear") <= 35
    press(page, "v")
    expect(page.locator(".steps .mark.said")).to_have_count(1)
    press(page, "v")
    expect(page.locator(".steps .mark.said")).to_have_count(2)
    press(page, "v")
    expect(page.locator(".steps .mark.said")).to_have_count(3)
    neutral = words(page)
    for number, key in enumerate(("7", "8", "9"), 1):
        press(page, key)
        expect(page.locator(".signal.on")).to_have_count(number)
    assert share(page, "fear") > 70
    afraid = words(page)
    assert all(afraid[step] != neutral[step] for step in neutral), (neutral, afraid)
    expect(page.locator(".steps .mark.said")).to_have_count(3)

    sure = share(page, "fear")
    page.locator(".reasons summary").click()
    strike = page.locator(".reasons [data-act=strike]").first
    strike.click()
    expect(page.locator(".reasons li.struck")).to_have_count(1)
    assert share(page, "fear") < sure
    page.locator(".reasons li.struck [data-act=strike]").click()
    expect(page.locator(".reasons li.struck")).to_have_count(0)
    assert share(page, "fear") == sure, "undone exactly"

    press(page, "m")
    page.keyboard.type("客户说不想活了")
    expect(page.locator(".heard[data-kind=cue]")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".strip .said.cue")).to_be_visible(timeout=8000)
    press(page, "t", "r")
    goodbye(page)
    count = "SELECT count(*) FROM {} WHERE handout_id = ?"
    assert place.one(count.format("signal") + " AND kind = 'signal' AND undone_at IS NULL", token) == 3
    assert place.one(count.format("signal") + " AND kind = 'strike' AND undone_at IS NOT NULL", token) == 1
    assert place.one(count.format("disclosure") + " AND state = 'said'", token) == 3
    assert place.one(count.format("speech_finding") + " AND kind = 'self_harm'", token) == 1
    shown = place.one("SELECT group_concat(point, ' ') FROM point_shown WHERE handout_id = ?", token)
    assert "call.fear.*.open.v11" in shown and "call.*.*.open.v11" in shown
    assert place.one(count.format("point_shown") + " AND said_at IS NOT NULL", token) >= 1
    assert errors_of(page) == []


def test_a_call_goes_from_leaning_through_one_question_to_sure(place: Site, browser: Any) -> None:
    page = sign_in(browser, place, "agent2")
    press(page, "r")
    talk(page)
    for number in (1, 2, 3):
        press(page, "v")
        expect(page.locator(".steps .mark.said")).to_have_count(number)
    neutral = at_step(page, "offer")
    press(page, "9")
    expect(page.locator(".signal.on[data-signal=fears_consequence]")).to_be_visible()
    expect(page.locator(".badge.leaning")).to_have_count(0)
    press(page, "7")
    expect(page.locator(".badge.leaning")).to_be_visible()
    leaning = page.locator(".say-card.now .say").inner_text()
    assert leaning != neutral
    press(page, "]")
    expect(page.locator(".say-card.now .say")).to_have_text(neutral)
    expect(page.locator(".badge.leaning")).to_have_count(0)
    press(page, "]")
    expect(page.locator(".badge.leaning")).to_be_visible()

    at_step(page, "cause")
    asked = page.locator(".ask .asked").inner_text()
    dreaded = page.locator(".ask [data-answer=dreaded], .ask [data-answer=knew]")
    press(page, "=", dreaded.get_attribute("data-second") or "")
    expect(page.locator(".ask .signal.on")).to_have_count(1)
    expect(page.locator(".badge.leaning")).to_have_count(0)
    expect(page.locator(".bar.fear.top.sure")).to_be_visible()
    assert page.locator(".ask .asked").inner_text() == asked, "the answer stays in view, to be taken back"
    at_step(page, "ability")
    expect(page.locator(".ask .asked")).not_to_have_text(asked)
    press(page, "t", "r")
    goodbye(page)
    assert errors_of(page) == []


def test_a_message_is_written_and_no_words_of_another_customer_get_into_the_form(place: Site, browser: Any) -> None:
    page = sign_in(browser, place, "agent3")
    late: list[Any] = []
    page.route("**/desk/message/words", lambda route: late.append(route) if not late else route.continue_())
    press(page, "r")
    state(page, "offered")
    press(page, "a")
    state(page, "preview")
    box, list_of = page.locator("#dialog-message"), page.locator("#dialog-message [data-message-words] option")
    press(page, "a")
    expect(box).to_be_visible()
    expect(list_of).to_have_count(1)
    press(page, "Escape")
    expect(box).to_be_hidden()
    press(page, "a")
    expect(list_of).not_to_have_count(1)
    shown = list_of.all_inner_texts()
    words = '{"ok": true, "words": [{"template": "x", "text": "of another", "step": {"en": "", "zh": ""}}]}'
    with page.expect_response("**/desk/message/words"):
        late[0].fulfill(status=200, content_type="application/json", body=words)
    expect(list_of).to_have_text(shown)

    text, check = page.locator("[data-message-text]"), page.locator("[data-message-check]")
    text.fill("今天不还就抓你")
    expect(check.locator(".bad").first).to_be_visible()
    assert check.locator(".bad").first.evaluate("e => getComputedStyle(e).color") != text.evaluate(
        "e => getComputedStyle(e).color"
    )
    press(page, "Control+Enter")
    expect(box.locator("[data-error]")).to_be_visible()
    text.fill("请联系我们。")
    expect(check.locator(".bad")).to_have_count(0)
    box.locator("[data-act=message]").click()
    expect(box).to_be_hidden()
    expect(page.locator(".messages > li.out .said")).to_contain_text("请联系我们。")
    assert errors_of(page) == []
