"""Raw frames against a real server: strangers, floods, junk; fifty others must not notice."""

from __future__ import annotations

import contextlib
import json
import socket
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import websocket

from scripts.agent import Desk
from tests.browser.serving import PASSWORD, Site
from tests.live.cluster import Ear
from tests.waiting import PATIENCE_S, until

pytestmark = pytest.mark.chaos


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("wire"), customers=20)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def desk(site: Site) -> Any:
    """Return an agent at work, whom no attack may disturb."""
    made = Desk(site.url, "agent2", PASSWORD)
    made.sign_in()
    made.connect()
    return made


@pytest.fixture(autouse=True)
def undisturbed(desk: Any) -> Iterator[None]:
    yield
    assert desk.command("beat", seq=0, epoch="")["ok"]


def cookie(site: Site, login: str = "agent1") -> str:
    person = Desk(site.url, login, PASSWORD)
    person.sign_in()
    return person.session()


def dial(site: Site, session: str = "", **more: Any) -> Any:
    """Open a bare connection; it has entered no namespace."""
    address = site.url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
    more = {"origin": site.url, **more}
    made = websocket.create_connection(address, timeout=PATIENCE_S, cookie=f"console_session={session}", **more)
    assert str(made.recv()).startswith("0{")
    return made


def entered(site: Site, session: str, namespace: str = "/desk", **more: Any) -> Any:
    made = dial(site, session, **more)
    made.send(f"40{namespace},")
    assert made.recv().startswith(f"40{namespace}")
    return made


def acknowledgement(connection: Any, number: int) -> str:
    """Return the acknowledgement of the event with this number."""
    while frame := str(connection.recv()):
        if frame.startswith(f"43/desk,{number}["):
            return frame
    raise AssertionError("the server closed the connection instead")


def closes(connection: Any) -> bool:
    """Return True when the server ends the connection, which answers every ping."""
    end = time.monotonic() + PATIENCE_S
    try:
        while time.monotonic() < end:
            connection.settimeout(max(0.1, end - time.monotonic()))
            frame = connection.recv()
            if frame == "2":
                connection.send("3")
            if frame == "" or frame.startswith("1"):
                return True
    except websocket.WebSocketTimeoutException:
        return False
    except (OSError, websocket.WebSocketException):
        return True
    return False


@pytest.mark.parametrize(
    ("origin", "more"),
    [
        ("http://evil.example", {}),
        ("null", {}),
        ("", {}),
        ("{url}.evil.example", {}),
        ("http://evil.example/{url}", {}),
        ("http://evil{port}", {}),
        ("{url}0", {}),
        ("https://127.0.0.1:{port}", {}),
        ("{url} http://evil.example", {}),
        ("{url}/", {}),
        ("http://evil.example", {"X-Forwarded-Host": "evil.example"}),
        ("http://evil.example", {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "http"}),
        ("http://evil.example", {"Host": "evil.example"}),
        ("http://evil.example, {url}", {}),
        ("HTTP://127.0.0.1:{port}", {}),
    ],
)
def test_no_other_origin_opens_a_socket(site: Site, origin: str, more: dict[str, str]) -> None:
    said = origin.replace("{url}", site.url).replace("{port}", str(site.port))
    good = cookie(site)
    header = [f"{name}: {value}" for name, value in more.items() if name != "Host"]
    if said:
        header.append(f"Origin: {said}")
    with pytest.raises((websocket.WebSocketException, OSError, AssertionError)):
        made = dial(site, good, suppress_origin=True, header=header, host=more.get("Host"))
        made.send("40/desk,")
        assert made.recv().startswith("40/desk")
    entered(site, good).close()  # the same cookie with the right origin


def test_polling_is_closed(site: Site) -> None:
    answer = requests.get(site.url + "/socket.io/?EIO=4&transport=polling", timeout=5)
    assert answer.status_code == 400 and "Traceback" not in answer.text


@pytest.mark.parametrize(
    "frame",
    [
        "5" + "1-/desk," + '["signal",{"_placeholder":true,"num":0}]',
        "599999-/desk," + '["signal",{"_placeholder":true,"num":0}]',
        "61-/desk,1[]",
        "4/desk,{}",
        "3/desk,1[]",
        "9",
        "",
        "x",
        "2/desk,[",
        "2/desk,{}",
        "2/desk,[]",
        "2/desk,[1]",
        "2/desk,[null]",
        "2/desk," + "[" * 20_000,
        '2/desk,[["a"]]',
        '2/nowhere,["beat"]',
    ],
)
def test_a_frame_that_is_no_command_ends_at_most_its_own_connection(site: Site, frame: str) -> None:
    made = entered(site, cookie(site))
    made.send("4" + frame)
    with contextlib.suppress(OSError, websocket.WebSocketException):
        made.send("42/desk,7" + json.dumps(["beat", {"seq": 0}]))
        made.settimeout(PATIENCE_S)
        while True:
            heard = made.recv()
            assert "Traceback" not in heard and "Error" not in heard
            if heard.startswith("43/desk,7") or heard == "" or heard.startswith("1"):
                break


