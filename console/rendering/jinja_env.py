"""The environment of the templates: it escapes as Jinja does, in a fraction of the time.

A desk has some three hundred values, and most of them are the same as when it was rendered last. Its
hundred texts and icons never change: for each language they are constants of the template. A partial
is compiled into every template that includes it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask.templating import Environment
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
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


class WithoutIndentation(Extension):
    """Templates are indented for those who read them: what goes to the browser is not."""

    indentation = re.compile(r"\n\s+")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, a run of whitespace with a line's end as one line's end."""
        for token in stream:
            if token.type == "data":
                token = Token(token.lineno, token.type, self.indentation.sub("\n", token.value))
            yield token


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
    A partial is compiled into the template that includes it: an include at each drawing would cost
    more than most partials do. Not while templates are reloaded, so that a change of a partial shows.
    """

    code_generator_class = FastCodeGenerator
    out = staticmethod(out)
    fixed: Mapping[str, Callable[[str], object]] = {}

    def compile(self, source: Any, name: Any = None, filename: Any = None, *args: Any, **options: Any) -> Any:
        """Compile a template together with the partials that it includes by name."""
        if isinstance(source, str) and not self.auto_reload:
            source = self._with_partials(self.parse(source, name, filename))
        return super().compile(source, name, filename, *args, **options)

    def _with_partials(self, node: Any) -> Any:
        """Return the node with every included partial in the place of its include."""
        for child in list(node.iter_child_nodes()):
            self._with_partials(child)
        for field in ("body", "else_", "elif_"):
            if isinstance(found := getattr(node, field, None), list):
                setattr(node, field, [self._partial(child) for child in found])
        return node

    def _partial(self, node: nodes.Node) -> nodes.Node:
        match node:
            case nodes.Include(template=nodes.Const(value=str(name)), with_context=True, ignore_missing=False):
                assert self.loader is not None
                source, filename, _ = self.loader.get_source(self, name)
                scope = nodes.Scope(self._with_partials(self.parse(source, name, filename)).body)
                for inner in scope.find_all(nodes.Node):
                    inner.lineno = node.lineno  # an error names the line of the include
                return scope.set_environment(self)
        return node

    def fixing(self, **functions: Callable[[str], object]) -> TemplateEnvironment:
        """Return the same environment with templates of its own, in which these functions' results are constants."""
        other: Any = self.overlay(cache_size=400)
        other.fixed = functions
        assert isinstance(other, TemplateEnvironment)
        return other
