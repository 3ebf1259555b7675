"""Which mails a move causes and to whom; their words are made when they are sent (emails.py)."""

from __future__ import annotations

from collections.abc import Iterable

from education.ledger.actions import queue_mail
from education.liaison.models import Officer, Visit

TO_SCHOOL = {
    "visit_requested": ("teacher",),
    "visit_confirmed": ("teacher",),
    "safeguarding_lead_told": ("lead",),
    "visit_declined": ("teacher",),
    "visit_lapsed": ("teacher",),
    "visit_withdrawn": ("teacher",),
    "visit_cancelled": ("teacher", "lead"),
    "visit_not_delivered": ("teacher",),
}
TO_OFFICERS = frozenset({"officer_assigned", "officer_stood_down"})
KINDS = frozenset(TO_SCHOOL) | TO_OFFICERS


def queue_for_move(*, visit: Visit, kinds: Iterable[str], officer_ids: Iterable[int]) -> int:
    """Queue one mail a kind and recipient in the caller's transaction; returns how many."""
    officers = Officer.objects.filter(pk__in=list(officer_ids)).select_related("user")
    queued = 0
    for kind in kinds:
        if kind in TO_OFFICERS:
            addresses = [officer.user.email for officer in officers]
        else:
            found = {
                "teacher": visit.teacher.email if visit.teacher else "",
                "lead": visit.safeguarding_lead_email,
            }
            addresses = [found[who] for who in TO_SCHOOL[kind]]
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
