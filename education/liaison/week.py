"""An officer's week as the coordinator sees it: what is taken, and the ways between, in the minutes that booking allows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from education.ledger.clock import LONDON, now
from education.liaison import diary
from education.liaison.models import Commitment, Officer
from education.liaison.travel import Place, Travel

DAYS = 7


@dataclass(frozen=True)
class Leg:
    """One thing of a day, in local time, and the minutes of driving to get there from what came before."""

    commitment: Commitment
    start: dt.datetime
    end: dt.datetime
    drive: int


@dataclass(frozen=True)
class Day:
    """One officer's local date: what is taken in order, and the minutes of driving home."""

    day: dt.date
    legs: tuple[Leg, ...]
    home: int = 0


def board(monday: dt.date) -> list[tuple[Officer, list[Day]]]:
    """Every active officer's seven days from a Monday on; a hold that has run out is not there.

    A fixed number of queries for any number of officers.
    """
    officers = list(Officer.objects.filter(active=True).select_related("user").order_by("id"))
    first = dt.datetime.combine(monday, dt.time(), tzinfo=LONDON)
    after = dt.datetime.combine(monday + dt.timedelta(days=DAYS), dt.time(), tzinfo=LONDON)
    taken: dict[tuple[int, dt.date], list[Commitment]] = defaultdict(list)
    rows = Commitment.objects.filter(officer__in=officers, active=True, start_at__lt=after, end_at__gt=first)
    joined = ("session__school", "session__visit", "session__session_type", "filing__visit__school", "absence")
    for row in rows.select_related(*joined).order_by("start_at", "id"):
        if row.kind == Commitment.Kind.HOLD and row.expires_at and row.expires_at <= now():
            continue
        day = max(row.start_at.astimezone(LONDON).date(), monday)
        last = min((row.end_at - dt.timedelta(microseconds=1)).astimezone(LONDON).date(), monday + dt.timedelta(days=DAYS - 1))
        while day <= last:
            taken[row.officer_id, day].append(row)
            day += dt.timedelta(days=1)
    travel, homes = diary.travel_set(), diary.bases(officers)
    days = [monday + dt.timedelta(days=number) for number in range(DAYS)]
    return [
        (officer, [_day(day, taken[officer.pk, day], travel, homes.get(officer.pk)) for day in days])
        for officer in officers
    ]


def _day(day: dt.date, rows: list[Commitment], travel: Travel, base: Place | None) -> Day:
    legs, here = [], base
    for row in rows:
        place, drive = _place(row), 0
        if place:
            drive = travel.minutes(here, place) if here else 0
            here = place
        legs.append(Leg(row, row.start_at.astimezone(LONDON), row.end_at.astimezone(LONDON), drive))
    home = travel.minutes(here, base) if here and base and here != base else 0
    return Day(day, tuple(legs), home)


def _place(row: Commitment) -> Place | None:
    if row.session:
        return diary.place_of(row.session.school)
    return diary.place_of(row.filing.visit.school) if row.filing else None
