"""Invented schools that cannot be taken for real ones, and terms that always hold today's future."""

from __future__ import annotations

import csv
import datetime as dt
import re

import pytest

from education.schools import demo, queries
from education.schools.models import LocalAuthority, Locality, School, Term
from education.schools.names import fold
from tests.schools.data import WITH_CLOSED

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
DAY = dt.date(2026, 11, 21)


def test_forty_open_schools_in_every_place_and_one_closed_with_its_successor():
    assert demo.load_demo_schools(today=DAY) == 41
    assert School.objects.open().in_force().count() == 40
    assert LocalAuthority.objects.count() == 4
    assert [(p.name, p.schools.exists()) for p in Locality.objects.order_by("name")] == [
        (name, True) for name in ["Billingham", "Hartlepool", "Middlesbrough", "Redcar", "Stockton", "Yarm"]
    ]
    closed = School.objects.get(status="closed")
    assert (closed.urn, queries.current_school(closed).name) == (900041, "Cowpen Reach Primary School")
    assert School.objects.get(urn=900001).locality.name == "Stockton"
    assert School.objects.get(urn=900002).locality.name == "Hartlepool"


def test_loading_twice_changes_nothing_that_was_there():
    demo.load_demo_schools(today=DAY)
    before = (list(School.objects.values_list("urn", "name", "closed_on")), list(Term.objects.values_list()))
    demo.load_demo_schools(today=DAY)
    assert (
        list(School.objects.values_list("urn", "name", "closed_on")),
        list(Term.objects.values_list()),
    ) == before


@pytest.mark.parametrize("month", [1, 4, 7, 8, 12])
def test_there_are_school_days_before_and_after_any_day_of_the_year(month):
    day = dt.date(2027, month, 15)
    demo.load_demo_schools(today=day)
    school = School.objects.get(urn=900001)
    assert len(queries.school_days(school, day, day + dt.timedelta(days=90))) >= 25
    assert len(queries.school_days(school, day - dt.timedelta(days=365), day)) >= 180


def test_no_address_or_telephone_can_be_a_real_one():
    demo.load_demo_schools(today=DAY)
    for school in School.objects.all():
        assert school.is_demo
        assert re.fullmatch(r"TS\d{1,2} \d[CIKMOV]{2}", school.postcode)
        assert school.telephone == "" or re.fullmatch(r"01632 960\d{3}", school.telephone)


def test_no_name_is_that_of_a_real_school_in_the_area():
    demo.load_demo_schools(today=DAY)
    with WITH_CLOSED().open(encoding="utf-8") as file:
        real = {fold(row["EstablishmentName"]) for row in csv.DictReader(file)}
    assert {s.name for s in School.objects.all() if s.folded_name in real} == set()


def test_names_repeat_and_the_label_tells_them_apart():
    demo.load_demo_schools(today=DAY)
    twice = School.objects.filter(name="Harbour View Primary School")
    assert sorted(s.town for s in twice) == ["Middlesbrough", "Stockton-on-Tees"]
    assert len({s.label for s in twice}) == 2
