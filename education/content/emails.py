"""The words of this room's mails; one that is overtaken when it is sent is dropped."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.content.actions import STALE_MAIL
from education.content.queries import stale_records
from education.ledger import outbox
from education.ledger.models import OutboxMessage


@outbox.maker(STALE_MAIL)
def help_record_stale(message: OutboxMessage) -> EmailMessage | None:
    """Which records are out of date now; nothing when somebody has checked them meanwhile."""
    records = stale_records()
    if not records:
        return None
    return EmailMessage(
        subject="Help records are out of date",
        body=render_to_string(
            "emails/content/help_record_stale.txt", {"records": records, "site": settings.BASE_URL}
        ),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )
