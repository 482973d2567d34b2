"""A collector's round on the tablet with the network really cut: nothing lost, nothing twice. Every screen is clean."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from console.passwords import hash_password
from console.sample import rounds
from console.settings import read_settings
from console.store.unit_of_work import open_database
from tests.browser.console_errors import collect_errors, errors_of
from tests.browser.serving import PASSWORD, ROOT, Site
from tests.browser.test_pages import AXE
from tests.waiting import until

pytestmark = pytest.mark.browser
WORD = "open sesame 8"
FAST = timedelta(minutes=7)  # the tablet's clock
LANDSCAPE, PORTRAIT = ViewportSize(width=1280, height=800), ViewportSize(width=800, height=1280)
CLOCK = f"""
const Real = Date, ahead = {int(FAST.total_seconds() * 1000)};
globalThis.Date = class extends Real {{
  constructor(...given) {{ if (given.length) super(...given); else super(Real.now() + ahead); }}
  static now() {{ return Real.now() + ahead; }}
}};
"""
SMALL = """
() => [...document.querySelectorAll('button, a, summary, input, select, textarea, label.button, label.check')]
  .filter((e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
  .filter((e) => !e.closest('.sr, .skip') && !e.matches('.sr, .skip, label.check input, label.button input'))
  .map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])
  .filter(([, box]) => box.width && (box.width < 43.5 || box.height < 43.5))
  .map(([html, box]) => `${html} ${box.width} x ${box.height}`)
"""


@pytest.fixture
def site(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A sample in which two pairs have a round of today."""
    made = Site(tmp_path_factory.mktemp("field"), customers=60)
    at_home = "id IN (SELECT customer_id FROM address)"
    made.write(f"UPDATE customer SET province = ?, owed_minor = 9000000 WHERE {at_home}", rounds.CITY)
    made.write(f"UPDATE entry SET state = 'sleeping', wake_at = updated_at WHERE customer_{at_home}")
    monkeypatch.setattr(rounds, "STOPS", 14)
    settings = read_settings(made.env)
    database = open_database(settings.database_url, settings.keyring)
    rounds.load_rounds(database, hash_password(PASSWORD), made.now(), settings.tz)
    database.close()
    # the planner is not what is tested: every visit is this pair's, whatever it found
    made.write("UPDATE visit SET state = 'planned', left_out = '', position = id, round_id = 1")
    yield made
    made.stop()


def sign_in(site: Site, page: Page) -> None:
    page.goto(f"{site.url}/login")
    page.fill("[name=login]", "collector1")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/field")


def begin(site: Site, browser: Any, **more: Any) -> Page:
    """Open the tablet, keep today's round, and wait until its shell is kept too."""
    context = browser.new_context(viewport=LANDSCAPE, has_touch=True, permissions=["geolocation"], **more)
    context.add_init_script(CLOCK)
    page: Page = context.new_page()
    collect_errors(page, expected=("ERR_", "Failed to load resource", "WebSocket"))
    sign_in(site, page)
    page.fill("[name=passphrase]", WORD)
    page.fill("[name=again]", WORD)
    page.keyboard.press("Enter")
    expect(page.locator("#field-visit")).to_be_visible(timeout=15_000)
    page.wait_for_function(
        "async () => (await caches.match('/static/build/field.js')) && navigator.serviceWorker.controller"
    )
    return page


def unlock(page: Page) -> None:
    page.reload()
    page.fill("[name=passphrase]", WORD)
    page.keyboard.press("Enter")
    expect(page.locator("#field-visit")).to_be_visible(timeout=15_000)


def go(page: Page, stop: dict[str, Any]) -> None:
    """Set out to a stop and reach its door."""
    place = stop["place"]
    page.context.set_geolocation({"latitude": place["lat"], "longitude": place["lon"], "accuracy": 15})
    page.locator(f"[data-do=show][data-visit='{stop['visit']}']").click()
    expect(page.locator("#visit-title")).to_have_text(stop["customer"]["name"])
    page.locator("[data-do=depart]").click()
    page.locator("[data-do=timer]").first.click()
    page.locator("[data-do=arrive]").click()
    for box in page.locator("[data-form=check] input[required]").all():
        box.check()
    page.locator("[data-form=check] [type=submit]").click()


def photo(page: Page) -> None:
    page.set_input_files("#field-photo", ROOT / "docs" / "images" / "desk.png")
    expect(page.locator("[data-t=captured]")).to_contain_text("1 photos")


def promise(site: Site, page: Page) -> None:
    """Meet the customer, agree, and sign on the glass."""
    page.locator("[data-who=debtor]").click()
    page.locator("[data-do=papers]").click()
    page.locator("[name=code][value=V-PTP]").check()
    page.fill("[name=amount]", "1000")
    page.fill("[name=day]", (site.now() + timedelta(days=2)).date().isoformat())
    glass = page.locator("#field-signature")
    glass.scroll_into_view_if_needed()
    box = glass.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 90, steps=5)
    page.mouse.up()
    record(page)


def record(page: Page) -> None:
    page.locator("[data-form=outcome] [type=submit]").click()
    expect(page.locator("[data-form=outcome]")).to_be_hidden()
    page.locator("[data-do=leave]").click()
    expect(page.locator("[data-do=flee]")).to_be_hidden()


