"""Visits leave the house as a table and as a calendar: no person in them, no formula, and each time it is logged."""

from __future__ import annotations

import csv
import datetime as dt
import io

import pytest

from education.ledger.models import Event
from education.people.roles import Role
from tests import factories
from tests.attendance.helpers import signed_in
from tests.liaison.test_mails import properties

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
ADDRESS = "/cms/visits/export/"
YEAR = {"first": "2027-01-01", "last": "2027-12-31"}


@pytest.fixture
def booked(play):
    """A confirmed visit at a school whose name begins like a formula, and a request."""
    play.officer.user.first_name, play.officer.user.last_name = "Quillon", "Ashby"
    play.officer.user.save()
    play.school.name = "=HYPERLINK(1) School"
    play.school.save()
    return play, play.confirmed(), play.ask(day=dt.date(2027, 2, 3))


def take(kind, role=Role.COORDINATOR, **more):
    return signed_in(factories.staff(role)).get(ADDRESS, {**YEAR, "kind": kind, **more})


def test_the_table_has_a_line_a_session_and_its_formula_is_defused(booked):
    play, confirmed, asked = booked
    answer = take("csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [
        (r["reference"], r["state"], r["day"], r["start"], r["expected"], r["officers"]) for r in rows
    ] == [
        (confirmed.reference, "confirmed", "2027-01-20", "10:00", "28", "1"),
        (asked.reference, "requested", "2027-02-03", "10:00", "28", "1"),
    ]
    assert rows[0]["school"] == "'=HYPERLINK(1) School"
    for hidden in ("Quillon", "Ashby", play.teacher.email, "lead@school.example", "01642 000000"):
        assert hidden not in text
    assert answer["Content-Disposition"] == 'attachment; filename="visits-2027-01-01-2027-12-31.csv"'
    assert [event.data["as"] for event in Event.objects.filter(kind="visits_exported")] == ["csv"]


def test_a_filter_leaves_out_the_others(booked):
    _, confirmed, _ = booked
    text = b"".join(take("csv", state="confirmed").streaming_content).decode("utf-8-sig")
    assert [r["reference"] for r in csv.DictReader(io.StringIO(text))] == [confirmed.reference]
    none = b"".join(take("csv", first="2027-03-01").streaming_content).decode("utf-8-sig")
    assert len(none.splitlines()) == 1


def test_the_calendar_keeps_to_the_rules_and_holds_what_is_agreed(booked):
    _, confirmed, _ = booked
    answer = take("ics", Role.SUPERVISOR)
    assert answer["Content-Type"] == "text/calendar; method=PUBLISH; charset=UTF-8"
    lines = answer.content.split(b"\r\n")
    assert (max(map(len, lines)) <= 75, b"\n" in answer.content.replace(b"\r\n", b"")) == (True, False)
    assert answer.content.count(b"BEGIN:VEVENT") == 1
    assert f"UID:visit-{confirmed.public_id}@127.0.0.1".encode() in answer.content.replace(b"\r\n ", b"")
    assert b"Quillon" not in answer.content
    assert properties.__name__ == "properties"  # the invite's own rules are held there


def test_a_form_that_makes_no_sense_gives_no_file(booked):
    answer = take("csv", last="2026-12-31")
    assert (answer.status_code, "does not come before the first" in answer.content.decode()) == (422, True)
    assert take("pdf").status_code == 422
    assert Event.objects.filter(kind="visits_exported").count() == 0


def test_only_the_desk_takes_visits_away_and_proves_who_it_is_first(client, booked):
    for role in (Role.ANALYST, Role.OFFICER, Role.EDITOR):
        assert take("csv", role).status_code == 403
    client.force_login(factories.staff(Role.COORDINATOR))
    answer = client.get(ADDRESS, {**YEAR, "kind": "csv"})
    assert (answer.status_code, "/accounts/" in answer["Location"]) == (302, True)
