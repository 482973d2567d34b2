"""Strangers at the front door of a real server. Each case is named for what the attacker wants."""

from __future__ import annotations

import contextlib
import re
import resource
import select
import socket
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from console.live.handshake import MOST_OF_ONE
from console.serving.waiting_room import MOST
from scripts.agent import Desk
from tests.browser.serving import PASSWORD, Site
from tests.scale import scaled
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("door"), customers=8)
    yield made
    made.stop()


def signed_in(site: Site, login: str = "agent1") -> Desk:
    person = Desk(site.url, login, PASSWORD)
    person.sign_in()
    return person


def dial(site: Site, *header: str, **more: Any) -> Any:
    """Open a connection for sockets. Raises when the server refuses it."""
    address = site.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    more = {"suppress_origin": True, **more}
    return websocket.create_connection(address, timeout=PATIENCE_S, header=list(header), **more)


def refused(site: Site, *header: str) -> bool:
    """Return whether the server answers 401 to a connection with these fields."""
    try:
        dial(site, *header).close()
    except websocket.WebSocketBadStatusException as error:
        assert error.status_code in (400, 401), error
        return True
    return False


def send(site: Site, raw: bytes) -> bytes:
    """Send raw bytes, close that side, and return everything that comes back."""
    heard = b""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as connection:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            while part := connection.recv(65_536):
                heard += part
    return heard


def test_who_wants_sockets_without_signing_in_gets_none(site: Site) -> None:
    person = signed_in(site)
    cookie, origin = f"Cookie: console_session={person.session()}", f"Origin: {site.url}"
    assert not refused(site, cookie, origin)
    for header in (
        (),
        (origin,),
        (cookie,),
        ("Cookie: console_session=", origin),
        ("Cookie: console_session=" + "x" * 43, origin),
        (cookie, "Origin: null"),
        (cookie, f"Origin: {site.url}.evil.example"),
        ("Authorization: Bearer wrong",),
        ("Authorization: Bearer wrong", cookie, origin),
    ):
        assert refused(site, *header), header
    person.http.post(site.url + "/logout", data={"csrf_token": person.csrf}, timeout=PATIENCE_S)
    assert refused(site, cookie, origin), "the session has ended"


def test_who_wants_to_wait_for_a_first_password_gets_no_socket(site: Site) -> None:
    person = signed_in(site, "agent3")
    header = (f"Cookie: console_session={person.session()}", f"Origin: {site.url}")
    assert not refused(site, *header)
    site.write("UPDATE person SET must_change = 1 WHERE login = 'agent3'")
    assert refused(site, *header)
    site.write("UPDATE person SET must_change = 0 WHERE login = 'agent3'")


def test_a_machine_brings_its_token_and_no_other(site: Site) -> None:
    admin = signed_in(site, "admin1")
    for scope, may in (("transcripts", True), ("payments", False)):
        form = {"csrf_token": admin.csrf, "name": scope, "scopes": scope}
        page = admin.http.post(site.url + "/admin/services", data=form, timeout=PATIENCE_S).text
        token = re.search(r"<code[^>]*>([\w-]{30,})</code>", page)
        assert token, page[:2000]
        assert refused(site, f"Authorization: Bearer {token.group(1)}") is not may, scope


def test_who_wants_to_hold_every_socket_of_a_person_leaves_the_others_theirs(site: Site) -> None:
    cookie = f"Cookie: console_session={signed_in(site).session()}"
    origin = f"Origin: {site.url}"
    held: list[Any] = []
    try:
        while len(held) < MOST_OF_ONE:
            held.append(dial(site, cookie, origin))
        assert refused(site, cookie, origin)
        other = f"Cookie: console_session={signed_in(site, 'agent2').session()}"
        assert not refused(site, other, origin)
        held.pop().close()
        until(lambda: not refused(site, cookie, origin))
    finally:
        for one in held:
            one.close()


def test_who_wants_to_shut_the_door_with_silence_shuts_out_only_the_silent(site: Site) -> None:
    count = scaled(MOST + 60, 4 * MOST)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, min(hard, count + 500)), hard))
    colleague = signed_in(site, "agent2")
    colleague.connect()
    silent = [socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) for _ in range(count)]
    try:
        assert requests.get(site.url + "/login", timeout=PATIENCE_S).status_code == 200
        assert colleague.command("beat", seq=0, epoch="")["ok"]
        poll = select.poll()
        for one in silent:
            poll.register(one, select.POLLIN)
        until(lambda: len(poll.poll(0)) >= count - MOST)  # closed by the server
        assert silent[-1].fileno() not in dict(poll.poll(0)), "those who came last still wait"
    finally:
        for one in silent:
            one.close()


