"""What is written to a socket leaves at once: an answer behind a panel waits for nobody's receipt."""

from __future__ import annotations

import socket

from console.serving.http_handler import strict_handler


def test_an_answer_right_behind_a_panel_is_not_held_back() -> None:
    with socket.create_server(("127.0.0.1", 0)) as door, socket.create_connection(door.getsockname()):
        taken, address = door.accept()
        with taken:
            assert not taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            strict_handler()(taken, address, None)
            assert taken.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
