"""Views as records: canonical JSON text."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any


def to_json(view: Any) -> str:
    """Return the view as canonical JSON text (sorted keys, UTC instants), for records and replay."""

    def plain(value: object) -> object:
        if isinstance(value, datetime | date):
            return value.isoformat()
        raise TypeError(f"no JSON form for {type(value).__name__}")

    return json.dumps(dataclasses.asdict(view), default=plain, ensure_ascii=False, sort_keys=True)
