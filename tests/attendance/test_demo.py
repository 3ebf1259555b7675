"""The demonstration's registers."""

from __future__ import annotations

import datetime as dt
import io
from collections import Counter

import pytest
from django.core.management import call_command

from education.attendance.demo import load_demo_attendance, load_demo_hands
from education.attendance.importing.demo import load_demo_past_year
from education.attendance.models import Entry
from education.attendance.queries import (
    accepted_hands,
    accepted_lines,
    coverage,
    desk_queue,
    officer_days,
)
from education.attendance.states import HANDS_UP_QUESTIONS
from education.liaison.demo import load_demo_liaison
from education.liaison.models import TrainingSession
from education.people.roles import Role
from education.schools.demo import load_demo_schools
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = (dt.date(2019, 1, 1), dt.date(2019, 12, 31))


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


def test_hands_of_a_past_year_move_no_head_and_are_signed_by_somebody_else():
    load_demo_schools()
    people = {
        f"{role.value}@demo.example": factories.staff(role)
        for role in (Role.COORDINATOR, Role.SUPERVISOR, Role.OFFICER)
    }
    load_demo_past_year(people)
    before = sum(accepted_lines(*YEAR).values_list("actual", flat=True))
    signed = coverage(*YEAR).signed_off
    for _ in range(2):
        assert load_demo_hands(year=2019, people=people) == 17
    rooms = accepted_hands(TrainingSession.objects.all())
    assert Counter(room.question for room in rooms) == dict(zip(HANDS_UP_QUESTIONS, (9, 6, 2), strict=True))
    assert [room for room in rooms if not 0 < room.before < room.after <= room.places] == []
    assert len({room.school for room in rooms}) == 17
    assert sum(accepted_lines(*YEAR).values_list("actual", flat=True)) == before
    assert coverage(*YEAR).signed_off == signed
    call_command("verify_audit", stdout=io.StringIO())
