"""Mails that did not go out: seen at the desk, tried again, or left."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from education.ledger import outbox
from education.ledger.actions import queue_mail
from education.ledger.models import Event, OutboxMessage
from education.people.roles import Role
from tests.factories import staff
from tests.liaison.cast import cast

ADDRESS = "/cms/mail/"


@pytest.fixture
def refused(db, settings, monkeypatch):
    """One mail about a visit that the mail server refused seven times, one put off, one that went out."""
    settings.FAKE_NOW = "2027-01-04T09:00"
    server = {"up": False}

    def make(message):
        if not server["up"]:
            raise ConnectionRefusedError("mail server says no to pat@school.example")
        return EmailMessage("Yours", "Hello.", "t@force.example", [message.recipient])

    fine = {"fine": lambda m: EmailMessage("A", "B", "t@force.example", [m.recipient])}
    visit = cast().ask()
    OutboxMessage.objects.all().delete()
    monkeypatch.setattr(outbox, "MAKERS", {"visit_requested": make, **fine})
    rows = [
        queue_mail(kind=kind, subject_id=visit.public_id, recipient="pat@school.example", key=f"{kind}{n}")
        for n, kind in enumerate(["visit_requested", "visit_requested", "fine"])
    ]
    outbox.send_due()
    OutboxMessage.objects.filter(pk=rows[0].pk).update(state="failed", attempts=7)
    mail.outbox.clear()
    return visit, rows[0], server


def test_the_desk_shows_what_was_refused_and_hardly_anything_of_the_address(client, refused):
    visit, _, _ = refused
    client.force_login(staff(Role.COORDINATOR))
    page = client.get(ADDRESS).content.decode()
    assert (
        page.count("Try again<"),
        page.count(f">{visit.reference}</a>"),
        page.count("p…@school.example</td>"),
    ) == (2, 2, 2)
    assert (page.count("Given up"), page.count("pat@school.example")) == (1, 0)
    assert "ConnectionRefusedError: mail server says no to [address]" in page
    assert "2 mails did not go out" in client.get("/cms/").content.decode()


def test_a_mail_is_tried_again_and_then_goes_out_once(client, refused):
    _, message, server = refused
    coordinator = staff(Role.COORDINATOR)
    client.force_login(coordinator)
    again = {"mail": str(message.pk), "decision": "again"}
    assert client.post(ADDRESS, again).status_code == 303
    outbox.send_due()
    message.refresh_from_db()
    assert (message.state, message.attempts, len(mail.outbox)) == ("pending", 1, 0)
    server["up"] = True
    client.post(ADDRESS, {"decision": "all"})
    assert outbox.send_due() == {"sent": 2}
    client.post(ADDRESS, again)
    assert (outbox.send_due(), len(mail.outbox)) == ({}, 2)
    assert "Every mail has gone out" in client.get(ADDRESS).content.decode()
    assert "did not go out" not in client.get("/cms/").content.decode()
    event = Event.objects.filter(subject="mail", subject_id=str(message.pk)).first()
    assert (event.kind, event.actor) == ("mail_tried_again", coordinator.public_id)


def test_a_mail_that_somebody_dealt_with_is_left(client, refused):
    _, message, server = refused
    client.force_login(staff(Role.ADMINISTRATOR))
    page = client.get(ADDRESS).content.decode()
    assert "/cms/visits/" not in page
    client.post(ADDRESS, {"mail": str(message.pk), "decision": "leave"})
    server["up"] = True
    message.refresh_from_db()
    assert message.state == "obsolete"
    assert outbox.send(message.pk) == ""


@pytest.mark.parametrize("sent", [{}, {"decision": "again", "mail": "x"}, {"decision": "eat", "mail": "x"}])
def test_a_form_that_makes_no_sense_finds_nothing(client, refused, sent):
    client.force_login(staff(Role.COORDINATOR))
    assert client.post(ADDRESS, sent).status_code == 404


def test_a_mail_in_somebodys_hands_is_not_on_the_list(refused):
    _, message, _ = refused
    OutboxMessage.objects.filter(pk=message.pk).update(state="pending", due_at="2027-01-04T08:00Z")
    outbox.lease(message.pk)
    assert OutboxMessage.objects.unsent().filter(pk=message.pk).count() == 0
