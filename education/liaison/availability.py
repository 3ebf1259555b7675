"""When an officer is free for a school: one pure function over plain data, for the list and for the write.

A start is offered when the whole stretch [start − set-up, end + pack-down) lies in an officer's hours, touches
no active commitment, leaves time to travel from and to other schools (from and to the base for the first and the
last of the day), and keeps the daily and weekly caps. Pupils' sessions lie inside lessons where they are known.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from education.ledger.clock import LONDON, to_utc
from education.liaison.travel import Place, Travel
from education.schools.queries import is_bank_holiday

__all__ = ["Ask", "Busy", "Extra", "Frame", "Hours", "Place", "Start", "Travel", "Why", "World"]

GRID = dt.timedelta(minutes=15)
LEAD_WORKING_DAYS = 10
WINDOWS = {"school_day": (dt.time(9, 0), dt.time(15, 15)), "evening": (dt.time(16, 30), dt.time(20, 30))}
LOAD_DAYS = 14
"""Days before and after a visit that decide who has least to do: 28 in all."""
EPOCH, MINUTE = dt.datetime(1970, 1, 1, tzinfo=dt.UTC), dt.timedelta(minutes=1)
NEAR_BY = dt.timedelta(hours=8)
Stretch = tuple[dt.datetime, dt.datetime]
WallClock = tuple[dt.time, dt.time]
WallClockStarts = Sequence[tuple[dt.time, dt.datetime]]


@dataclass(frozen=True)
class Hours:
    """Weekly wall-clock hours from a date on, until a date or for good; with shifts, every n-th week only.

    Week 0 of the cycle is the one that `valid_from` lies in.
    """

    weekday: int
    start: dt.time
    end: dt.time
    valid_from: dt.date
    valid_until: dt.date | None = None
    cycle_weeks: int = 1
    cycle_week: int = 0

    def hold_on(self, day: dt.date) -> bool:
        """True when these hours are worked on that date."""
        return (
            day.weekday() == self.weekday
            and self.valid_from <= day
            and (self.valid_until is None or day <= self.valid_until)
            and (_monday(day) - _monday(self.valid_from)).days // 7 % self.cycle_weeks == self.cycle_week
        )


@dataclass(frozen=True)
class Extra:
    """Hours worked on one date besides the weekly ones, in wall-clock time."""

    day: dt.date
    start: dt.time
    end: dt.time


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
    base: Place | None = None
    extra: tuple[Extra, ...] = ()

    @cached_property
    def visits(self) -> dict[dt.date, list[Busy]]:
        """Commitments at schools by local date, in order."""
        found: dict[dt.date, list[Busy]] = defaultdict(list)
        for busy in sorted((b for b in self.busy if b.place), key=lambda b: b.start):
            found[_local_day(busy.start)].append(busy)
        return found

    @cached_property
    def spans(self) -> dict[dt.date, list[tuple[int, int, Place | None]]]:
        """Every commitment in minutes since 1970, under each local date that it or its way could matter to."""
        found: dict[dt.date, list[tuple[int, int, Place | None]]] = defaultdict(list)
        for busy in self.busy:
            span = _minute(busy.start), _minute(busy.end), busy.place
            day, last = (busy.start - NEAR_BY).date(), (busy.end + NEAR_BY).date()
            while day <= last:
                found[day].append(span)
                day += dt.timedelta(days=1)
        return found

    @cached_property
    def week_counts(self) -> Counter[dt.date]:
        """Commitments at schools by the Monday of their week."""
        counts: Counter[dt.date] = Counter()
        for day, visits in self.visits.items():
            counts[_monday(day)] += len(visits)
        return counts


@dataclass(frozen=True)
class Ask:
    """What is to be fitted in; times in minutes, `window` and `lessons` in wall-clock time.

    Where `lessons` are given, a session lies inside one of them; else inside the window.
    """

    place: Place
    minutes: int
    setup: int = 15
    packdown: int = 15
    window: WallClock = WINDOWS["school_day"]
    officers_needed: int = 1
    lessons: tuple[WallClock, ...] = ()


@dataclass(frozen=True)
class World:
    """Everything that decides: who, which days, what is asked, how far it is."""

    ask: Ask
    frames: tuple[Frame, ...]
    school_days: frozenset[dt.date]
    earliest: dt.date
    horizon: dt.date
    travel: Travel = field(default_factory=Travel)

    @cached_property
    def gaps(self) -> _Gaps:
        """The ways to the place that is asked for, each worked out once."""
        return _Gaps(self)

    def takes(self, day: dt.date) -> bool:
        """True for a school day that can be booked: after the notice, in a term that is released, no bank holiday."""
        return self.earliest <= day <= self.horizon and day in self.school_days and not is_bank_holiday(day)


@dataclass(frozen=True, order=True)
class Why:
    """Why an officer comes first: minutes of travel added to the day, sessions within 28 days, then the lowest id."""

    added_minutes: int
    load: int
    officer: int


@dataclass(frozen=True, order=True)
class Start:
    """A start that is free: local day and time, the same moment in UTC, and the officers who would come."""

    day: dt.date
    time: dt.time
    start_at: dt.datetime
    officers: tuple[int, ...] = ()
    eligible: int = 0
    why: tuple[Why, ...] = ()


def add_working_days(day: dt.date, count: int) -> dt.date:
    """The date that many working days later: Monday to Friday, bank holidays left out."""
    while count > 0:
        day += dt.timedelta(days=1)
        if day.weekday() < 5 and not is_bank_holiday(day):
            count -= 1
    return day


def working_days_before(day: dt.date, count: int) -> dt.date:
    """The date that many working days earlier: Monday to Friday, bank holidays left out."""
    while count > 0:
        day -= dt.timedelta(days=1)
        if day.weekday() < 5 and not is_bank_holiday(day):
            count -= 1
    return day


def open_on(frame: Frame, day: dt.date) -> list[Stretch]:
    """An officer's hours of one day as UTC stretches, those that touch joined into one."""
    weekly = [(h.start, h.end) for h in frame.hours if h.hold_on(day)]
    added = [(e.start, e.end) for e in frame.extra if e.day == day]
    joined: list[Stretch] = []
    for start, end in sorted((_instant(day, a), _instant(day, b)) for a, b in weekly + added):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def load(frame: Frame, day: dt.date) -> int:
    """How many sessions the officer has in the 28 days around a date."""
    first, last = day - dt.timedelta(days=LOAD_DAYS), day + dt.timedelta(days=LOAD_DAYS)
    return sum(len(visits) for other, visits in frame.visits.items() if first <= other < last)


