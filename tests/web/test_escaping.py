"""Templates write what Jinja would write."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.templating import Environment
from jinja2 import Undefined
from markupsafe import Markup, escape

from console.live.snapshot import Screens
from console.rendering.filters import reading_in
from console.rendering.jinja_env import SHORT, TemplateEnvironment, out
from tests import databases
from tests.served import Served


class Html:
    def __html__(self) -> str:
        return "<i>own</i>"


class Loud(str):
    def __str__(self) -> str:
        return "<loud>"


VALUES = [
    "",
    "plain",
    "王小明",
    "<b>&\"'",
    "<" * (SHORT + 1),
    Markup("<b>kept</b>"),
    0,
    -3,
    1.5,
    None,
    True,
    ["<a>"],
    {"<k>": "&"},
    Undefined(name="x"),
    Html(),
    Loud("<x>"),
]


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
        for kind in (TemplateEnvironment, Environment)
    ]
    assert drawn[0] == drawn[1]
    assert "&lt;b&gt;&amp;" in drawn[0]
    assert "environment.out(" in TemplateEnvironment(app, autoescape=True).compile(text, raw=True)


def test_words_and_icons_are_part_of_the_template_unless_it_names_something_else_so() -> None:
    from flask import Flask

    app = Flask("one")
    asked: list[str] = []

    def say(text: str) -> Markup:
        asked.append(text)
        return Markup(f"[{text}]")

    plain = TemplateEnvironment(app, autoescape=True)
    plain.globals["_"] = say
    quick = plain.fixing(_=lambda text: f"<{text}>")
    text = (
        "{{ _('one') }}{% for _ in 'ab' %}{{ _ }}{% endfor %}{{ _(word) }}{{ _('one')|upper }}"
        "{% macro m(_) %}{{ _('one') }}{% endmacro %}{{ m(own) }}"
    )
    words = {"word": "two", "own": lambda text: f"own {text}"}
    assert plain.from_string(text).render(words) == "[one]ab[two][ONE]own one"
    asked.clear()
    assert quick.from_string(text).render(words) == "&lt;one&gt;ab[two][ONE]own one"
    assert asked == ["two", "one"]


@pytest.mark.parametrize("locale", ["en", "zh_Hans_CN"])
def test_a_desk_is_word_for_word_what_the_plain_templates_give(tmp_path: Path, locale: str) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    screens: Screens = served.parts["screens"]
    try:
        views = [screens.desk(1)]
        served.house.talk("agent1")
        views.append(screens.desk(1))
        for view in views:
            found = screens.render_desk(view, locale)
            with served.app.app_context(), reading_in(locale):
                for name, html in found.items():
                    plain = served.app.jinja_env.get_template(f"desk/_{name}.html")
                    assert html == plain.render(view=getattr(view, name), desk=view), name
        assert ("通话" in str(found)) is (locale != "en")
    finally:
        served.house.close()
