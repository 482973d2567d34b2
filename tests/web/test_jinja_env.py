"""The template environment writes exactly what Jinja itself writes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.templating import Environment
from jinja2 import DictLoader, Undefined, UndefinedError
from markupsafe import Markup, escape

from console.live.snapshot import Screens
from console.rendering.filters import reading_in
from console.rendering.jinja_env import SHORT, TemplateEnvironment, WithoutIndentation, out
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


WITH_PARTIALS = {
    "page": "{% set t = 1 %}{% for i in (3, 4) %}{% include 'row' %}{% else %}{% include 'tail' %}{% endfor %}{{ t }}\n"
    "{% if t == 2 %}no{% elif t == 1 %}{% include 'tail' %}{% endif %}"
    "{% macro m(t) %}{% include 'tail' %}{% endmacro %}{{ m('<') }}",
    "row": "{% set t = i * 10 %}<b>{{ t }}</b>{% include 'tail' %}\n",
    "tail": "[{{ t }}{{ other }}]\n",
    "faulty": "one\n{% include 'fault' %}",
    "fault": "1\n2\n3\n{{ missing.part }}",
}


def test_a_partial_in_a_template_comes_out_as_an_include_at_each_drawing() -> None:
    from flask import Flask

    app = Flask("one")
    texts = dict(WITH_PARTIALS)
    loader = DictLoader(texts)
    at_once = TemplateEnvironment(app, autoescape=True, loader=loader, auto_reload=False)
    at_each_drawing = TemplateEnvironment(app, autoescape=True, loader=loader, auto_reload=True)
    plain = Environment(app, autoescape=True, loader=loader)
    drawn = [e.get_template("page").render(other="&") for e in (at_once, at_each_drawing, plain)]
    assert drawn[0] == drawn[1] == drawn[2]
    assert "<b>40</b>[40&amp;]" in drawn[0] and "[&lt;&amp;]" in drawn[0]
    assert ".get_template(" not in at_once.compile(texts["page"], raw=True)
    texts["tail"] = "changed"
    assert "changed" in at_each_drawing.get_template("page").render()
    with pytest.raises(UndefinedError) as error:
        at_once.get_template("faulty").render()
    assert error.traceback[-2].lineno == 1  # counted from 0: the line of the include


def test_the_indentation_of_a_template_is_not_sent() -> None:
    from flask import Flask

    plain = TemplateEnvironment(Flask("one"), extensions=[WithoutIndentation])
    assert plain.from_string("<p>\n    one  two\n\n   {{ x }}\n</p>").render(x="\n  3") == "<p>\none  two\n\n  3\n</p>"


@pytest.mark.parametrize("locale", ["en", "zh_Hans_CN"])
def test_a_desk_is_word_for_word_what_the_plain_templates_give(tmp_path: Path, locale: str) -> None:
    served = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=4)
    screens: Screens = served.parts["screens"]
    try:
        views = [screens.desk(1)]
        served.site.talk("agent1")
        views.append(screens.desk(1))
        for view in views:
            found = screens.render_desk(view, locale)
            with served.app.app_context(), reading_in(locale):
                reloading = served.app.jinja_env.overlay(cache_size=400, auto_reload=True)
                for name, html in found.items():
                    plain = reloading.get_template(f"desk/_{name}.html")
                    assert html == plain.render(view=getattr(view, name), desk=view), name
        assert ("通话" in str(found)) is (locale != "en")
    finally:
        served.site.close()
