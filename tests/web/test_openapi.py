"""``/openapi.json`` names every route of machines, with the body that the route really takes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from console.actions import service_tokens
from console.domain.service_tokens import SCOPES
from console.web.api import SCOPE_OF, SHAPES
from console.web.openapi import document
from tests import databases
from tests.served import Served


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("openapi")
    made = Served(databases.fresh_sqlite(folder), folder, customers=2)
    yield made
    made.site.close()


def refs(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for key, value in part.items():
            if key == "$ref":
                yield value
            else:
                yield from refs(value)
    elif isinstance(part, list):
        for value in part:
            yield from refs(value)


def test_the_document_is_whole(served: Served) -> None:
    answer = served.client().get("/openapi.json")
    assert answer.status_code == 200
    doc = json.loads(answer.get_data(as_text=True))
    assert doc["openapi"] == "3.1.0" and doc["info"]["title"] and doc["info"]["version"]
    for ref in refs(doc):
        place: Any = doc
        for step in ref.removeprefix("#/").split("/"):
            place = place[step]
    served_routes = {
        (method.lower(), re.sub(r"<(?:int:)?(\w+)>", r"{\1}", rule.rule))
        for rule in served.app.url_map.iter_rules()
        if rule.rule.startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    told = {(method, path) for path, item in doc["paths"].items() for method in item}
    assert told == served_routes and len(told) == len(SHAPES)
    ids = [op["operationId"] for item in doc["paths"].values() for op in item.values()]
    assert len(ids) == len(set(ids))
    for path, item in doc["paths"].items():
        for op in item.values():
            named = {p["name"] for p in op["parameters"]}
            assert named == set(re.findall(r"\{(\w+)\}", path))
            assert op["summary"] and op["responses"]["200"] and op["responses"]["422"]


def test_each_route_takes_the_body_and_scope_that_the_document_names(served: Served) -> None:
    """A token with every other scope is refused, and with the named one the body's own fields are asked for."""
    doc = document(served.app)
    for name, shape in SHAPES.items():
        _, path = name.split(" ")
        url = path.replace("<id>", "1")
        needs = [scope for scope in SCOPES if scope != SCOPE_OF[name]]
        answers = []
        for scopes in (needs, [SCOPE_OF[name]]):
            made = service_tokens.make_token(served.site.call("admin1"), "x", scopes)
            head = {"Authorization": f"Bearer {made.data['secret']}"}
            answers.append(served.client().post(url, json={}, headers=head))
        assert [a.status_code for a in answers] == [404, 422], name
        schema = doc["components"]["schemas"][shape.__name__]
        assert answers[1].get_json()["field"].partition(".")[0] in schema["required"]
