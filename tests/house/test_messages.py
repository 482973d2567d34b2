"""Every text of the product has its Chinese."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from jinja2.exceptions import TemplateSyntaxError
from jinja2.ext import babel_extract

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "console" / "translations" / "zh_Hans_CN" / "LC_MESSAGES" / "messages.po"


def test_no_text_is_without_chinese_and_the_catalogue_is_current() -> None:
    before = FILE.read_bytes()
    done = subprocess.run([sys.executable, ROOT / "scripts" / "messages.py"], capture_output=True, text=True)
    after = FILE.read_bytes()
    FILE.write_bytes(before)
    assert done.returncode == 0, done.stdout + done.stderr
    strip = [line for line in before.splitlines() if b"POT-Creation" not in line and b"Revision" not in line]
    again = [line for line in after.splitlines() if b"POT-Creation" not in line and b"Revision" not in line]
    assert strip == again


def extracted(template: bytes) -> int:
    """Return how many texts Babel finds in a template, by the options of babel.cfg."""
    options = dict(re.findall(r"^(\w+) = (\w+)$", (ROOT / "babel.cfg").read_text().split("[jinja2")[1], re.M))
    found = babel_extract(io.BytesIO(template), ["_", "pgettext"], [], options)
    return sum(1 for _, _, message, _ in found if message)


def test_babel_reads_every_text_of_every_template() -> None:
    """By itself it passes over a template that it cannot parse, and over all the texts in it, without a word."""
    for path in (ROOT / "templates").rglob("*.html"):
        written = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S)
        texts = len(re.findall(r"\b(?:_|pgettext)\(\s*['\"]", written))
        assert extracted(path.read_bytes()) == texts, path.name


def test_a_template_that_babel_cannot_parse_is_no_empty_one() -> None:
    with pytest.raises(TemplateSyntaxError):
        extracted(b"{% for none in view.rows %}{{ _('Name') }}{% endfor %}")
