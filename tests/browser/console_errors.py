"""What the console of a page said: a test asserts at its end that no error came."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from playwright.sync_api import ConsoleMessage, Error, Page

_SAID: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()


def collect_errors(page: Page, kinds: tuple[str, ...] = ("error",), expected: tuple[str, ...] = ()) -> None:
    """Collect from now on what the page throws and logs, without the expected messages."""
    said = _SAID.setdefault(page, [])

    def threw(error: Error) -> None:
        said.append(str(error))

    def logged(message: ConsoleMessage) -> None:
        if message.type in kinds and not any(known in message.text for known in expected):
            said.append(message.text)

    page.on("pageerror", threw)
    page.on("console", logged)


def errors_of(page: Page) -> list[str]:
    """Return what was collected from the page."""
    return _SAID[page]
