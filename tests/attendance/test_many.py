"""A whole queue at once: the very rows that entry by entry would make, in a handful of queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from education.attendance import actions
from education.attendance.contract import Submission, read_entry
from education.attendance.models import Entry, EntryLine, Register, RegisterPart
from education.ledger.clock import now, today
from education.ledger.models import Event
from education.liaison.models import Group, TrainingSession
from education.people.models import User
from tests import factories
from tests.attendance.helpers import begun_session, entry, send, submission, supervisor

pytestmark = pytest.mark.django_db


def day_of(officer: Any, number: int, state: str = "planned") -> list[TrainingSession]:
    """Sessions of the last days, one a day, each with a class of 28 expected."""
    made = []
    for back in range(number):
        visit = factories.visit(state="confirmed", day=today() - dt.timedelta(days=back))
        session, _ = begun_session(officer, start="09:00", visit=visit)
        made.append(session)
    if state != "planned":
        TrainingSession.objects.filter(pk__in=[s.pk for s in made]).update(state=state)
    return made


def everything(user: User) -> list[Any]:
    """What an officer's entries left behind, without ids, hashes and the order of rows."""
    entries = Entry.objects.filter(captured_by=user)
    registers = Register.objects.filter(entries__in=entries).distinct()
    sessions = TrainingSession.objects.filter(register__in=registers).order_by("day", "start_at")
    place = {session.pk: number for number, session in enumerate(sessions)}
    of = {register.pk: place[register.session_id] for register in registers}
    left: list[Any] = [(place[s.pk], s.state, s.visit.state if s.visit else "") for s in sessions]
    plain = {
        "id",
        "register_id",
        "payload_hash",
        "receipt",
        "captured_by_id",
        "sent_by_id",
        "device",
        "replaces_id",
    }
    left += [
        (of[row["register_id"]], {name: value for name, value in row.items() if name not in plain})
        for row in entries.values()
    ]
    lines = EntryLine.objects.filter(entry__in=entries)
    left += [(of[li.entry.register_id], li.audience, li.year, li.actual, li.expected) for li in lines]
    parts = RegisterPart.objects.filter(register__in=registers)
    left += [(of[p.register_id], p.name, p.version, p.accepted is not None) for p in parts]
    left += [(of[r.pk], r.state, r.version, r.signed_by) for r in registers]
    events = Event.objects.filter(subject="register", subject_id__in=[str(pk) for pk in of])
    hidden = {"entry", "session"}
    left += [
        (of[int(e.subject_id)], e.kind, e.actor_kind, {k: v for k, v in e.data.items() if k not in hidden})
        for e in events
    ]
    return sorted(left, key=repr)


def counts(sessions: list[TrainingSession], **fields: Any) -> list[Submission]:
    return [submission(session, 20 + number, **fields) for number, session in enumerate(sessions)]


@pytest.mark.parametrize("state", ["planned", "delivered"])
def test_both_ways_leave_the_same_rows(state):
    users = []
    for together in (True, False):
        officer = factories.make_officer()
        sessions = day_of(officer, 4, state)
        Group.objects.filter(session__in=sessions[:2]).update(expected=3)  # so that a question is raised
        hands = {"question": "would_tell_an_adult", "before": 4, "after": 19}
        sent = counts(sessions, started_at="2027-01-20T09:05:00Z", hands_up=hands, part="Hall")
        sent[1] = replace(sent[1], outcome="delivered", captured_at=now() - dt.timedelta(hours=2))
        skew = dt.timedelta(seconds=90)
        if together:
            results = actions.record_entries(
                submissions=sent, by=officer.user, device=uuid4(), clock_skew=skew
            )
        else:
            results = [
                actions.record_entry(submission=s, by=officer.user, device=uuid4(), clock_skew=skew)
                for s in sent
            ]
        assert {(result.status, result.version, result.problems) for result in results} == {
            ("accepted", 1, ())
        }
        assert [result.receipt for result in results] == [Entry.objects.get(pk=s.id).receipt for s in sent]
        users.append(officer.user)
    one, other = (everything(user) for user in users)
    assert one == other
    assert any("over_expected" in repr(item) for item in one)


