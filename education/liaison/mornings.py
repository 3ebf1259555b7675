"""Whole mornings and afternoons that take every class of a list: of the starts that are free, those that fit one half.

The starts come from the function that the write asks too, so what is offered here can be booked as it stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from education.liaison.availability import Ask, Start
from education.liaison.dayplan import AFTERNOON, MORNING, half_of, plan_of
from education.schools.models import LessonTimes


@dataclass(frozen=True)
class Whole:
    """One half of a day on which all classes follow each other: when each begins, and when the last one ends."""

    start: Start
    part: str
    times: tuple[dt.time, ...]
    ends: dt.time


def whole_halves(starts: Iterable[Start], ask: Ask, lessons: LessonTimes, count: int) -> list[Whole]:
    """For each half of a day the first free start from which so many classes lie between its first lesson and its last.

    From one start no row is shorter than the one that leaves no gap, so a half that is missing here has no room.
    """
    found: dict[tuple[dt.date, str], Whole] = {}
    for start in sorted(starts):
        for part in (MORNING, AFTERNOON):
            opens, closes = half_of(lessons, part)
            if (start.day, part) in found or not opens <= start.time < closes:
                continue
            try:
                plan = plan_of(ask, start, count)
            except ValueError:
                continue
            if plan.times[-1] < plan.ends <= closes:
                found[start.day, part] = Whole(start, part, plan.times, plan.ends)
    return list(found.values())
