"""Requests that nobody answered in time: their hold ends and the time is free again."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction

from education.ledger.clock import now
from education.liaison.actions.moves import move
from education.liaison.locks import lock_officers, lock_visit
from education.liaison.models import Commitment, Officer, Visit
from education.liaison.states import VisitState, Who


def lapse_holds_of(*, officers: Iterable[Officer]) -> int:
    """Lapse what has run out for these officers, whose locks the caller holds; returns how many visits.

    Every writer does this before it counts, so that no free time depends on a clock job.
    """
    due = Visit.objects.lapsed_by(now()).filter(
        sessions__commitments__officer__in=list(officers), sessions__commitments__active=True
    )
    return sum(_lapse(visit_id) for visit_id in sorted(set(due.values_list("id", flat=True))))


def lapse_due() -> int:
    """Lapse every request whose hold has run out, one transaction each; returns how many."""
    lapsed = 0
    for visit_id in list(Visit.objects.lapsed_by(now()).order_by("id").values_list("id", flat=True)):
        with transaction.atomic():
            lock_officers(officers_of(visit_id))
            lapsed += _lapse(visit_id)
    return lapsed


def officers_of(visit_id: int) -> list[int]:
    """Ids of the officers whose time a visit takes now."""
    taken = Commitment.objects.filter(session__visit_id=visit_id, active=True)
    return sorted(set(taken.values_list("officer_id", flat=True)))


def _lapse(visit_id: int) -> int:
    visit = lock_visit(visit_id)
    if visit.state != VisitState.REQUESTED or not visit.held_until or visit.held_until > now():
        return 0
    move(visit=visit, target=VisitState.LAPSED, as_=Who.CLOCK, by=None)
    return 1
