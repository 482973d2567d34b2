"""Attacks on the running application: every field of every route, as each role and as a stranger."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, text

from console.actions import service_tokens
from console.store.models import Account, Base, Customer, Person, Phone
from tests import databases, own_page
from tests.own_page import page_link
from tests.scale import LONG
from tests.served import PASSWORD, Served
from tests.web.attack import CORPUS, STACK, STILL, Target
from tests.web.test_permissions import LOGINS, expected

NASTY = (
    "\x00",
    "²",
    "9" * 400,
    "99999999999",
    "9999-12-31",
    "0001-01-01T00:00",
    "[" * 10_000,
    "'; SELECT pg_sleep(9)--",
    "\U0001f4a3\u202e",
)
# values that lead deeper into a route than nonsense does
USUAL = {
    "role": "agent",
    "name": "x",
    "login": "zz",
    "purpose": "collect",
    "channel": "call",
    "party": "debtor",
    "label": "fear",
    "code": "PTP",
    "on_date": "2026-11-24",
    "at_time": "14:00",
    "amount": "10",
    "reason": "other",
    "note": "n",
    "text": "hello there",
    "opens": "09:00",
    "closes": "20:00",
    "channels": "call",
    "wording": "yes",
    "since": "2026-11-25",
    "until": "2026-11-30",
    "row": "",
    "value": "1",
    "proof": "p",
    "step": "open",
    "disclosure": "identity",
    "state": "said",
    "query": "a",
    "customer": "1",
    "at": "2026-11-24T10:00",
    "cell": "call.fear.M1.open",
    "en": "x",
    "zh": "x",
    "why_en": "x",
    "why_zh": "x",
    "form": "csv",
    "from": "2026-11-24",
    "to": "2026-11-24",
    "scopes": "payments",
    "offer_seconds": "30",
    "wrapup_seconds": "30",
    "extension_seconds": "30",
    "extensions": "1",
    "stage": "M1",
    "q": "a",
    "kind": "closed",
    "what": "recording",
}
NOT_HERE = {"/logout", "/import"}


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    made = Served(databases.fresh_sqlite(tmp_path), tmp_path, customers=8)
    yield made
    made.site.close()


class Crew:
    """One browser a role. It signs in again when an attack has ended its session."""

    def __init__(self, served: Served) -> None:
        self.served = served
        self.clients = {role: served.client(login) for role, login in LOGINS.items()}
        self.tokens = {role: served.token(client) for role, client in self.clients.items()}
        self._customer()
        self.hash = served.site.one(select(Person.password_hash).where(Person.id == 1))

    def _customer(self) -> None:
        """Let a customer in at the own page."""
        served = self.served
        token = page_link(served, 1)
        self.clients["customer"] = own_page.enter(served, f"/my/l/{token}", 1)
        self.tokens["customer"] = own_page.csrf(self.clients["customer"], "/my")

    def again(self, role: str) -> None:
        if role == "customer":
            self.served.site.sql("DELETE FROM page_try")
            self._customer()
            return
        self.served.site.sql(
            "UPDATE person SET disabled_at = NULL, password_hash = :h, must_change = :f", h=self.hash, f=False
        )
        self.served.site.sql("DELETE FROM login_attempt")
        self.clients[role] = self.served.client(LOGINS[role])
        self.tokens[role] = self.served.token(self.clients[role])

    def send(self, role: str, method: str, url: str, body: dict[str, str]) -> Any:
        headers = {"X-CSRFToken": self.tokens[role]}
        query, data = (body, None) if method == "GET" else (None, body)
        answer = self.clients[role].open(url, method=method, headers=headers, query_string=query, data=data)
        if answer.status_code == 401:
            self.again(role)
        return answer


def routes(*methods: str) -> list[tuple[str, str, str, set[str]]]:
    """Return (method, path, url, roles) of every route that a person may call."""
    found = []
    for (method, path), roles in expected().items():
        if path in NOT_HERE or path.startswith("/static") or roles == {"service"}:
            continue
        if method in methods:
            url = re.sub(r"<int:\w+>", "5" if "person" in path else "1", path)
            found.append((method, path, url.replace("<what>", "keys"), roles))
    return found


def first(roles: set[str]) -> str:
    """Return the role that tries this route."""
    order = ("agent", "compliance", "lead", "admin", "collector", "customer")
    return next((role for role in order if role in roles), "agent")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_field_of_any_route_breaks_it_or_leaves_half_a_change(kind: str, tmp_path: Path) -> None:
    """SQLite gets the corpus in all fields at once, PostgreSQL the worst values field by field.

    The short form gives each route every other value, the next route the others.
    """
    url = databases.fresh_sqlite(tmp_path) if kind == "sqlite" else databases.fresh_postgres()
    served = Served(url, tmp_path, customers=8)
    target, crew = Target(served), Crew(served)
    token = served.site.talk("agent1")
    faults: list[tuple[Any, ...]] = []
    sent = 0
    for number, (method, path, where, roles) in enumerate(routes("GET", "POST")):
        role = first(roles)
        base = {"token": str(token), "facts_version": "99"} if path.startswith("/desk") else {}
        known = target.fields(crew.clients[role], method, where, base, {"X-CSRFToken": crew.tokens[role]}) - {
            "csrf_token"
        }
        plan: list[tuple[str, str]] = []
        if kind == "sqlite" or LONG:
            plan += [("", value) for value in CORPUS]
        if kind == "postgres" or LONG:
            plan += [(name, value) for value in NASTY for name in sorted(known)]
        if not LONG:
            plan = plan[number % 2 :: 2]
        for name, value in plan:
            body = {field: USUAL.get(field, "1") for field in known} | base
            body["key"] = str(uuid.uuid4())
            body = body | ({name: value} if name else {field: value for field in known})
            with target.writes() as written:
                answer = crew.send(role, method, where, body)
            sent += 1
            if answer.status_code == 401:  # an earlier attack has ended this session; it has signed in again
                continue
            said = answer.get_data(as_text=True)
            at = (method, path, name, value[:20], answer.status_code)
            if answer.status_code >= 500:
                faults.append(at)
            if 400 <= answer.status_code < 500 and written - STILL:
                faults.append((*at, f"wrote {sorted(written)}"))
            if "html" not in answer.content_type and STACK.search(said.replace(value, "")):
                faults.append((*at, said[:80]))
            if "json" in answer.content_type:  # no browser reads it as markup: it is sent with nosniff
                continue
            if "<script>alert(1)" in said or "<img src=x" in said or "<svg/onload" in said:
                faults.append((*at, "not escaped"))
    served.site.close()
    assert faults == []
    assert sent > 1000


def test_numbers_that_no_row_can_have_are_no_path(served: Served) -> None:
    crew = Crew(served)
    for method, path, _, roles in routes("GET", "POST"):
        if "<int:" in path:
            for number in ("9" * 19, "9" * 400, "-1", "1.5", "٣", "0x1", "%00", "1%0a"):
                url = re.sub(r"<int:\w+>", number, path)
                assert crew.send(first(roles), method, url, {}).status_code == 404, url


def test_not_yours_and_not_there_answer_alike(served: Served) -> None:
    site, crew = served.site, Crew(served)
    site.sql("UPDATE agent_queue SET rank = 1")
    token = site.talk("agent1")
    crew.clients["agent"] = served.client("agent2")
    crew.tokens["agent"] = served.token(crew.clients["agent"])
    attempt = site.one(text("SELECT max(id) FROM attempt"))
    for method, path, url, roles in routes("POST"):
        if not path.startswith("/desk/") or "agent" not in roles:
            continue
        usual = {**USUAL, "phone_id": "1", "version": "0"}
        answers = []
        for there, call in ((str(token), str(attempt)), ("987654", "987654")):
            body = {
                **usual,
                "token": there,
                "attempt_id": call,
                "outcome_id": call,
                "consent_id": call,
                "key": str(uuid.uuid4()),
                "facts_version": "99",
            }
            if path == "/desk/reveal":
                view = site.desk("agent1").customer
                assert view is not None
                body |= {"customer_id": str(view.customer_id) if there != "987654" else "987654"}
            if path == "/desk/claim":
                continue
            answer = crew.send("agent", method, url, body)
            answers.append((answer.status_code, answer.get_json()))
        if answers:
            assert answers[0] == answers[1], path
            assert not answers[0][1]["ok"] or path == "/desk/listen", path


def test_columns_that_no_form_names_cannot_be_set(served: Served) -> None:
    crew, site = Crew(served), served.site
    token = site.talk("agent1")
    columns = {c.name for table in Base.metadata.sorted_tables for c in table.columns}
    kept = (
        Person.id,
        Person.login,
        Person.password_hash,
        Person.totp_secret,
        Person.made_up,
        Person.totp_last_step,
        Person.made_at,
        Person.theme,
        Person.locale,
    )

    def guarded() -> Any:
        people = site.rows(select(*kept).where(Person.id <= 7).order_by(Person.id))
        return [tuple(row) for row in people], [
            tuple(row)
            for table in (Customer.__table__, Account.__table__)
            for row in site.rows(select(table).order_by(table.c.id))
            if table is Account.__table__
        ]

    before = guarded()
    for method, path, url, roles in routes("POST"):
        if path in ("/admin/people/<int:person_id>/password", "/desk/finish", "/desk/correct"):
            continue
        body = {name: "7" for name in columns} | {"token": str(token), "key": str(uuid.uuid4())}
        body |= {"is_admin": "1", "id": "1", "person_id": "1", "actor": "1"}
        body["role"] = "agent" if path.startswith("/admin/people") else "admin"
        crew.send(first(roles), method, url, body)
        assert guarded() == before, path
    roles_now = site.rows(select(Person.login, Person.role).where(Person.id <= 7))
    assert [row.login for row in roles_now if row.role == "admin"] == ["admin1"]


def test_every_post_needs_the_csrf_token_of_its_own_session(served: Served) -> None:
    crew, target = Crew(served), Target(served)
    for method, path, url, roles in routes("POST"):
        if path.startswith("/api"):
            continue
        role = first(roles)
        other = crew.tokens["lead" if role != "lead" else "admin"]
        for headers in ({}, {"X-CSRFToken": other}, {"X-CSRFToken": "x" * 50}):
            for form in ({"data": {"key": str(uuid.uuid4())}}, {"json": {"a": 1}}):
                with target.writes() as written:
                    answer = crew.clients[role].open(url, method=method, headers=headers, **form)
                assert answer.status_code == 400 and not written - {"web_session"}, path


HEADERS = (
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "X-Frame-Options",
    "Cache-Control",
    "Cross-Origin-Opener-Policy",
)


def test_security_headers_stand_on_every_answer(served: Served, monkeypatch: Any) -> None:
    crew, stranger = Crew(served), served.client()
    answers = [crew.send(first(roles), m, url, {}) for m, _, url, roles in routes("GET", "POST")]
    answers += [stranger.get(url) for _, _, url, _ in routes("GET")]
    answers += [
        stranger.get("/nothing"),
        stranger.open("/desk", method="DELETE"),
        stranger.open("/desk", method="TRACE"),
        stranger.post("/api/payments"),
        stranger.post("/login", data={"password": "x" * 300_000}),
        stranger.get("/static/build/nothing.js"),
        stranger.get("/static/../console/app.py"),
        stranger.get("/static/%2e%2e/wsgi.py"),
        stranger.get("/login", headers={"Host": "evil"}),
    ]
    monkeypatch.setattr(served.parts["screens"], "desk", lambda *_: 1 / 0)
    broken = crew.send("agent", "GET", "/desk", {})
    assert broken.status_code == 500 and not STACK.search(broken.get_data(as_text=True))
    for answer in [*answers, broken]:
        for name in HEADERS:
            assert name in answer.headers, (answer.request.path, answer.status_code, name)
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers
        assert answer.headers.get("Server", "") == "" or "Python" not in answer.headers["Server"]
        for cookie in answer.headers.getlist("Set-Cookie"):
            assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def digits(said: str) -> str:
    """Return the text with the digits of each number joined, however they are spaced."""
    return re.sub(r"(?<=\d)[\s().-]+(?=\d)", "", said)


def test_no_full_number_stands_anywhere_for_any_role(served: Served, capfd: Any) -> None:
    site, crew = served.site, Crew(served)
    numbers = [row[0].removeprefix("+86") for row in site.rows(select(Phone.e164))]
    screens = {
        login: served.socket(served.client(login), namespace)
        for login, namespace in (("agent1", "/desk"), ("lead1", "/floor"), ("compliance1", "/compliance"))
    }
    seen: list[tuple[str, str]] = []
    token = site.talk("agent1")
    view = site.desk("agent1").customer
    assert view is not None
    with pytest.raises(AssertionError):  # the scan can fail
        scan([("planted", f"call 138-0000-{numbers[0][-4:]} or {numbers[0]}")], numbers)
    for role in LOGINS:
        for _, path, url, roles in routes("GET"):
            if role not in roles:
                continue
            queries: list[dict[str, str]] = [{}]
            if path == "/desk/search":
                queries = [{"q": numbers[0]}, {"q": view.name[:2]}, {"q": f"+86{numbers[0]}"}]
            if path == "/compliance/try":
                queries.append({"query": view.name, "customer": str(view.customer_id)})
            if path == "/scripts/cell":
                queries.append({"cell": "call.fear.M1.open", "query": view.name})
            for query in queries:
                said = crew.send(role, "GET", url, query).get_data(as_text=True)
                echoed = query.get("q", "").removeprefix("+86") or "-"
                seen.append((f"{role} {path}", said.replace(echoed, "") if query else said))
    export = {"reason": "x", "from": "2026-11-01", "to": "2026-11-30"}
    for form in ("csv", "xlsx"):
        answer = crew.send("compliance", "POST", "/compliance/log/export", {**export, "form": form})
        seen.append(("export", answer.get_data().decode("latin-1")))
    begun = site.finish("agent1", token, "REF")
    assert begun.ok
    served.flush()
    for login, socket in screens.items():
        space = {"lead1": "/floor", "compliance1": "/compliance"}.get(login, "/desk")
        seen.append((f"snapshot {login}", str(socket.emit("snapshot", {}, namespace=space, callback=True))))
        seen.append((f"pushes {login}", str(socket.get_received(space))))
    seen.append(("answers kept", str(site.rows(text("SELECT answer FROM op")))))
    seen.append(("books", str(site.rows(text("SELECT body FROM chain_entry")))))
    seen.append(("logs", "".join(capfd.readouterr())))
    assert len(seen) > 60
    scan(seen, numbers)


def scan(seen: list[tuple[str, str]], numbers: list[str]) -> None:
    for where, said in seen:
        drawn = digits(said)
        found = [number for number in numbers if number in drawn]
        assert not found, (where, found)


def try_password(client: Any, login: str, password: str, remote: str = "10.9.9.9") -> Any:
    page = client.get("/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert token
    form = {"csrf_token": token.group(1), "login": login, "password": password}
    return client.post("/login", data=form, environ_base={"REMOTE_ADDR": remote})


def test_nobody_outside_locks_a_shift_out(served: Served) -> None:
    mine = served.client("agent1")  # this browser is known from now on
    mine.post("/logout", data={"csrf_token": served.token(mine)})
    attacker = served.client()
    for login in (*LOGINS.values(), "agent2"):
        codes = [try_password(attacker, login, f"no {n}").status_code for n in range(8)]
        assert codes[-1] == 429
    assert try_password(attacker, "agent1", PASSWORD).status_code == 429  # guessing is over
    assert try_password(attacker, "nobody", "x").status_code in (422, 429)
    there = try_password(mine, "agent1", PASSWORD, "10.9.9.9")  # even behind the same address
    assert there.status_code == 302
    stolen = try_password(mine, "agent2", PASSWORD)  # the cookie is good for its own person only
    assert stolen.status_code == 429


def test_a_known_browser_is_limited_too(served: Served) -> None:
    mine = served.client("agent1")
    mine.post("/logout", data={"csrf_token": served.token(mine)})
    codes = [try_password(mine, "agent1", f"no {n}").status_code for n in range(8)]
    assert codes == [422] * 6 + [429] * 2
    assert try_password(served.client(), "agent1", PASSWORD).status_code == 302


def test_a_made_up_device_cookie_is_worth_nothing(served: Served) -> None:
    attacker = served.client()
    attacker.set_cookie("console_device", "planted", path="/login")
    assert [try_password(attacker, "agent1", "no").status_code for _ in range(7)][-1] == 429
    victim = served.app.test_client()
    victim.set_cookie("console_device", "planted", path="/login")
    assert try_password(victim, "agent2", PASSWORD).status_code == 302
    given = victim.get_cookie("console_device", path="/login")
    assert given is not None and given.value != "planted"


def test_a_wrong_password_and_an_unknown_login_look_alike(served: Served) -> None:
    stranger = served.client()
    here = try_password(stranger, "agent1", "wrong").get_data(as_text=True)
    away = try_password(stranger, "zgent1", "wrong").get_data(as_text=True)
    served.site.sql("UPDATE person SET disabled_at = made_at WHERE login = 'agent2'")
    gone = try_password(stranger, "agent2", PASSWORD).get_data(as_text=True)
    plain = [re.sub(r'csrf[-_]token" (value|content)="[^"]+"|[az]gent\d', "", t) for t in (here, away, gone)]
    assert plain[0] == plain[1] == plain[2]


def test_a_body_too_large_is_refused_before_it_is_read(served: Served) -> None:
    crew, stranger = Crew(served), served.client()
    large = {"file": (__import__("io").BytesIO(b"x" * 1_000_000), "a.csv")}
    for client, token in ((stranger, ""), (crew.clients["agent"], crew.tokens["agent"])):
        answer = client.post(
            "/import", data=dict(large), headers={"X-CSRFToken": token}, content_type="multipart/form-data"
        )
        assert answer.status_code == 413
        large = {"file": (__import__("io").BytesIO(b"x" * 1_000_000), "a.csv")}
    many = "&".join(f"f{n}=1" for n in range(20_000))
    answer = crew.clients["agent"].post(
        "/desk/note",
        data=many,
        headers={"X-CSRFToken": crew.tokens["agent"]},
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[",
        b"[]",
        b"null",
        b"{}",
        b"[" * 20_000,
        b'{"a":' * 5000,
        b"\x00\xff",
        b'"x"',
        b'{"creditor":1,"creditor":2}',
        b'{"creditor":"1; DROP"}',
        b'{"creditor":1e400}',
        b'{"creditor":99999999999999999999999}',
        b'{"account":"a\\u0000b"}',
        b'{"account":"\\ud800"}',
    ],
)
def test_machines_send_junk_too(served: Served, body: bytes) -> None:
    site, target = served.site, Target(served)
    made = service_tokens.make_token(site.call("admin1"), "m", ["payments", "attempts", "transcripts"])
    good = {"Authorization": f"Bearer {made.data['secret']}"}
    full = {
        "/api/payments": {
            "creditor": 1,
            "account": "a",
            "external_id": "p",
            "amount_minor": 1,
            "at": "2026-11-24T08:00:00Z",
            "currency": "TWD",
        },
        "/api/attempts": {
            "creditor": 1,
            "customer": "c",
            "agency": "x",
            "channel": "call",
            "at": "2026-11-24T08:00:00Z",
            "result": "no_answer",
            "key": str(uuid.uuid4()),
        },
        "/api/transcripts": {"attempt": 1, "segments": [{"speaker": "agent", "text": "x"}]},
    }
    for path, fields in full.items():
        with target.writes() as written:
            answer = served.app.test_client().post(path, data=body, headers=good)
        assert 400 <= answer.status_code < 500 and not written
        assert not STACK.search(answer.get_data(as_text=True))
        for name in fields:
            values: tuple[Any, ...] = (
                "a\x00b",
                10**30,
                -1,
                [],
                {},
                True,
                None,
                "x" * 5000,
                "0001-01-01T00:00:00Z",
                "9999-12-31T23:59:59Z",
                "\ud800",
            )
            for value in values:
                with target.writes() as written:
                    answer = served.app.test_client().post(path, json={**fields, name: value}, headers=good)
                assert answer.status_code < 500, (path, name, value)
                assert not STACK.search(answer.get_data(as_text=True)), (path, name, value)
                assert answer.status_code == 200 or not written - STILL, (path, name, written)
        for header in (
            "",
            "Bearer",
            "Bearer x",
            "Basic eDp5",
            f"Bearer {made.data['secret']}x",
            "Bearer ' OR 1=1--",
            "Bearer " + "x" * 9000,
        ):
            refused = served.app.test_client().post(path, json=fields, headers={"Authorization": header})
            assert refused.status_code == 401


def test_an_old_session_and_a_replayed_cookie_are_nobody(served: Served) -> None:
    client = served.client("agent1")
    cookie = client.get_cookie("console_session")
    assert cookie is not None
    kept = cookie.value
    client.post("/logout", data={"csrf_token": served.token(client)})
    thief = served.app.test_client()
    thief.set_cookie("console_session", kept)
    assert thief.get("/desk").status_code == 401
    other = served.client("agent2")
    served.site.sql("UPDATE web_session SET made_at = '2020-01-01T00:00:00.000000Z'")
    assert other.get("/desk").status_code == 401
    for value in ("", "x", "x" * 5000, "' OR 1=1--", "\u202e"):
        thief.set_cookie("console_session", value)
        assert thief.get("/desk").status_code == 401
    assert served.site.one(select(func.count()).select_from(Person)) >= 7
