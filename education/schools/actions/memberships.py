"""A teacher's link to a school: asked for, approved with a proof, vouched for, renewed, refused, ended."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from education.ledger.actions import log, queue_mail
from education.ledger.clock import now
from education.people.models import User
from education.schools import policies
from education.schools.models import Membership, School
from education.schools.signals import membership_moved
from education.schools.states import MembershipState, Move, Who, move

LASTS = dt.timedelta(days=365)
State = MembershipState
Proof = Membership.Proof


@transaction.atomic
def claim_school(*, user: User, school: School, by: User) -> Membership:
    """Ask to act for a school; raises Refused with a sentence. Nobody asks in another person's name."""
    if by.pk != user.pk:
        raise policies.NotYours("Only the person themselves can ask to act for a school.")
    User.objects.select_for_update().get(pk=user.pk)
    for expired in Membership.objects.filter(
        user=user, school=school, state=State.APPROVED, expires_at__lte=now()
    ):
        make_move(expired, State.ENDED, Who.CLOCK, by=None)
    policies.check_may_claim(user, school)
    membership = Membership(user=user, school=school, requested_at=now())
    membership.state = ""
    make_move(membership, State.REQUESTED, Who.TEACHER, by=by)
    return membership


@transaction.atomic
def approve_membership(*, membership: Membership, proof: str, by: User) -> Membership:
    """A coordinator lets a teacher act for a school for a year, or for another; raises Refused with a sentence."""
    membership = locked(membership)
    policies.check_may_decide(by, membership)
    policies.check_proof(membership, proof)
    return grant(membership, proof, Who.COORDINATOR, by=by)


@transaction.atomic
def vouch_for(*, membership: Membership, by: User) -> Membership:
    """A colleague lets a teacher of the same school act for it for a year, or for another.

    The school's other approved teachers get a mail, so that a wrong one is noticed. Raises Refused or NotYours.
    """
    User.objects.select_for_update().get(pk=by.pk)
    membership = locked(membership)
    policies.check_may_vouch(by, membership)
    membership = grant(membership, Proof.COLLEAGUE, Who.COLLEAGUE, by=by)
    others = Membership.objects.approved().filter(school=membership.school).exclude(pk=membership.pk)
    for other in others.select_related("user"):
        queue_mail(
            kind="colleague_joined",
            subject_id=membership.public_id,
            recipient=other.user.email,
            key=f"colleague_joined:{membership.public_id}:{now():%Y-%m-%d}:{other.user.public_id}",
        )
    return membership


@transaction.atomic
def ask_to_renew(*, membership: Membership, by: User) -> Membership:
    """The owner asks for another year; somebody else confirms it. Raises Refused or NotYours."""
    membership = locked(membership)
    policies.check_may_renew(by, membership)
    membership.renewal_asked_at = now()
    make_move(membership, State.APPROVED, Who.TEACHER, by=by)
    return membership


@transaction.atomic
def refuse_membership(*, membership: Membership, by: User) -> Membership:
    """Turn a claim down; the teacher may ask again."""
    membership = locked(membership)
    policies.check_may_decide(by, membership)
    make_move(membership, State.REFUSED, Who.COORDINATOR, by=by)
    return membership


@transaction.atomic
def end_membership(*, membership: Membership, by: User) -> Membership:
    """End a link or withdraw a claim; visits already booked stay with the school."""
    User.objects.select_for_update().get(pk=by.pk)
    membership = locked(membership)
    who = policies.check_may_end(by, membership)
    make_move(membership, State.ENDED, who, by=by)
    return membership


def locked(membership: Membership) -> Membership:
    """The link as it is now, kept from other writers until the transaction ends."""
    return (
        Membership.objects.select_for_update(of=("self",))
        .select_related("school", "user")
        .get(pk=membership.pk)
    )


def grant(membership: Membership, proof: str, who: Who, *, by: User) -> Membership:
    """Approve a claim, or renew an approval: a year from now, never longer after a check. The caller has checked."""
    membership.proof, membership.expires_at, membership.renewal_asked_at = proof, now() + LASTS, None
    make_move(membership, State.APPROVED, who, by=by)
    return membership


def make_move(membership: Membership, target: MembershipState, who: Who, *, by: User | None) -> None:
    """Make one move of the table: the row, its event and its mail, in the caller's transaction.

    Rooms above hear of it in the same transaction (`membership_moved`). Raises Refused where there is no such move.
    """
    step: Move | None = move(membership.state or None, target, who)
    if step is None:
        raise policies.Refused("That is not possible any more. Look at it again.")
    membership.state = target
    if step.source is not None and not (step.source == target and who == Who.TEACHER):
        membership.decided_at, membership.decided_by = now(), by
    membership.save()
    if target != State.REQUESTED:
        membership.letters.filter(open=True).update(open=False)
    log(
        subject="membership", subject_id=membership.public_id, kind=step.event, by=by,
        data={"school": membership.school.urn, "proof": membership.proof, "teacher": membership.user.public_id},
    )  # fmt: skip
    if step.mail:
        last = f":{membership.expires_at:%Y-%m-%d}" if step.source == target else ""
        queue_mail(
            kind=step.mail,
            subject_id=membership.public_id,
            recipient=membership.user.email,
            key=f"{step.mail}:{membership.public_id}{last}",
        )
    membership_moved.send(sender=Membership, membership=membership, step=step, by=by)
