"""Nobody learns from our pages whether an address has an account."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from education.ledger import outbox
from education.ledger.models import AccessEvent, OutboxMessage
from education.people import access, account_forms, account_mail
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
    outbox.send_due()
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


def work(door: str, email: str) -> list[int]:
    """How often each step asks the database: the form, a wrong code, and a new code where there is such a button."""
    path, field, rest = DOORS[door]
    client, asked = Client(), []

    def post(address: str, data: dict[str, str]):
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(address, data)
        asked.append(len(queries))
        return answer

    answer = post(path, {field: email, **rest})
    if answer.status_code == 302:
        post(answer.headers["Location"], {"code": "WRONG1"})
        if door == "sign-up":
            cache.clear()
            post(answer.headers["Location"], {"action": "resend"})
        post(answer.headers["Location"], {"code": "WRONG2"})
    return asked


@pytest.mark.parametrize("door", sorted(DOORS))
def test_the_database_is_asked_as_often_for_a_known_as_for_an_unknown_address(door):
    factories.person(KNOWN)
    asked = {}
    for email in ("warm@school.example", KNOWN, UNKNOWN):  # the first only warms what the project remembers
        cache.clear()
        asked[email] = work(door, email)
    print(f"\n{door}: {asked[KNOWN]} queries for a known address, {asked[UNKNOWN]} for an unknown one")
    assert asked[KNOWN] == asked[UNKNOWN]


def test_control_a_wrong_code_that_is_written_down_for_known_addresses_alone_is_noticed(monkeypatch):
    written = access.wrong_code
    monkeypatch.setattr(
        account_forms.access, "wrong_code", lambda request, person: person and written(request, person)
    )
    factories.person(KNOWN)
    cache.clear()
    known = work("code", KNOWN)
    cache.clear()
    assert known[1] > work("code", UNKNOWN)[1]


def test_a_wrong_code_is_on_record_whoever_has_the_address():
    user = factories.person(KNOWN)
    work("code", KNOWN)
    work("code", UNKNOWN)
    assert list(AccessEvent.objects.filter(kind="code_rejected").values_list("person", flat=True)) == [
        None, None, user.public_id, user.public_id,
    ]  # fmt: skip


@pytest.mark.parametrize("door", ["code", "reset", "sign-up"])
def test_a_waiting_mail_is_sealed_and_leaves_nothing_behind(door):
    factories.person(KNOWN)
    for email in (KNOWN, UNKNOWN):
        path, field, rest = DOORS[door]
        Client().post(path, {field: email, **rest})
    assert len(mail.outbox) == 0
    waiting = list(OutboxMessage.objects.values())
    assert [row["kind"] for row in waiting] == ["account_mail", "account_mail"]
    assert [text for text in (KNOWN, UNKNOWN, "code") if text in str(waiting).lower()] == []
    assert outbox.send_due() == {"sent": 2}
    assert sorted(m.to[0] for m in mail.outbox) == sorted([KNOWN, UNKNOWN])
    assert not OutboxMessage.objects.exists()


def test_a_code_that_has_run_out_before_it_was_sent_is_not_sent(settings):
    settings.FAKE_NOW = "2027-01-20T09:00"
    factories.person(KNOWN)
    Client().post("/accounts/login/code/", {"email": KNOWN})
    settings.FAKE_NOW = "2027-01-20T09:15"
    assert (outbox.send_due(), mail.outbox) == ({"obsolete": 1}, [])


def test_a_mail_server_that_is_down_delays_a_mail_and_shows_in_no_answer(monkeypatch):
    factories.person(KNOWN)
    seen = []
    for email in (KNOWN, UNKNOWN):
        answer = Client().post("/accounts/password/reset/", {"email": email})
        seen.append((answer.status_code, answer.headers["Location"]))
    assert seen[0] == seen[1]
    monkeypatch.setattr(account_mail.EmailMessage, "send", broken)
    assert outbox.send_due() == {"pending": 2}
    assert OutboxMessage.objects.filter(kind=account_mail.KIND).count() == 2


def broken(self: object) -> None:
    raise ConnectionError("no route to the mail server")
