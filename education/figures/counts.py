"""The smallest parts of a figure: how many of one audience and year came to one session, and where that was.

`Line` is what both computations are compared in and what a snapshot keeps of itself (`SnapshotBasis`): every
table, every margin and every later question ("why did it change?") is a sum over lines.
"""

from __future__ import annotations

import datetime as dt
import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from education.content.ages import YEAR

CHILDREN, PARENTS = "children", "parents_carers"
AUDIENCES = (CHILDREN, PARENTS)
OF_AUDIENCE = {"pupil": CHILDREN, "parent_carer": PARENTS}
NOT_STATED = "not_stated"
BANDS = ("4-7", "8-10", "11-13", "14-plus", NOT_STATED)
WHO = (*BANDS, PARENTS)  # everybody who counts, by age where there is one
YOUNGEST = {"EYFS": "4-7"}  # nursery comes before the first school year
ELSEWHERE = "elsewhere"  # a school outside the force's own authorities
PHASES = {
    "Nursery": "primary",
    "Primary": "primary",
    "Middle deemed primary": "primary",
    "Secondary": "secondary",
    "Middle deemed secondary": "secondary",
    "All-through": "secondary",
    "16 plus": "16-plus",
    "Not applicable": "other",
    "": NOT_STATED,
}


def band_of_year(year: str) -> str:
    """The age band of a register's year group; mixed years and none at all are not stated."""
    if year in YOUNGEST:
        return YOUNGEST[year]
    return YEAR[year].band if year in YEAR else NOT_STATED


def phase_of(words: str) -> str:
    """The phase of a school as it is published; special and alternative schools and the like are "other"."""
    return PHASES.get(words, "other")


class Line(NamedTuple):
    """Heads of one audience and year in one session, with the place, day and kind of the session."""

    session: str  # public id
    school: int  # as it was visited
    stands_for: int  # the school that it is today
    authority: str
    locality: str
    phase: str
    kind: str  # code of the session type
    day: dt.date
    audience: str  # children or parents_carers
    year: str  # as the register has it; empty for adults
    method: str
    heads: int

    @property
    def who(self) -> str:
        """The age band of children, or parents and carers."""
        return PARENTS if self.audience == PARENTS else band_of_year(self.year)

    @property
    def month(self) -> str:
        """Such as 2019-03."""
        return f"{self.day:%Y-%m}"


Cells = Counter[tuple[int, str, dt.date, str, str, str]]


def cells(lines: Iterable[Line]) -> Cells:
    """Heads by school, kind, day, audience, year and method: the finest cells that both computations have."""
    found: Cells = Counter()
    for line in lines:
        if line.heads:
            found[line.school, line.kind, line.day, line.audience, line.year, line.method] += line.heads
    return found


def by_school(lines: Iterable[Line]) -> Counter[int]:
    """Heads by school as it is today."""
    found: Counter[int] = Counter()
    for line in lines:
        if line.heads:
            found[line.stands_for] += line.heads
    return found


def by_session(lines: Iterable[Line]) -> Mapping[str, list[Line]]:
    """Lines by the public id of their session."""
    found: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines:
        found[line.session].append(line)
    return found


def pack(lines: Iterable[Line]) -> bytes:
    """Lines as compressed JSON, in one order, so that equal lines are equal bytes."""
    rows = sorted([*line[:7], line.day.isoformat(), *line[8:]] for line in lines)
    return zlib.compress(json.dumps(rows, separators=(",", ":")).encode(), 9)


def unpack(content: bytes | memoryview) -> list[Line]:
    """What `pack` wrote."""
    rows = json.loads(zlib.decompress(bytes(content)))
    return [Line._make([*row[:7], dt.date.fromisoformat(row[7]), *row[8:]]) for row in rows]
