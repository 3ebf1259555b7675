"""Names on a map with marks: near where the drawing wants them, over no mark, and with a line where they stand outside."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from education.figures.force_map import Area, ForceMap, read_map
from education.figures.map_names import corners, crossed, place_names

ROOT = Path(__file__).resolve().parents[2]
REGISTER = ROOT.parent / "shared/data/schools/gias_cleveland.csv"
SQUARE = Area("square", "M50 50L250 50 250 250 50 250Z", 150, 150, ("Square",))
MAP = ForceMap(400, 310, "A square.", (SQUARE,))


@pytest.fixture(scope="module")
def cleveland():
    return read_map(ROOT / "site/forces/cleveland")


def test_without_a_mark_in_the_way_a_name_stays_where_it_was_drawn(cleveland):
    assert place_names(cleveland, []) == cleveland.areas
    assert place_names(MAP, [(60, 60)]) == (SQUARE,)


def test_a_name_moves_off_the_marks_and_stays_in_its_area():
    marks = [(150, 150), (140, 144)]
    assert crossed(MAP.areas, marks) == 2
    (moved,) = place_names(MAP, marks)
    assert crossed([moved], marks) == 0
    assert moved.leader == ""
    assert abs(moved.x - 150) + abs(moved.y - 150) < 30


def test_where_its_area_is_full_a_name_stands_outside_with_a_line_to_it():
    (moved,) = place_names(MAP, [(x, y) for x in range(50, 256, 10) for y in range(50, 256, 10)])
    assert not (50 < moved.x < 250 and 50 < moved.y < 250)
    assert moved.leader.startswith("M150 150L")


def test_two_names_are_never_one_over_the_other():
    other = Area("other", "", 150, 150, ("Another",))
    first, second = place_names(replace(MAP, areas=(SQUARE, other)), [])
    assert first == SQUARE
    assert abs(second.y - first.y) >= 11


def test_an_outline_is_read_by_its_corners_and_one_that_cannot_be_is_done_without():
    assert corners("M1 2H5V6C7 7 8 8 9 9Z") == ((1, 2), (5, 2), (5, 6), (9, 9))
    assert corners("m1 2l3 4z") == ()
    (moved,) = place_names(replace(MAP, areas=(replace(SQUARE, path="m1 2l3 4z"),)), [(150, 150)])
    assert crossed([moved], [(150, 150)]) == 0


def test_every_school_of_the_force_is_seen_beside_the_four_names(cleveland):
    if not REGISTER.exists():
        pytest.fail("../shared/data/schools/gias_cleveland.csv is needed for this test.")
    rows = csv.DictReader(REGISTER.read_text(encoding="utf-8").splitlines())
    places = [cleveland.at(float(row["lat"]), float(row["lon"])) for row in rows if row["lat"]]
    marks = [place for place in places if place]
    assert len(marks) == 258
    assert crossed(cleveland.areas, marks) > 40  # control: where the drawing alone would put them
    assert crossed(place_names(cleveland, marks), marks) == 0
