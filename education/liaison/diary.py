"""Reads officers' time from the database into the plain data that availability.py decides on."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from django.db.models import Avg, Q, prefetch_related_objects

from education.ledger.clock import LONDON, now, to_utc, today
from education.liaison.availability import (
    LEAD_WORKING_DAYS,
    LOAD_DAYS,
    WINDOWS,
    Ask,
    Busy,
    Extra,
    Frame,
    Hours,
    Place,
    Start,
    Why,
    World,
    able_at,
    add_working_days,
    wall_clock_starts,
)
from education.liaison.dayplan import free_rows
from education.liaison.models import (
    Audience,
    Closure,
    Commitment,
    Filing,
    Officer,
    SchoolTravel,
    SessionType,
    TrainingSession,
    TravelTime,
    Visit,
)
from education.liaison.travel import Travel
from education.schools.models import School, SchoolDay
from education.schools.queries import school_days, terms_of

NEAREST_DAYS = 21
_POINT = ("id", "latitude", "longitude", "locality_id")
_POINT_OF_SESSION = [f"session__school__{name}" for name in _POINT]
_POINT_OF_FILING = [f"filing__visit__school__{name}" for name in _POINT]
_POINT_OF_OFFER = [f"offer__entry__school__{name}" for name in _POINT]


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


def candidates(school: School, session_type: SessionType) -> list[Officer]:
    """Active officers who go to the school's locality and can do what the session asks for.

    Every active one where the locality is not known.
    """
    officers = Officer.objects.filter(active=True, user__is_active=True)
    if school.locality_id:
        officers = officers.filter(covers=school.locality_id)
    needed = set(session_type.skills)
    return [officer for officer in officers.order_by("id") if needed <= set(officer.skills)]


def candidates_for(visit: Visit, going: Iterable[int]) -> list[Officer]:
    """Who could take a visit at another time: its candidates, and who goes to it now, by id, wherever they cover."""
    found = candidates(visit.school, visit.session_type)
    others = Officer.objects.filter(pk__in=set(going) - {o.pk for o in found}, active=True)
    return [*found, *others]


def horizon(school: School) -> dt.date:
    """The last day that can be booked: the end of the last term that is released, at most twelve months ahead."""
    day, limit = today(), today() + dt.timedelta(days=365)
    ends = [
        term.last_day
        for term in terms_of(school, day, limit)
        if term.released_at is None or term.released_at <= now()
    ]
    return min(max(ends), limit) if ends else day - dt.timedelta(days=1)


def released_next(school: School) -> dt.datetime | None:
    """When the next term of a school can be booked, where that moment is announced and still to come."""
    day = today()
    moments = [
        term.released_at
        for term in terms_of(school, day, day + dt.timedelta(days=365))
        if term.released_at and term.released_at > now()
    ]
    return min(moments, default=None)


def travel_set() -> Travel:
    """What people set about the ways between places, in two queries."""
    pairs = SchoolTravel.objects.values_list("one_id", "other_id", "minutes")
    return Travel(
        schools={frozenset((one, other)): minutes for one, other, minutes in pairs},
        localities={
            frozenset((one, other)): minutes
            for one, other, minutes in TravelTime.objects.values_list("one_id", "other_id", "minutes")
        },
    )


def frames(
    officers: list[Officer],
    first: dt.date,
    last: dt.date,
    without: Filing | None = None,
    *,
    besides: Visit | None = None,
    ranked: bool = True,
) -> tuple[Frame, ...]:
    """Officers' hours and active commitments around two dates; a hold that has run out is not busy.

    What is held privately for `without` is left out, and what the visit `besides` takes. A list without officers needs only the weeks of its days.
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
    if besides is not None:
        rows = rows.exclude(session__isnull=False, session__visit=besides)
    for officer_id, start_at, end_at, *places in rows.values_list(
        "officer_id", "start_at", "end_at", *_POINT_OF_SESSION, *_POINT_OF_FILING, *_POINT_OF_OFFER
    ):
        point = next((places[n : n + 4] for n in (0, 4, 8) if places[n]), [None] * 4)
        taken[officer_id].append(Busy(start_at, end_at, Place(*point) if point[0] else None))
    home = bases(officers)
    hours: dict[int, list[Hours]] = defaultdict(list)
    for officer in officers:
        for line in officer.hours.all():
            hours[officer.pk].append(
                Hours(
                    line.weekday,
                    line.start,
                    line.end,
                    line.valid_from,
                    line.valid_until,
                    line.cycle_weeks,
                    line.cycle_week,
                )
            )
    return tuple(
        Frame(
            o.pk, tuple(hours[o.pk]), tuple(taken[o.pk]), o.daily_cap, o.weekly_cap, home.get(o.pk),
            tuple(Extra(e.day, e.start, e.end) for e in o.extra_hours.all() if first <= e.day <= last),
        )
        for o in officers
    )  # fmt: skip


def world_of(
    school: School,
    session_type: SessionType,
    first: dt.date,
    last: dt.date,
    officers: list[Officer] | None = None,
    *,
    without: Filing | None = None,
    besides: Visit | None = None,
    ranked: bool = True,
) -> World:
    """All that decides between two dates, in a fixed number of queries."""
    who = candidates(school, session_type) if officers is None else officers
    prefetch_related_objects(who, "hours", "extra_hours")
    closed = Closure.objects.filter(day__gte=first, day__lte=last).values_list("day", flat=True)
    return World(
        ask=ask_for(school, session_type),
        frames=frames(who, first, last, without, besides=besides, ranked=ranked),
        school_days=frozenset(school_days(school, first, last, released_by=now()) - set(closed)),
        earliest=add_working_days(today(), LEAD_WORKING_DAYS),
        horizon=horizon(school),
        travel=travel_set(),
    )


