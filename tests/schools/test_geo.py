"""From the national grid to latitude and longitude."""

from __future__ import annotations

import csv
from math import cos, hypot, radians

import pytest

from education.schools.geo import wgs84
from tests.schools.data import CLEVELAND


def test_the_check_value_to_four_decimals():
    latitude, longitude = wgs84(446226, 522634)
    assert (round(latitude, 4), round(longitude, 4)) == (54.5968, -1.2861)


@pytest.mark.parametrize(
    ("point", "expected"),
    [((651409.792, 313177.448), (52.657979, 1.716052)), ((533498, 181201), (51.513969, -0.077531))],
)
def test_points_at_the_edge_and_in_the_middle_of_england_within_five_metres(point, expected):
    latitude, longitude = wgs84(*point)
    north = (latitude - expected[0]) * 111_320
    east = (longitude - expected[1]) * 111_320 * cos(radians(latitude))
    assert hypot(north, east) < 5


def test_every_cleveland_school_lies_where_an_independent_conversion_puts_it():
    with CLEVELAND().open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["coord_source"] == "GIAS E/N"]
    assert len(rows) > 50
    worst = 0.0
    for row in rows:
        latitude, longitude = wgs84(int(row["Easting"]), int(row["Northing"]))
        north = (latitude - float(row["lat"])) * 111_320
        east = (longitude - float(row["lon"])) * 111_320 * cos(radians(latitude))
        worst = max(worst, hypot(north, east))
    assert worst < 5
