"""How much each officer has to do, beside their hours; the road in the minutes of the booking itself."""

from __future__ import annotations

import datetime as dt

import pytest

from education.liaison import diary, workload
from education.liaison.actions import take_time
from education.liaison.models import TravelTime
from education.people.roles import Role
from tests import factories
from tests.liaison import cast as casting

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MONDAY = dt.date(2027, 1, 18)
ADDRESS = "/cms/visits/workload/"


def of(officer, monday=MONDAY):
    return next(load for load in workload.loads(monday) if load.officer == officer)


def test_a_week_adds_up_sessions_time_road_and_leave(play):
    visit = play.confirmed()  # Wednesday, an hour with a quarter before and after
    play.ask(start=dt.time(13, 0))
    take_time(
        officer=play.officer, start_at=dt.datetime(2027, 1, 21, tzinfo=dt.UTC),
        end_at=dt.datetime(2027, 1, 22, tzinfo=dt.UTC), by=play.coordinator, kind="leave",
    )  # fmt: skip
    load = of(play.officer)
    week = load.weeks[0]
    home = diary.bases([play.officer])[play.officer.pk]
    there = diary.travel_set().minutes(home, diary.place_of(visit.school))
    assert (week.sessions, week.held, week.taken, week.open, week.away, week.road) == (
        1, 1, 180, 5 * 480, 480, 2 * there,
    )  # fmt: skip
    assert week.percent == round(100 * (180 + 2 * there) / (4 * 480))
    assert (load.people, load.sums.sessions, [w.sessions for w in load.weeks[1:]]) == (28, 1, [0] * 7)


def test_the_road_is_what_somebody_set_and_the_next_school_comes_after_the_first(play):
    far = factories.locality("Yarm")
    play.officer.covers.add(far)
    one, other = sorted((play.school.locality, far), key=lambda place: place.pk)
    TravelTime.objects.create(one=one, other=other, minutes=40)
    there = factories.school("Viaduct School", locality=far)
    factories.membership(play.teacher, there)
    play.confirmed(start=dt.time(9, 30))
    before = of(play.officer).weeks[0].road
    play.confirmed(school=there, start=dt.time(13, 0))
    first = before // 2
    assert of(play.officer).weeks[0].road == first + 40 + 40


def test_a_hold_that_has_run_out_and_a_cancelled_visit_count_nothing(play, settings):
    play.ask(day=dt.date(2027, 1, 25))
    settings.FAKE_NOW = "2027-01-08T09:00"
    assert of(play.officer).sums.held == 0


def test_more_than_the_cap_is_said_and_the_busiest_stands_first(settings):
    settings.FAKE_NOW = casting.NOW
    play = casting.cast(officers=2)
    busy = play.officers[1]
    visit = factories.visit(play.school, day=dt.date(2027, 1, 20), state="confirmed")
    for hour in (9, 11, 13):
        session = factories.training_session(visit, start=f"{hour:02d}:30")
        factories.commitment(busy, session)
    busy.weekly_cap = 2
    busy.save()
    loads = workload.loads(MONDAY)
    assert [load.officer for load in loads] == [busy, play.officers[0]]
    assert loads[0].over_cap == [MONDAY]


def test_what_became_of_agreed_visits_is_counted_with_its_reasons(client, play, settings):
    ends = [("delivered", ""), ("delivered", "timetable"), ("not_delivered", "no_audience"), ("cancelled_by_force", "officer_ill"),
            ("cancelled_by_force", "officer_ill"), ("cancelled_by_force", "no_officer"), ("declined", "duplicate")]  # fmt: skip
    for state, reason in ends:
        factories.visit(play.school, day=dt.date(2026, 12, 1), state=state, reason=reason)
    factories.visit(play.school, day=dt.date(2025, 12, 1), state="delivered")  # too long ago
    found = workload.reliability(dt.date(2026, 1, 4), dt.date(2027, 1, 4))
    assert [(row.label, row.count, row.percent, row.reasons) for row in found] == [
        ("Delivered", 2, 33, []), ("Not delivered", 1, 17, [("Nobody came", 1)]),
        ("Cancelled by us", 3, 50, [("Our officer is ill", 2), ("No officer is free", 1)]),
        ("Cancelled by the school", 0, 0, []),
    ]  # fmt: skip
    client.force_login(factories.staff(Role.SUPERVISOR))
    page = client.get(ADDRESS).content.decode()
    assert "Our officer is ill: 2; No officer is free: 1" in page
    assert workload.reliability(dt.date(2024, 1, 1), dt.date(2024, 2, 1)) == []


def test_the_page_has_a_fixed_number_of_queries_and_bears_any_date(
    client, play, django_assert_max_num_queries
):
    client.force_login(factories.staff(Role.SUPERVISOR))
    play.confirmed()
    for _ in range(3):
        factories.make_officer()
    with django_assert_max_num_queries(10):
        workload.loads(MONDAY)
    page = client.get(ADDRESS, {"from": "2027-01-20"}).content.decode()
    assert (page.count("18 Jan"), page.count("25 Jan"), "1</b> session, 28 people" in page) == (1, 1, True)
    for text in ("", "x", "0001-01-01", "9999-12-31"):
        assert client.get(ADDRESS, {"from": text}).status_code == 200
