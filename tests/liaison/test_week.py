"""The week by officer: what is taken, and the ways between."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from education.liaison import week, workload
from education.liaison.actions import GroupAsked
from education.liaison.actions.waiting import join_waiting_list, offer_times
from education.liaison.models import SchoolTravel
from tests import factories
from tests.liaison.cast import DAY

pytestmark = pytest.mark.django_db
MONDAY = dt.date(2027, 1, 18)


def wednesday(monday=MONDAY):
    return week.board(monday)[0][1][2]


def at_two_schools(play):
    play.ask(start=dt.time(9))
    other = factories.school("Other School", latitude=54.6, longitude=-1.2)
    factories.membership(play.teacher, other)
    visit = play.ask(start=dt.time(13), school=other)
    SchoolTravel.objects.create(one=play.school, other=other, minutes=33)
    return visit


def test_the_way_between_two_schools_is_the_one_that_booking_allows(play):
    at_two_schools(play)
    day = wednesday()
    assert (day.day, [f"{leg.start:%H:%M}" for leg in day.legs], day.legs[1].drive) == (
        DAY,
        ["08:45", "12:45"],
        33,
    )
    assert (day.legs[0].drive > 0, day.home > 0) == (True, True)


def test_what_is_offered_to_a_school_that_waits_is_at_that_school_with_its_way(client, play):
    entry = join_waiting_list(
        school=play.school, session_type=play.type, groups=[GroupAsked("5", 28)], delivery="class", first_day=DAY,
        last_day=DAY, weekdays=[2], part="any", notice_days=5, by=play.teacher,
    )  # fmt: skip
    offer_times()
    (leg,) = wednesday().legs
    assert (leg.commitment.offer.entry, leg.commitment.school, leg.drive > 0) == (entry, play.school, True)
    week_ = workload.loads(MONDAY)[0].weeks[0]
    assert (week_.sessions, week_.held, week_.road > 0) == (0, 1, True)
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    page = client.get("/cms/visits/week/?from=2027-01-20").content.decode()
    assert f"{play.school.name} (offered to a school that waits)" in page


def test_another_week_is_empty_and_a_hold_that_ran_out_is_gone(play, settings):
    play.ask()
    assert [len(day.legs) for day in week.board(MONDAY - dt.timedelta(days=7))[0][1]] == [0] * 7
    assert len(wednesday().legs) == 1
    settings.FAKE_NOW = "2027-01-07T09:00"
    assert len(wednesday().legs) == 0


def test_a_board_takes_as_many_queries_for_three_officers_as_for_one(play):
    def queries():
        with CaptureQueriesContext(connection) as context:
            week.board(MONDAY)
        return len(context)

    play.ask()
    one = queries()
    for _ in range(2):
        factories.make_officer()
        play.ask(start=dt.time(13))
    assert queries() == one


@pytest.mark.parametrize("asked", ["2027-01-20", "2027-01-18"])
def test_the_desk_shows_the_week_that_a_day_lies_in(client, play, asked):
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    visit = at_two_schools(play)
    page = client.get(f"/cms/visits/week/?from={asked}").content.decode()
    assert ("33 min drive" in page, visit.reference in page, "(held)" in page) == (True, True, True)


@pytest.mark.parametrize("asked", ["", "x", "0001-01-01", "9999-12-31"])
def test_any_week_can_be_asked_for(client, play, asked):
    play.coordinator.is_demo = True
    play.coordinator.save()
    client.force_login(play.coordinator)
    assert client.get(f"/cms/visits/week/?from={asked}").status_code == 200
