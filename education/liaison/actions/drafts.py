"""Answers of a booking that has not been sent: kept for a day, thrown away when sent, when asked and by the clock.

Nothing of it goes into the event log: a draft is no visit, holds nothing and concerns nobody but its person.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from education.ledger.clock import now
from education.liaison.models import Draft
from education.liaison.models.drafts import check_answers
from education.people.models import User

LASTS = dt.timedelta(hours=24)


def keep_draft(*, answers: Sequence[tuple[str, str]], by: User) -> Draft | None:
    """Keep what this person has answered so far in place of what was kept before; returns None where nothing changed.

    Raises ValidationError for anything but the answers of a booking.
    """
    pairs = [list(pair) for pair in answers]
    check_answers(pairs)
    before = Draft.objects.filter(person=by).first()
    if before and before.answers == pairs and before.kept_at > now() - LASTS / 2:
        return None
    found, _ = Draft.objects.update_or_create(person=by, defaults={"answers": pairs, "kept_at": now()})
    return found


def drop_draft(*, by: User) -> None:
    """Throw away what this person has answered so far."""
    Draft.objects.filter(person=by).delete()


def drop_old_drafts() -> int:
    """Throw away every draft that nobody has touched for a day; returns how many."""
    gone, _ = Draft.objects.filter(kept_at__lte=now() - LASTS).delete()
    return gone


def draft_of(user: User) -> Draft | None:
    """What this person has answered so far; what is a day old is gone, whether or not the clock job has run."""
    return Draft.objects.filter(person=user, kept_at__gt=now() - LASTS).first()
