"""A form that was sent after its sender had been signed out: kept, sealed, until they have signed in again.

It waits in the session, which is sealed in the database, for half an hour and for its own sender alone. Nothing is
sent for them: after signing in they see a page with one button, and that sends it as if they had pressed the first
one then.
"""

from __future__ import annotations

import time

from django.conf import settings
from django.http import HttpRequest

from education.people.models import User

KEPT, LEFT = "form_kept", "signed_out_of"
LASTS = 30 * 60  # seconds of real time
LARGEST = 200_000  # characters of one form
NEVER = ("/accounts/",)
"""Passwords and codes are typed again."""


def keep(request: HttpRequest, owner: User, back: str) -> bool:
    """Keep what was sent; returns False for what is never kept, is too large or holds files.

    The caller has checked the token of the form.
    """
    fields = [
        [name, value]
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    files = any(found.size for _, several in request.FILES.lists() for found in several)
    size = sum(len(name) + len(str(value)) for name, value in fields)
    if request.path.startswith(NEVER) or files or size > LARGEST or not fields:
        return False
    request.session[KEPT] = {
        "person": str(owner.public_id), "until": time.time() + LASTS, "path": request.get_full_path(),
        "fields": fields, "back": back,
    }  # fmt: skip
    return True


def leave(request: HttpRequest, owner: User) -> None:
    """Remember for half an hour whose sign-in has just ended in this browser: a form may still be open in it."""
    request.session[LEFT] = {"person": str(owner.public_id), "until": time.time() + LASTS}


def left_before(request: HttpRequest) -> User | None:
    """Whose sign-in ended in this browser a moment ago, when nobody is signed in now."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.user.is_authenticated:
        return None
    held = request.session.get(LEFT)
    if held is None or held["until"] < time.time():
        return None
    return User.objects.filter(public_id=held["person"], is_active=True).first()


def found(request: HttpRequest) -> dict[str, object] | None:
    """What is kept for whoever is signed in now; somebody else's is thrown away."""
    held = request.session.get(KEPT)
    if held is None:
        return None
    mine = held["person"] == str(request.user.public_id)  # type: ignore[union-attr]
    if not mine or held["until"] < time.time():
        drop(request)
        return None
    return dict(held)


def drop(request: HttpRequest) -> None:
    """Forget it."""
    request.session.pop(KEPT, None)
