"""The best fit of a filed request, held for three working days without anybody but the desk hearing of it.

It is found by the worker, never while the filer waits for an answer, and it touches nothing that the filer sees:
no training session, no version, no mail. So neither words nor time can tell them what is free.
"""

from __future__ import annotations

from django.db import IntegrityError, transaction

from education.ledger.actions import log
from education.ledger.clock import now
from education.liaison import dayplan, diary
from education.liaison.actions.lapse import lapse_holds_of
from education.liaison.actions.request import GUARD, hold_until
from education.liaison.locks import lock_officers, lock_school, lock_visit
from education.liaison.models import Commitment, Officer, Visit
from education.liaison.states import VisitState

HELD_AT_ONCE = 12
"""So many requests of people whom nobody has checked take officers' time; the others wait without."""


def hold_best(*, visit: Visit) -> bool:
    """Hold the first half-day and start on which all classes fit; returns whether something was held now.

    One a school and HELD_AT_ONCE in all, so that nobody can take the diary by making accounts. The hold ends by
    itself three working days after the filing, and a request gets none after that.
    """
    try:
        with transaction.atomic():
            return _hold(visit)
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        return False


def hold_due() -> int:
    """Hold what waits and is not held yet, the oldest request first; returns how many were held."""
    waiting = Visit.objects.filter(state=VisitState.AWAITING_APPROVAL).order_by("created_at", "id")
    return sum(hold_best(visit=visit) for visit in waiting.select_related("school", "session_type"))


def _hold(visit: Visit) -> bool:
    lock_school(visit.school_id)
    officers = diary.candidates(visit.school, visit.session_type)
    lock_officers(officer.pk for officer in officers)
    lapse_holds_of(officers=officers)
    until = hold_until(visit.created_at)
    held = Commitment.objects.private()
    if until <= now() or held.filter(filing__visit__school=visit.school_id).exists():
        return False
    if held.values("filing").distinct().count() >= HELD_AT_ONCE:
        return False
    plan = best(visit, officers)
    if plan is None:
        return False
    visit = lock_visit(visit.pk)
    if visit.state != VisitState.AWAITING_APPROVAL:
        return False
    kind = visit.session_type
    for begin, finish in dayplan.stretches(plan, kind.minutes, kind.setup_minutes, kind.packdown_minutes):
        for officer_id in sorted(plan.start.officers):
            Commitment.objects.create(
                officer_id=officer_id, filing=visit.filing, kind=Commitment.Kind.HOLD, start_at=begin,
                end_at=finish, expires_at=until,
            )  # fmt: skip
    log(
        subject="visit", subject_id=visit.public_id, kind="visit_held_privately", by=None,
        data={"officers": list(plan.start.officers), "at": plan.key},
    )  # fmt: skip
    return True


def best(visit: Visit, officers: list[Officer] | None = None) -> dayplan.Plan | None:
    """The first fit in the order in which the half-days were given; what is held for this request counts as free."""
    filing = visit.filing
    for half in filing.half_days.order_by("id"):
        world = diary.world_of(visit.school, visit.session_type, half.day, half.day, officers, without=filing)
        found = next(dayplan.plans(world, filing, half.day, half.part, filing.classes.count()), None)
        if found:
            return found
    return None
