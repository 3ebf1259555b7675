"""Time that an officer is away: what of it is free is taken at once, and what a visit takes follows when it goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from education.ledger.clock import now
from education.liaison.models import Absence, Commitment


def fill(absence: Absence) -> None:
    """Take what nobody else has of an absence; the caller holds the officer's lock.

    A visit keeps its time until somebody else goes or it is called off, so that it never stands without anybody.
    """
    Commitment.objects.filter(absence=absence, active=True).update(active=False)
    if not absence.active:
        return
    taken = Commitment.objects.filter(
        officer=absence.officer_id, active=True, start_at__lt=absence.end_at, end_at__gt=absence.start_at
    )
    at = absence.start_at
    for start, end in taken.order_by("start_at").values_list("start_at", "end_at"):
        if start > at:
            _take(absence, at, start)
        at = max(at, end)
    if at < absence.end_at:
        _take(absence, at, absence.end_at)


def settle_absences(officer_ids: Iterable[int]) -> None:
    """Take what has become free of these officers' absences, from now on."""
    for absence in Absence.objects.filter(officer__in=list(officer_ids), active=True, end_at__gt=now()):
        fill(absence)


def _take(absence: Absence, start: dt.datetime, end: dt.datetime) -> None:
    Commitment.objects.create(
        officer_id=absence.officer_id,
        absence=absence,
        kind=absence.commitment_kind,
        start_at=start,
        end_at=end,
    )
