"""A school becomes an academy: what is still to come goes along to its new number, what took place stays."""

from __future__ import annotations

import datetime as dt

import pytest

from education.ledger.models import Event
from education.liaison import invites
from education.liaison.actions import GroupAsked
from education.liaison.actions import waiting as waiting
from education.liaison.actions.new_number import follow_school
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Visit
from education.schools.actions.following import new_number_of
from education.schools.models import ClosedDay, Membership, School, SchoolDay, Succession
from education.schools.queries import current_school
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ADDRESS = "/cms/visits/new-numbers/"


@pytest.fixture
def academy(play):
    """The cast's school has closed, with a visit behind it, one ahead, a request, a wish and a teacher; an academy follows."""
    past = factories.visit(play.school, day=dt.date(2026, 11, 4), state="delivered", teacher=play.teacher)
    done = factories.training_session(past, state="delivered")
    ahead, asked = play.confirmed(), play.ask(day=dt.date(2027, 2, 3))
    wish = waiting.join_waiting_list(
        school=play.school, session_type=play.type, groups=[GroupAsked("5", 28)], delivery="class",
        first_day=dt.date(2027, 3, 1), last_day=dt.date(2027, 3, 5), weekdays=[0], part="any", notice_days=5,
        by=play.teacher,
    )  # fmt: skip
    SchoolDay.objects.create(
        school=play.school,
        starts=dt.time(9),
        lunch_starts=dt.time(12),
        lunch_ends=dt.time(13),
        ends=dt.time(15),
    )
    ClosedDay.objects.create(school=play.school, day=dt.date(2027, 2, 1))
    new = factories.school("Harbour View Academy", establishment_number="2001")
    School.objects.filter(pk=play.school.pk).update(status="closed", establishment_number="3001")
    play.school.refresh_from_db()
    Succession.objects.create(predecessor=play.school, successor=new)
    return play, new, done, ahead, asked, wish


def test_what_is_to_come_goes_along_and_what_took_place_stays(academy):
    play, new, done, ahead, asked, wish = academy
    before = invites.uid(ahead)
    answer = follow_school(school=play.school, to=new, by=play.coordinator)
    assert (answer.visits, answer.teachers, answer.left) == (2, 1, 0)
    for visit in (ahead, asked):
        held = visit.sessions.get().commitments.get().start_at
        visit.refresh_from_db()
        assert (visit.school, visit.sessions.get().school) == (new, new)
        assert visit.sessions.get().commitments.get().start_at == held
    assert (ahead.state, ahead.slot_version, invites.uid(ahead)) == ("confirmed", 2, before)
    done.refresh_from_db()
    wish.refresh_from_db()
    assert (done.school, done.visit.school, wish.school) == (play.school, play.school, new)
    assert Membership.objects.approved().get(user=play.teacher).school == new
    assert (new.lesson_times.starts, new.closed_days.count()) == (dt.time(9), 1)
    events = Event.objects.filter(kind="visit_followed_school", actor=play.coordinator.public_id)
    assert [e.data["to"] for e in events] == [new.urn, new.urn]


def test_the_teacher_books_and_changes_at_the_new_school_afterwards(client, academy):
    play, new, _, ahead, _, _ = academy
    client.force_login(play.teacher)
    follow_school(school=play.school, to=new, by=play.coordinator)
    assert client.get(f"/visits/{ahead.reference}/").status_code == 200
    assert ahead.reference in client.get("/visits/").content.decode()


def test_doing_it_twice_changes_nothing_more(academy):
    play, new, *_ = academy
    follow_school(school=play.school, to=new, by=play.coordinator)
    again = follow_school(school=play.school, to=new, by=play.coordinator)
    assert (again.visits, again.teachers) == (0, 0)


def test_somebody_who_acts_for_the_new_school_already_has_one_link_afterwards(academy):
    play, new, *_ = academy
    factories.membership(play.teacher, new)
    assert follow_school(school=play.school, to=new, by=play.coordinator).teachers == 0
    assert [m.school for m in Membership.objects.live().filter(user=play.teacher)] == [new]


def test_without_a_link_the_authoritys_number_shows_the_way_and_two_alike_show_none(academy):
    play, new, *_ = academy
    Succession.objects.all().delete()
    assert new_number_of(play.school) is None
    School.objects.filter(pk=new.pk).update(establishment_number="3001")
    assert new_number_of(play.school) == new
    follow_school(school=play.school, to=new, by=play.coordinator)
    assert current_school(play.school) == new
    Succession.objects.all().delete()
    factories.school("Another Academy", establishment_number="3001")
    assert new_number_of(play.school) is None


def test_only_a_coordinator_and_only_to_the_school_that_it_became(academy):
    play, new, _, ahead, *_ = academy
    with pytest.raises(NotYours):
        follow_school(school=play.school, to=new, by=play.teacher)
    for wrong in (factories.school("Another School"), play.school):
        with pytest.raises(Refused, match="does not say"):
            follow_school(school=play.school, to=wrong, by=play.coordinator)
    assert Visit.objects.get(pk=ahead.pk).school == play.school


def test_the_desk_lists_what_is_left_behind_and_one_press_takes_it_along(client, academy):
    play, new, *_ = academy
    client.force_login(play.coordinator)
    page = client.get(ADDRESS).content.decode()
    assert (page.count(f"URN {play.school.urn}"), page.count(f"URN {new.urn}")) == (1, 1)
    assert client.post(ADDRESS, {"school": play.school.urn, "to": "x"}).status_code == 404
    assert client.post(ADDRESS, {"school": play.school.urn, "to": new.urn}).status_code == 303
    assert "Every visit and every teacher belongs to an open school." in client.get(ADDRESS).content.decode()
