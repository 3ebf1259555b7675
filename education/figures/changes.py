"""Why a figure changed: two sets of lines, session by session, so that the differences add up to the difference."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from education.figures.counts import CHILDREN, Line, by_session

Days = tuple[dt.date, dt.date]
What = Literal["counted since", "no longer counted", "counted differently", "days not in both"]
ORDER: tuple[What, ...] = ("counted differently", "counted since", "no longer counted", "days not in both")


@dataclass(frozen=True)
class Change:
    """One session that differs between two figures, in places."""

    session: str
    what: What
    line: Line  # where and when it was, in the newer figure that has it
    children: tuple[int, int]  # before and after
    parents: tuple[int, int]

    @property
    def before(self) -> int:
        """Places in the older figure."""
        return self.children[0] + self.parents[0]

    @property
    def after(self) -> int:
        """Places in the newer figure."""
        return self.children[1] + self.parents[1]

    @property
    def difference(self) -> int:
        """What it adds to the figure, below zero where it takes away."""
        return self.after - self.before


@dataclass(frozen=True)
class Group:
    """All sessions that differ in one way, and what they come to."""

    what: What
    changes: tuple[Change, ...]

    @property
    def difference(self) -> int:
        """What they add to the figure together."""
        return sum(change.difference for change in self.changes)


def between(
    old: Iterable[Line], new: Iterable[Line], old_days: Days | None = None, new_days: Days | None = None
) -> list[Change]:
    """Every session that differs, by day; all differences together are that of the two figures.

    A session on a day that only one of the figures covers says nothing about a count that changed.
    """
    then, now = by_session(old), by_session(new)
    found = []
    for session in then.keys() | now.keys():
        before, after = then.get(session, []), now.get(session, [])
        if _held(before) != _held(after):
            line = (after or before)[0]
            what = _what(line.day, before, after, old_days, new_days)
            found.append(
                Change(session, what, line, *((_heads(before, a), _heads(after, a)) for a in (True, False)))
            )
    return sorted(found, key=lambda change: (change.line.day, change.session))


def grouped(changes: Iterable[Change]) -> list[Group]:
    """The changes by what happened, those of a count first."""
    held: dict[What, list[Change]] = {}
    for change in changes:
        held.setdefault(change.what, []).append(change)
    return [Group(what, tuple(held[what])) for what in ORDER if what in held]


def _held(lines: Sequence[Line]) -> Counter[tuple[object, ...]]:
    """What stands for a session: its heads by audience, year and method, and where and when it was."""
    found: Counter[tuple[object, ...]] = Counter()
    for line in lines:
        if line.heads:
            found[line[1:-1]] += line.heads
    return found


def _heads(lines: Sequence[Line], children: bool) -> int:
    return sum(line.heads for line in lines if (line.audience == CHILDREN) == children)


def _what(
    day: dt.date, before: Sequence[Line], after: Sequence[Line], old: Days | None, new: Days | None
) -> What:
    if any(days and not days[0] <= day <= days[1] for days in (old, new)):
        return "days not in both"
    if _held(before) and _held(after):
        return "counted differently"
    return "counted since" if _held(after) else "no longer counted"
