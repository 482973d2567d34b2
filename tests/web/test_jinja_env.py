"""What the browser gets of a template."""

from __future__ import annotations

from flask import Flask
from flask.templating import Environment

from console.rendering.jinja_env import WithoutIndentation


def test_the_indentation_of_a_template_is_not_sent() -> None:
    environment = Environment(Flask("one"), extensions=[WithoutIndentation])
    text = "<p>\n    one  two\n\n   {{ x }}\n</p>"
    assert environment.from_string(text).render(x="\n  3") == "<p>\none  two\n\n  3\n</p>"
