"""Officers' days on paper: where to be when, whom to ask for, and boxes for the counts should the phone give up."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from education.ledger.clock import today
from education.liaison import week
from education.liaison.models import Commitment, Officer, TrainingSession, Visit
from education.liaison.needs import words as needs_in_words

CONTACTS_DAYS = 30
"""Days before and after a visit in which its officers see whom to ask for (the permission matrix)."""


@dataclass(frozen=True)
class Stop:
    """One session, or leave or a duty, with the driving before it; `first` where a visit begins."""

    leg: week.Leg
    session: TrainingSession | None
    visit: Visit | None
    first: bool
    needs: list[str]


@dataclass(frozen=True)
class Sheet:
    """One officer's local date; `waiting` sessions are held for requests that nobody has answered yet."""

    officer: Officer
    day: dt.date
    stops: tuple[Stop, ...]
    home: int
    waiting: int
    contacts: bool


def sheets(officers: list[Officer], day: dt.date) -> list[Sheet]:
    """The day of each of these officers; what is only held is counted and not shown."""
    contacts = abs((day - today()).days) <= CONTACTS_DAYS
    return [_sheet(officer, days[0], contacts) for officer, days in week.days_of(officers, day, 1)]


def busy(day: dt.date) -> list[Sheet]:
    """The sheets of every active officer who has something to go to."""
    officers = list(Officer.objects.filter(active=True).select_related("user").order_by("id"))
    return [sheet for sheet in sheets(officers, day) if sheet.stops]


def _sheet(officer: Officer, day: week.Day, contacts: bool) -> Sheet:
    settled = [leg for leg in day.legs if leg.commitment.kind != Commitment.Kind.HOLD]
    stops, before = [], None
    for leg in settled:
        session = leg.commitment.session
        visit = session.visit if session else None
        first = visit is None or visit != before
        stops.append(Stop(leg, session, visit, first, needs_in_words(visit.needs) if visit and first else []))
        before = visit
    return Sheet(officer, day.day, tuple(stops), day.home, len(day.legs) - len(settled), contacts)
