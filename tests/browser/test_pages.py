"""Every page for every role: clean for screen readers in light and dark and at twice the size,
nothing wider than the window, no error in the console, no breach of the content policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.console_errors import collect_errors, errors_of
from tests.browser.serving import PASSWORD, ROOT, Site
from tests.browser.test_shift import goodbye, press, sign_in, state, talk

pytestmark = pytest.mark.browser
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text()
DESK = ViewportSize(width=1440, height=900)
ZOOMED = ViewportSize(width=720, height=450)
SCHEMES: tuple[tuple[Literal["light", "dark"], str], ...] = (
    ("light", "{}"),
    ("dark", "{runOnly: ['color-contrast']}"),  # dark changes colours alone
)
ROLES = {"agent2": "/desk", "lead1": "/floor", "compliance1": "/compliance", "admin1": "/admin/people"}

SEEN: set[str] = set()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("pages"), customers=30)
    yield made
    made.stop()


def faults(page: Page) -> list[Any]:
    """Return what axe finds in light and in dark, and what is too wide at twice the size."""
    found: list[Any] = []
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    for scheme, only in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        result = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], ...{only}}})")
        found += [
            (scheme, v["id"], v["nodes"][0]["target"], v["nodes"][0]["failureSummary"]) for v in result["violations"]
        ]
    page.set_viewport_size(ZOOMED)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        found.append(("at 200 %", f"{wide} px wider than the window"))
    page.set_viewport_size(DESK)
    return found


def plain(browser: Any, site: Site, login: str) -> Page:
    """Sign in without waiting for a live page. Return the page with what its console said."""
    page: Page = browser.new_context(viewport=DESK).new_page()
    collect_errors(page, kinds=("error", "warning"))
    page.goto(f"{site.url}/login")
    assert faults(page) == []
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{ROLES[login]}")
    return page


@pytest.mark.parametrize("login", ROLES)
def test_every_page_is_clean(site: Site, browser: Any, login: str) -> None:
    page = plain(browser, site, login)
    todo, found = [ROLES[login], "/password"], {}
    while todo:
        path = todo.pop()
        if path.split("?")[0] in SEEN:  # the same page for another role, or for another channel
            continue
        SEEN.add(path.split("?")[0])
        page.goto(site.url + path)
        page.wait_for_load_state()
        links = page.locator("nav a, .tabs a").evaluate_all("all => all.map((a) => a.getAttribute('href'))")
        todo += [link for link in links if link.startswith("/")]
        if wrong := faults(page):
            found[path] = wrong
    assert found == {}, "\n".join(f"{k}: {v}" for k, v in found.items())
    assert errors_of(page) == []
    page.context.close()


def test_the_desk_is_clean_in_every_state(site: Site, browser: Any) -> None:
    page = sign_in(browser, site, "agent1")
    found: dict[str, Any] = {}

    def look(what: str) -> None:
        height = page.evaluate("document.documentElement.scrollHeight - innerHeight")
        inner = page.locator(".panel:visible").evaluate_all(
            "all => all.filter((e) => e.scrollHeight > e.clientHeight + 1).map((e) => e.id)"
        )
        if height > 0 or inner:
            found[f"{what} scrolls"] = (height, inner)
        if wrong := faults(page):
            found[what] = wrong

    parts = [int(n) for n in page.locator(".sums tbody td:nth-child(2)").all_inner_texts()]
    whole = int(page.locator(".sums tfoot td:nth-child(2)").inner_text())
    assert sum(parts) == whole == site.one("SELECT count(*) FROM entry"), parts
    press(page, "?")
    look("keys")
    press(page, "Escape", "/")
    page.keyboard.type(str(site.one("SELECT external_id FROM customer LIMIT 1")))
    expect(page.locator("#found button")).to_have_count(1)
    look("search")
    press(page, "Escape")
    expect(page.locator("#dialog-search")).to_be_hidden()
    press(page, "r")
    state(page, "offered")
    look("offered")
    press(page, "w")
    look("why")
    press(page, "Escape")
    talk(page)
    expect(page.locator(".steps .mark")).to_have_count(3)
    press(page, "v", "v", "v")  # quickly: three ticks, not one
    expect(page.locator(".steps .mark.said")).to_have_count(3)
    look("talking")
    press(page, "j", "a")
    expect(page.locator(".objections details[open]")).to_have_count(1)
    look("objections")
    press(page, "l")
    expect(page.locator(".plan[open]")).to_have_count(1)
    look("offers")
    press(page, "Escape", "p", "l")
    expect(page.locator(".oform form")).to_be_visible()
    look("instalments")
    press(page, "Escape", "Escape", "t", "r")
    goodbye(page)
    look("wrap-up")
    assert found == {}, "\n".join(f"{k}: {v}" for k, v in found.items())
    # where the eye is, the focus shows: each stop of the Tab key has an outline of its own
    page.keyboard.press("Tab")
    for _ in range(12):
        outline = page.evaluate(
            "getComputedStyle(document.activeElement).outlineStyle + document.activeElement.tagName"
        )
        assert outline.startswith("solid"), outline
        page.keyboard.press("Tab")
    page.emulate_media(reduced_motion="reduce")
    moving = page.evaluate("document.getAnimations().filter((a) => a.playState === 'running').length")
    assert moving == 0
    assert errors_of(page) == []
