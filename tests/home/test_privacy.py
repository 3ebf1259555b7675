"""A person's own record: a full copy of it, and that it goes while every count stays."""

from __future__ import annotations

import io
import json
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from wagtail.admin.models import EditingSession
from wagtail.log_actions import log as wagtail_log
from wagtail.models import ModelLogEntry, Page
from wagtail.users.models import UserProfile

from education.attendance.models import RefusedUpload
from education.figures import recount
from education.figures.models import Definition, Preparation
from education.figures.periods import parse
from education.figures.queries import TRAINED
from education.ledger import actions
from education.ledger.clock import now, today
from education.ledger.models import AccessEvent, OutboxMessage
from education.liaison.models import Officer
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Membership
from home.privacy.actions import erase
from home.privacy.held import held_on
from tests import factories
from tests.factories.people import PASSWORD, sign_in_fresh
from tests.figures import world
from tests.home.test_retention import traces

pytestmark = pytest.mark.django_db
DATA, FILE, DELETE = "/accounts/data/", "/accounts/data/what-we-hold.json", "/accounts/delete/"
CANARY = "canary.kestrel@school.example"


@pytest.fixture
def thirty(client):
    """A person with thirty traces in ten tables, and another of each that is not theirs."""
    person = factories.person(CANARY, first_name="Kestrelina", last_name="Kestrelson")
    other = factories.person("other.person@school.example", first_name="Otherwise")
    for who in (person, other):
        school = factories.school()
        for state in ("approved", "ended", "refused"):
            membership = factories.membership(
                who, school if state == "approved" else factories.school(), state
            )
            actions.log(
                subject="membership", subject_id=membership.public_id, kind="school_claimed", by=who,
                data={"teacher": who.public_id},
            )  # fmt: skip
        for number in range(4):
            factories.visit(
                of=school, teacher=who, state="delivered", day_telephone=f"01632 960 {number}{who.first_name[0]}",
                safeguarding_lead_email=who.email,
            )  # fmt: skip
        factories.visit(safeguarding_lead_email=who.email.upper())
        for number in range(5):
            actions.queue_mail(kind="x", subject_id=number, recipient=who.email, key=f"{number}:{who.email}")
        for _ in range(4):
            actions.log_access(kind="sign_in", person=who, by=who)
        RefusedUpload.objects.create(entry_id=uuid4(), code="x", payload={}, sent_by=who, received_at=now())
        Authenticator.objects.create(user=who, type="totp", data={"secret": f"sealed-{who.first_name}"})
        UserProfile.objects.create(user=who)
        wagtail_log(instance=who, action="wagtail.edit", user=who)
        page = Page.get_first_root_node()
        EditingSession.objects.create(user=who, content_object=page, last_seen_at=now())
    return person


def counts(person: User) -> dict[str, int]:
    return {label: len(rows) for label, rows in held_on(person)["held"].items()}


def test_a_copy_finds_every_one_of_thirty_seeded_traces_and_nobody_elses(thirty, client):
    sign_in_fresh(client, thirty)
    answer = client.get(FILE)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert answer["Content-Disposition"] == 'attachment; filename="what-we-hold.json"'
    copy = json.loads(answer.content)
    found = {label: len(rows) for label, rows in copy["held"].items()}
    seeded = {
        "people.User": 1, "account.EmailAddress": 1, "schools.Membership": 3, "liaison.Visit": 5,
        "ledger.Event": 3, "ledger.OutboxMessage": 5, "attendance.RefusedUpload": 1, "mfa.Authenticator": 1,
        "wagtailusers.UserProfile": 1, "wagtailcore.ModelLogEntry": 1, "wagtailadmin.EditingSession": 1,
    }  # fmt: skip
    assert sum(seeded.values()) + 4 + 3 >= 30
    assert {label: found.get(label) for label in seeded} == seeded
    # four made here, one by the sign-in, one by this download
    assert found["ledger.AccessEvent"] == 6
    text = answer.content.decode()
    assert [word for word in ("Otherwise", "other.person", "sealed-", thirty.password) if word in text] == []
    assert AccessEvent.objects.filter(person=thirty.public_id, kind="data_downloaded").count() == 1


def test_a_copy_says_when_somebody_looked_at_the_contact_details_and_does_not_name_them(client):
    coordinator, booked = factories.staff(Role.COORDINATOR), factories.visit()
    client.force_login(coordinator)
    client.get(f"/cms/visits/{booked.reference}/")
    copy = held_on(booked.teacher)
    looks = [row for row in copy["held"]["ledger.AccessEvent"] if row["kind"] == "contact_viewed"]
    assert [(row["about"], row["actor"]) for row in looks] == [(booked.reference, "another person")]
    assert coordinator.public_id.hex not in str(copy).replace("-", "")


def test_a_copy_asks_for_a_proof_first(client):
    teacher = factories.person()
    sign_in_fresh(client, teacher, seconds_ago=600)
    answer = client.get(FILE)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/reauthenticate/")
    assert client.get(DATA).status_code == 200


