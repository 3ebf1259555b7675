"""Periods of the figure: what a key such as `calendar-2019` means, in dates and in words.

Keys: `calendar-2019`, `financial-2019-20`, `academic-2019-20`, each also with `-to-2019-09-30` for a year to
date; `term-2019-20-autumn` (or `-spring`, `-summer`); `rolling-2019-08` for the twelve months up to the end of
that month. Terms are fixed stretches, the same in every authority, so that they add up to the academic year:
September to December, January to March, April to August.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from education.schools.seasons import TERMS

CUT_OFF = dt.timedelta(days=7)  # late registers of an unfinished period get a week to arrive
ONE_DAY = dt.timedelta(days=1)
FIRST_MONTH = {"calendar": 1, "financial": 4, "academic": 9}
KINDS = (*FIRST_MONTH, "term", "rolling")
KEY = re.compile(
    r"(?:(?P<kind>[a-z]+)-)?(?P<year>\d{4})(?:-(?P<next>\d{2}))?(?:-to-(?P<until>\d{4}-\d{2}-\d{2}))?"
)
TERM = re.compile(r"term-(?P<year>\d{4})-(?P<next>\d{2})-(?P<part>autumn|spring|summer)")
ROLLING = re.compile(r"rolling-(?P<year>\d{4})-(?P<part>\d{2})")


class PeriodError(ValueError):
    """A period that can't be understood or has not begun; the message is for people."""


def _first(year: int, month: int) -> dt.date:
    return dt.date(year, month, 1)


def _last(year: int, month: int) -> dt.date:
    return (dt.date(year, month, 28) + dt.timedelta(days=4)).replace(day=1) - ONE_DAY


@dataclass(frozen=True)
class Period:
    """A year of one kind, a term or twelve months, or the part of it up to `end`, the last day that counts."""

    kind: str
    year: int  # in which it begins; of twelve months, in which they end
    end: dt.date
    asked_end: bool = False  # the key itself names the last day: a figure of its own, not the year so far
    part: str = ""  # the term, or the month with which twelve months end

    @property
    def start(self) -> dt.date:
        """The first day that counts."""
        if self.kind == "rolling":
            return _last(self.year - 1, int(self.part)) + ONE_DAY
        if self.kind == "term":
            return _first(self.year + (self.part != "autumn"), TERMS[self.part][0])
        return _first(self.year, FIRST_MONTH[self.kind])

    @property
    def year_end(self) -> dt.date:
        """The last day of the whole period that this is (a part of)."""
        if self.kind == "rolling":
            return _last(self.year, int(self.part))
        if self.kind == "term":
            return _last(self.year + (self.part != "autumn"), TERMS[self.part][1])
        return _first(self.year + 1, FIRST_MONTH[self.kind]) - ONE_DAY

    @property
    def to_date(self) -> bool:
        """Whether the period is not counted to its end."""
        return self.end < self.year_end

    @property
    def year_key(self) -> str:
        """The key of the whole period, such as `calendar-2019`, `academic-2019-20` or `term-2019-20-autumn`."""
        if self.kind == "rolling":
            return f"rolling-{self.year}-{self.part}"
        years = f"{self.kind}-{self.year_words.replace('/', '-')}"
        return f"{years}-{self.part}" if self.part else years

    @property
    def key(self) -> str:
        """What its snapshots are numbered under; the year so far and the whole year share one."""
        return f"{self.year_key}-to-{self.end}" if self.asked_end else self.year_key

    @property
    def year_words(self) -> str:
        """The year as people write it: 2019, or 2019/20."""
        if self.kind in ("calendar", "rolling"):
            return str(self.year)
        return f"{self.year}/{(self.year + 1) % 100:02d}"

    @property
    def label(self) -> str:
        """The whole period in words without its dates: calendar year 2019, autumn term 2019/20."""
        if self.kind == "rolling":
            return f"twelve months to the end of {self.year_end:%B %Y}"
        if self.kind == "term":
            return f"{self.part} term {self.year_words}"
        return f"{self.kind} year {self.year_words}"

    @property
    def name(self) -> str:
        """The period in words, which always stands beside the number."""
        so_far = " to date" if self.to_date else ""
        return f"{self.label}{so_far}, {self.dates}"

    @property
    def dates(self) -> str:
        """Its first and last day in words; the year is said once when both share it."""
        first = f"{self.start.day} {self.start:%B}"
        if self.start.year != self.end.year:
            first += f" {self.start.year}"
        return f"{first} to {self.end.day} {self.end:%B %Y}"

    @property
    def a_year_before(self) -> Period:
        """The same stretch one year earlier, day by day: what a year to date is compared with."""
        leap = (self.end.month, self.end.day) == (2, 29)
        end = self.end.replace(year=self.end.year - 1, day=28 if leap else self.end.day)
        before = Period(self.kind, self.year - 1, end, self.asked_end, self.part)
        return before if self.to_date else Period(self.kind, self.year - 1, before.year_end, False, self.part)


