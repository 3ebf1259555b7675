"""Nobody learns from our pages whether an address has an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from tests import factories

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "known@school.example", "quite@school.example"
DOORS = {
    "sign-in": ("/accounts/login/", "login", {"password": "wrong"}),
    "sign-up": (
        "/accounts/signup/",
        "email",
        {"first_name": "Robin", "last_name": "Reed", "password1": "a quiet harbour at dawn"},
    ),
    "reset": ("/accounts/password/reset/", "email", {}),
    "code": ("/accounts/login/code/", "email", {}),
}


def masked(page, email: str) -> bytes:
    """A page without what differs each time: the token and the address that was typed."""
    text = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page.content)
    return text.replace(email.encode(), b"")


def walk(door: str, email: str) -> list[object]:
    """Everything that somebody sees who gives this address, up to a wrong code typed three times."""
    path, field, rest = DOORS[door]
    client, mails = Client(), len(mail.outbox)
    answer = client.post(path, {field: email, **rest})
    seen: list[object] = [answer.status_code, answer.headers.get("Location"), masked(answer, email)]
    seen += [sorted(answer.cookies), sorted(answer.headers), len(mail.outbox) - mails]
    if answer.status_code == 302:
        place = answer.headers["Location"]
        page = client.get(place)
        seen += [page.status_code, masked(page, email)]
        for _ in range(3):
            wrong = client.post(place, {"code": "WRONG1"})
            seen += [wrong.status_code, wrong.headers.get("Location"), masked(wrong, email)]
        last = client.get("/accounts/login/")
        seen += [last.status_code, masked(last, email)]
    return seen


@pytest.mark.parametrize("door", sorted(DOORS))
def test_a_known_and_an_unknown_address_see_the_same_to_the_last_byte(door):
    factories.person(KNOWN)
    known, unknown = walk(door, KNOWN), walk(door, UNKNOWN)
    assert known == unknown
    assert known[5] == (0 if door == "sign-in" else 1)


@pytest.mark.parametrize("door", sorted(DOORS))
def test_an_account_that_is_closed_or_not_confirmed_looks_like_none(door):
    closed = factories.person("close@school.example")
    closed.is_active = False
    closed.save()
    waiting = factories.person("waits@school.example")
    waiting.emailaddress_set.update(verified=False)
    unknown = walk(door, UNKNOWN)
    assert walk(door, closed.email) == unknown
    assert walk(door, waiting.email) == unknown
