"""Sessions in a row at one school: within lessons, around break and lunch, with the same officers throughout.

Pure and simple on purpose: they keep their order, follow each other and wait only for a break or lunch. It says
honestly when they do not fit; choosing better orders and holding the best is left to booking.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from education.ledger.clock import to_utc
from education.liaison.availability import (
    Ask,
    Start,
    World,
    any_start,
    free_among,
    free_starts,
    wall_clock_starts,
)
from education.schools.models import LessonTimes

MORNING, AFTERNOON = "morning", "afternoon"


@dataclass(frozen=True)
class Plan:
    """One start that is free, with the wall-clock start of every class in order."""

    start: Start
    times: tuple[dt.time, ...]
    ends: dt.time

    @property
    def key(self) -> str:
        """Day and start, as a form sends them."""
        return f"{self.start.day.isoformat()}T{self.start.time:%H:%M}"


def half_of(lessons: LessonTimes, part: str) -> tuple[dt.time, dt.time]:
    """From when to when classes may lie: lessons before lunch, or after it."""
    return (lessons.starts, lessons.lunch_starts) if part == MORNING else (lessons.lunch_ends, lessons.ends)


def lay_out(lessons: LessonTimes, part: str, minutes: int, count: int, start: dt.time) -> list[int] | None:
    """Starts of so many classes from a wall-clock time on, in minutes of the day, or None when they do not fit."""
    opens, closes = (_minutes(time) for time in half_of(lessons, part))
    pause = (_minutes(lessons.break_starts), _minutes(lessons.break_ends)) if _has_break(lessons) else (0, 0)
    at, found = _minutes(start), []
    if at < opens or pause[0] <= at < pause[1]:
        return None
    for _ in range(count):
        if at < pause[1] and at + minutes > pause[0]:
            at = pause[1]
        found.append(at)
        at += minutes
    return found if at <= closes and found[0] == _minutes(start) else None


def plans(world: World, lessons: LessonTimes, day: dt.date, part: str, count: int) -> Iterator[Plan]:
    """Every start of a half-day on which all classes fit into lessons and one officer is free for all of them."""
    window = replace(world.ask, window=half_of(lessons, part), lessons=())
    for time, start_at in wall_clock_starts(window, day) if world.takes(day) else ():
        laid = lay_out(lessons, part, world.ask.minutes, count, time)
        if laid is None:
            continue
        ends = laid[-1] + world.ask.minutes
        block = replace(world.ask, minutes=ends - laid[0])
        for free in free_among(world, block, day, [(time, start_at)], sessions=count):
            yield Plan(free, tuple(_time(minute) for minute in laid), _time(ends))


def stretches(plan: Plan, minutes: int, setup: int, packdown: int) -> list[tuple[dt.datetime, dt.datetime]]:
    """The officer's time by class: set-up before the first, pack-down after the last, a break with the class before it."""
    starts = [to_utc(plan.start.day, time) for time in plan.times]
    begins = [starts[0] - dt.timedelta(minutes=setup), *starts[1:]]
    finish = starts[-1] + dt.timedelta(minutes=minutes + packdown)
    return list(zip(begins, [*starts[1:], finish], strict=True))


def _has_break(lessons: LessonTimes) -> bool:
    return lessons.break_starts is not None and lessons.break_ends is not None


def _minutes(time: dt.time | None) -> int:
    return time.hour * 60 + time.minute if time else 0


def _time(minute: int) -> dt.time:
    return dt.time(minute // 60, minute % 60)


def one_after_another(ask: Ask, start: dt.time, count: int) -> tuple[dt.time, ...]:
    """Wall-clock starts of so many sessions from a time on, or () when they do not fit into the day.

    Each lies whole in one of the lessons (in the window where none are known) and begins on the quarter-hour grid, so
    that breaks and lunch are left free.
    """
    if count == 1:
        return (start,)
    at, found = _minutes(start), []
    rooms = [(_on_the_grid(_minutes(a)), _minutes(b)) for a, b in ask.lessons or (ask.window,)]
    for _ in range(count):
        begin = next((max(at, a) for a, b in rooms if max(at, a) + ask.minutes <= b), None)
        if begin is None:
            return ()
        found.append(begin)
        at = _on_the_grid(begin + ask.minutes)
    return tuple(_time(minute) for minute in found) if found[0] == _minutes(start) else ()


def record(start: Start) -> dict[str, Any]:
    """Who comes and why, for the log of a visit: minutes added to the road and sessions in 28 days, by officer."""
    why = [[one.added_minutes, one.load] for one in start.why]
    return {"officers": list(start.officers), "eligible": start.eligible, "why": why}


def plan_of(ask: Ask, start: Start, count: int) -> Plan:
    """The sessions of a start that is free for so many; raises ValueError when the day is too short for them."""
    times = one_after_another(ask, start.time, count)
    if not times:
        raise ValueError("So many sessions don’t fit after this time.")
    ends = dt.datetime.combine(start.day, times[-1]) + dt.timedelta(minutes=ask.minutes)
    return Plan(start, times, ends.time())


def free_rows(world: World, first: dt.date, last: dt.date, count: int, *, ranked: bool = True) -> list[Start]:
    """Every start from which so many sessions follow each other, the same officers free from set-up to pack-down.

    For the list and for the write; one session is `free_starts` itself.
    """
    if count == 1:
        return free_starts(world, first, last, ranked=ranked)
    found: list[Start] = []
    day = max(first, world.earliest)
    while day <= min(last, world.horizon):
        if world.takes(day):
            by_length: dict[Ask, list[tuple[dt.time, dt.datetime]]] = defaultdict(list)
            for time, start_at in wall_clock_starts(world.ask, day):
                whole = _whole(world.ask, time, count)
                if whole:
                    by_length[whole].append((time, start_at))
            for whole, starts in by_length.items():
                found += free_among(world, whole, day, starts, sessions=count, ranked=ranked)
        day += dt.timedelta(days=1)
    return sorted(found)


def insisted_row(world: World, day: dt.date, start: dt.time, count: int) -> Start | None:
    """So many sessions from a time that a coordinator insists on: without lessons, term, hours, notice or caps.

    Raises ValueError for a time that the clocks skip, and when the last session would lie past midnight.
    """
    if count == 1:
        return any_start(world, day, start)
    times = one_after_another(at_any_hour(world.ask), start, count)
    if not times:
        raise ValueError("The last session would lie past midnight.")
    moments = [to_utc(day, time) for time in times]
    whole = (moments[-1] - moments[0]) // dt.timedelta(minutes=1) + world.ask.minutes
    return any_start(replace(world, ask=replace(world.ask, minutes=whole)), day, start)


@lru_cache(maxsize=1024)
def _whole(ask: Ask, start: dt.time, count: int) -> Ask | None:
    """So many sessions as one thing to be fitted in: from the first one's start to the last one's end."""
    times = one_after_another(ask, start, count)
    return replace(ask, minutes=_minutes(times[-1]) + ask.minutes - _minutes(start)) if times else None


def _on_the_grid(minute: int) -> int:
    return minute + -minute % 15


def at_any_hour(ask: Ask) -> Ask:
    """The same without lessons and window, as a coordinator may insist."""
    return replace(ask, lessons=(), window=(dt.time(), dt.time(23, 59)))
