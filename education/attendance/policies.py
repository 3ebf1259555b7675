"""Who may record and sign a register, and when; each check raises the sentence that a page shows."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from education.attendance.models import CheckIn, Entry, Register
from education.attendance.queries import open_proposals
from education.attendance.states import CheckInState, RegisterState, transition
from education.ledger.clock import LONDON, now, today
from education.liaison.errors import Refused
from education.liaison.models import Audience, Commitment, TrainingSession
from education.people.models import User
from education.people.roles import Role

CONTACT_DAYS = 30
OFFICER, FORMER, STRANGER = "officer", "former", "stranger"


def who_counted(public_id: UUID | None, sender: User) -> User | None:
    """The officer who counted: the sender unless a colleague's id is given; None when that is no officer."""
    if public_id is None or public_id == sender.public_id:
        return sender
    person = User.objects.filter(public_id=public_id).first()
    return person if person and person.has_role(Role.OFFICER) else None


def relation(user: User, session: TrainingSession) -> str:
    """Whether a session is this officer's, was once, or never; a session that nobody booked is its finder's."""
    if session.source == TrainingSession.Source.AD_HOC:
        return OFFICER
    active = Commitment.objects.filter(
        session=session, officer__user=user, kind__in=[Commitment.Kind.SESSION, Commitment.Kind.HOLD]
    ).values_list("active", flat=True)
    if not active:
        return STRANGER
    return OFFICER if any(active) else FORMER


def may_ring(user: User, session: TrainingSession) -> bool:
    """Whether an officer sees whom to ring: whoever goes, from thirty days before the session to thirty days after."""
    near = abs((session.day - today()).days) <= CONTACT_DAYS
    return near and session.visit is not None and relation(user, session) == OFFICER


def too_early(session: TrainingSession, counted_at: dt.datetime) -> bool:
    """True on the day itself before the start: the officer sends it again, nothing needs deciding."""
    if session.state != TrainingSession.State.PLANNED or counted_at.astimezone(LONDON).date() < session.day:
        return False
    return session.start_at > now() if session.start_at else session.day > today()


def recorded_by(register: Register, user: User) -> bool:
    """True when this person counted or sent any entry of the register that counts."""
    accepted = Entry.objects.filter(accepted_for__register=register)
    return (accepted.filter(captured_by=user) | accepted.filter(sent_by=user)).exists()


def check_supervisor(user: User) -> None:
    """Only a supervisor decides about registers."""
    if not user.has_role(Role.SUPERVISOR):
        raise Refused("Only a supervisor can do this.", "not_a_supervisor")


def _check_move(register: Register, target: RegisterState) -> None:
    if transition(register.state, target) is None:
        raise Refused(
            f"A register that is “{register.get_state_display().lower()}” can't become "
            f"“{target.label.lower()}”.",
            "no_such_move",
        )


def check_may_sign_off(user: User, register: Register) -> None:
    """A supervisor signs what somebody else recorded, once nothing about it is open."""
    check_supervisor(user)
    if open_proposals(register).exists():
        raise Refused("Settle the other counts of this register first.", "undecided")
    _check_move(register, RegisterState.SIGNED_OFF)
    if register.session.state != TrainingSession.State.DELIVERED:
        raise Refused("This session is not marked as delivered.", "not_delivered")
    if recorded_by(register, user):
        raise Refused("You recorded this register, so somebody else has to sign it off.", "own_register")


def can_sign_off(user: User, register: Register) -> bool:
    """True when `check_may_sign_off` lets the person pass."""
    try:
        check_may_sign_off(user, register)
    except Refused:
        return False
    return True


def check_may_settle(user: User, register: Register) -> None:
    """A supervisor settles a register that has counts to decide about, but not their own counts."""
    check_supervisor(user)
    if register.state == RegisterState.SIGNED_OFF:
        raise Refused("This register is signed off. Reopen it first.", "signed_off")
    if not open_proposals(register).exists():
        raise Refused("There is nothing to settle in this register.", "nothing_open")
    if recorded_by(register, user) or open_proposals(register).filter(captured_by=user).exists():
        raise Refused("One of these counts is yours, so somebody else has to settle it.", "own_register")


def check_may_give_up(user: User, register: Register) -> None:
    """A supervisor marks a register as never to come, only while there is no number in it."""
    check_supervisor(user)
    _check_move(register, RegisterState.NOT_RECORDED)
    if register.session.state != TrainingSession.State.DELIVERED:
        raise Refused("This session is not marked as delivered.", "not_delivered")
    if open_proposals(register).exists():
        raise Refused("There are counts waiting in this register. Settle them instead.", "undecided")


def check_may_reopen(user: User, register: Register) -> None:
    """A supervisor reopens what was signed off or given up."""
    check_supervisor(user)
    if register.state not in (RegisterState.SIGNED_OFF, RegisterState.NOT_RECORDED):
        raise Refused("This register is open already.", "no_such_move")


CHECK_IN_AROUND = dt.timedelta(minutes=30)
LARGEST_CHECK_IN_GROUP = 6  # adults
ANSWERS_A_MINUTE = 120


def has_check_in(session: TrainingSession) -> bool:
    """Whether a self check-in makes sense: a booked evening for parents and carers with a time."""
    return (
        session.session_type.audience == Audience.PARENT_CARER
        and session.source == TrainingSession.Source.BOOKED
        and session.start_at is not None
        and session.end_at is not None
    )


def check_may_run_check_in(user: User, session: TrainingSession) -> None:
    """The officer who goes to a parents' evening opens and closes its self check-in, until it is over."""
    if not user.has_role(Role.OFFICER) or relation(user, session) != OFFICER:
        raise Refused("Only the officer who goes can do this.", "not_yours")
    if not has_check_in(session):
        raise Refused("Only an evening for parents and carers has a self check-in.", "no_check_in")
    if session.state not in (TrainingSession.State.PLANNED, TrainingSession.State.DELIVERED):
        raise Refused("This session does not take place.", "session_closed")
    if session.end_at is None or now() > session.end_at + CHECK_IN_AROUND:
        raise Refused("This evening is over.", "over")


def check_in_state(check_in: CheckIn) -> CheckInState:
    """Open from half an hour before the start to half an hour after the end, unless the officer closed it."""
    session, moment = check_in.session, now()
    if (
        check_in.closed_at is not None
        or session.start_at is None
        or session.end_at is None
        or session.state not in (TrainingSession.State.PLANNED, TrainingSession.State.DELIVERED)
        or moment > session.end_at + CHECK_IN_AROUND
    ):
        return CheckInState.CLOSED
    if moment < session.start_at - CHECK_IN_AROUND:
        return CheckInState.NOT_YET
    return CheckInState.OPEN


def most_checked_in(session: TrainingSession) -> int:
    """Adults that a check-in takes: half as many again as the largest group of its kind, so a prank stays small."""
    return session.session_type.largest_group * 3 // 2
