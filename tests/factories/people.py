"""People."""

from __future__ import annotations

import time
from itertools import count
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from education.people.models import User
from education.people.roles import Role

NUMBER = count(1)
PASSWORD = "a-long-test-password"


def person(email: str = "", **fields: Any) -> User:
    """Somebody with an account, a confirmed address and no role."""
    email = email or f"person{next(NUMBER)}@school.example"
    fields.setdefault("first_name", "Pat")
    fields.setdefault("last_name", "Person")
    user = User.objects.create_user(email, PASSWORD, **fields)
    user.emailaddress_set.create(email=email, verified=True, primary=True)
    return user


def staff(*roles: Role, email: str = "") -> User:
    """Somebody who holds these roles and has a second factor, as staff must."""
    user = person(email or f"{'-'.join(roles)}{next(NUMBER)}@force.example")
    user.groups.set(Group.objects.filter(name__in=[role.label for role in roles]))
    Authenticator.objects.create(
        user=user, type=Authenticator.Type.TOTP, data={"secret": "not used in tests"}
    )
    return user


def sign_in_fresh(client: Client, user: User, seconds_ago: int = 0) -> None:
    """A session whose owner has just proved who they are, as dangerous actions ask."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time() - seconds_ago}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
