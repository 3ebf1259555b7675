"""One call, one visit: a coordinator approves the teacher and confirms the visit in one action, or neither."""

from __future__ import annotations

import datetime as dt

from django.db import IntegrityError, transaction

from education.ledger.clock import LONDON
from education.liaison import dayplan, diary, policies
from education.liaison.actions.lapse import free_private_holds, lapse_holds_of
from education.liaison.actions.moves import move
from education.liaison.actions.request import GUARD
from education.liaison.actions.sessions import GroupAsked, write_sessions
from education.liaison.errors import NotYours, Refused, SlotTaken, Stale
from education.liaison.locks import lock_officers, lock_school, lock_visit
from education.liaison.models import Commitment, Delivery, Filing, Officer, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User
from education.people.roles import Role
from education.schools import actions as schools
from education.schools import policies as school_policies
from education.schools.models import LessonTimes, Membership, SchoolDay
from education.schools.states import MembershipState

PROPOSED_A_HALF_DAY = 3


def proposals(visit: Visit) -> list[tuple[str, list[dayplan.Plan]]]:
    """For each half-day that the teacher gave, in words, up to three starts on which all classes fit."""
    filing = visit.filing
    found = []
    for half in filing.half_days.all():
        world = diary.world_of(visit.school, visit.session_type, half.day, half.day, without=filing)
        plans = dayplan.plans(world, filing, half.day, half.part, filing.classes.count())
        found.append((f"{half.day:%A} {half.day.day} {half.day:%B}, {half.get_part_display().lower()}",
                      [plan for plan, _ in zip(plans, range(PROPOSED_A_HALF_DAY), strict=False)]))  # fmt: skip
    return found


def held_for(visit: Visit) -> tuple[str, dt.datetime] | None:
    """What is held privately for a filed request: day and start as a form sends them, and until when."""
    rows = list(Commitment.objects.private().filter(filing__visit=visit).order_by("start_at"))
    if not rows or rows[0].expires_at is None:
        return None
    begins = rows[0].start_at + dt.timedelta(minutes=visit.session_type.setup_minutes)
    local = begins.astimezone(LONDON)
    return f"{local:%Y-%m-%dT%H:%M}", rows[0].expires_at


def claim_of(visit: Visit) -> Membership | None:
    """The link of a filing's teacher to the school, waiting or approved."""
    if visit.teacher_id is None:
        return None
    return Membership.objects.live().filter(user=visit.teacher_id, school=visit.school_id).first()


def approve_and_confirm(
    *, visit: Visit, proof: str, day: dt.date, start: dt.time, version: int, by: User
) -> Visit:
    """Approve the teacher with a proof and confirm the visit at one of the proposed starts, all or nothing.

    A teacher who was approved meanwhile needs no proof. Raises SlotTaken when the start went to somebody else,
    Stale, NotYours or Refused with a sentence; then nothing is changed.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    try:
        with transaction.atomic():
            _approve(visit, proof, by)
            lock_school(visit.school_id)
            officers = diary.candidates(visit.school, visit.session_type)
            lock_officers(officer.pk for officer in officers)
            visit = lock_visit(visit.pk)
            if visit.version != version:
                raise Stale
            policies.check_move(by, visit, VisitState.CONFIRMED, Who.COORDINATOR)
            lapse_holds_of(officers=officers)
            filing = Filing.objects.get(visit=visit)
            free_private_holds(filing=filing)
            plan = _plan(visit, filing, officers, day, start)
            _write(visit, filing, plan)
            SchoolDay.objects.get_or_create(school=visit.school, defaults=_times(filing))
            return move(
                visit=visit, target=VisitState.CONFIRMED, as_=Who.COORDINATOR, by=by, version=version,
                data={"day": day, "start": start, **dayplan.record(plan.start)},
            )  # fmt: skip
    except school_policies.Refused as refused:
        raise Refused(refused.sentence, "not_approved") from refused
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        raise SlotTaken from error


def _approve(visit: Visit, proof: str, by: User) -> None:
    link = claim_of(visit)
    if link is None:
        raise Refused("Nobody waits for this school any more. Decline the request.", "no_claim")
    if link.state == MembershipState.REQUESTED:
        schools.approve_membership(membership=link, proof=proof, by=by)
    elif not school_policies.is_current(link):
        raise Refused("The teacher's approval has run out. They have to ask again.", "no_claim")


def _plan(
    visit: Visit, filing: Filing, officers: list[Officer], day: dt.date, start: dt.time
) -> dayplan.Plan:
    world = diary.world_of(visit.school, visit.session_type, day, day, officers)
    for half in filing.half_days.filter(day=day):
        for plan in dayplan.plans(world, filing, day, half.part, filing.classes.count()):
            if plan.start.time == start:
                return plan
    raise SlotTaken


def _write(visit: Visit, filing: Filing, plan: dayplan.Plan) -> None:
    visit.day = plan.start.day
    visit.delivery = Delivery.CLASSES if len(plan.times) > 1 else Delivery.CLASS
    visit.save(update_fields=["day", "delivery"])
    rooms = [[GroupAsked(one.year, one.size)] for one in filing.classes.all()]
    write_sessions(visit=visit, plan=plan, rooms=rooms)


def _times(filing: Filing) -> dict[str, dt.time | None]:
    return {field.name: getattr(filing, field.name) for field in LessonTimes._meta.fields}
