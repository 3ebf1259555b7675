"""Launch content and demonstration data: who is made, and which room loads what, in which order."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group

from education.attendance.demo import load_demo_attendance, load_demo_hands
from education.attendance.importing.demo import load_demo_earlier_years, load_demo_past_year
from education.figures.demo import load_demo_figures
from education.ledger.clock import now, today
from education.ledger.models import JobRun
from education.liaison.demo import load_demo_liaison, load_demo_replies
from education.people.models import User
from education.people.roles import Role
from education.schools.actions.memberships import approve_membership, claim_school
from education.schools.demo import load_demo_schools
from education.schools.models import Membership, School
from home.actions import load_launch_content


class Say(Protocol):
    """Something that prints a line, or with another ending a part of one."""

    def __call__(self, text: str, ending: str = "\n") -> object: ...


Step = Callable[[Say, str], AbstractContextManager[None]]
HOST = "demo.example"
DONE, CONTENT = "demonstration", "launch content"  # rows that remember what was loaded

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
    "editor2": ("Ellis", "Editor", (Role.EDITOR,)),  # gives the education check on what Edie wrote
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
    """The demonstration people by e-mail address; their password is DEMO_PASSWORD whatever it was before."""
    people = {}
    for name, (first, last, roles) in PEOPLE.items():
        email = f"{name}@{HOST}"
        user = User.objects.filter(email=email).first() or User(email=email)
        user.first_name, user.last_name, user.is_demo, user.is_active = first, last, True, True
        user.is_superuser = user.is_staff = False
        if not user.pk or not user.check_password(settings.DEMO_PASSWORD):
            user.set_password(settings.DEMO_PASSWORD)
        user.save()
        user.groups.set(Group.objects.filter(name__in=[role.label for role in roles]))
        confirm(user)
        people[email] = user
    return people


def link_to_schools(people: dict[str, User]) -> None:
    """Two approved teachers and one claim that waits for the coordinator; whoever has a link keeps it."""
    coordinator = people[f"coordinator@{HOST}"]
    for name, urn, approved in (
        ("teacher", 900_001, True),
        ("teacher2", 900_002, True),
        ("newteacher", 900_001, False),
    ):
        user = people[f"{name}@{HOST}"]
        links = Membership.objects.filter(user=user)
        if links.approved().exists() or (links.exists() and not approved):
            continue
        link = links.waiting().first() or claim_school(user=user, school=School.objects.get(urn=urn), by=user)
        if approved:
            approve_membership(membership=link, proof=Membership.Proof.TELEPHONE, by=coordinator)


def content_digest() -> str:
    """What the launch content depends on: its files, and where the site is."""
    root = Path(__file__).resolve().parents[1]
    found = hashlib.sha256(settings.BASE_URL.encode())
    for folder in (root / "home/launch", root / "education/content/launch"):
        for file in sorted(path for path in folder.rglob("*") if path.suffix in {".toml", ".md", ".json"}):
            found.update(file.read_bytes())
    return found.hexdigest()


def load_content(say: Say, step: Step) -> None:
    """The launch content, which every start has; skipped while neither its files nor the address changed."""
    digest = content_digest()
    if JobRun.objects.filter(name=CONTENT, problem=digest).exists():
        return
    with step(say, "launch content"):
        load_launch_content()
    JobRun.objects.update_or_create(name=CONTENT, defaults={"finished_at": now(), "problem": digest})


def load(say: Say, step: Step) -> None:
    """Make or top up everything of the demonstration; each room loads its own and is harmless to repeat."""
    day = today()
    with step(say, "demonstration: people and schools"):
        people = make_people()
        load_demo_schools(today=day)
        link_to_schools(people)
    with step(say, "demonstration: officers and visits"):
        load_demo_liaison(today=day, people=people)
        load_demo_attendance(today=day, people=people)
    with step(say, "demonstration: three invented past years from their spreadsheets"):
        load_demo_earlier_years(people)
        load_demo_past_year(people)
        load_demo_replies(year=2019)
        load_demo_hands(year=2019, people=people)
    with step(say, "demonstration: the published figures"):
        load_demo_figures(people)
    JobRun.objects.update_or_create(name=DONE, defaults={"finished_at": now(), "problem": day.isoformat()})


def load_today(say: Say, step: Step) -> None:
    """Load the demonstration unless that was done today: its dates are relative to the day."""
    if not JobRun.objects.filter(name=DONE, problem=today().isoformat()).exists():
        load(say, step)
