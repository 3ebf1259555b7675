"""Nothing that names anybody reaches the program's own log lines, and nobody can forge one."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from education.ledger import jobs, outbox
from education.ledger.logs import NAMES_ADDRESSES, Plain, mask
from education.ledger.models import JobRun, OutboxMessage
from education.people.models import User
from tests.attendance.helpers import begun_session
from tests.liaison.cast import cast

EMAIL, PHONE, WORD = "canary.kestrel@school.example", "01632 960 777", "Kestrel-secret-word-9"
TOKEN = "q7Xw" * 10
CANARIES = (EMAIL, "kestrel", PHONE, PHONE.replace(" ", ""), WORD, TOKEN)


class Refuses(BaseEmailBackend):
    """A mail server that says the address back, as they do."""

    def send_messages(self, email_messages: list[EmailMessage]) -> int:
        raise ConnectionRefusedError(
            f"550 <{email_messages[0].to[0]}> {PHONE} {TOKEN}: no such user\r\nINFO forged: x"
        )


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """All that the configured loggers would print."""
    yield from listening(Plain())


def listening(formatter: logging.Formatter) -> Iterator[io.StringIO]:
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(formatter)
    handler.addFilter(lambda record: record.name != NAMES_ADDRESSES)
    logging.getLogger().addHandler(handler)
    try:
        yield out
    finally:
        logging.getLogger().removeHandler(handler)


def found(text: str) -> list[str]:
    return [canary for canary in CANARIES if canary.lower() in text.lower()]


def go_through_everything(client, settings) -> None:
    """Sign-up, wrong and right sign-in, reset, a booking, an upload, lost addresses and a mail that bounces."""
    client.post(
        "/accounts/signup/",
        {"first_name": "Kestrel", "last_name": "Kestrel", "email": EMAIL, "password1": WORD},
    )
    user = User.objects.get(email=EMAIL)
    user.emailaddress_set.update(verified=True)
    client.logout()
    client.post("/accounts/login/", {"login": EMAIL, "password": "wrong " + WORD})
    client.post("/accounts/login/", {"login": EMAIL, "password": WORD})
    client.post("/accounts/password/reset/", {"email": EMAIL})
    client.logout()
    outbox.send_due()
    settings.FAKE_NOW = "2027-01-04T12:00"
    here = cast()
    here.teacher.email = EMAIL.replace("canary", "booker")
    here.teacher.save()
    visit = here.ask()
    visit.day_telephone = PHONE
    visit.save()
    client.force_login(here.teacher)
    client.get(f"/visits/{visit.reference}/")
    for lost in (f"/visits/{EMAIL}/", f"/calendar/{TOKEN}.ics", f"/nothing/{PHONE}/%0d%0aINFO%20forged:%20x"):
        client.get(lost)
    _, officer = begun_session()
    client.force_login(officer)
    client.post("/officer/sync/", json.dumps({"token": TOKEN, "by": EMAIL}), content_type="application/json")
    client.post("/officer/sync/", f"not json {EMAIL}", content_type="application/json")
    settings.EMAIL_BACKEND = "tests.home.test_logs.Refuses"
    settings.FAKE_NOW = "2027-01-05T12:00"
    outbox.send_due()


@pytest.mark.django_db
def test_no_address_telephone_word_or_token_is_ever_logged(client, settings, written):
    go_through_everything(client, settings)
    text = written.getvalue()
    assert found(text) == []
    assert "was not sent" in text
    assert found(str(list(OutboxMessage.objects.values_list("problem", flat=True)))) == []
    assert len(mail.outbox) >= 1


@pytest.mark.django_db
def test_without_the_mask_an_address_would_be_there(client, settings):
    """The control: the same way with a formatter of the standard library."""
    listener = listening(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    out = next(listener)
    go_through_everything(client, settings)
    assert EMAIL.replace("canary", "booker") in out.getvalue()
    assert PHONE in out.getvalue()
    next(listener, None)


@pytest.mark.parametrize(
    "breaks", ["\r\n", "\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029", "\x1b[2K\r", "\x00"]
)
def test_no_line_can_be_forged(written, breaks):
    logging.getLogger("education.people").info("somebody said %s", f"x{breaks}ERROR education: forged")
    try:
        raise ValueError(f"x{breaks}ERROR education: forged")
    except ValueError:
        logging.getLogger("education.people").exception("broken")
    lines = written.getvalue().splitlines()
    assert [line for line in lines if line.startswith("ERROR education: forged")] == []
    assert [line for line in lines if not line.startswith("    ")] == [
        line for line in lines if line.startswith(("INFO education.people: ", "ERROR education.people: "))
    ]
    assert "\x1b" not in written.getvalue()


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("to a.b+c@school.example, x%40y.example", "to [address], [address]"),
        ("ring 01642 123456 or +44 1642 123 456", "ring [telephone] or [telephone]"),
        (f"session {'a1' * 16} ended", "session [token] ended"),
        ("visit 3f0c1a52-9a35-4b8e-8a7e-0c5a1f2b3c4d", "visit 3f0c1a52-9a35-4b8e-8a7e-0c5a1f2b3c4d"),
        ("BK-00012 on 2026-11-21 at 10:15:00", "BK-00012 on 2026-11-21 at 10:15:00"),
    ],
)
def test_what_is_masked_and_what_stays(text, left):
    assert mask(text) == left


@pytest.mark.django_db
def test_a_failed_job_keeps_no_address(monkeypatch):
    def broken() -> str:
        raise ValueError(f"DETAIL: Key (email)=({EMAIL}) already exists.")

    monkeypatch.setattr(jobs, "JOBS", {"broken": jobs.Job("broken", jobs.dt.timedelta(days=1), broken)})
    said = jobs.run_due()
    assert (found(said[0]), found(JobRun.objects.get(name="broken").problem)) == ([], [])


def test_the_configured_handler_masks(settings):
    formatter = settings.LOGGING["formatters"]["plain"]["()"]
    assert (formatter, settings.LOGGING["root"]["handlers"]) == ("education.ledger.logs.Plain", ["console"])