NEXT = b"GET /login HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        *(
            POST + b"Content-Length: " + n + b"\r\n\r\n"
            for n in (b"+0", b"+5", b"-0", b"1_0", b"0x5", b"5 5", b"", b"5,5")
        ),
        *(POST + b"Content-Length: " + n + b"\r\n\r\n" for n in (b"\xb2", b"5\x0b", b"9" * 400, b"0.0", b"1e1")),
        POST + b"Content-Length: 0\r\nContent-Length: 0\r\n\r\n",
        POST + b"Content-Length : 0\r\n\r\n",
        POST + b"Content-Length:\r\n 0\r\n\r\n",
        POST + b"X: y\r\n\tz\r\nContent-Length: 0\r\n\r\n",
        POST + b"Transfer-Encoding: identity\r\nContent-Length: 0\r\n\r\n",
        POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        POST + b"Transfer\x0b-Encoding: chunked\r\nContent-Length: 0\r\n\r\n",
        POST + b"X: a\x00b\r\nContent-Length: 0\r\n\r\n",
        POST + b"X: a\rb\r\nContent-Length: 0\r\n\r\n",
        POST + b"Upgrade: websocket\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Connection: upgrade\r\nContent-Length: 4\r\n\r\nabcd",
        POST + b"Host: y\r\nContent-Length: 0\r\n\r\n",
        POST + b"Expect: 200-maybe\r\nContent-Length: 0\r\n\r\n",
        b"POST /login HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
        b"POST /login HTTP/1.1\nHost: x\nContent-Length: 0\n\n",
        b"POST /login HTTP/1.+1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST /login HTTP/1.1_0\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST  /login HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"post /login HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST http://evil.example/login HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x/evil\r\nContent-Length: 0\r\n\r\n",
        b"GET /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nabcd",
        b"GET /login\r\n",
        b"GET /login HTTP/0.9\r\n\r\n",
        b"\r\n" + POST + b"Content-Length: 0\r\n\r\n",
        POST + b"X: y\r\n" * 200 + b"Content-Length: 0\r\n\r\n",
        POST + b"".join(b"X%d: %s\r\n" % (n, b"y" * 4000) for n in range(12)) + b"Content-Length: 0\r\n\r\n",
    ],
)
def test_who_wants_to_smuggle_a_request_gets_one_refusal_and_a_closed_line(site: Site, raw: bytes) -> None:
    heard = send(site, raw + NEXT)
    assert heard.startswith(b"HTTP/1.1 400 "), heard[:200]
    assert heard.count(b"HTTP/1.1 ") == 1


def test_two_plain_requests_on_one_line_are_both_answered(site: Site) -> None:
    heard = send(site, POST + b"Content-Length: \t4 \r\n\r\nabcd" + NEXT)
    assert re.findall(rb"HTTP/1\.1 (\d+) ", heard) == [b"400", b"200"]


def test_who_wants_a_person_to_act_from_another_sites_page_is_refused(site: Site) -> None:
    person = signed_in(site)
    for header in (
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": site.url + "0"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": site.url, "Sec-Fetch-Site": "cross-site"},
    ):
        for path, body in (("/me/sound", {"sound": "0"}), ("/login", {"login": "agent1", "password": PASSWORD})):
            form = {"csrf_token": person.csrf, "key": str(uuid.uuid4()), **body}
            answer = person.http.post(site.url + path, data=form, headers=header, timeout=PATIENCE_S)
            assert answer.status_code == 403, (header, path)
    assert site.one("SELECT sound FROM person WHERE login = 'agent1'")
    good = {"Origin": site.url, "Sec-Fetch-Site": "same-origin"}
    form = {"csrf_token": person.csrf, "key": str(uuid.uuid4()), "sound": "0"}
    assert person.http.post(site.url + "/me/sound", data=form, headers=good, timeout=PATIENCE_S).ok


def test_who_wants_to_lock_a_whole_house_out_locks_nobody(site: Site) -> None:
    """Forty wrong tries with many logins have come from the address that everybody has."""
    known = signed_in(site, "lead1")
    now = site.one("SELECT max(made_at) FROM web_session")
    for number in range(40):
        login = "lead1" if number % 5 == 0 else f"nobody{number}"
        site.write(
            "INSERT INTO login_attempt (login, remote, at, ok, device) VALUES (?, '127.0.0.1', ?, 0, '')", login, now
        )

    def status(browser: requests.Session, login: str, password: str = PASSWORD) -> int:
        token = re.search(
            r'name="csrf_token" value="([^"]+)"', browser.get(site.url + "/login", timeout=PATIENCE_S).text
        )
        assert token
        form = {"csrf_token": token.group(1), "login": login, "password": password}
        return browser.post(site.url + "/login", data=form, timeout=PATIENCE_S, allow_redirects=False).status_code

    assert status(requests.Session(), "lead1") == 429, "the attacked login, in a browser that nobody knows"
    assert status(known.http, "lead1") == 302, "the browser that the person has used before"
    assert status(requests.Session(), "compliance1") == 302, "a colleague in a new browser of the same address"
    stranger = requests.Session()
    assert [status(stranger, "agent2", "wrong password") for _ in range(3)] == [422, 422, 429], "two tries, not six"
    site.write("DELETE FROM login_attempt")


def test_who_wants_to_fill_the_database_with_visits_writes_nothing(site: Site) -> None:
    before = site.one("SELECT count(*) FROM web_session")
    for _ in range(5):
        assert requests.get(site.url + "/login", timeout=PATIENCE_S).cookies.get("console_session")
    assert site.one("SELECT count(*) FROM web_session") == before


def test_no_refusal_says_how_the_server_is_made(site: Site) -> None:
    said = send(site, b"GET / HTTP/9.9\r\n\r\n") + send(site, b"\x16\x03\x01") + send(site, NEXT)
    assert not re.search(rb"Traceback|gevent|Python|Werkzeug|\.py", said)
    assert Path(f"/proc/{site.process.pid}").exists()
