"""Signing up and in: an e-mail address confirmed by a code, and no way to learn who has an account."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from education.ledger import outbox
from education.people.models import User
from education.people.roles import Role
from tests import factories
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db

FORM = {
    "first_name": "Robin",
    "last_name": "Reed",
    "email": "Robin.Reed@School.Example",
    "password1": "a quiet harbour at dawn",
}


def test_a_teacher_signs_up_and_confirms_the_address_by_code(client):
    assert client.post("/accounts/signup/", FORM).status_code == 302
    outbox.send_due()
    assert mail.outbox[-1].to == ["robin.reed@school.example"]
    code = re.search(r"^\s*([A-Z0-9]{4,}-?[A-Z0-9]*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    assert client.get("/visits/").status_code in {302, 404}
    assert client.post("/accounts/confirm-email/", {"code": code[1]}).status_code == 302
    user = User.objects.get(email="robin.reed@school.example")
    assert (user.get_full_name(), user.emailaddress_set.get().verified) == ("Robin Reed", True)
    assert client.get("/accounts/start/").headers["Location"] == "/visits/"


def test_a_wrong_code_confirms_nothing(client):
    client.post("/accounts/signup/", FORM)
    assert client.post("/accounts/confirm-email/", {"code": "WRONG1"}).status_code == 200
    assert not User.objects.get().emailaddress_set.filter(verified=True).exists()


def test_signing_up_with_a_known_address_looks_the_same_and_warns_its_owner(client):
    factories.person("robin.reed@school.example")
    answer = client.post("/accounts/signup/", FORM)
    stranger = client.__class__().post("/accounts/signup/", {**FORM, "email": "new@school.example"})
    assert (answer.status_code, answer.headers["Location"]) == (
        stranger.status_code,
        stranger.headers["Location"],
    )
    assert User.objects.filter(email="robin.reed@school.example").count() == 1


def test_a_known_and_an_unknown_address_get_the_same_refusal(client):
    factories.person("robin.reed@school.example")
    texts = []
    for email in ("robin.reed@school.example", "nobody@school.example"):
        answer = client.__class__().post("/accounts/login/", {"login": email, "password": "wrong"})
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, "")
        texts.append((answer.status_code, text))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("password", ["short", "password1234", "robin.reed@school.example"])
def test_a_weak_password_is_refused_and_nothing_typed_is_lost(client, password):
    answer = client.post("/accounts/signup/", {**FORM, "password1": password})
    assert answer.status_code == 200
    assert 'value="Robin"' in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("roles", "place"),
    [
        ([], "/visits/"),
        ([Role.OFFICER], "/officer/"),
        ([Role.COORDINATOR], "/cms/"),
        ([Role.OFFICER, Role.SUPERVISOR], "/cms/"),
        ([Role.EDITOR], "/cms/"),
    ],
)
def test_everyone_lands_where_their_work_is(client, roles, place):
    client.force_login(factories.staff(*roles) if roles else factories.person())
    assert client.get("/accounts/start/").headers["Location"] == place
    assert f'href="{place}"' in client.get("/accounts/email/").content.decode()


def test_a_stranger_is_asked_to_sign_in_and_brought_back(client):
    assert client.get("/accounts/start/").headers["Location"] == "/accounts/login/?next=/accounts/start/"


@pytest.mark.parametrize("address", ["/cms/login/", "/_util/login/", "/cms/", "/cms/password_reset/"])
def test_wagtail_has_no_sign_in_of_its_own(client, address):
    answer = client.get(address + "?next=/cms/pages/")
    assert answer.status_code == 302
    assert answer.headers["Location"].split("?")[0] == "/accounts/login/"


@pytest.mark.parametrize("address", ["/django-admin/", "/admin/", "/api/v3/pages/"])
def test_doors_that_are_not_there(client, address):
    assert client.get(address).status_code == 404


def test_an_officer_or_a_teacher_does_not_enter_the_desk(client):
    for who in (factories.person(), factories.staff(Role.OFFICER)):
        client.force_login(who)
        assert client.get("/cms/").status_code == 403


def test_every_role_is_a_group_made_by_a_migration():
    assert {role.label for role in Role} <= set(Group.objects.values_list("name", flat=True))


def test_a_person_without_a_role_of_theirs_is_refused_by_role():
    coordinator = factories.staff(Role.COORDINATOR)
    assert coordinator.has_role(Role.COORDINATOR)
    assert not coordinator.has_role(Role.SUPERVISOR)
    coordinator.is_active = False
    assert not coordinator.has_role(Role.COORDINATOR)


def test_signing_in_needs_the_right_password(client):
    factories.person("robin.reed@school.example")
    assert (
        client.post("/accounts/login/", {"login": "robin.reed@school.example", "password": "x"}).status_code
        == 200
    )
    good = client.post("/accounts/login/", {"login": "Robin.Reed@school.example", "password": PASSWORD})
    assert (good.status_code, good.headers["Location"]) == (302, "/accounts/start/")
