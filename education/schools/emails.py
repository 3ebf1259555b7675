"""The words of this room's mails; the state is read again when one is sent, and an overtaken one is dropped."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.schools.force import force
from education.schools.models import Membership
from education.schools.states import MOVES

SUBJECTS = {
    "membership_claimed": "We have your request to book for a school",
    "membership_approved": "You can book visits now",
    "membership_refused": "Your request to book for a school",
    "membership_ended": "You no longer book for a school",
}
STATES = {move.mail: move.target for move in MOVES if move.mail}


def write(message: OutboxMessage) -> EmailMessage | None:
    """One mail of any kind of this room, or None when the link has moved on."""
    membership = (
        Membership.objects.select_related("school")
        .filter(public_id=message.subject_id, state=STATES[message.kind])
        .first()
    )
    if membership is None:
        return None
    context = {
        "membership": membership,
        "school": membership.school,
        "site": settings.BASE_URL,
        "force": force(),
    }
    return EmailMessage(
        subject=SUBJECTS[message.kind],
        body=render_to_string(f"emails/schools/{message.kind}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


for kind in sorted(SUBJECTS):
    outbox.maker(kind)(write)
