"""Another time for a visit: the new one is taken and the old one freed in one step, or the old one stands."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import diary, invites, queries
from education.liaison.actions import cancel_visit, confirm_visit, move_visit, take_time
from education.liaison.errors import Refused, SlotTaken, Stale
from education.liaison.models import Commitment, Officer, TrainingSession, Visit, WorkingHours
from education.liaison.states import TRANSITIONS, VisitState, Who
from education.people.roles import Role
from tests import factories
from tests.liaison.cast import DAY, TEN

pytestmark = pytest.mark.django_db
LATER = dt.date(2027, 1, 27)
ONE = dt.time(13, 0)


def move(play, visit, day=LATER, start=ONE, by=None, as_=Who.TEACHER, **more):
    visit = Visit.objects.get(pk=visit.pk)
    return move_visit(
        visit=visit, day=day, start=start, version=more.pop("version", visit.version), by=by or play.teacher,
        as_=as_, **more,
    )  # fmt: skip


def taken():
    """What of officers' time is taken, as (officer, start, end)."""
    rows = Commitment.objects.filter(active=True).order_by("start_at")
    return [(c.officer_id, c.kind, f"{c.start_at:%d %H:%M}", f"{c.end_at:%H:%M}") for c in rows]


def told():
    """Who is sent which calendar, by address."""
    mail.outbox.clear()
    outbox.send_due()
    return {
        (m.subject.split(":")[0].split()[0], m.to[0]): m.attachments[0].as_string().count("method=CANCEL")
        for m in mail.outbox
    }


def test_the_new_time_is_taken_and_the_old_one_is_free_again(play):
    visit = play.confirmed()
    told()
    moved = move(play, visit)
    session = moved.sessions.get()
    assert (moved.state, moved.day, moved.version, moved.slot_version) == ("confirmed", LATER, 2, 2)
    assert (session.day, session.start_time, session.end_time) == (LATER, ONE, dt.time(14))
    assert taken() == [(play.officer.pk, "session", "27 12:45", "14:15")]
    assert TEN in {s.time for s in diary.free_for(play.school, play.type, DAY, DAY)}
    assert told() == {
        ("Your", play.teacher.email): 0, ("Your", "lead@school.example"): 0, ("Session", play.officer.user.email): 0,
    }  # fmt: skip
    event = Event.objects.get(kind="visit_moved")
    assert event.data["before"] == {"day": "2027-01-20", "start": "10:00:00", "officers": [play.officer.pk]}
    assert event.data["after"] == {"day": "2027-01-27", "start": "13:00:00", "officers": [play.officer.pk]}


def test_the_calendar_keeps_its_name_and_its_number_rises(play):
    visit = play.confirmed()
    before = invites.invite(Visit.objects.with_rows().get(pk=visit.pk), attendee="a@b.example").decode()
    move(play, visit)
    after = invites.invite(Visit.objects.with_rows().get(pk=visit.pk), attendee="a@b.example").decode()
    lines = [
        dict(line.split(":", 1) for line in text.splitlines() if ":" in line) for text in (before, after)
    ]
    assert lines[0]["UID"] == lines[1]["UID"]
    assert (lines[0]["SEQUENCE"], lines[1]["SEQUENCE"]) == ("1", "2")
    assert (lines[1]["METHOD"], lines[1]["DTSTART"]) == ("REQUEST", "20270127T130000Z")


def test_a_time_that_is_not_free_leaves_everything_as_it_was(play):
    first, second = play.confirmed(), play.confirmed(day=LATER)
    before = (taken(), Event.objects.count())
    with pytest.raises(SlotTaken) as refusal:
        move(play, first, start=TEN)
    assert (taken(), Event.objects.count()) == before
    assert len(refusal.value.nearest) == 3
    assert second.pk and Visit.objects.get(pk=first.pk).version == first.version


@pytest.mark.parametrize(
    ("day", "start"),
    [
        (DAY, dt.time(16)), (DAY, dt.time(10, 7)), (dt.date(2027, 1, 23), TEN), (dt.date(2027, 1, 11), TEN), (dt.date(2028, 1, 12), TEN),
        (dt.date(2026, 12, 1), TEN),
    ],
)  # fmt: skip
def test_the_rules_of_a_new_booking_hold_for_a_move(play, day, start):
    visit = play.confirmed()
    with pytest.raises(SlotTaken):
        move(play, visit, day=day, start=start)
    assert Visit.objects.get().day == DAY


def test_a_shift_by_less_than_its_own_length_is_free_because_it_is_its_own(play):
    visit = play.confirmed()
    assert move(play, visit, day=DAY, start=dt.time(10, 30)).sessions.get().start_time == dt.time(10, 30)