def free_for(
    school: School,
    session_type: SessionType,
    first: dt.date,
    last: dt.date,
    sessions: int = 1,
    officers: list[Officer] | None = None,
) -> list[Start]:
    """The starts of a school between two dates from which so many sessions are free, one after another.

    For the list, advisory; the write looks again with the same function. `officers` narrows it to these.
    """
    world = world_of(school, session_type, first, last, officers, ranked=False)
    return free_rows(world, first, last, sessions, ranked=False)


def shifted(sessions: list[TrainingSession], start: dt.time) -> list[tuple[TrainingSession, dt.time]]:
    """Sessions of one day with the wall-clock times that they have when the first one starts then.

    Raises ValueError when one would lie past midnight.
    """
    at = [s.start_time.hour * 60 + s.start_time.minute for s in sessions if s.start_time]
    if not at or len(at) < len(sessions):
        raise ValueError("This visit has no time yet.")
    begins = [start.hour * 60 + start.minute + minute - at[0] for minute in at]
    if begins[-1] >= 24 * 60:
        raise ValueError("The last session would lie past midnight.")
    return [(s, dt.time(m // 60, m % 60)) for s, m in zip(sessions, begins, strict=True)]


def planned(visit: Visit) -> list[TrainingSession]:
    """The sessions of a visit that are still to be delivered, in order."""
    found = [s for s in visit.sessions.all() if s.state == TrainingSession.State.PLANNED and s.start_at]
    return sorted(found, key=lambda s: (s.start_at, s.pk))


def block(visit: Visit, ask: Ask) -> Ask:
    """A whole visit as one thing to be fitted in: from its first session's start to its last one's end."""
    sessions = planned(visit)
    ends = [s.end_at for s in sessions if s.end_at]
    if not sessions or not ends or sessions[0].start_at is None:
        raise ValueError("This visit has no time yet.")
    minutes = (max(ends) - sessions[0].start_at) // dt.timedelta(minutes=1)
    return replace(ask, minutes=minutes, officers_needed=visit.session_type.officers_needed)


def able_for(visit: Visit, world: World, day: dt.date, start: dt.time) -> list[Why]:
    """Who could take a whole visit that starts then, by every rule that a new booking keeps; nobody when it breaks one."""
    if not world.takes(day):
        return []
    sessions = planned(visit)
    try:
        times = {time for _, time in shifted(sessions, start)}
        start_at = to_utc(day, start)
    except ValueError:
        return []
    if not times <= {time for time, _ in wall_clock_starts(world.ask, day)}:
        return []
    return able_at(world, block(visit, world.ask), day, start_at, len(sessions))


def free_to_move(visit: Visit, first: dt.date, last: dt.date) -> list[Start]:
    """The other times that a confirmed visit could have between two dates; the write asks the same function."""
    prefetch_related_objects([visit], "sessions__commitments")
    going = {c.officer_id for s in visit.sessions.all() for c in s.commitments.all() if c.active}
    officers = candidates_for(visit, going)
    world = world_of(visit.school, visit.session_type, first, last, officers, besides=visit)
    at = (visit.day, planned(visit)[0].start_time) if planned(visit) else None
    found = []
    for day in sorted(world.school_days):
        for time, start_at in wall_clock_starts(world.ask, day):
            able = able_for(visit, world, day, time) if (day, time) != at else []
            if len(able) >= max(1, len(going)):
                found.append(Start(day, time, start_at, eligible=len(able)))
    return found


def nearest_for(visit: Visit, day: dt.date, time: dt.time, count: int = 3) -> list[Start]:
    """The other times of a visit closest to a wanted one, at most `count`, within three weeks either side."""
    margin = dt.timedelta(days=NEAREST_DAYS)
    return _closest(free_to_move(visit, day - margin, day + margin), day, time, count)


def _closest(starts: list[Start], day: dt.date, time: dt.time, count: int) -> list[Start]:
    wanted = dt.datetime.combine(day, time)
    starts.sort(key=lambda s: (abs(dt.datetime.combine(s.day, s.time) - wanted), s.day, s.time))
    return sorted(starts[:count])


def nearest(
    school: School,
    session_type: SessionType,
    day: dt.date,
    time: dt.time,
    count: int = 3,
    *,
    sessions: int = 1,
    officers: list[Officer] | None = None,
) -> list[Start]:
    """The free starts of so many sessions closest to a wanted one, at most `count`, within three weeks either side."""
    margin = dt.timedelta(days=NEAREST_DAYS)
    starts = free_for(school, session_type, day - margin, day + margin, sessions, officers)
    return _closest(starts, day, time, count)


def instead_of(visit: Visit, officer: Officer) -> list[Why]:
    """Who could take over an officer's part of a visit, the best first, by hours, commitments, ways and caps."""
    mine = [c for s in planned(visit) for c in s.commitments.all() if c.active and c.officer_id == officer.pk]
    if not mine:
        return []
    going = {c.officer_id for s in planned(visit) for c in s.commitments.all() if c.active}
    others = [o for o in candidates(visit.school, visit.session_type) if o.pk not in going]
    world = world_of(visit.school, visit.session_type, visit.day, visit.day, others)
    begin, finish = min(c.start_at for c in mine), max(c.end_at for c in mine)
    minutes = (finish - begin) // dt.timedelta(minutes=1)
    part = replace(world.ask, minutes=minutes, setup=0, packdown=0)
    return able_at(world, part, visit.day, begin, len(mine))
