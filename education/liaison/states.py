"""The states of a visit and every way from one to another, in one table."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models


class VisitState(models.TextChoices):
    """A visit ends at delivered or not delivered; what follows belongs to its registers."""

    AWAITING_APPROVAL = "awaiting_approval", "Waiting for approval"
    REQUESTED = "requested", "Requested"
    CONFIRMED = "confirmed", "Confirmed"
    DECLINED = "declined", "Declined"
    LAPSED = "lapsed", "Lapsed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CANCELLED_BY_SCHOOL = "cancelled_by_school", "Cancelled by the school"
    CANCELLED_BY_FORCE = "cancelled_by_force", "Cancelled by us"
    DELIVERED = "delivered", "Delivered"
    NOT_DELIVERED = "not_delivered", "Not delivered"


class Owner(models.TextChoices):
    """Who has to do the next thing."""

    TEACHER = "teacher", "the teacher"
    COORDINATOR = "coordinator", "a coordinator"
    OFFICER = "officer", "the officer"
    NOBODY = "nobody", "nobody"


class Who(models.TextChoices):
    """Who may make a move."""

    TEACHER = "teacher", "approved teacher of the school"
    CLAIMANT = "claimant", "the teacher who filed it, not approved yet"
    COORDINATOR = "coordinator", "coordinator"
    OFFICER = "officer", "the visit's officer"
    CLOCK = "clock", "the clock"


S = VisitState


@dataclass(frozen=True)
class Transition:
    """One move: from where (None for a new visit), to where, by whom, its log event and its mails."""

    source: VisitState | None
    target: VisitState
    who: tuple[Who, ...]
    event: str
    mails: tuple[str, ...]  # kinds of mail; empty means "explicitly none"
    needs_reason: bool = False


TRANSITIONS: tuple[Transition, ...] = (
    Transition(None, S.REQUESTED, (Who.TEACHER, Who.COORDINATOR), "visit_requested", ("visit_requested",)),
    Transition(None, S.AWAITING_APPROVAL, (Who.CLAIMANT,), "visit_filed", ("visit_filed",)),
    Transition(S.AWAITING_APPROVAL, S.CONFIRMED, (Who.COORDINATOR,), "visit_settled_in_one_call",
               ("visit_confirmed", "safeguarding_lead_told", "officer_assigned")),
    Transition(S.AWAITING_APPROVAL, S.DECLINED, (Who.COORDINATOR,), "visit_declined", ("visit_declined",), needs_reason=True),
    Transition(S.AWAITING_APPROVAL, S.WITHDRAWN, (Who.CLAIMANT,), "visit_withdrawn", ("visit_withdrawn",)),
    # The clock's hand stands for a time offered from the waiting list that its school has taken.
    Transition(S.REQUESTED, S.CONFIRMED, (Who.COORDINATOR, Who.CLOCK), "visit_confirmed",
               ("visit_confirmed", "safeguarding_lead_told", "officer_assigned")),
    Transition(S.REQUESTED, S.DECLINED, (Who.COORDINATOR,), "visit_declined", ("visit_declined",), needs_reason=True),
    Transition(S.REQUESTED, S.LAPSED, (Who.CLOCK,), "visit_lapsed", ("visit_lapsed",)),
    Transition(S.REQUESTED, S.WITHDRAWN, (Who.TEACHER,), "visit_withdrawn", ("visit_withdrawn",)),
    Transition(S.CONFIRMED, S.CONFIRMED, (Who.TEACHER, Who.COORDINATOR), "visit_moved", ("visit_moved", "officer_assigned")),
    Transition(S.CONFIRMED, S.CANCELLED_BY_SCHOOL, (Who.TEACHER,), "visit_cancelled_by_school",
               ("visit_cancelled", "officer_stood_down"), needs_reason=True),
    Transition(S.CONFIRMED, S.CANCELLED_BY_FORCE, (Who.COORDINATOR,), "visit_cancelled_by_force",
               ("visit_cancelled", "officer_stood_down"), needs_reason=True),
    Transition(S.CONFIRMED, S.DELIVERED, (Who.OFFICER, Who.COORDINATOR), "visit_delivered", ()),
    Transition(S.CONFIRMED, S.NOT_DELIVERED, (Who.OFFICER, Who.COORDINATOR), "visit_not_delivered",
               ("visit_not_delivered",), needs_reason=True),
)  # fmt: skip

OWNERS: dict[VisitState, Owner] = {
    S.AWAITING_APPROVAL: Owner.COORDINATOR,
    S.REQUESTED: Owner.COORDINATOR,
    S.CONFIRMED: Owner.OFFICER,
    S.DECLINED: Owner.NOBODY,
    S.LAPSED: Owner.TEACHER,
    S.WITHDRAWN: Owner.NOBODY,
    S.CANCELLED_BY_SCHOOL: Owner.NOBODY,
    S.CANCELLED_BY_FORCE: Owner.COORDINATOR,
    S.DELIVERED: Owner.NOBODY,
    S.NOT_DELIVERED: Owner.COORDINATOR,
}

OPEN = frozenset({S.REQUESTED, S.CONFIRMED})
HOLDING_TIME = frozenset({S.REQUESTED, S.CONFIRMED, S.DELIVERED})
ENDED = frozenset(set(S) - OPEN - {S.AWAITING_APPROVAL})


def transition(
    source: VisitState | str | None, target: VisitState | str, *, again: bool = False
) -> Transition | None:
    """The move from one state to another, or None when there is none.

    A move to another time stays in its state and is found only by whoever means it (`again`): confirming what is
    confirmed is no move.
    """
    return next(
        (t for t in TRANSITIONS if (t.source, t.target) == (source, target) and again == (source == target)),
        None,
    )
