"""Keeps things unreadable in the database: secrets of second factors, and whatever a session holds."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


def box(purpose: str) -> Fernet:
    """What seals and opens; its key comes from SECRET_KEY, one for each purpose."""
    key = hashlib.sha256(f"{purpose}\n{settings.SECRET_KEY}".encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class Sealed:
    """Writes sessions so that a copy of the database shows no code, no address and no waiting form."""

    def dumps(self, obj: Any) -> bytes:
        """A session as sealed bytes."""
        return box("sessions").encrypt(json.dumps(obj, separators=(",", ":")).encode())

    def loads(self, data: bytes) -> Any:
        """The session again; one sealed with another key is an empty session, so that its owner signs in anew."""
        try:
            return json.loads(box("sessions").decrypt(data))
        except InvalidToken:
            return {}
