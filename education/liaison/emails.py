"""The words of this room's mails, made when they are sent: the state is read again, and a mail that the state
has overtaken is dropped. A subject names no school, and no mail names an officer before confirmation.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from education.ledger import outbox
from education.ledger.clock import today
from education.ledger.models import OutboxMessage
from education.liaison import invites, queries
from education.liaison.actions.messages import KINDS
from education.liaison.models import TrainingSession, Visit, WaitingOffer
from education.liaison.states import VisitState
from education.people.models import User
from education.schools.force import force
from education.schools.models import Membership

SUBJECTS = {
    "visit_filed": "Your request {0}: what happens next",
    "visit_requested": "Your booking {0}: we are holding the time",
    "visit_confirmed": "Your booking {0} is confirmed",
    "safeguarding_lead_told": "Booking {0}: what you need to know",
    "visit_declined": "Your booking {0}: we can’t come this time",
    "visit_lapsed": "Your booking {0}: the hold has ended",
    "visit_withdrawn": "Your booking {0} is withdrawn",
    "visit_moved": "Your booking {0} has a new time",
    "visit_officer_changed": "Your booking {0}: somebody else comes",
    "session_cancelled": "Your booking {0}: one session less",
    "visit_details_changed": "Your booking {0}: what we have noted",
    "visit_in_two_weeks": "Your booking {0} in two weeks: please look again",
    "visit_in_two_days": "Your booking {0} is soon",
    "visit_cancelled": "Booking {0} is cancelled",
    "visit_not_delivered": "Your booking {0}: let us find another time",
    "officer_assigned": "Session {0}: for your diary",
    "officer_replaced": "Session {0}: somebody else goes",
    "officer_details_changed": "Session {0}: numbers or details changed",
    "officer_stood_down": "Session {0} is cancelled",
}
STILL_TRUE = {
    "visit_filed": {VisitState.AWAITING_APPROVAL},
    "visit_requested": {VisitState.REQUESTED},
    "visit_confirmed": {VisitState.CONFIRMED, VisitState.DELIVERED},
    "safeguarding_lead_told": {VisitState.CONFIRMED},
    "visit_moved": {VisitState.CONFIRMED},
    "visit_officer_changed": {VisitState.CONFIRMED},
    "session_cancelled": {VisitState.CONFIRMED},
    "visit_details_changed": {VisitState.REQUESTED, VisitState.CONFIRMED},
    "visit_in_two_weeks": {VisitState.CONFIRMED},
    "visit_in_two_days": {VisitState.CONFIRMED},
    "officer_assigned": {VisitState.CONFIRMED},
    "officer_details_changed": {VisitState.CONFIRMED},
}
WITHOUT_INVITE = frozenset(
    {
        "visit_not_delivered",
        "visit_officer_changed",
        "visit_details_changed",
        "officer_details_changed",
        "visit_in_two_weeks",
        "visit_in_two_days",
    }
)
"""What changes nothing in a diary, or comes when it is over."""


def officers_named(visit: Visit) -> list[str]:
    """Names of the officers who come, and only once the visit is confirmed."""
    if visit.state not in (VisitState.CONFIRMED, VisitState.DELIVERED):
        return []
    people = {c.officer.user for s in visit.sessions.all() for c in s.commitments.all() if c.active}
    return sorted(str(person) for person in people)


def gone(visit: Visit, recipient: str) -> bool:
    """True for the visit's own teacher once they act for the school no more; a filing without a time is theirs."""
    teacher = visit.teacher
    if teacher is None or teacher.email != recipient or not visit.sessions.all():
        return False
    return not Membership.objects.approved().filter(user=teacher, school=visit.school).exists()


def going(visit: Visit) -> set[str]:
    """Addresses of the officers whose time the visit takes now."""
    return {c.officer.user.email for s in visit.sessions.all() for c in s.commitments.all() if c.active}


def write(message: OutboxMessage) -> EmailMessage | None:
    """One mail of any kind of this room, or None when the state has overtaken it."""
    visit = Visit.objects.with_rows().filter(public_id=message.subject_id).first()
    if visit is None or visit.state not in STILL_TRUE.get(message.kind, set(VisitState)):
        return None
    if (
        gone(visit, message.recipient)
        or message.data.get("day", visit.day.isoformat()) != visit.day.isoformat()
    ):
        return None
    if message.kind in {"officer_assigned", "officer_details_changed"} and message.recipient not in going(
        visit
    ):
        return None
    context = {
        "visit": visit,
        "sessions": visit.standing,
        "officers": officers_named(visit),
        "address": f"{settings.BASE_URL}/visits/{visit.reference}/",
        "site": settings.BASE_URL,
        "force": force(),
    }
    mail = EmailMessage(
        subject=SUBJECTS[message.kind].format(visit.reference),
        body=render_to_string(f"emails/liaison/{message.kind}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )
    if message.kind not in WITHOUT_INVITE and any(s.start_at for s in visit.sessions.all()):
        stays = message.kind != "officer_replaced"
        mail.attach(invites.attachment(visit, attendee=message.recipient, gone=not stays))
    return mail


for kind in sorted(KINDS):
    outbox.maker(kind)(write)


@outbox.maker("officer_morning")
def write_morning(message: OutboxMessage) -> EmailMessage | None:
    """An officer's day as it is when the mail is sent; nothing when there is nothing left to go to."""
    day = dt.date.fromisoformat(message.data["day"])
    user = User.objects.filter(public_id=message.subject_id, is_active=True).first()
    sessions = list(queries.sessions_of(user, day, day)) if user and day == today() else []
    coming = [s for s in sessions if s.state == TrainingSession.State.PLANNED]
    if not coming:
        return None
    context = {"sessions": coming, "day": day, "site": settings.BASE_URL, "force": force()}
    return EmailMessage(
        subject=f"Your day: {len(coming)} session{'s' if len(coming) > 1 else ''}",
        body=render_to_string("emails/liaison/officer_morning.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


WAITING = {
    "waiting_offered": "A time is free for your school: please answer",
    "waiting_lapsed": "The time that we held for your school",
}


def write_waiting(message: OutboxMessage) -> EmailMessage | None:
    """What is offered to a school that waits, as long as it is held; or that the hold has ended."""
    rows = WaitingOffer.objects.select_related("entry__school", "entry__session_type")
    if message.kind == "waiting_offered":
        rows = rows.open()
    offer = rows.filter(public_id=message.subject_id).first()
    if offer is None:
        return None
    acting = Membership.objects.approved().filter(school=offer.entry.school_id, user__email=message.recipient)
    if not acting.exists():
        return None
    context = {
        "offer": offer,
        "entry": offer.entry,
        "address": f"{settings.BASE_URL}/visits/waiting/{offer.public_id}/",
        "site": settings.BASE_URL,
        "force": force(),
    }
    return EmailMessage(
        subject=WAITING[message.kind],
        body=render_to_string(f"emails/liaison/{message.kind}.txt", context),
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[message.recipient],
    )


for kind in WAITING:
    outbox.maker(kind)(write_waiting)
