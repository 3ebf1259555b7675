"""Mails and calendar files: what they say, what they never say, and the rules of RFC 5545 and 5546."""

from __future__ import annotations

import datetime as dt
import email
import re
from email import policy

import pytest
from django.core import mail
from django.urls import reverse

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.liaison import invites
from education.liaison.actions import cancel_visit, confirm_visit, decline_visit, lapse_due, withdraw_visit
from education.liaison.models import Visit
from education.liaison.states import Who

pytestmark = pytest.mark.django_db


@pytest.fixture
def play(play):
    play.officer.user.first_name, play.officer.user.last_name = "Quillon", "Ashby"
    play.officer.user.save()
    play.school.name = "Saint Wendreda’s Church of England Voluntary Aided Primary School"
    play.school.save()
    return play


def sent():
    """Deliver what is due; the mails as (kind's subject, to, body, calendar) in order."""
    mail.outbox.clear()
    outbox.send_due()
    found = {}
    for message in mail.outbox:
        parsed = email.message_from_bytes(message.message().as_bytes(), policy=policy.default)
        parts = [p for p in parsed.walk() if p.get_content_type() == "text/calendar"]
        found[(message.subject, message.to[0])] = (message.body, parts)
    return found


def properties(calendar: bytes) -> dict[str, list[str]]:
    """The unfolded lines of a calendar file by name, after checking its form by the RFC's own rules."""
    assert calendar.endswith(b"\r\n")
    lines = calendar.split(b"\r\n")
    assert b"\n" not in calendar.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    found: dict[str, list[str]] = {}
    for line in re.sub(rb"\r\n[ \t]", b"", calendar).decode().split("\r\n"):
        if line:
            name, _, value = line.partition(":")
            found.setdefault(name.split(";")[0], []).append(value)
    assert found["BEGIN"] == ["VCALENDAR", "VEVENT"]
    assert found["END"] == ["VEVENT", "VCALENDAR"]
    for once in ("VERSION", "PRODID", "METHOD", "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "ORGANIZER",
                 "ATTENDEE", "STATUS", "SUMMARY"):  # fmt: skip
        assert len(found[once]) == 1, once
    for moment in ("DTSTAMP", "DTSTART", "DTEND"):
        assert re.fullmatch(r"\d{8}T\d{6}Z", found[moment][0])
    return found


def facts(visit, attendee="a@school.example"):
    visit = Visit.objects.with_rows().get(pk=visit.pk)
    found = properties(invites.invite(visit, attendee=attendee))
    return found["METHOD"][0], found["STATUS"][0], found["SEQUENCE"][0], found["UID"][0]


def test_an_invite_follows_the_visit_under_one_name(play):
    visit = play.ask()
    uid = f"visit-{visit.public_id}@127.0.0.1"
    assert facts(visit) == ("REQUEST", "TENTATIVE", "0", uid)
    confirm_visit(visit=visit, version=0, by=play.coordinator)
    assert facts(visit) == ("REQUEST", "CONFIRMED", "1", uid)
    cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    assert facts(visit) == ("CANCEL", "CANCELLED", "2", uid)


def test_a_request_that_ends_is_taken_out_of_the_calendar(play, settings):
    withdrawn, declined, lapsed = (play.ask(start=dt.time(hour)) for hour in (9, 11, 13))
    withdraw_visit(visit=withdrawn, by=play.teacher)
    decline_visit(visit=declined, reason="no_officer", by=play.coordinator)
    settings.FAKE_NOW = "2027-01-08T09:00"
    lapse_due()
    for visit in (withdrawn, declined, lapsed):
        assert facts(visit)[:3] == ("CANCEL", "CANCELLED", "1")


def test_the_calendar_has_utc_times_the_sender_and_one_attendee(play):
    visit = play.confirmed(day=dt.date(2027, 6, 16))
    found = properties(
        invites.invite(Visit.objects.with_rows().get(pk=visit.pk), attendee="teacher@school.example")
    )
    assert (found["DTSTART"], found["DTEND"]) == (["20270616T090000Z"], ["20270616T100000Z"])
    assert found["ORGANIZER"] == ["mailto:bookings@demo.example"]
    assert found["ATTENDEE"] == ["mailto:teacher@school.example"]
    assert found["DTSTAMP"] == ["20270104T090000Z"]


def test_the_calendar_travels_as_its_own_part_with_its_method(play):
    play.ask()
    (_, parts), *_ = sent().values()
    assert [
        (p.get_content_type(), p.get_param("method"), p.get_param("charset"), p.get_filename()) for p in parts
    ] == [("text/calendar", "REQUEST", "UTF-8", "invite.ics")]
    properties(parts[0].get_payload(decode=True))


def test_everybody_concerned_gets_their_own_mail(play):
    visit = play.confirmed()
    reference = visit.reference
    mails = sent()
    assert {key: len(parts) for key, (_, parts) in mails.items()} == {
        (f"Your booking {reference} is confirmed", play.teacher.email): 1,
        (f"Booking {reference}: what you need to know", "lead@school.example"): 1,
        (f"Session {reference}: for your diary", play.officer.user.email): 1,
    }
    assert OutboxMessage.objects.get(kind="visit_requested").state == "obsolete"
    cancel_visit(visit=visit, reason="no_officer", by=play.coordinator, as_=Who.COORDINATOR)
    assert sorted(sent()) == [
        (f"Booking {reference} is cancelled", "lead@school.example"),
        (f"Booking {reference} is cancelled", play.teacher.email),
        (f"Session {reference} is cancelled", play.officer.user.email),
    ]


def test_a_subject_names_no_school_and_nobody(play, settings):
    visit = play.ask()
    subjects = list(sent())
    confirm_visit(visit=visit, version=0, by=play.coordinator)
    subjects += sent()
    cancel_visit(visit=visit, reason="no_officer", by=play.coordinator, as_=Who.COORDINATOR)
    subjects += sent()
    assert len(subjects) == 7
    for subject, _ in subjects:
        assert not re.search("Wendreda|School|Quillon|Ashby|Pat", subject)


def test_no_mail_names_the_officer_before_confirmation_and_the_teachers_does_after(play):
    visit = play.ask()
    (body, parts), *_ = sent().values()
    calendar = parts[0].get_payload(decode=True).decode()
    assert "Wendreda" in body
    assert not re.search("Quillon|Ashby", body + calendar)
    confirm_visit(visit=visit, version=0, by=play.coordinator)
    bodies = {to: body for (_, to), (body, _) in sent().items()}
    assert "Quillon Ashby will come to you." in bodies[play.teacher.email]
    assert "Quillon" not in bodies["lead@school.example"]


def test_a_mail_is_plain_text_without_escapes_and_says_where_help_is(play):
    play.ask()
    (body, _), *_ = sent().values()
    assert not re.search(r"&\w+;|\{\{|\{%", body)
    assert "Wednesday 20 January 2027, 10:00 to 11:00" in body
    assert "/help/" in body


def test_the_teacher_downloads_the_same_calendar(client, play):
    visit = play.ask()
    client.force_login(play.teacher)
    answer = client.get(reverse("visit_invite", args=[visit.reference]))
    assert answer["Content-Type"] == "text/calendar; method=REQUEST; charset=UTF-8"
    assert answer["Content-Disposition"] == 'attachment; filename="invite.ics"'
    assert properties(answer.content)["ATTENDEE"] == [f"mailto:{play.teacher.email}"]
    assert "Quillon" not in answer.content.decode()