def nobody(page: Page) -> None:
    page.locator("[data-who=nobody]").click()
    page.locator("[name=code][value=V-NH]").check()
    record(page)


def kept(page: Page) -> list[dict[str, Any]]:
    """Return the tablet's own outbox."""
    found: list[dict[str, Any]] = page.evaluate("""() => new Promise((done) => {
      const asked = indexedDB.open('console-field');
      asked.onsuccess = () => {
        const all = asked.result.transaction('outbox').objectStore('outbox').getAll();
        all.onsuccess = () => { asked.result.close(); done(all.result); };
      };
    })""")
    return found


def test_a_round_of_eight_stops_without_a_network(site: Site, browser: Any) -> None:
    page = begin(site, browser)
    stops = page.evaluate("fetch('/field/round').then((r) => r.json())")["stops"]
    stops = [stop for stop in stops if stop["permit"]][:8]  # the law stops others of this sample today
    assert len(stops) == 8
    page.context.set_offline(True)
    given, paid = stops[4], stops[5]
    site.write("UPDATE visit SET round_id = 2 WHERE id = ?", given["visit"])
    customer = "id = (SELECT customer_id FROM visit WHERE id = ?)"
    site.write(f"UPDATE customer SET owed_minor = 0 WHERE {customer}", paid["visit"])
    go(page, stops[0])
    photo(page)
    promise(site, page)
    unlock(page)  # the first time, in the dark
    expect(page.locator("#field-truth")).to_contain_text("No network")
    go(page, stops[1])
    promise(site, page)
    for stop in stops[2:5]:
        go(page, stop)
        nobody(page)
    site.stop()  # now the network is there, and the server is not
    page.context.set_offline(False)
    unlock(page)
    for stop in stops[5:]:
        go(page, stop)
        nobody(page)
    rows = kept(page)
    assert {row["state"] for row in rows} <= {"kept", "sent"} and len(rows) == 7 * 8 + 1 + 2 * 2
    assert site.one("SELECT count(*) FROM field_entry") == 0
    (site.folder / "ahead").write_text("1200")  # twenty minutes later
    site.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    until(lambda: site.one("SELECT count(*) FROM field_entry") == len(rows))
    until(lambda: not any(row["state"] in ("kept", "sent") for row in kept(page)))
    sent = [row["id"] for row in rows]
    order = json.loads(
        site.one("SELECT json_group_array(client_id) FROM (SELECT client_id FROM field_entry ORDER BY id)")
    )
    assert order == sent, "everything once, in the order in which it was done"
    for row in rows:  # at its own time, although the tablet's clock was wrong and the network came later
        at = datetime.fromisoformat(site.one("SELECT at FROM field_entry WHERE client_id = ?", row["id"])).replace(
            tzinfo=UTC
        )
        assert abs(at.timestamp() * 1000 - row["at"]) < 5000, row["kind"]
    until(lambda: site.one("SELECT count(*) FROM visit_media WHERE whole_at IS NOT NULL") == 3)
    asks = {row["visit"] for row in kept(page) if row["state"] == "needs_you"}
    assert given["visit"] in asks, "another pair has it now: the collector is told"
    assert errors_of(page) == []
    page.context.close()


def test_every_screen_is_clean_and_every_target_a_finger_wide(site: Site, browser: Any) -> None:
    page = begin(site, browser)
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    stops = page.evaluate("fetch('/field/round').then((r) => r.json())")["stops"]
    stop = next(one for one in stops if one["permit"])
    found: list[Any] = []

    def look(what: str) -> None:
        for size in (LANDSCAPE, PORTRAIT):
            page.set_viewport_size(size)
            found.extend((what, size["width"], small) for small in page.evaluate(SMALL))
            if page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0:
                found.append((what, size["width"], "wider than the window"))
        for scheme in ("light", "dark", "sun"):
            page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
            page.evaluate("(on) => document.documentElement.toggleAttribute('data-sun', on)", scheme == "sun")
            only = "{}" if scheme == "light" else "{runOnly: ['color-contrast']}"
            result = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], ...{only}}})")
            found.extend((what, scheme, one["id"], one["nodes"][0]["html"][:120]) for one in result["violations"])
        page.evaluate("document.documentElement.removeAttribute('data-sun')")
        page.emulate_media(color_scheme="light")

    look("day")
    go(page, stop)
    expect(page.locator("[data-step=met]")).to_be_visible()
    look("who is there")
    page.locator("[data-who=debtor]").click()
    for closed in page.locator("#field-visit details:visible > summary").all():
        closed.click()
    page.locator("[name=code][value=V-PLAN]").check()
    look("talk")
    page.locator("[data-do=help]").click()
    look("help")
    page.keyboard.press("Escape")
    page.locator("#field-items").click()
    look("items")
    page.reload()
    expect(page.locator("#gate-form")).to_be_visible()
    page.evaluate(f"window.axe || (() => {{ {AXE} }})()")
    look("locked")
    assert found == [], "\n".join(map(str, found))
    assert errors_of(page) == []
    page.context.close()
