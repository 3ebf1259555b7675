"""The demonstration's bookings."""

from __future__ import annotations

import datetime as dt

import pytest

from education.ledger.models import OutboxMessage
from education.liaison import diary, queries
from education.liaison.actions.waiting import offer_times
from education.liaison.demo import load_demo_liaison, start_today
from education.liaison.models import Visit, WaitingEntry
from education.liaison.waiting_queries import waiting_for
from education.people.roles import Role
from education.schools.demo import load_demo_schools
from education.schools.models import School
from tests import factories

pytestmark = pytest.mark.django_db


def people():
    found = {name: factories.person(f"{name}@demo.example") for name in ("teacher", "teacher2")}
    for name, role in {
        "officer": Role.OFFICER,
        "officer2": Role.OFFICER,
        "coordinator": Role.COORDINATOR,
    }.items():
        found[name] = factories.staff(role, email=f"{name}@demo.example")
    return {user.email: user for user in found.values()}


@pytest.mark.parametrize(
    "moment", ["2026-11-21T18:53", "2026-11-23T07:00", "2026-12-28T12:00", "2027-08-01T00:05"]
)
def test_any_day_of_the_week_has_a_visit_today_one_ahead_and_a_request(settings, moment):
    settings.FAKE_NOW = moment
    today = dt.date.fromisoformat(moment[:10])
    load_demo_schools()
    cast = people()
    for _ in range(2):
        made = load_demo_liaison(today=today, people=cast)
        assert {name: visit.state for name, visit in made.items()} == {
            "today": "confirmed", "ahead": "confirmed", "request": "requested",
        }  # fmt: skip
    assert Visit.objects.count() == 3
    assert WaitingEntry.objects.count() == 0  # nobody waits for a school that they do not act for
    officer = cast["officer@demo.example"]
    assert len(queries.sessions_of(officer, today, today)) == 1
    assert len(queries.sessions_of(officer, today, today + dt.timedelta(days=90))) == 2
    assert Visit.objects.filter(teacher=cast["teacher@demo.example"], school__urn=900_001).count() == 2
    assert Visit.objects.filter(teacher=cast["teacher2@demo.example"], school__urn=900_002).count() == 1
    assert OutboxMessage.objects.count() == 0
    school = School.objects.get(urn=900_001)
    assert diary.free_for(school, made["today"].session_type, today, today + dt.timedelta(days=120))


def test_a_newcomer_finds_who_waits_and_after_a_round_of_the_clock_a_time_to_take(settings):
    settings.FAKE_NOW = "2026-11-23T07:00"
    load_demo_schools()
    cast = people()
    for user in cast.values():
        user.is_demo = True
        user.save()
    for name, urn in (("teacher", 900_001), ("teacher2", 900_002)):
        factories.membership(cast[f"{name}@demo.example"], School.objects.get(urn=urn))
    for _ in range(2):
        load_demo_liaison(today=dt.date(2026, 11, 23), people=cast)
    assert (WaitingEntry.objects.filter(is_demo=True).count(), OutboxMessage.objects.count()) == (3, 0)
    offer_times()
    seen = {
        name: [bool(offer) for _, offer in waiting_for(cast[f"{name}@demo.example"])]
        for name in ("teacher", "teacher2")
    }
    assert seen == {"teacher": [False, True], "teacher2": [True]}


@pytest.mark.parametrize(
    ("moment", "time"),
    [("03:00", "09:15"), ("00:10", "09:15"), ("11:20", "10:45"), ("11:30", "11:00"), ("18:53", "13:30")],
)
def test_the_visit_of_today_began_half_an_hour_ago_where_a_school_day_allows(moment, time):
    now = dt.datetime.fromisoformat(f"2026-11-23T{moment}+00:00")
    assert start_today(now) == dt.time.fromisoformat(time)
