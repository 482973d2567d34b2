"""Photographs of every panel in every state from the designer's gallery.

``CONSOLE_PHOTOS=folder`` keeps the pictures, to be looked at. By default each state is photographed once in
each language at one width, one of them dark, and once at each other width; ``--long`` takes all of them.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.web.gallery import LOCALES, SCHEMES, SIZES, STATES
from tests.browser.serving import Site
from tests.scale import LONG

pytestmark = pytest.mark.browser
FIRST = next(iter(SIZES))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("gallery"), customers=2)
    yield made
    made.stop()


def shots() -> list[tuple[str, str, str]]:
    """Return (locale, scheme, size) of the photographs of one state."""
    every = [(locale, scheme, size) for size in SIZES for locale in LOCALES for scheme in SCHEMES]
    if LONG:
        return every
    light, dark = SCHEMES
    first, other = LOCALES
    return [(first, light, FIRST), (other, dark, FIRST), *((other, light, size) for size in SIZES if size != FIRST)]


@pytest.mark.parametrize("screen", STATES)
def test_every_state_fits_its_window_and_is_photographed(site: Site, browser: Any, tmp_path: Path, screen: str) -> None:
    folder = Path(os.environ.get("CONSOLE_PHOTOS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    page = browser.new_context().new_page()
    faults: list[str] = []
    page.on("console", lambda line: faults.append(f"{page.url}: {line.text}") if line.type == "error" else None)
    pictures: dict[str, bytes] = {}
    for locale, scheme, size in shots():
        width, height = SIZES[size]
        page.set_viewport_size({"width": width, "height": height})
        for state in STATES[screen]:
            page.goto(f"{site.url}/dev/panels/{screen}/{state}?locale={locale}&scheme={scheme}")
            wider = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if wider > 0:
                faults.append(f"{state} {locale} {scheme} {size}: {wider} px wider than the window")
            name = f"{screen}-{state}-{locale}-{scheme}-{size}.png"
            pictures[name] = page.screenshot(path=folder / name)
    page.context.close()
    assert faults == []
    same = [name for name, shot in pictures.items() if list(pictures.values()).count(shot) > 1]
    assert same == [], "two states look the same"
