"""What an attacker sends: one corpus for every field that the running application reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from werkzeug.datastructures import ImmutableMultiDict

from tests.served import Served

CORPUS = (
    "' OR '1'='1",
    "1; DROP TABLE person--",
    "1) UNION SELECT password_hash FROM person--",
    "'; SELECT pg_sleep(9)--",
    "{{7*7}}",
    "${7*7}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "a\r\nSet-Cookie: x=1",
    "\x00",
    "a\x00b",
    "\U0001f4a3\u202e\u2066evil",
    "\ud800".encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
    "１２３４５",
    "аdmin",
    "x" * 70_000,
    "1e308",
    "NaN",
    "-0",
    "Infinity",
    "9" * 400,
    "-1",
    "0",
    "1",
    "9223372036854775807",
    "9223372036854775808",
    "4611686018427387904",
    "99999999999",
    "1.5",
    "٣",
    "²",
    "0001-01-01",
    "9999-12-31",
    "2025-02-29",
    "2026-02-29T02:30",
    "9999-12-31T23:59",
    "0001-01-01T00:00",
    "24:00",
    "23:59:60",
    "../../../etc/passwd",
    "[]",
    "{}",
    "[" * 10_000,
    '{"a":1,"a":2}',
    "null",
    "true",
    "=1+1",
    "@SUM(1)",
    "%(x)s",
    "%s%n",
    "%",
    "\\",
    "𠮷",
    "é",
    "\u200b",
    "\ufeff",
    "+8613800001234",
    "me",
    "lead",
)
STACK = re.compile(r"Traceback|File \"|sqlalchemy|psycopg|sqlite3|werkzeug|\.py\b|Error\(|jinja2|argon2|site-packages")
# what a refused request may still write: the session, the count of tries, and the kept verdict
STILL = {"web_session", "login_attempt", "known_device", "page_try", "chain_entry", "chain_head"}


class Recording(ImmutableMultiDict[str, str]):
    """A form that remembers which fields were read."""

    asked: set[str] = set()  # noqa: RUF012 - one for the whole run

    def _note(self, name: Any) -> None:
        if isinstance(name, str):
            Recording.asked.add(name)

    def get(self, name: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        self._note(name)
        return super().get(name, *args, **kwargs)

    def getlist(self, name: Any, *args: Any, **kwargs: Any) -> Any:  # type: ignore[override]
        self._note(name)
        return super().getlist(name, *args, **kwargs)

    def __getitem__(self, name: Any) -> Any:
        self._note(name)
        return super().__getitem__(name)


class Target:
    """A served site under attack: what each route reads, and what each request writes."""

    def __init__(self, served: Served) -> None:
        self.served = served
        served.app.request_class = type("Heard", (served.app.request_class,), {"parameter_storage_class": Recording})
        self.written: set[str] = set()
        self._open: set[str] = set()
        database = served.site.database
        if database.dialect == "sqlite":
            database.watch(self._statement)
            return
        writer = database.writer
        event.listen(writer, "before_cursor_execute", lambda _c, _cur, sql, *_: self._statement(sql))
        event.listen(writer, "commit", lambda _: self._statement("COMMIT"))
        event.listen(writer, "rollback", lambda _: self._statement("ROLLBACK"))

    def _statement(self, sql: str) -> None:
        found = re.match(r"\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+\"?(\w+)", sql)
        if found:
            self._open.add(found.group(1))
        elif sql == "COMMIT":
            self._commit()
        elif sql == "ROLLBACK":
            self._open.clear()

    def _commit(self) -> None:
        self.written |= self._open
        self._open.clear()

    @contextmanager
    def writes(self) -> Iterator[set[str]]:
        """Yield a set that holds, at the end, the tables written meanwhile."""
        self.written = set()
        found: set[str] = set()
        yield found
        found |= self.written

    def fields(self, client: Any, method: str, url: str, form: dict[str, str], headers: Any) -> set[str]:
        """Return every field that this route reads, found by sending more and more of them."""
        known: set[str] = set(form)
        for _ in range(4):
            Recording.asked = set()
            body = {**{name: "1" for name in known}, **form}
            where = "query_string" if method == "GET" else "data"
            client.open(url, method=method, headers=headers, **{where: body})
            fresh = Recording.asked - known - {"csrf_token"}
            if not fresh:
                break
            known |= fresh
        return known
