"""A file goes in through the real page of a real server, in a real browser, while an agent works."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from scripts.server_process import free_port
from tests.actions.importing import crowd_rows
from tests.browser.console_errors import errors_of
from tests.browser.serving import PASSWORD, ROOT, Site
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
    page.fill("[name=currency]", "cny")
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


class FromNothing(Site):
    """A site that begins as an empty folder, at ten in the morning of the next day."""

    def __init__(self, folder: Path) -> None:
        self.port, self.folder = free_port(), folder
        self.url = f"http://127.0.0.1:{self.port}"
        names = {"CONSOLE_INSTANCE": str(folder), "CONSOLE_PORT": str(self.port), "CONSOLE_LINE": "simulated"}
        more = {"CONSOLE_ORIGINS": self.url, "CONSOLE_SECOND_FACTOR": "none"}
        self.env = {**names, "PYTHONPATH": str(ROOT), **more}
        self.steps: list[str] = []

    def command(self, *words: str) -> str:
        """Run a command of the product as a person types it."""
        self.steps.append(words[0])
        run = [sys.executable, "-m", "console", *words]
        return subprocess.run(
            run, env={**os.environ, **self.env}, cwd=ROOT, check=True, capture_output=True, text=True
        ).stdout

    def serve(self) -> None:
        self.steps.append("serve")
        here = datetime.now(ZoneInfo("Asia/Shanghai"))
        there = datetime.combine(here.date() + timedelta(days=1), clock_time(10), here.tzinfo)
        (self.folder / "ahead").write_text(str((there - here).total_seconds()))
        self.start()

    def form(self, page: Page, action: str, **values: str) -> None:
        """Fill a form and send it: one step."""
        self.steps.append(action)
        form = page.locator(f"form[action='{action}']").last
        for name, value in values.items():
            field = form.locator(f"[name={name}]")
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator("button").last.click()
        page.wait_for_load_state()

    def person(self, browser: Any, login: str, first: str, path: str) -> Page:
        """Sign in with the first password, choose one's own, and sign in with it."""
        page: Page = browser.new_context().new_page()
        page.goto(self.url)
        self.form(page, "/login", login=login, password=first)
        self.form(page, "/password", old=first, new=PASSWORD)
        self.form(page, "/login", login=login, password=PASSWORD)
        page.wait_for_url(f"**{path}")
        return page


def test_from_an_empty_folder_to_the_first_call(browser: Any, tmp_path: Path) -> None:
    site = FromNothing(tmp_path / "instance")
    assert "Made the secret key" in site.command("migrate")
    one, other = ("--admin", "boss", "--admin-password", PASSWORD), ("--officer", "cora", "--officer-name", "Cora")
    site.command("found", *one, *other, "--officer-password", PASSWORD)
    site.serve()
    try:
        admin: Page = browser.new_context().new_page()
        admin.goto(site.url)
        site.form(admin, "/login", login="boss", password=PASSWORD)
        watch = admin.context.new_page()  # a second window: nobody reloads it
        watch.goto(f"{site.url}/admin/start")
        ticks = watch.locator("#first-steps [data-done]")
        expect(ticks).to_have_count(1)
        admin.goto(f"{site.url}/admin/people")
        site.form(admin, "/admin/teams", name="A")
        expect(ticks).to_have_count(2)
        first = {}
        for login, role in (("ann", "agent"), ("leo", "lead")):
            site.form(admin, "/admin/people", login=login, name=login.title(), role=role, team="1")
            first[login] = admin.locator("#once").inner_text()
        admin.goto(f"{site.url}/admin/queues")
        site.form(admin, "/admin/queues", name="All")
        lead = site.person(browser, "leo", first["leo"], "/floor")
        lead.goto(f"{site.url}/admin/queues")
        site.steps.append("rank")
        row = lead.locator("tr", has_text="Ann")
        row.locator("input[type=number]").fill("1")
        row.locator("button").click()
        expect(ticks).to_have_count(5)
        path = tmp_path / "customers.csv"
        head, *lines = crowd_rows(3).splitlines()  # the file names its currency, so nobody types it
        path.write_text("\n".join((f"{head},currency", *(f"{line},CNY" for line in lines))))
        admin.goto(f"{site.url}/import")
        site.steps += ["file", "apply"]
        admin.fill("[name=creditor]", "Own Bank")
        admin.fill("[name=portfolio]", "Loans")
        admin.set_input_files("[name=file]", path)
        admin.check("[name=no_past_contacts]")
        admin.click(".import-form button[type=submit]")
        admin.locator(".import-run").get_by_text("Apply 3 customers").click(timeout=20_000)
        expect(ticks).to_have_count(6, timeout=20_000)
        agent = site.person(browser, "ann", first["ann"], "/desk")
        for key, then in (("r", "offered"), ("a", "preview"), ("c", "talking")):
            expect(agent.locator("#truth")).to_have_attribute("data-state", "live")
            agent.keyboard.press(key)
            site.steps.append(key)
            state(agent, then)
        expect(watch.locator("#step-call")).to_have_attribute("data-done", "")
        assert watch.locator("#step-declarations[data-next]").count() == 1  # the officer's, with the name
        expect(watch.locator("#step-declarations")).to_contain_text("Cora can do it.")
        assert len(site.steps) == 20, site.steps
    finally:
        site.stop()
