"""An officer is ill: one action that finds cover for each visit, or tells the school."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

from education.ledger.clock import now, to_utc, today
from education.liaison import diary
from education.liaison.actions.cover import reassign
from education.liaison.actions.decide import cancel_visit, decline_visit
from education.liaison.actions.leave import take_time
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Absence, Officer, Visit
from education.liaison.queries import needing_cover
from education.liaison.states import VisitState, Who
from education.people.models import User
from education.people.roles import Role

LONGEST_DAYS = 60


@dataclass
class Answer:
    """What became of an ill officer's visits."""

    covered: list[tuple[Visit, Officer]] = field(default_factory=list)
    told: list[Visit] = field(default_factory=list)
    begun: list[Visit] = field(default_factory=list)
    waiting: list[Visit] = field(default_factory=list)


def report_ill(*, officer: Officer, until: dt.date, by: User) -> Answer:
    """The officer is away from now until the end of a local day.

    Each visit in it goes to the officer to whom it adds least, as a new booking would. Where nobody can come, a
    visit of today is called off and its school told at once; a later one waits for cover, and one that has begun is
    left as it is. Each visit is one step of its own, so that a fault leaves the others with their cover. Coordinators
    only; raises NotYours or Refused.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    if not today() <= until <= today() + dt.timedelta(days=LONGEST_DAYS):
        raise Refused(f"Give the last day, from today to {LONGEST_DAYS} days ahead.", "not_in_list")
    end_at = to_utc(until + dt.timedelta(days=1), dt.time(0))
    known = Absence.objects.filter(
        officer=officer, active=True, kind=Absence.Kind.ILL, start_at__lte=now(), end_at__gte=end_at
    )
    if not known.exists():
        take_time(officer=officer, start_at=now(), end_at=end_at, by=by, kind=Absence.Kind.ILL)
    answer = Answer()
    for visit in needing_cover(officer).filter(day__lte=until).with_rows():
        _settle(visit, officer, by, answer)
    return answer


def _settle(visit: Visit, officer: Officer, by: User, answer: Answer) -> None:
    begins = visit.begins_at
    if begins and begins <= now():
        answer.begun.append(visit)
        return
    others = {o.pk: o for o in Officer.objects.select_related("user").filter(active=True)}
    for why in diary.instead_of(visit, officer):
        try:
            covered = reassign(visit=visit, officer=officer, to=others[why.officer], by=by)
        except Refused:
            continue
        answer.covered.append((covered, others[why.officer]))
        return
    if visit.day > today():
        answer.waiting.append(visit)
    elif visit.state == VisitState.REQUESTED:
        answer.told.append(decline_visit(visit=visit, reason=Visit.Reason.NO_OFFICER, by=by))
    else:
        reason = Visit.Reason.OFFICER_ILL
        answer.told.append(cancel_visit(visit=visit, reason=reason, by=by, as_=Who.COORDINATOR))