def stretch(ask: Ask, start_at: dt.datetime) -> Stretch:
    """The time a start takes from an officer, set-up and pack-down included."""
    return (
        start_at - dt.timedelta(minutes=ask.setup),
        start_at + dt.timedelta(minutes=ask.minutes + ask.packdown),
    )


def wall_clock_starts(ask: Ask, day: dt.date) -> Iterator[tuple[dt.time, dt.datetime]]:
    """Starts on the quarter-hour grid inside the lessons or the window; a time that the clocks skip is never there."""
    for begins, ends in ask.lessons or (ask.window,):
        moment = dt.datetime.combine(day, begins)
        moment += dt.timedelta(minutes=-moment.minute % 15)
        last = _instant(day, ends)
        while moment.date() == day and moment.time() < ends:
            try:
                start_at = to_utc(day, moment.time())
            except ValueError:
                start_at = None
            if start_at and start_at + dt.timedelta(minutes=ask.minutes) <= last:
                yield moment.time(), start_at
            moment += GRID


def free_starts(world: World, first: dt.date, last: dt.date, *, ranked: bool = True) -> list[Start]:
    """Every start that is free between two local dates, both included, in order, with who would come.

    The officers are those whose day gets least added travel, then with the least load over 28 days, then the
    lowest id: the same answer every time, and `why` says it. A list that shows no officers asks with `ranked=False`
    and gets the same starts sooner.
    """
    found: list[Start] = []
    day = max(first, world.earliest)
    while day <= min(last, world.horizon):
        if world.takes(day):
            found += free_among(world, world.ask, day, list(wall_clock_starts(world.ask, day)), ranked=ranked)
        day += dt.timedelta(days=1)
    return found


def free_among(
    world: World, ask: Ask, day: dt.date, starts: WallClockStarts, *, sessions: int = 1, ranked: bool = True
) -> Iterator[Start]:
    """Those of some starts of one day that are free for so many sessions, `ask.minutes` long in all."""
    days = [_Day(frame, world.gaps, day) for frame in world.frames if _under_caps(frame, day, sessions)]
    begins = [_minute(moment) - ask.setup for _, moment in starts]
    masks = [(each, each.mask(begins, ask)) for each in days]
    for place, (time, start_at) in enumerate(starts):
        able = [each for each, mask in masks if mask >> place & 1]
        if ranked:
            found = _start(ask, day, start_at, sorted(each.why(start_at) for each in able))
            if found:
                yield found
        elif len(able) >= ask.officers_needed:
            yield Start(day, time, start_at, eligible=len(able))


def able_at(world: World, ask: Ask, day: dt.date, start_at: dt.datetime, sessions: int = 1) -> list[Why]:
    """Who could come at a moment, the best first, by hours, commitments, ways and caps; the calendar is not asked."""
    days = [_Day(frame, world.gaps, day) for frame in world.frames if _under_caps(frame, day, sessions)]
    begins = [_minute(start_at) - ask.setup]
    return sorted(each.why(start_at) for each in days if each.mask(begins, ask))


