"""What every template may use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from education.schools.force import force
from home.queries import standing

PRIVATE = ("/accounts/", "/book/", "/visits/", "/officer/", "/cms/")


def site(request: HttpRequest) -> dict[str, Any]:
    """The force, the banner, whether this is a demonstration, and whether a page may ask who is signed in.

    A public page must not ask: looking at the session would mark it as different for everyone.
    """
    above = standing()
    return {
        "force": force(),
        "is_demonstration": above.demonstration,
        "banner": above.banner or None,
        "base_url": settings.BASE_URL,
        "private": request.path.startswith(PRIVATE),
        "section": request.path.strip("/").partition("/")[0],
    }
