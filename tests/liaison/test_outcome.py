"""Whether a session took place, and what that does to its visit."""

from __future__ import annotations

import datetime as dt

import pytest

from education.ledger.models import Event, OutboxMessage
from education.liaison import policies, queries
from education.liaison.actions import record_outcome
from education.liaison.errors import NotYours, Refused
from education.people.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
DAY = dt.date(2027, 1, 20)


@pytest.fixture
def officer():
    return factories.make_officer()


@pytest.fixture
def session(officer):
    made = factories.training_session(factories.visit(state="confirmed", day=DAY))
    factories.commitment(officer, made)
    return made


@pytest.fixture
def begun(settings):
    settings.FAKE_NOW = "2027-01-20T10:00"


def test_a_delivered_session_ends_its_visit(session, officer, begun):
    assert record_outcome(session=session, delivered=True, by=officer.user).state == "delivered"
    session.visit.refresh_from_db()
    assert session.visit.state == "delivered"
    kinds = list(Event.objects.filter(subject_id=str(session.visit.public_id)).values_list("kind", flat=True))
    assert kinds == ["session_delivered", "visit_delivered"]
    assert session.commitments.get().active


def test_saying_it_twice_changes_nothing(session, officer, begun):
    record_outcome(session=session, delivered=True, by=officer.user)
    record_outcome(session=session, delivered=True, by=officer.user)
    session.visit.refresh_from_db()
    assert session.visit.version == 1


def test_the_opposite_of_what_was_said_is_refused(session, officer, begun):
    record_outcome(session=session, delivered=True, by=officer.user)
    with pytest.raises(Refused):
        record_outcome(session=session, delivered=False, by=officer.user, reason="no_audience")


def test_a_visit_of_two_sessions_waits_for_the_second(session, officer, begun):
    other = factories.training_session(session.visit, start="13:00")
    factories.commitment(officer, other)
    record_outcome(session=session, delivered=False, by=officer.user, reason="no_audience")
    session.visit.refresh_from_db()
    assert session.visit.state == "confirmed"
    coordinator = factories.staff(Role.COORDINATOR)
    record_outcome(session=other, delivered=True, by=coordinator)
    session.visit.refresh_from_db()
    assert session.visit.state == "delivered"


def test_a_session_that_did_not_happen_frees_the_time_and_tells_the_teacher(session, officer, begun):
    record_outcome(session=session, delivered=False, by=officer.user, reason="school_closed")
    session.visit.refresh_from_db()
    assert (session.visit.state, session.visit.reason) == ("not_delivered", "school_closed")
    assert not session.commitments.get().active
    assert list(OutboxMessage.objects.values_list("kind", "recipient")) == [
        ("visit_not_delivered", session.visit.teacher.email)
    ]
    assert record_outcome(session=session, delivered=False, by=officer.user).state == "not_delivered"


def test_nobody_records_before_the_start_but_a_coordinator(session, officer, settings):
    settings.FAKE_NOW = "2027-01-20T09:59"
    with pytest.raises(Refused, match="not started"):
        record_outcome(session=session, delivered=True, by=officer.user)
    record_outcome(session=session, delivered=True, by=factories.staff(Role.COORDINATOR))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUPERVISOR, Role.ANALYST, Role.ADMINISTRATOR])
def test_a_stranger_records_nothing(session, begun, role):
    stranger = factories.staff(role)
    assert not policies.can_record(stranger, session)
    with pytest.raises(NotYours):
        record_outcome(session=session, delivered=True, by=stranger)


def test_an_officer_sees_own_sessions_only(session, officer):
    other = factories.make_officer()
    held = factories.training_session(factories.visit(day=DAY), start="13:00")
    factories.commitment(officer, held, kind="hold")
    assert list(queries.sessions_of(officer.user, DAY, DAY)) == [session]
    assert list(queries.sessions_of(officer.user, DAY + dt.timedelta(days=1), dt.date(2027, 2, 1))) == []
    assert list(queries.sessions_of(other.user, DAY, DAY)) == []


@pytest.mark.parametrize("count", [1, 3])
def test_the_day_list_takes_two_queries(officer, django_assert_num_queries, count):
    of = factories.visit(state="confirmed", day=DAY)
    for number in range(count):
        factories.commitment(officer, factories.training_session(of, start=f"{9 + 2 * number:02}:00"))
    with django_assert_num_queries(2):
        rows = list(queries.sessions_of(officer.user, DAY, DAY))
        assert [len(row.groups.all()) for row in rows] == [1] * count
        assert {row.school.name for row in rows} == {"Harbour View Primary School"}
