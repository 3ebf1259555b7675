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

    def holding(self, *roles: Role) -> models.QuerySet[User]:
        """Everybody who can sign in and holds one of these roles, each once."""
        held = User.groups.through.objects.filter(group__name__in=[role.label for role in roles])
        return self.filter(is_active=True, pk__in=held.values("user"))

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


class StaffChange(models.Model):
    """Which staff roles somebody is to hold: proposed by one person, agreed by another, for an address without an
    account an invitation that its owner takes up by a link. A way back in for somebody who lost their second factor
    goes the same way.

    The link's token is derived from the secret key and this row, and only its hash is kept: a copy of the database
    opens no door.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting for a second person"
        INVITED = "invited", "Invited"
        DONE = "done", "Done"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Withdrawn"

    class What(models.TextChoices):
        ROLES = "roles", "Roles"
        WAY_BACK = "way_back", "A way back in"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    what = models.CharField(max_length=8, choices=What.choices, default=What.ROLES)
    email = models.EmailField("e-mail address")
    user = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.CASCADE, related_name="staff_changes"
    )
    roles = models.JSONField(default=list, help_text="codes of Role: all that the person holds afterwards")
    state = models.CharField(max_length=10, choices=State.choices)
    proposed_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        help_text="empty for the command line",
    )  # fmt: skip
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "people.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    alone = models.BooleanField(default=False, help_text="there was no second administrator to agree")
    token_hash = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="of the link")

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=models.Q(state__in=["waiting", "invited"]),
                name="people_one_open_change",
            ),
            models.UniqueConstraint(
                fields=["token_hash"],
                condition=~models.Q(token_hash=""),
                name="people_one_invitation_a_token",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.in_words}"

    @property
    def in_words(self) -> str:
        """What it is about, for lists."""
        return self.get_what_display() if self.what == self.What.WAY_BACK else ", ".join(self.role_labels)

    @property
    def role_labels(self) -> list[str]:
        """The roles as people call them."""
        return [role.label for role in Role if role.value in self.roles]
