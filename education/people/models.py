"""People who sign in. Parents and children never do."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import BaseUserManager
from django.contrib.auth.models import AbstractUser
from django.db import models

from education.people.roles import DESK, Role

FORMER = "Somebody who has left"


class UserManager(BaseUserManager["User"]):
    """Makes people who are known by their e-mail address."""

    use_in_migrations = True

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make a person; the address is kept in lower case, so that one mailbox is one account."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Make the first administrator."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractUser):
    """A teacher or a member of staff; `public_id` is the only name that the ledger knows them by."""

    username = None  # type: ignore[assignment]
    email = models.EmailField("e-mail address", unique=True)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    emptied_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="when name, address and keys were taken out"
    )
    erasure_asked_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="a member of staff asked to be deleted"
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = UserManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return FORMER if self.emptied_at else self.get_full_name() or self.email

    def roles(self) -> frozenset[Role]:
        """The staff roles this person holds, read once per request."""
        if not hasattr(self, "_roles"):
            names = set(self.groups.values_list("name", flat=True)) if self.pk else set()
            self._roles = frozenset(role for role in Role if role.label in names)
        return self._roles

    def has_role(self, *roles: Role) -> bool:
        """True when the person is active and holds any of these roles."""
        return self.is_active and bool(self.roles() & set(roles))

    def workplace(self) -> tuple[str, str]:
        """Where this person's work is, as an address and in words: the desk, an officer's day, a school's visits."""
        if self.is_superuser or self.has_role(*DESK):
            return "/cms/", "The desk"
        return ("/officer/", "Your day") if self.has_role(Role.OFFICER) else ("/visits/", "My visits")
