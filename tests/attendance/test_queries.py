"""What counts, and how much of what was delivered has a number."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Sum

from education.attendance.actions import mark_not_recorded, open_register, sign_off
from education.attendance.models import Register
from education.attendance.queries import accepted_lines, coverage
from education.ledger.clock import today
from education.liaison.actions import record_outcome
from education.liaison.models import SessionType, TrainingSession
from tests import factories
from tests.attendance.helpers import begun_session, entry, line, send, supervisor, total

pytestmark = pytest.mark.django_db


def test_every_line_comes_once_however_many_rooms_corrections_and_proposals_there_are():
    session, officer = begun_session()
    hall = entry(
        session,
        part="Hall",
        lines=[line(20), line(9, year="6"), line(3, "parent_carer", None), line(2, "staff", None)],
    )
    send(officer, hall, entry(session, 11, part="Classroom 1"), entry(session, 40, part="Hall"))
    corrected = entry(session, 12, part="Classroom 1", kind="correction", base_version=2, reason="miscount")
    accepted = Register.objects.get().parts.get(name="Classroom 1").accepted
    send(officer, {**corrected, "replaces": str(accepted.pk)})
    sums = dict(accepted_lines(today(), today()).order_by().values_list("audience").annotate(Sum("actual")))
    assert sums == {"pupil": 41, "parent_carer": 3, "staff": 2}
    assert accepted_lines(today(), today()).count() == 5


def test_the_local_day_of_the_session_decides_and_both_ends_are_included():
    session, officer = begun_session()
    send(officer, entry(session))
    day = dt.timedelta(days=1)
    found = [accepted_lines(a, b).count() for a, b in [
        (today(), today()), (today() - day, today()), (today(), today() + day),
        (today() - day, today() - day), (today() + day, today() + day)]]  # fmt: skip
    assert found == [1, 1, 1, 0, 0]


def test_a_type_that_is_flagged_out_does_not_count():
    session, officer = begun_session()
    send(officer, entry(session))
    assert total() == 28
    SessionType.objects.update(counts_toward_figure=False)
    assert total() == 0
    assert coverage(today(), today()).delivered == 0


@pytest.mark.parametrize("state", [s for s in TrainingSession.State if s != "delivered"])
def test_only_delivered_sessions_count(state):
    session, officer = begun_session()
    send(officer, entry(session))
    TrainingSession.objects.update(state=state)
    assert total() == 0


def test_coverage_tells_missing_from_given_up_and_from_recorded():
    officer = factories.make_officer()
    sessions = [begun_session(officer, start=f"{hour:02}:00")[0] for hour in (1, 3, 5, 7, 9)]
    for session in sessions[:4]:
        record_outcome(session=session, delivered=True, by=officer.user)
    send(officer.user, entry(sessions[0]), entry(sessions[1]))
    sign_off(register=Register.objects.get(session=sessions[0]), by=supervisor())
    mark_not_recorded(register=open_register(session=sessions[2]), by=supervisor(), reason="paper_lost")
    found = coverage(today(), today())
    assert (found.delivered, found.recorded, found.signed_off, found.given_up, found.missing) == (
        4,
        2,
        1,
        1,
        1,
    )
    assert found.share == 0.5


def test_nothing_delivered_has_no_share_rather_than_a_share_of_zero():
    assert coverage(today(), today()).share is None
