"""Which mails a move causes and to whom; their words are made when they are sent (emails.py)."""

from __future__ import annotations

from collections.abc import Iterable

from education.ledger.actions import queue_mail
from education.liaison.models import Filing, Officer, Visit
from education.schools.models import Membership

TO_SCHOOL = {
    "visit_filed": ("teacher",),
    "visit_requested": ("teacher",),
    "visit_confirmed": ("teacher",),
    "safeguarding_lead_told": ("lead",),
    "visit_declined": ("teacher",),
    "visit_lapsed": ("teacher",),
    "visit_withdrawn": ("teacher",),
    "visit_moved": ("teacher", "lead"),
    "visit_officer_changed": ("teacher",),
    "session_cancelled": ("teacher", "lead"),
    "visit_details_changed": ("teacher",),
    "visit_in_two_weeks": ("teacher",),
    "visit_in_two_days": ("teacher",),
    "visit_cancelled": ("teacher", "lead"),
    "visit_not_delivered": ("teacher",),
}
TO_OFFICERS = frozenset(
    {"officer_assigned", "officer_replaced", "officer_stood_down", "officer_details_changed"}
)
WITHOUT_A_MOVE = frozenset(
    {
        "officer_replaced",
        "visit_officer_changed",
        "session_cancelled",
        "visit_details_changed",
        "officer_details_changed",
        "visit_in_two_weeks",
        "visit_in_two_days",
    }
)
"""What changes no state of a visit: somebody else who takes over, other numbers, a reminder."""
KINDS = frozenset(TO_SCHOOL) | TO_OFFICERS


def teachers_to_tell(visit: Visit) -> list[str]:
    """The visit's own teacher; once they have left, whoever acts for the school today."""
    teacher = visit.teacher
    if teacher is None:
        return []
    links = Membership.objects.filter(school=visit.school_id)
    if Filing.objects.filter(visit=visit).exists() and not visit.sessions.exists():
        return [teacher.email]
    if links.approved().filter(user=teacher).exists():
        return [teacher.email]
    return list(links.approved().order_by("pk").values_list("user__email", flat=True))


def queue_for_move(*, visit: Visit, kinds: Iterable[str], officer_ids: Iterable[int]) -> int:
    """Queue one mail a kind and recipient in the caller's transaction; returns how many."""
    officers = Officer.objects.filter(pk__in=list(officer_ids)).select_related("user")
    queued = 0
    for kind in kinds:
        if kind in TO_OFFICERS:
            addresses = [officer.user.email for officer in officers]
        else:
            lead = [visit.safeguarding_lead_email]
            addresses = [
                a for who in TO_SCHOOL[kind] for a in (lead if who == "lead" else teachers_to_tell(visit))
            ]
        for address in dict.fromkeys(filter(None, addresses)):
            queue_mail(
                kind=kind,
                subject_id=visit.public_id,
                recipient=address,
                key=f"{kind}:{visit.public_id}:{visit.version}:{address}",
                data={"version": visit.version},
            )
            queued += 1
    return queued
