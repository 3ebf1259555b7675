"""POST /officer/sync/: the contract, rule by rule, each with what happens without it."""

from __future__ import annotations

import datetime as dt
import json
import random
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from education.attendance.models import Entry, EntryLine, RefusedUpload, Register
from education.ledger.clock import now, today
from education.ledger.models import Event
from education.liaison.models import Commitment, TrainingSession
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import (
    begun_session,
    codes,
    entry,
    line,
    post,
    send,
    signed_in,
    supervisor,
    total,
)

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


# The way in


def test_a_stranger_gets_401_in_json_and_no_redirect():
    response = post(Client())
    assert (response.status_code, response.json()["problems"][0]["code"]) == (401, "not_signed_in")


def test_a_stranger_without_a_csrf_token_gets_401_too():
    response = post(Client(enforce_csrf_checks=True))
    assert (response.status_code, response.json()["problems"][0]["code"]) == (401, "not_signed_in")


def test_a_phone_that_is_not_enrolled_gets_401():
    _, officer = begun_session()
    client = signed_in(officer)
    response = client.post(
        "/officer/sync/", "{}", content_type="application/json", HTTP_AUTHORIZATION="Device a:b"
    )
    assert (response.status_code, response.json()["problems"][0]["code"]) == (401, "device_unknown")


def test_a_signed_in_officer_without_a_csrf_token_gets_403_in_json():
    session, officer = begun_session()
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    response = post(client, entry(session))
    assert (response.status_code, response.json()["problems"][0]["code"]) == (403, "csrf")
    assert Entry.objects.count() == 0


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_only_officers_may_send(role):
    session, _ = begun_session()
    response = post(signed_in(factories.staff(role)), entry(session))
    assert (response.status_code, Entry.objects.count()) == (403, 0)


def test_a_teacher_may_not_send():
    session, _ = begun_session()
    assert post(signed_in(factories.person()), entry(session)).status_code == 403


def test_only_post():
    _, officer = begun_session()
    response = signed_in(officer).get("/officer/sync/")
    assert (response.status_code, response["Allow"]) == (405, "POST")


# The body


@pytest.mark.parametrize(
    "body",
    ["", "no", "[]", "{}", '{"entries": {}}', '{"entries": [], "sent_at": "today"}',
     '{"entries": [], "device": "x"}', "\xff"],
)  # fmt: skip
def test_what_is_not_the_contracts_json_is_400(body):
    _, officer = begun_session()
    response = signed_in(officer).post("/officer/sync/", body, content_type="application/json")
    assert (response.status_code, response.json()["problems"][0]["code"]) == (400, "bad_body")


def test_more_than_200_entries_or_256_kb_is_413_and_nothing_is_taken():
    session, officer = begun_session()
    client = signed_in(officer)
    assert post(client, *[entry(session) for _ in range(201)]).status_code == 413
    assert post(client, {"part": "x" * 300_000}).status_code == 413
    assert Entry.objects.count() == 0


def test_after_sixty_requests_in_a_minute_it_says_when_to_come_back():
    _, officer = begun_session()
    client = signed_in(officer)
    answers = [post(client).status_code for _ in range(60)]
    last = post(client)
    assert (set(answers), last.status_code, last["Retry-After"]) == ({200}, 429, "60")


