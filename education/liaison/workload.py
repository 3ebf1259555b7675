"""How much each officer has to do, week by week: sessions, people, hours in schools and on the road, beside their hours.

Time is taken from the commitments, the road from the same minutes as availability, so the desk and the booking agree.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from django.db.models import Count, Sum, prefetch_related_objects

from education.ledger.clock import LONDON, now
from education.liaison import diary
from education.liaison.availability import Frame, Place, open_on
from education.liaison.models import Commitment, Officer, TrainingSession, Visit
from education.liaison.states import VisitState
from education.liaison.travel import Travel

WEEKS = 8
MINUTE = dt.timedelta(minutes=1)


@dataclass
class Week:
    """One officer's week; minutes. `held` is what nobody has confirmed yet: requests, and times offered to schools."""

    monday: dt.date
    sessions: int = 0
    held: int = 0
    taken: int = 0
    road: int = 0
    away: int = 0
    open: int = 0

    @property
    def percent(self) -> int | None:
        """Of a hundred minutes that the officer is there, how many are taken by visits and the road."""
        there = self.open - self.away
        return round(100 * (self.taken + self.road) / there) if there > 0 else None


@dataclass
class Load:
    """One officer with all their weeks."""

    officer: Officer
    weeks: list[Week]
    people: int = 0
    sums: Week = field(init=False)

    def __post_init__(self) -> None:
        self.sums = Week(self.weeks[0].monday)
        for week in self.weeks:
            for name in ("sessions", "held", "taken", "road", "away", "open"):
                setattr(self.sums, name, getattr(self.sums, name) + getattr(week, name))

    @property
    def over_cap(self) -> list[dt.date]:
        """Weeks with more sessions than the officer's cap allows, which only a coordinator's insistence makes."""
        return [w.monday for w in self.weeks if w.sessions + w.held > self.officer.weekly_cap]


def loads(monday: dt.date, weeks: int = WEEKS) -> list[Load]:
    """Every active officer between a Monday and so many weeks later, the busiest first; a fixed number of queries."""
    officers = list(Officer.objects.filter(active=True, user__is_active=True).select_related("user", "base"))
    prefetch_related_objects(officers, "hours", "extra_hours")
    last = monday + dt.timedelta(days=7 * weeks - 1)
    frames = {frame.officer: frame for frame in diary.frames(officers, monday, last)}
    travel = diary.travel_set()
    expected = _people(officers, monday, last)
    rows: dict[int, list[Commitment]] = defaultdict(list)
    for one in _commitments(officers, monday, last):
        rows[one.officer_id].append(one)
    found = [
        Load(o, _weeks(frames[o.pk], rows[o.pk], travel, monday, weeks), expected.get(o.pk, 0))
        for o in officers
    ]
    return sorted(found, key=lambda load: (-(load.sums.taken + load.sums.road), load.officer.pk))


SETTLED = (
    VisitState.DELIVERED, VisitState.NOT_DELIVERED, VisitState.CANCELLED_BY_FORCE, VisitState.CANCELLED_BY_SCHOOL,
)  # fmt: skip


@dataclass(frozen=True)
class Became:
    """What became of some agreed visits: the end, how many, and why, the most frequent reason first."""

    label: str
    count: int
    percent: int
    reasons: list[tuple[str, int]]


def reliability(first: dt.date, last: dt.date) -> list[Became]:
    """How the visits ended that were agreed for the days between two local dates, in one query; empty without any."""
    rows = Visit.objects.filter(state__in=SETTLED, day__gte=first, day__lte=last)
    counted = list(rows.order_by().values_list("state", "reason").annotate(Count("id")))
    total = sum(count for _, _, count in counted)
    found = []
    for state in SETTLED if total else ():
        whys = [(str(Visit.Reason(why).label), n) for of, why, n in counted if of == state and why]
        count = sum(n for of, _, n in counted if of == state)
        reasons = sorted(whys, key=lambda row: (-row[1], row[0])) if state != VisitState.DELIVERED else []
        found.append(Became(str(state.label), count, round(100 * count / total), reasons))
    return found


def _commitments(officers: list[Officer], first: dt.date, last: dt.date) -> list[Commitment]:
    rows = Commitment.objects.filter(
        officer__in=officers, active=True, start_at__date__lte=last, end_at__date__gte=first
    )
    rows = rows.exclude(kind=Commitment.Kind.HOLD, expires_at__lte=now())
    places = ("session__school", "filing__visit__school", "offer__entry__school")
    return list(rows.select_related(*places).order_by("start_at", "id"))


def _people(officers: list[Officer], first: dt.date, last: dt.date) -> dict[int, int]:
    """People expected in each officer's confirmed and delivered sessions."""
    mine = TrainingSession.objects.filter(
        commitments__officer__in=officers, commitments__active=True, commitments__kind=Commitment.Kind.SESSION,
        day__gte=first, day__lte=last,
    )  # fmt: skip
    sums = mine.values("commitments__officer").annotate(heads=Sum("groups__expected")).order_by()
    return {row["commitments__officer"]: row["heads"] or 0 for row in sums}


def _weeks(frame: Frame, rows: list[Commitment], travel: Travel, monday: dt.date, count: int) -> list[Week]:
    weeks = [Week(monday + dt.timedelta(days=7 * number)) for number in range(count)]
    by_day: dict[dt.date, list[Commitment]] = defaultdict(list)
    for one in rows:
        by_day[one.start_at.astimezone(LONDON).date()].append(one)
    for number in range(7 * count):
        day, week = monday + dt.timedelta(days=number), weeks[number // 7]
        hours = open_on(frame, day)
        week.open += sum((b - a) // MINUTE for a, b in hours)
        week.away += sum(
            max(dt.timedelta(0), min(b, r.end_at) - max(a, r.start_at)) // MINUTE
            for r in rows if r.kind in (Commitment.Kind.LEAVE, Commitment.Kind.DUTY)
            for a, b in hours
        )  # fmt: skip
        at_schools = [(r, r.school) for r in by_day[day] if r.school]
        week.sessions += sum(r.kind == Commitment.Kind.SESSION for r, _ in at_schools)
        week.held += sum(r.kind == Commitment.Kind.HOLD for r, _ in at_schools)
        week.taken += sum((r.end_at - r.start_at) // MINUTE for r, _ in at_schools)
        places = [diary.place_of(school) for _, school in at_schools]
        week.road += _road([frame.base, *places, frame.base], travel) if places else 0
    return weeks


def _road(stops: list[Place | None], travel: Travel) -> int:
    known = [stop for stop in stops if stop is not None]
    return sum(travel.minutes(one, other) for one, other in pairwise(known))
