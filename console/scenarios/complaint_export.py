"""The export for a complaint: its proof as JSON, and the check of that proof against the audit chains."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from console.actions.steps.audit_chain import body_digest, keyless_row, row_text
from console.keyring import Keyring
from console.store.queries.timeline_proof import hashes_of, proof_rows, roots_of

FORMAT, KEYLESS = "console-complaint-2", "console-complaint-1"  # the second is of an older version
ROW: Mapping[str, type | tuple[type, ...]] = {
    **{"actor": str, "n": int, "kind": str, "at": str, "body": dict, "before": str, "hash": str},
    "root": (int, type(None)),
}
KEYED: Mapping[str, type | tuple[type, ...]] = {
    "real_at": str,
    "customer": (int, type(None)),
    "salt": str,
    "digest": str,
}
ROOT: Mapping[str, type | tuple[type, ...]] = {"id": int, "at": str, "hash": str}
PROOF, RECORD, PAGE = "proof.json", "record.json", "index.html"


class BadExport(Exception):
    """The file is no export for a complaint, or it cannot be read."""


def proof_of(session: Session, customer_id: int, at: datetime) -> dict[str, Any]:
    """Return the rows of the audit chains that concern the customer, with the roots that cover them."""
    rows = proof_rows(session, customer_id)
    roots = roots_of(session, {row.root for row in rows if row.root is not None})
    return {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "customer": customer_id,
        "digest": "SHA-256 of the JSON list [salt, body], keys sorted, characters as they are",
        "hash": "the site's mark over the row before and every column; python -m console verify --export checks it",
        "rows": [
            {
                "actor": row.actor,
                "n": row.n,
                "kind": row.kind,
                "at": row.at.isoformat(),
                "real_at": row.real_at.isoformat(),
                "customer": row.customer,
                "body": row.body,
                "salt": row.salt,
                "digest": row.digest,
                "before": row.before,
                "hash": row.hash,
                "root": row.root,
            }
            for row in rows
        ],
        "roots": [{"id": n, "at": when.isoformat(), "hash": mark} for n, (when, mark) in sorted(roots.items())],
    }


def read_proof(path: str) -> dict[str, Any]:
    """Return the proof in an export. Raises BadExport when there is none."""
    try:
        with zipfile.ZipFile(path) as file:
            proof: dict[str, Any] = json.loads(file.read(PROOF))
            shape = {**ROW, **KEYED} if proof["format"] == FORMAT else ROW
            whole = proof["format"] in (FORMAT, KEYLESS) and _has_shape(proof["rows"], shape)
            whole = whole and _has_shape(proof["roots"], ROOT)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, KeyError, TypeError, ValueError) as error:
        raise BadExport(f"{path} is no export for a complaint.") from error
    except (FileNotFoundError, IsADirectoryError) as error:
        raise BadExport(f"There is no file {path}.") from error
    if not whole:
        raise BadExport(f"{path} is no export for a complaint.")
    return proof


def _has_shape(rows: object, shape: Mapping[str, type | tuple[type, ...]]) -> bool:
    """Return True for a list of objects whose members have these types."""
    return isinstance(rows, list) and all(
        isinstance(row, dict) and all(isinstance(row.get(name, ...), kind) for name, kind in shape.items())
        for row in rows
    )


def export_fault(session: Session, proof: dict[str, Any]) -> str:
    """Return the first fault of an export's proof as text, "" when each row is the chain's own.

    Each row must have the contents of its mark, and the chain of this site must hold the same mark at this place. The
    chains themselves are checked by ``record_fault``.
    """
    rows = proof["rows"]
    kept = hashes_of(session, [(row["actor"], row["n"]) for row in rows])
    for row in rows:
        name = f"chain {row['actor']}, row {row['n']}"
        if not _fits(session, row):
            return f"Changed: {name} of the export does not have the contents of its hash."
        if kept.get((row["actor"], row["n"])) != row["hash"]:
            return f"Not ours: {name} of the export is not in this site's chain."
    roots = roots_of(session, {root["id"] for root in proof["roots"]})
    for root in proof["roots"]:
        if roots.get(root["id"], (None, ""))[1] != root["hash"]:
            return f"Not ours: root {root['id']} of the export is not in this site's book."
    return ""


def _fits(session: Session, row: dict[str, Any]) -> bool:
    """Return True when a row of an export has the contents of its mark."""
    if ":" not in row["hash"]:  # written before the record had a key
        made = keyless_row(row["before"], row["actor"], row["n"], row["kind"], row["at"], row["body"])
        return bool(row["hash"] == made)
    try:
        at, real_at = datetime.fromisoformat(row["at"]), datetime.fromisoformat(row["real_at"])
        digest = body_digest(row["salt"], row["body"])
    except (KeyError, ValueError):
        return False
    text = row_text(row["before"], row["actor"], row["n"], row["kind"], at, real_at, row["customer"], digest)
    keys: Keyring = session.info["keys"]
    return digest == row["digest"] and keys.fits(text, row["hash"])
