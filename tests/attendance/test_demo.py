"""The demonstration's registers."""

from __future__ import annotations

import datetime as dt

import pytest

from education.attendance.demo import load_demo_attendance
from education.attendance.models import Entry
from education.attendance.queries import desk_queue, officer_days
from education.liaison.demo import load_demo_liaison
from education.people.roles import Role
from education.schools.demo import load_demo_schools
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("moment", ["2026-11-21T18:53", "2026-11-23T07:00", "2027-01-01T12:00"])
def test_an_officer_has_one_missing_one_disputed_and_one_to_sign(settings, moment):
    settings.FAKE_NOW = moment
    today = dt.date.fromisoformat(moment[:10])
    load_demo_schools()
    names = {"teacher": (), "teacher2": (), "officer": (Role.OFFICER,), "officer2": (Role.OFFICER,),
             "coordinator": (Role.COORDINATOR,)}  # fmt: skip
    people = {
        f"{n}@demo.example": factories.staff(*roles, email=f"{n}@demo.example") for n, roles in names.items()
    }
    load_demo_liaison(today=today, people=people)
    for _ in range(2):
        made = load_demo_attendance(today=today, people=people)
        states = {name: getattr(s, "register", None) and s.register.state for name, s in made.items()}
        assert states == {"due": None, "disputed": "disputed", "to_sign": "recorded"}
    assert Entry.objects.count() == 3
    assert [s.day for s in officer_days(people["officer@demo.example"]).to_do] == [made["due"].day]
    assert set(desk_queue().filter(day__lt=today)) == set(made.values())
