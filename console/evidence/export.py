"""A visit as one ZIP: the record, a page to print, the media, and a manifest signed by the site."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.domain.visit_record import faults_of
from console.evidence.keys import SiteKeys, b64, public_verifies, unb64

MANIFEST, SIGNATURE, RECORD = "manifest.json", "manifest.sig", "record.json"
LARGEST = 300_000_000  # bytes of all files together


class BadZip(Exception):
    """The file is no export of a visit; the message says why."""


def pack(files: Mapping[str, bytes], keys: SiteKeys, made_at: datetime) -> bytes:
    """Return the ZIP of these files with their signed manifest."""
    manifest = json.dumps(
        {
            "v": 1,
            "made_at": made_at.isoformat(),
            "key": b64(keys.sign_raw),
            "files": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
        },
        indent=1,
        sort_keys=True,
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (*sorted(files.items()), (MANIFEST, manifest.encode()), (SIGNATURE, b"")):
            info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            archive.writestr(info, data if name != SIGNATURE else keys.sign(manifest).encode())
    return out.getvalue()


def unpack(path: str) -> dict[str, bytes]:
    """Return the files of an export. Raises BadZip."""
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(info.file_size for info in archive.infolist()) > LARGEST:
                raise BadZip("The file is larger than any export of a visit.")
            return {name: archive.read(name) for name in archive.namelist()}
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise BadZip(f"{path} cannot be read as a ZIP file.") from error


def zip_faults(files: Mapping[str, bytes]) -> list[str]:
    """Return what was altered, by name: the manifest, a file, or a part of the record. Raises BadZip."""
    try:
        text = files[MANIFEST].decode()
        manifest: dict[str, Any] = json.loads(text)
        key, listed = unb64(manifest["key"]), dict(manifest["files"])
        signature = files[SIGNATURE].decode()
    except (KeyError, ValueError, TypeError) as error:
        raise BadZip("The export has no manifest that can be read.") from error
    found = [] if public_verifies(key, signature, text) else [MANIFEST]
    for name in sorted({*listed, *files} - {MANIFEST, SIGNATURE}):
        if name not in files or hashlib.sha256(files[name]).hexdigest() != listed.get(name):
            found.append(name)
    if RECORD in files:
        try:
            record = json.loads(files[RECORD])
            found += [f"{RECORD}: {name}" for name in faults_of(record["parts"], record["seal"])]
        except (KeyError, ValueError, TypeError):
            found.append(RECORD)
    return list(dict.fromkeys(found))


def seal_and_key(files: Mapping[str, bytes]) -> tuple[str, int, bytes]:
    """Return the seal of the record, its trip, and the key of the manifest. Raises BadZip."""
    try:
        record, manifest = json.loads(files[RECORD]), json.loads(files[MANIFEST])
        return str(record["seal"]), int(record["trip"]), unb64(manifest["key"])
    except (KeyError, ValueError, TypeError) as error:
        raise BadZip("The export has no record that can be read.") from error
