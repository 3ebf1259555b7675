"""Locks that writers take before they count.

On PostgreSQL transaction-level advisory locks, always in the order school, officers by id, visit row; on SQLite
the IMMEDIATE transaction is the lock, so there is nothing to do. Behind both stands the database's own guard.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection

from education.liaison.errors import Busy
from education.liaison.models import Visit

SCHOOL, OFFICER = 7201, 7202
WAIT = "15s"


@contextmanager
def clear_when_busy() -> Iterator[None]:
    """Turn a wait for others that took too long into Busy, a refusal in words; put it round the transaction."""
    try:
        yield
    except OperationalError as error:
        if not any(
            words in str(error) for words in ("lock timeout", "database is locked", "deadlock detected")
        ):
            raise
        raise Busy from error


def _advisory(kind: int, ids: Iterable[int]) -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A lock belongs in a transaction.")
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [WAIT])
        for number in sorted(set(ids)):
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [kind, number])


def lock_school(school_id: int) -> None:
    """One writer at a time for a school, so that its quota can be counted."""
    _advisory(SCHOOL, [school_id])


def lock_officers(officer_ids: Iterable[int]) -> None:
    """One writer at a time for each officer, taken in the order of their ids so that no two can deadlock."""
    _advisory(OFFICER, officer_ids)


def lock_visit(visit_id: int) -> Visit:
    """The visit as it is now, kept from other writers until the transaction ends."""
    return (
        Visit.objects.select_for_update(of=("self",))
        .select_related("school", "session_type")
        .get(pk=visit_id)
    )
