"""A school that got a new number in the register: its teachers and its calendar go along; its past stays where it was."""

from __future__ import annotations

from django.db import transaction

from education.ledger.actions import log
from education.people.models import User
from education.people.roles import Role
from education.schools.models import ClosedDay, Membership, School, SchoolDay, Succession, Term
from education.schools.policies import NotYours, Refused
from education.schools.queries import current_school, same_establishment


def new_number_of(school: School) -> School | None:
    """The open school that a closed one is today, by the register's links, else by its authority's number for it."""
    if school.status in School.OPEN:
        return None
    found = current_school(school)
    if found.pk != school.pk:
        return found
    alike = list(same_establishment(school)[:2])
    return alike[0] if len(alike) == 1 else None


@transaction.atomic
def follow(*, school: School, to: School, by: User) -> int:
    """Move live links, term dates, closed days and lesson times of a closed school to the one that it became.

    Returns how many teachers went along. A link to a school that the teacher acts for already ends. Coordinators
    only; raises NotYours, or Refused when `to` is not the school that this one became.
    """
    if not by.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    found = new_number_of(school)
    if found is None or found.pk != to.pk:
        raise Refused("The register does not say that this school became that one.")
    Succession.objects.get_or_create(predecessor=school, successor=to)
    moved = 0
    for link in Membership.objects.live().filter(school=school).select_for_update(of=("self",)):
        there = Membership.objects.live().filter(user=link.user_id, school=to).exists()
        if there:
            link.state = Membership.State.ENDED
        else:
            link.school = to
            moved += 1
        link.save(update_fields=["state", "school"])
        log(
            subject="membership", subject_id=link.public_id, kind="membership_followed_school", by=by,
            data={"from": school.urn, "to": to.urn, "ended": there},
        )  # fmt: skip
    if not SchoolDay.objects.filter(school=to).exists():
        SchoolDay.objects.filter(school=school).update(school=to)
    if not to.terms.exists():
        Term.objects.filter(school=school).update(school=to)
    kept = ClosedDay.objects.filter(school=to).values("day")
    ClosedDay.objects.filter(school=school).exclude(day__in=list(kept.values_list("day", flat=True))).update(
        school=to
    )
    if school.office_email and not to.office_email:
        School.objects.filter(pk=to.pk).update(office_email=school.office_email)
    log(
        subject="school",
        subject_id=school.urn,
        kind="school_followed",
        by=by,
        data={"to": to.urn, "links": moved},
    )
    return moved
