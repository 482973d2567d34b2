"""The command ``wire``: print the schema of the socket and of the HTTP interface for other systems."""

from __future__ import annotations

import argparse
import json

from console.live.messages import wire_schema
from console.settings import Settings
from console.web import api


def do_wire(settings: Settings | None, args: argparse.Namespace) -> None:
    """Print the schema of the wire as JSON."""
    machines = {path: body.model_json_schema() for path, body in api.SHAPES.items()}
    print(json.dumps({**wire_schema(), "http": machines}, indent=2))
