"""One session of a visit is called off, and the others stay as they were agreed."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison import policies
from education.liaison.actions.absences import settle_absences
from education.liaison.actions.lapse import officers_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.errors import Refused, Stale
from education.liaison.locks import lock_officers, lock_visit
from education.liaison.models import Commitment, TrainingSession, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User


def cancel_session(*, session: TrainingSession, reason: str, by: User, as_: Who, version: int) -> Visit:
    """Call off one session of a confirmed visit that has others to come; its time is free again.

    Whoever may cancel the visit may do this, by the school (`as_` teacher) or by us (`as_` coordinator). Raises
    NotYours, Stale, or Refused for the last session, for one that has begun and without a reason.
    """
    target = VisitState.CANCELLED_BY_SCHOOL if as_ == Who.TEACHER else VisitState.CANCELLED_BY_FORCE
    with transaction.atomic():
        officers = officers_of(session.visit_id) if session.visit_id else []
        lock_officers(officers)
        visit = lock_visit(session.visit_id or 0)
        if visit.version != version:
            raise Stale
        policies.check_move(by, visit, target, as_)
        if reason not in Visit.Reason.values:
            raise Refused("Choose a reason from the list.", "reason_missing")
        planned = list(visit.sessions.filter(state=TrainingSession.State.PLANNED).order_by("start_at", "id"))
        if session not in planned:
            raise Refused("This session is not to come any more.", "no_such_move")
        if session.start_at is None or session.start_at <= now():
            raise Refused("This session has begun. Its officer records what became of it.", "too_late")
        stay = [one for one in planned if one != session]
        if not stay:
            raise Refused("This is the only session left. Cancel the visit instead.", "last_session")
        _free(visit, session, stay)
        settle_absences(officers)
        visit.version, visit.slot_version = visit.version + 1, visit.slot_version + 1
        visit.save(update_fields=["version", "slot_version"])
        log(
            subject="visit", subject_id=visit.public_id, kind="session_cancelled", by=by,
            data={"session": session.public_id, "reason": reason, "as": as_, "version": visit.version},
        )  # fmt: skip
        queue_for_move(visit=visit, kinds=["session_cancelled"], officer_ids=[])
        queue_for_move(visit=visit, kinds=["officer_assigned"], officer_ids=officers)
    return visit


def _free(visit: Visit, session: TrainingSession, stay: list[TrainingSession]) -> None:
    """The session's time is free; set-up goes before the first that stays, pack-down after the last."""
    TrainingSession.objects.filter(pk=session.pk).update(state=TrainingSession.State.CANCELLED)
    Commitment.objects.filter(session=session, active=True).update(active=False)
    before = dt.timedelta(minutes=visit.session_type.setup_minutes)
    after = dt.timedelta(minutes=visit.session_type.packdown_minutes)
    first, last = stay[0], stay[-1]
    for mine in Commitment.objects.filter(session=first, active=True):
        _stretch(mine, start_at=first.start_at - before if first.start_at else mine.start_at)
    for mine in Commitment.objects.filter(session=last, active=True):
        _stretch(mine, end_at=last.end_at + after if last.end_at else mine.end_at)


def _stretch(mine: Commitment, **ends: dt.datetime) -> None:
    """Set-up or pack-down is taken too, unless the officer is agreed to be elsewhere by then; that stays as it is."""
    start, end = ends.get("start_at", mine.start_at), ends.get("end_at", mine.end_at)
    others = Commitment.objects.filter(officer=mine.officer_id, active=True).exclude(pk=mine.pk)
    if not others.filter(start_at__lt=end, end_at__gt=start).exists():
        Commitment.objects.filter(pk=mine.pk).update(**ends)