def months(start: dt.date, end: dt.date) -> Iterator[tuple[dt.date, dt.date]]:
    """First and last day of every month that a period has days in, clipped to the period."""
    while start <= end:
        last = min(_last(start.year, start.month), end)
        yield start, last
        start = last + ONE_DAY


def term_of(day: dt.date) -> tuple[str, dt.date, dt.date]:
    """The term that a day lies in: its name with the academic year, its first and its last day."""
    part = next(name for name, (first, last) in TERMS.items() if first <= day.month <= last)
    begins = day.year if part == "autumn" else day.year - 1
    first, last = TERMS[part]
    words = f"{part.capitalize()} term {begins}/{(begins + 1) % 100:02d}"
    return words, _first(day.year, first), _last(day.year, last)


def parse(text: str, *, today: dt.date) -> Period:
    """The period of a key, up to seven days before `today` when it is not over; raises PeriodError."""
    text = text.strip().lower()
    if match := ROLLING.fullmatch(text):
        return _rolling(text, int(match["year"]), match["part"], today)
    match = TERM.fullmatch(text) or KEY.fullmatch(text)
    found = match.groupdict() if match else {}
    part = found.get("part") or ""
    kind = "term" if part else (found.get("kind") or "calendar") if match else ""
    if not match or (kind not in FIRST_MONTH and not part):
        raise PeriodError(
            f"“{text}” is no period. Write calendar-2019, financial-2019-20 or academic-2019-20,"
            " with -to-2019-09-30 for a year to date; term-2019-20-autumn, -spring or -summer;"
            " or rolling-2019-08 for the twelve months to the end of that month."
        )
    year = int(found["year"])
    if (found["next"] is None) != (kind == "calendar"):
        raise PeriodError(
            f"“{text}” is no period: only financial and academic years bear two years' numbers."
        )
    if found["next"] and int(found["next"]) != (year + 1) % 100:
        raise PeriodError(f"“{text}” is no period: {found['next']} does not follow {year}.")
    if not 2000 <= year <= 2100:
        raise PeriodError(f"“{text}” is no period: the year must lie between 2000 and 2100.")
    return _cut(Period(kind, year, dt.date(year, 12, 31), part=part), found.get("until"), today)


def _rolling(text: str, year: int, month: str, today: dt.date) -> Period:
    if not (2000 <= year <= 2100 and 1 <= int(month) <= 12):
        raise PeriodError(f"“{text}” is no period: write a year and a month, such as rolling-2019-08.")
    period = Period("rolling", year, _last(year, int(month)), part=month)
    if period.end >= today:
        raise PeriodError(
            f"{period.end:%B %Y} is not over: twelve months are counted up to the end of a month."
        )
    return period


def _cut(period: Period, until: str | None, today: dt.date) -> Period:
    """Set the last day that counts: the one asked for, the end of the period, or a week ago."""
    over = period.year_end < today
    last = period.year_end if over else min(period.year_end, today - CUT_OFF)
    if until:
        try:
            end = dt.date.fromisoformat(until)
        except ValueError:
            raise PeriodError(f"{until} is not a date.")
        if not period.start <= end <= period.year_end:
            raise PeriodError(f"{until} does not lie in the {period.label}.")
        if end > last:
            raise PeriodError(f"{until} is too recent: the last day that can be counted today is {last}.")
        return Period(period.kind, period.year, end, asked_end=True)
    if last < period.start:
        raise PeriodError(f"The {period.label} has not run for a week yet: there is nothing to count.")
    return Period(period.kind, period.year, last, part=period.part)
