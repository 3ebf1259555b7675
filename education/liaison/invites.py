"""Calendar files by the rules of RFC 5545 and 5546, so that a diary follows the visit without anybody's help."""

from __future__ import annotations

import datetime as dt
from email.mime.text import MIMEText
from email.utils import parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from education.ledger.clock import now
from education.liaison.models import Visit
from education.liaison.states import HOLDING_TIME, VisitState

STATUS = {
    VisitState.REQUESTED: "TENTATIVE",
    VisitState.CONFIRMED: "CONFIRMED",
    VisitState.DELIVERED: "CONFIRMED",
}


def uid(visit: Visit) -> str:
    """The event's name for life; it outlasts every change of time, state and officer."""
    return f"visit-{visit.public_id}@{urlsplit(settings.BASE_URL).hostname or 'localhost'}"


def method(visit: Visit, *, gone: bool = False) -> str:
    """REQUEST while the visit takes time, CANCEL afterwards (Google never removes a PUBLISHed event).

    CANCEL too for an officer who no longer goes (`gone`).
    """
    return "REQUEST" if visit.state in HOLDING_TIME and not gone else "CANCEL"


def times(visit: Visit) -> tuple[dt.datetime, dt.datetime]:
    """From the first session that stands's start to the last one's end, in UTC."""
    sessions = [s for s in visit.standing if s.start_at and s.end_at]
    return min(s.start_at for s in sessions), max(s.end_at for s in sessions)  # type: ignore[type-var,return-value]


def invite(visit: Visit, *, attendee: str, gone: bool = False) -> bytes:
    """One VEVENT for one attendee in its present state: UTC times, CRLF, folded at 75 octets."""
    start, end = times(visit)
    event = Event()
    event.add("uid", uid(visit))
    event.add("sequence", visit.slot_version)
    event.add("dtstamp", now())
    event.add("dtstart", start.astimezone(dt.UTC))
    event.add("dtend", end.astimezone(dt.UTC))
    event.add("summary", f"{visit.session_type.title} ({visit.reference})")
    event.add("location", visit.school.label)
    event.add("status", "CANCELLED" if gone else STATUS.get(VisitState(visit.state), "CANCELLED"))
    event.add("url", f"{settings.BASE_URL}/visits/{visit.reference}/")
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    organizer = vCalAddress(f"mailto:{address}")
    organizer.params["CN"] = name or address
    event["organizer"] = organizer
    person = vCalAddress(f"mailto:{attendee}")
    person.params["PARTSTAT"] = "NEEDS-ACTION"
    person.params["RSVP"] = "FALSE"
    event.add("attendee", person, encode=False)
    calendar = Calendar()
    calendar.add("prodid", "-//Online safety platform//Bookings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method(visit, gone=gone))
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def content_type(visit: Visit, *, gone: bool = False) -> str:
    """The MIME type of a visit's invite, with the method in it."""
    return f"text/calendar; method={method(visit, gone=gone)}; charset=UTF-8"


def attachment(visit: Visit, *, attendee: str, gone: bool = False) -> MIMEText:
    """The invite as a part of a mail."""
    part = MIMEText(invite(visit, attendee=attendee, gone=gone).decode(), "calendar", "utf-8")
    part.replace_header("Content-Type", content_type(visit, gone=gone))
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part
