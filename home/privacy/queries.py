"""Reads about people that need more than one room."""

from __future__ import annotations

from django.db.models import QuerySet

from education.attendance.models import Register
from education.attendance.states import RegisterState
from education.figures.models import Preparation
from education.liaison.models import TrainingSession
from education.liaison.queries import open_work as open_visits
from education.people.models import User
from education.people.roles import Role


def is_staff(person: User) -> bool:
    """Whoever holds a role or may do everything."""
    return bool(person.roles() or person.is_superuser)


def open_work(person: User) -> list[str]:
    """What a member of staff has to hand over first, a sentence each; nothing for a teacher."""
    found = []
    if count := open_visits(person):
        found.append(f"Visits to go to or to close: {count}. A coordinator gives them to somebody else.")
    due = Register.objects.filter(
        state=RegisterState.DUE, session__state=TrainingSession.State.DELIVERED,
        session__commitments__officer__user=person, session__commitments__active=True,
    )  # fmt: skip
    if count := due.distinct().count():
        found.append(f"Head-counts to send: {count}. Send them, or tell a coordinator that they are lost.")
    waiting = Preparation.objects.filter(prepared_by=person, state=Preparation.State.WAITING).count()
    if waiting:
        found.append(f"Figures that wait for a publisher: {waiting}. Take them back, or have them published.")
    if person.is_active and administers(person) and not other_administrators(person).exists():
        found.append("Nobody else is an administrator. Make another one first.")
    return found


def administers(person: User) -> bool:
    """Whether the person may manage people."""
    return person.is_superuser or person.has_role(Role.ADMINISTRATOR)


def other_administrators(person: User) -> QuerySet[User]:
    """Everybody else who may manage people."""
    may = User.objects.holding(Role.ADMINISTRATOR) | User.objects.filter(is_active=True, is_superuser=True)
    return may.filter(emptied_at=None).exclude(pk=person.pk)


def who_asked() -> QuerySet[User]:
    """Members of staff who asked to be deleted, the longest ago first."""
    return User.objects.filter(erasure_asked_at__isnull=False, emptied_at=None).order_by("erasure_asked_at")
