"""Other numbers or details of a visit that stays at its time: what a school looks at again two weeks before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Unpack

from django.db import transaction

from education.ledger.actions import log
from education.liaison import policies
from education.liaison.actions.details import Details, details_of
from education.liaison.actions.lapse import officers_of
from education.liaison.actions.messages import queue_for_move, teachers_to_tell
from education.liaison.actions.request import check_lead, check_room
from education.liaison.actions.sessions import GroupAsked
from education.liaison.errors import Refused, Stale
from education.liaison.locks import lock_visit
from education.liaison.models import Group, TrainingSession, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User


def change_details(
    *,
    visit: Visit,
    expected: Mapping[int, int],
    by: User,
    as_: Who,
    version: int,
    **said: Unpack[Details],
) -> Visit:
    """Note what is so now; `expected` gives people by the id of a group of a session to come, the others stay.

    The time, the calendar entry and the years stay. Officers of a confirmed visit hear of it, a safeguarding lead
    who is new gets their own mail, and the teacher where somebody else changed it. What is as it was writes nothing.
    Raises NotYours, Stale or Refused.
    """
    with transaction.atomic():
        visit = lock_visit(visit.pk)
        policies.check_may_change_details(by, visit, as_)
        if visit.version != version:
            raise Stale
        details = details_of(**said)
        check_lead(visit.school, "", details)
        numbers = _numbers(visit, expected)
        changed = [name for name, value in details.items() if getattr(visit, name) != value]
        if not changed and not numbers:
            return visit
        for name in changed:
            setattr(visit, name, details[name])
        visit.version += 1
        visit.save(update_fields=[*changed, "version"])
        log(
            subject="visit", subject_id=visit.public_id, kind="visit_details_changed", by=by,
            data={"as": as_, "version": visit.version, "details": changed, "numbers": numbers},
        )  # fmt: skip
        _tell(visit, changed, by)
    return visit


def _numbers(visit: Visit, expected: Mapping[int, int]) -> list[list[object]]:
    """Write the numbers that differ; returns session, year, before and after of each."""
    written: list[list[object]] = []
    for session in visit.sessions.filter(state=TrainingSession.State.PLANNED).prefetch_related("groups"):
        groups = list(session.groups.all())
        wanted = [GroupAsked(group.year, expected.get(group.pk, group.expected)) for group in groups]
        if any(not 1 <= want.expected <= 2000 for want in wanted):
            raise Refused("Enter how many people you expect, from 1 to 2,000.", "group_missing")
        check_room(visit.session_type, wanted)
        for group, want in zip(groups, wanted, strict=True):
            if group.expected != want.expected:
                Group.objects.filter(pk=group.pk).update(expected=want.expected)
                written.append([str(session.public_id), group.year, group.expected, want.expected])
    return written


def _tell(visit: Visit, changed: Sequence[str], by: User) -> None:
    """Whoever has to know: the officers, a new lead, and the school where it was not its own teacher who did it."""
    kinds = [] if by.email in teachers_to_tell(visit) else ["visit_details_changed"]
    if visit.state == VisitState.CONFIRMED:
        kinds.append("officer_details_changed")
        if "safeguarding_lead_email" in changed:
            kinds.append("safeguarding_lead_told")
    queue_for_move(visit=visit, kinds=kinds, officer_ids=officers_of(visit.pk))
