"""What a state means for the school, in words: what is so, and what happens next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

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


def why_officers(event: str, data: Mapping[str, Any]) -> str:
    """Why these officers go, from what was logged when they were last decided on; empty where nothing says it."""
    if event == "officer_replaced":
        return "Goes instead of a colleague, by a coordinator’s choice or because somebody was away."
    if event == "visit_moved":
        return "Knew the visit, or was free at its new time."
    if data.get("named"):
        return "Named by the coordinator who booked it."
    able, going, why = data.get("eligible", 0), len(data.get("officers", ())), data.get("why") or [[]]
    if not able:
        return ""
    if able <= going:
        return "The only one who could come at this time." if able == 1 else "The only two who could come."
    if not why[0]:
        return f"Of {able} who could come, least time on the road, then least to do."
    minutes, load = why[0]
    return (
        f"Of {able} who could come, least time on the road: {minutes} more minute{'' if minutes == 1 else 's'}"
        f" that day, and {load} session{'' if load == 1 else 's'} in the 28 days around it."
    )


def ready(visit: Visit) -> list[tuple[bool | None, str]]:
    """What a school has ready before a visit: True for done, False for missing, None for what only it can know."""
    if visit.state not in (VisitState.REQUESTED, VisitState.CONFIRMED):
        return []
    told = visit.state == VisitState.CONFIRMED
    return [
        (
            bool(visit.safeguarding_lead_email) and told,
            "Your safeguarding lead is named and has our mail"
            if told
            else "Your safeguarding lead is named and gets our mail when the visit is confirmed",
        ),
        (bool(visit.day_telephone), "We have a telephone number that is answered on the day"),
        (None, f"The room is free {visit.session_type.setup_minutes} minutes before the start"),
        (None, "A member of your staff stays with the group throughout"),
        (
            None,
            "Reception knows the name of whoever comes, as it stands on this page, and asks for a warrant card",
        ),
        (None, "You know what a child can do who wants to talk to somebody afterwards"),
        (None, "A lesson to follow up with is chosen"),
    ]
