"""The log at the desk: for administrators alone, readable, filtered, and reading it leaves a line."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import transaction

from education.ledger import actions
from education.ledger.models import AccessEvent
from education.people.roles import Role
from tests import factories
from tests.factories.people import sign_in_fresh

pytestmark = pytest.mark.django_db
AUDIT, CSV = "/cms/audit/", "/cms/audit/log.csv"


@pytest.fixture
def admin(client):
    user = factories.staff(Role.ADMINISTRATOR)
    sign_in_fresh(client, user)
    return user


def lines(client, query: str = "") -> list[list[str]]:
    """The rows of the file, without its head."""
    answer = client.get(f"{CSV}{query}")
    text = b"".join(answer.streaming_content).decode()
    return list(csv.reader(io.StringIO(text)))[1:]


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
@pytest.mark.parametrize("address", [AUDIT, CSV])
def test_nobody_else_reads_it(client, role, address):
    sign_in_fresh(client, factories.staff(role))
    assert client.get(address).status_code in (302, 403)
    assert AccessEvent.objects.filter(kind__in=["audit_read", "exported"]).count() == 0


def test_a_name_stands_behind_each_id_for_administrators_and_never_in_the_table(client, admin):
    person = factories.person(first_name="Wren", last_name="Marsh")
    actions.log_access(kind="sign_in", person=person, by=person)
    page = client.get(AUDIT).content.decode()
    assert page.count("Wren Marsh") == 2
    assert "Wren" not in str(list(AccessEvent.objects.values()))


def test_reading_it_is_logged(client, admin):
    client.get(f"{AUDIT}?kind=sign_in")
    row = AccessEvent.objects.get(kind="audit_read")
    assert (row.actor, row.data) == (admin.public_id, {"log": "access", "kind": "sign_in"})


def test_it_is_filtered_by_kind_person_and_day(client, admin, settings):
    one, two = factories.person(), factories.person()
    settings.FAKE_NOW = "2026-11-01T12:00"
    actions.log_access(kind="sign_in", person=one, by=one)
    settings.FAKE_NOW = "2026-11-02T12:00"
    actions.log_access(kind="sign_in", person=two, by=two)
    actions.log_access(kind="sign_out", person=two, by=two)
    settings.FAKE_NOW = "2026-11-05T12:00"
    seen = {
        query: len(lines(client, f"?{query}"))
        for query in (
            f"person={one.public_id}",
            f"person={two.public_id}&kind=sign_out",
            "first=2026-11-01&last=2026-11-01",
            "first=2026-11-02&last=2026-11-02",
            "kind=no-such-kind&first=x&person=x&last=2026-10-31",
        )
    }
    assert list(seen.values()) == [1, 1, 1, 2, 0]


def test_a_person_is_found_by_address_without_writing_it_into_the_address_bar(client, admin):
    person = factories.person("findable@school.example")
    answer = client.post(AUDIT, {"email": "Findable@School.example "})
    assert (answer.status_code, answer["Location"]) == (303, f"{AUDIT}?person={person.public_id}")
    answer = client.post(AUDIT, {"email": "nobody@school.example"})
    assert (answer.status_code, "Nobody with this address." in answer.content.decode()) == (422, True)


def test_the_changes_of_a_visit_and_of_its_registers_are_there_too(client, admin):
    booked = factories.visit()
    with transaction.atomic():
        actions.log(subject="visit", subject_id=booked.public_id, kind="visit_requested", by=booked.teacher)
        actions.log(subject="visit", subject_id="another", kind="visit_requested", by=None)
    query = f"?log=changes&reference={booked.reference.lower()}"
    assert [(row[1], row[3]) for row in lines(client, query)] == [
        ("visit_requested", str(booked.teacher.public_id))
    ]
    assert "Visit requested" in client.get(AUDIT + query).content.decode()


def test_it_comes_in_pages_of_fifty(client, admin):
    person = factories.person()
    for _ in range(60):
        actions.log_access(kind="sign_in", person=person, by=person)
    page = client.get(f"{AUDIT}?kind=sign_in&person={person.public_id}&p=2").content.decode()
    assert ("Page 2 of 2" in page, page.count("<td>Signed in</td>")) == (True, 10)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_file_is_a_formula(client, admin, start):
    actions.log_access(kind="exported", person=admin, by=admin, about=f"{start}cmd|' /C calc'!A0")
    cells = [cell for row in lines(client, "?kind=exported") for cell in row]
    assert [cell for cell in cells if cell[:1] in "=+-@\t\r" and cell] == []


def test_the_file_asks_for_a_proof_and_leaves_a_line(client, admin):
    lines(client)
    assert AccessEvent.objects.filter(kind="exported", about="audit_export").count() == 1
    sign_in_fresh(client, admin, seconds_ago=600)
    assert client.get(CSV)["Location"].startswith("/accounts/reauthenticate/")


def test_the_menu_item_is_the_administrators(client, admin):
    assert "/cms/audit/" in client.get("/cms/").content.decode()
    client.force_login(factories.staff(Role.EDITOR))
    assert "/cms/audit/" not in client.get("/cms/").content.decode()
