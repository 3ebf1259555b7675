"""Whether an enrolled phone signed an upload: ECDSA over P-256 and SHA-256, as WebCrypto writes it."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

HALF = 32  # bytes of r and of s
HEADER = re.compile(r"Device ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}):([A-Za-z0-9_-]{86})={0,2}")


@dataclass(frozen=True)
class Claim:
    """Which phone says that it signed, and what it wrote."""

    phone: UUID
    signature: bytes


def read_claim(header: str) -> Claim | None:
    """What an Authorization header claims, or None when it is no claim of a phone."""
    found = HEADER.fullmatch(header)
    if found is None:
        return None
    try:
        return Claim(UUID(found[1]), base64.urlsafe_b64decode(f"{found[2]}=="))
    except (ValueError, binascii.Error):
        return None


def read_key(text: object) -> str:
    """A public key as it is kept, or "" when this is no point of the curve."""
    if not isinstance(text, str) or not re.fullmatch(r"04[0-9a-f]{128}", text):
        return ""
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(text))
    except ValueError:
        return ""
    return text


def signed_by(key: str, body: bytes, signature: bytes) -> bool:
    """Whether the owner of this key signed this body; `signature` is r and s, 32 bytes each."""
    if len(signature) != 2 * HALF:
        return False
    r, s = (int.from_bytes(half, "big") for half in (signature[:HALF], signature[HALF:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(key))
    try:
        public.verify(encode_dss_signature(r, s), body, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True
