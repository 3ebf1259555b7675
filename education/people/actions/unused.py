"""Accounts that nobody uses: a warning a month and a week before, then they are emptied."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, QuerySet

from education.ledger.actions import queue_mail
from education.ledger.clock import months_after, now
from education.ledger.forgetting import forget_address
from education.ledger.models import OutboxMessage
from education.people.actions.emptying import addresses_of, empty_person
from education.people.models import User

UNVERIFIED = dt.timedelta(days=14)
TEACHER_MONTHS, STAFF_MONTHS = 12, 24
MONTH, WEEK = dt.timedelta(days=30), dt.timedelta(days=7)
MAIL = "account_unused"


@dataclass
class Unused:
    """What one run did."""

    warned: int = 0
    emptied: int = 0
    kept: int = 0

    def __str__(self) -> str:
        line = f"{self.warned} warned, {self.emptied} emptied"
        return f"{line}, {self.kept} due but with work to hand over" if self.kept else line


def remove_unverified() -> int:
    """Remove accounts whose address was not confirmed within fourteen days; returns how many.

    Nobody could sign in to one, so hardly anything refers to it; one that something does refer to is emptied.
    """
    verified = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)
    found = ordinary().filter(
        ~Exists(verified),
        groups=None,
        is_superuser=False,
        last_login=None,
        date_joined__lt=now() - UNVERIFIED,
    )
    for person in list(found):
        with transaction.atomic():
            for address in addresses_of(person):
                forget_address(address)
            try:
                with transaction.atomic():
                    person.delete()
            except ProtectedError:
                empty_person(person=person, by=None, reason="unverified")
    return len(found)


def end_unused(
    *, last_use: Mapping[int, dt.datetime], has_work: Callable[[User], bool], erase: Callable[[User], object]
) -> Unused:
    """Warn and then erase whoever has not signed in or booked: teachers for 12 months, anyone else for 24.

    `last_use` is the last booking by the person's key; `has_work` and `erase` belong to rooms above.
    """
    done = Unused()
    for person in ordinary().filter(date_joined__lt=now() - MONTH).prefetch_related("groups"):
        teacher = person.is_active and not person.is_superuser and not person.groups.all()
        used = [person.last_login or person.date_joined, *filter(None, [last_use.get(person.pk)])]
        due = months_after(max(used), TEACHER_MONTHS if teacher else STAFF_MONTHS)
        if now() < due - MONTH:
            continue
        if person.is_active and not _warned(person, due, done):
            continue
        if now() < due:
            continue
        if has_work(person):
            done.kept += 1
        else:
            erase(person)
            done.emptied += 1
    return done


def ordinary() -> QuerySet[User]:
    """People whose row still holds them; the demonstration's are made anew every day."""
    return User.objects.filter(emptied_at=None, is_demo=False)


def _warned(person: User, due: dt.datetime, done: Unused) -> bool:
    """Queue the warning that is due; True when the last one went out a week ago or more."""
    last = now() >= due - WEEK
    on = max(due, now() + WEEK) if last else due
    key = f"{MAIL}:{person.public_id}:{due:%Y-%m-%d}:{'week' if last else 'month'}"
    done.warned += not OutboxMessage.objects.filter(key=key).exists()
    message = queue_mail(
        kind=MAIL,
        subject_id=person.public_id,
        recipient=person.email,
        key=key,
        data={"on": on.date().isoformat()},
    )
    return last and message.created_at <= now() - WEEK