@pytest.mark.parametrize("address", [DATA, FILE, DELETE])
def test_a_stranger_signs_in_first(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")


def test_a_teacher_is_deleted_at_once_and_every_count_stays(thirty, client):
    visits = thirty.visits.count()
    sign_in_fresh(client, thirty)
    answer = client.post(DELETE, {"understood": "on"})
    assert (answer.status_code, answer["Location"]) == (303, "/accounts/login/")
    assert "Your details are gone" in client.get("/accounts/login/").content.decode()
    assert traces("kestrel", "960 0K", "960 1K") == []
    person = User.objects.get(public_id=thirty.public_id)
    assert (person.is_active, person.emptied_at is not None) == (False, True)
    assert set(Membership.objects.filter(user=person).values_list("state", flat=True)) == {"ended", "refused"}
    assert OutboxMessage.objects.filter(recipient="", state="obsolete").count() == 5
    assert client.login(email=CANARY, password=PASSWORD) is False
    assert (visits, counts(person)["ledger.Event"] >= 3) == (4, True)
    assert ModelLogEntry.objects.filter(label="Somebody who has left").count() == 1
    call_command("verify_audit", stdout=io.StringIO())


def test_the_other_device_is_signed_out_at_once(client, django_user_model):
    from django.test import Client

    teacher, elsewhere = factories.person(), Client()
    elsewhere.force_login(teacher)
    assert elsewhere.get(DATA).status_code == 200
    sign_in_fresh(client, teacher)
    client.post(DELETE, {"understood": "on"})
    assert elsewhere.get(DATA).status_code == 302


def test_deleting_needs_the_box_ticked_and_a_fresh_proof(client):
    teacher = factories.person()
    sign_in_fresh(client, teacher)
    answer = client.post(DELETE, {})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'href="#id_understood"' in page
    sign_in_fresh(client, teacher, seconds_ago=600)
    assert client.post(DELETE, {"understood": "on"})["Location"].startswith("/accounts/reauthenticate/")
    teacher.refresh_from_db()
    assert teacher.emptied_at is None


def test_staff_with_open_work_are_told_what_to_hand_over(client):
    officer = factories.make_officer()
    factories.commitment(officer, factories.training_session())
    definition = Definition.objects.create(key="k", title="t", wording="w", since=today())
    Preparation.objects.create(
        definition=definition, period_key="calendar-2019", period_end=today(), status="final", children=1,
        parents=0, sessions=1, schools=1, recorded=1, session_digest="x", prepared_by=officer.user,
        prepared_at=now(),
    )  # fmt: skip
    sign_in_fresh(client, officer.user)
    answer = client.post(DELETE, {"understood": "on"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert [line in page for line in (
        "Visits to go to or to close: 1. A coordinator gives them to somebody else.",
        "Figures that wait for a publisher: 1.",
    )] == [True, True]  # fmt: skip
    officer.user.refresh_from_db()
    assert (officer.user.emptied_at, officer.user.erasure_asked_at) == (None, None)


def test_staff_ask_and_an_administrator_who_is_somebody_else_does_it(client):
    officer, admin = factories.make_officer(), factories.staff(Role.ADMINISTRATOR)
    sign_in_fresh(client, officer.user)
    assert client.post(DELETE, {"understood": "on"})["Location"] == DELETE
    assert "You asked for this on" in client.get(DELETE).content.decode()
    officer.user.refresh_from_db()
    assert officer.user.emptied_at is None
    sign_in_fresh(client, admin)
    address = f"/cms/audit/erase/{officer.user.public_id}/"
    assert address in client.get("/cms/audit/").content.decode()
    assert client.post(address)["Location"] == "/cms/audit/"
    officer.user.refresh_from_db()
    assert officer.user.emptied_at is not None
    assert Officer.objects.get(pk=officer.pk).active is False
    emptied = AccessEvent.objects.get(kind="person_emptied")
    assert (emptied.person, emptied.actor) == (officer.user.public_id, admin.public_id)
    assert client.get(address).status_code == 404


def test_a_visit_still_to_come_stays_with_its_school_and_says_that_somebody_left():
    teacher = factories.person()
    coming = factories.visit(teacher=teacher, state="confirmed", day_telephone="01632 960 001")
    erase(person=teacher, by=teacher, reason="asked")
    coming.refresh_from_db()
    assert (str(coming.teacher), coming.day_telephone, coming.state) == (
        "Somebody who has left",
        "",
        "confirmed",
    )


def test_the_published_figure_is_the_same_after_its_officer_and_its_signer_have_gone(settings):
    world.past_year()
    wanted = parse("calendar-2019", today=today())
    definition = Definition.objects.get(key=TRAINED)
    before = recount.agreed(definition, wanted, with_demo=False)
    for person in User.objects.filter(emptied_at=None):
        erase(person=person, by=None, reason="command")
    after = recount.agreed(definition, wanted, with_demo=False)
    assert (before.children, before.parents) == (after.children, after.parents) == (6817, 988)
    assert after == before
    assert traces("@force.example") == []


def test_the_last_administrator_can_not_go(client):
    admin = factories.staff(Role.ADMINISTRATOR)
    sign_in_fresh(client, admin)
    assert "Nobody else is an administrator." in client.get(DELETE).content.decode()
    factories.staff(Role.ADMINISTRATOR)
    assert "Nobody else is an administrator." not in client.get(DELETE).content.decode()


def test_both_requests_are_one_command_each(thirty):
    admin, out = factories.staff(Role.ADMINISTRATOR), io.StringIO()
    call_command("person_export", CANARY.upper(), stdout=out)
    assert json.loads(out.getvalue())["person"] == str(thirty.public_id)
    call_command("person_erase", CANARY, "--by", admin.email, stdout=io.StringIO())
    assert traces("kestrel") == []
    with pytest.raises(CommandError, match="Nobody with the address"):
        call_command("person_erase", CANARY, "--by", admin.email)
    with pytest.raises(CommandError, match="Nobody with this address"):
        call_command("person_export", CANARY)
