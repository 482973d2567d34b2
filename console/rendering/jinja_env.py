"""What the templates' environment adds to Flask's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream


class WithoutIndentation(Extension):
    """Templates are indented for those who read them: what goes to the browser is not."""

    indentation = re.compile(r"\n\s+")

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Yield the tokens of a template, a run of whitespace with a line's end as one line's end."""
        for token in stream:
            if token.type == "data":
                token = Token(token.lineno, token.type, self.indentation.sub("\n", token.value))
            yield token
