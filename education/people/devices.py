"""Browsers in which somebody has signed in before, known by a signed cookie that only /accounts/ sees.

The cookie holds a random number and, for each person, a mark that nobody can read a person from. Nothing is
kept in the database. It opens nothing: it gives its owner wrong guesses of their own and spares them a mail.
"""

from __future__ import annotations

import re
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
PATH = "/accounts/"
LASTS = 365 * 24 * 60 * 60  # seconds
PEOPLE = 12  # on one shared computer; the oldest mark goes first
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "an iPhone"),
    ("iPad", "an iPad"),
    ("Android", "Android"),
    ("CrOS", "a Chromebook"),
    ("Windows", "Windows"),
    ("Macintosh", "a Mac"),
    ("Linux", "Linux"),
)


def _read(request: HttpRequest) -> dict[str, Any]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=LASTS)
        return {"id": str(found["id"]), "marks": [str(mark) for mark in found["marks"]]}
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return {"id": "", "marks": []}


def _mark(device: str, email: str) -> str:
    return salted_hmac(COOKIE, f"{device} {email.lower()}", algorithm="sha256").hexdigest()[:24]


def known(request: HttpRequest, email: str) -> str:
    """The device's number when somebody with this address has signed in there before, else ""."""
    found = _read(request)
    return found["id"] if found["id"] and _mark(found["id"], email) in found["marks"] else ""


def remember(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Know this device next time."""
    found = _read(request)
    device = found["id"] or secrets.token_urlsafe(16)
    mark = _mark(device, email)
    marks = [*(other for other in found["marks"] if other != mark), mark][-PEOPLE:]
    response.set_cookie(
        COOKIE, signing.dumps({"id": device, "marks": marks}, salt=COOKIE), max_age=LASTS, path=PATH,
        secure=settings.PRODUCTION, httponly=True, samesite="Lax",
    )  # fmt: skip


def describe(user_agent: str) -> str:
    """A browser in words that its owner knows, such as "Firefox on Windows"."""
    browser = next((name for sign, name in BROWSERS if re.search(rf"\b{sign}/", user_agent)), "A browser")
    system = next((name for sign, name in SYSTEMS if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser
