"""The words of this room's mails; one that is overtaken when it is sent is dropped."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.people.actions.unused import MAIL
from education.people.models import User

NEW_DEVICE = "sign_in_from_new_device"


@outbox.maker(NEW_DEVICE)
def new_device(message: OutboxMessage) -> EmailMessage | None:
    """When, with what, and how to sign everything out; nothing when the account is gone or closed."""
    user = User.objects.filter(public_id=message.subject_id, is_active=True).first()
    if user is None:
        return None
    context = {
        "user": user,
        "at": dt.datetime.fromisoformat(message.data["at"]),
        "device": message.data["device"],
        "site": settings.BASE_URL,
    }
    return EmailMessage(
        subject="A new sign-in to your account",
        body=render_to_string("emails/people/new_device.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


@outbox.maker(MAIL)
def account_unused(message: OutboxMessage) -> EmailMessage | None:
    """A warning that an unused account will be emptied; none to somebody who has signed in since."""
    person = User.objects.filter(public_id=message.subject_id, emptied_at=None, is_active=True).first()
    if person is None or (person.last_login and person.last_login > message.created_at):
        return None
    context = {"on": dt.date.fromisoformat(message.data["on"]), "site": settings.BASE_URL}
    return EmailMessage(
        subject="Your account is about to be emptied",
        body=render_to_string(f"emails/people/{MAIL}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )
