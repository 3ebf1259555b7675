"""Delivery: sent once, looked at again before, kept where a person can see it when it fails."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from education.ledger import actions, outbox
from education.ledger.models import OutboxMessage

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def kinds(monkeypatch):
    """A registry of its own: one mail that is due, one that no longer is, one that breaks."""

    def due(message):
        return EmailMessage("Subject", "Body", "team@force.example", [message.recipient])

    def broken(message):
        raise ConnectionError("no route to the mail server")

    monkeypatch.setattr(outbox, "MAKERS", {"due": due, "obsolete": lambda message: None, "broken": broken})


def queue(kind: str) -> OutboxMessage:
    return actions.queue_mail(kind=kind, subject_id=1, recipient="a@school.example", key=f"{kind}:1")


def test_a_mail_is_sent_once_however_often_delivery_runs(kinds):
    message = queue("due")
    assert [outbox.send(message.id) for _ in range(3)] == ["sent", "", ""]
    assert len(mail.outbox) == 1
    assert mail.outbox[0].extra_headers["Message-ID"] == f"<{message.id}@force.example>"


def test_a_mail_that_nobody_needs_any_more_is_not_sent(kinds):
    message = queue("obsolete")
    assert outbox.send(message.id) == "obsolete"
    assert mail.outbox == []


def test_somebody_elses_lease_is_respected_until_it_runs_out(kinds, settings):
    settings.FAKE_NOW = "2026-11-20T10:00"
    message = queue("due")
    assert outbox.lease(message.id)
    assert outbox.send(message.id) == ""
    settings.FAKE_NOW = "2026-11-20T10:06"
    assert outbox.send(message.id) == "sent"


def test_a_failing_mail_is_tried_later_and_at_last_given_up_visibly(kinds, settings):
    settings.FAKE_NOW = "2026-11-20T10:00"
    message = queue("broken")
    assert outbox.send(message.id) == "pending"
    message.refresh_from_db()
    assert message.due_at == dt.datetime(2026, 11, 20, 10, 1, tzinfo=dt.UTC)
    assert message.problem == "ConnectionError: no route to the mail server"
    for day in range(21, 28):
        settings.FAKE_NOW = f"2026-11-{day}T10:00"
        outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("failed", 7)


def test_a_missed_run_catches_up(kinds):
    for kind in ("due", "obsolete"):
        queue(kind)
    assert outbox.send_due() == {"sent": 1, "obsolete": 1}
