"""What a state means for the school, in words: what is so, and what happens next."""

from __future__ import annotations

from education.liaison.models import Visit
from education.liaison.states import VisitState

TAGS = {
    VisitState.AWAITING_APPROVAL: "wait",
    VisitState.REQUESTED: "wait",
    VisitState.CONFIRMED: "good",
    VisitState.DELIVERED: "good",
    VisitState.DECLINED: "bad",
    VisitState.LAPSED: "bad",
    VisitState.WITHDRAWN: "info",
    VisitState.CANCELLED_BY_SCHOOL: "info",
    VisitState.CANCELLED_BY_FORCE: "bad",
    VisitState.NOT_DELIVERED: "bad",
}
NEXT = {
    VisitState.AWAITING_APPROVAL: (
        "We make sure with your school that you work there. When we know, we look for a time on the half-days"
        " that you gave, and write to you. Until then no time is kept and nothing is promised."
    ),
    VisitState.REQUESTED: (
        "We are holding this time for you. A coordinator answers within three working days and we send you a"
        " mail. You don’t need to do anything."
    ),
    VisitState.CONFIRMED: (
        "It is settled. Tell your safeguarding lead and the office, and have the room free before the start. A"
        " member of your staff stays with the group throughout."
    ),
    VisitState.DECLINED: "We can’t come this time. The time is free again: please look for another one.",
    VisitState.LAPSED: (
        "We did not answer in three working days, so the hold has ended. That is our doing, not yours. Please"
        " choose a time again."
    ),
    VisitState.WITHDRAWN: "You took this request back. You can ask for another time whenever you like.",
    VisitState.CANCELLED_BY_SCHOOL: "Your school cancelled this visit. You can book another time.",
    VisitState.CANCELLED_BY_FORCE: "We are sorry: we had to cancel this visit. Please choose another time.",
    VisitState.DELIVERED: "This visit took place. Thank you for having us.",
    VisitState.NOT_DELIVERED: "This visit could not take place. You can book another time.",
}


def tag(visit: Visit) -> str:
    """The kind of tag that a state is shown with; the word itself always stands in it."""
    return TAGS[VisitState(visit.state)]


def what_next(visit: Visit) -> str:
    """What is so and what happens next, for the school."""
    return NEXT[VisitState(visit.state)]
