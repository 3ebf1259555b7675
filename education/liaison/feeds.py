"""An officer's calendar by the rules of RFC 5545: what was, what is to come, and for a month what was called off."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import Q
from icalendar import Calendar, Event

from education.ledger.clock import now, today
from education.ledger.models import Event as Logged
from education.liaison import invites
from education.liaison.models import CalendarFeed, Commitment, Visit
from education.liaison.states import VisitState

BACK, CALLED_OFF_KEPT = dt.timedelta(days=396), dt.timedelta(days=30)
GOING = (VisitState.CONFIRMED, VisitState.DELIVERED, VisitState.NOT_DELIVERED)
GONE = {VisitState.CANCELLED_BY_SCHOOL, VisitState.CANCELLED_BY_FORCE}
REFRESH = "PT1H"


def calendar(feed: CalendarFeed) -> tuple[bytes, str]:
    """The feed as it is now, and its entity tag, which changes only when what it says does."""
    found = Calendar()
    found.add("prodid", "-//Online safety platform//Officer//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", "School visits")
    found["refresh-interval;value=duration"] = REFRESH
    found["x-published-ttl"] = REFRESH
    events = [event for visit in _visits(feed) if (event := _event(feed, visit))]
    for event in events:
        found.add_component(event)
    tag = hashlib.sha256(bytes(found.to_ical())).hexdigest()[:32]
    for event in events:
        event.add("dtstamp", now())
    return bytes(found.to_ical()), f'"{tag}"'


def _visits(feed: CalendarFeed) -> list[Visit]:
    mine = Commitment.objects.filter(officer=feed.officer_id, session__isnull=False)
    going = Q(state__in=GOING) & (
        Q(sessions__commitments__in=mine.filter(active=True)) | Q(state=VisitState.NOT_DELIVERED)
    )
    lately = Logged.objects.filter(
        subject="visit",
        kind__in=[f"visit_{state}" for state in sorted(GONE)],
        at__gte=now() - CALLED_OFF_KEPT,
    )
    off = Q(state__in=GONE, public_id__in=list(lately.values_list("subject_id", flat=True)))
    rows = Visit.objects.filter(going | off, sessions__commitments__in=mine, day__gte=today() - BACK)
    return list(rows.with_rows().order_by("day", "id").distinct())


def _event(feed: CalendarFeed, visit: Visit) -> Event | None:
    called_off = visit.state in GONE or visit.state == VisitState.NOT_DELIVERED
    spans = [
        (c.start_at, c.end_at)
        for s in visit.sessions.all()
        for c in s.commitments.all()
        if c.officer_id == feed.officer_id and (c.active or called_off)
    ]
    if not spans:
        return None
    event = Event()
    event.add("uid", invites.uid(visit))
    event.add("sequence", visit.slot_version)
    event.add("dtstart", min(start for start, _ in spans).astimezone(dt.UTC))
    event.add("dtend", max(end for _, end in spans).astimezone(dt.UTC))
    event.add("status", "CANCELLED" if called_off else "CONFIRMED")
    event.add("class", "PRIVATE")
    if feed.mode == CalendarFeed.Mode.FULL:
        event.add("summary", f"{visit.session_type.title} ({visit.reference})")
        event.add("location", visit.school.label)
    elif feed.mode == CalendarFeed.Mode.LOCALITY:
        event.add("summary", "School visit")
        event.add("location", visit.school.locality.name if visit.school.locality else visit.school.town)
    else:
        event.add("summary", "Busy")
    return event
