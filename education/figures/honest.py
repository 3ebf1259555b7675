"""How many different children the places can be, from below and from above, without a name.

Below: in one academic year a school's year group is at least its largest visit, in which classes that the booking
marks as different (by their letters) add up and all others may be the same children. Schools add up within an
academic year. Over several years the same children move up, so each of them counts in the year group they came
from, and only the largest academic year of it counts. Above: every place is another child, at most the school's
roll in each academic year; mixed years and years not stated count here alone.

It rests on two things that no count can show: that a child belongs to one school in an academic year and moves up
one year in September, and that the roll is that of the time.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping

from education.content.ages import YEARS
from education.figures.counts import CHILDREN, Line

NUMBER = {year.code: number for number, year in enumerate(YEARS)}
NURSERY = "EYFS"
Class = tuple[str, str]  # a visit, and how its booking tells this class from the others of the visit


def academic_year(day: dt.date) -> int:
    """The year in which the academic year of a day begins."""
    return day.year if day.month >= 9 else day.year - 1


def honest_range(
    lines: Iterable[Line], classes: Mapping[str, Class], rolls: Mapping[int, int | None]
) -> tuple[int, int]:
    """The least and the largest number of different children; `rolls` by school as it stands today."""
    children = [line for line in lines if line.audience == CHILDREN and line.heads]
    if not children:
        return 0, 0
    groups = _largest_visits(children, classes)
    years = {academic_year(line.day) for line in children}
    low, by_cohort = defaultdict[tuple[int, int], int](int), defaultdict[tuple[object, int], int](int)
    for (school, year, when), heads in groups.items():
        if year == NURSERY and len(years) > 1:
            continue  # a child may be in nursery for two years
        cohort: object = NURSERY if year == NURSERY else when - NUMBER[year]
        by_cohort[cohort, when] += heads
        low[school, when] += heads
    lower = sum(
        max(heads for (other, _), heads in by_cohort.items() if other == cohort)
        for cohort in {cohort for cohort, _ in by_cohort}
    )
    places = defaultdict[tuple[int, int], int](int)
    for line in children:
        places[line.stands_for, academic_year(line.day)] += line.heads
    upper = 0
    for (school, when), heads in places.items():
        roll = rolls.get(school)
        upper += max(min(heads, roll), low[school, when]) if roll else heads
    return lower, upper


def _largest_visits(
    children: Iterable[Line], classes: Mapping[str, Class]
) -> dict[tuple[int, str, int], int]:
    """By school, year group and academic year: the most that one visit shows to be different children."""
    sessions: defaultdict[tuple[int, str, int, str], int] = defaultdict(int)
    for line in children:
        if line.year in NUMBER or line.year == NURSERY:
            sessions[line.stands_for, line.year, academic_year(line.day), line.session] += line.heads
    visits: defaultdict[tuple[int, str, int], defaultdict[str, dict[str, int]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for (school, year, when, session), heads in sessions.items():
        visit, label = classes.get(session, (session, ""))
        held = visits[school, year, when][visit]
        held[label] = max(held.get(label, 0), heads)
    return {
        group: max(sum(held.values()) for held in by_visit.values()) for group, by_visit in visits.items()
    }
