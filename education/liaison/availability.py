"""When an officer is free for a school: one pure function over plain data, for the list and for the write.

A start is offered when the whole stretch [start − set-up, end + pack-down) lies in an officer's hours, touches
no active commitment, leaves time to travel from and to other schools, and keeps the daily and weekly caps.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from education.ledger.clock import LONDON, to_utc
from education.schools.queries import is_bank_holiday

GRID = dt.timedelta(minutes=15)
LEAD_WORKING_DAYS = 10
WINDOWS = {"school_day": (dt.time(9, 0), dt.time(15, 15)), "evening": (dt.time(16, 30), dt.time(20, 30))}
ROADS, SPEED_KM_H, FLOOR_MINUTES, SLACK_MINUTES, UNKNOWN_MINUTES = 1.4, 40, 10, 5, 20
LOAD_DAYS = 14
"""Days before and after a visit that decide who has least to do: 28 in all."""


@dataclass(frozen=True)
class Place:
    """Where a commitment is; `key` is the school's id, and the same key needs no travel."""

    key: int
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class Hours:
    """Weekly wall-clock hours from a date on, until a date or for good."""

    weekday: int
    start: dt.time
    end: dt.time
    valid_from: dt.date
    valid_until: dt.date | None = None

    def hold_on(self, day: dt.date) -> bool:
        """True when these hours are worked on that date."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
        )


@dataclass(frozen=True)
class Busy:
    """A stretch of UTC time that is taken; `place` is set when it is at a school."""

    start: dt.datetime
    end: dt.datetime
    place: Place | None = None


@dataclass(frozen=True)
class Frame:
    """One officer as availability sees them."""

    officer: int
    hours: tuple[Hours, ...]
    busy: tuple[Busy, ...] = ()
    daily_cap: int = 4
    weekly_cap: int = 14


@dataclass(frozen=True)
class Ask:
    """What is to be fitted in; times in minutes, `window` in wall-clock time."""

    place: Place
    minutes: int
    setup: int = 15
    packdown: int = 15
    window: tuple[dt.time, dt.time] = WINDOWS["school_day"]
    officers_needed: int = 1


@dataclass(frozen=True)
class World:
    """Everything that decides: who, which days, what is asked."""

    ask: Ask
    frames: tuple[Frame, ...]
    school_days: frozenset[dt.date]
    earliest: dt.date
    horizon: dt.date


@dataclass(frozen=True, order=True)
class Start:
    """A start that is free: local day and time, the same moment in UTC, and the officers who would come."""

    day: dt.date
    time: dt.time
    start_at: dt.datetime
    officers: tuple[int, ...] = ()
    eligible: int = 0


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The date that many working days later: Monday to Friday, bank holidays left out."""
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and not is_bank_holiday(day):
            count -= 1
    return day


