"""Doors: decorators that let in only who may pass. A stranger signs in; a person without the role gets 403;
whoever wants to do something dangerous proves again who they are."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.reauthentication import suspend_request
from allauth.core.exceptions import ReauthenticationRequired
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from education.people.freshness import is_fresh
from education.people.roles import Role

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Only for people who are signed in; the answer is never stored by any cache."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.door = ("signed_in",)  # type: ignore[attr-defined]
    return guarded


def only(*roles: Role) -> Callable[[View], View]:
    """Only for people who hold one of these roles."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.has_role(*roles):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        door = signed_in(guarded)
        door.door = tuple(role.value for role in roles)  # type: ignore[attr-defined]
        return door

    return decorate


def fresh(view: View) -> View:
    """Something dangerous: its POST asks for a proof that is at most five minutes old.

    Put it under `only`. What was sent waits, sealed in the session, and goes on by itself after the proof; a
    file does not wait, so a form with files comes back as a page instead.
    """
    return _proved(view, reading=False)


def fresh_to_read(view: View) -> View:
    """Something that leaves the house, such as an export: reading it asks for the proof too."""
    return _proved(view, reading=True)


def _proved(view: View, *, reading: bool) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        dangerous = reading or request.method not in {"GET", "HEAD", "OPTIONS"}
        if dangerous and request.user.is_authenticated and not is_fresh(request):
            if request.FILES:
                request.method = "GET"
                return suspend_request(request, reverse("account_reauthenticate"))
            raise ReauthenticationRequired
        return view(request, *args, **kwargs)

    guarded.fresh = True  # type: ignore[attr-defined]
    return guarded
