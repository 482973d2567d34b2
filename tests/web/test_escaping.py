"""Templates write what Jinja would write."""

from __future__ import annotations

import pytest
from flask.templating import Environment
from jinja2 import Undefined
from markupsafe import Markup, escape

from console.escaping import SHORT, Templates, out


class Html:
    def __html__(self) -> str:
        return "<i>own</i>"


class Loud(str):
    def __str__(self) -> str:
        return "<loud>"


VALUES = [
    "", "plain", "王小明", "<b>&\"'", "<" * (SHORT + 1), Markup("<b>kept</b>"), 0, -3, 1.5, None, True,
    ["<a>"], {"<k>": "&"}, Undefined(name="x"), Html(), Loud("<x>"),
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=lambda value: repr(value)[:20])
def test_a_value_is_escaped_as_jinja_does_it(value: object) -> None:
    for _ in range(2):  # the second time it is a kept one
        assert str(out(value)) == str(escape(value))


def test_a_template_comes_out_as_with_jinjas_own_environment() -> None:
    from flask import Flask

    text = (
        "{% macro m(x) %}<p title='{{ x }}'>{{ x|upper }}</p>{% endmacro %}"
        "{% for v in values %}{{ v }}|{{ m(v) }}|{{ v|safe }}{% endfor %}{% set s %}{{ values[3] }}{% endset %}"
        "{{ s }}{% autoescape false %}{{ values[3] }}{% endautoescape %}"
    )
    app = Flask("one")
    drawn = [
        kind(app, autoescape=True).from_string(text).render(values=VALUES[:12])
        for kind in (Templates, Environment)
    ]
    assert drawn[0] == drawn[1]
    assert "&lt;b&gt;&amp;" in drawn[0]
    assert "environment.out(" in Templates(app, autoescape=True).compile(text, raw=True)
