"""Open visits and wishes of a school follow it to its new number; what took place stays with the old one."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q

from education.ledger.actions import log
from education.liaison.errors import NotYours, Refused
from education.liaison.locks import lock_officers, lock_school, lock_visit
from education.liaison.models import Commitment, SchoolTravel, TrainingSession, Visit, WaitingEntry
from education.liaison.queries import unfinished_of
from education.people.models import User
from education.people.roles import Role
from education.schools.actions import following
from education.schools.models import School
from education.schools.policies import Refused as RefusedBySchools


@dataclass(frozen=True)
class Followed:
    """What went along."""

    visits: int
    teachers: int
    left: int


def follow_school(*, school: School, to: School, by: User) -> Followed:
    """Move whatever is still to come from a closed school to the one that it became, all or nothing.

    Each visit keeps its reference, its officers and its calendar entry, whose place changes. A filed request of
    somebody who has filed one for the new school too stays. Coordinators only; raises NotYours or Refused.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    try:
        with transaction.atomic():
            for pk in sorted((school.pk, to.pk)):
                lock_school(pk)
            teachers = following.follow(school=school, to=to, by=by)
            waiting = list(unfinished_of(school).order_by("id").values_list("pk", flat=True))
            lock_officers(
                Commitment.objects.filter(session__visit__in=waiting, active=True).values_list(
                    "officer_id", flat=True
                )
            )
            moved = sum(_follow(lock_visit(pk), to, by) for pk in waiting)
            _wishes(school, to, by)
            _ways(school, to)
    except RefusedBySchools as refused:
        raise Refused(refused.sentence, "not_followed") from refused
    return Followed(moved, teachers, len(waiting) - moved)


def _follow(visit: Visit, to: School, by: User) -> int:
    clash = Q(teacher=visit.teacher_id, school=to, state="awaiting_approval")
    if visit.state == "awaiting_approval" and visit.teacher_id and Visit.objects.filter(clash).exists():
        return 0
    before = visit.school.urn
    visit.school = to
    visit.version += 1
    visit.slot_version += 1
    visit.save(update_fields=["school", "version", "slot_version"])
    visit.sessions.filter(state=TrainingSession.State.PLANNED).update(school=to)
    log(
        subject="visit", subject_id=visit.public_id, kind="visit_followed_school", by=by,
        data={"from": before, "to": to.urn, "version": visit.version},
    )  # fmt: skip
    return 1


def _wishes(school: School, to: School, by: User) -> None:
    there = WaitingEntry.objects.filter(school=to, state=WaitingEntry.State.WAITING).values("session_type")
    taken = set(there.values_list("session_type", flat=True))
    for entry in WaitingEntry.objects.filter(school=school, state=WaitingEntry.State.WAITING):
        if entry.session_type_id in taken:
            continue
        entry.school = to
        entry.save(update_fields=["school"])
        log(
            subject="waiting", subject_id=entry.public_id, kind="waiting_followed_school", by=by,
            data={"from": school.urn, "to": to.urn},
        )  # fmt: skip


def _ways(school: School, to: School) -> None:
    """Minutes that somebody set between this school and another hold for the new number too."""
    for way in SchoolTravel.objects.filter(Q(one=school) | Q(other=school)):
        other = way.other_id if way.one_id == school.pk else way.one_id
        if other != to.pk:
            low, high = sorted((other, to.pk))
            SchoolTravel.objects.get_or_create(one_id=low, other_id=high, defaults={"minutes": way.minutes})
