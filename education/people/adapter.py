"""What allauth asks of us."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from education.people.models import User


def display_name(user: User) -> str:
    """How a person is greeted: their name, or their address until they have given one."""
    return str(user)


class AccountAdapter(DefaultAccountAdapter):
    """Sign-up by e-mail, name asked once; the address is kept in lower case."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user
