"""One session of a visit is called off alone: its time is free, the others stand, and everybody's diary follows."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from education.ledger import outbox
from education.ledger.models import Event
from education.liaison import diary, invites
from education.liaison.actions import GroupAsked, cancel_session, record_outcome
from education.liaison.errors import NotYours, Refused, Stale
from education.liaison.models import Commitment, Visit
from education.liaison.states import Who
from tests import factories
from tests.liaison.cast import DAY

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
NINE, TEN, ELEVEN = dt.time(9), dt.time(10), dt.time(11)


@pytest.fixture
def three(play):
    """Three classes one after another, from nine to twelve."""
    groups = [GroupAsked("4", 28), GroupAsked("5", 30), GroupAsked("6", 27)]
    return play.confirmed(start=NINE, groups=groups, delivery="classes")


def session(visit, start):
    return visit.sessions.get(start_time=start)


def drop(visit, start, by, **more):
    values = {
        "reason": "timetable",
        "as_": Who.TEACHER,
        "version": Visit.objects.get(pk=visit.pk).version,
        **more,
    }
    return cancel_session(session=session(visit, start), by=by, **values)


def taken():
    rows = Commitment.objects.filter(active=True).order_by("start_at").values_list("start_at", "end_at")
    return [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in rows]


@pytest.mark.parametrize(
    ("start", "left"),
    [
        (NINE, [("09:45", "11:00"), ("11:00", "12:15")]),
        (TEN, [("08:45", "10:00"), ("11:00", "12:15")]),
        (ELEVEN, [("08:45", "10:00"), ("10:00", "11:15")]),
    ],
)
def test_its_time_is_free_and_set_up_and_pack_down_go_along(play, three, start, left):
    assert taken() == [("08:45", "10:00"), ("10:00", "11:00"), ("11:00", "12:15")]
    visit = drop(three, start, play.teacher)
    assert taken() == left
    assert (visit.state, visit.version, visit.slot_version) == (
        "confirmed", three.version + 1, three.slot_version + 1,
    )  # fmt: skip
    assert session(three, start).state == "cancelled"


def test_an_officer_who_is_elsewhere_right_after_keeps_that_and_has_no_pack_down(play, three):
    last = Commitment.objects.get(session=session(three, ELEVEN))
    Commitment.objects.filter(pk=last.pk).update(officer=factories.make_officer())
    Commitment.objects.create(
        officer=play.officer, kind=Commitment.Kind.DUTY, start_at=last.start_at, end_at=last.end_at
    )
    drop(three, ELEVEN, play.teacher)
    assert taken() == [("08:45", "10:00"), ("10:00", "11:00"), ("11:00", "12:15")]


def test_everybody_gets_the_new_entry_with_what_stands(play, three):
    outbox.send_due()
    mail.outbox.clear()
    drop(three, NINE, play.teacher)
    outbox.send_due()
    assert sorted(to for message in mail.outbox for to in message.to) == sorted(
        [play.teacher.email, "lead@school.example", play.officer.user.email]
    )
    texts = [message.body for message in mail.outbox]
    assert [("10:00 to 11:00" in text, "09:00 to 10:00" in text) for text in texts] == [(True, False)] * 3
    begins, _ends = invites.times(Visit.objects.get())
    assert f"{begins:%H:%M}" == "10:00"
    (event,) = Event.objects.filter(kind="session_cancelled")
    assert (event.data["reason"], event.data["as"]) == ("timetable", "teacher")


def test_who_may_not_and_when_it_can_not_be(play, three, settings):
    stranger = factories.membership().user
    for wrong, error in (
        (lambda: drop(three, NINE, stranger), NotYours),
        (lambda: drop(three, NINE, play.teacher, as_=Who.COORDINATOR), NotYours),
        (lambda: drop(three, NINE, play.teacher, version=0), Stale),
        (lambda: drop(three, NINE, play.teacher, reason="because"), Refused),
    ):
        with pytest.raises(error):
            wrong()
    drop(three, NINE, play.teacher)
    with pytest.raises(Refused, match="not to come any more"):
        drop(three, NINE, play.teacher)
    drop(three, TEN, play.coordinator, as_=Who.COORDINATOR, reason="officer_ill")
    with pytest.raises(Refused, match="only session left"):
        drop(three, ELEVEN, play.teacher)
    assert taken() == [("10:45", "12:15")]


def test_one_that_has_begun_is_its_officers_to_record(play, three, settings):
    settings.FAKE_NOW = f"{DAY}T09:00"
    with pytest.raises(Refused, match="has begun"):
        drop(three, NINE, play.teacher)
    drop(three, TEN, play.teacher)
    for start in (NINE, ELEVEN):
        settings.FAKE_NOW = f"{DAY}T{start:%H:%M}"
        record_outcome(session=session(three, start), delivered=True, by=play.officer.user)
    assert Visit.objects.get().state == "delivered"


def test_the_school_says_which_on_the_page_and_the_desk_does_for_it(client, play, three):
    client.force_login(play.teacher)
    address = f"/visits/{three.reference}/cancel/"
    page = client.get(address).content.decode()
    assert ("The whole visit" in page, "Only 09:00, Year 4" in page) == (True, True)
    data = {"version": three.version, "reason": "timetable", "session": str(session(three, NINE).public_id)}
    assert client.post(address, {**data, "session": "x"}).status_code == 200
    assert client.post(address, data).status_code == 303
    assert Visit.objects.get().state == "confirmed"
    page = client.get(f"/visits/{three.reference}/").content.decode()
    assert page.count(">cancelled</span>") == 1
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    desk = f"/cms/visits/{three.reference}/"
    assert "Only 10:00, Year 5" in client.get(desk).content.decode()
    data = {f"cancel-{name}": value for name, value in data.items()}
    data |= {"cancel-version": three.version + 1, "cancel-session": str(session(three, TEN).public_id)}
    data["cancel-reason"] = "officer_ill"
    assert client.post(f"{desk}cancel/", data).status_code == 303
    page = client.get(desk).content.decode()
    assert (page.count("One session was cancelled"), "Only 11:00" in page) == (2, False)
    assert len(diary.planned(Visit.objects.get())) == 1


def test_control_without_a_session_named_the_whole_visit_goes(client, play, three):
    client.force_login(play.teacher)
    data = {"version": three.version, "reason": "timetable", "session": ""}
    assert client.post(f"/visits/{three.reference}/cancel/", data).status_code == 303
    assert (Visit.objects.get().state, taken()) == ("cancelled_by_school", [])
