"""What follows from a sign-in and from a changed second factor."""

from __future__ import annotations

from typing import Any

from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from education.people.lifetimes import SEEN, SINCE
from education.people.models import User


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def end_the_others(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """A changed second factor signs out everywhere else; Django does the same for a changed password."""
    end_other_sessions(request, user)


@receiver(user_logged_in)
def begin(sender: object, request: HttpRequest | None, user: User, **kwargs: Any) -> None:
    """A sign-in begins a new lifetime, also in a session that was there before."""
    if request is not None:
        for stamp in (SINCE, SEEN):
            request.session.pop(stamp, None)