def test_one_bad_entry_never_spoils_another_and_answers_keep_their_order():
    session, officer = begun_session()
    good = entry(session)
    results = send(officer, entry(session, -1), "nonsense", good, {"id": "x"})
    assert [r["status"] for r in results] == ["refused", "refused", "accepted", "refused"]
    assert [r["id"] for r in results[1:]] == [None, good["id"], None]
    assert total() == 28


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"lines": [line(-1)]}, "negative_count", "lines.0.actual"),
        ({"lines": [line(2001)]}, "too_large", "lines.0.actual"),
        ({"lines": [line(None)]}, "null_count", "lines.0.actual"),
        ({"lines": [line("28")]}, "not_a_number", "lines.0.actual"),
        ({"lines": [line(2.5)]}, "not_a_number", "lines.0.actual"),
        ({"lines": [line(True)]}, "not_a_number", "lines.0.actual"),
        ({"lines": [line(), line(3)]}, "repeated_line", "lines.1"),
        ({"lines": []}, "no_lines", "lines"),
        ({"lines": [line(audience="parrot")]}, "unknown_audience", "lines.0.audience"),
        ({"lines": [line(year="14")]}, "unknown_year", "lines.0.year_group"),
        ({"part": "Swimming pool"}, "unknown_part", "part"),
        ({"kind": "guess"}, "unknown_kind", "kind"),
        ({"method": "guessed"}, "unknown_method", "method"),
        ({"method": "imported"}, "unknown_method", "method"),
        ({"base_version": -1}, "bad_version", "base_version"),
        ({"base_version": None}, "bad_version", "base_version"),
        ({"captured_at": "2027-01-20T11:00:00"}, "bad_time", "captured_at"),
        ({"captured_at": None}, "bad_time", "captured_at"),
        ({"captured_at": "9999-12-31T23:59:59Z"}, "bad_time", "captured_at"),
        ({"captured_at": "2027-01-20T12:30:00Z"}, "future_capture", "captured_at"),
        ({"outcome": "not_delivered"}, "outcome_conflict", "outcome"),
        ({"hands_up": {"question": "who is sad", "before": 1, "after": 2}}, "unknown_question", "hands_up.question"),
        ({"hands_up": {"question": "knows_whom_to_tell", "before": 1, "after": 29}}, "more_hands_than_heads",
         "hands_up.after"),
        ({"kind": "correction", "replaces": str(uuid4())}, "missing_reason", "reason"),
        ({"kind": "correction", "reason": "miscount"}, "missing_replaces", "replaces"),
        ({"kind": "correction", "reason": "bored", "replaces": str(uuid4())}, "unknown_reason", "reason"),
        ({"kind": "correction", "reason": "miscount", "replaces": str(uuid4())}, "unknown_entry", "replaces"),
        ({"kind": "outcome", "outcome": "not_delivered", "lines": []}, "missing_reason", "reason"),
        ({"kind": "outcome", "outcome": "delivered"}, "lines_not_expected", "lines"),
        ({"session": str(uuid4())}, "unknown_session", "session"),
        ({"session": "not an id"}, "unknown_session", "session"),
        ({"captured_by": str(uuid4())}, "not_yours", "captured_by"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_code_and_the_field(change, code, field):
    session, officer = begun_session()
    result = send(officer, entry(session, **change))[0]
    assert (result["status"], result["receipt"]) == ("refused", None)
    assert [(p["code"], p["field"]) for p in result["problems"]] == [(code, field)]
    assert result["problems"][0]["message"].endswith((".", "!"))
    assert Entry.objects.count() == 0


# Once, for ever


def test_a_count_is_accepted_with_a_receipt_and_the_session_is_delivered():
    session, officer = begun_session()
    result = send(officer, entry(session))[0]
    assert (result["status"], result["version"], result["problems"]) == ("accepted", 1, [])
    assert len(result["receipt"]) == 8 and int(result["receipt"], 16) >= 0
    session.refresh_from_db()
    assert (session.state, session.register.state) == ("delivered", "recorded")
    assert list(EntryLine.objects.values_list("expected", "actual")) == [(28, 28)]


def test_the_same_id_with_the_same_content_is_answered_with_the_first_receipt_for_ever(settings):
    session, officer = begun_session()
    sent = entry(session, lines=[line(20), line(8, year="6")])
    first = send(officer, sent)[0]
    settings.FAKE_NOW = "2027-12-01T09:00"
    again = send(officer, {**sent, "lines": sent["lines"][::-1], "something_else": 1})[0]
    assert again == {**first, "status": "duplicate"}
    assert (Entry.objects.count(), Event.objects.filter(kind="entry_accepted").count()) == (1, 1)


def test_without_the_id_a_repeat_would_count_twice():
    """The control: what the id is for. Two rooms, so that the version guard does not save us either."""
    session, officer = begun_session()
    send(officer, entry(session, part="Hall"))
    send(officer, entry(session, part="Classroom 1"))
    assert total() == 56


def test_ten_replays_of_everything_in_any_order_change_nothing():
    officer = factories.make_officer()
    sent = [entry(begun_session(officer, start=f"{hour:02}:00")[0], hour) for hour in (8, 10)]
    send(officer.user, *sent)
    for _ in range(10):
        random.shuffle(sent)
        assert {r["status"] for r in send(officer.user, *sent)} == {"duplicate"}
    assert (total(), Entry.objects.count()) == (18, 2)


def test_the_same_id_with_other_content_is_refused_and_both_are_kept():
    session, officer = begun_session()
    sent = entry(session)
    send(officer, sent)
    for _ in range(2):
        result = send(officer, {**sent, "lines": [line(29)]})[0]
        assert (result["status"], codes(result)) == ("refused", ["id_reused"])
    kept = RefusedUpload.objects.get()
    assert (kept.entry_id, kept.code, kept.payload["lines"]) == (
        UUID(sent["id"]),
        "id_reused",
        [["pupil", "5", 29]],
    )
    assert total() == 28


def test_an_unknown_session_is_refused_and_kept_without_any_text_that_was_sent():
    session, officer = begun_session()
    send(officer, entry(session, session=str(uuid4()), note="Alice was sad", ad_hoc=None))
    assert "Alice" not in json.dumps(RefusedUpload.objects.get().payload)


@pytest.mark.parametrize("table", ["attendance_entry", "attendance_entryline"])
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}"])
def test_the_database_refuses_to_change_or_delete_what_was_sent(table, verb):
    session, officer = begun_session()
    send(officer, entry(session))
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))
    assert (Entry.objects.count(), total()) == (1, 28)


