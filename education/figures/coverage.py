"""Which schools, year groups and pupils have had nobody for twelve months, beside the register's rolls.

The register gives one roll a school and none a year, so pupils of a year group are the roll divided evenly by the
years that the school's ages allow: said as "about" wherever it is shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from education.attendance.queries import accepted_lines, delivered_sessions
from education.attendance.states import COUNTED
from education.content.ages import YEARS
from education.ledger.clock import months_before, now, to_utc, today
from education.liaison.models import Audience, Group, SessionYear
from education.schools.models import Invitation, School
from education.schools.queries import current_ids
from education.schools.seasons import season

MONTHS = 12
FIRST_DAY = dt.date(1900, 1, 1)
UNCLEAR = {SessionYear.MIXED.value, SessionYear.NOT_STATED.value}
BANDS = ((0, 10), (10, 20), (20, 30), (30, 40), (40, 101))


@dataclass
class Place:
    """One open school of the force: its years, who of them was reached in twelve months, and when last."""

    school: School
    years: tuple[str, ...]
    reached: set[str] = field(default_factory=set)
    unclear: bool = False
    last: dt.date | None = None
    visited: bool = False
    invited: dt.date | None = None
    invited_this_term: bool = False

    @property
    def missing(self) -> tuple[str, ...]:
        """The years that nobody has been to, in order."""
        return tuple(year for year in self.years if year not in self.reached)

    @property
    def pupils_missing(self) -> int | None:
        """About how many pupils had nobody; None where the register gives no roll, or no ages for a visited school."""
        roll = self.school.roll
        if roll is None:
            return None
        if not self.visited:
            return roll
        return round(roll * len(self.missing) / len(self.years)) if self.years else None

    @property
    def need(self) -> tuple[bool, bool, Decimal, int, int]:
        """What puts a school higher on the list: nobody at all, more pupils on free meals, more without a visit."""
        meals = self.school.free_meals
        return (
            self.visited,
            meals is None,
            -(meals or Decimal(0)),
            -(self.pupils_missing or 0),
            self.school.urn,
        )


@dataclass(frozen=True)
class Share:
    """Schools, year groups and pupils of one row of the summary, and how many of each had nobody."""

    name: str
    schools: int
    schools_missing: int
    years: int
    years_missing: int
    pupils: int
    pupils_missing: int

    @property
    def pupils_percent(self) -> int | None:
        """Of a hundred pupils, about how many had nobody."""
        return round(100 * self.pupils_missing / self.pupils) if self.pupils else None


def years_of(lowest_age: int | None, highest_age: int | None) -> tuple[str, ...]:
    """The year groups of a school from the register's ages; a school up to 11 ends with Year 6."""
    if lowest_age is None or highest_age is None:
        return ()
    return tuple(year.code for year in YEARS if lowest_age <= year.age_from < highest_age)


def places(*, with_demo: bool) -> list[Place]:
    """Every open school of the force, those in greatest need first, in a number of queries that does not grow.

    The years are those that were counted; of a delivered session without a count, those that were expected.
    """
    since = months_before(to_utc(today(), dt.time(12)), MONTHS).date()
    found = School.objects.open().in_force().select_related("authority", "locality")
    if not with_demo:
        found = found.filter(is_demo=False)
    known = {school.pk: Place(school, years_of(school.lowest_age, school.highest_age)) for school in found}
    sessions = delivered_sessions(FIRST_DAY, today())
    sessions = sessions if with_demo else sessions.filter(is_demo=False)
    rows = list(sessions.order_by().values_list("school_id", "day").distinct())
    lines = accepted_lines(since, today()).filter(audience=Audience.PUPIL, actual__gt=0)
    session = "entry__register__session__"
    if not with_demo:
        lines = lines.filter(**{f"{session}is_demo": False})
    years = list(lines.order_by().values_list(f"{session}school_id", "year").distinct())
    uncounted = sessions.filter(day__gte=since).exclude(register__state__in=COUNTED)
    groups = Group.objects.filter(session__in=uncounted, audience=Audience.PUPIL)
    years += groups.order_by().values_list("session__school_id", "year").distinct()
    stands_for = current_ids({school for school, _ in (*rows, *years)})
    for school, day in rows:
        if place := known.get(stands_for[school]):
            place.last = max(place.last or day, day)
            place.visited = place.visited or day >= since
    for school, year in years:
        if place := known.get(stands_for[school]):
            place.unclear = place.unclear or year in UNCLEAR
            place.reached.add(year)
    term = season(today())
    for school, invited_in, sent_on in Invitation.objects.order_by("sent_on").values_list(
        "school_id", "term", "sent_on"
    ):
        if place := known.get(school):
            place.invited, place.invited_this_term = sent_on, invited_in == term
    return sorted(known.values(), key=lambda place: place.need)


def share(name: str, rows: Iterable[Place]) -> Share:
    """One row of the summary; a school without a roll adds no pupils on either side."""
    rows = list(rows)
    counted = [place for place in rows if place.pupils_missing is not None]
    return Share(
        name=name,
        schools=len(rows),
        schools_missing=sum(not place.visited for place in rows),
        years=sum(len(place.years) for place in rows),
        years_missing=sum(len(place.missing) for place in rows),
        pupils=sum(place.school.roll or 0 for place in counted),
        pupils_missing=sum(place.pupils_missing or 0 for place in counted),
    )


def by_place(rows: list[Place]) -> list[Share]:
    """A row for each locality, which are a partition of the force's area."""
    names = sorted({_locality(place) for place in rows})
    return [share(name, [p for p in rows if _locality(p) == name]) for name in names]


def by_meals(rows: list[Place]) -> list[Share]:
    """A row for each band of the share of pupils on free meals, and one for schools where it is not known."""
    found = []
    for low, high in BANDS:
        words = f"{low} to under {high} in 100" if high <= 100 else f"{low} or more in 100"
        within = [p for p in rows if p.school.free_meals is not None and low <= p.school.free_meals < high]
        found.append(share(words, within))
    unknown = [p for p in rows if p.school.free_meals is None]
    return [
        *(row for row in found if row.schools),
        *([share("not in the register’s file", unknown)] * bool(unknown)),
    ]


def by_year(rows: list[Place]) -> list[tuple[str, int, int]]:
    """Label, schools that have it, and how many of those had nobody for it; for every year group that any has."""
    found = []
    for year in YEARS:
        has = [place for place in rows if year.code in place.years]
        if has:
            found.append((year.label, len(has), sum(year.code in place.missing for place in has)))
    return found


def _locality(place: Place) -> str:
    return place.school.locality.name if place.school.locality else "Place not known"


def since_when() -> dt.date:
    """The first day of the twelve months."""
    return months_before(now(), MONTHS).date()
