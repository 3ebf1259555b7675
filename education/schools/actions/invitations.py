"""Asking a school that nobody has been to whether it would like a visit: a mail to its office, once a term."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import today
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Invitation, School
from education.schools.policies import NotYours, Refused
from education.schools.seasons import season

ALREADY = "This school was invited this term already. Next term it can be invited again."


def invite_school(*, school: School, email: str, by: User) -> Invitation:
    """Write to the school's office and keep its address for the next time; coordinators only.

    Two people who press at once send one mail: the database holds one invitation a school and term. Raises NotYours,
    or Refused for a school that is not open here or was invited this term.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can invite a school.")
    if school.status not in School.OPEN or school.is_venue or not school.authority.in_force:
        raise Refused("This school is not open in our area.")
    term = season(today())
    try:
        with transaction.atomic():
            made = Invitation.objects.create(school=school, term=term, sent_on=today())
            School.objects.filter(pk=school.pk).update(office_email=email)
            queue_mail(
                kind="school_invited",
                subject_id=school.urn,
                recipient=email,
                key=f"school_invited:{school.urn}:{term}",
            )
            log(subject="school", subject_id=school.urn, kind="school_invited", by=by, data={"term": term})
    except IntegrityError as error:
        raise Refused(ALREADY) from error
    return made
