"""Guessing passwords is hopeless, and nobody can lock anybody else out."""

from __future__ import annotations

import random
import re
import time

import pytest
from django.core import mail
from django.test import Client, override_settings

from education.ledger import outbox
from education.people import devices
from education.people.limits import Limit, take
from education.people.models import User
from tests import factories
from tests.factories.people import PASSWORD

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
OWNER = "owner@school.example"


@pytest.fixture
def owner() -> User:
    return factories.person(OWNER)


def attempt(client: Client, password: str, email: str = OWNER, **headers: str):
    return client.post(LOGIN, {"login": email, "password": password}, headers=headers)


def test_a_limit_lets_so_many_through_and_says_how_long_to_wait():
    limit = Limit("test", 2, 60)
    first, second, third = (take(limit, "somebody") for _ in range(3))
    assert (first.wait, second.wait, bool(third.slot)) == (0, 0, False)
    assert 58 <= third.wait <= 60
    assert take(limit, "somebody else").wait == 0
    first.give_back()
    assert take(limit, "somebody").wait == 0


def test_a_slot_frees_itself():
    limit = Limit("test", 1, 1)
    assert take(limit, "x").wait == 0
    assert take(limit, "x").wait == 1
    time.sleep(1.1)
    assert take(limit, "x").wait == 0


def test_five_wrong_passwords_are_looked_at_and_the_right_one_is_not_after_that(owner):
    answers = [attempt(Client(), "wrong").status_code for _ in range(7)]
    assert answers == [200] * 5 + [429] * 2
    right = attempt(Client(), PASSWORD)
    assert (right.status_code, 0 < int(right.headers["Retry-After"]) <= 300) == (429, True)


def test_a_right_password_uses_nothing_up(owner):
    for _ in range(8):
        assert attempt(Client(), PASSWORD).status_code == 302


def test_the_page_is_the_same_when_nobody_has_that_address(owner):
    pages = []
    for email in (OWNER, "nobody@school.example"):
        for _ in range(5):
            attempt(Client(), "wrong", email)
        answer = attempt(Client(), "wrong", email)
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()).replace(email, "")
        pages.append((answer.status_code, text))
    assert pages[0] == pages[1]
    assert pages[0][0] == 429


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
def test_fifty_attackers_do_not_stop_the_owner_on_their_own_device(owner):
    home = Client()
    assert attempt(home, PASSWORD).status_code == 302
    home.post("/accounts/logout/")
    seen = [
        attempt(Client(), "wrong", **{"X-Forwarded-For": f"198.51.100.{number}"}).status_code
        for number in range(50)
        for _ in range(2)
    ]
    assert seen.count(200) == 5
    assert attempt(Client(), PASSWORD).status_code == 429
    assert attempt(home, PASSWORD).status_code == 302


def test_a_code_by_mail_stays_open_while_passwords_are_not_looked_at(owner):
    for _ in range(6):
        attempt(Client(), "wrong")
    somewhere = Client()
    page = attempt(somewhere, PASSWORD)
    assert f'name="email" value="{OWNER}"' in page.content.decode()
    assert somewhere.post("/accounts/login/code/", {"email": OWNER}).status_code == 302
    outbox.send_due()
    code = re.search(r"^([A-Z0-9]{4}-?[A-Z0-9]{2,4})$", mail.outbox[-1].body, re.MULTILINE)
    assert code, mail.outbox[-1].body
    done = somewhere.post("/accounts/login/code/confirm/", {"code": code[1]})
    assert done.headers["Location"] == "/accounts/start/"


def test_a_cookie_made_up_or_of_somebody_else_is_no_known_device(owner):
    other = Client()
    factories.person("other@school.example")
    attempt(other, PASSWORD, "other@school.example")
    other.post("/accounts/logout/")
    for _ in range(5):
        attempt(Client(), "wrong")
    assert attempt(other, PASSWORD).status_code == 429
    forged = Client()
    forged.cookies[devices.COOKIE] = "eyJpZCI6IngifQ:made:up"
    assert attempt(forged, PASSWORD).status_code == 429


def test_the_owners_device_has_five_guesses_too(owner):
    home = Client()
    attempt(home, PASSWORD)
    home.post("/accounts/logout/")
    assert [attempt(home, "wrong").status_code for _ in range(6)] == [200] * 5 + [429]


def test_made_up_forwarded_addresses_are_one_client_without_a_trusted_proxy(owner):
    def hop():
        return f"{random.randrange(1, 223)}.{random.randrange(256)}.{random.randrange(256)}.7"

    tries = [
        attempt(Client(), "wrong", f"teacher{n}@school.example", **{"X-Forwarded-For": hop()}).status_code
        for n in range(101)
    ]
    assert tries.count(200) == 100
    assert tries[-1] == 429


def test_twenty_teachers_behind_one_address_may_each_slip_three_times():
    emails = [factories.person().email for _ in range(20)]
    for email in emails:
        assert [attempt(Client(), "typo", email).status_code for _ in range(3)] == [200] * 3
    assert [attempt(Client(), PASSWORD, email).status_code for email in emails] == [302] * 20


@override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2)
def test_a_chain_shorter_than_the_proxies_is_not_believed_and_breaks_nothing(owner):
    assert attempt(Client(), "wrong", **{"X-Forwarded-For": "203.0.113.9"}).status_code == 200


def test_guessing_in_an_open_session_does_not_count_against_the_owner_elsewhere(owner):
    stolen = Client()
    factories.sign_in_fresh(stolen, owner, 900)
    answers = [stolen.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    assert attempt(Client(), PASSWORD).status_code == 302


def test_codes_by_mail_are_limited_for_a_place_and_for_a_mailbox(owner):
    for path in ("/accounts/login/code/", "/accounts/password/reset/"):
        first = Client().post(path, {"email": "asked@school.example"})
        assert first.status_code == 302
    Client().post("/accounts/login/code/", {"email": "asked@school.example"})
    Client().post("/accounts/login/code/", {"email": "asked@school.example"})
    refused = Client().post("/accounts/login/code/", {"email": "asked@school.example"})
    assert (refused.status_code, "Retry-After" in refused.headers) == (429, True)
    assert Client().post("/accounts/login/code/", {"email": OWNER}).status_code == 302


def test_a_stranger_gets_one_mail_in_three_minutes_that_nobody_asked_for():
    for _ in range(3):
        Client().post("/accounts/password/reset/", {"email": "stranger@school.example"})
    outbox.send_due()
    assert len(mail.outbox) == 1
