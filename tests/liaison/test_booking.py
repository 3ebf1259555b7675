"""Asking for a visit, deciding it, and what the database and the mailbox hold afterwards."""

from __future__ import annotations

import datetime as dt
from uuid import uuid4

import pytest

from education.ledger.models import Event, OutboxMessage
from education.liaison import diary
from education.liaison.actions import (
    GroupAsked,
    cancel_visit,
    confirm_visit,
    decline_visit,
    lapse_due,
    take_time,
    withdraw_visit,
)
from education.liaison.errors import NotYours, Refused, SlotTaken, Stale, SubmissionReused
from education.liaison.models import Commitment, Visit
from education.liaison.states import Who
from education.people.roles import Role
from tests import factories
from tests.liaison.cast import DAY, TEN, cast

pytestmark = pytest.mark.django_db


def mails():
    return sorted(OutboxMessage.objects.values_list("kind", "recipient"))


def busy():
    return list(Commitment.objects.filter(active=True).values_list("kind", flat=True))


def test_a_request_holds_the_time_for_three_working_days(play):
    visit = play.ask()
    assert (visit.state, visit.version, visit.slot_version) == ("requested", 0, 0)
    assert visit.held_until.isoformat() == "2027-01-07T09:00:00+00:00"
    hold = Commitment.objects.get()
    assert (hold.kind, hold.start_at.isoformat(), hold.end_at.isoformat()) == (
        "hold", "2027-01-20T09:45:00+00:00", "2027-01-20T11:15:00+00:00",
    )  # fmt: skip
    assert mails() == [("visit_requested", play.teacher.email)]
    event = Event.objects.get(subject_id=str(visit.public_id))
    assert (event.kind, event.data["officers"], event.data["eligible"]) == (
        "visit_requested",
        [play.officer.pk],
        1,
    )
    assert len(visit.reference) == 8
    assert set(visit.reference[3:]) <= set("23456789CDFGHJKMNPQRTVWXY")


def test_the_held_time_is_not_offered_again(play):
    before = [s.time for s in diary.free_for(play.school, play.type, DAY, DAY)]
    play.ask()
    after = [s.time for s in diary.free_for(play.school, play.type, DAY, DAY)]
    assert TEN in before
    assert set(before) - set(after) == {
        t for t in before if dt.time(8, 30) < t < dt.time(11, 30)
    }  # one hour and a half around ten is taken


def test_a_taken_time_is_refused_with_the_three_nearest(play):
    play.ask()
    with pytest.raises(SlotTaken) as refusal:
        play.ask()
    assert [(s.day, s.time) for s in refusal.value.nearest] == [
        (DAY, dt.time(11, 30)), (DAY, dt.time(11, 45)), (DAY, dt.time(12, 0)),
    ]  # fmt: skip
    assert Visit.objects.count() == 1


def test_the_same_form_twice_is_one_visit_and_with_other_answers_refused(play):
    submission = uuid4()
    first = play.ask(submission=submission)
    assert play.ask(submission=submission) == first
    with pytest.raises(SubmissionReused):
        play.ask(submission=submission, start=dt.time(13, 0))
    assert (Visit.objects.count(), OutboxMessage.objects.count()) == (1, 1)


def test_a_school_has_at_most_three_open_requests(play):
    for hour in (9, 11, 13):
        play.ask(start=dt.time(hour, 0))
    with pytest.raises(Refused, match="already has 3 requests"):
        play.ask(day=DAY + dt.timedelta(days=1))
    assert (
        play.ask(day=DAY + dt.timedelta(days=1), by=play.coordinator, override="school_rang").teacher is None
    )


@pytest.mark.parametrize(
    ("groups", "code"),
    [
        ([], "group_missing"),
        ([GroupAsked("5", 0)], "group_missing"),
        ([GroupAsked("5", 61)], "group_too_large"),
        ([GroupAsked("5", 30), GroupAsked("6", 31)], "group_too_large"),
        ([GroupAsked("7", 20)], "year_not_offered"),
        ([GroupAsked("", 20)], "year_not_offered"),
        ([GroupAsked("5", 20), GroupAsked("5", 20)], "group_twice"),
    ],
)
def test_groups_that_do_not_fit_are_refused_with_the_reason(play, groups, code):
    with pytest.raises(Refused) as refusal:
        play.ask(groups=groups)
    assert refusal.value.code == code


