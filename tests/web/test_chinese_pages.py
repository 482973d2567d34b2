"""A Chinese reader's pages: no English word stands on any page of any role, but names that have no Chinese form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.domain.bilingual import CHINESE
from console.sample.site import PEOPLE
from tests import databases
from tests.served import Served
from tests.web.test_attack import first, routes
from tests.web.test_permissions import LOGINS

SILENT = {"script", "style", "code", "kbd", "pre", "template", "svg", "textarea", "option"}
SPOKEN = ("aria-label", "title", "placeholder", "alt")
VOID = {"meta", "link", "input", "img", "br", "hr", "wbr", "source", "area", "base", "col", "embed", "track"}
LATIN = re.compile(r"[A-Za-z]{2,}")
# what is written in Latin letters in Chinese too: commands, keys, standards, codes of things, formats, logins
HOLES = "names|who|name|plan|amount|days|due_date|date|phone_back|creditor|agent"  # of talking points and scripts
LATIN_TOO = re.compile(
    rf"“python -m console [^”]*”|\{{(?:{HOLES})\}}|CONSOLE_\w+|secret_key|(?:UCI|CARD)-\d+|NT\$|(?:GB|JR)/T|App|ch\.|"
    r"comment|\(i+\)|(?<![A-Za-z])(?:English|CSV|XLSX|CAMT|SMS|PDF|JSON|HTTPS?|API|URL|ID|CFR|USC|LPR|Alt|Esc|Mac|Ctrl|Shift|"
    r"Asia/Shanghai|America/New_York|CN|US|" + "|".join(login for login, *_ in PEOPLE) + r")(?![A-Za-z])",
    re.I,
)
# a team has one name; what a person typed stands as it was typed
UNTRANSLATED = {"Team A", "Team B", "Sun Hua 孙华", "made up with the sample, 示例虚构"}
NOT_FOR_READERS = {"/dev/panels"}


class Reader(HTMLParser):
    """Collects what a reader sees or hears, except what is marked as English or is code."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.inside: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        silent = self.silent or tag in SILENT or (given.get("lang") or "zh").startswith("en")
        if not silent:
            self.said += [value for name in SPOKEN if (value := given.get(name))]
        if tag not in VOID:
            self.inside.append((tag, silent))

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not self.silent and data.strip():
            self.said.append(" ".join(data.split()))

    @property
    def silent(self) -> bool:
        return bool(self.inside) and self.inside[-1][1]


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=8)
    made.site.sql("UPDATE person SET locale = :locale", locale=CHINESE)
    yield made
    made.site.close()


def english(page: str) -> list[str]:
    """Return the pieces of a page that hold a Latin word which Chinese does not use."""
    reader = Reader()
    reader.feed(page)
    return [said for said in reader.said if said not in UNTRANSLATED and LATIN.search(LATIN_TOO.sub("", said))]


def test_no_english_stands_on_a_chinese_page(served: Served) -> None:
    served.site.talk("agent1")
    clients = {role: served.client(login) for role, login in LOGINS.items()}
    clients["customer"] = served.app.test_client()
    found: dict[str, list[str]] = {}
    for _, path, url, roles in routes("GET"):
        answer = clients[first(roles)].get(url, headers={"Accept-Language": "zh-CN"})
        assert answer.status_code < 500, path
        if answer.status_code == 200 and answer.mimetype == "text/html" and path not in NOT_FOR_READERS:
            said = english(answer.get_data(as_text=True))
            if said:
                found[path] = said
    assert found == {}, "\n".join(f"{path}: {said}" for path, said in found.items())
