"""Who may do what with a visit and a session, and when; each check raises the sentence that a page shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db.models import Q

from education.ledger.clock import now, today
from education.liaison.errors import NotYours, Refused
from education.liaison.models import Commitment, TrainingSession, Visit
from education.liaison.states import Transition, VisitState, Who, transition
from education.people.models import User
from education.people.roles import Role
from education.schools.models import Membership, School

ANSWER_DAYS = 60
FINAL = {TrainingSession.State.DELIVERED, TrainingSession.State.NOT_DELIVERED}


def _allowed(check: Callable[..., object], *args: Any) -> bool:
    try:
        check(*args)
    except Refused:
        return False
    return True


def acts_for(user: User, school: School) -> bool:
    """True for an approved teacher of the school; an expired approval is no approval."""
    return user.is_active and Membership.objects.approved().filter(user=user, school=school).exists()


def is_officer_of(user: User, session: TrainingSession) -> bool:
    """True for the officer whose time the session takes (or took, when it was not delivered)."""
    return bool(_own(user, [session]))


def _own(user: User, sessions: Iterable[TrainingSession]) -> set[int]:
    """The ids of those that `is_officer_of` says yes to."""
    if not user.has_role(Role.OFFICER):
        return set()
    theirs = Commitment.objects.filter(
        officer__user=user, session__in=[session.pk for session in sessions], kind=Commitment.Kind.SESSION
    ).filter(Q(active=True) | Q(session__state=TrainingSession.State.NOT_DELIVERED))
    return {pk for pk in theirs.values_list("session", flat=True) if pk is not None}


def check_may_record(user: User, session: TrainingSession) -> None:
    """The session's own officer records it, from its local start on; a coordinator may at any time.

    Raises NotYours for anybody else and Refused before the start.
    """
    if user.has_role(Role.COORDINATOR):
        return
    if not is_officer_of(user, session):
        raise NotYours("Only the officer of this session or a coordinator can record it.")
    if not _begun(session):
        raise Refused("This session has not started yet. Record it from its start time on.", "too_early")


def _begun(session: TrainingSession) -> bool:
    return session.start_at <= now() if session.start_at else session.day <= today()


def can_record(user: User, session: TrainingSession) -> bool:
    """True when `check_may_record` lets the person pass."""
    return _allowed(check_may_record, user, session)


def recordable(user: User, sessions: Sequence[TrainingSession]) -> list[TrainingSession]:
    """Those of many for which `check_may_record` lets the person pass, in one query."""
    if user.has_role(Role.COORDINATOR):
        return list(sessions)
    own = _own(user, sessions)
    return [session for session in sessions if session.pk in own and _begun(session)]


def check_may_see(user: User, visit: Visit) -> None:
    """A visit is seen by approved teachers of its school and by coordinators and supervisors.

    What somebody filed who is not approved yet is seen by themselves alone, as long as their claim waits.
    """
    if user.has_role(Role.COORDINATOR, Role.SUPERVISOR):
        return
    if visit.state == VisitState.AWAITING_APPROVAL:
        seen = user.pk == visit.teacher_id and has_live_claim(user, visit.school)
    else:
        seen = acts_for(user, visit.school)
    if not seen:
        raise NotYours("There is no such visit.")


def has_live_claim(user: User, school: School) -> bool:
    """True for somebody who waits to be approved for the school, or has been since."""
    links = Membership.objects.filter(user=user, school=school)
    return user.is_active and (links.waiting() | links.approved()).exists()


def check_may_file(user: User, school: School) -> None:
    """Somebody whose claim to the school waits files one request for it; who is approved books instead."""
    links = Membership.objects.filter(user=user, school=school)
    if not user.is_active or not links.waiting().exists():
        raise NotYours("There is no such school for this person.")
    if Visit.objects.filter(teacher=user, school=school, state=VisitState.AWAITING_APPROVAL).exists():
        raise Refused("You have sent a request for this school. We answer that one first.", "filed_already")


def can_file(user: User, school: School) -> bool:
    """True when `check_may_file` lets the person pass."""
    return _allowed(check_may_file, user, school)


def can_see(user: User, visit: Visit) -> bool:
    """True when `check_may_see` lets the person pass."""
    return _allowed(check_may_see, user, visit)


def check_move(
    user: User | None, visit: Visit, target: VisitState, as_: Who, *, again: bool = False
) -> Transition:
    """The move's line in the table, when it is for this kind of actor and the person is one.

    `again` means another time in the same state. Raises NotYours or Refused. The clock needs no person.
    """
    move = transition(visit.state, target, again=again)
    if move is None or as_ not in move.who:
        raise Refused(
            f"A visit that is “{visit.get_state_display().lower()}” can't become “{target.label.lower()}”.",
            "no_such_move",
        )
    if as_ == Who.CLOCK:
        return move
    if user is None:
        raise NotYours("There is no such visit.")
    if as_ == Who.TEACHER and not acts_for(user, visit.school):
        raise NotYours("There is no such visit.")
    if as_ == Who.CLAIMANT and not (user.is_active and user.pk == visit.teacher_id):
        raise NotYours("There is no such visit.")
    if as_ == Who.COORDINATOR and not user.has_role(Role.COORDINATOR):
        raise NotYours("Only a coordinator can do this.")
    return move


def can_move(user: User | None, visit: Visit, target: VisitState, as_: Who) -> bool:
    """True when `check_move` lets the person pass; pages offer only such buttons."""
    return _allowed(check_move, user, visit, target, as_)


def check_may_change_time(user: User, visit: Visit, as_: Who) -> None:
    """A confirmed visit that has not begun can have another time; raises NotYours or Refused."""
    check_move(user, visit, VisitState.CONFIRMED, as_, again=True)
    begins = visit.begins_at
    if begins is None or begins <= now():
        raise Refused("This visit has begun. It can't have another time any more.", "too_late")


def check_may_change_details(user: User, visit: Visit, as_: Who) -> None:
    """What a school told us about an open visit can change until it begins; raises NotYours or Refused."""
    if as_ == Who.COORDINATOR:
        if not user.has_role(Role.COORDINATOR):
            raise NotYours("Only a coordinator can do this.")
    elif not acts_for(user, visit.school):
        raise NotYours("There is no such visit.")
    if not visit.is_open or visit.begins_at is None or visit.begins_at <= now():
        raise Refused("This visit has begun or is over. Nothing about it can change any more.", "too_late")


def can_change_details(user: User, visit: Visit, as_: Who) -> bool:
    """True when `check_may_change_details` lets the person pass; pages offer only such buttons."""
    return _allowed(check_may_change_details, user, visit, as_)


def can_change_time(user: User, visit: Visit, as_: Who) -> bool:
    """True when `check_may_change_time` lets the person pass; pages offer only such buttons."""
    return _allowed(check_may_change_time, user, visit, as_)


def check_may_answer(user: User, visit: Visit) -> None:
    """A teacher of the school says how it was once the visit took place, for sixty days; raises NotYours or Refused."""
    if not acts_for(user, visit.school):
        raise NotYours("There is no such visit.")
    if visit.state != VisitState.DELIVERED:
        raise Refused("You can say how it was once the visit has taken place.", "too_early")
    if visit.day < today() - dt.timedelta(days=ANSWER_DAYS):
        raise Refused("This visit was too long ago. Thank you all the same.", "too_late")


def can_answer(user: User, visit: Visit) -> bool:
    """True when `check_may_answer` lets the person pass."""
    return _allowed(check_may_answer, user, visit)
