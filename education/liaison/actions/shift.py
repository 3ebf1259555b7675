"""Another time for a confirmed visit: the new time is taken and the old one freed in one step, or nothing changes."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from education.ledger.clock import LONDON, to_utc
from education.liaison import diary, policies
from education.liaison.actions.absences import settle_absences
from education.liaison.actions.lapse import lapse_holds_of, officers_of
from education.liaison.actions.messages import queue_for_move
from education.liaison.actions.moves import move
from education.liaison.actions.request import GUARD, OVERRIDES
from education.liaison.availability import Why, insisted
from education.liaison.errors import Refused, SlotTaken, Stale
from education.liaison.locks import clear_when_busy, lock_officers, lock_school, lock_visit
from education.liaison.models import Commitment, Officer, TrainingSession, Visit
from education.liaison.states import VisitState, Who
from education.people.models import User


def move_visit(
    *, visit: Visit, day: dt.date, start: dt.time, version: int, by: User, as_: Who, override: str = ""
) -> Visit:
    """Give a confirmed visit another time (wall-clock, of its first session); its sessions keep their distance.

    The officers who know it come again where they can. With `override` (a code of OVERRIDES, coordinators only)
    notice, hours, term and caps do not count. Raises SlotTaken with the nearest times, Stale, NotYours or Refused;
    then the old time stands.
    """
    if override and (as_ != Who.COORDINATOR or override not in OVERRIDES):
        raise Refused("Choose why you take this time from the list.", "reason_missing")
    try:
        with clear_when_busy(), transaction.atomic():
            return _swap(visit, day, start, version, by, as_, override)
    except IntegrityError as error:
        if GUARD not in str(error):
            raise
        taken = SlotTaken()
    except SlotTaken as error:
        taken = error
    taken.nearest = tuple(diary.nearest_for(visit, day, start))
    raise taken


@dataclass(frozen=True)
class _Step:
    session: TrainingSession
    start_at: dt.datetime
    time: dt.time


def _swap(
    visit: Visit, day: dt.date, start: dt.time, version: int, by: User, as_: Who, override: str
) -> Visit:
    lock_school(visit.school_id)
    before = officers_of(visit.pk)
    officers = diary.candidates_for(visit, before)
    lock_officers({o.pk for o in officers} | set(before))
    lapse_holds_of(officers=officers)
    visit = lock_visit(visit.pk)
    if visit.version != version:
        raise Stale
    try:
        policies.check_may_change_time(by, visit, as_)
        steps = _steps(visit, day, start)
    except ValueError as error:
        raise Refused(str(error), "no_such_time") from error
    if all((s.session.start_at, visit.day) == (s.start_at, day) for s in steps):
        raise Refused("The visit is at this time already.", "same_time")
    old = list(
        Commitment.objects.filter(session__visit=visit, active=True).order_by("officer_id", "start_at")
    )
    Commitment.objects.filter(pk__in=[c.pk for c in old]).update(active=False)
    settle_absences(before)
    after = _who(visit, steps, old, officers, override)
    was = {"day": visit.day, "start": steps[0].session.start_time, "officers": before}
    _write(visit, day, steps, old, dict(zip(before, after, strict=True)))
    visit = move(
        visit=visit, target=VisitState.CONFIRMED, as_=as_, by=by, version=version, again=True,
        data={"before": was, "after": {"day": day, "start": start, "officers": after}, "override": override},
    )  # fmt: skip
    gone = Officer.objects.filter(pk__in=set(before) - set(after), user__is_active=True)
    queue_for_move(visit=visit, kinds=["officer_replaced"], officer_ids=gone.values_list("pk", flat=True))
    return visit


def _steps(visit: Visit, day: dt.date, start: dt.time) -> list[_Step]:
    planned = visit.sessions.filter(state=TrainingSession.State.PLANNED).order_by("start_at", "id")
    return [_Step(session, to_utc(day, time), time) for session, time in diary.shifted(list(planned), start)]


def _who(
    visit: Visit, steps: list[_Step], old: list[Commitment], officers: list[Officer], override: str
) -> list[int]:
    """The officers at the new time, decided again under the lock: those who know it where they can come."""
    day = steps[0].start_at.astimezone(LONDON).date()
    before = sorted({c.officer_id for c in old})
    world = diary.world_of(visit.school, visit.session_type, day, day, officers)
    if override:
        able = insisted(world, diary.block(visit, world.ask), day, steps[0].start_at)
    else:
        able = diary.able_for(visit, world, day, steps[0].time)
    return _choose(able, before)


def _choose(able: list[Why], before: list[int]) -> list[int]:
    ids = [why.officer for why in able]
    stay = [officer for officer in before if officer in ids]
    others = [officer for officer in ids if officer not in before]
    missing = len(before) - len(stay)
    if missing > len(others):
        raise SlotTaken
    fresh = iter(others)
    return [officer if officer in stay else next(fresh) for officer in before]


def _write(
    visit: Visit, day: dt.date, steps: list[_Step], old: list[Commitment], instead: dict[int, int]
) -> None:
    visit.day = day
    visit.save(update_fields=["day"])
    for step in steps:
        session = step.session
        if session.start_at is None or session.end_at is None:
            raise Refused("This visit has no time yet.", "no_such_time")
        later, lasts = step.start_at - session.start_at, session.end_at - session.start_at
        session.day, session.start_time, session.start_at = day, step.time, step.start_at
        session.end_at = step.start_at + lasts
        session.end_time = diary.local_time(session.end_at)
        session.save(update_fields=["day", "start_time", "end_time", "start_at", "end_at"])
        for one in (c for c in old if c.session_id == session.pk):
            Commitment.objects.create(
                officer_id=instead[one.officer_id], session=session, kind=one.kind,
                start_at=one.start_at + later, end_at=one.end_at + later,
            )  # fmt: skip
