"""Hands up before and after: whole rooms, both numbers, their doubt, and nothing about a single school."""

from __future__ import annotations

import pytest

from education.attendance.models import Register
from education.attendance.queries import Hands, accepted_hands
from education.figures import actions, outcome, queries
from education.figures.disclosure.rules import Rules
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
    assert outcome.may_be_shown(answer, rooms, Rules()) is shown
    assert outcome.judged(rooms) == [(answer, shown)]


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


def asked_at(schools: int) -> None:
    officer = factories.staff(Role.OFFICER)
    for number in range(schools):
        session = world.delivered(of=factories.school(f"Asked {number} Primary School"))
        register = Register.objects.create(session=session)
        hands = {"question": ASKED, "before": 12, "after": 18}
        world.accept(world.entry(register, {("pupil", "5"): 30}, officer, hands_up=hands))
        world.settle(register, signed=True)


@pytest.mark.django_db
@pytest.mark.parametrize(("schools", "shown"), [(3, True), (2, False)])
def test_a_snapshot_freezes_the_totals_and_its_page_gives_them_with_their_doubt(client, schools, shown):
    analyst, publisher = world.past_year()
    asked_at(schools)
    made = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    totals = {
        "question": ASKED, "rooms": 3, "sessions": 3, "schools": 3, "places": 90, "before": 36, "after": 54,
    }  # fmt: skip
    assert made.document["outcome"] == ([totals] if shown else [])
    assert client.get("/api/v1/figures/calendar-2019-1/").json()["outcome"] == made.document["outcome"]
    page = client.get(made.get_absolute_url()).content.decode()
    assert ("36 (40%, between 30% and 50%)" in page) is shown
    assert ("54 (60%, between 50% and 70%)" in page) is shown
    assert ("Before and after" in page) is shown


@pytest.mark.django_db
def test_the_desk_names_the_figure_in_which_a_total_is_public_already(client):
    analyst, publisher = world.past_year()
    asked_at(3)
    client.force_login(analyst)
    address = "/cms/figures/hands-up/?period=calendar-2019"
    assert ">with the next figure</td>" in client.get(address).content.decode()
    made = actions.publish(
        definition=queries.TRAINED, period="calendar-2019", prepared_by=analyst, approved_by=publisher
    )
    page = client.get(address).content.decode()
    assert f'<td>in <a href="{made.get_absolute_url()}">calendar-2019-1</a></td>' in page
    assert "with the next figure" not in page


@pytest.mark.django_db
def test_the_desk_sees_every_total_and_which_of_them_will_be_public(client):
    world.past_year()
    asked_at(2)
    client.force_login(factories.staff(Role.ANALYST))
    page = client.get("/cms/figures/hands-up/?period=calendar-2019").content.decode()
    assert "2 of 6 sessions asked the room." in page
    assert "24, 40%, between 29% and 53%" in page
    assert "no: too few schools, or too small a group" in page
    assert "No school answered about a visit of this period." in page
    assert client.get("/cms/figures/hands-up/?period=calendar-1850").status_code == 422