def test_a_binary_frame_is_refused(site: Site) -> None:
    made = entered(site, cookie(site))
    made.send_binary(b"\x00" * 64)
    assert closes(made)


def test_a_message_over_64_kib_ends_the_connection(site: Site) -> None:
    for size, gone in ((60_000, False), (66_000, True), (3_000_000, True)):
        made = entered(site, cookie(site))
        body = json.dumps(["signal", {"key": str(uuid.uuid4()), "x": "y" * size}])
        with contextlib.suppress(OSError, websocket.WebSocketException):
            made.send("42/desk,1" + body)
        if gone:
            assert closes(made), size
        else:
            assert "invalid" in acknowledgement(made, 1), size
        made.close()


def test_unknown_events_are_cut_off_whatever_their_name(site: Site) -> None:
    names = [
        "connect",
        "disconnect",
        "command",
        "on_connect",
        "trigger_event",
        "__class__",
        "*",
        "message",
        "emit",
        "base",
        "panels",
        "signed_out",
    ]
    made = entered(site, cookie(site))
    for number, name in enumerate(names):
        with contextlib.suppress(OSError, websocket.WebSocketException):
            made.send(f"42/desk,{number}" + json.dumps([name, {"reason": "x"}, "more"]))
    assert closes(made)


def test_a_client_cannot_hide_from_the_sign_out_by_calling_itself_disconnected(site: Site) -> None:
    person = Desk(site.url, "agent3", PASSWORD)
    person.sign_in()
    made = entered(site, person.session())
    made.send('42/desk,7["disconnect","client disconnect"]')
    assert "invalid" in acknowledgement(made, 7)
    person.http.post(site.url + "/logout", data={"csrf_token": person.csrf}, timeout=5)
    assert closes(made)


def test_who_enters_no_namespace_is_closed_after_a_while(site: Site) -> None:
    made = dial(site, cookie(site))
    refused = dial(site, cookie(site))
    refused.send("40/floor,")
    assert refused.recv().startswith("44/floor")
    assert closes(made) and closes(refused)


def test_a_flood_is_cut_off(site: Site) -> None:
    made = entered(site, cookie(site))
    with contextlib.suppress(OSError, websocket.WebSocketException):
        for number in range(2000):
            made.send(f"42/desk,{number}" + json.dumps(["beat", {"seq": 0}]))
    assert closes(made)


def test_hundreds_of_half_open_connections_leave_room_for_agents(site: Site) -> None:
    held = []
    try:
        for _ in range(200):
            raw = socket.create_connection(("127.0.0.1", site.port), timeout=5)
            raw.sendall(b"GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\n")
            held.append(raw)
        threads = len(list(Path(f"/proc/{site.process.pid}/task").iterdir()))
        assert threads < 40
        entered(site, cookie(site)).close()
    finally:
        for raw in held:
            raw.close()


@pytest.mark.parametrize(
    ("login", "namespace"),
    [
        ("agent1", "/floor"),
        ("agent1", "/compliance"),
        ("collector1", "/floor"),
        ("lead1", "/compliance"),
        ("admin1", "/desk"),
        ("admin1", "/compliance"),
        ("compliance1", "/desk"),
        ("agent1", "/service"),
        ("agent1", "/"),
        ("agent1", "/admin"),
    ],
)
def test_each_namespace_lets_in_its_roles_only(site: Site, login: str, namespace: str) -> None:
    made = dial(site, cookie(site, login))
    made.send(f"40{namespace},")
    heard = made.recv()
    assert heard.startswith("44"), heard
    made.close()


def test_raw_http_that_proxies_read_in_two_ways_is_refused(site: Site) -> None:
    bodies = (
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"0\r\n\r\nGET /admin/people HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 60\r\n\r\n"
        b"abcdGET /admin/people HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /login HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n\r\nabcd",
        b"GET /login HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST /login HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=a\r\nno head\r\n"
        b"Host: x\r\nContent-Length: 4\r\n\r\nabcd",
        b"GET " + b"/" + b"a" * 20_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x16\x03\x01\x02\x00",
    )
    for body in bodies:
        with socket.create_connection(("127.0.0.1", site.port), timeout=5) as raw:
            raw.sendall(body)
            raw.settimeout(3)
            heard = b""
            with contextlib.suppress(OSError):
                while part := raw.recv(65_536):
                    heard += part
        assert b"Traceback" not in heard and b"200 OK" not in heard, (body[:80], heard[:200])
        assert heard.count(b"HTTP/1.1 ") <= 1, (body[:80], heard[:400])


def test_floor_and_officer_sockets_refuse_junk_too(site: Site) -> None:
    for login, namespace in (("lead1", "/floor"), ("compliance1", "/compliance")):
        person = Desk(site.url, login, PASSWORD)
        person.sign_in()
        ear = Ear(person, namespace)
        assert ear.open
        for _ in range(12):
            with contextlib.suppress(OSError, websocket.WebSocketException):
                ear.socket.send(f"42{namespace}," + json.dumps(["accept", {"token": 1}]))
        until(lambda e=ear: not e.open)  # type: ignore[misc]
        assert not ear.open, namespace
