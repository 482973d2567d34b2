"""``/openapi.json``: the whole interface of machines, made from the code that serves it (OpenAPI 3.1)."""

from __future__ import annotations

import inspect
import re
from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify
from pydantic.json_schema import models_json_schema

from console.rendering.answers import STATUS
from console.web.api import SCOPE_OF, SHAPES
from console.web.permission import EVERYONE, allow

openapi = Blueprint("openapi", __name__)
VERSION = "1"  # of the interface
PREFIX = "#/components/schemas/"
_PATH = re.compile(r"<(?:(int):)?(\w+)>")
ANSWER: dict[str, Any] = {
    "type": "object",
    "required": ["ok"],
    "properties": {
        "ok": {"type": "boolean"},
        "code": {"type": "string", "enum": sorted(STATUS), "description": "Only when ok is false."},
        "message": {"type": "string"},
        "field": {"type": "string", "description": "The field of the body that is wrong."},
        "next_allowed_at": {"type": "string", "format": "date-time"},
    },
    "additionalProperties": True,
}
REFUSALS = {
    "401": "No valid token.",
    "404": "Not in this token's scope, or no such thing.",
    "409": "Refused: blocked by the law, or in conflict with what is on record.",
    "422": "A field cannot be read; `field` names it.",
    "503": "Busy: send it again.",
}


def document(app: Flask) -> dict[str, Any]:
    """Return the document: one operation for each route under ``/api``, with body, scope and answers."""
    _, schema = models_json_schema(
        [(kind, "validation") for kind in dict.fromkeys(SHAPES.values())], ref_template=PREFIX + "{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.rule.startswith("/api/"):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            at = _PATH.sub(r"{\2}", rule.rule)
            paths.setdefault(at, {})[method.lower()] = _operation(app, rule.endpoint, rule.rule, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Console: interface of machines",
            "version": VERSION,
            "description": "Each body holds a key: sent again, it gets the first answer and does nothing twice.",
        },
        "paths": paths,
        "components": {
            "schemas": {"Answer": ANSWER, **schema.get("$defs", {})},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
        "security": [{"token": []}],
    }


def _operation(app: Flask, endpoint: str, rule: str, method: str) -> dict[str, Any]:
    name = f"{method} {re.sub(r'<int:[a-z_]+>', '<id>', rule)}"
    shape = SHAPES[name]
    answer = {"application/json": {"schema": {"$ref": f"{PREFIX}Answer"}}}
    return {
        "operationId": endpoint.rpartition(".")[2],
        "summary": (inspect.getdoc(app.view_functions[endpoint]) or "").partition("\n")[0],
        "description": f"Scope of the token: {SCOPE_OF[name]}.",
        "parameters": [
            {"name": found, "in": "path", "required": True, "schema": {"type": "integer" if kind else "string"}}
            for kind, found in _PATH.findall(rule)
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"{PREFIX}{shape.__name__}"}}},
        },
        "responses": {
            "200": {"description": "Done, or done before under the same key.", "content": answer},
            **{code: {"description": text, "content": answer} for code, text in REFUSALS.items()},
        },
    }


@openapi.get("/openapi.json")
@allow(EVERYONE)
def show() -> Response:
    """Return the document."""
    return jsonify(document(current_app))
