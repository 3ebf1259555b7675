"""Finding schools, and which days are school days."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from education.schools import queries
from education.schools.models import ClosedDay, School, Succession
from tests import factories
from tests.schools.data import BLNS, CALENDAR

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
MONDAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    "q",
    [
        "harbour view",
        "HARBOUR-VIEW",
        "harbourview",
        "view harbour",
        "ts18 1aa",
        "TS181AA",
        "harbour stockton",
    ],
)
def test_a_school_is_found_by_words_of_its_name_town_or_postcode(q):
    school = factories.school("Harbour View Primary School")
    factories.school("Beck School", town="Yarm", postcode="TS15 0CI")
    assert queries.find_schools(q) == [school]


def test_apostrophes_and_full_stops_do_not_matter():
    school = factories.school("St. Wendreda's R.C. School")
    assert queries.find_schools("st wendredas rc") == [school]
    assert queries.find_schools("St Wendreda’s") == [school]


@pytest.mark.parametrize("q", ["saint wendreda", "st wendreda", "st. wendreda ce", "wendreda cofe"])
def test_saint_and_church_of_england_are_found_however_they_are_written(q):
    long = factories.school("Saint Wendreda's Church of England Primary School")
    short = factories.school("St Wendreda's CofE Primary School")
    assert set(queries.find_schools(q)) == {long, short}


def test_closed_schools_and_those_of_other_forces_are_not_found():
    factories.school("Beck School", status="closed")
    elsewhere = factories.authority("Elsewhere", "999")
    elsewhere.in_force = False
    elsewhere.save()
    place = factories.locality("Elsewhere", of=elsewhere)
    factories.school("Beck School", locality=place)
    assert queries.find_schools("beck") == []
    closing = factories.school("Beck School", status="closing")
    assert queries.find_schools("beck") == [closing]


def test_the_name_that_begins_with_the_question_comes_first():
    later = factories.school("All Harbours School")
    first = factories.school("Harbour School")
    assert queries.find_schools("harbour") == [first, later]
    assert queries.find_schools("harbour", limit=1) == [first]


@pytest.mark.parametrize("q", ["", "   ", "%", "_", "'; DROP TABLE schools_school; --", "\x00"])
def test_a_question_that_names_nothing_finds_nothing(q):
    factories.school()
    assert queries.find_schools(q) == []


def test_naughty_strings_find_nothing_and_break_nothing():
    factories.school()
    for text in json.loads(BLNS().read_text(encoding="utf-8")):
        assert isinstance(queries.find_schools(text), list)


def test_school_days_are_weekdays_in_term_without_holidays_and_closed_days():
    school = factories.school()
    factories.terms(school.authority, dt.date(2026, 12, 21), dt.date(2027, 1, 5))
    ClosedDay.objects.create(school=school, day=dt.date(2026, 12, 22))
    ClosedDay.objects.create(authority=school.authority, day=dt.date(2026, 12, 23))
    ClosedDay.objects.create(school=factories.school("Another"), day=dt.date(2026, 12, 24))
    days = queries.school_days(school, dt.date(2026, 12, 1), dt.date(2027, 1, 31))
    assert sorted(days) == [
        dt.date(2026, 12, 21), dt.date(2026, 12, 24), dt.date(2026, 12, 29), dt.date(2026, 12, 30),
        dt.date(2026, 12, 31), dt.date(2027, 1, 4), dt.date(2027, 1, 5),
    ]  # fmt: skip


def test_a_day_outside_term_is_no_school_day():
    school = factories.school()
    assert queries.is_school_day(school, MONDAY) is False
    factories.terms(school.authority, MONDAY, MONDAY)
    assert queries.is_school_day(school, MONDAY) is True
    assert queries.is_school_day(school, MONDAY + dt.timedelta(days=1)) is False


def test_a_long_stretch_costs_as_many_queries_as_a_day(django_assert_num_queries):
    school = factories.school()
    factories.terms(school.authority, MONDAY, MONDAY + dt.timedelta(days=300))
    with django_assert_num_queries(2):
        queries.school_days(school, MONDAY, MONDAY)
    with django_assert_num_queries(2):
        queries.school_days(school, MONDAY, MONDAY + dt.timedelta(days=300))


def test_bank_holidays_agree_with_the_published_list_as_far_as_we_say_they_are_known():
    events = json.loads(CALENDAR().read_text(encoding="utf-8"))["england-and-wales"]["events"]
    published = {dt.date.fromisoformat(e["date"]) for e in events}
    day = dt.date(2012, 1, 1)
    ours = set()
    while day <= queries.bank_holidays_known_until():
        if queries.is_bank_holiday(day) and day.weekday() < 5:
            ours.add(day)
        day += dt.timedelta(days=1)
    assert ours == {d for d in published if d.weekday() < 5}
    assert max(published).year == queries.bank_holidays_known_until().year


def test_a_closed_school_leads_to_the_open_one_that_followed_it():
    first, second, third = (
        factories.school(n, status=s) for n, s in [("A", "closed"), ("B", "closed"), ("C", "open")]
    )
    Succession.objects.create(predecessor=first, successor=second)
    Succession.objects.create(predecessor=second, successor=third)
    assert queries.with_successors(first) == [first, second, third]
    assert queries.current_school(first) == third
    assert queries.current_school(third) == third
    assert queries.current_ids([first.pk, third.pk]) == {first.pk: third.pk, third.pk: third.pk}


def test_a_loop_in_the_links_ends_the_walk():
    one, two = (factories.school(n, status="closed") for n in "AB")
    Succession.objects.create(predecessor=one, successor=two)
    Succession.objects.create(predecessor=two, successor=one)
    assert queries.with_successors(one) == [one, two]
    assert queries.current_school(one) == one
    assert queries.current_ids([one.pk, two.pk]) == {one.pk: one.pk, two.pk: two.pk}


def test_a_school_that_was_split_keeps_its_own_name_until_a_person_decides():
    old = factories.school("Old", status="closed")
    for name in "AB":
        Succession.objects.create(predecessor=old, successor=factories.school(name), kind="split")
    assert queries.current_school(old) == old
    assert queries.current_ids([old.pk]) == {old.pk: old.pk}


def test_an_expired_approval_is_no_approval():
    membership = factories.membership()
    assert list(queries.approved_memberships(membership.user)) == [membership]
    membership.expires_at = membership.requested_at
    membership.save()
    assert list(queries.approved_memberships(membership.user)) == []


def test_a_waiting_claim_is_only_its_owners():
    waiting = factories.membership(state="requested")
    assert list(queries.waiting_memberships(waiting.user)) == [waiting]
    assert list(queries.approved_memberships(waiting.user)) == []
    assert list(queries.waiting_memberships(factories.person())) == []


def test_saving_a_school_folds_its_name():
    school = factories.school("St. Wendreda's", postcode="TS15 0CI", town="Yarm")
    assert School.objects.values_list("folded_name", "search_text").get(pk=school.pk) == (
        "stwendredas",
        "stwendredas yarm ts150ci",
    )
