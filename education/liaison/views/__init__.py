"""Pages of this room: booking, a school's visits, the coordinators' desk."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from education.people.models import User


def person(request: HttpRequest) -> User:
    """Who asks, behind a door that lets in only people who are signed in."""
    return cast(User, request.user)
