"""Somebody else goes: a visit's officer is replaced, or leaves and the coordinators find cover."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from education.ledger.actions import log
from education.liaison.actions.absences import settle_absences
from education.liaison.actions.lapse import free_private_holds, lapse_holds_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.actions.request import GUARD
from education.liaison.errors import NotYours, Refused, Stale
from education.liaison.locks import lock_officers, lock_visit
from education.liaison.models import Absence, Commitment, Officer, TrainingSession, Visit
from education.liaison.queries import needing_cover
from education.liaison.states import VisitState
from education.people.models import User
from education.people.roles import Role
from education.people.staff.leaving import hand_over as when_somebody_leaves


def reassign(*, visit: Visit, officer: Officer, to: Officer, by: User, version: int | None = None) -> Visit:
    """Put one officer in the place of another, at the same times; the school's booking stays as it is.

    Coordinators only. Raises NotYours, Stale, or Refused when the other one is not free, does not work here any
    more or goes to this visit already.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    try:
        with transaction.atomic():
            return _reassign(visit, officer, to, by, version)
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        raise Refused(f"{to} has something else at this time. Choose another officer.", "not_free") from error


def _reassign(visit: Visit, officer: Officer, to: Officer, by: User, version: int | None) -> Visit:
    lock_officers([officer.pk, to.pk])
    lapse_holds_of(officers=[to])
    visit = lock_visit(visit.pk)
    if version is not None and version != visit.version:
        raise Stale
    if not visit.is_open:
        raise Refused("This visit is over or called off. There is nothing to cover.", "no_such_move")
    if not (to.active and to.user.is_active and to.user.has_role(Role.OFFICER)):
        raise Refused(f"{to} does not work as an officer any more. Choose another one.", "not_active")
    taken = Commitment.objects.filter(session__visit=visit, active=True)
    if taken.filter(officer=to).exists():
        raise Refused(f"{to} goes to this visit already. Choose another officer.", "already")
    mine = list(
        taken.filter(officer=officer, session__state=TrainingSession.State.PLANNED).order_by("start_at")
    )
    if not mine:
        raise Stale
    for old in mine:
        old.active = False
        old.save(update_fields=["active"])
        Commitment.objects.create(
            officer=to, session=old.session, kind=old.kind, start_at=old.start_at, end_at=old.end_at,
            expires_at=old.expires_at,
        )  # fmt: skip
    settle_absences([officer.pk])
    visit.version += 1
    visit.save(update_fields=["version"])
    log(
        subject="visit", subject_id=visit.public_id, kind="officer_replaced", by=by,
        data={"officer": officer.pk, "to": to.pk, "version": visit.version},
    )  # fmt: skip
    if visit.state == VisitState.CONFIRMED:
        queue_for_move(visit=visit, kinds=["officer_assigned", "visit_officer_changed"], officer_ids=[to.pk])
        if officer.user.is_active:
            queue_for_move(visit=visit, kinds=["officer_replaced"], officer_ids=[officer.pk])
    return visit


def hand_over(*, officer: Officer, to: Officer | None, by: User | None) -> tuple[int, int]:
    """Take every visit to come from an officer: to another one where that one is free, else it needs cover.

    The officer is offered no more. A visit keeps its officer's time until somebody else goes, so that it never
    stands without any; returns how many were reassigned and how many need cover.
    """
    with transaction.atomic():
        lock_officers([officer.pk])
        Officer.objects.filter(pk=officer.pk).update(active=False)
        officer.active = False
        moved = 0
        if to is not None and by is not None:
            for visit in needing_cover(officer):
                try:
                    reassign(visit=visit, officer=officer, to=to, by=by)
                    moved += 1
                except Refused:
                    continue
        left = list(needing_cover(officer))
        for visit in left:
            log(
                subject="visit", subject_id=visit.public_id, kind="visit_needs_cover", by=by,
                actor_kind="" if by else "command", data={"officer": officer.pk},
            )  # fmt: skip
        free_private_holds(officer=officer)
        Commitment.objects.filter(officer=officer, session__isnull=True, active=True).update(active=False)
        Absence.objects.filter(officer=officer, active=True).update(active=False)
    return moved, len(left)


@when_somebody_leaves
def leave_visits(user: User, by: User | None) -> dict[str, int]:
    """The visits of an officer who leaves are listed for the coordinators."""
    officer = Officer.objects.filter(user=user).first()
    return {"visits": hand_over(officer=officer, to=None, by=by)[1]} if officer else {}
