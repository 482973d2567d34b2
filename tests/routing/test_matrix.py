"""Distances: straight lines, a table server, and what happens when that one fails."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from console.domain.coordinates import Point, distance_m
from console.routing.matrix import Osrm, StraightLine

POINTS = [Point(31.2, 121.4), Point(31.25, 121.5), Point(31.3, 121.45)]


def test_a_straight_line_takes_the_detour_and_the_speed_of_the_city() -> None:
    source = StraightLine(detour=1.5, speed_kmh=36, cities={"上海市": 18})
    usual, slow = source.matrix(POINTS), source.matrix(POINTS, "上海市")
    way = distance_m(POINTS[0], POINTS[1]) * 1.5
    assert usual.metres[0][1] == math.ceil(way) and usual.seconds[0][1] == math.ceil(way / 10)
    assert slow.seconds[0][1] == math.ceil(way / 5) and slow.metres == usual.metres
    assert usual.seconds[2][2] == 0 and usual.source == "straight" and usual.note == ""


Answer = Callable[[int, list[int], list[int]], Any]


@contextmanager
def table_server(answer: Answer, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """Serve OSRM's table service; yields its address and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            parts = urlsplit(self.path)
            query = parse_qs(parts.query)
            rows, columns = ([int(n) for n in query[name][0].split(";")] for name in ("sources", "destinations"))
            body = answer(len(parts.path.rsplit("/", 1)[1].split(";")), rows, columns)
            raw = body if isinstance(body, bytes) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def good(_size: int, rows: list[int], columns: list[int]) -> Any:
    table = [[0 if a == b else 100.2 + a for b in columns] for a in rows]
    return {"code": "Ok", "durations": table, "distances": table}


def test_a_table_server_is_asked_and_rounded_up() -> None:
    with table_server(good) as (url, asked):
        found = Osrm(url).matrix(POINTS)
    assert found.source == "osrm" and found.note == ""
    assert found.seconds[0] == (0, 101, 101) and found.metres[2] == (103, 103, 0)
    assert asked[0].startswith("/table/v1/driving/121.400000,31.200000;121.500000,31.250000")


def test_many_places_are_asked_in_blocks_that_a_server_takes() -> None:
    points = [Point(31 + n / 1000, 121) for n in range(120)]
    sizes: list[int] = []

    def counted(size: int, rows: list[int], columns: list[int]) -> Any:
        sizes.append(size)
        table = [[7.0] * len(columns) for _ in rows]
        return {"code": "Ok", "durations": table, "distances": table}

    with table_server(counted) as (url, _):
        found = Osrm(url).matrix(points)
    assert max(sizes) <= 100 and len(sizes) == 9
    assert all(found.seconds[a][b] == (0 if a == b else 7) for a in range(120) for b in range(120))


def test_a_way_that_the_server_does_not_know_is_a_straight_line() -> None:
    def gap(size: int, rows: list[int], columns: list[int]) -> Any:
        body = good(size, rows, columns)
        body["durations"][0][1] = None
        return body

    with table_server(gap) as (url, _):
        found = Osrm(url).matrix(POINTS)
    assert found.note == "gaps" and found.source == "osrm"
    assert found.seconds[0][1] == StraightLine().matrix(POINTS).seconds[0][1] and found.seconds[0][2] == 101


@pytest.mark.parametrize(
    ("answer", "status", "note"),
    [
        (good, 500, "refused"),
        (lambda *_: {"code": "NoTable", "message": "too big"}, 200, "refused"),
        (lambda *_: b"<html>", 200, "unusable"),
        (lambda *_: {"code": "Ok", "durations": [[0]], "distances": [[0]]}, 200, "unusable"),
        (lambda _s, r, c: {"code": "Ok", "durations": [["x"] * len(c)] * len(r), "distances": []}, 200, "unusable"),
        (lambda _s, r, c: {"code": "Ok", "durations": [[-1] * len(c)] * len(r), "distances": []}, 200, "unusable"),
    ],
)
def test_a_failing_server_leaves_straight_lines_and_says_why(answer: Answer, status: int, note: str) -> None:
    with table_server(answer, status) as (url, _):
        found = Osrm(url).matrix(POINTS)
    assert (found.source, found.note) == ("straight", note)
    assert found.seconds == StraightLine().matrix(POINTS).seconds


def test_a_silent_server_is_given_up_in_time() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        found = Osrm(f"http://127.0.0.1:{server.getsockname()[1]}", timeout_s=0.1).matrix(POINTS)
    assert (found.source, found.note) == ("straight", "unreachable")
