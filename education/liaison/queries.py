"""Reads that are used more than once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count, Exists, Max, OuterRef, Prefetch, Q, QuerySet

from education.ledger.clock import to_utc, today
from education.ledger.models import Event
from education.liaison.models import (
    Absence,
    Audience,
    Closure,
    Commitment,
    Feedback,
    Group,
    Officer,
    SessionQuerySet,
    SessionType,
    SessionYear,
    TrainingSession,
    Visit,
    VisitQuerySet,
    WaitingEntry,
)
from education.liaison.states import OPEN, VisitState
from education.people.models import User
from education.schools.models import ClosedDay, Membership, School


def sessions_of(officer_user: User, first_day: dt.date, last_day: dt.date) -> SessionQuerySet:
    """The officer's own training sessions from one local date to another, both included, in order of time.

    Sessions of confirmed, delivered and not delivered visits; a request that is only held is not shown to
    its officer. School, visit and type are joined, groups prefetched: two queries for any number of rows.
    """
    mine = Commitment.objects.filter(
        session=OuterRef("pk"), officer__user=officer_user, kind=Commitment.Kind.SESSION
    ).filter(Q(active=True) | Q(session__state=TrainingSession.State.NOT_DELIVERED))
    return (
        TrainingSession.objects.filter(Exists(mine), day__gte=first_day, day__lte=last_day)
        .select_related("school__locality", "visit", "session_type")
        .prefetch_related(Prefetch("groups", queryset=Group.objects.order_by("id")))
        .order_by("day", "start_at", "id")
    )


def session_types() -> list[SessionType]:
    """What can be booked today: for pupils from the youngest on, then for parents, then for staff."""
    order = list(Audience.values)
    years = list(SessionYear.values)

    def rank(kind: SessionType) -> tuple[int, int, str]:
        youngest = min((years.index(year) for year in kind.years if year in years), default=len(years))
        return order.index(kind.audience), youngest, kind.title

    return sorted(SessionType.objects.filter(active=True), key=rank)


def schools_of(user: User) -> list[School]:
    """The schools that this person may book for today, by name."""
    links = Membership.objects.approved().filter(user=user).select_related("school__authority")
    return [link.school for link in links.order_by("school__name", "school__urn")]


def visits_for(user: User) -> VisitQuerySet:
    """Every visit of the schools this person acts for and what they filed themselves, the soonest first."""
    waiting = VisitState.AWAITING_APPROVAL
    claimed = Membership.objects.filter(user=user)
    live = (claimed.waiting() | claimed.approved()).values("school")
    return Visit.objects.filter(
        Q(school__in=schools_of(user)) & ~Q(state=waiting) | Q(state=waiting, teacher=user, school__in=live)
    ).with_rows()


def colleagues_for(visit: Visit) -> list[User]:
    """Whom to talk to at a visit's school when its own teacher has gone: everybody who acts for it today."""
    links = Membership.objects.approved().filter(school=visit.school_id).select_related("user")
    return [link.user for link in links.order_by("pk")]


def history(visit: Visit) -> list[Event]:
    """What happened to a visit, oldest first."""
    return list(Event.objects.filter(subject="visit", subject_id=str(visit.public_id)).order_by("id"))


DECIDES_WHO = ("visit_requested", "visit_settled_in_one_call", "visit_moved", "officer_replaced")


def last_decisions(visits: Iterable[Visit]) -> dict[str, Event]:
    """What last decided who goes, by the visit's public id, in one query."""
    ids = [str(visit.public_id) for visit in visits]
    rows = Event.objects.filter(subject="visit", subject_id__in=ids, kind__in=DECIDES_WHO)
    return {event.subject_id: event for event in rows.order_by("id")}


def needing_cover(officer: Officer | None = None) -> VisitQuerySet:
    """Visits to come whose officer (or this one) has left, is offered no more or is away then, the soonest first.

    One that is taking place today is among them until its register says that it was delivered.
    """
    away = Absence.objects.filter(
        officer=OuterRef("officer"),
        active=True,
        start_at__lt=OuterRef("end_at"),
        end_at__gt=OuterRef("start_at"),
    )
    gone = Q(officer__active=False) | Q(officer__user__is_active=False) | Exists(away)
    taken = Commitment.objects.filter(
        gone,
        active=True,
        session__visit=OuterRef("pk"),
        session__state=TrainingSession.State.PLANNED,
        session__day__gte=today(),
    )
    if officer is not None:
        taken = taken.filter(officer=officer)
    return Visit.objects.open().filter(Exists(taken)).order_by("day", "id")


def on_closed_days() -> VisitQuerySet:
    """Open visits to come on a day that was closed after they were booked: by us, their school or its authority."""
    ours = Closure.objects.filter(day=OuterRef("day"))
    theirs = ClosedDay.objects.filter(
        Q(school=OuterRef("school")) | Q(authority=OuterRef("school__authority")), day=OuterRef("day")
    )
    coming = Visit.objects.open().filter(Exists(ours) | Exists(theirs), day__gte=today())
    return coming.select_related("school").order_by("day", "id")


