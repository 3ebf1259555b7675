"""Launch content and demonstration data: who is made, and which room loads what, in which order."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group

from education.ledger.clock import today
from education.ledger.models import JobRun
from education.people.models import User
from education.people.roles import Role
from home.actions import load_launch_content


class Say(Protocol):
    """Something that prints a line, or with another ending a part of one."""

    def __call__(self, text: str, ending: str = "\n") -> object: ...


Step = Callable[[Say, str], AbstractContextManager[None]]
HOST = "demo.example"
DONE = "demonstration"

# name at demo.example: first name, last name, staff roles
PEOPLE: dict[str, tuple[str, str, tuple[Role, ...]]] = {
    "teacher": ("Tess", "Teacher", ()),
    "teacher2": ("Theo", "Teacher", ()),
    "newteacher": ("Nia", "Newteacher", ()),
    "officer": ("Olly", "Officer", (Role.OFFICER,)),
    "officer2": ("Orla", "Officer", (Role.OFFICER,)),
    "coordinator": ("Cora", "Coordinator", (Role.COORDINATOR,)),
    "supervisor": ("Sam", "Supervisor", (Role.SUPERVISOR,)),
    "editor": ("Edie", "Editor", (Role.EDITOR,)),
    "publisher": ("Pat", "Publisher", (Role.PUBLISHER,)),
    "analyst": ("Ana", "Analyst", (Role.ANALYST,)),
    "admin": ("Alex", "Admin", (Role.ADMINISTRATOR,)),
}


def confirm(user: User) -> None:
    """Record the person's address as confirmed, as if they had typed the code."""
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def make_people() -> dict[str, User]:
    """The demonstration people by the name before the @; their password is DEMO_PASSWORD at every start."""
    people = {}
    for name, (first, last, roles) in PEOPLE.items():
        email = f"{name}@{HOST}"
        user = User.objects.filter(email=email).first() or User(email=email)
        user.first_name, user.last_name, user.is_demo, user.is_active = first, last, True, True
        user.is_superuser = user.is_staff = Role.ADMINISTRATOR in roles
        if not user.pk or not user.check_password(settings.DEMO_PASSWORD):
            user.set_password(settings.DEMO_PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name__in=[role.label for role in roles]))
        confirm(user)
        people[name] = user
    return people


def load_content(say: Say, step: Step) -> None:
    """The launch content, which every start has."""
    with step(say, "loaded the launch content"):
        load_launch_content()


def load(say: Say, step: Step) -> None:
    """Make or top up everything of the demonstration; each room loads its own and is harmless to repeat."""
    with step(say, "demonstration people"):
        make_people()
    JobRun.objects.update_or_create(name=DONE, defaults={"started_at": None, "problem": today().isoformat()})


def load_today(say: Say, step: Step) -> None:
    """Load the demonstration unless that was done today: its dates are relative to the day."""
    if not JobRun.objects.filter(name=DONE, problem=today().isoformat()).exists():
        load(say, step)
