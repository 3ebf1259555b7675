"""Officers' time that is not for schools."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log
from education.liaison.actions.absences import fill
from education.liaison.actions.lapse import free_private_holds, lapse_holds_of
from education.liaison.errors import NotYours, Refused
from education.liaison.locks import lock_officers
from education.liaison.models import Absence, Officer
from education.liaison.queries import needing_cover
from education.people.models import User
from education.people.roles import Role


def take_time(
    *,
    officer: Officer,
    start_at: dt.datetime,
    end_at: dt.datetime,
    by: User,
    kind: str = Absence.Kind.LEAVE,
) -> Absence:
    """Enter an absence (UTC moments): what is free of it is taken, and a visit in it needs cover from now on.

    What is only held privately gives way; the worker looks for another time. Only the officer or a coordinator
    may; raises NotYours or Refused.
    """
    _check(officer, by)
    if kind not in Absence.Kind.values or end_at <= start_at:
        raise Refused("Give leave or a duty with a start before its end.", "not_in_list")
    with transaction.atomic():
        lock_officers([officer.pk])
        lapse_holds_of(officers=[officer])
        free_private_holds(officer=officer, start_at__lt=end_at, end_at__gt=start_at)
        absence = Absence.objects.create(officer=officer, kind=kind, start_at=start_at, end_at=end_at)
        fill(absence)
        log(
            subject="officer", subject_id=officer.user.public_id, kind=f"{kind}_entered", by=by,
            data={"start": start_at, "end": end_at},
        )  # fmt: skip
        for visit in needing_cover(officer):
            log(
                subject="visit", subject_id=visit.public_id, kind="visit_needs_cover", by=by,
                data={"officer": officer.pk},
            )  # fmt: skip
    return absence


def give_back(*, absence: Absence, by: User) -> None:
    """An absence is off: its time is free again, and nobody needs cover because of it. Twice changes nothing."""
    _check(absence.officer, by)
    with transaction.atomic():
        lock_officers([absence.officer_id])
        absence.refresh_from_db()
        if not absence.active:
            return
        absence.active = False
        absence.save(update_fields=["active"])
        fill(absence)
        log(
            subject="officer", subject_id=absence.officer.user.public_id, kind=f"{absence.kind}_given_back", by=by,
            data={"start": absence.start_at, "end": absence.end_at},
        )  # fmt: skip


def _check(officer: Officer, by: User) -> None:
    if by.pk != officer.user_id and not by.has_role(Role.COORDINATOR):
        raise NotYours("Only the officer or a coordinator can enter this.")