@pytest.mark.parametrize(
    "answer",
    [
        {"needs": ["a child in Year 5 is frightened"]},
        {"arrival": "by the big tree"},
        {"day_telephone": "ask for Sam"},
    ],
)
def test_a_sentence_in_place_of_a_code_is_refused(play, answer):
    with pytest.raises(Refused):
        play.ask(**answer)
    assert Visit.objects.count() == 0


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (dt.date(2027, 1, 15), TEN),  # less than ten working days ahead
        (dt.date(2027, 1, 23), TEN),  # a Saturday
        (dt.date(2027, 3, 26), TEN),  # Good Friday
        (dt.date(2027, 7, 21), TEN),  # after the last known term
        (DAY, dt.time(8, 45)),  # before pupils may be taught
        (DAY, dt.time(14, 30)),  # would end after them
        (DAY, dt.time(10, 5)),  # off the grid
    ],
)
def test_a_time_that_is_not_offered_can_not_be_posted(play, day, start):
    with pytest.raises(SlotTaken):
        play.ask(day=day, start=start)


def test_a_coordinator_books_today_for_a_school_that_rang(play):
    visit = play.ask(day=dt.date(2027, 1, 4), start=dt.time(8, 0), by=play.coordinator, override="school_rang",
                     teacher=play.teacher)  # fmt: skip
    assert (visit.teacher, visit.state) == (play.teacher, "requested")
    with pytest.raises(SlotTaken):
        play.ask(day=dt.date(2027, 1, 4), start=dt.time(8, 30), by=play.coordinator, override="school_rang")
    with pytest.raises(NotYours):
        play.ask(day=dt.date(2027, 1, 4), override="school_rang")


@pytest.mark.parametrize("state", ["requested", "refused", "ended"])
def test_only_an_approved_teacher_of_the_school_asks(play, state):
    stranger = factories.person()
    factories.membership(stranger, play.school, state=state)
    elsewhere = factories.person()
    factories.membership(elsewhere, factories.school("Other School"))
    for user in (stranger, elsewhere, factories.staff(Role.OFFICER), factories.staff(Role.SUPERVISOR)):
        with pytest.raises(NotYours):
            play.ask(by=user)


def test_confirming_turns_the_hold_into_the_session_and_tells_everybody(play):
    visit = play.ask()
    confirm_visit(visit=visit, version=0, by=play.coordinator)
    visit.refresh_from_db()
    assert (visit.state, visit.version, visit.slot_version, visit.held_until) == ("confirmed", 1, 1, None)
    assert busy() == ["session"]
    assert mails() == [
        ("officer_assigned", play.officer.user.email),
        ("safeguarding_lead_told", "lead@school.example"),
        ("visit_confirmed", play.teacher.email),
        ("visit_requested", play.teacher.email),
    ]
    with pytest.raises(Stale):
        confirm_visit(visit=visit, version=0, by=play.coordinator)
    with pytest.raises(Refused):
        confirm_visit(visit=visit, version=1, by=play.coordinator)


def test_declining_needs_a_reason_and_frees_the_time(play):
    visit = play.ask()
    with pytest.raises(Refused, match="reason"):
        decline_visit(visit=visit, reason="", by=play.coordinator)
    decline_visit(visit=visit, reason="no_officer", by=play.coordinator)
    visit.refresh_from_db()
    assert (visit.state, visit.reason, busy()) == ("declined", "no_officer", [])
    assert visit.sessions.get().state == "cancelled"
    assert play.ask().state == "requested"


def test_the_school_withdraws_its_request(play):
    withdraw_visit(visit=play.ask(), by=play.teacher)
    assert (Visit.objects.get().state, busy()) == ("withdrawn", [])


