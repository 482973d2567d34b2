"""The floor in a real browser: a customer taken over, an outcome corrected, clean pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.console_errors import errors_of
from tests.browser.serving import PASSWORD, Site
from tests.browser.test_pages import AXE
from tests.browser.test_shift import goodbye, sign_in, state

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("site"), 30)
    yield made
    made.stop()


def talk(page: Page) -> None:
    page.keyboard.press("r")
    state(page, "offered")
    page.keyboard.press("a")
    state(page, "preview")
    page.keyboard.press("c")
    state(page, "talking")


def visit(browser: Any, site: Site, login: str, path: str, scheme: str) -> Page:
    landing = {"admin1": "/admin/people", "compliance1": "/compliance"}.get(login, "/floor")
    page: Page = browser.new_context(color_scheme=scheme).new_page()
    page.goto(f"{site.url}/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{landing}")
    page.goto(site.url + path)
    return page


def clean(page: Page) -> None:
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["target"]) for v in found["violations"]] == [], page.url


def test_a_lead_takes_a_customer_over_to_her_own_desk(site: Site, browser: Any) -> None:
    agent, lead = sign_in(browser, site, "agent1"), sign_in(browser, site, "lead1", "/floor")
    talk(agent)
    row = lead.locator("#agent-1")
    expect(row).to_have_attribute("data-state", "talking")
    still = lead.evaluate("globalThis.still = document.querySelector('#agent-2'); still.isConnected")
    row.locator(".agent-open").focus()
    lead.keyboard.press("Enter")
    expect(lead.locator("#beside h2")).to_be_focused()
    expect(lead.locator("#beside .day-strip rect").first).to_be_attached()
    for width in (1024, 800):  # on a tablet all of it is in sight, and that it is a sample
        lead.set_viewport_size({"width": width, "height": 768})
        expect(lead.locator("[data-open=recall]")).to_be_in_viewport(ratio=1)
        assert lead.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        expect(lead.locator(".sample")).to_be_visible()
    lead.click("[data-open=recall]")
    clean(lead)
    assert still and lead.evaluate("still.isConnected")  # no push touched the row of an agent who did nothing
    lead.select_option("#dialog-recall [name=to]", "me")
    lead.fill("#dialog-recall [name=reason]", "asked for the lead")
    lead.wait_for_function("(before) => performance.now() - before > 800", arg=lead.evaluate("performance.now()"))
    lead.keyboard.press("Enter")  # in a field it sends nothing, and says what does
    expect(lead.locator("#quiet")).to_have_text("Ctrl ↵ sends this form.")
    expect(lead.locator("#dialog-recall")).to_be_visible()
    lead.keyboard.press("End")
    lead.keyboard.press("Control+Enter")
    expect(lead.locator("#dialog-recall")).not_to_be_visible()
    expect(agent.locator("#queue-title")).to_have_text("Your lead took this customer over.")
    ended = "SELECT end_reason FROM handout WHERE agent_id = 1 ORDER BY id DESC LIMIT 1"
    assert site.one(ended) == "recalled"
    lead.goto(f"{site.url}/desk")
    state(lead, "preview")
    lead.keyboard.press("g")
    lead.keyboard.press("5")
    state(lead, "offline")  # as she was before she took the customer
    assert errors_of(agent) == [] and errors_of(lead) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_lead_corrects_an_outcome_with_the_desks_own_form(site: Site, browser: Any, scheme: str) -> None:
    agent = sign_in(browser, site, "agent2")
    talk(agent)
    agent.keyboard.press("t")
    agent.keyboard.press("r")
    goodbye(agent)
    lead = visit(browser, site, "lead1", "/floor/outcomes", scheme)
    clean(lead)
    before = lead.locator("tr.past").count()
    lead.locator("[data-correct]").first.click()
    lead.select_option("#dialog-correct [name=code]", "PTP-P")
    clean(lead)
    lead.fill("#dialog-correct [name=note]", "he said Friday")
    lead.fill("#dialog-correct [name=amount]", "999999999")
    lead.keyboard.press("Enter")
    expect(lead.locator("#dialog-correct [data-error]")).to_be_visible()
    lead.fill("#dialog-correct [name=amount]", "500")
    lead.keyboard.press("End")
    lead.keyboard.press("Enter")
    lead.wait_for_selector("[data-said][data-js-ready]")
    lead.keyboard.press("End")
    lead.keyboard.press("Control+Enter")
    expect(lead.locator("tr.past")).to_have_count(before + 1)
    last = "SELECT code FROM outcome ORDER BY id DESC LIMIT 1"
    assert site.one(last) == "PTP-P"
    assert site.one("SELECT note FROM outcome ORDER BY id DESC LIMIT 1") == "he said Friday"
    clean(lead)
    agent.keyboard.press("q")
    agent.keyboard.press("e")
    state(agent, "offline")


def test_the_officer_sees_every_figure_on_a_tablet(site: Site, browser: Any) -> None:
    officer = visit(browser, site, "compliance1", "/compliance", "light")
    for width in (1440, 1024, 800):
        officer.set_viewport_size({"width": width, "height": 768})
        figures = officer.locator("#panel-today .figures > div")
        assert figures.count() >= 1
        for figure in figures.all():
            expect(figure.locator("dt")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_beside_the_floor_are_clean(site: Site, browser: Any, scheme: str) -> None:
    for login, path in (("lead1", "/floor/numbers"), ("admin1", "/admin/queues"), ("admin1", "/admin/people")):
        page = visit(browser, site, login, path, scheme)
        assert page.url.endswith(path)  # the page itself, not a refusal
        clean(page)
        page.context.close()


def restart(site: Site) -> None:
    """Kill the server in the middle of everything and serve again."""
    site.stop()
    site.start()


def test_self_harm_is_a_state_that_lead_and_officer_see_and_one_takes(site: Site, browser: Any) -> None:
    agent, lead = sign_in(browser, site, "agent2"), sign_in(browser, site, "lead1", "/floor")
    officer = visit(browser, site, "compliance1", "/compliance/rules", "dark")
    talk(agent)
    agent.keyboard.press("m")
    agent.keyboard.type("she says she cannot go on")
    agent.keyboard.press("Escape")
    agent.keyboard.press("!")
    panel = agent.locator("#panel-safety")
    expect(panel.locator("h1")).to_have_text("Risk of self-harm")
    expect(panel.locator(".lines .number")).to_have_text(["12356", "110", "120"])
    expect(panel.locator(".say li").first).to_contain_text("Are you safe right now?")
    expect(agent.locator("#panel-points, #panel-strip, #panel-customer")).to_have_count(3)
    for gone in ("[data-act=end_wrap_up]", "#panel-strip", "#panel-points", ".groups", "[data-act=ready]"):
        expect(agent.locator(gone)).not_to_be_visible()
    expect(agent.locator("textarea[data-note]")).to_have_value("she says she cannot go on")
    clean(agent)
    for watcher in (lead, officer):  # on the floor, and on a page that nothing else pushes to
        expect(watcher.locator("#alarms .alarm strong")).to_have_text("Risk of self-harm")
        expect(watcher).to_have_title(re.compile(r"^\(1\) ‼ "))
        clean(watcher)
    officer.click("#alarms [data-alarm=see]")
    expect(panel.locator(".alarm-state")).to_contain_text("Seen by Sun Hua")
    restart(site)  # nobody has taken it: it is still there
    officer.goto(f"{site.url}/compliance/house")
    expect(officer.locator("#alarms .alarm:not(.taken)")).to_have_count(1)
    lead.click("#alarms [data-alarm=take]")
    lead.wait_for_url("**/alarms/*")
    expect(lead.locator("h1")).to_contain_text("Risk of self-harm")
    clean(lead)
    expect(panel.locator(".alarm-state")).to_contain_text("Taken by Wang Fang")
    expect(officer.locator("#alarms .alarm.taken")).to_contain_text("Taken by Wang Fang")
    expect(officer).not_to_have_title(re.compile("‼"))
    agent.keyboard.press("h")  # the line drops
    expect(panel.locator(".call-back")).to_be_visible()
    agent.context.close()  # the browser is gone; the next sign-in shows the state again
    agent = sign_in(browser, site, "agent2")
    panel = agent.locator("#panel-safety")
    agent.keyboard.press("c")
    expect(panel.locator(".on-line")).to_be_visible()
    agent.click("text=We have ended the safe way")
    clean(agent)
    agent.check("#dialog-safe_end [value=safe]")
    agent.click("#dialog-safe_end [data-act=safe_end]")
    state(agent, "on_break")
    assert site.one("SELECT code FROM outcome ORDER BY id DESC LIMIT 1") == "RISK"
    assert site.one("SELECT note FROM outcome ORDER BY id DESC LIMIT 1") == "she says she cannot go on"
    lead.reload()
    lead.fill("[name=note]", "her sister is with her")
    lead.click("text=Close the alarm >> nth=-1")
    lead.wait_for_url("**/alarms")
    expect(lead.locator("main")).to_contain_text("her sister is with her")
    expect(officer.locator("#alarms .alarm")).to_have_count(0)
    clean(lead)
    assert errors_of(agent) == [] and errors_of(lead) == []
