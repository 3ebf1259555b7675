"""How many different children the places can be: from below, from above, and never a guess between."""

from __future__ import annotations

import pytest

from education.figures.honest import honest_range
from tests.figures.lines import line


def found(lines, classes=None, rolls=None):
    return honest_range(lines, classes or {}, rolls or {})


def test_nobody_is_nobody():
    assert found([]) == (0, 0)
    assert found([line(40, 1, year="parents")]) == (0, 0)


def test_the_same_year_group_twice_may_be_the_same_children_or_others():
    assert found([line(30, 1), line(28, 1)]) == (30, 58)


def test_no_school_has_more_children_than_its_roll():
    assert found([line(30, 1), line(28, 1)], rolls={1: 40}) == (30, 40)
    assert found([line(30, 1), line(28, 1)], rolls={1: 20}) == (30, 30)
    assert found([line(30, 1), line(28, 1)], rolls={1: None}) == (30, 58)


def test_year_groups_and_schools_add_up():
    assert found([line(30, 1), line(28, 1, year="6"), line(25, 2)]) == (83, 83)


@pytest.mark.parametrize(
    ("letters", "lower"), [(("A", "B"), 58), (("", ""), 30), (("A", "A"), 30), (("A", ""), 58)]
)
def test_only_classes_that_a_booking_tells_apart_are_different_children(letters, lower):
    lines = [line(30, 1, session="one"), line(28, 1, session="two")]
    classes = {"one": ("visit", letters[0]), "two": ("visit", letters[1])}
    assert found(lines, classes) == (lower, 58)


def test_two_visits_may_have_met_the_same_two_classes():
    lines = [line(30, 1, session="one"), line(28, 1, session="two"), line(29, 1, session="three")]
    classes = {"one": ("first", "A"), "two": ("first", "B"), "three": ("second", "A")}
    assert found(lines, classes) == (58, 87)


def test_two_rooms_of_one_session_are_different_children():
    assert found([line(30, 1, session="one"), line(12, 1, session="one")]) == (42, 42)


def test_mixed_years_and_years_not_stated_add_to_the_upper_end_only():
    assert found([line(30, 1), line(200, 1, year="mixed"), line(10, 1, year="not_stated")]) == (30, 240)


def test_children_who_moved_up_in_september_are_the_same_children():
    spring, autumn = line(30, 1, day="2019-05-14", year="5"), line(30, 1, day="2019-10-14", year="6")
    assert found([spring, autumn]) == (30, 60)
    assert found([spring, line(30, 1, day="2019-10-14", year="5")]) == (60, 60)
    other_school = line(30, 9, day="2019-10-14", year="6")
    assert found([spring, other_school]) == (30, 60)


def test_nursery_counts_below_within_one_academic_year_only():
    spring = line(20, 1, day="2019-05-14", year="EYFS")
    assert found([spring, line(18, 1, day="2019-06-14", year="EYFS")]) == (20, 38)
    assert found([spring, line(18, 1, day="2019-10-14", year="EYFS")]) == (0, 38)
