"""Leave over a booking is never a silent overlap; an officer who is ill is covered, or the school is told."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.urls import reverse

from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import queries
from education.liaison.actions import (
    cancel_visit,
    give_back,
    move_visit,
    reassign,
    report_ill,
    take_time,
)
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Absence, Commitment, Visit
from education.liaison.states import Who
from education.people.roles import Role
from tests import factories
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
AWAY = {
    "start_at": dt.datetime(2027, 1, 20, 8, tzinfo=dt.UTC),
    "end_at": dt.datetime(2027, 1, 20, 18, tzinfo=dt.UTC),
}


def stretches(officer):
    rows = Commitment.objects.filter(active=True, officer=officer).order_by("start_at")
    return [(c.kind, f"{c.start_at:%H:%M}", f"{c.end_at:%H:%M}") for c in rows]


WITH_VISIT = [("leave", "08:00", "09:45"), ("session", "09:45", "11:15"), ("leave", "11:15", "18:00")]


def test_leave_over_a_booking_takes_the_rest_and_opens_needs_cover(play):
    visit = play.confirmed()
    take_time(officer=play.officer, by=play.coordinator, **AWAY)
    assert stretches(play.officer) == WITH_VISIT
    assert list(queries.needing_cover()) == [visit]
    assert Event.objects.filter(kind="visit_needs_cover", subject_id=str(visit.public_id)).count() == 1


def test_when_somebody_else_goes_the_leave_is_whole(play):
    visit, other = play.confirmed(), factories.make_officer()
    take_time(officer=play.officer, by=play.coordinator, **AWAY)
    reassign(visit=visit, officer=play.officer, to=other, by=play.coordinator)
    assert stretches(play.officer) == [("leave", "08:00", "18:00")]
    assert list(queries.needing_cover()) == []
    with pytest.raises(Refused):
        reassign(visit=visit, officer=other, to=play.officer, by=play.coordinator)


@pytest.mark.parametrize("how", ["cancel", "move"])
def test_a_visit_that_goes_gives_its_time_to_the_leave(play, how):
    visit = play.confirmed()
    take_time(officer=play.officer, by=play.coordinator, **AWAY)
    if how == "cancel":
        cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    else:
        move_visit(
            visit=visit, day=dt.date(2027, 1, 27), start=dt.time(10), version=visit.version, by=play.teacher,
            as_=Who.TEACHER,
        )  # fmt: skip
    day = Commitment.objects.filter(active=True, kind="leave")
    assert [(f"{c.start_at:%H:%M}", f"{c.end_at:%H:%M}") for c in day] == [("08:00", "18:00")]
    assert list(queries.needing_cover()) == []


def test_leave_that_is_given_back_frees_its_time_and_nobody_needs_cover(play):
    visit = play.confirmed()
    absence = take_time(officer=play.officer, by=play.coordinator, **AWAY)
    give_back(absence=absence, by=play.officer.user)
    give_back(absence=absence, by=play.officer.user)
    assert stretches(play.officer) == [("session", "09:45", "11:15")]
    assert list(queries.needing_cover()) == []
    assert Event.objects.filter(kind="leave_given_back").count() == 1
    assert visit.pk


def test_only_the_officer_or_a_coordinator_enters_it_and_it_has_a_length(play):
    for by in (play.teacher, factories.staff(Role.SUPERVISOR), factories.make_officer().user):
        with pytest.raises(NotYours):
            take_time(officer=play.officer, by=by, **AWAY)
    with pytest.raises(Refused):
        take_time(officer=play.officer, by=play.coordinator, start_at=AWAY["end_at"], end_at=AWAY["start_at"])
    with pytest.raises(Refused):
        take_time(officer=play.officer, by=play.coordinator, **AWAY, kind="fishing")
    assert not Absence.objects.exists()


@pytest.fixture
def morning(settings):
    settings.FAKE_NOW = "2027-01-20T07:30"


def ill(play, until=DAY):
    return report_ill(officer=play.officer, until=until, by=play.coordinator)


def test_whoever_it_adds_least_to_goes_and_everybody_hears(play, settings):
    visit = play.confirmed()
    other, busy = factories.make_officer(), factories.make_officer()
    session = factories.training_session(factories.visit(state="confirmed"), start="10:00")
    factories.commitment(busy, session)
    settings.FAKE_NOW = "2027-01-20T07:30"
    outbox.send_due()
    mail.outbox.clear()
    answer = ill(play)
    assert (answer.covered, answer.told, answer.begun, answer.waiting) == ([(visit, other)], [], [], [])
    assert stretches(play.officer) == [("leave", "07:30", "00:00")]
    assert stretches(other) == [("session", "09:45", "11:15")]
    outbox.send_due()
    assert {m.to[0] for m in mail.outbox} == {other.user.email, play.officer.user.email, play.teacher.email}
    changed = next(m for m in mail.outbox if m.to[0] == play.teacher.email)
    assert str(other.user) in changed.body
    assert changed.attachments == []


def test_where_nobody_can_come_today_the_school_is_told_at_once(play, settings):
    visit = play.confirmed()
    settings.FAKE_NOW = "2027-01-20T07:30"
    outbox.send_due()
    mail.outbox.clear()
    answer = ill(play)
    assert [v.reference for v in answer.told] == [visit.reference]
    visit.refresh_from_db()
    assert (visit.state, visit.reason) == ("cancelled_by_force", "officer_ill")
    outbox.send_due()
    assert {m.to[0] for m in mail.outbox} == {
        play.teacher.email,
        "lead@school.example",
        play.officer.user.email,
    }


def test_a_later_day_waits_for_cover_and_a_visit_that_has_begun_is_left(play, settings):
    begun, later = play.confirmed(start=dt.time(9, 15)), play.confirmed(day=dt.date(2027, 1, 21))
    settings.FAKE_NOW = "2027-01-20T09:30"
    answer = ill(play, until=dt.date(2027, 1, 22))
    assert (answer.begun, answer.waiting, answer.told) == ([begun], [later], [])
    assert set(queries.needing_cover()) == {begun, later}
    assert [v.state for v in Visit.objects.order_by("id")] == ["confirmed", "confirmed"]


def test_pressing_twice_does_it_once(play, morning):
    ill(play)
    again = ill(play)
    assert Absence.objects.count() == 1
    assert (again.covered, again.told) == ([], [])


def test_only_a_coordinator_says_so_and_the_day_lies_ahead(play, morning):
    with pytest.raises(NotYours):
        report_ill(officer=play.officer, until=DAY, by=play.officer.user)
    for wrong in (dt.date(2027, 1, 19), dt.date(2027, 6, 1)):
        with pytest.raises(Refused):
            ill(play, until=wrong)
    assert not Absence.objects.exists()


def test_the_desks_page_says_what_was_done(play, client, settings):
    visit = play.confirmed()
    settings.FAKE_NOW = "2027-01-20T07:30"
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    page = reverse("liaison_desk_ill")
    assert page in client.get("/cms/visits/").content.decode()
    assert client.post(page, {}).status_code == 422
    assert client.post(page, {"officer": play.officer.pk, "until": "2026-01-01"}).status_code == 422
    html = client.post(page, {"officer": play.officer.pk, "until": "2027-01-20"}).content.decode()
    assert "Nobody could come: the school has been told." in html
    assert visit.reference in html
    assert "01642 000000" in html


def test_the_page_of_a_visit_says_why_somebody_could_go(play, client):
    visit, other = play.confirmed(), factories.make_officer()
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    page = client.get(f"/cms/visits/{visit.reference}/").content.decode()
    assert f'<option value="{other.pk}">{other} (20 minutes more on the road, 0 sessions in 28 days)' in page