@pytest.mark.parametrize(
    ("as_", "state"), [(Who.TEACHER, "cancelled_by_school"), (Who.COORDINATOR, "cancelled_by_force")]
)
def test_either_side_cancels_with_a_reason_and_everybody_is_told(play, as_, state):
    visit = play.confirmed()
    OutboxMessage.objects.all().delete()
    by = play.teacher if as_ == Who.TEACHER else play.coordinator
    cancel_visit(visit=visit, reason="timetable", by=by, as_=as_)
    visit.refresh_from_db()
    assert (visit.state, visit.slot_version, busy()) == (state, 2, [])
    assert mails() == [
        ("officer_stood_down", play.officer.user.email),
        ("visit_cancelled", "lead@school.example"),
        ("visit_cancelled", play.teacher.email),
    ]


def test_a_stranger_moves_nothing(play):
    visit = play.ask()
    stranger = factories.person()
    factories.membership(stranger, factories.school("Other School"))
    for user in (stranger, factories.staff(Role.SUPERVISOR), factories.staff(Role.OFFICER)):
        for attempt in (
            lambda by=user: confirm_visit(visit=visit, version=0, by=by),
            lambda by=user: decline_visit(visit=visit, reason="other", by=by),
            lambda by=user: withdraw_visit(visit=visit, by=by),
        ):
            with pytest.raises(NotYours):
                attempt()
    visit.refresh_from_db()
    assert (visit.state, visit.version) == ("requested", 0)


def test_a_request_lapses_and_tells_the_teacher(play, settings):
    visit = play.ask()
    settings.FAKE_NOW = "2027-01-07T08:59"
    assert lapse_due() == 0
    settings.FAKE_NOW = "2027-01-07T09:00"
    with pytest.raises(Refused, match="run out"):
        confirm_visit(visit=visit, version=0, by=play.coordinator)
    assert lapse_due() == 1
    assert lapse_due() == 0
    visit.refresh_from_db()
    assert (visit.state, busy()) == ("lapsed", [])
    assert mails() == [("visit_lapsed", play.teacher.email), ("visit_requested", play.teacher.email)]


def test_the_next_writer_ends_a_hold_that_ran_out(play, settings):
    later = dt.date(2027, 1, 27)
    old = play.ask(day=later)
    settings.FAKE_NOW = "2027-01-07T09:00"
    assert diary.free_for(play.school, play.type, later, later)[0].time == dt.time(9, 0)
    new = play.ask(day=later)
    old.refresh_from_db()
    assert (old.state, new.state, busy()) == ("lapsed", "requested", ["hold"])


def test_nothing_can_be_booked_into_leave(play):
    moment = dt.datetime(2027, 1, 20, 10, 30, tzinfo=dt.UTC)
    take_time(officer=play.officer, start_at=moment + dt.timedelta(days=1), by=play.coordinator,
              end_at=moment + dt.timedelta(days=1, hours=1))  # fmt: skip
    with pytest.raises(SlotTaken):
        play.ask(day=DAY + dt.timedelta(days=1))
    with pytest.raises(NotYours):
        take_time(officer=play.officer, start_at=moment, end_at=moment, by=play.teacher)


def test_two_officers_come_when_two_are_needed(db, monday):
    play = cast(officers=3, code="two", officers_needed=2)
    visit = play.confirmed()
    assert Commitment.objects.filter(session__visit=visit, active=True).count() == 2
    with pytest.raises(SlotTaken):
        play.ask()


def test_who_is_there_already_comes_again_and_else_who_has_least_to_do(db, monday):
    play = cast(officers=2)
    first, second = play.officers
    play.ask(start=dt.time(9, 0))
    play.ask(start=dt.time(13, 0))
    play.ask(start=dt.time(9, 0), day=DAY + dt.timedelta(days=1))
    assert list(Commitment.objects.order_by("id").values_list("officer", flat=True)) == [
        first.pk,  # the lowest id
        first.pk,  # at the school that day, so nobody drives twice
        second.pk,
    ]
