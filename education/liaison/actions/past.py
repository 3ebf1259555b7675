"""Sessions of years gone by, which a spreadsheet remembers: a date, no time, no visit, nobody's commitment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction

from education.ledger.bulk import insert_rows, reserve_ids
from education.liaison.models import Audience, SessionType, TrainingSession

PAST_TYPE = "past-session"


class PastSession(NamedTuple):
    """Which school, and on which local day."""

    school_id: int
    day: dt.date


class AddedSession(NamedTuple):
    """The new session's key, and the id that the log knows it by."""

    id: int
    public_id: UUID


def past_session_type() -> SessionType:
    """The type that imported sessions have; it can't be booked and counts toward the figure."""
    found, _ = SessionType.objects.get_or_create(
        code=PAST_TYPE,
        version=1,
        defaults={
            "title": "Imported session",
            "summary": "A session of a past year, taken over from a spreadsheet.",
            "audience": Audience.PUPIL,
            "minutes": 60,
            "largest_group": 2000,
            "counts_toward_figure": True,
            "active": False,
        },
    )
    return found


def add_past_sessions(*, sessions: Sequence[PastSession], is_demo: bool = False) -> list[AddedSession]:
    """Add delivered sessions, in the order given; the caller's transaction logs them with their import."""
    _in_transaction()
    ids = reserve_ids(TrainingSession, len(sessions))
    added = [AddedSession(id_, uuid4()) for id_ in ids]
    insert_rows(
        TrainingSession,
        columns=["id", "public_id", "school_id", "day"],
        rows=((*new, *old) for new, old in zip(added, sessions, strict=True)),
        constant={
            "session_type": past_session_type().pk,
            "source": TrainingSession.Source.IMPORTED.value,
            "state": TrainingSession.State.DELIVERED.value,
            "is_demo": is_demo,
        },
    )
    return added


def withdraw_past_sessions(*, ids: Collection[int]) -> int:
    """Mark imported sessions withdrawn, in the caller's transaction, which logs why; returns how many were."""
    _in_transaction()
    return TrainingSession.objects.filter(id__in=ids, source=TrainingSession.Source.IMPORTED).update(
        state=TrainingSession.State.WITHDRAWN
    )


def _in_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Imported sessions are written in the transaction of their import.")
