"""Who may ask for, decide and end a link to a school, and when; each check raises the sentence that a page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from education.people.models import User
from education.people.roles import Role
from education.schools.models import Membership, School
from education.schools.states import MembershipState, Who, move

WAITING_AT_MOST = 3
Proof = Membership.Proof


class Refused(Exception):  # noqa: N818 - a refusal is an answer, not a fault
    """Something may not be done now or by this person; the message says so in a plain sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotYours(Refused):
    """The person has no business with this; a page answers as if it did not exist."""


def _allowed(check: Callable[..., object], *args: Any) -> bool:
    try:
        check(*args)
    except Refused:
        return False
    return True


def check_may_claim(user: User, school: School) -> None:
    """A teacher asks for an open school of the force, once, and for three at a time at most.

    Whoever works for the force decides claims or goes to visits, so they never book them as a school.
    """
    if not user.is_active or user.roles():
        raise Refused("This account belongs to the force's own staff. Book with an account of the school.")
    if school.status not in School.OPEN or not school.authority.in_force:
        raise Refused("This school is not open in our area. Choose the one that you work at today.")
    live = Membership.objects.filter(user=user, school=school)
    if live.waiting().exists():
        raise Refused("You have already asked for this school. We write to you as soon as we know.")
    if live.approved().exists():
        raise Refused("You already act for this school. You can book a visit now.")
    if Membership.objects.waiting().filter(user=user).count() >= WAITING_AT_MOST:
        raise Refused("You are waiting for three schools already. Withdraw one, or wait for our answer.")


def can_claim(user: User, school: School) -> bool:
    """True when `check_may_claim` lets the person pass."""
    return _allowed(check_may_claim, user, school)


def check_may_decide(user: User, membership: Membership) -> None:
    """A coordinator decides a waiting claim, never one of their own."""
    if not user.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator decides who acts for a school.")
    if membership.user_id == user.pk:
        raise Refused("This is your own claim. Another coordinator has to decide it.")
    if membership.state != MembershipState.REQUESTED:
        raise Refused("Somebody has decided this claim already. Look at it again.")


def can_decide(user: User, membership: Membership) -> bool:
    """True when `check_may_decide` lets the person pass."""
    return _allowed(check_may_decide, user, membership)


def proofs_for(membership: Membership) -> list[Proof]:
    """The ways in which this claim can be proved: only what the register's own entries allow."""
    school, found = membership.school, []
    if school.telephone:
        found.append(Proof.TELEPHONE)
    if school.street and school.postcode:
        found.append(Proof.LETTER)
    found.append(Proof.AUTHORITY)
    if Membership.objects.approved().filter(school=school).exclude(user=membership.user_id).exists():
        found.append(Proof.COLLEAGUE)
    return found


def check_proof(membership: Membership, proof: str) -> None:
    """An approval names a proof that this school's entry in the register makes possible."""
    if not proof:
        raise Refused("Choose how you made sure that this person works at the school.")
    if proof not in proofs_for(membership):
        raise Refused("This school can't be reached in that way. Choose another proof.")
    if membership.school.status not in School.OPEN:
        raise Refused("This school has closed. Refuse the claim and ask for the school that followed it.")


def check_may_end(user: User, membership: Membership) -> Who:
    """The person themselves, or a coordinator who is somebody else, ends a link; returns which of the two it is."""
    if membership.user_id == user.pk:
        who = Who.TEACHER
    elif user.has_role(Role.COORDINATOR):
        who = Who.COORDINATOR
    else:
        raise NotYours("This link belongs to somebody else.")
    if move(membership.state, MembershipState.ENDED, who) is None:
        raise Refused("This link has ended or was never made. There is nothing to end.")
    return who


def can_end(user: User, membership: Membership) -> bool:
    """True when `check_may_end` lets the person pass."""
    return _allowed(check_may_end, user, membership)
