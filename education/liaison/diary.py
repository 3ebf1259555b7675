"""Reads officers' time from the database into the plain data that availability.py decides on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from django.db.models import Avg, Max, Q, prefetch_related_objects

from education.ledger.clock import LONDON, now, today
from education.liaison.availability import (
    LEAD_WORKING_DAYS,
    LOAD_DAYS,
    WINDOWS,
    Ask,
    Busy,
    Frame,
    Hours,
    Place,
    Start,
    World,
    add_working_days,
    free_starts,
)
from education.liaison.models import Audience, Commitment, Filing, Officer, SessionType
from education.schools.models import School, SchoolDay, Term
from education.schools.queries import school_days

NEAREST_DAYS = 21
_POINT = ("id", "latitude", "longitude", "locality_id")
_POINT_OF_SESSION = [f"session__school__{name}" for name in _POINT]
_POINT_OF_FILING = [f"filing__visit__school__{name}" for name in _POINT]


def local_time(moment: dt.datetime) -> dt.time:
    """The wall-clock time of a moment."""
    return moment.astimezone(LONDON).time()


def place_of(school: School) -> Place:
    """A school as a place."""
    return Place(school.pk, school.latitude, school.longitude, school.locality_id)


def bases(officers: list[Officer]) -> dict[int, Place]:
    """Where officers start from: the middle of the open schools of their home locality, in one query.

    A locality without a placed school is left out, and its officers need no way out and home.
    """
    middles = (
        School.objects.filter(locality__in={o.base_id for o in officers}, status__in=School.OPEN)
        .exclude(latitude=None)
        .values_list("locality")
        .annotate(Avg("latitude"), Avg("longitude"))
        .order_by()
    )
    places = {pk: Place(-pk, latitude, longitude, pk) for pk, latitude, longitude in middles}
    return {o.pk: places[o.base_id] for o in officers if o.base_id in places}


def lessons_of(school: School) -> tuple[tuple[dt.time, dt.time], ...]:
    """The stretches of a school's day between break and lunch, when it gave its lesson times; else nothing."""
    known = SchoolDay.objects.filter(school=school).first()
    if known is None:
        return ()
    morning = [(known.starts, known.lunch_starts)]
    if known.break_starts and known.break_ends:
        morning = [(known.starts, known.break_starts), (known.break_ends, known.lunch_starts)]
    return (*morning, (known.lunch_ends, known.ends))


def ask_for(school: School, session_type: SessionType) -> Ask:
    """A session type at a school."""
    return Ask(
        place=place_of(school),
        minutes=session_type.minutes,
        setup=session_type.setup_minutes,
        packdown=session_type.packdown_minutes,
        window=WINDOWS[session_type.window],
        officers_needed=session_type.officers_needed,
        lessons=lessons_of(school) if session_type.audience == Audience.PUPIL else (),
    )


def candidates(school: School) -> list[Officer]:
    """Active officers who go to the school's locality; every active one where the locality is not known."""
    officers = Officer.objects.filter(active=True, user__is_active=True)
    if school.locality_id:
        officers = officers.filter(covers=school.locality_id)
    return list(officers.order_by("id"))


def horizon(school: School) -> dt.date:
    """The last day that can be booked: the end of the last known term, at most twelve months ahead."""
    last = Term.objects.filter(authority_id=school.authority_id).aggregate(last=Max("last_day"))["last"]
    limit = today() + dt.timedelta(days=365)
    return min(last, limit) if last else today() - dt.timedelta(days=1)


def frames(
    officers: list[Officer],
    first: dt.date,
    last: dt.date,
    without: Filing | None = None,
    *,
    ranked: bool = True,
) -> tuple[Frame, ...]:
    """Officers' hours and active commitments around two dates; a hold that has run out is not busy.

    What is held privately for `without` is left out. A list without officers needs only the weeks of its days.
    """
    margin = dt.timedelta(days=LOAD_DAYS + 7 if ranked else 7)
    window = (
        dt.datetime.combine(first - margin, dt.time(), tzinfo=dt.UTC),
        dt.datetime.combine(last + margin, dt.time(), tzinfo=dt.UTC),
    )
    taken: dict[int, list[Busy]] = defaultdict(list)
    rows = (
        Commitment.objects.filter(officer__in=officers, active=True)
        .filter(start_at__lt=window[1], end_at__gt=window[0])
        .exclude(Q(kind=Commitment.Kind.HOLD) & Q(expires_at__lte=now()))
        .order_by("start_at", "id")
    )
    if without is not None:
        rows = rows.exclude(filing__isnull=False, filing=without)
    for officer_id, start_at, end_at, *places in rows.values_list(
        "officer_id", "start_at", "end_at", *_POINT_OF_SESSION, *_POINT_OF_FILING
    ):
        point = places[:4] if places[0] else places[4:]
        taken[officer_id].append(Busy(start_at, end_at, Place(*point) if point[0] else None))
    home = bases(officers)
    hours: dict[int, list[Hours]] = defaultdict(list)
    for officer in officers:
        for line in officer.hours.all():
            hours[officer.pk].append(
                Hours(line.weekday, line.start, line.end, line.valid_from, line.valid_until)
            )
    return tuple(
        Frame(o.pk, tuple(hours[o.pk]), tuple(taken[o.pk]), o.daily_cap, o.weekly_cap, home.get(o.pk))
        for o in officers
    )


def world_of(
    school: School,
    session_type: SessionType,
    first: dt.date,
    last: dt.date,
    officers: list[Officer] | None = None,
    *,
    without: Filing | None = None,
    ranked: bool = True,
) -> World:
    """All that decides between two dates, in a fixed number of queries."""
    who = candidates(school) if officers is None else officers
    prefetch_related_objects(who, "hours")
    return World(
        ask=ask_for(school, session_type),
        frames=frames(who, first, last, without, ranked=ranked),
        school_days=frozenset(school_days(school, first, last)),
        earliest=add_working_days(today(), LEAD_WORKING_DAYS),
        horizon=horizon(school),
    )


def free_for(school: School, session_type: SessionType, first: dt.date, last: dt.date) -> list[Start]:
    """The free starts of a school between two dates, for the list; advisory until the write looks again."""
    return free_starts(world_of(school, session_type, first, last, ranked=False), first, last, ranked=False)


def nearest(
    school: School, session_type: SessionType, day: dt.date, time: dt.time, count: int = 3
) -> list[Start]:
    """The free starts closest to a wanted one, at most `count`, within three weeks either side."""
    margin = dt.timedelta(days=NEAREST_DAYS)
    wanted = dt.datetime.combine(day, time)
    starts = free_for(school, session_type, day - margin, day + margin)
    starts.sort(key=lambda s: (abs(dt.datetime.combine(s.day, s.time) - wanted), s.day, s.time))
    return sorted(starts[:count])
