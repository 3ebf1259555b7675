"""Classes in a row within a school's lessons: the first fit, around break, in one half of a day.

Pure and simple on purpose: the classes keep their order, follow each other without a gap, and wait only for the
break. It says honestly when they do not fit; choosing better orders and holding the best is left to booking.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from education.ledger.clock import to_utc
from education.liaison.availability import Start, World, free_at, wall_clock_starts
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
    for time, start_at in wall_clock_starts(window, day):
        laid = lay_out(lessons, part, world.ask.minutes, count, time)
        if laid is None:
            continue
        ends = laid[-1] + world.ask.minutes
        block = replace(world.ask, minutes=ends - laid[0])
        free = free_at(world, block, day, start_at, count)
        if free:
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