def strange(officer: Any) -> list[dict[str, Any]]:
    """Nine entries that belong together in one upload: three plain, and one for each thing that may go wrong."""
    a, b, c, twice, signed, counted, early = day_of(officer, 7)
    theirs, _ = begun_session(start="09:00")
    later, _ = begun_session(officer, start="15:00")
    TrainingSession.objects.filter(pk=counted.pk).update(state="delivered")
    actions.record_entry(submission=submission(signed, 27), by=officer.user)
    actions.sign_off(register=signed.register, by=supervisor())
    actions.record_entry(submission=submission(counted, 27), by=officer.user)
    early_count = entry(early, 5, captured_at=(now() - dt.timedelta(days=30)).isoformat())
    return [
        entry(a, 21), entry(theirs, 4), entry(b, 22), entry(twice, 8), entry(signed, 9), entry(twice, 9),
        entry(counted, 26), early_count, entry(later, 3), {"id": "x"}, entry(c, 23),
    ]  # fmt: skip


def test_one_bad_entry_touches_no_other_and_every_answer_is_the_same():
    answers = []
    for together in (True, False):
        officer = factories.make_officer()
        sent = strange(officer)
        if together:
            results = send(officer.user, *sent)
        else:
            results = [result for raw in sent for result in send(officer.user, raw)]
        answers.append([(r["status"], [p["code"] for p in r["problems"]], r["version"]) for r in results])
    assert answers[0] == answers[1]
    assert [status for status, _, _ in answers[0]] == [
        "accepted", "refused", "accepted", "accepted", "review", "proposal", "proposal", "review", "refused",
        "refused", "accepted",
    ]  # fmt: skip


def test_sent_again_it_is_the_same_receipt_and_nothing_more():
    officer = factories.make_officer()
    sent = [entry(session, 20) for session in day_of(officer, 4)]
    first, again = send(officer.user, *sent), send(officer.user, *sent)
    assert {r["status"] for r in first} == {"accepted"}
    assert {r["status"] for r in again} == {"duplicate"}
    assert [r["receipt"] for r in first] == [r["receipt"] for r in again]
    changed = send(officer.user, *[{**raw, "method": "estimated"} for raw in sent])
    assert {r["problems"][0]["code"] for r in changed} == {"id_reused"}
    twice = entry(begun_session(officer, start="06:00")[0], 5)
    results = send(officer.user, twice, twice, *sent)
    assert [r["status"] for r in results][:2] == ["accepted", "duplicate"]
    assert (Entry.objects.count(), Event.objects.filter(kind="entry_accepted").count()) == (5, 5)


@pytest.mark.parametrize(("state", "queries"), [("planned", 33), ("delivered", 20)])
def test_the_queries_do_not_grow_with_the_queue(django_assert_max_num_queries, state, queries):
    officer = factories.make_officer()
    sent = counts(day_of(officer, 20, state))
    with django_assert_max_num_queries(queries):
        results = actions.record_entries(submissions=sent, by=officer.user)
    assert {result.status for result in results} == {"accepted"}


def test_a_queue_that_waits_for_a_person_does_so_entry_by_entry():
    officer = factories.make_officer()
    sent = counts(day_of(officer, 4))
    results = actions.record_entries(submissions=sent, by=officer.user, review="phone_revoked")
    assert {(r.status, r.problems[0].code) for r in results} == {("review", "phone_revoked")}


def test_an_id_that_another_request_writes_at_this_moment_is_not_written_twice(monkeypatch):
    """The database refuses the second row; the batch is taken back and each entry goes by itself."""
    from education.attendance.actions import many

    officer = factories.make_officer()
    sessions = day_of(officer, 4)
    sent = counts(sessions)
    writing = many._Batch._insert

    def late(self: Any, rows: Any) -> None:
        writing(self, [*rows, rows[0]])

    monkeypatch.setattr(many._Batch, "_insert", late)
    results = actions.record_entries(submissions=sent, by=officer.user)
    assert ({r.status for r in results}, Entry.objects.count()) == ({"accepted"}, 4)
    assert read_entry(entry(sessions[0])).submission is not None
