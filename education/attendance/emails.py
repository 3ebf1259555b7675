"""The words of this room's mails, made when they are sent; one that a count has overtaken is dropped.

A subject names no school, and no mail names a person.
"""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.attendance.actions.supervise import ASKED_AFTER
from education.attendance.models import Phone
from education.attendance.states import RegisterState
from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.liaison.models import Commitment, TrainingSession
from education.schools.force import force

SUBJECTS = {
    "count_missing": "A head-count is missing",
    "count_missing_at_desk": "A head-count has been missing for two days",
}


def write(message: OutboxMessage) -> EmailMessage | None:
    """One mail, or None when the count has come or a supervisor gave up on it."""
    session = (
        TrainingSession.objects.filter(public_id=message.subject_id)
        .select_related("school", "register")
        .first()
    )
    if session is None or session.register.state != RegisterState.DUE:
        return None
    goers = Commitment.objects.filter(session=session, active=True).values("officer__user")
    phone = Phone.objects.filter(officer__in=goers, revoked_at=None).order_by("-last_seen_at").first()
    context = {
        "session": session, "site": settings.BASE_URL, "force": force(), "phone": phone,
        "last_time": session.register.chased >= len(ASKED_AFTER),
    }  # fmt: skip
    return EmailMessage(
        subject=SUBJECTS[message.kind],
        body=render_to_string(f"emails/attendance/{message.kind}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


for kind in SUBJECTS:
    outbox.maker(kind)(write)
