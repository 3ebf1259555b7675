"""Reminders are due by window and sent once: a run that was missed catches up, what has changed is not reminded of."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.liaison.actions import cancel_visit, move_visit
from education.liaison.actions.reminders import remind_due
from education.liaison.availability import working_days_before
from education.liaison.states import Who
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
EARLY, LATE, MORNING = "visit_in_two_weeks", "visit_in_two_days", "officer_morning"
KINDS = (EARLY, LATE, MORNING)


def kinds():
    return list(
        OutboxMessage.objects.filter(kind__in=KINDS).order_by("created_at").values_list("kind", flat=True)
    )


@pytest.fixture
def visit(play, settings):
    """Booked long before, for Wednesday 24 February 2027."""
    return play.confirmed(day=dt.date(2027, 2, 24))


@pytest.mark.parametrize(
    ("moment", "due"),
    [
        ("2027-02-10T07:59", []), ("2027-02-10T08:00", [EARLY]), ("2027-02-19T23:00", [EARLY]), ("2027-02-22T07:59", [EARLY]),
        ("2027-02-22T08:00", [LATE]), ("2027-02-24T06:29", [LATE]), ("2027-02-24T09:59", [LATE, MORNING]), ("2027-02-24T10:00", []),
    ],
)  # fmt: skip
def test_each_is_due_from_its_moment_until_the_next_however_late_the_run(visit, settings, moment, due):
    settings.FAKE_NOW = moment
    remind_due()
    assert kinds() == due


def test_running_often_reminds_once(visit, settings):
    for moment in ("2027-02-10T08:00", "2027-02-10T08:15", "2027-02-22T08:00", "2027-02-23T08:00", "2027-02-24T07:00",
                   "2027-02-24T07:15"):  # fmt: skip
        settings.FAKE_NOW = moment
        remind_due()
    assert kinds() == [EARLY, LATE, MORNING]


def test_working_days_leave_out_weekends_and_bank_holidays(play, settings):
    assert working_days_before(dt.date(2027, 3, 31), 2) == dt.date(2027, 3, 25)  # Easter lies between
    assert working_days_before(dt.date(2027, 1, 11), 1) == dt.date(2027, 1, 8)
    play.confirmed(day=dt.date(2027, 3, 31))
    settings.FAKE_NOW = "2027-03-25T08:00"
    remind_due()
    assert kinds() == [LATE]


def test_what_was_booked_inside_the_window_needs_no_reminder_of_it(play, settings):
    settings.FAKE_NOW = "2027-01-04T09:00"
    play.confirmed()  # 20 January: the window of two weeks opens on the 6th
    settings.FAKE_NOW = "2027-01-06T08:00"
    remind_due()
    assert kinds() == [EARLY]
    late = play.ask(
        day=DAY, start=dt.time(13), by=play.coordinator, override="school_rang", teacher=play.teacher
    )
    assert late.created_at > dt.datetime(2027, 1, 6, 7, tzinfo=dt.UTC)
    OutboxMessage.objects.filter(kind=EARLY).delete()
    remind_due()
    assert OutboxMessage.objects.filter(kind=EARLY, subject_id=str(late.public_id)).count() == 0


def test_a_visit_that_was_cancelled_or_moved_after_it_was_queued_is_not_reminded_of(play, visit, settings):
    other = play.confirmed(day=dt.date(2027, 2, 24), start=dt.time(13))
    outbox.send_due()
    settings.FAKE_NOW = "2027-02-10T08:00"
    assert remind_due() == 2
    cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    move_visit(
        visit=other,
        day=dt.date(2027, 3, 10),
        start=dt.time(10),
        version=other.version,
        by=play.teacher,
        as_=Who.TEACHER,
    )
    mail.outbox.clear()
    outbox.send_due()
    assert [m.subject for m in mail.outbox if "two weeks" in m.subject] == []
    assert set(OutboxMessage.objects.filter(kind=EARLY).values_list("state", flat=True)) == {"obsolete"}
    settings.FAKE_NOW = "2027-02-24T08:00"
    remind_due()
    assert OutboxMessage.objects.filter(kind=EARLY, subject_id=str(other.public_id)).count() == 2


def test_the_mails_say_what_to_look_at_and_carry_no_calendar(play, visit, settings):
    outbox.send_due()
    settings.FAKE_NOW = "2027-02-22T08:00"
    mail.outbox.clear()
    remind_due()
    outbox.send_due()
    (reminder,) = mail.outbox
    assert reminder.to == [play.teacher.email]
    assert "Wednesday 24 February 2027, 10:00 to 11:00" in reminder.body
    assert f"/visits/{visit.reference}/" in reminder.body
    assert reminder.attachments == []


def test_an_officers_morning_lists_the_day_as_it_is_when_it_is_sent(play, visit, settings):
    second = play.confirmed(day=dt.date(2027, 2, 24), start=dt.time(13))
    outbox.send_due()
    settings.FAKE_NOW = "2027-02-24T06:30"
    mail.outbox.clear()
    assert remind_due() == 3
    cancel_visit(visit=second, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    outbox.send_due()
    (day,) = [m for m in mail.outbox if m.subject.startswith("Your day")]
    assert day.to == [play.officer.user.email]
    assert day.subject == "Your day: 1 session"
    assert "10:00 to 11:00  Harbour View Primary School" in day.body
    assert "13:00" not in day.body


def test_control_without_a_ledger_every_run_would_remind_again(visit, settings):
    settings.FAKE_NOW = "2027-02-10T08:00"
    remind_due()
    OutboxMessage.objects.filter(kind=EARLY).delete()
    remind_due()
    assert kinds() == [EARLY]
