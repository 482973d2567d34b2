"""Guidance by keys alone, profiling explained and refused, an offer taken, words that move the mind."""

from __future__ import annotations

import contextlib
import itertools
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from console.domain.guidance import STEP_KEYS
from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_shift import goodbye, press, sign_in, state, talk

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("keys"), customers=30)
    with contextlib.closing(sqlite3.connect(made.folder / "console.db")) as base:
        base.execute("DELETE FROM balance_month")  # nothing is known: the prior alone speaks
        base.commit()
    yield made
    made.stop()


@pytest.fixture(scope="module")
def page(place: Site, browser: Any) -> Iterator[Page]:
    made = sign_in(browser, place, "agent1")
    press(made, "r")
    yield made
    assert errors_of(made) == []


def steps_shown(page: Page) -> set[str]:
    cards = page.locator(".say-card[data-point]")
    names = {(card.get_attribute("data-point") or "").split(".")[3] for card in cards.all()}
    assert cards.count() <= 3 and page.locator(".say-card.now").count() == 1
    return names


def now_at(page: Page, step: str) -> None:
    expect(page.locator(f"[data-step={step}]")).to_have_attribute("aria-current", "step")


def next_customer(page: Page, *outcome: str) -> None:
    press(page, "h")
    state(page, "talked")
    press(page, *outcome)
    goodbye(page)
    press(page, "e")


def test_each_card_takes_one_key_and_shift_takes_it_back(place: Site, page: Page) -> None:
    token = talk(page)
    keys = {"verify": "v"}  # the identity is checked and not said
    for step, after in itertools.pairwise(STEP_KEYS):
        assert f".{step}." in (page.locator(".say-card.now").get_attribute("data-point") or "")
        press(page, keys.get(step, "s"))
        now_at(page, after)
        steps_shown(page)
    expect(page.locator(".steps .mark.said")).to_have_count(3)
    count = "SELECT count(*) FROM point_shown WHERE handout_id = ? AND said_at IS NOT NULL"
    assert place.one(count, token) == len(STEP_KEYS) - 1, "each card once, and the last one is still to be said"
    press(page, "Shift+S")
    now_at(page, STEP_KEYS[-2])
    assert place.one(count, token) == len(STEP_KEYS) - 2
    next_customer(page, "t", "n")


def test_one_key_corrects_and_takes_it_back(place: Site, page: Page) -> None:
    talk(page)
    fear = page.locator(".bar.fear")
    press(page, ".")
    expect(fear).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".badge.changed-line").first).to_be_visible()
    press(page, ".")
    expect(fear).to_have_attribute("aria-pressed", "false")
    next_customer(page, "t", "n")


def test_profiling_is_explained_refused_and_taken_back_by_keys(place: Site, page: Page) -> None:
    token = talk(page)
    press(page, "7")
    expect(page.locator(".signal.on")).to_have_count(1)
    press(page, "'")
    lines = page.locator("#dialog-profiling .explanation .say")
    expect(lines).to_have_count(4)
    assert "voice trembles" in lines.nth(2).inner_text()
    press(page, "2")
    expect(page.locator(".mind .badge.warn")).to_be_visible()
    expect(page.locator(".signals")).to_have_count(0)
    count = "SELECT count(*) FROM {} WHERE handout_id = ?"
    assert place.one(count.format("signal"), token) == 0
    assert place.one(count.format("request") + " AND kind = 'profiling_refused'", token) == 1
    press(page, "'")
    press(page, "3")
    expect(page.locator(".signals .signal")).to_have_count(11)
    next_customer(page, "t", "n")


def test_words_in_the_note_change_the_points_and_nothing_typed_is_lost(place: Site, page: Page) -> None:
    talk(page)
    press(page, "m")
    text = "he forgot, will pay next week, some other time"
    page.keyboard.type(text, delay=5)
    expect(page.locator(".badge.changed-line").first).to_be_visible()
    note = page.locator("textarea[data-note]")
    assert note.input_value() == text and note.evaluate("e => e === document.activeElement")
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator(".reasons")).to_have_count(0)
    press(page, "Escape")
    next_customer(page, "t", "n")


def test_an_offer_is_taken_as_a_plan_with_reminders(place: Site, page: Page) -> None:
    token = talk(page)
    for _ in range(3):
        ticked = page.locator(".steps .mark.said").count()
        press(page, "v")
        expect(page.locator(".steps .mark.said")).to_have_count(ticked + 1)
    press(page, "l")
    page.locator(".ability [data-ability=partly]").click()
    take = page.locator("[data-act=take_offer]").first
    take.click()
    form = page.locator(".oform form")
    expect(form.locator("[data-parts] > div").first).to_be_visible()
    first = form.locator("[name=amount_1]").input_value()
    form.locator("[name=parts]").fill("4")
    form.locator("[name=parts]").press("Tab")
    expect(form.locator("[data-parts] > div")).to_have_count(4)
    assert form.locator("[name=amount_1]").input_value() != first
    form.locator("button[type=submit]").click()
    page.wait_for_selector("[data-said][data-js-ready]")
    form.locator("button[type=submit]").click()
    goodbye(page)
    owed, promised = (
        place.one("SELECT c.owed_minor FROM handout h JOIN customer c ON c.id = h.customer_id WHERE h.id = ?", token),
        place.one(
            "SELECT sum(i.amount_minor) FROM instalment i JOIN promise p "
            "ON p.id = i.promise_id JOIN outcome o ON o.id = p.outcome_id "
            "WHERE o.handout_id = ?",
            token,
        ),
    )
    assert owed == promised
    expect(page.locator(".timeline", has_text="Reminder due")).to_be_visible()
    press(page, "e")


def test_a_special_situation_is_opened_without_typing(place: Site, page: Page) -> None:
    talk(page)
    press(page, "j")
    page.locator("[data-path=scam]").first.click()
    expect(page.locator(".situation")).to_be_visible()
    assert "careful" in page.locator(".say-card.now .say").inner_text()
    page.locator(".situation [data-act=path]").click()
    expect(page.locator(".situation")).to_have_count(0)
    next_customer(page, "t", "n")
