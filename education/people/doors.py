"""Doors: decorators that let in only who may pass. A stranger signs in; a person without the role gets 403."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

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
