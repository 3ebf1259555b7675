"""Visits as a table and as a calendar for the desk: references and numbers, no teacher, no contact, no officer's name.

Which officer goes is in neither: a file that lies about must not tell where an officer will be.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from icalendar import Calendar, Event

from education.ledger.clock import now
from education.ledger.tables import defused
from education.liaison import invites
from education.liaison.models import TrainingSession, Visit, VisitQuerySet
from education.liaison.states import VisitState
from education.schools.models import Locality

HEADERS = (
    "reference", "state", "reason", "day", "start", "end", "session_state", "urn", "school", "locality", "authority",
    "session_type", "audience", "year_groups", "expected", "officers", "asked",
)  # fmt: skip
CHUNK = 500
IN_CALENDAR = (VisitState.CONFIRMED, VisitState.DELIVERED)


def visits(first: dt.date, last: dt.date, *, state: str = "", place: Locality | None = None) -> VisitQuerySet:
    """Visits between two local days, both included, of one state and one locality where given, in order of day."""
    found = (
        Visit.objects.filter(day__gte=first, day__lte=last).select_related("school__authority").with_rows()
    )
    found = found.filter(state=state) if state else found
    found = found.filter(school__locality=place) if place else found
    return found.order_by("day", "id")


def rows(found: VisitQuerySet) -> Iterator[list[Any]]:
    """The header, then a line for each session; a visit without any has one line, so that none is lost."""
    yield list(HEADERS)
    for visit in found.iterator(chunk_size=CHUNK):
        sessions: list[TrainingSession | None] = [*visit.sessions.all()]
        for session in sessions or [None]:
            yield [defused(value) for value in _row(visit, session)]


def _row(visit: Visit, session: TrainingSession | None) -> list[Any]:
    groups = list(session.groups.all()) if session else []
    going = {c.officer_id for c in session.commitments.all() if c.active} if session else set()
    school = visit.school
    return [
        visit.reference, visit.state, visit.reason, (session.day if session else visit.day).isoformat(),
        f"{session.start_time:%H:%M}" if session and session.start_time else "",
        f"{session.end_time:%H:%M}" if session and session.end_time else "", session.state if session else "",
        school.urn, school.name, str(school.locality or ""), str(school.authority or ""), visit.session_type.title,
        visit.session_type.audience, " ".join(g.year for g in groups if g.year), sum(g.expected for g in groups),
        len(going), visit.created_at.date().isoformat(),
    ]  # fmt: skip


def calendar(found: VisitQuerySet) -> bytes:
    """Confirmed and delivered visits as one calendar to be taken in once: UTC, CRLF, folded, the visits' own UIDs."""
    made = Calendar()
    made.add("prodid", "-//Online safety platform//Desk//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", "School visits")
    for visit in found.filter(state__in=IN_CALENDAR):
        if any(session.start_at for session in visit.sessions.all()):
            made.add_component(_event(visit))
    return bytes(made.to_ical())


def _event(visit: Visit) -> Event:
    start, end = invites.times(visit)
    event = Event()
    event.add("uid", invites.uid(visit))
    event.add("sequence", visit.slot_version)
    event.add("dtstamp", now())
    event.add("dtstart", start.astimezone(dt.UTC))
    event.add("dtend", end.astimezone(dt.UTC))
    event.add("summary", f"{visit.session_type.title} ({visit.reference})")
    event.add("location", visit.school.label)
    event.add("status", "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
