"""The words of the mails about roles; an invitation that was withdrawn or taken up is not sent any more."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.people.models import StaffChange
from education.people.staff import policies, tokens


def _mail(message: OutboxMessage, subject: str, context: dict[str, object]) -> EmailMessage:
    return EmailMessage(
        subject=subject,
        body=render_to_string(f"emails/people/{message.kind}.txt", {"site": settings.BASE_URL, **context}),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


@outbox.maker("staff_invited")
def invited(message: OutboxMessage) -> EmailMessage | None:
    """The link, while it works."""
    change = StaffChange.objects.filter(public_id=message.subject_id).first()
    if change is None or not policies.is_open(change):
        return None
    context = {"change": change, "address": tokens.address(change)}
    return _mail(message, "You are invited to the online safety desk", context)


@outbox.maker("staff_way_back")
def way_back(message: OutboxMessage) -> EmailMessage | None:
    """How to come back in, and what to do when it was not them who asked."""
    change = StaffChange.objects.filter(public_id=message.subject_id, state=StaffChange.State.DONE).first()
    return _mail(message, "Your second factor was taken off", {"change": change}) if change else None


@outbox.maker("staff_roles_changed")
def roles_changed(message: OutboxMessage) -> EmailMessage | None:
    """Whoever gets or loses a role hears of it."""
    change = StaffChange.objects.filter(public_id=message.subject_id, state=StaffChange.State.DONE).first()
    return _mail(message, "Your roles at the online safety desk", {"change": change}) if change else None
