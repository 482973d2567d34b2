"""Check the export of a visit without the console: ``python verify_visit.py FILE [KEY]``. Needs cryptography alone.

KEY is the site's public key (base64url), as the site has published it. Prints what was altered, or that nothing was.
"""

import base64
import hashlib
import json
import sys
import zipfile

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def unb64(text: str) -> bytes:
    """Return the bytes of base64url without padding."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def sha(data: bytes) -> str:
    """Return the SHA-256 as hex."""
    return hashlib.sha256(data).hexdigest()


def altered(path: str, key: str = "") -> list[str]:
    """Return the names of what was altered."""
    with zipfile.ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    text, found = files.pop("manifest.json"), []
    manifest = json.loads(text)
    if key and key != manifest["key"]:
        found.append("manifest.json: signed by another key")
    try:
        signature = unb64(files.pop("manifest.sig").decode())
        Ed25519PublicKey.from_public_bytes(unb64(manifest["key"])).verify(signature, text)
    except InvalidSignature:
        found.append("manifest.json")
    for name in sorted({*files, *manifest["files"]}):
        if sha(files.get(name, b"")) != manifest["files"].get(name):
            found.append(name)
    record = json.loads(files["record.json"])
    for part in record["parts"]:
        if "value" in part:
            body = [part["name"], part["salt"], part["value"]]
            told = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            if sha(told.encode()) != part["hash"]:
                found.append(f"record.json: {part['name']}")
    hashes = "\n".join(f"{part['name']} {part['hash']}" for part in record["parts"])
    if sha(hashes.encode()) != record["seal"]:
        found.append("record.json: seal")
    return found


if __name__ == "__main__":
    faults = altered(*sys.argv[1:3])
    print("\n".join(f"altered: {fault}" for fault in faults) or "nothing was altered")
    sys.exit(1 if faults else 0)
