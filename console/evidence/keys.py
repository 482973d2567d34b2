"""The keys of a site, made from its secret: Ed25519 for signatures, P-256 for what tablets seal.

A key is not stored. Whoever has the site's secret has its keys, so the secret belongs to the backups and nowhere else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

OUTBOX = b"console outbox v1"
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256


class NotSealed(Exception):
    """What was sent is not sealed for this site, or was changed."""


def b64(data: bytes) -> str:
    """Return bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def unb64(text: str) -> bytes:
    """Return the bytes of base64url. Raises ValueError for another text."""
    if not text.isascii():
        raise ValueError("not base64url")
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


def _derived(secret: str, what: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=b"console site", info=what).derive(secret.encode())


@dataclass(frozen=True)
class SiteKeys:
    """What this site signs and opens with."""

    signing: Ed25519PrivateKey
    sealing: ec.EllipticCurvePrivateKey

    @property
    def sign_raw(self) -> bytes:
        """The public key of signatures, 32 bytes."""
        return self.signing.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)

    @property
    def seal_raw(self) -> bytes:
        """The public key for which tablets seal: an uncompressed point, 65 bytes."""
        return self.sealing.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    def public(self) -> dict[str, dict[str, str]]:
        """Return both public keys as a tablet gets them."""
        return {
            "sign": {"kid": kid(self.sign_raw), "alg": "Ed25519", "raw": b64(self.sign_raw)},
            "seal": {"kid": kid(self.seal_raw), "alg": "ECDH-P256", "raw": b64(self.seal_raw)},
        }

    def sign(self, text: str) -> str:
        """Return the signature of a text, as base64url."""
        return b64(self.signing.sign(text.encode()))

    def signed(self, text: str, signature: str) -> bool:
        """Return True when this site has signed the text."""
        try:
            self.signing.public_key().verify(unb64(signature), text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True

    def open(self, sealed: dict[str, Any]) -> bytes:
        """Return what was sealed. Raises NotSealed."""
        try:
            if set(sealed) != {"kid", "epk", "iv", "data"} or sealed["kid"] != kid(self.seal_raw):
                raise NotSealed("it is sealed for another key")
            point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, unb64(sealed["epk"]))
            shared = self.sealing.exchange(ec.ECDH(), point)
            return AESGCM(_outbox_key(shared)).decrypt(unb64(sealed["iv"]), unb64(sealed["data"]), None)
        except (ValueError, TypeError, AttributeError, InvalidTag) as error:
            raise NotSealed("it cannot be opened") from error


def _outbox_key(shared: bytes) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=bytes(32), info=OUTBOX).derive(shared)


def seal_for(raw: bytes, plain: bytes, iv: bytes) -> dict[str, str]:
    """Return bytes sealed for the holder of this public key, as a tablet does it. ``iv``: 12 bytes, never twice."""
    ours = ec.generate_private_key(CURVE)
    shared = ours.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, raw))
    epk = ours.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    data = AESGCM(_outbox_key(shared)).encrypt(iv, plain, None)
    return {"kid": kid(raw), "epk": b64(epk), "iv": b64(iv), "data": b64(data)}


def kid(raw: bytes) -> str:
    """Return the short name of a public key."""
    return hashlib.sha256(raw).hexdigest()[:16]


def public_verifies(raw: bytes, signature: str, text: str) -> bool:
    """Return True when the holder of this public key has signed the text."""
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(unb64(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=8)
def site_keys(secret: str) -> SiteKeys:
    """Return the keys of the site with this secret."""
    number = int.from_bytes(_derived(secret, b"sealed outbox", 48)) % (ORDER - 1) + 1
    return SiteKeys(
        Ed25519PrivateKey.from_private_bytes(_derived(secret, b"signatures", 32)), ec.derive_private_key(number, CURVE)
    )


def as_json(data: bytes) -> Any:
    """Return the JSON of opened bytes. Raises NotSealed."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotSealed("it holds no entry") from error
