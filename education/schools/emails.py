"""The words of this room's mails; the state is read again when one is sent, and an overtaken one is dropped."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger import outbox
from education.ledger.models import OutboxMessage
from education.schools.force import force
from education.schools.models import Membership, School
from education.schools.states import MOVES, MembershipState

SUBJECTS = {
    "membership_claimed": "We have your request to book for a school",
    "membership_approved": "You can book visits now",
    "membership_renewed": "You can book visits for another year",
    "membership_refused": "Your request to book for a school",
    "membership_ended": "You no longer book for a school",
    "membership_expired": "Your year of booking for a school is over",
    "membership_expiring": "Your year of booking for a school ends soon",
    "letter_issued": "A letter with a code is on its way to your school",
    "colleague_joined": "A colleague can now book for your school",
}
STATES = {move.mail: move.target for move in MOVES if move.mail} | {
    "membership_expiring": MembershipState.APPROVED,
    "colleague_joined": MembershipState.APPROVED,
}


def write(message: OutboxMessage) -> EmailMessage | None:
    """One mail of any kind of this room, or None when the link has moved on."""
    membership = (
        Membership.objects.select_related("school", "user", "decided_by")
        .filter(public_id=message.subject_id)
        .first()
    )
    if membership is None or not still_true(message, membership):
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


def still_true(message: OutboxMessage, membership: Membership) -> bool:
    """False when what a mail would say is not so any more, or its reader has left the school."""
    if message.kind == "letter_issued":
        return membership.letters.filter(open=True).exists()
    if membership.state != STATES[message.kind]:
        return False
    if message.kind == "membership_expiring":
        return f"{membership.expires_at:%Y-%m-%d}" == message.data["ends"] and not membership.renewal_asked_at
    if message.kind == "colleague_joined":
        readers = Membership.objects.approved().filter(school=membership.school)
        return readers.filter(user__email=message.recipient).exists()
    return True


for kind in sorted(SUBJECTS):
    outbox.maker(kind)(write)


@outbox.maker("school_invited")
def write_invitation(message: OutboxMessage) -> EmailMessage | None:
    """Would you like a visit; nothing to a school that has closed, or whose office gave another address since."""
    school = School.objects.open().filter(urn=message.subject_id, office_email=message.recipient).first()
    if school is None:
        return None
    return EmailMessage(
        subject="A visit about staying safe online, for your school",
        body=render_to_string(
            "emails/schools/school_invited.txt",
            {"school": school, "site": settings.BASE_URL, "force": force()},
        ),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )
