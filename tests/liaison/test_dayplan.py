"""Classes in a row: inside lessons, around break, first fit; and nothing at all where they do not fit."""

from __future__ import annotations

import datetime as dt

import pytest

from education.ledger.clock import to_utc
from education.liaison import dayplan
from education.liaison.availability import Ask, Busy, Frame, Hours, Place, World
from education.schools.models import SchoolDay

DAY = dt.date(2027, 1, 20)
SCHOOL = Place(1, 54.57, -1.32)


def at(text: str) -> dt.time:
    return dt.time.fromisoformat(text)


def lessons(pause: tuple[str, str] | None = ("10:30", "10:45")) -> SchoolDay:
    return SchoolDay(
        starts=at("09:00"), ends=at("15:15"), lunch_starts=at("12:00"), lunch_ends=at("13:00"),
        break_starts=at(pause[0]) if pause else None, break_ends=at(pause[1]) if pause else None,
    )  # fmt: skip


def world(hours: tuple[str, str] = ("08:30", "16:30"), cap: int = 4, busy: tuple[Busy, ...] = ()) -> World:
    frame = Frame(7, (Hours(2, at(hours[0]), at(hours[1]), DAY),), busy, daily_cap=cap)
    return World(Ask(SCHOOL, minutes=60), (frame,), frozenset({DAY}), DAY, DAY)


def clock(minutes: list[int] | None) -> list[str]:
    return [f"{m // 60:02d}:{m % 60:02d}" for m in minutes or []]


@pytest.mark.parametrize(
    ("part", "minutes", "count", "start", "expected"),
    [
        ("morning", 45, 2, "09:00", ["09:00", "09:45"]),
        ("morning", 45, 3, "09:00", ["09:00", "09:45", "10:45"]),
        ("morning", 60, 2, "09:00", ["09:00", "10:45"]),
        ("morning", 60, 3, "09:00", []),
        ("morning", 45, 1, "08:45", []),
        ("morning", 45, 1, "10:00", []),
        ("morning", 30, 1, "10:30", []),
        ("morning", 60, 1, "11:15", []),
        ("afternoon", 60, 2, "13:00", ["13:00", "14:00"]),
        ("afternoon", 60, 2, "13:30", []),
    ],
)
def test_classes_lie_in_lessons_and_around_the_break(part, minutes, count, start, expected):
    assert clock(dayplan.lay_out(lessons(), part, minutes, count, at(start))) == expected


def test_a_school_without_a_break_has_none():
    assert clock(dayplan.lay_out(lessons(None), "morning", 60, 3, at("09:00"))) == ["09:00", "10:00", "11:00"]


def keys(*args, **fields) -> list[str]:
    return [plan.key[-5:] for plan in dayplan.plans(world(**fields), lessons(), DAY, *args)]


def test_one_officer_is_free_for_all_of_it_with_set_up_and_pack_down():
    assert keys("morning", 2) == ["09:00", "09:15", "09:30"]
    assert keys("morning", 2, hours=("09:00", "16:30")) == ["09:15", "09:30"]
    assert keys("morning", 2, hours=("08:30", "11:45")) == []


def test_no_more_classes_than_the_officers_day_allows():
    assert keys("morning", 2, cap=2) == ["09:00", "09:15", "09:30"]
    assert keys("morning", 2, cap=1) == []


def test_a_visit_elsewhere_in_the_morning_leaves_no_room():
    other = Busy(to_utc(DAY, at("10:45")), to_utc(DAY, at("12:00")), Place(2, 54.6, -1.2))
    assert keys("morning", 2, busy=(other,)) == []
    assert keys("afternoon", 2, busy=(other,)) == ["13:00", "13:15"]


def test_not_before_the_first_day_that_can_be_booked_and_not_out_of_term():
    plain = world()
    for fields in ({"earliest": DAY + dt.timedelta(days=1)}, {"school_days": frozenset()}):
        changed = World(**{**plain.__dict__, **fields})
        assert list(dayplan.plans(changed, lessons(), DAY, "morning", 1)) == []
    assert len(list(dayplan.plans(plain, lessons(), DAY, "morning", 1))) > 0


def test_the_officers_time_by_class_joins_without_a_gap_and_without_an_overlap():
    plan = next(iter(dayplan.plans(world(), lessons(), DAY, "morning", 2)))
    first, second = dayplan.stretches(plan, 60, 15, 15)
    assert first == (to_utc(DAY, at("08:45")), to_utc(DAY, at("10:45")))
    assert second == (to_utc(DAY, at("10:45")), to_utc(DAY, at("12:00")))
