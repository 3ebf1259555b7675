"""Contact details leave a visit; its school, day, type and counts stay for ever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Q

from education.ledger.actions import log
from education.liaison.actions.drafts import drop_draft
from education.liaison.locks import lock_visit
from education.liaison.models import Officer, Visit, WaitingEntry
from education.people.models import User

HELD = Q(teacher__isnull=False) | ~Q(safeguarding_lead_email="") | ~Q(day_telephone="")


def forget_contacts(*, before: dt.date, by: User | None) -> int:
    """Take teacher, addresses and telephone out of visits before a day; returns how many visits."""
    ids = list(Visit.objects.filter(HELD, day__lt=before).order_by("id").values_list("id", flat=True))
    for visit_id in ids:
        _forget(visit_id, by=by, teacher=True)
    return len(ids)


def forget_person(*, person: User, addresses: Collection[str], by: User | None) -> int:
    """Take a person's contact details out of every visit; returns how many visits.

    An open visit keeps its link to the emptied person, so that the desk sees that somebody asked for it and left.
    """
    theirs = Q(teacher=person)
    for address in addresses:
        theirs |= Q(safeguarding_lead_email__iexact=address)
    ids = list(Visit.objects.filter(theirs).order_by("id").values_list("id", flat=True))
    for visit_id in ids:
        _forget(visit_id, by=by, of=person, addresses={address.lower() for address in addresses})
    drop_draft(by=person)
    WaitingEntry.objects.filter(teacher=person).update(teacher=None)
    Officer.objects.filter(user=person).update(active=False)
    return len(ids)


@transaction.atomic
def _forget(
    visit_id: int,
    *,
    by: User | None,
    teacher: bool = False,
    of: User | None = None,
    addresses: Collection[str] = (),
) -> None:
    visit = lock_visit(visit_id)
    mine = of is not None and visit.teacher_id == of.pk
    if teacher or mine:
        visit.day_telephone = ""
        visit.submission_digest = ""
    if teacher or mine or visit.safeguarding_lead_email.lower() in addresses:
        visit.safeguarding_lead_email = ""
    if teacher or (mine and not visit.is_open):
        visit.teacher = None
    visit.save(update_fields=["teacher", "safeguarding_lead_email", "day_telephone", "submission_digest"])
    log(subject="visit", subject_id=visit.public_id, kind="contacts_removed", by=by)