def test_what_the_list_shows_is_what_can_be_written(play):
    play.confirmed(start=dt.time(13, 0))
    visit = play.confirmed()
    shown = {start.time for start in diary.free_to_move(Visit.objects.get(pk=visit.pk), DAY, DAY)}
    assert TEN not in shown and dt.time(10, 15) in shown
    for quarter in range(9 * 4, 16 * 4):
        start = dt.time(quarter // 4, quarter % 4 * 15)
        with transaction.atomic():
            try:
                move(play, visit, day=DAY, start=start)
                written = True
            except Refused:
                written = False
            transaction.set_rollback(True)
        assert written == (start in shown), start


def test_a_month_of_other_times_takes_as_many_queries_as_a_day_and_three_officers_as_many_as_one(play):
    def queries(last):
        with CaptureQueriesContext(connection) as context:
            found = diary.free_to_move(Visit.objects.get(pk=visit.pk), DAY, last)
        return len(context), len(found)

    visit = play.confirmed()
    day, few = queries(DAY)
    month, many = queries(DAY + dt.timedelta(days=28))
    factories.make_officer()
    factories.make_officer()
    assert (month, queries(DAY)[0], many > 10 * few) == (day, day, True)


def test_when_the_rules_of_the_clock_change_the_desk_sees_it_and_moves_the_visit_to_the_time_that_was_agreed(
    play,
):
    visit = play.confirmed()
    assert queries.out_of_step() == []
    hour = dt.timedelta(
        hours=1
    )  # as if it had been booked under rules by which ten o'clock was an hour later
    for rows in (TrainingSession.objects.all(), Commitment.objects.order_by("-start_at")):
        rows.update(start_at=F("start_at") + hour, end_at=F("end_at") + hour)
    assert queries.out_of_step() == [visit]
    moved = move(play, visit, day=DAY, start=TEN, by=play.coordinator, as_=Who.COORDINATOR)
    assert (queries.out_of_step(), moved.slot_version) == ([], visit.slot_version + 1)
    assert f"{invites.times(Visit.objects.get())[0]:%H:%M}" == "10:00"


def test_several_sessions_keep_their_distance(play):
    visit = play.confirmed()
    second = factories.training_session(visit, start="11:15", year="6")
    Commitment.objects.create(
        officer=play.officer, session=second, kind="session", start_at=second.start_at,
        end_at=second.end_at + dt.timedelta(minutes=15),
    )  # fmt: skip
    move(play, visit, start=dt.time(9, 30))
    times = visit.sessions.order_by("start_at").values_list("start_time", "end_time")
    assert list(times) == [(dt.time(9, 30), dt.time(10, 30)), (dt.time(10, 45), dt.time(11, 45))]
    assert taken() == [
        (play.officer.pk, "session", "27 09:15", "10:45"), (play.officer.pk, "session", "27 10:45", "12:00"),
    ]  # fmt: skip
    with pytest.raises(SlotTaken):
        move(play, visit, start=dt.time(13, 30))  # the second one would end after lessons


def test_the_officer_who_knows_it_comes_again_and_else_another_and_everybody_hears(play):
    other = factories.make_officer()
    visit = play.confirmed()
    first = taken()[0][0]
    absent = Officer.objects.get(pk=first)
    assert move(play, visit).sessions.get().commitments.get(active=True).officer == absent
    WorkingHours.objects.filter(officer=absent, weekday=0).delete()
    told()
    move(play, visit, day=dt.date(2027, 2, 1))
    assert [row[0] for row in taken()] == [other.pk if absent == play.officer else play.officer.pk]
    mails = told()
    assert mails[("Session", absent.user.email)] == 1
    assert sorted(mails.values()) == [0, 0, 0, 1]


def test_only_the_school_or_a_coordinator_moves_and_only_before_the_start(play, settings):
    visit = play.confirmed()
    for who, as_ in (
        (factories.person(), Who.TEACHER), (play.teacher, Who.COORDINATOR), (play.officer.user, Who.COORDINATOR),
        (play.officer.user, Who.OFFICER),
    ):  # fmt: skip
        with pytest.raises(Refused):
            move(play, visit, by=who, as_=as_)
    with pytest.raises(Stale):
        move(play, visit, version=0)
    with pytest.raises(Refused, match="at this time already"):
        move(play, visit, day=DAY, start=TEN)
    settings.FAKE_NOW = "2027-01-20T10:00"
    with pytest.raises(Refused, match="has begun"):
        move(play, visit, day=LATER)


def test_a_coordinator_insists_with_a_reason_and_only_on_free_officers(play):
    visit = play.confirmed()
    other = play.confirmed(day=LATER)
    evening = {
        "day": dt.date(2027, 1, 6),
        "start": dt.time(19),
        "by": play.coordinator,
        "as_": Who.COORDINATOR,
    }
    with pytest.raises(SlotTaken):
        move(play, visit, **evening)
    with pytest.raises(Refused):
        move(play, visit, **evening, override="because")
    with pytest.raises(Refused):
        move(play, visit, day=evening["day"], start=evening["start"], override="school_rang")
    assert move(play, visit, **evening, override="school_rang").day == evening["day"]
    with pytest.raises(SlotTaken):
        move(
            play,
            visit,
            by=play.coordinator,
            as_=Who.COORDINATOR,
            day=other.day,
            start=TEN,
            override="school_rang",
        )


def test_a_time_that_the_clocks_skip_is_refused_in_words(play):
    visit = play.confirmed()
    with pytest.raises(Refused) as refusal:
        move(play, visit, day=dt.date(2027, 3, 28), start=dt.time(1, 30), by=play.coordinator,
             as_=Who.COORDINATOR, override="school_rang")  # fmt: skip
    assert refusal.value.code == "no_such_time"


def test_confirming_what_is_confirmed_is_no_move(play):
    visit = play.confirmed()
    with pytest.raises(Refused):
        confirm_visit(visit=visit, version=visit.version, by=play.coordinator)
    assert Visit.objects.get().version == 1


def test_an_officer_who_will_be_away_does_not_take_the_new_time(play):
    visit = play.confirmed()
    take_time(
        officer=play.officer, start_at=dt.datetime(2027, 1, 20, 9, tzinfo=dt.UTC),
        end_at=dt.datetime(2027, 1, 20, 17, tzinfo=dt.UTC), by=play.coordinator,
    )  # fmt: skip
    with pytest.raises(SlotTaken):
        move(play, visit, day=DAY, start=dt.time(11))
    move(play, visit)
    assert [row[1:] for row in taken()] == [("leave", "20 09:00", "17:00"), ("session", "27 12:45", "14:15")]


def test_the_school_moves_it_on_its_own_page(play, client):
    visit = play.confirmed()
    client.force_login(play.teacher)
    page = reverse("visit_move", args=[visit.reference])
    assert page in client.get(reverse("visit", args=[visit.reference])).content.decode()
    html = client.get(page).content.decode()
    assert (
        '<button type="submit"><span class="visually-hidden">Wednesday 27 January, </span>13:00</button>'
        in html
    )
    assert "Ashby" not in html
    data = {"version": visit.version, "day": "2027-01-27", "start": "13:00"}
    assert client.post(page, data)["Location"] == reverse("visit", args=[visit.reference])
    assert Visit.objects.get().day == LATER
    answer = client.post(page, data | {"start": "14:00"})
    assert (answer.status_code, "Somebody else changed this visit" in answer.content.decode()) == (409, True)
    answer = client.post(page, {"version": 2, "day": "2027-01-23", "start": "13:00"})
    assert (answer.status_code, "The nearest free times" in answer.content.decode()) == (409, True)
    assert client.post(page, {"day": "tomorrow"}).status_code == 404


def test_another_school_and_a_visit_that_is_over_have_no_such_page(play, client):
    visit = play.confirmed()
    page = reverse("visit_move", args=[visit.reference])
    client.force_login(factories.membership(of=factories.school("Another")).user)
    assert client.get(page).status_code == 404
    cancel_visit(visit=visit, reason="timetable", by=play.teacher, as_=Who.TEACHER)
    client.force_login(play.teacher)
    assert client.get(page)["Location"] == reverse("visit", args=[visit.reference])


def test_the_desk_moves_it_by_a_form(play, client):
    visit = play.confirmed()
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    page = reverse("liaison_desk_move", args=[visit.reference])
    data = {"version": visit.version, "day": "2027-01-23", "start": "19:00", "override": ""}
    answer = client.post(page, data)
    assert answer.status_code == 409
    assert "The nearest times that are free" in answer.content.decode()
    assert (
        client.post(page, data | {"override": "school_rang"}).status_code == 302
        or Visit.objects.get().day.day == 23
    )
    assert Visit.objects.get().day == dt.date(2027, 1, 23)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_the_desks_page_is_the_coordinators(play, client, role):
    user = factories.staff(role)
    user.is_demo = True
    user.save()
    client.force_login(user)
    assert client.get(reverse("liaison_desk_move", args=[play.confirmed().reference])).status_code == 403


def test_the_database_itself_knows_the_table_of_moves():
    legal = {(t.source, t.target) for t in TRANSITIONS if t.source} | {(s, s) for s in VisitState}
    for source in VisitState:
        visit = factories.visit(state=source)
        for target in VisitState:
            with transaction.atomic():
                if (source, target) in legal:
                    Visit.objects.filter(pk=visit.pk).update(state=target)
                    transaction.set_rollback(True)
                    continue
            with pytest.raises(IntegrityError, match="liaison_visit_no_such_move"), transaction.atomic():
                Visit.objects.filter(pk=visit.pk).update(state=target)
