"""Refused uploads go when they have been looked at and nobody can ask about them any more."""

from __future__ import annotations

import datetime as dt

from education.attendance.models import RefusedUpload


def remove_refused(*, before: dt.datetime) -> int:
    """Remove refused uploads reviewed before a moment; one that nobody has looked at stays. Returns how many."""
    return RefusedUpload.objects.filter(reviewed_at__lt=before).delete()[0]
