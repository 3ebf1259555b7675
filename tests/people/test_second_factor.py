"""Staff reach nothing of theirs without a second factor."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)

from education.people.roles import Role
from education.people.second_factor import MFAAdapter, must_have_second_factor
from tests import factories
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
SETUP = "/accounts/2fa/totp/activate/"


def without_factor(*roles: Role):
    user = factories.staff(*roles)
    Authenticator.objects.filter(user=user).delete()
    return user


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("address", ["/cms/", "/officer/", "/accounts/start/", "/book/", "/accounts/email/"])
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, role, address):
    client.force_login(without_factor(role))
    answer = client.get(address)
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (302, SETUP)


def test_a_phones_upload_is_told_in_its_own_language(client):
    client.force_login(without_factor(Role.OFFICER))
    answer = client.post("/officer/sync/", "{}", content_type="application/json")
    assert (answer.status_code, answer.json()["problems"][0]["code"]) == (401, "second_factor")


def test_setting_one_up_and_signing_out_stay_open(client):
    client.force_login(without_factor(Role.OFFICER))
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get(SETUP).status_code in {200, 302}  # 302: asks for the password again first
    assert "reauthenticate" in client.get(SETUP).headers.get("Location", "reauthenticate")


def test_a_teacher_is_not_asked_and_may_have_one(client):
    teacher = factories.person()
    assert not must_have_second_factor(teacher)
    client.force_login(teacher)
    assert client.get("/accounts/start/").headers["Location"] == "/visits/"


def test_demonstration_people_are_the_only_staff_without(client):
    officer = without_factor(Role.OFFICER)
    assert must_have_second_factor(officer)
    officer.is_demo = True
    assert not must_have_second_factor(officer)


def test_a_password_alone_does_not_sign_staff_in(client):
    user = without_factor(Role.SUPERVISOR)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    answer = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/cms/").headers["Location"].startswith("/accounts/login/")
    code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
    assert (
        client.post("/accounts/2fa/authenticate/", {"code": code}).headers["Location"] == "/accounts/start/"
    )


def test_the_secret_is_not_readable_in_the_database(client):
    user = without_factor(Role.SUPERVISOR)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    kept = Authenticator.objects.get(user=user).data["secret"]
    assert secret not in kept
    assert MFAAdapter().decrypt(kept) == secret


def test_the_last_second_factor_of_staff_can_not_be_dropped():
    user = without_factor(Role.SUPERVISOR)
    only = Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={})
    Authenticator.objects.create(user=user, type=Authenticator.Type.RECOVERY_CODES, data={})
    assert not MFAAdapter().can_delete_authenticator(only)
    Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={})
    assert MFAAdapter().can_delete_authenticator(only)
