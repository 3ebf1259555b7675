"""A teacher's link to a school: asked for, approved with a proof, refused, ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.people.models import User
from education.schools import policies
from education.schools.models import Membership, School
from education.schools.states import MembershipState, Move, Who, move

LASTS = dt.timedelta(days=365)
State = MembershipState


@transaction.atomic
def claim_school(*, user: User, school: School, by: User) -> Membership:
    """Ask to act for a school; raises Refused with a sentence. Nobody asks in another person's name."""
    if by.pk != user.pk:
        raise policies.NotYours("Only the person themselves can ask to act for a school.")
    User.objects.select_for_update().get(pk=user.pk)
    for expired in Membership.objects.filter(
        user=user, school=school, state=State.APPROVED, expires_at__lte=now()
    ):
        _move(expired, State.ENDED, Who.CLOCK, by=None)
    policies.check_may_claim(user, school)
    membership = Membership(user=user, school=school, requested_at=now())
    membership.state = ""
    _move(membership, State.REQUESTED, Who.TEACHER, by=by)
    return membership


@transaction.atomic
def approve_membership(*, membership: Membership, proof: str, by: User) -> Membership:
    """Let a teacher act for a school for a year; raises Refused with a sentence."""
    membership = _locked(membership)
    policies.check_may_decide(by, membership)
    policies.check_proof(membership, proof)
    membership.proof, membership.expires_at = proof, now() + LASTS
    _move(membership, State.APPROVED, Who.COORDINATOR, by=by)
    return membership


@transaction.atomic
def refuse_membership(*, membership: Membership, by: User) -> Membership:
    """Turn a claim down; the teacher may ask again."""
    membership = _locked(membership)
    policies.check_may_decide(by, membership)
    _move(membership, State.REFUSED, Who.COORDINATOR, by=by)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """End a link or withdraw a claim; visits already booked stay with the school."""
    membership = _locked(membership)
    who = policies.check_may_end(by, membership)
    _move(membership, State.ENDED, who, by=by)
    return membership


def _locked(membership: Membership) -> Membership:
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("school", "user")
        .get(pk=membership.pk)
    )


def _move(membership: Membership, target: MembershipState, who: Who, *, by: User | None) -> None:
    """Make one move of the table: the row, its event and its mail, in the caller's transaction."""
    step: Move | None = move(membership.state or None, target, who)
    if step is None:
        raise policies.Refused("That is not possible any more. Look at it again.")
    membership.state = target
    if step.source is not None:
        membership.decided_at, membership.decided_by = now(), by
    membership.save()
    log(
        subject="membership", subject_id=membership.public_id, kind=step.event, by=by,
        data={"school": membership.school.urn, "proof": membership.proof, "teacher": membership.user.public_id},
    )  # fmt: skip
    if step.mail:
        queue_mail(
            kind=step.mail,
            subject_id=membership.public_id,
            recipient=membership.user.email,
            key=f"{step.mail}:{membership.public_id}",
        )
