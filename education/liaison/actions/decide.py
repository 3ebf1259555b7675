"""Confirming, declining, withdrawing and cancelling a visit."""

from __future__ import annotations

from django.db import transaction

from education.ledger.clock import now
from education.liaison.actions.lapse import officers_of
from education.liaison.actions.moves import move
from education.liaison.errors import Refused
from education.liaison.locks import lock_officers, lock_visit
from education.liaison.models import Visit
from education.liaison.states import VisitState, Who
from education.people.models import User


def _decide(
    visit: Visit, target: VisitState, as_: Who, by: User, reason: str, version: int | None, tell: bool = True
) -> Visit:
    with transaction.atomic():
        if visit.state != VisitState.AWAITING_APPROVAL:  # nobody's time is looked up for what was only filed
            lock_officers(officers_of(visit.pk))
        return move(
            visit=lock_visit(visit.pk),
            target=target,
            as_=as_,
            by=by,
            reason=reason,
            version=version,
            tell=tell,
        )


def confirm_visit(*, visit: Visit, version: int, by: User, tell: bool = True) -> Visit:
    """A coordinator agrees: the hold becomes the session, the school and the officers get their invites.

    Raises Stale when `version` is not the visit's any more, Refused when the hold has run out.
    """
    if visit.held_until and visit.held_until <= now():
        raise Refused("The hold on this time has run out. Book it again for the school.", "lapsed")
    return _decide(visit, VisitState.CONFIRMED, Who.COORDINATOR, by, "", version, tell)


def decline_visit(*, visit: Visit, reason: str, by: User, version: int | None = None) -> Visit:
    """A coordinator says no, with a reason code; the time is free again."""
    return _decide(visit, VisitState.DECLINED, Who.COORDINATOR, by, reason, version)


def withdraw_visit(*, visit: Visit, by: User, version: int | None = None) -> Visit:
    """The school takes its request back; the time is free again. What was only filed is its filer's to take back."""
    as_ = Who.CLAIMANT if visit.state == VisitState.AWAITING_APPROVAL else Who.TEACHER
    return _decide(visit, VisitState.WITHDRAWN, as_, by, "", version)


def cancel_visit(*, visit: Visit, reason: str, by: User, as_: Who, version: int | None = None) -> Visit:
    """A confirmed visit is called off by the school (`as_` teacher) or by us (`as_` coordinator)."""
    target = VisitState.CANCELLED_BY_SCHOOL if as_ == Who.TEACHER else VisitState.CANCELLED_BY_FORCE
    return _decide(visit, target, as_, by, reason, version)
