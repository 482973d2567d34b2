"""The environment of the templates: it escapes as Jinja does, in a fraction of the time.

A desk has some three hundred values, and most of them are the same as when it was rendered last. Its
hundred texts and icons never change: for each language they are constants of the template.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from markupsafe import Markup, escape

SHORT = 80  # characters; escaped values that are longer are not kept


@lru_cache(maxsize=8192)
def _escaped(text: str) -> str:
    return str(escape(text))


def out(value: object) -> str:
    """Return what goes to the page for a value: markup unchanged, everything else escaped."""
    kind = type(value)
    if kind is Markup:
        return value  # type: ignore[return-value]
    if kind is str and len(value) <= SHORT:  # type: ignore[arg-type]
        return _escaped(value)
    return escape(value)


class PlainEnvironment(Environment):
    """Flask's environment, with Jinja's own code generator."""

    def fixing(self, **functions: Callable[[str], object]) -> PlainEnvironment:
        """Return the environment in which these functions never change; here it is this one."""
        return self


class FastCodeGenerator(CodeGenerator):
    """Writes ``out`` where Jinja writes ``escape``, and fixed texts and icons as constants.

    The text "escape(" and ``_output_child_to_const`` are private parts of Jinja, held by
    tests/live/test_private_parts.py.
    """

    environment: TemplateEnvironment

    def write(self, x: str) -> None:
        """Write one piece of a template's code."""
        super().write("environment.out(" if x == "escape(" else x)

    def _output_child_to_const(self, node: nodes.Expr, frame: Frame, finalize: Any) -> str:
        match node:
            case nodes.Call(
                node=nodes.Name(name=name),
                args=[nodes.Const(value=str(text))],
                kwargs=[],
                dyn_args=None,
                dyn_kwargs=None,
            ) if name in self.environment.fixed and _is_global(name, frame):
                return str(escape(self.environment.fixed[name](text)))
        return super()._output_child_to_const(node, frame, finalize)


def _is_global(name: str, frame: Frame) -> bool:
    """Return False for a name that the template itself has assigned."""
    target = frame.symbols.find_ref(name)
    return target is not None and frame.symbols.find_load(target) == ("resolve", name)


class TemplateEnvironment(PlainEnvironment):
    """The environment of all templates, unless CONSOLE_FAST_TEMPLATES is 0.

    ``fixed``: functions of one text whose results for a text in the template never change.
    """

    code_generator_class = FastCodeGenerator
    out = staticmethod(out)
    fixed: Mapping[str, Callable[[str], object]] = {}

    def fixing(self, **functions: Callable[[str], object]) -> TemplateEnvironment:
        """Return the same environment with templates of its own, in which these functions' results are constants."""
        other: Any = self.overlay(cache_size=400)
        other.fixed = functions
        assert isinstance(other, TemplateEnvironment)
        return other