# Two counts of one room


def test_the_current_version_is_accepted_and_moves_the_register_on():
    session, officer = begun_session()
    send(officer, entry(session))
    result = send(officer, entry(session, 27, base_version=1))[0]
    assert (result["status"], result["version"], total()) == ("accepted", 2, 27)


def test_an_old_version_with_the_same_numbers_is_a_confirmation():
    session, officer = begun_session()
    send(officer, entry(session))
    result = send(officer, entry(session))[0]
    assert (result["status"], result["version"], total()) == ("accepted", 1, 28)
    assert Event.objects.filter(kind="entry_confirmed").count() == 1


def test_an_old_version_with_other_numbers_is_a_proposal_and_the_first_keeps_counting():
    session, officer = begun_session()
    send(officer, entry(session))
    result = send(officer, entry(session, 31))[0]
    assert (result["status"], result["version"], codes(result)) == ("proposal", 1, ["numbers_differ"])
    assert (Register.objects.get().state, total()) == ("disputed", 28)


def test_two_rooms_add_up_even_when_neither_phone_knew_of_the_other():
    session, officer = begun_session()
    colleague = factories.make_officer()
    factories.commitment(colleague, session)
    first = send(officer, entry(session, 20, part="Hall"))[0]
    second = send(colleague.user, entry(session, 11, part="Classroom 1"))[0]
    assert ([first["status"], second["status"]], total()) == (["accepted", "accepted"], 31)


def test_the_whole_session_and_one_of_its_rooms_are_never_added_unknowingly():
    session, officer = begun_session()
    send(officer, entry(session, 28))
    result = send(officer, entry(session, 15, part="Hall"))[0]
    assert (result["status"], total()) == ("proposal", 28)


def test_a_correction_replaces_what_it_names_and_the_first_stays_readable():
    session, officer = begun_session()
    first = entry(session)
    send(officer, first)
    result = send(
        officer,
        entry(session, 26, kind="correction", base_version=1, replaces=first["id"], reason="miscount"),
    )[0]
    assert (result["status"], result["version"], total()) == ("accepted", 2, 26)
    assert sorted(EntryLine.objects.values_list("actual", flat=True)) == [26, 28]


def test_a_void_leaves_no_number_and_that_is_not_zero():
    session, officer = begun_session()
    first = entry(session)
    send(officer, first)
    void = {**entry(session), "kind": "void", "base_version": 1, "replaces": first["id"], "lines": [],
            "reason": "wrong_session"}  # fmt: skip
    assert send(officer, void)[0]["status"] == "accepted"
    assert (Register.objects.get().state, total()) == ("due", 0)


def test_a_correction_of_what_no_longer_counts_is_a_proposal():
    session, officer = begun_session()
    first = entry(session)
    send(officer, first, entry(session, 30, base_version=1))
    result = send(
        officer,
        entry(session, 26, kind="correction", base_version=1, replaces=first["id"], reason="miscount"),
    )[0]
    assert (result["status"], total()) == ("proposal", 30)


# What happened is kept, whatever the plan says


def test_a_count_of_a_cancelled_session_waits_for_a_person():
    session, officer = begun_session()
    TrainingSession.objects.filter(pk=session.pk).update(state="cancelled")
    Commitment.objects.update(active=False)
    result = send(officer, entry(session))[0]
    assert (result["status"], codes(result), len(result["receipt"])) == ("review", ["session_closed"], 8)
    assert (Entry.objects.count(), total()) == (1, 0)


def test_a_count_of_a_session_that_was_moved_to_a_later_day_waits_for_a_person():
    session, officer = begun_session()
    TrainingSession.objects.filter(pk=session.pk).update(day=today() + dt.timedelta(days=7))
    assert codes(send(officer, entry(session))[0]) == ["session_moved"]


def test_a_count_before_the_start_is_sent_again_later(settings):
    session, officer = begun_session(start="14:00")
    sent = entry(session)
    result = send(officer, sent)[0]
    assert (result["status"], codes(result)) == ("refused", ["too_early"])
    settings.FAKE_NOW = "2027-01-20T14:00"
    assert send(officer, sent)[0]["status"] == "accepted"


