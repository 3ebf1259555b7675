"""Who may ask for, decide, vouch for and end a link to a school; each check raises the sentence that a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from education.ledger.clock import now
from education.ledger.models import Event
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Membership, School
from education.schools.states import MOVES, MembershipState, Who, move

WAITING_AT_MOST = 3
COLLEAGUES_AT_MOST, COLLEAGUES_WITHIN = 5, dt.timedelta(days=30)
RENEWAL_OPENS = dt.timedelta(days=30)
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
    if school.status not in School.OPEN or school.is_venue or not school.authority.in_force:
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


def check_waits(membership: Membership) -> None:
    """Something is there to be decided: a claim, or the wish for another year of an approval that still holds."""
    if not membership.needs_decision:
        raise Refused("Somebody has decided this claim already. Look at it again.")
    if membership.state == MembershipState.APPROVED and not is_current(membership):
        raise Refused("This approval has run out. The teacher has to ask again.")


def check_may_decide(user: User, membership: Membership) -> None:
    """A coordinator decides a waiting claim or renewal, never one of their own."""
    if not user.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator decides who acts for a school.")
    if membership.user_id == user.pk:
        raise Refused("This is your own claim. Another coordinator has to decide it.")
    check_waits(membership)


def can_decide(user: User, membership: Membership) -> bool:
    """True when `check_may_decide` lets the person pass."""
    return _allowed(check_may_decide, user, membership)


def is_current(membership: Membership) -> bool:
    """True for an approval that lets its owner act at this moment."""
    return (
        membership.state == MembershipState.APPROVED
        and membership.expires_at is not None
        and membership.expires_at > now()
    )


def check_may_renew(user: User, membership: Membership) -> None:
    """The owner of an approval asks for another year in its last thirty days, once."""
    if membership.user_id != user.pk:
        raise NotYours("This link belongs to somebody else.")
    if not is_current(membership) or membership.expires_at is None:
        raise Refused("Your approval has run out. Ask for the school again.")
    if membership.renewal_asked_at is not None:
        raise Refused("You have already asked for another year. We write to you as soon as we know.")
    if membership.expires_at - now() > RENEWAL_OPENS:
        raise Refused("You can ask for another year in the last thirty days.")


def can_renew(user: User, membership: Membership) -> bool:
    """True when `check_may_renew` lets the person pass."""
    return _allowed(check_may_renew, user, membership)


def check_knows_colleagues(user: User, school: School) -> None:
    """Teachers who are approved for the school today see who else is, and who waits."""
    if not (user.is_active and Membership.objects.approved().filter(user=user, school=school).exists()):
        raise NotYours("Only approved teachers of a school see their colleagues.")


def check_may_answer_for_colleagues(user: User, school: School) -> None:
    """A teacher whom a coordinator checked may vouch and remove at their own school, five times in thirty days.

    Somebody who was vouched for may not: every approval stands one step from a coordinator's check at most, so
    that one impostor can't bring others. The caller holds the person's row when the count must be exact.
    """
    check_knows_colleagues(user, school)
    if not Membership.objects.who_can_vouch().filter(user=user, school=school).exists():
        raise Refused("A colleague vouched for you, so we have to check the next person ourselves.")
    events = {step.event for step in MOVES if step.who == Who.COLLEAGUE}
    done = Event.objects.filter(
        subject="membership", actor=user.public_id, kind__in=events, at__gt=now() - COLLEAGUES_WITHIN
    )
    if done.count() >= COLLEAGUES_AT_MOST:
        raise Refused("You have decided about five colleagues in thirty days. We check the others ourselves.")


def can_answer_for_colleagues(user: User, school: School) -> bool:
    """True when `check_may_answer_for_colleagues` lets the person pass."""
    return _allowed(check_may_answer_for_colleagues, user, school)


def check_may_vouch(user: User, membership: Membership) -> None:
    """A teacher vouches for somebody else who waits at the same school."""
    if membership.user_id == user.pk:
        raise NotYours("Nobody vouches for themselves.")
    check_may_answer_for_colleagues(user, membership.school)
    check_waits(membership)
    check_open(membership)


def can_vouch(user: User, membership: Membership) -> bool:
    """True when `check_may_vouch` lets the person pass."""
    return _allowed(check_may_vouch, user, membership)


def proofs_for(membership: Membership) -> list[Proof]:
    """The ways in which this claim can be proved: only what the register's own entries allow."""
    school, found = membership.school, []
    if school.telephone:
        found.append(Proof.TELEPHONE)
    if has_address(school):
        found.append(Proof.LETTER)
    found.append(Proof.AUTHORITY)
    if Membership.objects.who_can_vouch().filter(school=school).exclude(user=membership.user_id).exists():
        found.append(Proof.COLLEAGUE)
    return found


def has_address(school: School) -> bool:
    """True when the register says enough for a letter to arrive."""
    return bool(school.street and school.postcode)


def check_open(membership: Membership) -> None:
    """Nobody is approved for a school that has closed."""
    if membership.school.status not in School.OPEN:
        raise Refused("This school has closed. Refuse the claim and ask for the school that followed it.")


def check_proof(membership: Membership, proof: str) -> None:
    """An approval names a proof that this school's entry in the register makes possible."""
    if not proof:
        raise Refused("Choose how you made sure that this person works at the school.")
    if proof not in proofs_for(membership):
        raise Refused("This school can't be reached in that way. Choose another proof.")
    check_open(membership)


def check_may_send_letter(user: User, membership: Membership) -> None:
    """A coordinator sends a coded letter for a claim that waits, where the register has an address."""
    check_may_decide(user, membership)
    check_proof(membership, Proof.LETTER)


def can_send_letter(user: User, membership: Membership) -> bool:
    """True when `check_may_send_letter` lets the person pass."""
    return _allowed(check_may_send_letter, user, membership)


def check_may_end(user: User, membership: Membership) -> Who:
    """The person themselves, a coordinator or a colleague of the school ends a link; returns which of them it is.

    Raises NotYours for anybody else, Refused when there is nothing to end or a colleague may not.
    """
    if membership.user_id == user.pk:
        who = Who.TEACHER
    elif user.has_role(Role.COORDINATOR):
        who = Who.COORDINATOR
    else:
        who = Who.COLLEAGUE
        check_may_answer_for_colleagues(user, membership.school)
    if move(membership.state, MembershipState.ENDED, who) is None:
        raise Refused("This link has ended or was never made. There is nothing to end.")
    return who


def can_end(user: User, membership: Membership) -> bool:
    """True when `check_may_end` lets the person pass."""
    return _allowed(check_may_end, user, membership)
