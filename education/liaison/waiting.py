"""Who on the waiting list comes before whom and which time suits them: pure, and said in words to the schools.

First whoever we had to cancel, then schools that nobody has been to for twelve months, then who has waited longest;
the points are editable at the desk. Of two with the same points whoever asked first comes first.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from education.ledger.clock import LONDON, to_utc, today
from education.liaison import dayplan
from education.liaison.availability import Start, World, add_working_days, working_days_before
from education.liaison.models import WaitingEntry, WaitingRule

NOON = dt.time(12, 0)
LONG_WAY_OFF = 15
"""Working days until a start from which on an answer may take three working days instead of one."""
ANSWER_DAYS, LONG_ANSWER_DAYS = 1, 3
DAY_BEGINS, DAY_ENDS, LAST_CALL = dt.time(8), dt.time(17), dt.time(16)


@dataclass(frozen=True)
class Rank:
    """An entry with its points and what they come from."""

    entry: WaitingEntry
    cancelled: bool
    unvisited: bool
    weeks: int
    points: int

    @property
    def why(self) -> list[str]:
        """The reasons in words."""
        weeks = (
            f"waiting for {self.weeks} week{'' if self.weeks == 1 else 's'}"
            if self.weeks
            else "new this week"
        )
        said = ["we cancelled their visit"] * self.cancelled + ["nobody for 12 months"] * self.unvisited
        return [*said, weeks]


def rank(
    entries: Iterable[WaitingEntry],
    *,
    cancelled: set[int],
    unvisited: set[int],
    rule: WaitingRule,
    moment: dt.datetime,
) -> list[Rank]:
    """Entries in the order in which they are offered a time; the sets hold ids of schools."""
    found = []
    for entry in entries:
        first, never = entry.school_id in cancelled, entry.school_id in unvisited
        weeks = max(0, (moment - entry.created_at).days // 7)
        points = rule.cancelled * first + rule.unvisited * never + rule.week * weeks
        found.append(Rank(entry, first, never, weeks, points))
    return sorted(found, key=lambda r: (-r.points, r.entry.created_at, r.entry.pk))


def suits(entry: WaitingEntry, start: Start) -> bool:
    """True for a day and a time that the school named."""
    if not (entry.first_day <= start.day <= entry.last_day and start.day.weekday() in entry.weekdays):
        return False
    return entry.part == WaitingEntry.Part.ANY or (entry.part == WaitingEntry.Part.MORNING) == (
        start.time < NOON
    )


def fitting(entry: WaitingEntry, world: World, sessions: int, refused: set[dt.datetime]) -> Iterator[Start]:
    """The free starts that suit an entry, the soonest first; those that it did not take before are left out.

    The notice is the entry's own, not the ten working days of a booking: time that frees late is what it is for.
    """
    own = replace(world, earliest=add_working_days(today(), entry.notice_days))
    for start in dayplan.free_rows(own, entry.first_day, entry.last_day, sessions):
        if suits(entry, start) and start.start_at not in refused:
            yield start


def answer_by(moment: dt.datetime, start: Start) -> dt.datetime:
    """Until when an offer holds: one whole working day, three when the start is far off, and the day before at the latest.

    What is offered at night, on a Saturday or on a holiday counts as offered when the next working day begins.
    """
    local = moment.astimezone(LONDON)
    day, time = local.date(), local.time()
    if time >= DAY_ENDS or add_working_days(working_days_before(day, 1), 1) != day:
        day, time = add_working_days(day, 1), DAY_BEGINS
    days = LONG_ANSWER_DAYS if start.day > add_working_days(day, LONG_WAY_OFF) else ANSWER_DAYS
    until = to_utc(add_working_days(day, days), max(time, DAY_BEGINS))
    return min(until, to_utc(working_days_before(start.day, 1), LAST_CALL))


def in_words(rule: WaitingRule) -> list[str]:
    """The rule for the schools, the heaviest part first; a part without points is not said."""
    parts = [
        (rule.cancelled, "schools whose visit we had to cancel"),
        (rule.unvisited, "schools that nobody has visited for twelve months"),
        (rule.week, "schools that have waited longest"),
    ]
    return [words for points, words in sorted(parts, key=lambda part: -part[0]) if points]