def test_a_session_that_nobody_booked_is_never_refused():
    _, officer = begun_session()
    school = factories.school()
    sent = entry(TrainingSession(public_id=uuid4()), ad_hoc={
        "school_urn": str(school.urn), "type": "class-talk", "start": "2027-01-20T09:00:00Z"})  # fmt: skip
    result = send(officer, sent)[0]
    assert (result["status"], codes(result)) == ("review", ["ad_hoc"])
    made = TrainingSession.objects.get(public_id=sent["session"])
    assert (made.source, made.state, made.school, made.day) == ("ad_hoc", "in_review", school, today())
    assert send(officer, sent)[0] == {**result, "status": "duplicate", "problems": []}


@pytest.mark.parametrize(
    ("change", "code"), [({"school_urn": "1"}, "unknown_school"), ({"type": "x"}, "unknown_type")]
)
def test_an_ad_hoc_session_of_an_unknown_school_or_type_is_refused_and_kept(change, code):
    _, officer = begun_session()
    told = {"school_urn": str(factories.school().urn), "type": "class-talk", "start": "2027-01-20T09:00:00Z"}
    result = send(officer, entry(TrainingSession(public_id=uuid4()), ad_hoc={**told, **change}))[0]
    assert (codes(result), RefusedUpload.objects.get().code) == ([code], code)


def test_after_sign_off_an_officers_count_waits_for_a_supervisor():
    from education.attendance.actions import sign_off

    session, officer = begun_session()
    send(officer, entry(session))
    sign_off(register=Register.objects.get(), by=supervisor())
    result = send(officer, entry(session, 30, base_version=1))[0]
    assert (result["status"], codes(result)) == ("review", ["signed_off"])
    assert (Register.objects.get().state, total()) == ("signed_off", 28)


def test_an_outcome_without_a_count_leaves_the_register_due():
    session, officer = begun_session()
    result = send(officer, {**entry(session), "kind": "outcome", "outcome": "delivered", "lines": []})[0]
    session.refresh_from_db()
    assert (result["status"], session.state, session.register.state) == ("accepted", "delivered", "due")


def test_not_delivered_needs_a_reason_and_is_never_a_zero():
    session, officer = begun_session()
    sent = {
        **entry(session),
        "kind": "outcome",
        "outcome": "not_delivered",
        "reason": "no_audience",
        "lines": [],
    }
    assert send(officer, sent)[0]["status"] == "accepted"
    session.refresh_from_db()
    assert (session.state, session.visit.state, total()) == ("not_delivered", "not_delivered", 0)


def test_not_delivered_after_a_count_waits_for_a_person():
    session, officer = begun_session()
    send(officer, entry(session))
    sent = {
        **entry(session),
        "kind": "outcome",
        "outcome": "not_delivered",
        "reason": "no_audience",
        "lines": [],
    }
    assert codes(send(officer, sent)[0]) == ["counts_exist"]
    assert total() == 28


# Whose session it is


def test_another_officers_session_is_not_yours():
    session, _ = begun_session()
    result = send(factories.make_officer().user, entry(session))[0]
    assert (result["status"], codes(result), Entry.objects.count()) == ("refused", ["not_yours"], 0)


def test_a_colleague_may_bring_in_a_count_and_the_first_phone_changes_nothing_later():
    session, officer = begun_session()
    colleague = factories.make_officer().user
    sent = entry(session)
    brought = send(colleague, {**sent, "captured_by": str(officer.public_id)})[0]
    kept = Entry.objects.get()
    assert (brought["status"], kept.captured_by, kept.sent_by) == ("accepted", officer, colleague)
    assert send(officer, sent)[0] == {**brought, "status": "duplicate"}


def test_a_session_given_to_another_officer_is_kept_for_a_person():
    session, officer = begun_session()
    Commitment.objects.update(active=False)
    assert codes(send(officer, entry(session))[0]) == ["reassigned"]


# The phone's clock


@pytest.mark.parametrize("days", [-3, 3])
def test_a_phone_whose_clock_is_days_off_is_believed_about_the_numbers_only(days):
    session, officer = begun_session()
    off = dt.timedelta(days=days)
    sent = entry(session, captured_at=(now() - dt.timedelta(minutes=30) + off).isoformat())
    result = send(officer, sent, sent_at=(now() + off).isoformat())[0]
    kept = Entry.objects.get()
    assert (result["status"], total()) == ("accepted", 28)
    assert (kept.received_at, kept.captured_at - off) == (now(), now() - dt.timedelta(minutes=30))
    assert kept.clock_skew_seconds == -days * 86_400


def test_questionable_counts_are_kept_with_the_codes_of_the_questions():
    session, officer = begun_session()
    send(officer, entry(session, 211, lines=[line(211), line(300, "staff", None)]))
    assert Entry.objects.get().soft_checks == [
        "over_expected",
        "over_roll",
        "over_largest",
        "staff_over_pupils",
    ]