def insisted(world: World, ask: Ask, day: dt.date, start_at: dt.datetime) -> list[Why]:
    """Who has nothing else at a moment that a coordinator insists on, the best first: only commitments count."""
    begin, finish = stretch(ask, start_at)
    able = [f for f in world.frames if not any(b.start < finish and begin < b.end for b in f.busy)]
    return sorted(_Day(frame, world.gaps, day).why(start_at) for frame in able)


def any_start(world: World, day: dt.date, time: dt.time) -> Start | None:
    """A start that a coordinator insists on: only other commitments count, not hours, term, notice or caps."""
    start_at = to_utc(day, time)
    return _start(world.ask, day, start_at, insisted(world, world.ask, day, start_at))


def _start(ask: Ask, day: dt.date, start_at: dt.datetime, ranked: list[Why]) -> Start | None:
    """The start with its officers, when there are as many as it needs."""
    if len(ranked) < ask.officers_needed:
        return None
    why = tuple(ranked[: ask.officers_needed])
    return Start(
        day, start_at.astimezone(LONDON).time(), start_at, tuple(w.officer for w in why), len(ranked), why
    )


class _Gaps:
    """Minutes to leave free between other places and the one that is asked for, each worked out once."""

    def __init__(self, world: World) -> None:
        self.travel, self.place = world.travel, world.ask.place
        self._known: dict[int, int] = {}

    def to(self, other: Place | None) -> int:
        if other is None:
            return 0
        if other.key not in self._known:
            self._known[other.key] = self.travel.gap(other, self.place)
        return self._known[other.key]


class _Day:
    """One officer's day, worked out once and asked for every start; times are minutes since 1970 in UTC."""

    def __init__(self, frame: Frame, gaps: _Gaps, day: dt.date) -> None:
        self.frame, self.gaps, self.day = frame, gaps, day
        self.visits = frame.visits.get(day, [])

    def mask(self, begins: list[int], ask: Ask) -> int:
        """A bit for every beginning of set-up, in order, that lies in the hours and leaves the way from and to others."""
        hours = open_on(self.frame, self.day)
        if not hours:
            return 0
        total = ask.setup + ask.minutes + ask.packdown
        leg = self.gaps.to(self.frame.base)
        bits = 0
        for opens, closes in ((_minute(a), _minute(b)) for a, b in hours):
            first, last = bisect_left(begins, opens), bisect_right(begins, closes - total)
            if leg and first < last:
                first = max(first, self._after_the_way_out(begins, opens + leg))
                last = min(last, self._before_the_way_home(begins, closes - leg, total))
            bits |= _bits(first, last)
        for start, end, place in self.frame.spans.get(self.day, ()) if bits else ():
            gap = self.gaps.to(place)
            bits &= ~_bits(bisect_right(begins, start - gap - total), bisect_left(begins, end + gap))
        return bits

    def _after_the_way_out(self, begins: list[int], earliest: int) -> int:
        """The first start of the day leaves time to come from the base; later ones come from another school."""
        place = bisect_left(begins, earliest)
        if self.visits:
            place = min(place, bisect_right(begins, _minute(self.visits[0].start)))
        return place

    def _before_the_way_home(self, begins: list[int], latest: int, total: int) -> int:
        """The last one of the day leaves time to go back to the base."""
        place = bisect_right(begins, latest - total)
        if self.visits:
            place = max(place, bisect_right(begins, _minute(self.visits[-1].start) - total))
        return place

    def why(self, start_at: dt.datetime) -> Why:
        """What a visit at that time adds to the day's driving, and how much the officer has to do."""
        travel, here = self.gaps.travel, self.gaps.place
        before = next((v.place for v in reversed(self.visits) if v.start < start_at), None) or self.frame.base
        after = next((v.place for v in self.visits if v.start >= start_at), None) or self.frame.base
        added = sum(travel.minutes(other, here) for other in (before, after) if other)
        saved = travel.minutes(before, after) if before and after else 0
        return Why(added - saved, load(self.frame, self.day), self.frame.officer)


def _under_caps(frame: Frame, day: dt.date, more: int = 1) -> bool:
    return (
        len(frame.visits.get(day, ())) + more <= frame.daily_cap
        and frame.week_counts[_monday(day)] + more <= frame.weekly_cap
    )


def _bits(first: int, after: int) -> int:
    """Ones from one place up to, not including, another."""
    return (1 << after) - (1 << first) if after > first else 0


def _minute(moment: dt.datetime) -> int:
    return (moment - EPOCH) // MINUTE


@lru_cache(maxsize=16_384)
def _instant(day: dt.date, time: dt.time) -> dt.datetime:
    """The bound of a stretch in UTC; one that the clocks skip is the moment when they change."""
    local = dt.datetime.combine(day, time)
    while True:
        moment = local.replace(tzinfo=LONDON).astimezone(dt.UTC)
        if moment.astimezone(LONDON).replace(tzinfo=None) == local:
            return moment
        local += MINUTE


def _local_day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(LONDON).date()


def _monday(day: dt.date) -> dt.date:
    return day - dt.timedelta(days=day.weekday())
