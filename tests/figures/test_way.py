"""The figure at the end of the real way: registers and imports written by the room that owns them."""

from __future__ import annotations

import datetime as dt

import pytest

from education.attendance.actions.imports import WithdrawReason, withdraw_import
from education.attendance.actions.register import record_entry
from education.attendance.actions.sign_off import settle, sign_off
from education.attendance.importing.demo import load_demo_past_year
from education.attendance.models import Entry, Register
from education.figures import actions, demo, queries, ratings, recount
from education.figures.models import Definition
from education.figures.periods import parse
from education.liaison.demo import load_demo_replies
from education.liaison.models import Feedback
from education.people.models import User
from education.people.roles import Role
from education.schools.demo import load_demo_schools
from tests import factories
from tests.attendance.helpers import begun_session, line, submission, supervisor

pytestmark = pytest.mark.django_db
TRAINED = Definition(key=queries.TRAINED)


def agreed(key: str, today: str, *, with_demo: bool = False):
    found = recount.agreed(TRAINED, parse(key, today=dt.date.fromisoformat(today)), with_demo=with_demo)
    return found.children, found.parents, found.sessions, found.unsigned


def test_every_turn_of_a_register_gives_both_computations_the_same(settings):
    settings.FAKE_NOW = "2027-01-20T12:00"
    session, officer = begun_session()
    year, later = "academic-2026-27", "2027-02-20"

    def send(actual, **fields):
        return record_entry(submission=submission(session, actual, **fields), by=officer)

    first = send(
        28,
        lines=[line(28), line(4, audience="parent_carer", year=None), line(2, audience="staff", year=None)],
    )
    assert (first.status, agreed(year, later)) == ("accepted", (28, 4, 1, 1))
    corrected = send(27, kind="correction", base_version=1, replaces=str(first.id), reason="miscount")
    assert (corrected.status, agreed(year, later)) == ("accepted", (27, 0, 1, 1))
    proposal = send(31)
    assert (proposal.status, agreed(year, later)) == ("proposal", (27, 0, 1, 1))
    register, judge = Register.objects.get(), supervisor()
    settle(
        register=register, part=Entry.objects.get(pk=proposal.id).part, by=judge, reason="miscount",
        choice=Entry.objects.get(pk=proposal.id),
    )  # fmt: skip
    assert agreed(year, later) == (31, 0, 1, 1)
    sign_off(register=Register.objects.get(), by=judge)
    assert agreed(year, later) == (31, 0, 1, 0)


def test_two_rooms_add_up_and_a_void_takes_one_away(settings):
    settings.FAKE_NOW = "2027-01-20T12:00"
    session, officer = begun_session()
    hall = record_entry(submission=submission(session, 30, part="Hall"), by=officer)
    room = record_entry(submission=submission(session, 12, part="Classroom 1", base_version=1), by=officer)
    assert (hall.status, room.status, agreed("2027", "2027-03-01")) == ("accepted", "accepted", (42, 0, 1, 1))
    version = Register.objects.get().version
    gone = record_entry(
        submission=submission(
            session, kind="void", part="Hall", base_version=version, replaces=str(hall.id),
            reason="duplicate", lines=[],
        ),
        by=officer,
    )  # fmt: skip
    assert (gone.status, agreed("2027", "2027-03-01")) == ("accepted", (12, 0, 1, 1))


def test_the_demonstration_s_past_year_is_imported_published_and_withdrawn_again():
    load_demo_schools()
    roles = {"analyst": Role.ANALYST, "publisher": Role.PUBLISHER, "coordinator": Role.COORDINATOR,
             "supervisor": Role.SUPERVISOR}  # fmt: skip
    people = {name: factories.staff(role, email=f"{name}@demo.example") for name, role in roles.items()}
    User.objects.update(is_demo=True)
    batch = load_demo_past_year({**people, **{f"{n}@demo.example": p for n, p in people.items()}})
    given = load_demo_replies(year=2019)
    assert (load_demo_replies(year=2019), Feedback.objects.filter(visit__is_demo=True).count()) == (
        given,
        given,
    )
    snapshot = demo.load_demo_figures(people)
    shown = ratings.printed(snapshot.document["ratings"])
    assert (shown.answers, len(shown.questions)) == (given, 4)
    assert [sum(group.value for group in question.groups) for question in shown.questions] == [given] * 4
    assert all(
        group.interval and group.interval.low < group.interval.high
        for q in shown.questions
        for group in q.groups
    )
    assert (snapshot.slug, snapshot.total, snapshot.status) == ("calendar-2019-1", 7805, "final")
    assert (snapshot.children, snapshot.parents) == (batch.children, batch.parents)
    assert snapshot.recorded < snapshot.delivered
    withdraw_import(batch=batch, by=people["coordinator"], reason=WithdrawReason.WRONG_FILE)
    assert agreed("2019", "2027-01-01", with_demo=True) == (0, 0, 0, 0)
    with pytest.raises(actions.NotAllowedError, match="No session was delivered"):
        actions.publish(
            definition=queries.TRAINED, period="2019", prepared_by=people["analyst"],
            approved_by=people["publisher"], reason="The import was withdrawn.",
        )  # fmt: skip
