"""What decides about free times, as the coordinators keep it: officers, hours, sessions, terms, ways, closed days."""

from __future__ import annotations

from typing import TypeVar

from django.db import models, transaction

from education.ledger.actions import log
from education.ledger.freshness import touch
from education.liaison.actions.leave import give_back, take_time
from education.liaison.errors import NotYours, Refused
from education.liaison.locks import lock_officers
from education.liaison.models import (
    Absence,
    Closure,
    ExtraHours,
    Officer,
    SchoolTravel,
    SessionType,
    TravelTime,
    WorkingHours,
)
from education.people.models import User
from education.people.roles import Role
from education.schools.actions.venues import settle
from education.schools.models import ClosedDay, Term, Venue

KEPT: tuple[type[models.Model], ...] = (
    Officer, WorkingHours, ExtraHours, Absence, Closure, SessionType, Term, ClosedDay, TravelTime, SchoolTravel, Venue,
)  # fmt: skip
DROPPED = (WorkingHours, ExtraHours, Absence, Closure, Term, ClosedDay, TravelTime, SchoolTravel)
"""An officer leaves through their access, a session and a venue are closed: all of them stand in visits."""
R = TypeVar("R", bound=models.Model)


def keep(*, row: R, by: User) -> R:
    """Write a new or changed row; raises NotYours, or Refused for what is not kept here.

    A session that was booked before gets a new version, so that a visit keeps the one it was made under. Visits
    that are booked stay as they are: `queries.on_closed_days` names those that now lie on a closed day.
    """
    _check(row, KEPT, by)
    if isinstance(row, Absence):
        return _keep_absence(row, by)  # type: ignore[return-value]
    with transaction.atomic():
        if isinstance(row, (WorkingHours, ExtraHours)):
            lock_officers([row.officer_id])
        if isinstance(row, SessionType) and row.pk and row.visits.exists():
            _next_version(row)
        if isinstance(row, Venue):
            settle(row)
        row.save()
        if isinstance(row, SessionType):
            touch()
        _note(row, "planning_kept", by)
    return row


def set_covers(*, officer: Officer, localities: list[int], by: User) -> None:
    """Which localities an officer goes to, by id; raises NotYours."""
    _check(officer, KEPT, by)
    with transaction.atomic():
        lock_officers([officer.pk])
        officer.covers.set(localities)
        log(
            subject="planning", subject_id=f"officer-{officer.pk}", kind="planning_kept", by=by,
            data={"covers": sorted(localities)},
        )  # fmt: skip


def drop(*, row: models.Model, by: User) -> None:
    """Take a row away; raises NotYours, or Refused for what is never taken away."""
    _check(row, DROPPED, by)
    if isinstance(row, Absence):
        give_back(absence=row, by=by)
        return
    with transaction.atomic():
        if isinstance(row, (WorkingHours, ExtraHours)):
            lock_officers([row.officer_id])
        _note(row, "planning_dropped", by)
        row.delete()


def _keep_absence(row: Absence, by: User) -> Absence:
    """A new absence, or in place of a changed one the one that it becomes."""
    with transaction.atomic():
        if row.pk:
            give_back(absence=Absence.objects.get(pk=row.pk), by=by)
        return take_time(
            officer=row.officer, start_at=row.start_at, end_at=row.end_at, kind=row.kind, by=by
        )  # fmt: skip


def _check(row: models.Model, kinds: tuple[type[models.Model], ...], by: User) -> None:
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    if not isinstance(row, kinds):
        raise Refused("This is not kept here.", "not_in_list")


def _next_version(kind: SessionType) -> None:
    """Turn a changed session into its next version and close the one before."""
    last = (
        SessionType.objects.filter(code=kind.code).order_by("-version").values_list("version", flat=True)[0]
    )
    SessionType.objects.filter(code=kind.code).update(active=False)
    kind.pk, kind.version = None, last + 1
    kind._state.adding = True


def _note(row: models.Model, kind: str, by: User) -> None:
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    log(subject="planning", subject_id=f"{row._meta.model_name}-{row.pk}", kind=kind, by=by, data=values)