def travel_minutes(one: Place, other: Place) -> int:
    """Minutes to allow between two schools with slack: straight line × 1.4 at 40 km/h, at least ten.

    Nothing within one school; twenty minutes where a point is not known.
    """
    if one.key == other.key:
        return 0
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return UNKNOWN_MINUTES + SLACK_MINUTES
    lat1, lon1, lat2, lon2 = (
        math.radians(angle or 0.0) for angle in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = (
        math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    kilometres = 2 * 6371 * math.asin(math.sqrt(half)) * ROADS
    return max(FLOOR_MINUTES, math.ceil(kilometres / SPEED_KM_H * 60)) + SLACK_MINUTES


def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, time, tzinfo=LONDON).astimezone(dt.UTC)


def open_on(frame: Frame, day: dt.date) -> list[tuple[dt.datetime, dt.datetime]]:
    """An officer's hours of one day as UTC stretches, those that touch joined into one."""
    stretches = sorted(
        (_instant(day, hours.start), _instant(day, hours.end)) for hours in frame.hours if hours.hold_on(day)
    )
    joined: list[tuple[dt.datetime, dt.datetime]] = []
    for start, end in stretches:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def _under_caps(frame: Frame, day: dt.date, more: int = 1) -> bool:
    days = [_local_day(busy.start) for busy in frame.busy if busy.place]
    week = day.isocalendar()[:2]
    return (
        days.count(day) + more <= frame.daily_cap
        and sum(other.isocalendar()[:2] == week for other in days) + more <= frame.weekly_cap
    )


def _fits(frame: Frame, ask: Ask, begin: dt.datetime, finish: dt.datetime) -> bool:
    for busy in frame.busy:
        if busy.start < finish and begin < busy.end:
            return False
        if busy.place:
            gap = dt.timedelta(minutes=travel_minutes(busy.place, ask.place))
            if busy.end <= begin < busy.end + gap or finish <= busy.start < finish + gap:
                return False
    return True


def load(frame: Frame, day: dt.date) -> int:
    """How many sessions the officer has in the 28 days around a date."""
    first, last = day - dt.timedelta(days=LOAD_DAYS), day + dt.timedelta(days=LOAD_DAYS)
    return sum(first <= _local_day(busy.start) < last for busy in frame.busy if busy.place)


def _ranked(frames: Iterable[Frame], day: dt.date) -> list[int]:
    return [frame.officer for frame in sorted(frames, key=lambda f: (load(f, day), f.officer))]


def stretch(ask: Ask, start_at: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """The time a start takes from an officer, set-up and pack-down included."""
    return (
        start_at - dt.timedelta(minutes=ask.setup),
        start_at + dt.timedelta(minutes=ask.minutes + ask.packdown),
    )


def wall_clock_starts(ask: Ask, day: dt.date) -> Iterator[tuple[dt.time, dt.datetime]]:
    """Starts on the quarter-hour grid inside the window; a time that the clocks skip is never among them."""
    moment = dt.datetime.combine(day, ask.window[0])
    last = _instant(day, ask.window[1])
    while moment.date() == day and moment.time() < ask.window[1]:
        try:
            start_at = to_utc(day, moment.time())
        except ValueError:
            start_at = None
        if start_at and start_at + dt.timedelta(minutes=ask.minutes) <= last:
            yield moment.time(), start_at
        moment += GRID


def free_starts(world: World, first: dt.date, last: dt.date) -> list[Start]:
    """Every start that is free between two local dates, both included, in order, with who would come.

    The officers are those with the least load over 28 days, then the lowest id: the same answer every time.
    """
    ask, found = world.ask, []
    day = max(first, world.earliest)
    while day <= min(last, world.horizon):
        if day in world.school_days and not is_bank_holiday(day):
            found += _free_on(world, ask, day)
        day += dt.timedelta(days=1)
    return found


def _free_on(world: World, ask: Ask, day: dt.date) -> list[Start]:
    opens = {frame.officer: open_on(frame, day) for frame in world.frames if _under_caps(frame, day)}
    free = []
    for time, start_at in wall_clock_starts(ask, day):
        begin, finish = stretch(ask, start_at)
        able = [
            frame
            for frame in world.frames
            if any(a <= begin and finish <= b for a, b in opens.get(frame.officer, []))
            and _fits(frame, ask, begin, finish)
        ]
        if len(able) >= ask.officers_needed:
            officers = tuple(_ranked(able, day)[: ask.officers_needed])
            free.append(Start(day, time, start_at, officers, len(able)))
    return free


def free_at(world: World, ask: Ask, day: dt.date, start_at: dt.datetime, sessions: int) -> Start | None:
    """One start of so many sessions in a row, `ask.minutes` long in all, or None when it is not free."""
    if not (world.earliest <= day <= world.horizon and day in world.school_days) or is_bank_holiday(day):
        return None
    begin, finish = stretch(ask, start_at)
    able = [
        frame
        for frame in world.frames
        if _under_caps(frame, day, sessions)
        and any(a <= begin and finish <= b for a, b in open_on(frame, day))
        and _fits(frame, ask, begin, finish)
    ]
    if len(able) < ask.officers_needed:
        return None
    officers = tuple(_ranked(able, day)[: ask.officers_needed])
    return Start(day, start_at.astimezone(LONDON).time(), start_at, officers, len(able))


def any_start(world: World, day: dt.date, time: dt.time) -> Start | None:
    """A start that a coordinator insists on: only other commitments count, not hours, term, notice or caps."""
    start_at = to_utc(day, time)
    begin, finish = stretch(world.ask, start_at)
    able = [f for f in world.frames if not any(b.start < finish and begin < b.end for b in f.busy)]
    if len(able) < world.ask.officers_needed:
        return None
    return Start(day, time, start_at, tuple(_ranked(able, day)[: world.ask.officers_needed]), len(able))
