"""Templates whose values are escaped as Jinja does it, at a fraction of its time.

A desk has some three hundred values, most of them the same as at its last drawing.
"""

from __future__ import annotations

from functools import lru_cache

from flask.templating import Environment
from jinja2.compiler import CodeGenerator
from markupsafe import Markup, escape

SHORT = 80  # characters; longer ones are not kept


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    return str(escape(text))


def out(value: object) -> str:
    """Give what goes to the page for a value: markup as it is, everything else escaped."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str and len(value) <= SHORT:  # type: ignore[arg-type]
        return _escaped(value)
    return escape(value)


class Quick(CodeGenerator):
    """Writes ``out`` where Jinja writes ``escape``."""

    def write(self, x: str) -> None:
        """Write a piece of a template's code."""
        super().write("environment.out(" if x == "escape(" else x)


class Templates(Environment):
    """The environment of all templates."""

    code_generator_class = Quick
    out = staticmethod(out)
