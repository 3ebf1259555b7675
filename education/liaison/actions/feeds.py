"""An officer makes, renews and ends the secret address of their own calendar."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison.errors import NotYours, Refused
from education.liaison.models import CalendarFeed, Officer
from education.people.models import User

USE_NOTED_EVERY = dt.timedelta(minutes=10)


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_feed(*, officer: Officer, mode: str, by: User) -> str:
    """A new secret of 256 bits, shown this once; the one before ends at once. The officer's own; raises NotYours."""
    _check(officer, by)
    if mode not in CalendarFeed.Mode.values:
        raise Refused("Choose what the calendar shows.", "not_in_list")
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        CalendarFeed.objects.update_or_create(
            officer=officer,
            defaults={"digest": digest_of(secret), "mode": mode, "made_at": now(), "last_used_at": None},
        )
        log(subject="officer", subject_id=by.public_id, kind="calendar_made", by=by, data={"mode": mode})
    return secret


def end_feed(*, officer: Officer, by: User) -> None:
    """The address answers nobody any more; ending twice changes nothing. Raises NotYours."""
    _check(officer, by)
    with transaction.atomic():
        gone, _ = CalendarFeed.objects.filter(officer=officer).delete()
        if gone:
            log(subject="officer", subject_id=by.public_id, kind="calendar_ended", by=by)


def note_use(*, feed: CalendarFeed) -> None:
    """When somebody last asked for it, to ten minutes: calendars ask often, and each write waits for others."""
    moment = now()
    if feed.last_used_at is None or moment - feed.last_used_at >= USE_NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_used_at=moment)


def _check(officer: Officer, by: User) -> None:
    if by.pk != officer.user_id or not by.is_active:
        raise NotYours("Only the officer can do this.")
