"""The designer's gallery: every state renders, in both languages, and only in the sample."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from console.live.snapshot import FLOOR_PANELS, OFFICER_PANELS, PANELS
from console.web.gallery import LOCALES, STATES
from tests import databases
from tests.served import Served

NAMES = {"desk": PANELS, "floor": FLOOR_PANELS, "compliance": OFFICER_PANELS, "alarms": ("alarms",)}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("gallery")
    made = Served(databases.fresh_sqlite(folder), folder, customers=2)
    yield made
    made.site.close()


@pytest.mark.parametrize(("screen", "state"), [(screen, state) for screen in STATES for state in STATES[screen]])
def test_gallery_frame_shows_every_panel_of_its_state(served: Served, screen: str, state: str) -> None:
    for locale in LOCALES:
        page = served.app.test_client().get(f"/dev/panels/{screen}/{state}?locale={locale}").get_data(as_text=True)
        for name in NAMES[screen]:
            assert f'id="panel-{name}"' in page, (name, locale)
        assert page.count("<script") == page.count("/static/build/gallery.js") == 1


def test_gallery_page_links_every_state_of_the_chosen_screen(served: Served) -> None:
    for screen in STATES:
        page = served.app.test_client().get(f"/dev/panels?screen={screen}&scheme=dark").get_data(as_text=True)
        for state in STATES[screen]:
            assert f"/dev/panels/{screen}/{state}?locale=en&amp;scheme=dark" in page


def test_gallery_is_closed_outside_the_sample(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(served.app.extensions["console"], "sample", False)
    assert served.app.test_client().get("/dev/panels").status_code == 404
    assert served.app.test_client().get("/dev/panels/desk/ready").status_code == 404


def test_gallery_refuses_an_unknown_state(served: Served) -> None:
    assert served.app.test_client().get("/dev/panels/desk/nobody").status_code == 404
    assert served.app.test_client().get("/dev/panels/nowhere/ready").status_code == 404
