"""Hands up before and after: whole rooms, both numbers, their doubt, and nothing about a single school."""

from __future__ import annotations

import pytest

from education.attendance.models import Register
from education.attendance.queries import Hands, accepted_hands
from education.figures import outcome
from education.liaison.models import TrainingSession
from education.people.roles import Role
from tests import factories
from tests.figures import world

ASKED = "knows_whom_to_tell"


def room(school: int, places: int = 30, before: int = 12, after: int = 18, session: int = 0) -> Hands:
    return Hands(ASKED, before, after, places, session or school, school, "Class talk")


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [  # Newcombe (1998), Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_that_of_the_literature(hits, of, low, high):
    found = outcome.wilson(hits, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)
    assert found.low <= found.share <= found.high


@pytest.mark.django_db
def test_rooms_add_up_by_question_and_a_school_counts_once():
    (answer,) = outcome.answers([room(1), room(1, session=9), room(2, places=20)])
    assert (answer.rooms, answer.sessions, answer.schools) == (3, 3, 2)
    assert (answer.places, answer.before, answer.after) == (80, 36, 54)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("rooms", "shown"),
    [
        ([room(1), room(2), room(3)], True),
        ([room(1), room(2)], False),
        ([room(1, places=400, before=200, after=300), room(2), room(3)], False),
        ([room(n, before=3) for n in (1, 2, 3)], False),
        ([room(n, before=0) for n in (1, 2, 3)], True),
        ([room(n, after=28) for n in (1, 2, 3)], False),
    ],
    ids=["three schools", "two schools", "nearly one school", "nine hands", "a true zero", "six hands down"],
)
def test_what_is_published_follows_the_rules_of_every_cell(rooms, shown):
    (answer,) = outcome.answers(rooms)
    assert outcome.may_be_shown(answer, rooms) is shown


@pytest.mark.django_db
def test_only_the_hands_of_entries_that_count_are_added():
    officer = factories.staff(Role.OFFICER)
    hands = {"question": ASKED, "before": 7, "after": 24}
    session = world.delivered()
    register = Register.objects.create(session=session)
    lines = {("pupil", "5"): 28, ("parent_carer", ""): 2, ("staff", ""): 3}
    world.accept(world.entry(register, lines, officer, hands_up={**hands, "after": 1}))
    world.accept(world.entry(register, lines, officer, hands_up=hands))
    world.entry(register, lines, officer, status="proposal", hands_up={**hands, "after": 29})
    world.settle(register, signed=True)
    world.counted(30, by=officer)
    found = accepted_hands(TrainingSession.objects.all())
    assert found == [Hands(ASKED, 7, 24, 30, session.pk, session.school_id, session.session_type.title)]
    world.void(register, "Only")
    assert accepted_hands(TrainingSession.objects.all()) == []
