"""Periods of the figure: what a key such as `calendar-2019` means, in dates and in words."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

CUT_OFF = dt.timedelta(days=7)  # late registers of an unfinished period get a week to arrive
FIRST_MONTH = {"calendar": 1, "financial": 4, "academic": 9}
KEY = re.compile(
    r"(?:(?P<kind>[a-z]+)-)?(?P<year>\d{4})(?:-(?P<next>\d{2}))?(?:-to-(?P<until>\d{4}-\d{2}-\d{2}))?"
)


class PeriodError(ValueError):
    """A period that can't be understood or has not begun; the message is for people."""


@dataclass(frozen=True)
class Period:
    """A year of one kind, or the part of it up to `end`, the last day that counts."""

    kind: str
    year: int
    end: dt.date
    asked_end: bool = False  # the key itself names the last day: a figure of its own, not the year so far

    @property
    def start(self) -> dt.date:
        """The first day that counts."""
        return dt.date(self.year, FIRST_MONTH[self.kind], 1)

    @property
    def year_end(self) -> dt.date:
        """The last day of the whole year that this is (a part of)."""
        return dt.date(self.year + 1, FIRST_MONTH[self.kind], 1) - dt.timedelta(days=1)

    @property
    def to_date(self) -> bool:
        """Whether the year is not counted to its end."""
        return self.end < self.year_end

    @property
    def year_key(self) -> str:
        """The key of the whole year, such as `calendar-2019` or `academic-2019-20`."""
        return f"{self.kind}-{self.year_words.replace('/', '-')}"

    @property
    def key(self) -> str:
        """What its snapshots are numbered under; the year so far and the whole year share one."""
        return f"{self.year_key}-to-{self.end}" if self.asked_end else self.year_key

    @property
    def year_words(self) -> str:
        """The year as people write it: 2019, or 2019/20."""
        return str(self.year) if self.kind == "calendar" else f"{self.year}/{(self.year + 1) % 100:02d}"

    @property
    def name(self) -> str:
        """The period in words, which always stands beside the number."""
        so_far = " to date" if self.to_date else ""
        return f"{self.kind} year {self.year_words}{so_far}, {self.dates}"

    @property
    def dates(self) -> str:
        """Its first and last day in words; the year is said once when both share it."""
        first = f"{self.start.day} {self.start:%B}"
        if self.start.year != self.end.year:
            first += f" {self.start.year}"
        return f"{first} to {self.end.day} {self.end:%B %Y}"


def parse(text: str, *, today: dt.date) -> Period:
    """The period of a key, up to seven days before `today` when its year is not over.

    `calendar-2019` (or `2019`), `financial-2019-20`, `academic-2019-20`, each with `-to-2019-09-30` for a year
    to date; raises PeriodError.
    """
    match = KEY.fullmatch(text.strip().lower())
    kind = (match["kind"] or "calendar") if match else ""
    if not match or kind not in FIRST_MONTH:
        raise PeriodError(
            f"“{text}” is no period. Write calendar-2019, financial-2019-20 or academic-2019-20,"
            " with -to-2019-09-30 for a year to date."
        )
    year = int(match["year"])
    if (match["next"] is None) != (kind == "calendar"):
        raise PeriodError(
            f"“{text}” is no period: only financial and academic years bear two years' numbers."
        )
    if match["next"] and int(match["next"]) != (year + 1) % 100:
        raise PeriodError(f"“{text}” is no period: {match['next']} does not follow {year}.")
    if not 2000 <= year <= 2100:
        raise PeriodError(f"“{text}” is no period: the year must lie between 2000 and 2100.")
    return _cut(Period(kind, year, dt.date(year, 12, 31)), match["until"], today)


def _cut(period: Period, until: str | None, today: dt.date) -> Period:
    """Set the last day that counts: the one asked for, the end of the year, or a week ago."""
    over = period.year_end < today
    last = period.year_end if over else min(period.year_end, today - CUT_OFF)
    if until:
        try:
            end = dt.date.fromisoformat(until)
        except ValueError:
            raise PeriodError(f"{until} is not a date.")
        if not period.start <= end <= period.year_end:
            raise PeriodError(f"{until} does not lie in the {period.kind} year {period.year_words}.")
        if end > last:
            raise PeriodError(f"{until} is too recent: the last day that can be counted today is {last}.")
        return Period(period.kind, period.year, end, asked_end=True)
    if last < period.start:
        raise PeriodError(
            f"The {period.kind} year {period.year_words} has not run for a week yet: there is nothing to count."
        )
    return Period(period.kind, period.year, last)
