"""Free starts from plain data: hours, commitments, travel, caps, terms, clocks."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from education.ledger.clock import to_utc
from education.liaison.availability import (
    Ask,
    Busy,
    Extra,
    Frame,
    Hours,
    Place,
    Travel,
    Why,
    World,
    add_working_days,
    any_start,
    free_starts,
    load,
    wall_clock_starts,
)

DAY = dt.date(2027, 1, 20)
SCHOOL = Place(1, 54.57, -1.32)
NEAR = Place(2, 54.58, -1.33)
FAR = Place(3, 54.69, -1.21)
T = dt.time.fromisoformat


def hours(start="08:30", end="16:30", days=range(7), valid_from=dt.date(2015, 1, 1), until=None):
    return tuple(Hours(day, T(start), T(end), valid_from, until) for day in days)


def world(*frames, day=DAY, ask=None, **fields):
    return World(
        ask=ask or Ask(SCHOOL, 60), frames=frames or (Frame(1, hours()),),
        school_days=frozenset(day + dt.timedelta(days=n) for n in range(-30, 30)),
        earliest=fields.pop("earliest", day), horizon=fields.pop("horizon", day), **fields,
    )  # fmt: skip


def times(of, day=DAY):
    return [f"{start.time:%H:%M}" for start in free_starts(of, day, day)]


def busy(start, end, place=None, day=DAY):
    return Busy(to_utc(day, T(start)), to_utc(day, T(end)), place)


def test_a_day_is_offered_on_the_quarter_hour_inside_lessons():
    found = times(world())
    assert (found[0], found[-1], len(found)) == ("09:00", "14:15", 22)


def test_set_up_and_pack_down_lie_inside_the_hours():
    assert times(world(Frame(1, hours("09:00", "11:00")))) == ["09:15", "09:30", "09:45"]
    assert times(world(Frame(1, hours("09:00", "10:29")))) == []


def test_two_stretches_of_hours_that_touch_are_one():
    assert times(world(Frame(1, hours("09:00", "10:00") + hours("10:00", "11:00")))) == [
        "09:15",
        "09:30",
        "09:45",
    ]


def test_hours_hold_from_their_date_to_their_end():
    assert times(world(Frame(1, hours(valid_from=DAY + dt.timedelta(days=1))))) == []
    assert times(world(Frame(1, hours(until=DAY - dt.timedelta(days=1))))) == []
    assert len(times(world(Frame(1, hours(valid_from=DAY, until=DAY))))) == 22


def test_touching_a_commitment_is_free_and_overlapping_is_not():
    frame = Frame(1, hours(), (busy("10:00", "12:00"),))
    found = times(world(frame))
    assert [t for t in found if t < "12:00"] == []  # 08:45 to 10:00 is too short for an hour and a half
    assert found[0] == "12:15"


def test_evening_sessions_need_evening_hours():
    ask = Ask(SCHOOL, 60, setup=30, window=(T("16:30"), T("20:30")))
    assert times(world(ask=ask)) == []
    assert times(world(Frame(1, hours("16:00", "18:00")), ask=ask)) == ["16:30", "16:45"]


@pytest.mark.parametrize(
    ("other", "minutes"),
    [(SCHOOL, 0), (NEAR, 15), (FAR, 37), (Place(4), 25), (Place(5, 54.57, None), 25)],
)
def test_travel_takes_time_between_different_schools_only(other, minutes):
    assert Travel().gap(SCHOOL, other) == Travel().gap(other, SCHOOL) == minutes


def test_travel_is_kept_before_and_after():
    def first_and_last(place):
        found = times(world(Frame(1, hours(), (busy("10:45", "12:15", place),))))
        return max(t for t in found if t < "11:00") if any(t < "11:00" for t in found) else "", min(
            t for t in found if t > "11:00"
        )

    assert first_and_last(SCHOOL) == ("09:30", "12:30")
    assert first_and_last(NEAR) == ("09:15", "12:45")
    assert first_and_last(FAR) == ("", "13:15")
    assert first_and_last(None) == ("09:30", "12:30")


def test_caps_of_the_day_and_the_week_hold():
    two = (busy("09:00", "09:30", SCHOOL), busy("12:00", "12:30", SCHOOL))
    assert times(world(Frame(1, hours(), two, daily_cap=2))) == []
    assert times(world(Frame(1, hours(), two, daily_cap=3))) != []
    monday = DAY - dt.timedelta(days=2)
    week = (busy("09:00", "09:30", SCHOOL, monday), busy("12:00", "12:30", SCHOOL, monday))
    assert times(world(Frame(1, hours(), week, weekly_cap=2))) == []
    before = (busy("09:00", "09:30", SCHOOL, monday - dt.timedelta(days=1)),) * 2
    assert times(world(Frame(1, hours(), before, weekly_cap=2))) != []
    leave = (busy("07:00", "07:30"), busy("07:30", "08:00"))
    assert times(world(Frame(1, hours(), leave, daily_cap=2))) != []


def test_only_school_days_between_notice_and_horizon_are_offered():
    assert times(world(earliest=DAY + dt.timedelta(days=1))) == []
    assert times(world(horizon=DAY - dt.timedelta(days=1))) == []
    assert times(replace(world(), school_days=frozenset())) == []
    assert times(world(day=dt.date(2027, 3, 26)), dt.date(2027, 3, 26)) == []  # Good Friday


def test_who_has_least_to_do_comes_and_the_lowest_id_when_equal():
    idle, other = Frame(7, hours()), Frame(3, hours())
    assert free_starts(world(idle, other), DAY, DAY)[0].officers == (3,)
    worked = Frame(3, hours(), (busy("09:00", "10:00", SCHOOL, DAY - dt.timedelta(days=14)),))
    assert (load(worked, DAY), load(worked, DAY + dt.timedelta(days=1))) == (1, 0)
    assert free_starts(world(idle, worked), DAY, DAY)[0].officers == (7,)
    both = world(idle, worked, ask=Ask(SCHOOL, 60, officers_needed=2))
    assert free_starts(both, DAY, DAY)[0].officers == (7, 3)
    assert times(world(idle, ask=Ask(SCHOOL, 60, officers_needed=2))) == []


def test_the_notice_is_ten_working_days():
    assert add_working_days(dt.date(2026, 12, 17), 10) == dt.date(2027, 1, 5)
    assert add_working_days(dt.date(2026, 11, 21), 1) == dt.date(2026, 11, 23)


SPRING, AUTUMN = dt.date(2028, 3, 26), dt.date(2028, 10, 29)
NIGHT = (T("00:00"), T("04:00"))


def test_a_time_that_the_clocks_skip_is_never_offered():
    ask = Ask(SCHOOL, 30, setup=0, packdown=0, window=NIGHT)
    starts = free_starts(world(Frame(1, hours("00:00", "04:00")), day=SPRING, ask=ask), SPRING, SPRING)
    assert [f"{s.time:%H:%M}" for s in starts if s.time < T("02:30")] == [
        "00:00", "00:15", "00:30", "00:45", "02:00", "02:15",
    ]  # fmt: skip
    assert next(s for s in starts if s.time == T("02:00")).start_at == dt.datetime(
        2028, 3, 26, 1, tzinfo=dt.UTC
    )
    assert any_start(world(day=SPRING, ask=ask), SPRING, T("02:00")) is not None
    with pytest.raises(ValueError, match="does not exist"):
        any_start(world(day=SPRING, ask=ask), SPRING, T("01:30"))


def test_a_time_that_comes_twice_is_the_first_of_both():
    ask = Ask(SCHOOL, 30, setup=0, packdown=0, window=NIGHT)
    found = dict(wall_clock_starts(ask, AUTUMN))
    assert found[T("01:30")] == dt.datetime(2028, 10, 29, 0, 30, tzinfo=dt.UTC)
    assert found[T("02:00")] == dt.datetime(2028, 10, 29, 2, 0, tzinfo=dt.UTC)
    assert len(found) == 15


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_ten_o_clock_stays_ten_o_clock_on_both_sides_of_a_change(change):
    friday, monday = change - dt.timedelta(days=2), change + dt.timedelta(days=1)
    starts = [
        next(moment for time, moment in wall_clock_starts(Ask(SCHOOL, 60), day) if time == T("10:00"))
        for day in (friday, monday)
    ]
    assert {moment.hour for moment in starts} == {9, 10}
    for day in (friday, monday):
        frame = Frame(1, hours(), (busy("10:00", "11:00", day=day),))
        assert times(world(frame, day=day), day)[0] == "11:15"


def test_every_other_week_counts_from_the_week_of_its_first_day():
    lines = tuple(
        Hours(2, T("08:30"), T("16:30"), DAY - dt.timedelta(days=1), None, 2, week) for week in (0, 1)
    )
    weeks = [DAY + dt.timedelta(days=7 * n) for n in range(4)]
    assert [lines[0].hold_on(day) for day in weeks] == [True, False, True, False]
    assert [lines[1].hold_on(day) for day in weeks] == [False, True, False, True]


def test_extra_hours_are_worked_on_their_date_only():
    frame = Frame(1, (), extra=(Extra(DAY, T("09:00"), T("11:00")),))
    assert times(world(frame)) == ["09:15", "09:30", "09:45"]
    assert times(world(frame, day=DAY + dt.timedelta(days=1)), DAY + dt.timedelta(days=1)) == []


def test_the_first_leaves_time_to_come_from_the_base_and_the_last_to_go_back():
    ask = Ask(SCHOOL, 60, setup=0, packdown=0)
    assert times(world(Frame(1, hours("09:00", "11:00"), base=NEAR), ask=ask)) == ["09:15", "09:30", "09:45"]
    earlier = (busy("08:00", "08:30", SCHOOL),)  # already at the school: no way out, still the way home
    frame = Frame(1, hours("08:00", "11:00"), earlier, base=FAR)
    assert times(world(frame, ask=ask))[:2] == ["09:00", "09:15"]
    assert times(world(frame, ask=ask))[-1] == "09:15"


def test_what_people_set_goes_before_the_distance():
    pair, areas = frozenset((SCHOOL.key, NEAR.key)), frozenset((1, 2))
    one, other = replace(SCHOOL, locality=1), replace(NEAR, locality=2)
    assert Travel().minutes(one, other) == 10
    assert Travel(localities={areas: 25}).minutes(one, other) == 25
    assert Travel(schools={pair: 40}, localities={areas: 25}).minutes(other, one) == 40


def test_pupils_sessions_lie_inside_lessons():
    ask = Ask(SCHOOL, 60, lessons=((T("08:50"), T("10:30")), (T("10:50"), T("12:00"))))
    assert times(world(Frame(1, hours("08:00", "17:00")), ask=ask)) == ["09:00", "09:15", "09:30", "11:00"]


def test_least_added_travel_goes_before_least_to_do_and_says_so():
    there = Frame(2, hours(), (busy("08:30", "09:00", SCHOOL), busy("12:30", "13:00", SCHOOL)), base=FAR)
    idle = Frame(1, hours(), base=FAR)
    start = next(s for s in free_starts(world(there, idle), DAY, DAY) if s.time == T("10:00"))
    assert (start.officers, start.why[0]) == ((2,), Why(0, 2, 2))
    both = free_starts(world(there, idle, ask=Ask(SCHOOL, 60, officers_needed=2)), DAY, DAY)
    assert next(s for s in both if s.time == T("10:00")).why[1] == Why(64, 0, 1)