def out_of_step() -> list[Visit]:
    """Open visits to come whose moments are not any more what the clock on the wall was agreed to say.

    That is so when the rules of the time zone have changed since; what was agreed is the clock on the wall.
    """
    coming = TrainingSession.objects.planned().filter(
        day__gt=today(), start_time__isnull=False, visit__state__in=OPEN
    )
    rows = coming.order_by("visit__day", "visit_id").values_list("visit_id", "day", "start_time", "start_at")
    wrong = {visit for visit, day, start, at in rows if start and to_utc(day, start) != at}
    return list(Visit.objects.filter(pk__in=wrong).select_related("school").order_by("day", "id"))


def feedback_totals(first: dt.date, last: dt.date, *, with_demo: bool = False) -> dict[str, dict[str, int]]:
    """How often each answer was given about visits delivered between two local days, both included, by question.

    Every choice is there, with 0 where nobody chose it. Demonstration visits are left out unless asked for; counts
    of schools, not of children.
    """
    rows, found = _feedback(first, last, with_demo), {}
    for name, choices in Feedback.QUESTIONS.items():
        given = dict(rows.order_by().values_list(name).annotate(Count("id")))
        found[name] = {code: given.get(code, 0) for code in choices.values}
    return found


class Reply(NamedTuple):
    """What one school answered about one visit, and when."""

    school: int
    day: dt.date
    answered_at: dt.datetime
    answers: Mapping[str, str]


def feedback_given(first: dt.date, last: dt.date, *, with_demo: bool = False) -> list[Reply]:
    """Every answer that `feedback_totals` counts, by school, to judge what may be published."""
    names = tuple(Feedback.QUESTIONS)
    rows = _feedback(first, last, with_demo).order_by("visit__day", "visit_id")
    return [
        Reply(school, day, answered_at, dict(zip(names, answers, strict=True)))
        for school, day, answered_at, *answers in rows.values_list(
            "visit__school_id", "visit__day", "answered_at", *names
        )
    ]


def visits_to_rate(first: dt.date, last: dt.date, *, with_demo: bool = False) -> int:
    """How many visits between two local days a school could or did say something about."""
    rated = Q(state=VisitState.DELIVERED) | Q(feedback__isnull=False)
    found = Visit.objects.filter(rated, day__gte=first, day__lte=last)
    return (found if with_demo else found.filter(is_demo=False)).count()


def _feedback(first: dt.date, last: dt.date, with_demo: bool) -> QuerySet[Feedback]:
    found = Feedback.objects.filter(visit__day__gte=first, visit__day__lte=last)
    return found if with_demo else found.filter(visit__is_demo=False)


def counts_by_state() -> dict[str, int]:
    """How many visits are in each state."""
    return dict(Visit.objects.order_by().values_list("state").annotate(Count("id")))


def waiting_for_coordinator() -> int:
    """How many requests wait for a coordinator's answer."""
    return Visit.objects.filter(state__in=[VisitState.REQUESTED, VisitState.AWAITING_APPROVAL]).count()


def inbox(state: VisitState) -> VisitQuerySet:
    """Visits of one state: requests by when they run out, what is to come by day, the rest latest first."""
    order = {
        VisitState.AWAITING_APPROVAL: ("created_at", "id"),
        VisitState.REQUESTED: ("held_until", "id"),
        VisitState.CONFIRMED: ("day", "id"),
    }
    return Visit.objects.filter(state=state).with_rows().order_by(*order.get(state, ("-day", "-id")))


def last_bookings() -> dict[int, dt.datetime]:
    """When each teacher last booked, or was last visited if that came later, by the person's key."""
    found = (
        Visit.objects.exclude(teacher=None)
        .values("teacher")
        .annotate(booked=Max("created_at"), last_day=Max("day"))
        .order_by()
    )
    return {row["teacher"]: max(row["booked"], to_utc(row["last_day"], dt.time(12))) for row in found}


def open_work(user: User) -> int:
    """Visits that an officer still has to go to, or to say the outcome of."""
    return (
        TrainingSession.objects.planned()
        .filter(commitments__officer__user=user, commitments__active=True)
        .distinct()
        .count()
    )


def unfinished_of(school: School) -> VisitQuerySet:
    """Visits of a school that are still to be settled: filed, requested or confirmed."""
    return Visit.objects.filter(school=school, state__in=[*OPEN, VisitState.AWAITING_APPROVAL])


def closed_with_something_open() -> QuerySet[School]:
    """Closed schools of the force with visits, teachers or wishes that are still open, by name."""
    visits = Visit.objects.filter(school=OuterRef("pk"), state__in=[*OPEN, VisitState.AWAITING_APPROVAL])
    links = Membership.objects.live().filter(school=OuterRef("pk"))
    wishes = WaitingEntry.objects.filter(school=OuterRef("pk"), state=WaitingEntry.State.WAITING)
    return (
        School.objects.in_force()
        .filter(Exists(visits) | Exists(links) | Exists(wishes))
        .exclude(status__in=School.OPEN)
        .order_by("name", "urn")
    )
