"""An officer's week as the coordinator sees it: what is taken, and the ways between, in the minutes that booking allows."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
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
    """Every active officer's seven days from a Monday on."""
    return days_of(
        list(Officer.objects.filter(active=True).select_related("user").order_by("id")), monday, DAYS
    )


def days_of(officers: list[Officer], first: dt.date, count: int) -> list[tuple[Officer, list[Day]]]:
    """So many local dates of some officers from a date on; a hold that has run out is not there.

    A fixed number of queries for any number of officers.
    """
    last = first + dt.timedelta(days=count - 1)
    taken: dict[tuple[int, dt.date], list[Commitment]] = defaultdict(list)
    for row in _taken(officers, first, last):
        day = max(row.start_at.astimezone(LONDON).date(), first)
        until = min((row.end_at - dt.timedelta(microseconds=1)).astimezone(LONDON).date(), last)
        while day <= until:
            taken[row.officer_id, day].append(row)
            day += dt.timedelta(days=1)
    travel, homes = diary.travel_set(), diary.bases(officers)
    days = [first + dt.timedelta(days=number) for number in range(count)]
    return [
        (officer, [_day(day, taken[officer.pk, day], travel, homes.get(officer.pk)) for day in days])
        for officer in officers
    ]


def _taken(officers: list[Officer], first: dt.date, last: dt.date) -> Iterator[Commitment]:
    begins = dt.datetime.combine(first, dt.time(), tzinfo=LONDON)
    ends = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), tzinfo=LONDON)
    rows = Commitment.objects.filter(officer__in=officers, active=True, start_at__lt=ends, end_at__gt=begins)
    rows = rows.select_related(
        "session__school",
        "session__visit__teacher",
        "session__session_type",
        "filing__visit__school",
        "offer__entry__school",
        "absence",
    ).prefetch_related("session__groups")
    for row in rows.order_by("start_at", "id"):
        if row.kind != Commitment.Kind.HOLD or row.expires_at is None or row.expires_at > now():
            yield row


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
    return diary.place_of(row.school) if row.school else None
