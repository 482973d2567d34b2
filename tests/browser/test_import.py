"""A file goes in through the real page of a real server, in a real browser, while an agent works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.actions.importing import crowd_rows
from tests.browser.console_errors import errors_of
from tests.browser.serving import Site
from tests.browser.test_floor import clean, visit
from tests.browser.test_shift import sign_in, state

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("import"), 20)
    yield made
    made.stop()


def test_an_administrator_brings_a_file_in_and_the_agents_get_its_customers(
    site: Site, browser: Any, tmp_path: Path
) -> None:
    agent = sign_in(browser, site, "agent1")
    path = tmp_path / "客户.csv"
    path.write_bytes((crowd_rows(300) + "B1,李四,B1-1,12,34,abc,,,,\n").encode("gb18030"))
    page = visit(browser, site, "admin1", "/import", "light")
    page.fill("[name=creditor]", "Own Bank")
    page.fill("[name=portfolio]", "Loans")
    page.set_input_files("[name=file]", path)
    page.check("[name=no_past_contacts]")
    page.click(".import-form button[type=submit]")
    run = page.locator(".import-run")
    expect(run.locator(".badge")).to_have_text("read: check, then apply", timeout=20_000)
    expect(run.locator("h2")).to_have_text("客户.csv")
    expect(run.locator("[data-bad]")).to_have_text("1")
    assert site.one("SELECT count(*) FROM customer WHERE source = 'main'") == 0
    clean(page)
    with page.expect_download() as bad:
        run.locator("a[href$='errors.csv']").click()
    assert "B1" in bad.value.path().read_text("utf-8-sig")
    run.get_by_text("Apply 300 customers").click()
    expect(run.locator(".badge")).to_have_text("applied", timeout=30_000)
    expect(run.locator("[data-created]")).to_have_text("300")
    assert site.one("SELECT count(*) FROM customer WHERE source = 'main'") == 300
    clean(page)
    agent.keyboard.press("r")
    state(agent, "offered")  # her desk lived through it
    assert errors_of(agent) == []


def test_without_a_file_the_page_says_what_to_do(site: Site, browser: Any) -> None:
    page = visit(browser, site, "admin1", "/import", "light")
    page.fill("[name=creditor]", "Own Bank")
    page.fill("[name=portfolio]", "Loans")
    page.evaluate("document.querySelector('[name=file]').required = false")
    page.click(".import-form button[type=submit]")
    expect(page.locator(".flash")).to_contain_text("file")
