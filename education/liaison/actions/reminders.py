"""Reminders by window: each is due from a moment on until the next, and is queued once however often this runs.

The key of the mail is the ledger. A run that was missed is made up for until the visit starts; a visit that was
moved is reminded of under its new time, and the mail of the old one is dropped when it is about to be sent.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from education.ledger.actions import queue_mail
from education.ledger.clock import now, to_utc, today
from education.liaison.actions.messages import teachers_to_tell
from education.liaison.availability import working_days_before
from education.liaison.models import Commitment, Officer, Visit

EARLY, LATE = 10, 2
AT, MORNING = dt.time(8), dt.time(6, 30)


@dataclass(frozen=True)
class Window:
    """A kind of reminder and from when until when it may be sent."""

    kind: str
    opens: dt.datetime
    closes: dt.datetime


def windows(visit: Visit) -> list[Window]:
    """Ten working days before, then two, each until the next; nothing for a visit without a time."""
    begins = visit.begins_at
    if begins is None:
        return []
    late = to_utc(working_days_before(visit.day, LATE), AT)
    return [
        Window("visit_in_two_weeks", to_utc(working_days_before(visit.day, EARLY), AT), late),
        Window("visit_in_two_days", late, begins),
    ]


def remind_due() -> int:
    """Queue what is due at this moment; returns how many mails. A visit that was asked for later than that needs none."""
    moment, queued = now(), 0
    coming = Visit.objects.confirmed().filter(day__gte=today(), day__lte=today() + dt.timedelta(days=31))
    for visit in coming.with_rows():
        for window in windows(visit):
            if visit.created_at < window.opens <= moment < window.closes:
                queued += _remind(visit, window.kind)
    return queued + _mornings(moment)


def _remind(visit: Visit, kind: str) -> int:
    at = {"day": visit.day.isoformat(), "slot": visit.slot_version}
    addresses = teachers_to_tell(visit)
    with transaction.atomic():
        for address in addresses:
            queue_mail(
                kind=kind, subject_id=visit.public_id, recipient=address,
                key=f"{kind}:{visit.public_id}:{visit.day}:{address}", data=at,
            )  # fmt: skip
    return len(addresses)


def _mornings(moment: dt.datetime) -> int:
    """The day of each officer who goes somewhere today, from half past six until the last start."""
    if moment < to_utc(today(), MORNING):
        return 0
    going = Commitment.objects.filter(
        active=True, kind=Commitment.Kind.SESSION, session__day=today(), session__start_at__gt=moment
    )
    officers = Officer.objects.filter(pk__in=going.values("officer"), user__is_active=True)
    for officer in officers.select_related("user"):
        with transaction.atomic():
            queue_mail(
                kind="officer_morning", subject_id=officer.user.public_id, recipient=officer.user.email,
                key=f"officer_morning:{officer.pk}:{today()}", data={"day": today().isoformat()},
            )  # fmt: skip
    return len(officers)
