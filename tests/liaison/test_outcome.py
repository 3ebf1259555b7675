"""Whether a session took place, and what that does to its visit."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from django.contrib.auth.models import Group

from education.ledger.actions import event_body, event_hash
from education.ledger.models import Event, OutboxMessage
from education.liaison import policies, queries
from education.liaison.actions import record_delivered, record_outcome
from education.liaison.actions.moves import move_quietly
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Officer, TrainingSession
from education.liaison.states import VisitState, Who
from education.people.models import User
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


def a_month(of) -> list[TrainingSession]:
    """Sessions for one officer to say delivered: in pairs, alone, called off, said already, not begun and foreign."""

    def on(day: int, *starts: str, state: str = "confirmed", by: Officer = of) -> list[TrainingSession]:
        visit = factories.visit(state=state, day=dt.date(2027, 1, day))
        made = [factories.training_session(visit, start=start) for start in starts]
        for session in made:
            factories.commitment(by, session)
        return made

    both, half, beside, said = (on(day, "09:00", "13:00") for day in (11, 12, 13, 14))
    TrainingSession.objects.filter(pk=beside[1].pk).update(state="cancelled")
    record_outcome(session=said[0], delivered=False, by=of.user, reason="no_audience")
    again, off, later = on(15, "09:00"), on(18, "09:00", state="cancelled_by_force"), on(20, "10:01")
    record_outcome(session=again[0], delivered=True, by=of.user)
    theirs = on(19, "09:00", by=factories.make_officer())
    return [both[1], both[0], half[0], beside[0], said[1], *again, *off, *later, *theirs]


def left_by(sessions: list[TrainingSession]) -> list[object]:
    """The states of these sessions and their visits, and every event, whose chains hold together."""
    left: list[object] = []
    for session in TrainingSession.objects.filter(pk__in=[s.pk for s in sessions]).order_by(
        "day", "start_at"
    ):
        visit = session.visit
        assert visit
        left.append((session.state, visit.state, visit.version, visit.slot_version, visit.reason))
        previous = ""
        for event in Event.objects.filter(subject_id=str(visit.public_id)).order_by("id"):
            assert (event.previous_hash, event.hash) == (
                previous,
                event_hash(previous=previous, body=event_body(event)),
            )
            previous = event.hash
            left.append((event.kind, event.actor_kind, {**event.data, "session": "session" in event.data}))
    return left


@pytest.mark.parametrize("roles", [(), (Role.COORDINATOR,)], ids=["officer", "officer and coordinator"])
def test_many_at_once_leave_what_one_by_one_would(roles, begun):
    left = []
    for together in (True, False):
        officer = factories.make_officer()
        for role in roles:
            officer.user.groups.add(Group.objects.get(name=role.label))
        user = User.objects.get(pk=officer.user.pk)
        sessions = a_month(officer)
        if together:
            done = record_delivered(sessions=sessions, by=user)
        else:
            done = set()
            for session in sessions:
                with suppress(Refused):
                    done.add(record_outcome(session=session, delivered=True, by=user).pk)
        left.append([[session.pk in done for session in sessions], left_by(sessions)])
    assert left[0] == left[1]
    late = bool(roles)
    assert left[0][0] == [True, True, True, True, True, True, False, late, late]


def test_the_queries_do_not_grow_with_the_number_of_sessions(officer, begun, django_assert_max_num_queries):
    sessions = [factories.training_session(start=start) for start in ("02:00", "04:00", "06:00", "08:00")]
    for session in sessions:
        factories.commitment(officer, session)
    with django_assert_max_num_queries(13):
        assert len(record_delivered(sessions=sessions, by=officer.user)) == 4


def test_a_move_that_somebody_has_to_hear_of_is_not_a_quiet_one(session, officer):
    coordinator = factories.staff(Role.COORDINATOR)
    asked = factories.visit(day=DAY)
    for visit, target in (
        (session.visit, "cancelled_by_force"),
        (session.visit, "not_delivered"),
        (asked, "confirmed"),
    ):
        with pytest.raises(RuntimeError, match="nobody has to hear"):
            move_quietly(visits=[visit], target=VisitState(target), as_=Who.COORDINATOR, by=coordinator)
    with pytest.raises(Refused):
        move_quietly(visits=[asked], target=VisitState.DELIVERED, as_=Who.OFFICER, by=officer.user)
    assert not Event.objects.filter(subject="visit").exists()


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
