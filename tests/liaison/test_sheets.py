"""Day sheets on paper: what is settled, whom to ask for, and boxes for the counts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from education.ledger.clock import to_utc
from education.ledger.models import AccessEvent
from education.liaison import sheets
from education.liaison.actions import GroupAsked, take_time
from education.people.roles import Role
from education.schools.models import School
from tests import factories
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
SHEETS, OWN = f"/cms/visits/sheets/?day={DAY}", f"/calendar/sheet/?day={DAY}"


@pytest.fixture
def desk(client, play):
    play.coordinator.is_demo = True  # no second factor to show in every test
    play.coordinator.save()
    client.force_login(play.coordinator)
    return client


def settled(play):
    School.objects.filter(pk=play.school.pk).update(telephone="01642 123456", street="1 Quay Street")
    two = [GroupAsked("5", 28), GroupAsked("6", 30)]
    return play.confirmed(start=dt.time(9), groups=two, delivery="classes", needs=["calm"], please_ring=True)


def rows(page):
    cells = re.findall(r"<tr><td>(.*?)</td><td>(.*?)</td>", page.content.decode())
    return [(group, expected) for group, expected in cells]


def test_a_sheet_has_the_visit_once_and_a_table_for_each_session(desk, play):
    visit = settled(play)
    page = desk.get(SHEETS)
    assert rows(page) == [
        ("Year 5, pupils", "28"), ("Staff who stayed", ""), ("Year 6, pupils", "30"), ("Staff who stayed", ""),
    ]  # fmt: skip
    text = page.content.decode()
    for once in (
        "01642 123456", "01642 000000", "1 Quay Street", "lead@school.example", visit.reference, "Main reception",
        "A calm, predictable session helps this group", "They asked us to ring",
    ):  # fmt: skip
        assert text.count(once) == 1, once
    assert "minutes’ drive home" in text


def test_what_is_only_held_is_counted_and_not_shown(play):
    settled(play)
    play.ask(start=dt.time(13))
    (sheet,) = sheets.busy(DAY)
    assert ([stop.session.start_time for stop in sheet.stops], sheet.waiting) == (
        [dt.time(9), dt.time(10)],
        1,
    )


def test_leave_stands_on_the_sheet_without_its_reason(desk, play):
    begins = to_utc(DAY, dt.time())
    take_time(
        officer=play.officer, start_at=begins, end_at=begins + dt.timedelta(days=1), by=play.coordinator
    )
    assert "00:00 to 24:00 Leave" in desk.get(SHEETS).content.decode()


def test_whom_to_ask_for_is_shown_thirty_days_before_and_after_and_no_longer(play, settings):
    settled(play)
    for moment, seen in (
        ("2026-12-20", False),
        ("2026-12-21", True),
        ("2027-02-19", True),
        ("2027-02-20", False),
    ):
        settings.FAKE_NOW = f"{moment}T09:00"
        assert (moment, sheets.busy(DAY)[0].contacts) == (moment, seen)


def test_an_officer_sees_their_own_sheet_and_nobody_elses(client, play):
    visit = settled(play)
    other = factories.make_officer()
    for user, seen in ((play.officer.user, 1), (other.user, 0)):
        client.force_login(user)
        for address in (OWN, f"{OWN}&officer={play.officer.pk}"):
            page = client.get(address)
            assert (page.status_code, page.content.decode().count(visit.reference)) == (200, seen)


def test_somebody_with_the_role_and_no_frame_has_no_sheet(client, play):
    client.force_login(factories.staff(Role.OFFICER))
    assert client.get(OWN).status_code == 404


def test_each_look_is_logged(desk, play):
    settled(play)
    desk.get(SHEETS)
    seen = AccessEvent.objects.filter(kind=AccessEvent.Kind.CONTACT_VIEWED)
    assert [event.about for event in seen] == ["liaison_desk_sheets"]


def test_the_desk_can_ask_for_one_officer(desk, play):
    settled(play)
    assert desk.get(f"{SHEETS}&officer={play.officer.pk}").content.decode().count('class="sheet"') == 1
    assert desk.get(f"{SHEETS}&officer=999999").content.decode().count('class="sheet"') == 0


def test_as_many_queries_for_three_officers_as_for_one(play):
    def queries():
        with CaptureQueriesContext(connection) as context:
            sheets.busy(DAY)
        return len(context)

    play.confirmed()
    one = queries()
    for _ in range(2):
        factories.make_officer()
        play.confirmed()
    assert queries() == one
