"""The record of a visit: named parts, each with a salt of its own, and one seal over their hashes.

A part may go later (a position, after the shift). Its hash stays, so the seal still proves the others, and the salt
that went with it keeps anybody from guessing what it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

Part = dict[str, Any]  # name, hash, and while it is kept: salt, value
PLACE = "place:"  # what these parts hold goes after the shift


def part_hash(name: str, salt: str, value: Any) -> str:
    """Return the SHA-256 of a part, as hex."""
    text = json.dumps([name, salt, value], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def part(name: str, value: Any, salt: str) -> Part:
    """Return a part with its hash. ``salt``: random, never twice."""
    return {"name": name, "hash": part_hash(name, salt, value), "salt": salt, "value": value}


def seal_of(parts: Sequence[Mapping[str, Any]]) -> str:
    """Return the seal over parts: the SHA-256 of their names and hashes in this order."""
    text = "\n".join(f"{one['name']} {one['hash']}" for one in parts)
    return hashlib.sha256(text.encode()).hexdigest()


def without_places(parts: Sequence[Part]) -> list[Part]:
    """Return the parts without what the positions were. Their names and hashes stay."""
    return [
        {"name": one["name"], "hash": one["hash"]} if str(one["name"]).startswith(PLACE) else dict(one) for one in parts
    ]


def faults_of(parts: Sequence[Mapping[str, Any]], seal: str) -> list[str]:
    """Return the names of the parts that were altered, and "seal" when the seal does not fit."""
    found = [
        str(one["name"])
        for one in parts
        if "value" in one and part_hash(str(one["name"]), str(one.get("salt", "")), one["value"]) != one["hash"]
    ]
    return found + (["seal"] if seal_of(parts) != seal else [])
