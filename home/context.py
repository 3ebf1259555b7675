"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from education.people.models import User
from education.schools.force import force
from home.queries import banner

PRIVATE = ("/accounts/", "/book/", "/visits/", "/officer/", "/cms/")


def demonstration() -> bool:
    """Whether demonstration data is loaded; asked of the database at most every ten seconds."""
    known = cache.get("home.demonstration")
    if known is None:
        known = User.objects.filter(is_demo=True).exists()
        cache.set("home.demonstration", known, 10)
    return bool(known)


def site(request: HttpRequest) -> dict[str, Any]:
    """The force, the banner, whether this is a demonstration, and whether a page may ask who is signed in.

    A public page must not ask: looking at the session would mark it as different for everyone.
    """
    return {
        "force": force(),
        "is_demonstration": demonstration(),
        "banner": banner(),
        "base_url": settings.BASE_URL,
        "private": request.path.startswith(PRIVATE),
        "section": request.path.strip("/").partition("/")[0],
    }
