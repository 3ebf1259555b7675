"""Other numbers or details of a visit that stays at its time: who may, what is noted, and who hears of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail

from education.attendance.daypack import day_pack
from education.ledger import outbox
from education.ledger.models import Event
from education.liaison.actions import GroupAsked, cancel_visit, change_details
from education.liaison.errors import NotYours, Refused, Stale
from education.liaison.models import Commitment, Group, Visit
from education.liaison.states import Who
from tests import factories
from tests.liaison.cast import DAY, TEN

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
SAID = {
    "safeguarding_lead_email": "lead@school.example",
    "day_telephone": "01642 000000",
    "arrival": "main_reception",
}


def group_of(visit, year="5"):
    return Group.objects.get(session__visit=visit, year=year)


def change(visit, by, expected=None, **more):
    values = {"as_": Who.TEACHER, "version": Visit.objects.get(pk=visit.pk).version, **SAID, **more}
    return change_details(visit=visit, expected=expected or {}, by=by, **values)


def sent():
    mail.outbox.clear()
    outbox.send_due()
    return sorted(
        (to, message.subject.partition(":")[2].strip()) for message in mail.outbox for to in message.to
    )


@pytest.fixture
def visit(play):
    """Confirmed, and everybody has had their first mails."""
    made = play.confirmed()
    outbox.send_due()
    return made


def test_a_number_changes_and_the_time_and_the_calendar_entry_stay(play, visit):
    before = list(Commitment.objects.values("start_at", "end_at", "active", "kind"))
    done = change(visit, play.teacher, {group_of(visit).pk: 31})
    assert (group_of(visit).expected, done.version, done.slot_version, done.state) == (
        31, visit.version + 1, visit.slot_version, "confirmed",
    )  # fmt: skip
    assert list(Commitment.objects.values("start_at", "end_at", "active", "kind")) == before
    (event,) = Event.objects.filter(kind="visit_details_changed")
    session = str(visit.sessions.get().public_id)
    assert (event.data["numbers"], event.data["details"], event.data["as"]) == (
        [[session, "5", 28, 31]], [], "teacher",
    )  # fmt: skip


def test_the_officer_hears_of_it_and_the_phone_shows_it(play, visit, settings):
    change(visit, play.teacher, {group_of(visit).pk: 31}, room="hall", needs=["projector"])
    assert sent() == [(play.officer.user.email, "numbers or details changed")]
    text = mail.outbox[0].body
    assert ("Year 5 pupils 31" in text, "main reception, then the hall" in text) == (True, True)
    assert mail.outbox[0].attachments == []
    settings.FAKE_NOW = f"{DAY}T08:00"
    (session,) = day_pack(play.officer.user)["sessions"]
    assert (session["arrival"], session["groups"][0]["expected"]) == ("Main reception, then the hall", 31)


def test_a_new_lead_gets_their_own_mail_and_the_log_keeps_no_address(play, visit):
    change(visit, play.teacher, safeguarding_lead_email="New@School.example")
    assert sent() == sorted(
        [
            ("new@school.example", "what you need to know"),
            (play.officer.user.email, "numbers or details changed"),
        ]
    )
    (event,) = Event.objects.filter(kind="visit_details_changed")
    assert event.data["details"] == ["safeguarding_lead_email"]
    assert "new@school.example" not in str(event.data)


def test_the_teacher_hears_what_somebody_else_changed(play, visit):
    colleague = factories.membership(None, play.school).user
    change(visit, colleague, {group_of(visit).pk: 20})
    assert (play.teacher.email, "what we have noted") in sent()
    change(visit, play.coordinator, {group_of(visit).pk: 21}, as_=Who.COORDINATOR)
    assert (play.teacher.email, "what we have noted") in sent()


def test_a_request_that_waits_can_change_and_no_officer_is_written_to(play):
    asked = play.ask()
    outbox.send_due()
    change(asked, play.teacher, {group_of(asked).pk: 12}, room="library")
    assert (sent(), Visit.objects.get().room, group_of(asked).expected) == ([], "library", 12)


def test_what_is_as_it_was_writes_nothing(play, visit):
    assert change(visit, play.teacher, {group_of(visit).pk: 28}).version == visit.version
    assert (sent(), Event.objects.filter(kind="visit_details_changed").count()) == ([], 0)


def test_who_may_not_and_what_is_refused_leaves_everything_as_it_was(play, visit, settings):
    stranger = factories.membership().user
    here = {group_of(visit).pk: 31}
    for error, by, more in (
        (NotYours, stranger, {}),
        (NotYours, play.teacher, {"as_": Who.COORDINATOR}),
        (NotYours, play.officer.user, {}),
        (Stale, play.teacher, {"version": visit.version - 1}),
        (Refused, play.teacher, {"room": "by the big tree"}),
        (Refused, play.teacher, {"needs": ["a boy called"]}),
        (Refused, play.teacher, {"day_telephone": "ask Ms Brown"}),
        (Refused, play.teacher, {"safeguarding_lead_email": " "}),
    ):
        with pytest.raises(error):
            change(visit, by, here, **more)
    for wrong in (0, 2001, visit.session_type.largest_group + 1):
        with pytest.raises(Refused):
            change(visit, play.teacher, {group_of(visit).pk: wrong})
    settings.FAKE_NOW = f"{DAY}T{TEN:%H:%M}"
    with pytest.raises(Refused, match="has begun"):
        change(visit, play.teacher, here)
    assert (group_of(visit).expected, Visit.objects.get().version) == (28, visit.version)


def test_one_that_is_called_off_can_not_change(play, visit):
    gone = cancel_visit(
        visit=visit, by=play.teacher, as_=Who.TEACHER, reason="timetable", version=visit.version
    )
    with pytest.raises(Refused, match="is over"):
        change(gone, play.teacher, {group_of(visit).pk: 31})


def test_a_group_of_another_visit_is_not_touched(play, visit):
    other = play.confirmed(start=dt.time(14, 0))
    change(visit, play.teacher, {group_of(other).pk: 5})
    assert (group_of(other).expected, group_of(visit).expected) == (28, 28)


def test_each_session_has_its_own_numbers_on_the_page(client, play):
    groups = [GroupAsked("4", 28), GroupAsked("5", 30)]
    visit = play.confirmed(start=dt.time(9), groups=groups, delivery="classes")
    client.force_login(play.teacher)
    address = f"/visits/{visit.reference}/change/"
    page = client.get(address).content.decode()
    assert ("Year 4, 09:00: how many people" in page, "Year 5, 10:00: how many people" in page) == (
        True,
        True,
    )
    numbers = {f"expected_{group_of(visit, year).pk}": n for year, n in (("4", 25), ("5", 29))}
    assert (
        client.post(address, {**SAID, **numbers, "version": visit.version, "room": "classroom"}).status_code
        == 303
    )
    assert [group_of(visit, year).expected for year in "45"] == [25, 29]
    page = client.get(f"/visits/{visit.reference}/").content.decode()
    assert ("Year 4: 25 pupils" in page, "Their own classroom" in page, address in page) == (True, True, True)


def test_what_was_typed_stays_when_it_is_refused_or_somebody_was_faster(client, play, visit):
    client.force_login(play.teacher)
    address, field = f"/visits/{visit.reference}/change/", f"expected_{group_of(visit).pk}"
    page = client.post(address, {**SAID, field: "999", "version": visit.version, "room": "library"})
    assert page.status_code == 409
    assert ("works with up to" in page.content.decode(), 'value="999"' in page.content.decode()) == (
        True,
        True,
    )
    change(visit, play.coordinator, {group_of(visit).pk: 20}, as_=Who.COORDINATOR)
    late = {**SAID, field: "26", "version": visit.version}
    page = client.post(address, late)
    assert (page.status_code, "Somebody else changed this visit" in page.content.decode()) == (409, True)
    assert 'value="26"' in page.content.decode()
    assert group_of(visit).expected == 20
    again = {**late, "version": page.context["form"]["version"].value()}
    assert client.post(address, again).status_code == 303
    assert group_of(visit).expected == 26


def test_the_desk_changes_it_for_a_school_that_rang(client, play, visit):
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    desk = f"/cms/visits/{visit.reference}/"
    assert f"{desk}change/" in client.get(desk).content.decode()
    data = {**SAID, f"expected_{group_of(visit).pk}": 30, "version": visit.version, "day_telephone": ""}
    assert client.post(f"{desk}change/", data).status_code == 303
    assert (group_of(visit).expected, Visit.objects.get().day_telephone) == (30, "")
    assert "Numbers or details changed" in client.get(desk).content.decode()


def test_control_a_visit_that_is_over_offers_no_change(client, play, visit, settings):
    settings.FAKE_NOW = f"{DAY}T15:00"
    client.force_login(play.teacher)
    address = f"/visits/{visit.reference}/change/"
    assert address not in client.get(f"/visits/{visit.reference}/").content.decode()
    assert client.get(address).status_code == 303
