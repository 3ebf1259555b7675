"""The token of an invitation: made again whenever it is needed, kept only as a hash."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings

from education.people.models import StaffChange


def token(change: StaffChange) -> str:
    """What the link carries: 256 bits from the secret key, this row and the moment until which it works."""
    until = change.expires_at.isoformat() if change.expires_at else ""
    body = f"staff invitation\n{change.public_id}\n{change.email}\n{until}".encode()
    made = hmac.new(settings.SECRET_KEY.encode(), body, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def digest(text: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(text.encode()).hexdigest()


def address(change: StaffChange) -> str:
    """The whole link."""
    return f"{settings.BASE_URL}/accounts/invitation/{token(change)}/"
