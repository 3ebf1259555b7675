"""The period that an import is for."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from education.attendance.importing.problems import TableError

STARTS = {"calendar": 1, "financial": 4, "academic": 9}


class Period(NamedTuple):
    """A year by one of three reckonings; `end` is its last day."""

    key: str
    start: dt.date
    end: dt.date

    @property
    def words(self) -> str:
        """As people say it: 2019, or September 2018 to August 2019."""
        if self.start.month == 1:
            return str(self.start.year)
        return f"{self.start:%B %Y} to {self.end:%B %Y}"

    def holds(self, day: dt.date) -> bool:
        """Whether a local date lies in the period."""
        return self.start <= day <= self.end


def parse_period(text: str) -> Period:
    """Read `2019`, `calendar-2019`, `academic-2018-19` or `financial-2019-20`; TableError on anything else."""
    found = re.fullmatch(
        r"(?:(calendar)-)?((?:19|20)\d\d)|(academic|financial)-((?:19|20)\d\d)-(\d\d)", text.strip()
    )
    if not found:
        raise TableError("Write the period as 2019, calendar-2019, academic-2018-19 or financial-2019-20.")
    kind = found[3] or "calendar"
    year = int(found[2] or found[4])
    if found[5] and int(found[5]) != (year + 1) % 100:
        raise TableError(
            f"{kind.title()} year {year} ends in {year + 1}: write {kind}-{year}-{(year + 1) % 100:02}."
        )
    start = dt.date(year, STARTS[kind], 1)
    end = start.replace(year=year + 1) - dt.timedelta(days=1)
    key = f"calendar-{year}" if kind == "calendar" else f"{kind}-{year}-{(year + 1) % 100:02}"
    return Period(key, start, end)
